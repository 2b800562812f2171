"""A radiator board written from docs/writing-a-board.md, wire.md, timing.md and icd.md alone: nothing of ours imported.

It keeps one image, one SAMPLE and two answers, and declares COMMAND and nothing else.
"""

from __future__ import annotations

import struct
import zlib

from cobs import cobs

SENSORS, ACTUATORS = 44, 14  # [bytes] docs/writing-a-board.md
SAFE_IMAGE = struct.pack(">7H", 6000, 0, 5000, 6000, 0, 5000, 15)  # docs/icd.md: safe / scale
HASH = bytes.fromhex("c4d0e4eda6ded4cf")  # docs/icd.md
MTU, DEPTH, WATCHDOG, RESET = 250, 2, 20, 3
HELLO, TICK, SAMPLE, COMMAND = 0x7E0, 0x7E1, 0x7E2, 0x7E3
IMAGE = 1


class SmallestBoard:
    """Bytes in, bytes out."""

    def __init__(self) -> None:
        self.boot, self.silent_until, self.time_ns = 1, -1, 0
        self.counts = dict.fromkeys((HELLO, SAMPLE, COMMAND), 0)
        self.answers: list[tuple[int, bytes]] = []
        self.begin()

    def begin(self) -> None:
        """Forget everything but boot counter and answers."""
        self.image, self.safe_flag = SAFE_IMAGE, 1
        self.last = self.kick = -1
        self.silence = self.cobs = self.length = self.crc = self.odd = self.missing = self.taken = self.sent = 0
        self.seen: dict[int, int] = {}
        self.stored = self.held = b""

    def safe(self) -> None:
        """Put the safe image in force."""
        self.image, self.safe_flag = SAFE_IMAGE, 1

    def feed(self, data: bytes) -> bytes:
        """Take bytes; return what answers them."""
        *blocks, rest = (self.held + data).split(b"\0")
        self.held = b""
        out = b"".join(self.block(block) for block in blocks if block)
        self.held = rest[: MTU + 2]  # what is longer can be no frame, however it goes on
        return out

    def block(self, block: bytes) -> bytes:
        """Answer one block of COBS."""
        try:
            whole = cobs.decode(block)
        except cobs.DecodeError:
            whole = b""
        if not whole or len(block) > MTU + 1:
            self.cobs += 1
        elif len(whole) < 11 or int.from_bytes(whole[4:6], "big") != len(whole) - 7:
            self.length += 1
        elif zlib.crc32(whole[:-4]) != int.from_bytes(whole[-4:], "big"):
            self.crc += 1
        else:
            self.taken += 1
            return self.packet(whole[:-4])
        return b""

    def packet(self, one: bytes) -> bytes:
        """Answer one packet."""
        ident, control = struct.unpack(">HH", one[:4])
        apid = ident & 0x7FF
        if len(one) >= 16 and ident >> 11 == 0b00011 and control >> 14 == 3:
            ahead = (control - self.seen.get(apid, control - 1) - 1) & 0x3FFF
            if ahead < 0x2000:
                self.missing += ahead
                self.seen[apid] = control
            service, link, time_ns = struct.unpack(">BBQ", one[6:16])
            body = one[16:]
            if apid == TICK and len(body) in (6 + SENSORS, 6 + SENSORS + ACTUATORS):
                return self.tick(link, time_ns, body)
            if apid == COMMAND and body:
                return self.command(link, body)
            if apid == HELLO and service == 0:
                self.begin()
                self.answers, self.silent_until = [], -1
                return self.hello(link)
        return self.reject()

    def reject(self) -> bytes:
        """Count what makes no sense."""
        self.odd += 1
        return b""

    def tick(self, link: int, time_ns: int, body: bytes) -> bytes:
        """Answer a TICK."""
        number, kick, flags = struct.unpack(">IBB", body[:6])
        if number == self.last:
            return self.stored
        if number < self.last or bool(flags & IMAGE) != (len(body) > 6 + SENSORS):
            return self.reject()
        if number <= self.silent_until:
            return b""
        gap = number - self.last - 1 if self.last >= 0 else 0
        self.last, self.time_ns = number, time_ns
        if flags & IMAGE:
            self.image, self.safe_flag = body[6 + SENSORS :], 0
        late = self.silence + gap >= WATCHDOG
        self.silence = self.silence + gap + (kick == self.kick) if late or kick == self.kick else 0
        self.kick = kick
        bites = self.silence >= WATCHDOG
        if bites:
            self.safe()
        told = self.safe_flag | (2 if bites else 0) | (4 if gap else 0)
        errors = self.cobs + self.length + self.crc + self.odd
        head = struct.pack(
            ">IBBHHBB", number, told, min(gap, 255), self.boot, min(errors, 65535), min(self.silence, 255), 0
        )
        self.stored = self.tell(SAMPLE, 0, link, head + body[6 : 6 + SENSORS] + self.image)
        return self.stored + (self.reset() if bites else b"")

    def command(self, link: int, body: bytes) -> bytes:
        """Answer a COMMAND, once."""
        for known, answer in self.answers:
            if known == link:
                return answer
        code, argument, status, result = body[0], body[1:], 0, b""
        if code == 0 and len(argument) <= MTU - 22:
            result = argument
        elif code > 4 or code == 3:
            status = 1
        elif argument:
            status = 2
        elif code == 2:
            self.safe()
        elif code == 4:
            counts = (self.taken, self.cobs, self.length, self.crc, self.odd, self.missing, self.sent)
            result = struct.pack(">7I", *counts)
        answer = self.tell(COMMAND, 1, link, bytes((code, status)) + result)
        self.answers = [*self.answers, (link, answer)][-DEPTH:]
        return answer + (self.reset() if (code, status) == (1, 0) else b"")

    def reset(self) -> bytes:
        """Reset; return the HELLO that says so."""
        self.silent_until = self.last + RESET
        self.boot = self.boot % 0xFFFF + 1
        self.begin()
        return self.hello(0)

    def hello(self, link: int) -> bytes:
        """Say who this is."""
        head = struct.pack(">BBBBHHBBH", 1, 1, 1, RESET, self.boot, MTU, DEPTH, WATCHDOG, 4)
        return self.tell(HELLO, 1, link, head + HASH + b"from-doc" + b"SMALLEST".ljust(16, b"\0"))

    def tell(self, apid: int, service: int, link: int, body: bytes) -> bytes:
        """Return the frame of a packet."""
        self.counts[apid] += 1
        self.sent += 1
        head = struct.pack(">HHH", 0x0800 | apid, 0xC000 | (self.counts[apid] & 0x3FFF), len(body) + 13)
        whole = head + struct.pack(">BBQ", service, link, self.time_ns) + body
        return bytes(cobs.encode(whole + zlib.crc32(whole).to_bytes(4, "big"))) + b"\0"
