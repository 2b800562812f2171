"""What may be written behind `avr:`, and what is said where the board cannot be had. No compiler needed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from hil.board.avr import build, setup
from hil.board.avr.board import AvrBoard
from hil.errors import ConfigError


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A machine with no programs and nothing built."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    build.missing.cache_clear()
    yield
    build.missing.cache_clear()


def test_what_is_asked_for_is_understood() -> None:
    assert setup.parse("") == (115200, (), None)
    asked = setup.parse("250000?supply=4200@0.5&supply=5000&upset=1.5&log=cycles.txt")
    events = ("0.500000000:supply=4200", "0.000000000:supply=5000", "1.500000000:upset")
    assert asked == (250000, events, Path("cycles.txt"))


@pytest.mark.parametrize(
    "text",
    [
        "fast",
        "1200",
        "1000000",
        "230400",
        "-9600",
        "115200?supply=9999",
        "?supply=5000@-1",
        "?upset",
        "?upset=nan",
        "?supply=4200@soon",
        "?log=",
        "?colour=red",
    ],
)
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="avr:"):
        AvrBoard("eps", options=text)


def test_the_divisor_is_that_of_the_data_sheet() -> None:
    # ATmega328P data sheet, examples of UBRR settings at 16 MHz, U2X: UBRR is one less
    table = {9600: 207, 19200: 103, 38400: 51, 57600: 34, 115200: 16, 250000: 7, 500000: 3}
    assert {baud: setup.divisor(baud) - 1 for baud in table} == table


def test_missing_programs_are_named_with_their_packages(bare: None) -> None:
    with pytest.raises(ConfigError) as said:
        AvrBoard("eps").start()
    assert "apt install gcc libc6-dev libsimavr-dev gcc-avr avr-libc" in str(said.value)
    assert "\n" not in str(said.value)


def test_what_it_cannot_do_is_said_before_anything_starts() -> None:
    with pytest.raises(ConfigError, match="flight software"):
        AvrBoard("eps", parameters=())
    with pytest.raises(ConfigError, match="ticks of reset"):
        AvrBoard("eps", reset_ticks=5)


def test_no_wheel_carries_the_harness(checkout: Path) -> None:
    packaged = tomllib.loads((checkout / "pyproject.toml").read_text())["tool"]["setuptools"]
    assert not any(fnmatch("fixtures.avr.harness", pattern) for pattern in packaged["packages"]["find"]["include"])
    assert "package-data" not in packaged  # else see that nothing of fixtures/avr/harness is in it
