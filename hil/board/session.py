"""The host's end of the protocol, without I/O: makes frames, matches answers, counts both ways."""

from __future__ import annotations

import struct
from collections import deque
from typing import Any, NamedTuple

from firmware_py.icd import boards, packets
from firmware_py.wire import image, segments
from firmware_py.wire.framer import Framer
from firmware_py.wire.packet import build, header, seal
from hil.board.base import Hello, Sample
from hil.board.inbox import Inbox

_TICK = struct.Struct(packets.HEADER + packets.TICK_HEAD[1:])
_TICK_IDENT = packets.TO_BOARD | packets.TICK
_TICK_OVER = packets.TICK_HEAD_BYTES + packets.HEADER_BYTES + packets.CRC_BYTES - 7
_SAMPLE_IDENT = (packets.FROM_BOARD | packets.SAMPLE).to_bytes(2, "big")
_SAMPLE_HEAD = struct.Struct(packets.SAMPLE_HEAD)
_SENSORS_AT = packets.HEADER_BYTES + packets.SAMPLE_HEAD_BYTES
_EVENT = struct.Struct(packets.EVENT_BODY)
_CREDIT = struct.Struct(packets.CREDIT_BODY)
_RECENT = 64  # messages and events remembered, to know those of a stored answer that is sent again


class Answer(NamedTuple):
    """An answer to a request that is no TICK."""

    apid: int
    service: int
    link: int
    body: bytes


