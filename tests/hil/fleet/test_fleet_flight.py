"""A small fleet from its spec to its folder, and what is left when it does not get there."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from hil.errors import ConfigError, HilError
from hil.fleet.fly import Flown, fly
from hil.fleet.folder import FleetFolder
from hil.fleet.links import _states, fleet_grid, link_facts
from hil.fleet.workers import LocalWorkers, WorkerLost, in_order
from sim.constants import EARTH_RADIUS_M
from sim.fleet.spec import FleetSpec
from sim.optical.topology import NOBODY, Limits, availability
from sim.orbit import sun_position_eci_m
from sim.orbit.shells import Shell, shell_orbits

EPOCH = datetime(2026, 6, 21, tzinfo=UTC)
SPEC = FleetSpec((Shell("sso", 600e3, 18.0, 6), Shell("inclined", 700e3, 30.0, 12, 3)), EPOCH, 1200.0)


def flown(path: Path, interrupted: bool = False, spec: FleetSpec = SPEC) -> Flown:
    return fly(spec, LocalWorkers(1), path, {"extra": lambda: {"said": [["a", "b"]]}}, lambda *_: None,
               lambda: interrupted)  # fmt: skip


def manifest(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((path / "manifest.json").read_text())
    return found


def fetched(page: str) -> list[str]:
    """Return what a browser would fetch for the tags of `page`; what stands inside scripts are no tags."""
    found: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(f"{tag} {value}" for name, value in attrs if name in ("src", "href"))

    Tags().feed(page)
    return found


def test_totals_are_the_sums_of_the_table(tmp_path: Path) -> None:
    facts = flown(tmp_path / "run").facts
    rows = pq.read_table(tmp_path / "run" / "satellites.parquet").to_pydict()
    assert rows["satellite"] == list(range(18))
    assert facts["compute_accelerator_h"] == pytest.approx(sum(rows["compute_h"]), rel=1e-12)
    assert facts["array_kw"] == pytest.approx(sum(rows["array_j"]) / 18 / 1200.0 / 1e3, rel=1e-12)
    assert facts["lowest_soc"] == min(rows["min_soc"])
    assert facts["sunlit_share"] == pytest.approx(1.0 - sum(rows["eclipse_s"]) / 18 / 1200.0, rel=1e-12)


def test_series_has_a_row_for_each_time_and_shell(tmp_path: Path) -> None:
    flown(tmp_path / "run")
    rows = pq.read_table(tmp_path / "run" / "series.parquet").to_pydict()
    assert len(rows["time_s"]) == 20 * 2
    assert set(zip(rows["shell"], rows["satellites"], strict=True)) == {(0, 6), (1, 12)}
    mean, low, high = (np.array(rows[f"soc_{part}"]) for part in ("mean", "low", "high"))
    assert np.all((low <= mean + 1e-12) & (mean <= high + 1e-12))


def test_a_whole_run_says_so_and_draws_its_page(tmp_path: Path) -> None:
    flown(tmp_path / "run")
    assert manifest(tmp_path / "run")["status"] == "complete"
    assert manifest(tmp_path / "run")["extra"] == {"said": [["a", "b"]]}
    page = (tmp_path / "run" / "fleet.html").read_text()
    for words in ("Sunlit share", "Radiator temperature", "hours since the epoch", "by shell", "sso 18 h"):
        assert words in page
    assert fetched(page) == [], "the page must need no network"
    assert not list((tmp_path / "run").glob("*.part"))


def test_a_folder_in_use_is_refused_before_any_measure(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(ConfigError, match="it holds mine"):
        fly(SPEC, LocalWorkers(1), tmp_path, {"never": lambda: pytest.fail("measured")}, lambda *_: None, lambda: False)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_an_interrupted_run_is_no_result(tmp_path: Path) -> None:
    large = SPEC._replace(shells=(Shell("sso", 600e3, 18.0, 5000),), duration_s=20.0)
    with pytest.raises(HilError, match="interruption after 1") as raised:
        flown(tmp_path / "run", interrupted=True, spec=large)
    assert raised.value.exit_code == 3
    assert manifest(tmp_path / "run")["status"] == "failed"
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["manifest.json"]


def test_a_killed_run_still_says_running(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; import numpy as np\n"
        "from hil.fleet.folder import FleetFolder\n"
        "folder = FleetFolder(Path(sys.argv[1]), {}); folder.satellites({'satellite': np.arange(5)})\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "run")], env=dict(os.environ), check=False)
    assert done.returncode == -signal.SIGKILL
    assert manifest(tmp_path / "run")["status"] == "running"
    assert not (tmp_path / "run" / "satellites.parquet").exists()
    with pytest.raises(ConfigError):
        FleetFolder(tmp_path / "run", {})


def test_a_fleet_without_neighbours_has_no_links() -> None:
    """And nothing in it is NaN, which no strict reader of JSON takes."""
    facts = link_facts(SPEC._replace(shells=(Shell("sso", 600e3, 18.0, 1), Shell("inclined", 900e3, 30.0, 1))))
    assert (facts["share"], facts["range_km"], facts["delay_ms"], facts["by_direction"]) == (None, None, None, {})
    assert facts["said"] == [("laser links", "none: no satellite has a neighbour in its shell")]
    apart = link_facts(SPEC._replace(shells=(Shell("inclined", 600e3, 30.0, 2, 1),)))  # through the Earth
    assert (apart["share"], apart["range_km"]) == (0.0, None)
    json.dumps([facts, apart], allow_nan=False)


def test_blocks_come_in_order_and_a_failure_is_a_lost_worker() -> None:
    def work(block: int) -> int:
        if block == 5:
            raise MemoryError("none left")
        return block

    crew = LocalWorkers(2)
    blocks = in_order(crew, work, 9)
    assert [next(blocks) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(WorkerLost, match=r"block 5 of the fleet.*MemoryError"):
        next(blocks)
    crew.close()


def test_the_grid_stays_in_its_shell_and_only_the_delta_wraps() -> None:
    grid = fleet_grid((Shell("sso", 600e3, 18.0, 9, 3), Shell("inclined", 700e3, 30.0, 12, 3)))
    assert np.all(grid[:9] < 9)
    assert np.all(grid[9:] >= 9), "every inclined satellite has four neighbours, all of its shell"
    assert np.all(grid[6:9, 2] == NOBODY), "the last sun-synchronous plane has nobody to the east"


def test_links_are_those_of_plain_geometry() -> None:
    """One shell of 6 planes of 11: range and height of the line of sight over a sphere, by vectors written out here.

    The rates of the gimbals and the Sun are kept out by comparing only links that fail by range or by the Earth, which
    must be the ones that are not up: at 5 degrees a Sun in a line of sight is looked for and told apart.
    """
    shell = Shell("inclined", 550e3, 53.0, 66, 6)
    grid = fleet_grid((shell,))
    orbits = shell_orbits((shell,), EPOCH)
    r, v = _states(orbits, 0.0)
    sun = sun_position_eci_m(EPOCH, np.array([0.0]))[0]
    works = availability(r, v, sun, grid, Limits(rate_rad_s=1.0, sun_rad=0.0)).works
    for n, row in enumerate(grid):
        for k, peer in enumerate(row):
            line = r[peer] - r[n]
            length = math.sqrt(line @ line)
            near = min(max(-(r[n] @ line) / (length * length), 0.0), 1.0)
            foot = r[n] + near * line
            height_m = math.sqrt(foot @ foot) - EARTH_RADIUS_M
            assert works[n, k] == (length <= 5.5e6 and height_m >= 80e3), (n, k, length, height_m)
    assert 0 < works.sum() < works.size, "both kinds of link are in this shell"


def test_satellites_move_as_two_bodies_do_for_a_moment() -> None:
    """The speed handed to the links is the change of the place, of which the nodes' drift is a part in 1e3."""
    orbits = shell_orbits((Shell("inclined", 550e3, 53.0, 12, 3),), EPOCH)
    (before, _), (now, v), (after, _) = (_states(orbits, t_s) for t_s in (599.0, 600.0, 601.0))
    assert np.abs(0.5 * (after - before) - v).max() < 2e-3 * np.abs(v).max()
    np.testing.assert_allclose(np.sqrt(np.sum(now * now, axis=1)), EARTH_RADIUS_M + 550e3, rtol=1e-12)
