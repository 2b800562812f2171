"""The pytest plugin as its users meet it: pytest in a process of its own, on test files written for the purpose."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["pytester"]

Run = Callable[..., pytest.RunResult]

HARDWARE = """
    import pytest

    @pytest.mark.hardware
    @pytest.mark.needs("eps")
    def test_on_the_bench(board):
        board.step(3)
        assert board.sample is not None
"""


@pytest.fixture
def run(pytester: pytest.Pytester, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """(text of a test file, *options) -> what pytest made of it, with the plugin and strict markers."""
    monkeypatch.setenv("PYTHONPATH", str(checkout))
    monkeypatch.delenv("HIL_MAP", raising=False)

    def go(text: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(text)
        without = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest")  # the second takes a second to import
        return pytester.runpytest_subprocess("-p", "hil.pytest_plugin", *without, "--strict-markers", *options)

    return go


@pytest.fixture
def served(pytester: pytest.Pytester) -> Any:
    """An eps board served over TCP, as one on another machine is."""
    command = [sys.executable, "-m", "hil.board.serve", "eps", "--tcp", "0", "--token", "open-sesame", "--flight"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield f"{process.stdout.readline().strip()}?token=open-sesame"
        process.terminate()


def test_it_is_cheap_to_load() -> None:
    """Every pytest of the environment loads it: none of what takes long may come with it."""
    heavy = ("numba", "numpy", "serial", "pydantic", "yaml")
    code = f"import sys, hil.pytest_plugin; print(*(name for name in {heavy} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_plain_run_is_as_it_was(run: Run, pytester: pytest.Pytester) -> None:
    result = run("def test_it(): pass\ndef test_bad(): assert False\n")
    result.assert_outcomes(passed=1, failed=1)
    assert result.ret == 1
    assert "hardware" not in result.stdout.str()
    assert list(pytester.path.rglob("evidence.json")) == []
    assert list(pytester.path.glob("runs")) == []
    assert run("def test_it(): pass\n").ret == 0


def test_without_a_board_a_hardware_test_is_skipped_with_what_was_looked_for(run: Run) -> None:
    result = run(HARDWARE, "-rs")
    result.assert_outcomes(skipped=1)
    assert result.ret == 0  # nobody asked for hardware
    said = result.stdout.str().replace("\n", " ")
    assert "looked for --board eps=URL and a connected" in said
    assert "eps is inproc:, simulated" in said
    assert "serial ports:" in said


def test_required_hardware_that_is_missing_is_an_error(run: Run) -> None:
    result = run(HARDWARE, "--hil-require")
    result.assert_outcomes(errors=1)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*0 of 1 hardware tests ran: this job has shown nothing, and fails*"])


@pytest.mark.slow  # starts several whole runs of pytest
@pytest.mark.timeout(600)
def test_a_hardware_job_in_which_nothing_ran_is_not_green(run: Run, pytester: pytest.Pytester) -> None:
    result = run(HARDWARE, "--board", "eps=/dev/no-such-port")
    result.assert_outcomes(skipped=1)
    assert result.ret == 1
    (pytester.path / "map.yaml").write_text("- {connected: true, id: gone, kind: eps}\n")
    result = run(HARDWARE, "--hil-map", "map.yaml", "-rs")
    result.assert_outcomes(skipped=1)
    assert result.ret == 1
    assert "serial number gone" in result.stdout.str()
    flies = "def test_it(run_scenario): run_scenario('eclipse_pass', 'duration_s=1')\n"
    for options in (("--hil-map", "map.yaml"), ("--board", "eps=/dev/no-such-port")):  # no simulated one in its place
        result = run(flies, *options, "-rs")
        result.assert_outcomes(skipped=1)
        assert "a scenario needs all boards, and eps is not there" in result.stdout.str()
    assert run("def test_it(): pass", "--board", "eps=socket://127.0.0.1:9").ret == 1  # no hardware test at all
    assert run(HARDWARE, "--board", "eps=/dev/no-such-port", "--collect-only").ret == 0


def test_on_a_real_port_it_runs_and_leaves_evidence(run: Run, served: str, pytester: pytest.Pytester) -> None:
    text = (
        HARDWARE
        + """
    @pytest.mark.hardware
    def test_measured(board, evidence):
        evidence.measure("boots", board.hello.boot, "1", at_least=1)

    def test_elsewhere(): pass
