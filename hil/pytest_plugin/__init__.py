"""The pytest plugin: tests of flight software and boards on a bench or without one (docs/pytest.md).

Loaded by every pytest of an environment that has Everdawn, so nothing heavy is imported before a test asks for it, and
a run without its options and fixtures is as it was.
"""

from __future__ import annotations

import argparse
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hil.pytest_plugin.job import Job

if TYPE_CHECKING:
    from hil.pytest_plugin.bench import Bench
    from hil.pytest_plugin.board import BoardUnderTest
    from hil.pytest_plugin.evidence import Evidence
    from hil.pytest_plugin.faults import Faults
    from hil.pytest_plugin.flown import Flyer

MARKERS = (
    "hardware: needs a real board, or the boards that `needs` names; skipped without, an error with --hil-require",
    "needs(*names): boards, what is wired to them (`fixtures` of the map), or what a simulated board may not model",
    "destructive: may damage a board; on real ones only with --hil-destructive",
)
BENCH: pytest.StashKey[Bench] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our options; `--board` only where no other plugin has taken that name."""
    group = parser.getgroup("everdawn", "Everdawn: boards on a bench")
    board: dict[str, Any] = {
        "action": "append", "default": [], "dest": "hil_boards", "metavar": "NAME=URL",
        "help": "a board (eps, radiator, laser, payload, or all) at a port, or simulated: eps=/dev/ttyACM0, all=pty:",
    }  # fmt: skip
    try:
        group.addoption("--board", "--hil-board", **board)
    except (ValueError, argparse.ArgumentError):
        group.addoption("--hil-board", **board)
    group.addoption("--hil-map", metavar="FILE", help="hardware map of the bench; default $HIL_MAP")
    group.addoption("--hil-seed", type=int, metavar="N", help="seed of every scenario and disturbance")
    group.addoption("--hil-record", type=Path, metavar="DIR", help="keep run folders and evidence.json there")
    group.addoption("--hil-replay", type=Path, metavar="DIR", help="replay the boards that --hil-record recorded there")
    group.addoption("--hil-require", action="store_true", help="a board that is not there is an error, not a skip")
    group.addoption("--hil-destructive", action="store_true", help="let `destructive` tests at real boards")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and the books of this run unless it is a worker of another."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Job(config, lambda: _bench(config)), "hil-job")


@pytest.hookimpl(wrapper=True, tryfirst=True)  # outside of any time limit
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Under xdist let one test at a time at real boards: a board has one host."""
    if not _is_at_real_board(item):
        return (yield)
    from filelock import FileLock

    with FileLock(Path(item.config.option.basetemp).parent / "hil-boards.lock"):
        return (yield)


def _is_at_real_board(item: pytest.Item) -> bool:
    """Return whether `item` may open a real board while another worker does."""
    if not hasattr(item.config, "workerinput"):
        return False
    opens = {"board", "run_scenario"} & set(getattr(item, "fixturenames", ()))
    return bool(opens or item.get_closest_marker("hardware")) and bool(_bench(item.config).real)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this bench cannot do, saying what was looked for and what was found."""
    if any(item.get_closest_marker(name) for name in ("hardware", "needs", "destructive")):
        from hil.pytest_plugin import wants

        lacking = wants.lacking(item, _bench(item.config))
        if lacking:
            wants.refuse(item.config, lacking)


def _bench(config: pytest.Config) -> Bench:
    if BENCH not in config.stash:
        from hil.errors import HilError
        from hil.pytest_plugin.bench import Bench

        try:
            config.stash[BENCH] = Bench.given(config.option)
        except HilError as error:
            raise pytest.UsageError(str(error)) from error
    return config.stash[BENCH]


# ---- fixtures. Those with the name of a module beside this file have another here: importing it would hide them.


@pytest.fixture(scope="session", name="bench")
def the_bench(pytestconfig: pytest.Config) -> Bench:
    """Which boards there are: those given, simulated ones in place of the others."""
    return _bench(pytestconfig)


@pytest.fixture
def board_kind(request: pytest.FixtureRequest, bench: Bench) -> str:
    """The board that `board` opens: the first that `needs` names, else the first real one, else eps. To override."""
    from hil.pytest_plugin import wants

    return wants.kinds(request.node, bench)[0]


@pytest.fixture(name="evidence")
def the_evidence(request: pytest.FixtureRequest, bench: Bench) -> Evidence:
    """What this test measured: kept in JUnit's properties and in evidence.json."""
    from hil.pytest_plugin.evidence import Evidence

    evidence = Evidence(request.node.user_properties)
    evidence.note("seed", bench.seed)
    return evidence


@pytest.fixture(name="faults")
def the_faults(bench: Bench, evidence: Evidence) -> Iterator[Faults]:
    """Faults of plant and line for this test; what they really did is kept as evidence."""
    from hil.pytest_plugin.faults import Faults

    faults = Faults(bench.seed)
    yield faults
    evidence.note("faults", faults.receipts)
    if unused := faults.unused():
        pytest.fail(f"faults that nothing was opened or flown with: {', '.join(unused)}", pytrace=False)


@pytest.fixture(name="board")
def the_board(
    request: pytest.FixtureRequest, board_kind: str, bench: Bench, faults: Faults, evidence: Evidence
) -> Iterator[BoardUnderTest]:
    """One board, opened when it is first used, closed after the test; time is simulated and passes by its ticks."""
    from hil.pytest_plugin import wants
    from hil.pytest_plugin.board import BoardUnderTest
    from hil.pytest_plugin.recording import board_capture, folder_of

    with_flight = "flight" in wants.names(request.node)
    url, test = bench.urls[board_kind], request.node.nodeid
    if bench.recording is not None:
        if lacking := bench.recording.lacks(test):
            wants.refuse(request.config, lacking)
        url = f"replay:{bench.recording.board(test, board_kind)}"
    board = BoardUnderTest(board_kind, url, faults, with_flight, lambda why: wants.refuse(request.config, why))
    if (record := request.config.option.hil_record) is not None:
        board.record(board_capture(folder_of(record, test), board_kind))
    if rows := bench.corrections().get(board_kind):
        board.correct(rows)
    yield board
    board.close()
    evidence.note(f"board.{board_kind}", board.about())


@pytest.fixture
def run_scenario(
    request: pytest.FixtureRequest, bench: Bench, faults: Faults, evidence: Evidence, tmp_path: Path
) -> Flyer:
    """A function that flies a scenario on the boards of the bench: `run_scenario("eclipse_pass", "duration_s=60")`."""
    from hil.pytest_plugin import wants
    from hil.pytest_plugin.flown import Flyer
    from hil.pytest_plugin.recording import folder_of

    record, test = request.config.option.hil_record, request.node.nodeid
    if bench.recording is not None and (lacking := bench.recording.lacks(test)):
        wants.refuse(request.config, lacking)
    if gone := next(iter(bench.missing), None):
        wants.refuse(request.config, f"a scenario needs all boards, and {gone} is not there: {bench.said(gone)}")
    folder = tmp_path if record is None else folder_of(record, test)
    return Flyer(bench, faults, evidence, folder, test, keeps_wire=record is not None)
