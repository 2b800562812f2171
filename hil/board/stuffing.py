"""COBS in machine code, for the host and for boards in its process: the bytes of `firmware_py.wire.cobs`, sooner.

A tick of four boards stuffs eight blocks and unstuffs as many; with these it takes a tenth less (docs/performance.md).
What runs on a dev board stays what it is.
"""

from __future__ import annotations

from typing import Any

import numba

from firmware_py.wire import cobs
from sim.kernel import jit

_config: Any = numba.config


def use_compiled() -> None:
    """Let all of this process stuff and unstuff in machine code from here on; nothing where nothing is compiled."""
    if not _config.DISABLE_JIT:
        cobs.frame, cobs.decode = frame, decode


def frame(packet: bytes) -> bytearray:
    """Return COBS(`packet`) + 0x00. Raises ValueError when it is longer than cobs.LIMIT."""
    if len(packet) > cobs.LIMIT:
        raise ValueError(len(packet))
    out = bytearray(len(packet) + 2)
    _stuff(packet, out)
    return out


def decode(block: bytes) -> bytearray | None:
    """Return the packet in `block` (COBS without its 0x00), None when it is not valid: as strict as cobs.decode."""
    size = len(block)
    if size < 1 or size > cobs.LIMIT + cobs.OVERHEAD:
        return None
    out = bytearray(size - 1)
    return out if _unstuff(block, out) else None


@jit
def _stuff(packet: Any, out: Any) -> None:
    """Put `packet` stuffed into `out`, which is two bytes longer and all zero."""
    code = 0  # where the length of the run goes
    for position in range(len(packet)):
        if packet[position] == 0:
            out[code] = position + 1 - code
            code = position + 1
        else:
            out[position + 1] = packet[position]
    out[code] = len(packet) + 1 - code


@jit
def _unstuff(block: Any, out: Any) -> bool:
    """Put `block` unstuffed into `out`, which is one byte shorter and all zero; return whether it is valid."""
    code = 0  # where the next length is
    for position in range(len(block)):
        value = block[position]
        if value == 0:
            return False
        if position == code:
            code += value
        else:
            out[position - 1] = value
    return code == len(block)
