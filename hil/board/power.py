"""The power of a board, switched by a command of the bench: what helps when a board does not greet.

The command is the bench's own (`uhubctl -l 1-1 -p 2 -a cycle`, a relay, a lab supply): here it is run, waited for, and
written down.
"""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence
from typing import Any

from firmware_py.icd import boards
from hil.board.base import Board, Hello
from hil.clock import NS_PER_S, Deadline, monotonic_ns, sleep_until
from hil.errors import BoardError, BoardLost, ConfigError, PortMissing, WrongProtocol

COMMAND_S = 60.0  # [s] the command may take
BACK_S = 15.0  # [s] after it the board may take to be there: a USB device enumerates in a few
LOOK_NS = NS_PER_S // 20  # how often its port is looked for meanwhile
SAID_LETTERS = 200  # of what the command wrote, kept

#: What a board without power looks like, or one that hangs: no port, silence or noise, an end in mid-greeting.
DEAD = (PortMissing, WrongProtocol, BoardLost)


class PowerCycle:
    """Opens a board, and switches its power once when it does not greet. `result` is what the manifest says."""

    def __init__(self, name: str, command: str) -> None:
        self._name = name
        self._words = shlex.split(command)
        self.result: dict[str, Any] = {"command": command, "used": False}

    def open(self, board: Board) -> Hello:
        """Return the HELLO of `board`. Raises what its `open` raises, when power did not help either."""
        try:
            return board.open()
        except DEAD as error:
            self.result |= {"used": True, "because": str(error)}
        self.switch()
        deadline = Deadline(BACK_S)
        while True:
            try:
                return board.open()
            except DEAD:
                if deadline.expired:
                    raise
            sleep_until(monotonic_ns() + LOOK_NS)

    def switch(self) -> None:
        """Run the command and wait for its end. Raises BoardError when it fails."""
        began_ns = monotonic_ns()
        try:
            done = subprocess.run(
                self._words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                timeout=COMMAND_S, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise self._failed(str(error)) from error
        said = done.stdout.decode(errors="replace").strip()[-SAID_LETTERS:]
        self.result |= {"exit": done.returncode, "took_s": (monotonic_ns() - began_ns) / NS_PER_S, "said": said}
        if done.returncode != 0:
            raise self._failed(f"exit code {done.returncode}{f': {said}' if said else ''}")

    def _failed(self, got: str) -> BoardError:
        return BoardError(f"power cycle of board {self._name}", "a command that ends with 0", got, "try it by hand")


def power_cycles(chosen: Sequence[str]) -> dict[str, PowerCycle]:
    """Return board name to power cycle from `--power-cycle NAME=COMMAND`s. Raises ConfigError."""
    found = {}
    for choice in chosen:
        name, equals, command = choice.partition("=")
        try:
            sound = name in boards.NAMES and bool(equals) and bool(shlex.split(command))
        except ValueError:  # an open quotation
            sound = False
        if not sound:
            expected = f"NAME=COMMAND with NAME one of {', '.join(boards.NAMES)}"
            raise ConfigError("--power-cycle", expected, choice, 'for example eps="uhubctl -l 1-1 -p 2 -a cycle"')
        found[name] = PowerCycle(name, command)
    return found
