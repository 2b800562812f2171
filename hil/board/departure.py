"""Where a replayed run departs from the recorded one: the frame sent beside the one recorded there, in words."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from firmware_py.icd import boards, channel, messages, packets, raw
from firmware_py.wire import packet
from hil.transport.replay import opened

NAMES = {
    packets.HELLO: "HELLO", packets.TICK: "TICK", packets.COMMAND: "COMMAND", packets.STATE: "STATE",
    packets.CLOCK: "CLOCK", packets.MAIL: "MAIL",
}  # fmt: skip
COMMANDS = {
    packets.NOOP: "NOOP", packets.RESET: "RESET", packets.SAFE: "SAFE", packets.SET_PARAMETER: "SET_PARAMETER",
    packets.COUNTERS: "COUNTERS", packets.MEMORY: "MEMORY",
}  # fmt: skip
STATES = {packets.STATE_GET: "get", packets.STATE_PUT: "put", packets.STATE_COMMIT: "commit"}
WITHOUT_UNIT = ("1", "state", "mask", "count", "index")
END = "the end of the recording"


class Field(NamedTuple):
    """One number of a body."""

    at: int  # [bytes] from the beginning of the body
    letter: str  # of struct
    name: str
    row: tuple[Any, ...] | None = None  # of the dictionary, when it is a channel

    def said(self, part: bytes) -> str:
        """Return the number in `part`, the bytes of this field, with what it means."""
        count = struct.unpack(">" + self.letter, part)[0]
        if self.row is None:
            return str(count)
        if count == raw.TYPES[self.row[channel.RAW]][4]:
            return f"{count} (INVALID)"
        value = count * self.row[channel.SCALE] + self.row[channel.OFFSET]
        unit = self.row[channel.UNIT]
        return f"{count} ({value:.7g}{'' if unit in WITHOUT_UNIT else f' {unit}'})"


class Departure(NamedTuple):
    """What differs, and its two values."""

    where: str
    expected: str
    got: str


def departure(kind: int, expected: bytes | None, got: bytes, body_at: int) -> Departure:
    """Return what differs between the frame recorded (None: nothing more) and the one sent, to board `kind`.

    `body_at` [bytes] of their bodies went before, in segments.
    """
    sent = opened(got)
    then = None if expected is None else opened(expected)
    if sent is None or then is None or _title(then) != _title(sent):
        recorded = END if expected is None else _named(then)
        return Departure("the request", recorded, _named(sent))
    start = packets.HEADER_BYTES
    for field in _fields(kind, sent, body_at):
        at, size = start + field.at - body_at, struct.calcsize(field.letter)
        parts = then[at : at + size], sent[at : at + size]
        if at >= start and parts[0] != parts[1] and len(parts[0]) == len(parts[1]) == size:
            return Departure(_of(field.name, sent), *(field.said(part) for part in parts))
    return Departure(_of(_header(then, sent), sent), then.hex(), sent.hex())


def _title(one: bytes) -> tuple[int, int]:
    """Return what kind of request a packet is: APID, and service or COMMAND code."""
    apid = packet.apid(one)
    if apid == packets.COMMAND and len(one) > packets.HEADER_BYTES:
        return apid, one[packets.HEADER_BYTES]
    return apid, packet.header(one)[packet.SERVICE]


def _named(one: bytes | None) -> str:
    """Return the name of a request."""
    if one is None:
        return "a damaged frame"
    apid, detail = _title(one)
    name = NAMES.get(apid, f"APID 0x{apid:x}")
    if apid == packets.COMMAND:
        return f"{name} {COMMANDS.get(detail, detail)}"
    if apid == packets.STATE:
        return f"{name} {STATES.get(detail, detail)}"
    if apid == packets.MAIL:
        topic = messages.TOPICS[detail] if detail < len(messages.TOPICS) else detail
        return f"{name} {topic}"
    tick = _tick(one)
    return name if tick is None else f"{name} {tick}"


def _tick(one: bytes) -> int | None:
    """Return the tick of a TICK that is whole, or the first segment of one."""
    flags = packet.header(one)[packet.CONTROL] & packets.UNSEGMENTED
    if packet.apid(one) != packets.TICK or flags not in (packets.UNSEGMENTED, packets.FIRST):
        return None
    return int.from_bytes(one[packets.HEADER_BYTES : packets.HEADER_BYTES + 4], "big")


def _of(field: str, one: bytes) -> str:
    """Return the name of a field, with its request unless that is the TICK of the tick under way."""
    return field if packet.apid(one) == packets.TICK else f"{field} of {_named(one)}"


def _header(then: bytes, sent: bytes) -> str:
    """Return the name of the first field of the header that differs."""
    names = ("ident", "sequence count", "length", "service", "link sequence", "time")
    pairs = zip(names, packet.header(then), packet.header(sent), strict=True)
    return next((name for name, one, other in pairs if one != other), "the body")


def _fields(kind: int, one: bytes, body_at: int) -> Iterator[Field]:
    apid, detail = _title(one)
    if apid == packets.TICK:
        yield from _tick_fields(kind)
    elif apid == packets.MAIL and detail < len(messages.FIELDS):
        yield Field(0, "I", "tick")
        for place, row in enumerate(messages.FIELDS[detail]):
            yield Field(4 + 4 * place, "i", f"field {row[0]}")
    elif apid in (packets.COMMAND, packets.STATE) and not body_at:
        size = len(one) - packets.HEADER_BYTES
        yield from (Field(at, "B", f"byte {at}") for at in range(size))


def _tick_fields(kind: int) -> Iterator[Field]:
    yield Field(0, "I", "tick")
    at = packets.TICK_HEAD_BYTES
    for title, table in (("stimulus", boards.SENSORS[kind]), ("actuator", boards.ACTUATORS[kind])):
        for row in table:
            letter, size = raw.TYPES[row[channel.RAW]][:2]
            yield Field(at, letter, f"{title} {row[channel.NAME]}", row)
            at += size
    yield Field(5, "B", "flags")
    yield Field(4, "B", "watchdog kick")
