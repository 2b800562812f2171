"""`--hil-replay`: tests flown against what `--hil-record` kept, as their users do it."""

import json
from pathlib import Path

import pytest

from tests.hil.pytest_plugin.test_plugin import Run, run, served  # noqa: F401 - fixtures

pytest_plugins = ["pytester"]

TESTS = """
    import pytest

    @pytest.mark.hardware
    @pytest.mark.needs("radiator", "radiator_loop")
    def test_pumps(board):
        board.drive(prime_set_a=0.5)
        board.set(supply_a=40.0)
        board.step(5)
        board.assert_telemetry("supply_a", 40.0)
        board.assert_telemetry("prime_set_a", 0.5)

    @pytest.mark.needs("eps", "flight")
    def test_blind(board):
        board.await_event("eps_sensor_invalid", within_s=2.0)
"""
FLIES = """
    def test_flies(run_scenario):
        one = run_scenario("nominal_orbit", "duration_s=2")
        two = run_scenario("nominal_orbit", "duration_s=1", place="board")
        assert len(one.run.time_s) == 21
        assert len(two.run.time_s) == 11
"""


@pytest.fixture
def recorded(run: Run, pytester: pytest.Pytester) -> Path:  # noqa: F811
    """TESTS recorded on simulated boards; those that want a real one by their marks, for once, without it."""
    text = TESTS.replace(
        '    @pytest.mark.hardware\n    @pytest.mark.needs("radiator", "radiator_loop")\n',
        '    @pytest.mark.needs("radiator")\n',
    )
    run(text, "--hil-record", "kept", "--hil-seed", "9").assert_outcomes(passed=2)
    return pytester.path / "kept"


def test_what_was_recorded_answers(run: Run, recorded: Path, pytester: pytest.Pytester) -> None:  # noqa: F811
    """No board is started, no port is needed, and a hardware test runs: but no hardware is said to have been there."""
    result = run(TESTS, "--hil-replay", "kept", "--hil-record", "again", "-p", "no:xdist")
    result.assert_outcomes(passed=2)
    assert result.ret == 0
    assert "hardware tests ran" not in result.stdout.str()
    whole = json.loads((pytester.path / "again" / "evidence.json").read_text())
    assert whole["replayed_from"] == "kept"
    assert whole["hardware"] == {"asked": 1, "ran": 0}
    assert whole["seed"] == 9  # the recording's
    blind, pumps = whole["tests"]
    assert blind["evidence"]["board.eps"]["url"].startswith("replay:kept/")
    assert pumps["evidence"]["board.radiator"]["ticks"] == 5
    first = json.loads((recorded / "evidence.json").read_text())
    assert first["replayed_from"] is None
    told = [
        test["evidence"][name]["serial"]
        for test, name in zip(whole["tests"], ("board.eps", "board.radiator"), strict=True)
    ]
    assert told == ["inproc-eps", "inproc-radiator"]
    # and what was recorded of the replay can be replayed in its turn
    run(TESTS, "--hil-replay", "again").assert_outcomes(passed=2)


def test_another_drive_is_an_error_that_names_tick_and_channel(run: Run, recorded: Path) -> None:  # noqa: F811
    text = TESTS.replace("board.step(5)", "board.step(3); board.drive(prime_set_a=0.6); board.step(2)")
    result = run(text, "--hil-replay", "kept")
    result.assert_outcomes(passed=1, failed=1)
    said = result.stdout.str()
    assert "ReplayDeparted" in said
    assert "tick 3: " in said
    assert "prime_set_a" in said


def test_a_test_that_was_not_recorded_is_skipped_or_an_error(run: Run, recorded: Path) -> None:  # noqa: F811
    text = TESTS + "\n    def test_new(board):\n        board.step()\n"
    result = run(text, "--hil-replay", "kept", "-rs")
    result.assert_outcomes(passed=2, skipped=1)
    assert "record it with --hil-record" in result.stdout.str()
    result = run(text, "--hil-replay", "kept", "--hil-require")
    result.assert_outcomes(passed=2, errors=1)
    assert result.ret == 1


@pytest.mark.slow  # starts several whole runs of pytest
@pytest.mark.timeout(600)
def test_no_recording_and_two_kinds_of_boards_are_bad_usage(run: Run, recorded: Path) -> None:  # noqa: F811
    for options in (
        ["--hil-replay", "nowhere"],
        ["--hil-replay", "kept", "--board", "eps=inproc:"],
        ["--hil-replay", "kept", "--hil-record", "./kept"],
    ):
        result = run(TESTS, *options)
        assert result.ret == pytest.ExitCode.USAGE_ERROR, result.stdout.str()
        assert "INTERNALERROR" not in result.stdout.str() + result.stderr.str()


@pytest.mark.slow  # starts several whole runs of pytest, and flies
@pytest.mark.timeout(600)
def test_scenarios_fly_again_on_workers_too(run: Run, pytester: pytest.Pytester) -> None:  # noqa: F811
    run(FLIES, "--hil-record", "kept").assert_outcomes(passed=1)
    run(FLIES, "--hil-replay", "kept").assert_outcomes(passed=1)
    run(FLIES, "--hil-replay", "kept", "-n", "2").assert_outcomes(passed=1)
    other = FLIES.replace('"duration_s=2"', '"duration_s=2", "satellite.start.soc=0.5"')
    longer = FLIES.replace('"duration_s=2"', '"duration_s=3"').replace("21", "31")
    for text in (other, longer):
        result = run(text, "--hil-replay", "kept")
        result.assert_outcomes(failed=1)
        assert "tick " in result.stdout.str()


def test_tests_whose_names_differ_in_a_sign_have_recordings_of_their_own(run: Run, pytester: pytest.Pytester) -> None:  # noqa: F811
    text = """
        import pytest

        @pytest.mark.parametrize("amount", ["4/0", "4_0", "4.0" + 300 * "0"])
        def test_pumps(board, amount):
            board.step(3)
    """
    run(text, "--hil-record", "kept").assert_outcomes(passed=3)
    assert len(list((pytester.path / "kept").glob("*/board-eps.pcapng"))) == 3
    run(text, "--hil-replay", "kept").assert_outcomes(passed=3)


@pytest.mark.slow  # starts whole runs of pytest, and flies
@pytest.mark.timeout(600)
def test_a_scenario_that_breaks_off_on_its_recording_fails_whatever_the_test_asks(run: Run) -> None:  # noqa: F811
    recorded = """
        def test_flies(run_scenario, faults):
            faults.disturb("eps", "disconnect:in:@30")
            assert len(run_scenario("nominal_orbit", "duration_s=4", "pacing.on_loss=resume").run.time_s) > 5
    """
    run(recorded, "--hil-record", "kept").assert_outcomes(passed=1)
    without = recorded.replace('faults.disturb("eps", "disconnect:in:@30")', "").replace(
        ', "pacing.on_loss=resume"', ""
    )
    result = run(without, "--hil-replay", "kept")
    result.assert_outcomes(failed=1)
    assert "it broke off: board eps is lost" in result.stdout.str()
