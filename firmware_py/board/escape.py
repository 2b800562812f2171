"""The way out: how a board whose standard input is the wire is told to go back to MicroPython's prompt.

Ctrl-C means nothing while the wire is spoken, for frames hold that byte. COUNT of them before any other byte of a
frame do: a block that begins with two bytes of `_PROMPT` holds no packet for a board, whose first byte is 0x18 or more.
"""

CTRL_C = 0x03
COUNT = 8  # so many are no accident: noise does it once in 10**19 blocks
ESCAPE = b"\x00" + bytes((CTRL_C,)) * COUNT  # the zero ends what an earlier host left half sent

_PROMPT = b"\r\x01\x02\x03"  # what a terminal or a tool sends that wants a prompt: Return, Ctrl-A, Ctrl-B, Ctrl-C


class Escape:
    """Watches the bytes that come in."""

    def __init__(self) -> None:
        self._left = COUNT  # of Ctrl-C that are lacking; 0 within a frame

    def take(self, byte: int) -> bool:
        """Return whether the way out is complete with `byte`."""
        if byte == 0:
            self._left = COUNT
        elif self._left:
            if byte == CTRL_C:
                self._left -= 1
                return self._left == 0
            if byte not in _PROMPT:
                self._left = 0
        return False
