"""State as tagged binary: None, int (64 bits), float (IEEE 754 double), str, bytes and list, nested.

One byte of tag, then the value, big-endian; str, bytes and list carry a u32 length. Bit-exact under CPython and
MicroPython. A tuple is written as a list and a bool as an int.
"""

from struct import pack, unpack_from

_LOW = -(1 << 63)
_HIGH = (1 << 63) - 1


def dumps(value) -> bytes:
    """Return `value` as tagged binary. Raises ValueError on an int beyond 64 bits or a type not listed above."""
    if value is None:
        return b"N"
    if isinstance(value, (int, bool)):  # a bool is no int under MicroPython
        value = int(value)
        if value < _LOW or value > _HIGH:  # MicroPython's struct would wrap it
            raise ValueError(value)
        return b"I" + pack(">q", value)
    if isinstance(value, float):
        return b"F" + pack(">d", value)
    if isinstance(value, str):
        data = value.encode()
        return b"S" + pack(">I", len(data)) + data
    if isinstance(value, (bytes, bytearray)):
        return b"B" + pack(">I", len(value)) + bytes(value)
    if isinstance(value, (list, tuple)):
        return b"L" + pack(">I", len(value)) + b"".join([dumps(item) for item in value])
    raise ValueError(type(value))


def loads(data: bytes):
    """Return the value in `data`. Raises ValueError when it is cut short, too long or not tagged binary."""
    value, end = _read(data, 0)
    if end != len(data):
        raise ValueError(end)
    return value


def _read(data: bytes, at: int) -> tuple:
    tag = data[at : at + 1]
    at += 1
    if tag == b"N":
        return None, at
    if tag == b"I" or tag == b"F":
        _need(data, at, 8)
        return unpack_from(">q" if tag == b"I" else ">d", data, at)[0], at + 8
    _need(data, at, 4)
    size = unpack_from(">I", data, at)[0]
    at += 4
    if tag == b"L":
        return _read_list(data, at, size)
    _need(data, at, size)
    piece = bytes(data[at : at + size])
    if tag == b"S":
        return piece.decode(), at + size
    if tag == b"B":
        return piece, at + size
    raise ValueError(tag)


def _read_list(data: bytes, at: int, size: int) -> tuple:
    items = []
    for _ in range(size):
        item, at = _read(data, at)
        items.append(item)
    return items, at


def _need(data: bytes, at: int, size: int) -> None:
    if at + size > len(data):
        raise ValueError(at)
