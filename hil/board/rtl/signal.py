"""Faults at signal level of a Verilog board, as text and as data: what is struck, where, and in which clock."""

from __future__ import annotations

import re
from typing import NamedTuple

from hil.errors import ConfigError

#: Kind -> what it does.
KINDS = {
    "flip": "one bit of a register is flipped once, as by an ion (SEU)",
    "hold": "a line is held at 0 or 1 for some clocks",
    "glitch": "a line is inverted for some clocks",
    "drift": "a bit of the host's UART lasts some per cent more (+) or less (-) than one of the board's",
    "brownout": "the board loses its supply for some clocks, and starts again",
}
#: Lines that can be held or inverted.
LINES = {
    "rx": "serial line to the board",
    "tx": "serial line from the board",
    "overcurrent": "output of the supply monitor, before its glitch filter",
}
FORM = (
    "flip:REGISTER[BIT]@AT, hold:LINE:LEVEL:CLOCKS@AT, glitch:LINE:CLOCKS@AT, drift:PERCENT[@AT] or "
    "brownout[:CLOCKS]@AT, AT a clock, tickNUMBER, tickNUMBER+CLOCKS or tickNUMBER-CLOCKS"
)
BROWNOUT_CLOCKS = 20
DRIFT_LIMIT = 10.0  # [%] either way: no UART reads beyond some 5 %
DIV = 4  # clocks a bit where nothing drifts: the fewest the UART takes
DRIFT_DIVS = range(50, 201)  # clocks a bit where a drift has to be a whole number of clocks

_AT = re.compile(r"tick(\d+)([+-]\d+)?|(\d+)")
_REGISTER = re.compile(r"([^\[\]]+?)((?:\[\d+\])*)")


class SignalFault(NamedTuple):
    """One fault. `clock` counts from power-on or, with `tick`, from where the frame of that TICK ends on the line."""

    text: str  # as written
    kind: str
    target: str  # register (wildcards: drawn) or line; empty for drift and brownout
    places: tuple[int, ...]  # of a flip: word of a memory, bit; as far as given
    level: int  # of a hold
    clocks: int  # how long; 0 for what does not end
    percent: float  # of a drift
    tick: int | None
    clock: int


def parse(text: str) -> SignalFault:
    """Return the fault in `text`, written as FORM. Raises ConfigError."""
    what, at_sign, where = text.partition("@")
    kind, *words = what.split(":")
    at = _AT.fullmatch(where)
    if kind not in KINDS or (at is None and (at_sign or kind != "drift")):
        raise _unsound(text)
    tick = None if at is None or at[1] is None else int(at[1])
    clock = 0 if at is None else int(at[3] or at[2] or 0)
    try:
        return _read(kind, words)._replace(text=text, tick=tick, clock=clock)
    except (ValueError, IndexError):
        raise _unsound(text) from None


def drift_divisors(percent: float) -> tuple[int, int]:
    """Return the clocks a bit of board and host that are `percent` apart. Raises ValueError when none of ours are."""
    for div in DRIFT_DIVS:
        clocks = div * percent / 100.0
        if clocks == round(clocks):
            return div, div + round(clocks)
    raise ValueError(f"a drift of {percent} % is no whole number of clocks")


def _read(kind: str, words: list[str]) -> SignalFault:
    """Return the fault without its place in time. Raises ValueError or IndexError."""
    blank = SignalFault("", kind, "", (), 0, 0, 0.0, None, 0)
    if kind == "flip":
        (word,) = words
        name = _REGISTER.fullmatch(word)
        if name is None:
            raise ValueError(word)
        return blank._replace(target=name[1], places=tuple(int(part) for part in re.findall(r"\d+", name[2])))
    if kind == "drift":
        (word,) = words
        percent = float(word.removesuffix("%"))
        if not 0.0 < abs(percent) <= DRIFT_LIMIT:
            raise ValueError(word)
        drift_divisors(percent)
        return blank._replace(percent=percent)
    if kind == "brownout":
        clocks = _positive(words[0]) if words else BROWNOUT_CLOCKS
        if len(words) > 1:
            raise ValueError(words)
        return blank._replace(clocks=clocks)
    line, *rest = words
    level = int(rest.pop(0), 2) if kind == "hold" else 0
    (clocks_word,) = rest
    if line not in LINES or level not in (0, 1):
        raise ValueError(line)
    return blank._replace(target=line, level=level, clocks=_positive(clocks_word))


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise ValueError(word)
    return number


def _unsound(text: str) -> ConfigError:
    advice = (
        f"lines are {', '.join(LINES)}; a drift lies within {DRIFT_LIMIT:g} %, in steps of 0.5; registers: "
        "`hil boards registers KIND`"
    )
    return ConfigError("a fault at signal level", FORM, text, advice)
