"""A fleet's folder read back: what is drawn from it is what was flown, and half of a run is never a result."""

from __future__ import annotations

import json
import signal
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from hil.errors import RecordError
from hil.fleet.fly import fly
from hil.fleet.opened import FleetRun, draw
from hil.fleet.workers import LocalWorkers
from sim.fleet.run import run_block
from sim.fleet.spec import FleetSpec
from sim.orbit.shells import Shell
from tests.hil.command import hil, started, until

SPEC = FleetSpec(
    (Shell("sso", 600e3, 18.0, 6), Shell("inclined", 700e3, 30.0, 12, 3)),
    datetime(2026, 6, 21, tzinfo=UTC), 1205.0, values={"fleet": {"soc_floor": 0.35}},
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fleet") / "run"
    fly(SPEC, LocalWorkers(1), path, {}, lambda *_: None, lambda: False)
    return path


def test_the_spec_comes_back_whole(folder: Path) -> None:
    assert FleetRun(folder).spec() == SPEC


def test_the_series_comes_back_as_the_block_gave_it(folder: Path) -> None:
    back, block = FleetRun(folder).series(), run_block(SPEC, 0)
    np.testing.assert_array_equal(back.t_s, block.t_s)
    np.testing.assert_array_equal(back.satellites, block.satellites)
    np.testing.assert_array_equal(back.low, block.low)
    np.testing.assert_array_equal(back.high, block.high)
    np.testing.assert_allclose(back.sums, block.sums, rtol=1e-14)  # through the mean and back


def test_a_time_that_is_no_whole_number_of_steps_counts_as_flown(folder: Path) -> None:
    facts = FleetRun(folder).manifest["facts"]
    block = run_block(SPEC._replace(duration_s=1200.0), 0)
    assert facts["sunlit_share"] == pytest.approx(1.0 - block.summary[:, 5].sum() / (18 * 1200.0), rel=1e-12)


def test_the_page_is_drawn_again(folder: Path) -> None:
    before = (folder / "fleet.html").read_text()
    (folder / "fleet.html").unlink()
    assert hil("report", str(folder)).returncode == 0
    assert len((folder / "fleet.html").read_text()) == pytest.approx(len(before), rel=0.01)


def test_other_commands_say_that_it_is_a_fleet(folder: Path) -> None:
    done = hil("verify", str(folder))
    assert done.returncode == 2
    assert "that of a fleet" in done.stderr


def test_what_is_no_fleet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"scenario": "x"}))
    with pytest.raises(RecordError, match="the folder of a fleet"):
        FleetRun(tmp_path)


LARGE = ("fleet", "--satellites", "400000", "--no-compare", "--workers", "1")


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_fleet_ended_in_the_middle_opens_and_says_incomplete(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "run"
    part = path / "satellites.parquet.part"
    process = started(*LARGE, "--out", str(path))
    until(lambda: part.exists() and part.stat().st_size > 0, 240.0, process)
    process.send_signal(number)
    _, said = process.communicate(timeout=120)
    run = FleetRun(path)
    assert not run.complete
    assert not (path / "satellites.parquet").exists()
    if number == signal.SIGKILL:
        assert process.returncode == -signal.SIGKILL
        assert "its host was killed" in run.why()
    else:
        assert process.returncode == 3
        assert "interruption" in said
        assert "interruption" in run.why()
        assert not part.exists()
    with pytest.raises(RecordError, match="incomplete"):
        draw(path)
    assert hil("report", str(path)).returncode == 3
