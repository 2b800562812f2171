"""Our own kinds of board hold in full: in process, a process on a PTY, MicroPython, Verilog and C."""

import subprocess
import sys

import pytest

from firmware_py.icd import boards
from hil.board.avr import build
from hil.board.microbit import board as microbit
from hil.conform.check import FAILED, HELD, SKIPPED, Result
from hil.conform.engine import examine
from hil.conform.place import place
from tests.hil.board.rtl_needs import EACH, needs

#: What no board of a kind is tried for, by feature: HELLO does not declare it, or its MTU cuts nothing.
NEVER = {
    "inproc": {"credit", "clock"}, "pty": {"credit"}, "mpy": {"credit"}, "rtl": {"credit", "clock", "state"},
    "avr": {"overload", "clock", "state"}, "qemu": {"overload", "clock", "state"},
}  # fmt: skip


def tried(results: list[Result], feature: str) -> bool:
    return any(one.status != SKIPPED for one in results if one.check.feature == feature)


def holds(url: str, flight: bool) -> None:
    report = examine(place(url, flight))
    assert report.lost is None
    assert [(one.check.id, one.expected, one.got) for one in report.results if one.status == FAILED] == []
    skipped = {one.check.feature for one in report.results if not tried(list(report.results), one.check.feature)}
    assert skipped == NEVER[url.partition(":")[0]] | (set() if flight else {"flight"})


@pytest.mark.parametrize("flight", [False, True], ids=["host", "board"])
@pytest.mark.parametrize("kind", boards.NAMES)
def test_inproc(kind: str, flight: bool) -> None:
    holds(f"inproc:{kind}", flight)


@pytest.mark.slow
@pytest.mark.parametrize("flight", [False, True], ids=["host", "board"])
@pytest.mark.parametrize("scheme", ["pty", "mpy"])
@pytest.mark.parametrize("kind", boards.NAMES)
def test_processes(scheme: str, kind: str, flight: bool) -> None:
    holds(f"{scheme}:{kind}", flight)


def test_any_board_behind_a_port() -> None:
    command = [sys.executable, "-m", "hil.board.serve", "radiator"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            report = examine(place(server.stdout.readline().strip()))
        finally:
            server.terminate()
    assert report.hello.serial == "pty-radiator"  # it was HELLO that said which board it is
    assert {one.status for one in report.results} == {HELD, SKIPPED}


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("simulator", EACH)
def test_rtl(simulator: str) -> None:
    holds(f"rtl:eps:{simulator}", flight=False)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@needs("verilator")
def test_rtl_behind_a_port() -> None:
    holds("rtl:eps:verilator,pty", flight=False)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.skipif(bool(build.missing()), reason=f"looked for compilers and libsimavr: apt install {build.missing()}")
@pytest.mark.parametrize("kind", ["eps", "laser"])  # the least and the most that it has to hold in its RAM
def test_avr(kind: str) -> None:
    holds(f"avr:{kind}", flight=False)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(microbit.missing() is not None, reason=f"{microbit.missing()} is not there ({microbit.PACKAGES})")
@pytest.mark.parametrize("kind", boards.NAMES)
def test_qemu(kind: str) -> None:
    holds(f"qemu:{kind}", flight=False)
