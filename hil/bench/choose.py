"""From an entry of the hardware map to the port it names now: by URL, serial number, vendor and product, or path."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from firmware_py.icd import boards
from hil.bench.hwmap import Entry, HardwareMap, load
from hil.errors import ConfigError, PortMissing
from hil.transport.ports import Port, listed, the_one, with_ids, with_serial
from hil.transport.serial import ports as ports_here


def port_of(entry: Entry, ports: Sequence[Port]) -> str:
    """Return what to open for `entry`, given the `ports` of this machine. Raises PortMissing saying what is there.

    A serial number beats a path, because paths change with every replug; vendor and product come after both.
    """
    if entry.url is not None:
        return _with_baud(entry.url, entry)
    numbered = with_serial(ports, entry.id)
    if numbered:
        mine = [port for port in numbered if _same(port.device, entry.serial)] if len(numbered) > 1 else []
        wanted = f"{entry.name()}: serial number {entry.id}"
        return _with_baud(the_one(mine or numbered, wanted, ports).device, entry)
    if entry.serial is not None:
        return _with_baud(_by_path(entry, entry.serial, ports), entry)
    if entry.vid_pid is not None:
        wanted = f"{entry.name()}: vendor and product {entry.vid_pid}"
        return _with_baud(the_one(with_ids(ports, entry.vid_pid), wanted, ports).device, entry)
    raise PortMissing(
        f"{entry.name()}: serial number {entry.id}", "a port that carries it", listed(ports),
        "plug it in, or give the entry `serial:`, `vid_pid:` or `url:`",
    )  # fmt: skip


def from_map(path: Path | None, given: Sequence[str] = ()) -> list[str]:
    """Return NAME=URL for the boards that the map in `path` has on this machine, as `chosen` does; none without one."""
    return [] if path is None else chosen(load(path), ports_here(), given)


def corrections(path: Path | None, given: Sequence[str] = ()) -> dict[str, dict[str, tuple[float, float]]]:
    """Return gain and offset by channel, by board kind, of the boards that `from_map` gives."""
    if path is None:
        return {}
    wired = entries(load(path), {choice.partition("=")[0] for choice in given})
    return {kind: calibration(entry) for kind, entry in wired.items()}


def power_commands(path: Path | None, given: Sequence[str] = ()) -> list[str]:
    """Return NAME=COMMAND of the boards that `from_map` gives, where the map says how to switch their power."""
    if path is None:
        return []
    wired = entries(load(path), {choice.partition("=")[0] for choice in given})
    return [f"{kind}={entry.power_cycle}" for kind, entry in wired.items() if entry.power_cycle is not None]


def calibration(entry: Entry) -> dict[str, tuple[float, float]]:
    """Return gain and offset of each channel of `entry` that has a correction."""
    return {name: (one.gain, one.offset) for name, one in entry.calibration.items()}


def chosen(hwmap: HardwareMap, ports: Sequence[Port], given: Sequence[str] = ()) -> list[str]:
    """Return NAME=URL for each board kind that is connected, but for those of `given` NAME=URLs.

    Raises ConfigError when none is connected, or two of one kind are; PortMissing when a port is not there.
    """
    by_hand = {choice.partition("=")[0] for choice in given}
    found = [f"{kind}={port_of(entry, ports)}" for kind, entry in entries(hwmap, by_hand).items()]
    if not found and not by_hand:
        kinds = ", ".join(boards.NAMES)
        raise ConfigError(
            str(hwmap.path), f"an entry with `connected: true` and a `kind` ({kinds})", "none",
            "set `connected: true` for a board on the bench, or leave the map out",
        )  # fmt: skip
    return found


def entries(hwmap: HardwareMap, without: set[str] | None = None) -> Mapping[str, Entry]:
    """Return board kind to its connected entry. Raises ConfigError when two of a kind are."""
    found = {}
    for kind in boards.NAMES:
        positions = [] if without and kind in without else hwmap.connected(kind)
        if len(positions) > 1:
            places = " and ".join(f"`{hwmap.entries[n].id}` ({hwmap.where(n)})" for n in positions)
            remedy = f"set `connected: false` for all but one, or say --board {kind}=URL"
            raise ConfigError(f"{hwmap.path}: board {kind}", "one connected entry", places, remedy)
        if positions:
            found[kind] = hwmap.entries[positions[0]]
    return found


def _by_path(entry: Entry, path: str, ports: Sequence[Port]) -> str:
    if not Path(path).exists():
        raise PortMissing(f"{entry.name()}: port {path}", "a port of that name", listed(ports), "plug it in")
    other = next((port for port in ports if port.serial and _same(port.device, path)), None)
    if other is not None:  # its number is not the entry's: paths were dealt anew, and this is another board
        got = f"now {other.words()}"
        remedy = f"plug the board in; if it is this one, write `id: {other.serial}`"
        raise PortMissing(f"{entry.name()}: port {path}", f"serial number {entry.id}", got, remedy)
    return path


def _same(device: str, path: str | None) -> bool:
    return path is not None and os.path.realpath(device) == os.path.realpath(path)


def _with_baud(url: str, entry: Entry) -> str:
    if entry.baud is None:
        return url
    return f"{url}{'&' if '?' in url else '?'}baud={entry.baud}"
