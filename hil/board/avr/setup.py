"""What may be asked of a board on `avr:`: its baud, its supply, an upset, a log of its cycles."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl

from hil.errors import ConfigError

BAUD = 115200  # [bit/s] unless said otherwise
HIGHEST_BAUD = 500000  # [bit/s] 320 cycles a byte: the agent keeps up with that
LOWEST_BAUD = 9600  # [bit/s] below it a frame outlasts the agent's watchdog
OFF_BY = 0.025  # of the baud: what a receiver of ten bits can bear, with the other end's error beside it
CLOCK_HZ = 16_000_000
SAMPLES = 8  # of a bit, at the UART's double speed
FORM = "avr:[BAUD][?supply=MILLIVOLTS@SECONDS][&upset=SECONDS][&log=FILE]"


class Setup(NamedTuple):
    """A board as asked for. `events` are words of the harness, SECONDS:WHAT in simulated time."""

    baud: int
    events: tuple[str, ...]
    log: Path | None


def parse(text: str) -> Setup:
    """Return what `text`, the part behind `avr:`, asks for. Raises ConfigError."""
    address, _, query = text.partition("?")
    events, log = [], None
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name == "log" and value:
            log = Path(value)
        elif name in ("supply", "upset"):
            events.append(_event(text, name, value))
        else:
            raise ConfigError(f"board avr:{text}", FORM, f"{name}={value}", "mend it")
    return Setup(_baud(address), tuple(events), log)


def divisor(baud: int) -> int:
    """Return by how much the UART divides the clock for `baud` [bit/s], to the nearest, as the agent does."""
    return (CLOCK_HZ + baud * SAMPLES // 2) // (baud * SAMPLES)


def _baud(text: str) -> int:
    baud = int(text) if text.isdecimal() else 0 if text else BAUD
    if LOWEST_BAUD <= baud <= HIGHEST_BAUD and abs(CLOCK_HZ / SAMPLES / divisor(baud) / baud - 1.0) <= OFF_BY:
        return baud
    expected = f"a baud from {LOWEST_BAUD} to {HIGHEST_BAUD} that 16 MHz divide to within {OFF_BY:.1%}"
    raise ConfigError(f"board avr:{text}", expected, text, "for example 115200, 250000 or 500000")


def _event(text: str, name: str, value: str) -> str:
    """Return an event for the harness."""
    millivolts, at_sign, seconds = value.partition("@") if name == "supply" else ("0", "@", value)
    try:
        at, level = float(seconds if at_sign else 0.0), int(millivolts)
    except ValueError:
        at = level = -1
    if not (0.0 <= at < 1e6 and 0 <= level <= 5500):
        raise ConfigError(
            f"board avr:{text}", FORM, f"{name}={value}", "supply takes 0 to 5500 mV, seconds are simulated"
        )
    return f"{at:.9f}:supply={level}" if name == "supply" else f"{at:.9f}:upset"