class Session:
    """One host-board conversation for board `kind`. `receive` takes bytes; the rest makes frames or takes what came."""

    def __init__(self, kind: str) -> None:
        self.kind = boards.kind_index(kind)
        self.hellos: deque[Hello] = deque()
        self.answers: deque[Answer] = deque()
        self.boot_base = 0  # boots before this session
        self.restarts = 0  # HELLOs with another boot counter than the session knew
        self.heard = 0  # packets that answer something: what was sent before them has been taken
        self.credits: deque[tuple[int, int, int]] = deque()  # APID and sequence count of the packet taken, free bytes
        self.mtu = packets.MTU  # [bytes] longest packet, CRC included
        self._boot = 0
        self.inbox = Inbox(self.kind)
        self._recent: deque[tuple[int, int]] = deque(maxlen=_RECENT)  # APID and sequence count
        self._framer = Framer()
        self._assembler = segments.Assembler()
        self._counts = [0] * 16  # sequence counts to the board, by APID from packets.HELLO on
        self._links = [0] * 16  # link sequences of requests, likewise: nothing asked between two commands may age them
        self._sample_size = _SENSORS_AT + image.SENSOR_BYTES[self.kind] + image.ACTUATOR_BYTES[self.kind]
        self._actuators_at = _SENSORS_AT + image.SENSOR_BYTES[self.kind]
        self._tick_length = (
            _TICK_OVER + image.SENSOR_BYTES[self.kind],
            _TICK_OVER + image.SENSOR_BYTES[self.kind] + image.ACTUATOR_BYTES[self.kind],
        )
        self._counters = dict.fromkeys(("frames_sent", "samples", "unexpected"), 0)

    # ---- to the board

    def tick_frame(
        self, tick: int, t_ns: int, kick: int, stimulus: bytes, actuators: bytes | None, quiet: bool = False
    ) -> bytes:
        """Return the frame of TICK `tick`, or its frames when the board's MTU is short.

        Images are raw counts of this board kind; ValueError when misshapen.
        """
        with_image = actuators is not None
        body = stimulus + actuators if actuators is not None else stimulus
        length = self._tick_length[with_image]
        if len(body) != length - _TICK_OVER:
            raise ValueError(f"images of {len(body)} bytes, expected {length - _TICK_OVER}")
        link = self._next_link(packets.TICK)
        flags = with_image | (packets.TICK_QUIET if quiet else 0)
        if length + 7 > self.mtu:
            head = struct.pack(packets.TICK_HEAD, tick, kick, flags)
            return self._frames(packets.TICK, 0, link, t_ns, head + body)
        slot = packets.TICK - packets.HELLO
        self._counts[slot] = count = (self._counts[slot] + 1) & packets.COUNT_MASK
        self._counters["frames_sent"] += 1
        control = packets.UNSEGMENTED | count
        return seal(_TICK.pack(_TICK_IDENT, control, length, 0, link, t_ns, tick, kick, flags) + body)

    def mail_frame(self, topic: int, tick: int, t_ns: int, fields: bytes) -> bytes:
        """Return the frame of a message of `topic` published at `tick`."""
        return self._frames(packets.MAIL, topic, 0, t_ns, tick.to_bytes(4, "big") + fields)

    def request(self, apid: int, service: int, body: bytes) -> tuple[int, bytes]:
        """Return (link sequence, frame) of a request; sending the same frame again is how to ask again."""
        link = self._next_link(apid)
        return link, self._frames(apid, service, link, 0, body)

    def clock_request(self, t1_ns: int) -> tuple[int, bytes]:
        """Return (link sequence, frame) of CLOCK asked at `t1_ns` [ns] of the host's clock.

        It is left out of the counters, since how often it is asked depends on the host's clock.
        """
        link = self._next_link(packets.CLOCK)
        slot = packets.CLOCK - packets.HELLO
        self._counts[slot] += 1
        body = t1_ns.to_bytes(8, "big")
        return link, seal(build(packets.TO_BOARD | packets.CLOCK, self._counts[slot], packets.CLOCK_ASK, link, 0, body))

    def _next_link(self, apid: int) -> int:
        slot = apid - packets.HELLO
        self._links[slot] = link = (self._links[slot] + 1) & 0xFF
        return link

    def _frames(self, apid: int, service: int, link: int, t_ns: int, body: bytes) -> bytes:
        slot = apid - packets.HELLO
        first = self._counts[slot] + 1
        number = segments.pieces(len(body), self.mtu)
        self._counts[slot] = (self._counts[slot] + number) & packets.COUNT_MASK
        self._counters["frames_sent"] += number
        return segments.frames(packets.TO_BOARD | apid, first, service, link, t_ns, body, self.mtu)

    # ---- from the board

    def receive(self, data: bytes) -> None:
        """Take bytes from the board. Never raises: what makes no sense is counted."""
        for piece in self._framer.feed(data):
            packet = self._assembler.take(piece)
            if packet is None:
                continue
            if packet[:2] == _SAMPLE_IDENT and len(packet) == self._sample_size:
                self._take_sample(packet)
            elif len(packet) >= packets.HEADER_BYTES:
                self._take_other(packet)
            else:
                self._counters["unexpected"] += 1

    def take_sample(self, tick: int) -> Sample | None:
        """Return the SAMPLE of `tick` with mail and events that came before it, once; None when it is not there."""
        return self.inbox.take(tick)

    def take_answer(self, apid: int, link: int) -> Answer | None:
        """Return the answer to request `link`, dropping answers to earlier ones; None when it is not there."""
        while self.answers:
            answer = self.answers.popleft()
            if answer.apid == apid and answer.link == link:
                return answer
            self._counters["unexpected"] += 1
        return None

    def _take_sample(self, packet: bytes) -> None:
        body = packet[packets.HEADER_BYTES :]
        head = _SAMPLE_HEAD.unpack_from(body)
        if self.boot_base:
            boot = (head[3] - self.boot_base - 1) % 0xFFFF + 1
            head = (*head[:3], boot, *head[4:])
            body = _SAMPLE_HEAD.pack(*head) + body[packets.SAMPLE_HEAD_BYTES :]
        sample = Sample(head, body, packet[_SENSORS_AT : self._actuators_at], packet[self._actuators_at :])
        self._counters["samples"] += 1
        self.heard += 1
        self.inbox.put(sample)

    def _take_other(self, packet: bytes) -> None:
        ident, control, _, service, link, _ = header(packet)
        apid = ident & packets.APID_MASK
        body = packet[packets.HEADER_BYTES :]
        if apid in (packets.MAIL, packets.EVENT) and self._again(apid, control):
            return
        if ident != packets.FROM_BOARD | apid:
            self._counters["unexpected"] += 1
        elif apid == packets.HELLO and len(body) == packets.HELLO_BYTES:
            self._take_hello(body)
        elif apid == packets.MAIL and len(body) >= 4 and len(body) % 4 == 0:
            self.inbox.mail(service, body[4:])
        elif apid == packets.EVENT and len(body) == _EVENT.size:
            self.inbox.event(_EVENT.unpack(body)[1:])
        elif apid in (packets.COMMAND, packets.STATE, packets.CLOCK):
            self.heard += 1
            self.answers.append(Answer(apid, service, link, body))
        elif apid == packets.CREDIT and len(body) == _CREDIT.size:
            self.credits.append(_CREDIT.unpack(body))
        else:
            self._counters["unexpected"] += 1

    def _again(self, apid: int, control: int) -> bool:
        """Whether this message or event has come before: its SAMPLE was damaged or late, and all was sent again."""
        name = apid, control & packets.COUNT_MASK
        again = name in self._recent
        self._recent.append(name)
        return again

    def _take_hello(self, body: bytes) -> None:
        *told, serial = struct.unpack(packets.HELLO_BODY, body)
        hello = Hello._make([*told, serial.rstrip(b"\0").decode("ascii", "replace")])
        if self._boot not in (0, hello.boot):
            self.restarts += 1
            self._recent.clear()  # it may count anew
        self._boot = hello.boot
        self.heard += 1
        self.hellos.append(hello)

    # ---- books

    def begin(self, hello: Hello) -> None:
        """Begin to count from `hello`: its boot is boot 1 of this session, its MTU the longest packet."""
        self.boot_base = hello.boot - 1
        self.restarts = 0
        self._recent.clear()
        self.inbox.restart()
        self.mtu = min(hello.mtu, packets.MTU)

    def reconnect(self) -> None:
        """Part from what the last connection left: half a frame, a body half there, answers, what waits to be taken."""
        self._framer.feed(b"\0")
        gaps, broken = self._assembler.state()[:2]
        self._assembler.restore([gaps, broken, [-1] * 16, b"", 0])  # the board may count anew
        self.hellos.clear()
        self.answers.clear()
        self.credits.clear()

    @property
    def last_link(self) -> int:
        """Link sequence of the TICK last made."""
        return self._links[packets.TICK - packets.HELLO]

    def errors(self) -> int:
        """Return the frames from the board that were rejected."""
        return self._framer.errors()

    def counters(self) -> dict[str, int]:
        """Return the counts of both directions."""
        framer = self._framer
        rejected = {"bad_cobs": framer.bad_cobs, "bad_length": framer.bad_length, "bad_crc": framer.bad_crc}
        missing = {"gaps": self._assembler.gaps, "broken_bodies": self._assembler.broken}
        counted = {**self._counters, "unexpected": self._counters["unexpected"] + self.inbox.unexpected}
        return {**counted, **self.inbox.counters(), **rejected, **missing, "restarts": self.restarts}

    def state(self) -> list[Any]:
        """Return plain data that `restore` takes back."""
        assembler = self._assembler.state()[:3]  # between ticks no body is half there
        books = [dict(self._counters), self.restarts, assembler, self.inbox.state()]
        return [list(self._counts), list(self._links), self.boot_base, self._boot, *books]

    def restore(self, state: list[Any]) -> None:
        """Take back what `state` gave."""
        counts, links, self.boot_base, self._boot, counters, self.restarts, assembler, inbox = state
        self._assembler.restore([*assembler, b"", 0])
        self._recent.clear()  # the board counts on from there
        self.inbox.restore(inbox)
        self._counts = list(counts)
        self._links = list(links)
        self._counters = dict(counters)
