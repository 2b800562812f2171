"""The board under test: sessions begun anew for each check, and the few moves that checks are made of."""

from __future__ import annotations

import struct
from math import inf
from typing import Any, NamedTuple

from firmware_py.icd import boards, packets
from firmware_py.wire import image
from hil.board import greeting
from hil.board.base import Hello
from hil.board.wired import WiredBoard
from hil.clock import Deadline
from hil.conform.check import CheckFailed, equal, require
from hil.conform.heard import Packet
from hil.conform.place import Place
from hil.conform.ranges import spread
from hil.conform.talk import Talk
from hil.errors import BoardLost, PortLost, WrongBoard, WrongProtocol

PERIOD_NS = 100_000_000  # [ns] of a tick
HELLO_S = 5.0  # [s] a board may take to say HELLO for the first time
ASK_AGAIN_S = 1.0
QUIET = packets.TICK_QUIET
_SAMPLE = struct.Struct(packets.SAMPLE_HEAD)


class Sample(NamedTuple):
    """A SAMPLE body, laid out as docs/wire.md says."""

    tick: int
    flags: int
    gap: int
    boot: int
    errors: int
    silence: int
    spare: int
    sensors: bytes
    actuators: bytes
    packet: Packet


class Subject:
    """One board at one place. `open` it, `begin` a session for each check, `close` it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.deaf = 0  # times a request for HELLO got no answer until the port was opened again
        self.memo: dict[str, Any] = {}  # what one check found and others judge too
        self.hello: Hello
        self.hello_packet: Packet
        self.talk: Talk
        self._board: WiredBoard | None = None
        self._fences = 0

    # ---- the session

    def open(self) -> None:
        """Connect and ask for HELLO.

        Raises PortMissing, PortBusy or PortLost, WrongProtocol when no HELLO comes, WrongBoard when it names no kind.
        """
        self._connect()
        deadline = Deadline(max(HELLO_S, self.place.patience_s))
        while not self._greeted(ASK_AGAIN_S):  # a board may still be starting when it is first asked
            if deadline.expired or self.talk.mute():
                sent, heard = (b"".join(block for way, block in self.talk.log if way == one) for one in ("to", "from"))
                self.close()
                got = greeting.said(heard, sent)
                raise WrongProtocol(f"board {self.place.url}", "a HELLO of 44 bytes", got, "is an agent running there?")
        if self.hello.kind >= len(boards.NAMES):
            self.close()
            expected = f"a kind from 0 to {len(boards.NAMES) - 1}"
            raise WrongBoard(f"HELLO of {self.place.url}", expected, f"{self.hello.kind}", "see docs/icd.md")

    def begin(self) -> None:
        """Begin a session, as HELLO does. Raises BoardLost when there is no answer even on a fresh connection."""
        self.talk.log.clear()
        try:
            if self._greeted():
                return
        except PortLost:
            pass
        self.deaf += 1
        flaws, log = self.talk.ear.flaws, list(self.talk.log)
        try:
            self._connect()
            self.talk.ear.flaws = flaws
            self.talk.log += log
            if self._greeted(ASK_AGAIN_S) or self._greeted():
                return
        except PortLost:
            pass
        raise BoardLost(self.place.url, None, "no answer to HELLO, not even on a fresh connection")

    def close(self) -> None:
        """Close the port and end the board's process, when it has one. Idempotent."""
        if self._board is not None:
            self.talk.close()
            self._board.close()
            self._board = None

    def _connect(self) -> None:
        self.close()
        board = self.place.make()
        try:
            self.talk = Talk(board.connect(), self.place.patience_s)
        except BaseException:
            board.close()
            raise
        self._board = board

    def _greeted(self, seconds: float = inf) -> bool:
        talk = self.talk
        link = talk.greet()
        found = talk.hear(lambda one: (one.apid, one.link) == (packets.HELLO, link), seconds)
        if not found or (found[-1].apid, found[-1].link) != (packets.HELLO, link):
            return False
        talk.greeted()
        self.hello_packet = found[-1]
        if len(self.hello_packet.body) != packets.HELLO_BYTES:
            return False
        *told, serial = struct.unpack(packets.HELLO_BODY, self.hello_packet.body)
        self.hello = Hello._make([*told, serial.rstrip(b"\0").decode("ascii", "replace")])
        talk.ear.mtu = min(max(self.hello.mtu, packets.MTU_LEAST), packets.MTU)
        talk.credit = bool(self.hello.features & packets.FEATURE_CREDIT)
        return True

    # ---- what it is

    @property
    def kind(self) -> int:
        """Position in the dictionary."""
        return self.hello.kind

    @property
    def safe(self) -> bytes:
        """The safe actuator image."""
        return bytes(image.SAFE[self.kind])

    @property
    def stimulus_bytes(self) -> int:
        """Length of the stimulus image [bytes]."""
        return int(image.SENSOR_BYTES[self.kind])

    def image(self, number: int) -> bytes:
        """Return actuator image `number` of many, every count within the range of its channel, none the safe one."""
        return spread(self.kind, number)

    def stimulus(self, number: int) -> bytes:
        """Return stimulus image `number` of many."""
        return bytes((number * 37 + place * 11) & 0x7F for place in range(self.stimulus_bytes))

    # ---- moves

    def tick(
        self, number: int, *, kick: int | None = None, stimulus: bytes | None = None, actuators: bytes | None = None,
        flags: int | None = None,
    ) -> bytes:  # fmt: skip
        """Return the frames of TICK `number`, QUIET unless `flags` say otherwise, with an image when there is one."""
        if flags is None:
            flags = QUIET | (packets.TICK_IMAGE if actuators is not None else 0)
        head = struct.pack(packets.TICK_HEAD, number, (number if kick is None else kick) & 0xFF, flags)
        body = head + (self.stimulus(number) if stimulus is None else stimulus) + (actuators or b"")
        return self.talk.frames(packets.TICK, 0, body, t_ns=number * PERIOD_NS)

    def say(self, data: bytes) -> list[Packet]:
        """Send `data` and return all that answers it: a request sent after it is answered last."""
        self._fences += 1
        mark = 0x5A000000 | self._fences
        features = self.hello.features
        if features & packets.FEATURE_COMMAND:
            apid, body, expected = packets.COMMAND, bytes((packets.NOOP,)) + mark.to_bytes(4, "big"), bytes(2)
        elif features & packets.FEATURE_CLOCK:
            apid, body, expected = packets.CLOCK, mark.to_bytes(8, "big"), b""
        else:
            self.talk.write(data + b"\0")
            return self.talk.hear(lambda _: False)
        expected += body[1:] if features & packets.FEATURE_COMMAND else body
        self.talk.write(data + b"\0" + self.talk.frames(apid, 0, body))
        found = self.talk.hear(lambda one: one.apid == apid and one.body.startswith(expected))
        if not found or not found[-1].body.startswith(expected) or found[-1].apid != apid:
            name = "NOOP" if features & packets.FEATURE_COMMAND else "CLOCK"
            raise CheckFailed(f"an answer to the {name} sent after it", f"{len(found)} other packets, then silence")
        return found[:-1]

    def one(self, data: bytes, apid: int, what: str) -> Packet:
        """Send `data` and return the one packet of `apid` that answers it. Raises CheckFailed."""
        found = self.say(data)
        told = [f"0x{packet.apid:03x}" for packet in found]
        require(told == [f"0x{apid:03x}"], f"one {what}", " and ".join(told) or "silence")
        return found[0]

    def sample(self, number: int, **options: Any) -> Sample:
        """Send TICK `number` and return the SAMPLE that answers it. Raises CheckFailed."""
        return self.parsed(self.one(self.tick(number, **options), packets.SAMPLE, f"SAMPLE {number}"), number)

    def parsed(self, packet: Packet, number: int) -> Sample:
        """Return SAMPLE `number` in `packet`. Raises CheckFailed."""
        size = packets.SAMPLE_HEAD_BYTES + self.stimulus_bytes + len(self.safe)
        equal(len(packet.body), size, "a SAMPLE body in bytes of")
        tick, flags, gap, boot, errors, silence, spare = _SAMPLE.unpack_from(packet.body)
        end = packets.SAMPLE_HEAD_BYTES + self.stimulus_bytes
        sensors, actuators = packet.body[packets.SAMPLE_HEAD_BYTES : end], packet.body[end:]
        sample = Sample(tick, flags, gap, boot, errors, silence, spare, sensors, actuators, packet)
        equal(sample.tick, number, "a SAMPLE of tick")
        return sample

    def ask(self, apid: int, service: int, body: bytes, what: str) -> Packet:
        """Send a request and return the one packet that answers it. Raises CheckFailed."""
        return self.one(self.talk.frames(apid, service, body), apid, f"answer to {what}")

    def command(self, code: int, argument: bytes = b"") -> bytes:
        """Return the body of the answer to a COMMAND. Raises CheckFailed."""
        return self.ask(packets.COMMAND, packets.COMMAND_ASK, bytes((code,)) + argument, f"COMMAND {code}").body

    def await_answer(self, frame: bytes, apid: int, what: str) -> Packet:
        """Send `frame` with nothing after it and return the packet of `apid` that comes. Raises CheckFailed."""
        self.talk.write(frame)
        found = self.talk.hear(lambda one: one.apid == apid)
        require(bool(found) and found[-1].apid == apid, what, "silence")
        return found[-1]
