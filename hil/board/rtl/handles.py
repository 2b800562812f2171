"""Inside the simulator: the registers of the design, found through cocotb's handles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cocotb.handle import ArrayObject, HierarchyObject

from hil.board.rtl.register import Register

_SOURCES = Path(__file__).resolve().parents[3] / "fixtures" / "rtl"
_COMMENT = re.compile(r"//.*")
_DECLARED = re.compile(r"\breg\b\s*(?:\[[^\]]*\])?([^;)]*?)(?=[;)]|,\s*(?:input|output)\b)")
_NAME = re.compile(r"\s*(\w+)")


def found(block: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield name and handle of every register in `block` and in the blocks within, names dotted from there.

    The interface of simulators does not say through cocotb whether a signal holds state. In this design each `reg` of
    a module does (none is written but at a clock edge), so the module's source says which names those are.
    """
    held = declared(block._def_name)
    for handle in block:
        name = handle._name
        if isinstance(handle, HierarchyObject):
            yield from found(handle, f"{prefix}{name}.")
        elif name in held:
            yield prefix + name, handle


def shape(handle: Any) -> Register:
    """Return the shape of a register by its handle."""
    if isinstance(handle, ArrayObject):
        return Register(_bits(handle[handle.range.left]), len(handle))
    return Register(_bits(handle), 0)


def declared(module: str) -> set[str]:
    """Return the names that `module` of `fixtures/rtl` declares as `reg`."""
    text = _COMMENT.sub("", (_SOURCES / f"{module}.v").read_text(encoding="utf-8"))
    names = (_NAME.match(part) for group in _DECLARED.findall(text) for part in group.split(","))
    return {name[1] for name in names if name is not None}


def _bits(handle: Any) -> int:
    return len(handle) if hasattr(handle, "__len__") else 1
