"""Bytes in pieces of one size: a heap in use has room for many of these where it has none for all in a row."""

PIECE = 256  # [bytes]


class Pieces:
    """A row of bytes that grows at its end."""

    def __init__(self) -> None:
        self.pieces = []  # of PIECE bytes, the last with what is left of it
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def extend(self, data: bytes) -> None:
        """Put `data` behind what is there."""
        while data:
            at = self._size % PIECE
            if at == 0:
                self.pieces.append(bytearray(PIECE))
            some = data[: PIECE - at]
            self.pieces[-1][at : at + len(some)] = some
            self._size += len(some)
            data = data[PIECE - at :]

    def cut(self, size: int) -> None:
        """Keep the first `size` bytes, of at least as many."""
        self.pieces = self.pieces[: (size + PIECE - 1) // PIECE]
        self._size = size

    def read(self, at: int, size: int) -> bytes:
        """Return the bytes from `at` on: `size`, or as many as there are."""
        end = min(at + size, self._size)
        out = b""
        while at < end:
            start = at % PIECE
            some = self.pieces[at // PIECE][start : start + end - at]
            out += bytes(some)
            at += len(some)
        return out
