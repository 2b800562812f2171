"""Looking round for serial ports, and writing down what was found as a hardware map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from firmware_py.icd import boards
from hil.bench import identify
from hil.bench.machine import Machine
from hil.board.base import Hello
from hil.errors import ConfigError, HilError
from hil.transport.ports import Port

NO_PORTS = (
    "no USB serial port found; plug a board in and look again.",
    "A simulated board needs none: `hil boards serve eps` serves one and prints its port.",
)
NO_USB = (
    "this machine has no USB: a container or a virtual machine without it, as in most CI.",
    "Nothing is wrong: `hil run` flies simulated boards; `hil boards serve eps` serves one and prints its port;",
    "a board on another machine is opened as --board eps=socket://HOST:PORT (hil boards serve --tcp, or ser2net).",
)

HEADER = """\
# Hardware map of this bench (docs/bench.md). `connected: true` puts a board into the run; `kind` says which one it is.
"""


class Found(NamedTuple):
    """A port, and who answered there; `hello` and `refused` are empty when nobody was asked."""

    port: Port
    hello: Hello | None = None
    refused: str = ""


def look(machine: Machine, ask: Callable[[str], Hello] | None) -> list[Found]:
    """Return the ports of `machine`; each is asked for HELLO when there is an `ask`."""
    return [Found(port) if ask is None else _asked(port, ask) for port in machine.ports()]


def _asked(port: Port, ask: Callable[[str], Hello]) -> Found:
    try:
        return Found(port, ask(port.device))
    except HilError as error:
        return Found(port, None, error.got)


def lines(found: Sequence[Found], machine: Machine) -> list[str]:
    """Return what was found, in words."""
    told: list[str] = []
    if not any(one.port.vid_pid for one in found):
        told += NO_PORTS if machine.has_usb() else NO_USB
    for one in found:
        told.append(f"{one.port.words()}{f' by {one.port.maker}' if one.port.maker else ''}")
        if one.hello is not None:
            told.append(f"    {identify.short(one.hello)}")
        elif one.refused:
            told.append(f"    no board of ours: {one.refused}")
    return told


def check_free(path: Path) -> None:
    """Raise ConfigError when `path` exists: before any port is asked, which takes seconds each."""
    if path.exists():
        raise ConfigError(f"map {path}", "a name for a new file", "it exists", "choose another name")


def write_map(found: Sequence[Found], path: Path) -> None:
    """Write a map of what was found. Raises ConfigError when `path` exists: people mend their maps by hand."""
    if not found:
        raise ConfigError("--generate", "a port to write down", "none", "plug a board in first")
    text = HEADER + yaml.safe_dump(_entries(found), sort_keys=False, allow_unicode=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        got = "it exists" if path.exists() else str(error.strerror).lower()
        raise ConfigError(f"map {path}", "a name for a new file", got, "choose another name") from error


def _entries(found: Sequence[Found]) -> list[dict[str, Any]]:
    entries, names = [], set()
    for one in found:
        port = one.port
        name = port.serial or port.device
        if name in names:  # two of one serial number: the path tells them apart
            name = f"{name} at {port.location or port.device}"
        names.add(name)
        ours = one.hello is not None and one.hello.kind < len(boards.NAMES)  # a map takes no kind that is unknown here
        entry = {
            "connected": ours,
            "id": name,
            "kind": identify.kind(one.hello) if one.hello is not None and ours else None,
            "product": port.product or "unknown",
            "platform": "unknown",
            "runner": "unknown",
            "serial": port.device,
            "vid_pid": port.vid_pid or None,
        }
        entries.append({key: value for key, value in entry.items() if value is not None})
    return entries
