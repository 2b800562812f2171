"""Raw types of the wire: big-endian integers, each with one code that means INVALID.

A raw type is a short string. Its limits exclude the INVALID code, so a clamped value can never turn into INVALID.
"""

# type: (struct letter, bytes, lowest valid count, highest valid count, INVALID code)
TYPES = {
    "u8": ("B", 1, 0, 0xFE, 0xFF),
    "u16": ("H", 2, 0, 0xFFFE, 0xFFFF),
    "i16": ("h", 2, -0x7FFF, 0x7FFF, -0x8000),
    "u32": ("I", 4, 0, 0xFFFFFFFE, 0xFFFFFFFF),
    "i32": ("i", 4, -0x7FFFFFFF, 0x7FFFFFFF, -0x80000000),
}


def struct_format(raw_types: list) -> str:
    """Return the big-endian `struct` format of a sequence of raw types."""
    return ">" + "".join([TYPES[raw][0] for raw in raw_types])


def invalid_codes(raw_types: list) -> list:
    """Return the INVALID code of each raw type, in order."""
    return [TYPES[raw][4] for raw in raw_types]
