"""The map as a table: which boards, on which ports, are they there, and who has them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from hil.bench.choose import port_of
from hil.bench.hwmap import Entry, HardwareMap
from hil.bench.machine import Machine
from hil.errors import PortMissing
from hil.transport import url
from hil.transport.lock import PortLock, holder_by_descriptor
from hil.transport.ports import Port

HEAD = ("kind", "id", "connected", "port", "state")


def rows(hwmap: HardwareMap, machine: Machine, lock_folder: Path | None = None) -> list[tuple[str, ...]]:
    """Return one row for each entry, under HEAD."""
    ports = machine.ports()
    return [_row(entry, machine, ports, lock_folder) for entry in hwmap.entries]


def _row(entry: Entry, machine: Machine, ports: Sequence[Port], lock_folder: Path | None) -> tuple[str, ...]:
    connected = "yes" if entry.connected else "no"
    try:
        address = url.parse(port_of(entry, ports)).address
    except PortMissing as error:
        named = entry.serial or entry.vid_pid or "-"
        return entry.kind or "-", entry.id, connected, named, f"not there: {error.got}"
    return entry.kind or "-", entry.id, connected, address, _state(address, machine, lock_folder)


def _state(address: str, machine: Machine, lock_folder: Path | None) -> str:
    holder = PortLock(address, lock_folder).holder()
    if holder is not None:
        return f"held by {holder}"
    if "://" in address:
        return "free here; whether it is there shows when it is opened"
    if not machine.exists(address):
        return "not there"
    if os.path.realpath(address).startswith("/dev/pts/"):
        return "free"  # a simulated board, which has its own port open
    other = holder_by_descriptor(address)
    return "free" if other is None else f"open in {other}, which takes no lock of ours"


def table(head: Sequence[str], body: Sequence[Sequence[str]]) -> list[str]:
    """Return columns as wide as they have to be, two spaces between them."""
    widths = [max(len(row[n]) for row in (head, *body)) for n in range(len(head))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *body)
    ]
