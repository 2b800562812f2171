"""The raw REPL of a MicroPython with a small receive ring: short commands, each answered before the next is sent."""

from __future__ import annotations

from hil.clock import Deadline
from hil.errors import PortMissing
from hil.transport.base import Transport

COMMAND = 62  # [bytes] that fit in the ring of a micro:bit with the Ctrl-D behind them
TRIES = 5  # of what gets no answer: some commands of a hundred do not on a busy machine
ANSWER_S = 2.0  # [s] a compiler may take for a function
START_S = 10.0  # [s] from power-on to the prompt, on a loaded machine
ASK_AGAIN_S = 0.25  # [s]

_ENTER = b"\r\x03\x03\x01"  # Ctrl-C, Ctrl-C, Ctrl-A: stop whatever runs, then raw
_PROMPT = b"raw REPL; CTRL-B to exit\r\n>"
_DONE = b"\x04>"


class RawRepl:
    """Carries out Python on the board behind `transport`. Texts go up in commands that may be repeated without harm."""

    def __init__(self, transport: Transport) -> None:
        self.retries = 0
        self._transport = transport

    def enter(self) -> None:
        """Wait for the raw prompt. Raises PortMissing when none comes, PortLost when the port goes."""
        deadline, heard = Deadline(START_S), b""
        while not deadline.expired:
            self._transport.write(_ENTER)
            heard = self._heard(_PROMPT, ASK_AGAIN_S)
            if heard.endswith(_PROMPT):
                return
        got = repr(heard[-60:]) if heard else "silence"
        raise self._failed("its raw REPL", got)

    def upload(self, text: str) -> None:
        """Put `text` together on the board and carry it out. Raises PortMissing with what the board said."""
        for _ in range(TRIES):
            self._hold(text)
            if self.run("print(len(s))").strip() == str(len(text)):
                self.run("gc.collect();exec(s)")
                self.run("s=''")
                return
            self.retries += 1
        raise self._failed(f"{len(text)} characters to arrive", "others, again and again")

    def run(self, command: str) -> str:
        """Carry out a command of at most COMMAND bytes and return what it printed. Raises PortMissing, PortLost."""
        said = b""
        for _ in range(TRIES):
            self._transport.write(command.encode() + b"\x04")
            said = self._heard(_DONE, ANSWER_S)
            output, mark, error = said.removesuffix(_DONE).removeprefix(b"OK").partition(b"\x04")
            if said.startswith(b"OK") and said.endswith(_DONE) and mark and not error:
                return output.decode("utf-8", "replace")
            self.retries += 1
            self.enter()
        got = said[-200:].decode("utf-8", "replace").strip() or "silence"
        raise self._failed(f"`{command}` to be carried out", got)

    def launch(self, command: str, first: bytes) -> None:
        """Begin to carry out a command that goes on for ever and says `first` at once. Raises PortMissing, PortLost."""
        self._transport.write(command.encode() + b"\x04")
        said = self._heard(b"OK" + first, ANSWER_S)
        if not said.endswith(b"OK" + first):
            raise self._failed(f"{first!r} of its program", said.decode("utf-8", "replace") or "silence")

    def _hold(self, text: str) -> None:
        """Put `text` into the board's variable `s`: what is sent twice says where it belongs."""
        at = 0
        self.run("import gc;s=''")
        while at < len(text):
            size = COMMAND
            while len(command := f"s=s[:{at}]+{text[at : at + size]!r}") > COMMAND:
                size -= 1
            self.run(command)
            at += size

    def _heard(self, end: bytes, seconds: float) -> bytes:
        """Return what comes up to and with `end`, or all of it within `seconds` [s]."""
        heard, deadline = b"", Deadline(seconds)
        while not heard.endswith(end) and not deadline.expired:
            heard += self._transport.read(deadline)
        return heard

    def _failed(self, expected: str, got: str) -> PortMissing:
        return PortMissing(f"the MicroPython at {self._transport.name}", expected, got, "is it a micro:bit?")
