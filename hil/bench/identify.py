"""HELLO of whatever is at a port, in words."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from firmware_py.icd import boards, packets
from hil.board import greeting
from hil.board.base import Hello
from hil.board.choice import KINDS
from hil.board.firmware import firmware_hash
from hil.board.probe.session import board_at
from hil.board.session import Session
from hil.errors import PortLost, PortMissing
from hil.transport.serial import SerialTransport

FEATURES = (
    (packets.FEATURE_FLIGHT, "flight software on the board"),
    (packets.FEATURE_STATE, "gives and takes its state"),
    (packets.FEATURE_COMMAND, "takes commands"),
    (packets.FEATURE_CREDIT, "credit (says what it has room for)"),
    (packets.FEATURE_CLOCK, "a clock of its own"),
    (packets.FEATURE_PHYSICAL, "its own converters on real wires"),
)


def ask(url: str, seconds: float, lock_folder: Path | None = None) -> Hello:
    """Return the HELLO of the board at `url`, `seconds` at most. Begins a session: the board goes to its safe image.

    A simulated board of our own (`inproc:eps`) is started for it, and has the time that it takes.
    Raises PortMissing, PortBusy or WrongProtocol; ConfigError for a simulated board without its kind.
    """
    if url.partition(":")[0] in KINDS:
        with closing(board_at(url, None)) as board:
            return board.open()
    transport = SerialTransport(url, lock_folder=lock_folder)
    try:
        return greeting.greet(transport, Session(boards.NAMES[0]), seconds)
    except PortLost as error:
        raise PortMissing(error.what, "a HELLO", error.got, "look at the cable, and ask again") from error
    finally:
        transport.close()


def short(hello: Hello) -> str:
    """Return who a board is, in one phrase."""
    serial = f", serial {hello.serial}" if hello.serial else ""
    return f"board {kind(hello)}{serial}{'' if _fits(hello) else ', of another dictionary'}"


def kind(hello: Hello) -> str:
    """Return the name of the board's kind."""
    return boards.NAMES[hello.kind] if hello.kind < len(boards.NAMES) else f"of unknown kind {hello.kind}"


def words(url: str, hello: Hello) -> list[str]:
    """Return `hello` as lines to read."""
    ours = firmware_hash() == hello.firmware_hash
    told = ", ".join(text for bit, text in FEATURES if hello.features & bit)
    rows = [
        ("board", kind(hello)),
        ("serial", hello.serial or "none told"),
        ("protocol", f"{hello.major}.{hello.minor}, ours is {packets.PROTOCOL_MAJOR}.{packets.PROTOCOL_MINOR}"),
        ("dictionary", f"{hello.dictionary_hash.hex()}, {_dictionary(hello)}"),
        ("firmware", f"{hello.firmware_hash.hex()}, {'the' if ours else 'not the'} one in this checkout"),
        ("boots", f"{hello.boot}"),
        ("packets", f"up to {hello.mtu} bytes, answers kept for the last {hello.answer_depth} commands"),
        ("watchdog", f"safe image after {hello.watchdog_ticks} ticks without a kick"),
        ("reset", f"takes {hello.reset_ticks} ticks"),
        ("features", told or "none"),
    ]
    return [f"{url}"] + [f"  {name:11s}{text}" for name, text in rows]


def _fits(hello: Hello) -> bool:
    return hello.kind < len(boards.NAMES) and hello.dictionary_hash == packets.dictionary_hash(hello.kind)


def _dictionary(hello: Hello) -> str:
    if hello.kind >= len(boards.NAMES):
        return "of a kind that is unknown here"
    return "as here" if _fits(hello) else f"expected {packets.dictionary_hash(hello.kind).hex()}: flash it anew"