"""
    )
    result = run(text, "--board", f"eps={served}", "--hil-record", "kept", "--hil-seed", "7", "--junitxml", "j.xml")
    result.assert_outcomes(passed=3)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*2 of 2 hardware tests ran*"])
    whole = json.loads((pytester.path / "kept" / "evidence.json").read_text())
    assert whole["hardware"] == {"asked": 2, "ran": 2}
    assert (whole["seed"], whole["exit"]) == (7, 0)
    measured, on_the_bench = whole["tests"]
    assert measured["evidence"]["measure.boots"] == {
        "value": measured["evidence"]["measure.boots"]["value"], "unit": "1", "at_least": 1, "at_most": None,
        "held": True,
    }  # fmt: skip
    assert on_the_bench["evidence"]["board.eps"]["serial"] == "pty-eps"
    assert on_the_bench["evidence"]["board.eps"]["ticks"] == 3
    assert "open-sesame" not in (pytester.path / "kept" / "evidence.json").read_text()
    names = {one.get("name") for one in ET.parse(pytester.path / "j.xml").iter("property")}
    assert {"hil.seed", "hil.board.eps", "hil.measure.boots"} <= names


@pytest.mark.slow  # starts several whole runs of pytest
def test_the_books_are_kept_under_xdist(run: Run, served: str, pytester: pytest.Pytester) -> None:
    text = (
        HARDWARE
        + """
    @pytest.mark.hardware
    @pytest.mark.parametrize("turn", range(3))
    def test_again(board, turn):
        board.step()

    @pytest.mark.parametrize("number", range(4))
    def test_simulated(number, evidence):
        evidence.note("number", number)
"""
    )
    options = ("-n", "2", "--hil-record", "kept", "--junitxml", "j.xml")
    result = run(text, "--board", f"eps={served}", *options)
    result.assert_outcomes(passed=8)
    assert result.ret == 0
    whole = json.loads((pytester.path / "kept" / "evidence.json").read_text())
    assert whole["hardware"] == {"asked": 4, "ran": 4}
    assert sorted(test["evidence"]["number"] for test in whole["tests"] if "number" in test["evidence"]) == [0, 1, 2, 3]
    assert (
        len([one for one in ET.parse(pytester.path / "j.xml").iter("property") if one.get("name") == "hil.number"]) == 4
    )


@pytest.mark.slow  # as above
def test_nothing_ran_is_not_green_under_xdist(run: Run) -> None:
    result = run(HARDWARE, "--board", "eps=/dev/no-such-port", "-n", "1")
    result.assert_outcomes(skipped=1)
    assert result.ret == 1


@pytest.mark.slow  # starts several whole runs of pytest
def test_needs_and_destructive(run: Run, served: str, pytester: pytest.Pytester) -> None:
    text = """
    import pytest

    @pytest.mark.needs("eps", "radiator_loop")
    def test_wired(board): board.step()

    @pytest.mark.needs("eps", "replug")
    def test_replug(board): board.step()

    @pytest.mark.destructive
    @pytest.mark.needs("eps")
    def test_destroys(board): board.step()

    @pytest.mark.needs("eps", "flight")
    def test_flight(board): board.step()
"""
    result = run(text, "-rs")  # simulated
    result.assert_outcomes(passed=2, skipped=2)
    said = result.stdout.str().replace("\n", " ")
    assert "needs replug, which eps=inproc: does not model" in said
    assert "needs radiator_loop at eps, which is simulated" in said
    entry = f"- {{connected: true, id: far, kind: eps, url: '{served}', fixtures: [%s]}}\n"
    (pytester.path / "map.yaml").write_text(entry % "radiator_loop")
    result = run(text, "--hil-map", "map.yaml", "-rs")
    result.assert_outcomes(passed=3, skipped=1)
    assert "destructive, and eps is real: allow it with --hil-destructive" in result.stdout.str().replace("\n", " ")
    (pytester.path / "map.yaml").write_text(entry % "")
    result = run(text, "--hil-map", "map.yaml", "-rs", "--hil-destructive")
    result.assert_outcomes(passed=3, skipped=1)
    assert "wired to it, by the map: nothing" in result.stdout.str().replace("\n", " ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--board", "espresso=/dev/x"), "NAME=URL with NAME one of eps"),
        (("--hil-map", "no-such.yaml"), "no-such.yaml: expected a readable YAML file"),
    ],
)
def test_bad_options_are_usage_errors(run: Run, options: tuple[str, ...], said: str) -> None:
    result = run(HARDWARE, *options)
    assert result.ret not in (0, 5)
    assert said in result.stdout.str() + result.stderr.str()


def test_another_plugin_may_have_taken_board(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(taken="def pytest_addoption(parser): parser.addoption('--board')\n")
    pytester.makepyfile("def test_it(bench): assert bench.urls['laser'] == 'pty:'")
    result = pytester.runpytest_subprocess("-p", "taken", "-p", "hil.pytest_plugin", "--hil-board", "all=pty:")
    result.assert_outcomes(passed=1)


def test_helpers_on_simulated_time(run: Run) -> None:
    result = run("""
    import math
    import struct
    import pytest
    from firmware_py.icd import packets

    def test_channels(board):
        board.set(bus_voltage=800.0, battery_temperature=math.nan)
        board.assert_telemetry("bus_voltage", 800.0)
        assert board.time_s == 0.0
        board.set(bus_voltage=700.0)
        assert board.assert_telemetry("bus_voltage", (690, 710), within_s=1.0) == 0.1
        assert math.isnan(board.read("battery_temperature"))
        assert board.assert_telemetry("bus_voltage", lambda volts: volts < 701) == 0.1

    def test_a_value_that_never_comes_is_said(board):
        board.set(bus_voltage=700.0)
        with pytest.raises(AssertionError, match=r"bus_voltage: expected 800 to 900 within 0.5 s, got 700 at 0.5 s"):
            board.assert_telemetry("bus_voltage", (800, 900), within_s=0.5)

    def test_commands(board):
        assert board.send_and_assert_command(packets.NOOP, b"hello") == b"hello"
        board.send_and_assert_command(99, status=packets.UNKNOWN_CODE)
        with pytest.raises(AssertionError, match="unknown code, expected done"):
            board.send_and_assert_command(99)

    @pytest.mark.needs("eps", "flight")
    def test_events(board):
        doubted = board.await_event("eps_sensor_invalid", within_s=1.0)  # nobody shows its sensors anything
        assert doubted.time_s <= 1.0
        soc_margin = struct.pack(">Hd", 101, 0.06)
        told = board.send_and_assert_event(packets.SET_PARAMETER, "parameter_set", argument=soc_margin)
        assert (told.p1, told.p2) == (101, 1)
        with pytest.raises(AssertionError, match="expected event bus_low within 0 s"):
            board.await_event("bus_low", within_s=0.0)
        with pytest.raises(ValueError, match="within_s: expected 0 or more simulated seconds, got -1"):
            board.await_event("bus_low", within_s=-1.0)

    def test_lines(board, faults):
        faults.disturb("eps", "duplicate:in:@2")
        board.step(5)
        board.close()
        faults.assert_activated()
        assert [receipt["kind"] for receipt in faults.receipts] == ["duplicate"]

    def test_a_wrong_name(board):
        with pytest.raises(Exception, match="bus_volt"):
            board.set(bus_volt=1.0)
