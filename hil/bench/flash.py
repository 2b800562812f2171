"""Putting the MicroPython agent on a dev board: to its prompt, files by mpremote, main.py, a HELLO that proves it."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from firmware_py.icd import boards
from hil.bench.choose import entries, port_of
from hil.bench.hwmap import Entry, HardwareMap
from hil.board import greeting
from hil.board.base import Hello
from hil.board.firmware import firmware_hash
from hil.board.session import Session
from hil.board.usb import image, mpremote, prompt, wiring
from hil.board.usb.wiring import Wire
from hil.errors import BoardError, ConfigError, WrongBoard, WrongDictionary, WrongProtocol
from hil.transport.lock import PortLock
from hil.transport.ports import Port
from hil.transport.serial import SerialTransport
from hil.transport.url import parse, without_token

HELLO_S = 5.0  # [s]


class Target(NamedTuple):
    """A board to flash."""

    url: str
    kind: str  # name in the dictionary
    window: int | None = None  # [bytes] of its receive buffer, None when it holds the host back by itself
    wires: tuple[Wire, ...] = ()  # pins that it drives


def target(name: str, kind: str | None, window: int | None, hwmap: HardwareMap | None, ports: Sequence[Port]) -> Target:
    """Return the board called `name`: an id or connected kind in `hwmap`, or a port.

    Raises ConfigError when it is not to be told, PortMissing when the port of an entry is not on this machine.
    """
    entry = None if hwmap is None else _entry(hwmap, name)
    chosen = kind or (None if entry is None else entry.kind)
    if chosen not in boards.NAMES:
        raise ConfigError(f"board {name}", f"its kind ({', '.join(boards.NAMES)})", f"{chosen}", "say --kind eps")
    url = name if entry is None else port_of(entry, ports)
    if parse(url).token:
        got = without_token(url)
        raise ConfigError("hil boards flash", "a port without a token", got, "flash it where it is plugged in")
    pins = {} if entry is None else entry.pins
    return Target(url, chosen, window, wiring.wires(chosen, pins, f"board {name}: pins"))


def plan(one: Target) -> list[str]:
    """Return what `flash` would do, as lines to read. Opens no port."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        image.write(folder, image.words(one.kind, one.window), one.wires)
        files = image.files(folder)
        total = sum(file.size for file in files)
        command = shlex.join(["mpremote", *mpremote.arguments(parse(one.url).address, Path("FOLDER"))])
        return [
            f"port   {one.url}, to be board {one.kind} with firmware {firmware_hash().hex()}",
            f"pins   {', '.join(f'{wire.gpio} {wire.name(one.kind)}' for wire in one.wires) or 'none driven'}",
            f"files  {len(files)}, {total} bytes",
            *(f"  {file.size:6d}  {file.name}" for file in files),
            command,
        ]


def flash(one: Target, lock_folder: Path | None = None) -> Hello:
    """Flash `one`; return the HELLO of the new agent.

    Raises ConfigError when a program is not installed, before the board is touched; PortMissing, PortBusy or PortLost;
    BoardError when the board has no MicroPython, when mpremote fails, and when what answers is not what was flashed.
    """
    program, address = mpremote.program(), parse(one.url).address
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        image.write(folder, image.words(one.kind, one.window), one.wires)
        _reach(one, lock_folder)
        lock = PortLock(address, lock_folder)
        lock.acquire()
        try:
            mpremote.run([program, *mpremote.arguments(address, folder)])
        finally:
            lock.release()
    return _started(one, lock_folder)


def _entry(hwmap: HardwareMap, name: str) -> Entry | None:
    """Return the entry called `name`, None when that is a port. Raises ConfigError when it is neither."""
    found = next((one for one in hwmap.entries if one.id == name), None)
    if found is not None or "/" in name:
        return found
    found = entries(hwmap).get(name)
    if found is None:
        known = ", ".join(one.id for one in hwmap.entries)
        raise ConfigError(f"{hwmap.path}: board `{name}`", "an id or a connected kind", f"the ids {known}", "name one")
    return found


def _reach(one: Target, lock_folder: Path | None) -> None:
    transport = SerialTransport(one.url, lock_folder=lock_folder)
    try:
        prompt.reach(transport)
    finally:
        transport.close()


def _started(one: Target, lock_folder: Path | None) -> Hello:
    """Start the agent and return its HELLO. Raises BoardError unless it is the one that was flashed."""
    transport = SerialTransport(one.url, lock_folder=lock_folder)
    try:
        prompt.reach(transport)
        prompt.restart(transport)
        hello = greeting.greet(transport, Session(one.kind), HELLO_S)
        greeting.check(one.kind, transport.name, hello)
    except (WrongProtocol, WrongBoard, WrongDictionary) as error:  # elsewhere bad input; here flashing failed
        raise BoardError(error.what, error.expected, error.got, "flash it again") from error
    finally:
        transport.close()
    if hello.firmware_hash != firmware_hash():
        expected, got = f"firmware {firmware_hash().hex()}", hello.firmware_hash.hex()
        raise BoardError(f"port {transport.name}", expected, got, "flash it again")
    return hello
