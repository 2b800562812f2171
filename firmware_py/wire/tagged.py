"""State as tagged binary: None, int (64 bits), float (IEEE 754 double), str, bytes and list, nested.

One byte of tag, then the value, big-endian; str, bytes and list carry a u32 length. Bit-exact under CPython and
MicroPython. A tuple is written as a list and a bool as an int.
"""

from struct import pack, unpack_from

_LOW = -(1 << 63)
_HIGH = (1 << 63) - 1


def dumps(value) -> bytes:
    """Return `value` as tagged binary. Raises ValueError on an int beyond 64 bits or a type not listed above."""
    out = bytearray()
    dump(value, out)
    return bytes(out)


def dump(value, out) -> None:
    """Put `value` as tagged binary at the end of `out`, by its `extend(bytes)`. Raises ValueError as `dumps` does."""
    if value is None:
        out.extend(b"N")
    elif isinstance(value, (int, bool)):  # a bool is no int under MicroPython
        if value < _LOW or value > _HIGH:  # MicroPython's struct would wrap it
            raise ValueError(value)
        out.extend(b"I" + pack(">q", int(value)))
    elif isinstance(value, float):
        out.extend(b"F" + pack(">d", value))
    elif isinstance(value, str):
        data = value.encode()
        out.extend(b"S" + pack(">I", len(data)) + data)
    elif isinstance(value, (bytes, bytearray)):
        out.extend(b"B" + pack(">I", len(value)) + bytes(value))
    elif isinstance(value, (list, tuple)):
        out.extend(b"L" + pack(">I", len(value)))
        for item in value:
            dump(item, out)
    else:
        raise ValueError(type(value))


def loads(data: bytes):
    """Return the value in `data`. Raises ValueError when it is cut short, too long or not tagged binary."""
    return load([data], len(data))


def load(pieces: list, size: int):
    """Return the value in the first `size` bytes of `pieces` in a row. Raises ValueError as `loads` does."""
    reader = _Reader(pieces, size)
    value = reader.value()
    if reader.left:
        raise ValueError(reader.left)
    return value


class _Reader:
    """Reads values one after the other. It makes next to nothing beside them, so that they lie together in memory."""

    def __init__(self, pieces: list, size: int) -> None:
        self.left = size  # [bytes]
        self._pieces = pieces
        self._next = 0  # piece
        self._piece = b""
        self._at = 0  # in it

    def value(self):
        """Return the value that begins here. Raises ValueError."""
        at = self._past(1)
        tag = self._piece[at]
        if tag == 0x4E:  # N
            return None
        if tag == 0x46:  # F
            at = self._past(8)
            return unpack_from(">d", self._piece, at)[0]
        if tag == 0x49:  # I
            at = self._past(8)
            return unpack_from(">q", self._piece, at)[0]
        at = self._past(4)
        size = unpack_from(">I", self._piece, at)[0]
        if tag == 0x4C:  # L
            return self._list(size)
        at = self._past(size)
        data = bytes(self._piece[at : at + size])
        if tag == 0x53:  # S
            return data.decode()
        if tag == 0x42:  # B
            return data
        raise ValueError(tag)

    def _past(self, size: int) -> int:
        """Go past `size` bytes; return where in `_piece` they begin. Raises ValueError when so many are not there."""
        if size > self.left:
            raise ValueError(self.left)
        self.left -= size
        at = self._at
        if at + size > len(self._piece):
            self._piece = bytes(self._piece[at:])
            at = 0
            while size > len(self._piece):
                self._piece += self._pieces[self._next]
                self._next += 1
        self._at = at + size
        return at

    def _list(self, size: int) -> list:
        if size > self.left:  # an item has a byte at least: before room is made for a lie
            raise ValueError(size)
        items = [None] * size
        for position in range(size):
            items[position] = self.value()
        return items
