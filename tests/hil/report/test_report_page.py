"""report.html: one file, no network, small enough, everything in it."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from hil.check.verdict import judge
from hil.record.folder import RunFolder
from hil.record.opened import Run, open_run
from hil.report import page
from hil.report.curves import mean
from hil.report.decimate import decimate
from hil.report.states import names, spans
from tests.hil.record.synthetic import eclipse_pass, quiet

BOARDS = [{"kind": "eps", "url": "pty:", "serial": "SIM-1", "firmware_hash": "ab" * 8, "not_modelled": ["baud rate"]}]
LINKS = {"eps": {"retries": 3}}


class Loads(HTMLParser):
    """Collects what a browser would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [value or "" for key, value in attrs if key in {"src", "href"}]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    path = tmp_path_factory.mktemp("report") / "run"
    eclipse_pass(1.0).write(
        path, {"scenario": "eclipse <pass>", "seed": 7, "boards": BOARDS}, speed_factor=212.5, links=LINKS
    )
    return open_run(path)


@pytest.fixture(scope="module")
def text(run: Run) -> str:
    return page.render(run, judge(run))


def test_it_loads_nothing(text: str) -> None:
    reader = Loads()
    reader.feed(text)
    assert reader.fetched == []
    assert not re.findall(r"@import|cdn\.bokeh", text)


def test_drawing_it_warns_of_nothing(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    page.render(run, None)
    assert caplog.messages == []  # of Bokeh's: on the terminal they look like faults of the run


def test_it_says_what_a_reader_asks_first(run: Run, text: str) -> None:
    for said in (run.manifest["record_hash"], "212.5", "PWR-001", "CMP-001", "baud rate", "retries 3", "min in shadow"):
        assert said in text
    assert "<h1>eclipse &lt;pass&gt;" in text  # a name is text, not markup


def test_the_verdict_shows_what_was_not_exercised(tmp_path: Path) -> None:
    quiet(200).write(tmp_path / "run")
    opened = open_run(tmp_path / "run")
    found = page.render(opened, judge(opened))
    assert "NOT EXERCISED" in found
    assert "no eclipse" in found


@pytest.mark.parametrize("rows", [0, 1, 2, 30])
def test_a_run_that_died_early_still_has_a_page(tmp_path: Path, rows: int) -> None:
    quiet(rows).write(tmp_path / "run")
    found = page.render(open_run(tmp_path / "run"), None)
    assert "INCOMPLETE" in found
    assert "ended before it could be judged" in found


def test_a_run_without_the_plants_truth_still_has_a_page(tmp_path: Path) -> None:
    from hil.record.layout import RowLayout

    drawn = quiet(100)
    bare = replace(
        drawn,
        values={name: values for name, values in drawn.values.items() if not name.startswith("truth.")},
        layout=RowLayout(()),
    )
    bare.write(tmp_path / "run")
    assert "Modes" in page.render(open_run(tmp_path / "run"), None)


@pytest.mark.slow
def test_a_whole_orbit_stays_under_ten_megabytes(tmp_path: Path) -> None:
    eclipse_pass(0.1).write(tmp_path / "run", {"boards": BOARDS})
    assert page.write_report(tmp_path / "run").stat().st_size < 10e6


def test_decimation_loses_no_peak() -> None:
    time = np.arange(10_000.0)
    signal = np.sin(time / 700.0)
    signal[4321] = 5.0
    signal[77] = -5.0
    found = decimate(time, {"x": signal}, 1000)
    assert len(found.time) == len(found.signals["x"]) <= 1000
    assert (found.signals["x"].max(), found.signals["x"].min()) == (5.0, -5.0)
    assert abs(found.time[np.argmax(found.signals["x"])] - 4321) <= found.rows_per_pair
    assert (np.diff(found.time) > 0).all()


def test_decimation_follows_slopes_and_leaves_short_signals_alone() -> None:
    time = np.arange(100.0)
    assert decimate(time, {"x": time}, 100).signals["x"].tolist() == time.tolist()
    assert (np.diff(decimate(time, {"x": time}, 10).signals["x"]) >= 0).all()
    assert (np.diff(decimate(time, {"x": -time}, 10).signals["x"]) <= 0).all()


def test_decimation_passes_over_what_nobody_knows() -> None:
    signal = np.array([1.0, np.nan, 3.0, np.nan, np.nan, np.nan])
    found = decimate(np.arange(6.0), {"x": signal}, 4).signals["x"]
    assert found[:2].tolist() == [1.0, 3.0]
    assert np.isnan(found[2:]).all()


def test_a_mean_runs_through_the_middle_of_a_swing() -> None:
    time_s = np.arange(0.0, 600.0, 0.1)
    swing = 100.0 + 50.0 * np.sign(np.sin(2.0 * np.pi * 0.5 * time_s + 0.3))  # training at 0.5 Hz
    found = mean(swing, time_s)
    assert np.abs(found[600:-600] - 100.0).max() < 1.0
    step = np.where(time_s < 300.0, 0.0, 1.0)
    assert abs(mean(step, time_s)[3000] - 0.5) < 0.01  # centred: a step is where it was
    assert mean(np.array([3.0]), np.array([0.0])).tolist() == [3.0]


def test_events_are_told_in_words(run: Run, text: str) -> None:
    assert run.events
    assert not re.findall(r"<td>[^<]*\bp[12] ", text)


def test_states_are_named_by_the_dictionary() -> None:
    assert names("terminal 1: 0 OFF, 1 STANDBY, 2 SLEW") == {0: "OFF", 1: "STANDBY", 2: "SLEW"}
    assert names("pump in use in loop A: 1 prime, 2 standby") == {1: "prime", 2: "standby"}
    assert spans(np.array([1, 1, 2, 1])) == [(0, 2, 1), (2, 3, 2), (3, 4, 1)]


def test_a_state_that_reads_invalid_is_drawn_as_no_value(tmp_path: Path) -> None:
    drawn = quiet(100)
    drawn.values["payload.job_state"] = np.where(np.arange(100) < 50, 1.0, 255.0)  # 255 is INVALID of a u8
    drawn.write(tmp_path / "run")
    assert "-1 no value" in page.render(open_run(tmp_path / "run"), None)


def test_the_written_report_shows_the_written_verdict_and_the_scenarios_limits(tmp_path: Path) -> None:
    drawn = quiet(50)
    folder = RunFolder.create(tmp_path / "run", drawn.layout, json.dumps({"limits": {"soc_floor": 0.375}}), {})
    drawn.feed(folder)
    folder.verdict(judge(drawn, {"soc_floor": 0.9}).plain())
    folder.close(1, {})
    text = page.write_report(tmp_path / "run").read_text()
    assert '<span class="badge FAIL">FAIL</span></h1>' in text
    assert "soc_floor 0.375" in text


def test_a_run_that_died_gets_its_report_beside_its_journal(tmp_path: Path) -> None:
    drawn = quiet(50)
    folder = RunFolder.create(tmp_path / "run", drawn.layout, "{}", {})
    drawn.feed(folder)
    assert "INCOMPLETE" in page.write_report(tmp_path / "run").read_text()
    assert (tmp_path / "run" / "journal.bin").exists()
    folder.close(3, {})
