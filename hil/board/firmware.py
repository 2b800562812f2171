"""The firmware hash of simulated boards: over the flight sources they run from."""

from __future__ import annotations

import os
from functools import cache

import firmware_py
from firmware_py.icd import packets


@cache
def firmware_hash() -> bytes:
    """Return 8 bytes over every Python file of `firmware_py`, computed once a process."""
    root = os.path.dirname(os.path.abspath(firmware_py.__file__))
    sources = []
    for folder, _, names in os.walk(root):
        for name in names:
            if name.endswith(".py"):
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    sources.append((os.path.relpath(path, root).encode(), file.read()))
    return bytes(packets.firmware_hash(sorted(sources)))
