"""Inside the simulator: the registers of the design, found through cocotb's handles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cocotb.handle import ArrayObject, HierarchyObject, Immediate
from cocotb.types import Logic, LogicArray

from hil.board.rtl.design import SOURCES
from hil.board.rtl.register import Register

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


def configure(handles: Iterable[Any]) -> None:
    """Give 0 to every bit that no reset has given a value, as the configuration of an FPGA does.

    A simulator calls them x, and an upset that brought one to light would spread nothing but x from there on.
    """
    for handle in handles:
        words = [handle[at] for at in handle.range] if isinstance(handle, ArrayObject) else [handle]
        for word in words:
            value = str(word.value)
            if not set(value) <= {"0", "1"}:
                word.value = Immediate(logic(re.sub("[^01]", "0", value)))


def logic(value: str) -> Logic | LogicArray:
    """Return `value`, of one bit or more, as handles take it."""
    return LogicArray(value) if len(value) > 1 else Logic(value)


def shape(handle: Any) -> Register:
    """Return the shape of a register by its handle."""
    if isinstance(handle, ArrayObject):
        return Register(_bits(handle[handle.range.left]), len(handle))
    return Register(_bits(handle), 0)


def declared(module: str) -> set[str]:
    """Return the names that `module` of `fixtures/rtl` declares as `reg`."""
    text = _COMMENT.sub("", (SOURCES / f"{module}.v").read_text(encoding="utf-8"))
    names = (_NAME.match(part) for group in _DECLARED.findall(text) for part in group.split(","))
    return {name[1] for name in names if name is not None}


def _bits(handle: Any) -> int:
    return len(handle) if hasattr(handle, "__len__") else 1
