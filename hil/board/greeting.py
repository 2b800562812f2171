"""The opening of a session: ask for HELLO, and see that it is the right board."""

from __future__ import annotations

from firmware_py.icd import boards, packets
from hil.board.base import Hello
from hil.board.session import Session
from hil.clock import Deadline
from hil.errors import WrongBoard, WrongDictionary, WrongProtocol
from hil.transport import token
from hil.transport.base import Transport

ASK_AGAIN_S = 0.25  # [s] a board may still be starting when it is first asked


def greet(transport: Transport, session: Session, seconds: float) -> Hello:
    """Ask until a HELLO comes, `seconds` at most. Raises WrongProtocol saying what came instead, or PortLost.

    Of a port server that does not let us in: PortBusy with the host that is there, or PortMissing for want of a token.
    """
    deadline = Deadline(seconds)
    heard = b""
    _, frame = session.request(packets.HELLO, packets.HELLO_ASK, b"")
    transport.write(b"\0" + frame)  # the zero ends whatever an earlier host left half sent
    while not deadline.expired:
        data = transport.read(deadline, ASK_AGAIN_S)
        if not data:
            transport.write(b"\0" + frame)
            continue
        heard = (heard + data)[:64]
        token.turned_away(transport.name, heard)
        token.wanted(transport.name, heard)
        session.receive(data)
        if session.hellos:
            hello = session.hellos.pop()
            session.hellos.clear()
            return hello
    got = said(heard, frame)
    expected = f"HELLO of protocol {packets.PROTOCOL_MAJOR} within {seconds:g} s"
    raise WrongProtocol(f"port {transport.name}", expected, got, "is it the right port, and is the agent running?")


def said(heard: bytes, frame: bytes) -> str:
    """Return what was heard, in the words of a person who has to find out what is at the port."""
    if not heard:
        return "silence"
    if frame[:32] in heard:
        return "our own bytes back (an echo or a loopback)"
    text = heard[:16].decode("ascii", errors="replace")
    readable = f"= {text!r} " if text.replace("\r", "").replace("\n", "").isprintable() and text.isascii() else ""
    return f"bytes that are no frame of it ({heard[:16].hex(' ')} {readable}...)"


def check(kind: str, port: str, hello: Hello) -> None:
    """Raise WrongProtocol, WrongBoard or WrongDictionary unless `hello` is of a board `kind` that we understand."""
    if hello.major != packets.PROTOCOL_MAJOR:
        theirs = f"{hello.major}.{hello.minor}"
        raise WrongProtocol(f"port {port}", f"protocol {packets.PROTOCOL_MAJOR}", theirs, "flash matching firmware")
    if hello.mtu < packets.MTU_LEAST:
        expected = f"an MTU of {packets.MTU_LEAST} bytes or more"
        raise WrongProtocol(f"port {port}", expected, f"{hello.mtu} bytes", "mend the firmware: docs/wire.md, MTU")
    if hello.kind != boards.kind_index(kind):
        found = boards.NAMES[hello.kind] if hello.kind < len(boards.NAMES) else f"kind {hello.kind}"
        raise WrongBoard(f"port {port}", f"board {kind}", f"board {found}", "swap the ports or the names")
    ours = packets.dictionary_hash(hello.kind)
    if hello.dictionary_hash != ours:
        theirs = hello.dictionary_hash.hex()
        raise WrongDictionary(f"board {kind} on {port}", f"dictionary {ours.hex()}", theirs, "flash matching firmware")
