"""What may stand behind `rtl:` in a board's URL."""

from __future__ import annotations

from typing import NamedTuple

from hil.board.rtl.installed import SIMULATORS
from hil.errors import ConfigError

PTY = "pty"


class Form(NamedTuple):
    """How a Verilog board is simulated, and how the host gets to it."""

    simulator: str = SIMULATORS[0]
    pty: bool = False  # opened like any serial port; else in lockstep


def form(text: str) -> Form:
    """Return the form that `text` says, words with commas between: `verilator,pty`. Raises ConfigError."""
    words = text.split(",") if text else []
    simulators = [word for word in words if word in SIMULATORS]
    if len(simulators) > 1 or len(words) - len(simulators) - words.count(PTY) or words.count(PTY) > 1:
        expected = f"at most one of {', '.join(SIMULATORS)}, and {PTY} when it is to have a port"
        raise ConfigError(f"a board on rtl:{text}", expected, text, f"for example rtl:{SIMULATORS[1]},{PTY}")
    return Form(simulators[0] if simulators else SIMULATORS[0], PTY in words)