""")
    result.assert_outcomes(passed=6)


@pytest.mark.slow  # flies scenarios
def test_a_scenario_is_flown_and_asserted_on(run: Run, pytester: pytest.Pytester) -> None:
    result = run(
        """
    import pytest

    def test_flies(run_scenario, faults):
        faults.plant("thermal.prime_health_a", 0.0, at_s=2.0)
        flown = run_scenario("eclipse_pass", "duration_s=6")
        flown.assert_telemetry("eps.bus_voltage", (700, 900))
        assert flown.assert_telemetry("tick", lambda tick: tick >= 10, within_s=6.0) == 1.0
        assert flown.await_event("pump_failed", after_s=2.0).tick > 20
        flown.assert_no_event("bus_low")
        flown.assert_requirement("PWR-001")
        with pytest.raises(AssertionError, match="got UNTRIED|got NOT_EXERCISED"):
            flown.assert_requirement("PWR-008")
        with pytest.raises(AssertionError, match="expected 0 to 1 throughout"):
            flown.assert_telemetry("eps.bus_voltage", (0, 1))
        assert faults.receipts[0]["target"] == "thermal.prime_health_a"
""",
        "--hil-record", "kept", "--hil-seed", "11",
    )  # fmt: skip
    result.assert_outcomes(passed=1)
    (folder,) = (pytester.path / "kept").glob("*/run-1")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["seed"] == 11
    (test,) = json.loads((pytester.path / "kept" / "evidence.json").read_text())["tests"]
    assert test["evidence"]["run.run-1"]["record_hash"] == manifest["record_hash"]
    assert os.path.basename(test["evidence"]["run.run-1"]["folder"]) == "run-1"


@pytest.mark.slow  # flies a scenario
def test_the_example_of_the_page_does_what_it_says(run: Run, checkout: Path) -> None:
    page = (checkout / "docs" / "pytest.md").read_text(encoding="utf-8")
    example = page.partition("```python\n")[2].partition("```")[0]
    run(example).assert_outcomes(passed=4, skipped=1)


def test_a_misspelt_channel_is_told_with_the_names_there_are(run: Run) -> None:
    result = run("def test_set(board): board.set(bus_volts=1.0)\ndef test_drive(board): board.drive(loads=1.0)\n")
    result.assert_outcomes(failed=2)
    said = result.stdout.str()
    assert "ConfigError: board eps: expected one of bus_voltage, " in said
    assert "got `loads`; mend the name" in said


def test_modules_of_the_plugin_may_be_imported_early(run: Run, pytester: pytest.Pytester) -> None:
    """For their types, say: a module has the name of a fixture, and must not hide it."""
    pytester.makeconftest("import hil.pytest_plugin.flown\nfrom hil.pytest_plugin.board import BoardUnderTest\n")
    result = run("def test_it(board, bench, faults, evidence):\n    board.step()\n    assert board.sample.tick == 0\n")
    result.assert_outcomes(passed=1)
