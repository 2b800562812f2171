"""Writes the golden vectors of fixtures/vectors from docs/wire.md, with other people's codecs: `python -m
tests.conform.golden`. The header is by spacepackets, the CRC by zlib, COBS by the `cobs` package, bodies by struct."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cobs import cobs
from spacepackets.ccsds.spacepacket import PacketType, SequenceFlags, SpHeader

from firmware_py.icd import boards, channel
from firmware_py.icd.raw import TYPES

SOURCE = "docs/wire.md and docs/icd.md, encoded with spacepackets, zlib and cobs; not with Everdawn's own codec"
PERIOD_NS = 100_000_000
DONE, UNKNOWN = 0, 1
Fields = dict[str, Any]


def packet(
    to: bool, apid: int, count: int, service: int, link: int, time_ns: int, body: bytes,
    flags: SequenceFlags = SequenceFlags.UNSEGMENTED,
) -> bytes:  # fmt: skip
    """Return a packet with its CRC."""
    data = struct.pack(">BBQ", service, link, time_ns) + body
    header = SpHeader(
        PacketType.TC if to else PacketType.TM, apid, count, len(data) + 4 - 1, sec_header_flag=True, seq_flags=flags
    )
    whole = bytes(header.pack()) + data
    return whole + zlib.crc32(whole).to_bytes(4, "big")


def frame(whole: bytes) -> bytes:
    """Return the frame of a packet with its CRC."""
    return bytes(cobs.encode(whole)) + b"\0"


def message(name: str, to: bool, apid: int, service: int, layout: str, fields: Fields, more: bytes = b"") -> Fields:
    """Return one vector: what it is in fields, as a packet and as a frame."""
    body = struct.pack(layout, *[bytes.fromhex(v) if isinstance(v, str) else v for v in fields.values()]) + more
    whole = packet(to, apid, 7, service, 9, 3 * PERIOD_NS, body)
    said = {"what": name, "direction": "to board" if to else "from board", "apid": f"0x{apid:03x}"}
    said |= {"service": service, "body": fields | ({"then": more.hex()} if more else {})}  # type: ignore[dict-item]
    return {**said, "packet": whole.hex(), "frame": frame(whole).hex()}


def messages() -> Fields:
    """Return one vector for each message of the wire, for board eps; count 7, link sequence 9, time 0.3 s."""
    stimulus, actuators = counts("eps", "sensors", 1), counts("eps", "actuators", 1)
    hello = {
        "major": 1, "minor": 1, "kind": 0, "reset_ticks": 2, "boot": 5, "mtu": 250, "answer_depth": 16,
        "watchdog_ticks": 20, "features": 6, "dictionary_hash": "bea67ba1f28b1eab",
        "firmware_hash": "0123456789abcdef", "serial": b"EPS-0042".ljust(16, b"\0").hex(),
    }  # fmt: skip
    tick = {"tick": 3, "kick": 3, "flags": 0}
    sample = {"tick": 3, "flags": 4, "gap": 2, "boot": 5, "errors": 1, "silence": 0, "spare": 0}
    return {
        "source": SOURCE,
        "note": "count 7, link sequence 9, board time 300000000 ns; `packet` ends with its CRC-32, `frame` with 00",
        "messages": [
            message("HELLO asked", True, 0x7E0, 0, ">", {}),
            message("HELLO", False, 0x7E0, 1, ">BBBBHHBBH8s8s16s", hello),
            message("TICK without an image", True, 0x7E1, 0, ">IBB", tick, stimulus),
            message("TICK with an image", True, 0x7E1, 0, ">IBB", tick | {"flags": 1}, stimulus + actuators),
            message("SAMPLE after two missed ticks", False, 0x7E2, 0, ">IBBHHBB", sample, stimulus + actuators),
            message("COMMAND NOOP", True, 0x7E3, 0, ">B", {"code": 0}, b"ping"),
            message("its answer", False, 0x7E3, 1, ">BB", {"code": 0, "status": 0}, b"ping"),
            message("COMMAND RESET", True, 0x7E3, 0, ">B", {"code": 1}),
            message("COMMAND SAFE", True, 0x7E3, 0, ">B", {"code": 2}),
            message("COMMAND SET_PARAMETER", True, 0x7E3, 0, ">BHd", {"code": 3, "id": 100, "value": 0.35}),
            message("a bad argument", False, 0x7E3, 1, ">BB", {"code": 3, "status": 2}),
            message("COMMAND COUNTERS", True, 0x7E3, 0, ">B", {"code": 4}),
            message(
                "its answer", False, 0x7E3, 1, ">BB7I",
                {
                    "code": 4, "status": 0, "taken": 1000, "bad_cobs": 1, "bad_length": 2, "bad_crc": 3, "no_sense": 4,
                    "missing": 5, "sent": 999,
                },
            ),
            message("COMMAND MEMORY", True, 0x7E3, 0, ">B", {"code": 5}),
            message(
                "its answer", False, 0x7E3, 1, ">BB3I",
                {"code": 5, "status": 0, "used": 40000, "used_after": 30000, "free": 90000},
            ),
            message("STATE get", True, 0x7E4, 0, ">I", {"offset": 216}),
            message("its answer", False, 0x7E4, 0, ">II", {"total": 220, "offset": 216}, b"tail"),
            message("STATE put", True, 0x7E4, 1, ">I", {"offset": 216}, b"tail"),
            message("STATE commit", True, 0x7E4, 2, ">I", {"offset": 220}),
            message("a refusal", False, 0x7E4, 2, ">II", {"total": 0xFFFFFFFF, "offset": 220}),
            message("EVENT", False, 0x7E5, 0, ">IHii", {"tick": 3, "event": 102, "p1": 2, "p2": -1}),
            message("CLOCK asked", True, 0x7E6, 0, ">Q", {"t1": 123456789012}),
            message("CLOCK", False, 0x7E6, 1, ">QQQ", {"t1": 123456789012, "t2": 5000000, "t3": 5010000}),
            message("MAIL of topic 3", True, 0x7E8, 3, ">I6i", {"tick": 2, **{f"field_{n}": n - 2 for n in range(6)}}),
            message("CREDIT", False, 0x7E9, 0, ">HHH", {"apid": 0x7E1, "count": 7, "free": 66}),
        ],
    }  # fmt: skip


def framing() -> Fields:
    """Return streams of bytes and the packets that a receiver takes out of each, with what it counts."""
    one, two = (packet(True, 0x7E3, n, 0, n, 0, b"\0" + bytes((n,))) for n in (1, 2))
    long_one = packet(True, 0x7E1, 7, 0, 9, 0, bytes(range(42)))
    flipped = one[:-1] + bytes((one[-1] ^ 1,))
    wrong_length = one[:4] + b"\x01\x00" + one[6:-4]
    wrong_length += zlib.crc32(wrong_length).to_bytes(4, "big")

    def stream(what: str, data: bytes, packets: list[bytes], **counted: int) -> Fields:
        return {"what": what, "bytes": data.hex(), "packets": [one.hex() for one in packets], "counted": counted}

    good = frame(one)
    return {
        "source": SOURCE,
        "note": "packets are with their CRC-32; what is not under `counted` stays 0",
        "streams": [
            stream("one frame", good, [one]),
            stream("two frames at once", good + frame(two), [one, two]),
            stream("zeros before, between and after", b"\0\0" + good + b"\0" + frame(two) + b"\0", [one, two]),
            stream("garbage without a zero spoils the frame after it", b"\x05garbage" + good, [], bad_cobs=1),
            stream("garbage and a zero do not", b"\xffgarbage\0" + good, [one], bad_cobs=1),
            stream("a run that ends beyond its block", b"\x05\x01\x01\0" + good, [one], bad_cobs=1),
            stream("a wrong CRC", frame(flipped) + good, [one], bad_crc=1),
            stream("a wrong data length under a right CRC", frame(wrong_length) + good, [one], bad_length=1),
            stream("half a frame cut within a run, then a zero", good[:8] + b"\0" + good, [one], bad_cobs=1),
            stream("half a frame cut between two runs, then a zero", good[:9] + b"\0" + good, [one], bad_length=1),
            stream("a thousand bytes without a zero", b"\xff" * 1000 + b"\0" + good, [one], bad_cobs=1),
            stream("a packet of exactly 64 bytes with its CRC", frame(long_one), [long_one]),
        ],
    }


def segmented() -> Fields:
    """Return TICK 3 of board eps with an image, whole and cut for an MTU of 64 bytes."""
    body = struct.pack(">IBB", 3, 3, 1) + counts("eps", "sensors", 1) + counts("eps", "actuators", 1)
    room = 64 - 16 - 4
    pieces = [body[at : at + room] for at in range(0, len(body), room)]
    flags = [SequenceFlags.FIRST_SEGMENT, *[SequenceFlags.CONTINUATION_SEGMENT] * (len(pieces) - 2)]
    flags.append(SequenceFlags.LAST_SEGMENT)
    frames = [
        frame(packet(True, 0x7E1, 7 + n, 0, 9, 3 * PERIOD_NS, piece, flag)).hex()
        for n, (piece, flag) in enumerate(zip(pieces, flags, strict=True))
    ]
    return {"source": SOURCE, "note": "count 7, link sequence 9, time 0.3 s", "body": body.hex(), "frames": frames}


def counts(kind: str, side: str, number: int) -> bytes:
    """Return a sensor or actuator image; an actuator stays within its range, `number` 0 is the safe image."""
    table = (boards.SENSORS if side == "sensors" else boards.ACTUATORS)[boards.NAMES.index(kind)]
    out = b""
    for place, row in enumerate(table):
        letter, _, low, high, _ = TYPES[row[channel.RAW]]
        if side == "sensors":
            count = (1000 * number + 37 * place) % 0x7FFF if high > 0xFF else (number + place) % 200
        else:
            value = (
                row[channel.SAFE]
                if number == 0
                else row[channel.LOW] + (row[channel.HIGH] - row[channel.LOW]) * ((number + place) % 5 / 5)
            )
            count = min(max(round((value - row[channel.OFFSET]) / row[channel.SCALE]), low), high)
        out += struct.pack(f">{letter}", count)
    return out


def session(kind: str) -> Fields:
    """Return a conversation with a fresh board of `kind`, every byte of it; HELLO apart, which differs by board."""
    sent = dict.fromkeys((0x7E1, 0x7E3), 0)
    told = dict.fromkeys((0x7E2, 0x7E3), 0)
    now = 0
    exchanges: list[Fields] = []

    def number(of: dict[int, int], apid: int) -> int:
        of[apid] += 1
        return of[apid]

    def tick(what: str, n: int, image: int | None, shown: int, flags: int, gap: int, errors: int = 0) -> None:
        nonlocal now
        now = n * PERIOD_NS
        actuators = b"" if image is None else counts(kind, "actuators", image)
        sensors = counts(kind, "sensors", n)
        body = struct.pack(">IBB", n, n, int(image is not None)) + sensors + actuators
        head = struct.pack(">IBBHHBB", n, flags, gap, 1, errors, 0, 0)
        link = number(sent, 0x7E1)
        to = frame(packet(True, 0x7E1, link, 0, link, now, body))
        answer = packet(
            False, 0x7E2, number(told, 0x7E2), 0, link, now, head + sensors + counts(kind, "actuators", shown)
        )
        exchanges.append({"what": what, "to": to.hex(), "from": frame(answer).hex()})

    def command(what: str, body: bytes, answer: bytes) -> None:
        link = number(sent, 0x7E3)
        to = frame(packet(True, 0x7E3, link, 0, link, 0, body))
        back = frame(packet(False, 0x7E3, number(told, 0x7E3), 1, link, now, answer))
        exchanges.append({"what": what, "to": to.hex(), "from": back.hex()})

    def again(what: str) -> None:
        exchanges.append(exchanges[-1] | {"what": what})

    tick("TICK 0 carries no image: safe values in force, flag SAFE", 0, None, 0, 1, 0)
    tick("TICK 1 with an image puts it in force", 1, 1, 1, 0, 0)
    again("TICK 1 again is answered from the store")
    exchanges.append({"what": "garbage is not answered", "to": b"\xffgarbage\0".hex(), "from": ""})
    tick("TICK 3 reports the gap and the error", 3, 2, 2, 4, 1, 1)
    command("COMMAND NOOP returns its argument", b"\0ping", bytes((0, DONE)) + b"ping")
    again("NOOP again is answered from the store")
    command("COMMAND SAFE", b"\2", bytes((2, DONE)))
    tick("TICK 4 without an image leaves the safe image in force", 4, None, 0, 1, 0, 1)
    command("COMMAND 77 is unknown", b"\x4d", bytes((77, UNKNOWN)))
    tick("TICK 5 with an image ends it", 5, 3, 3, 0, 0, 1)
    note = (
        f"A fresh {kind} board that flies no software, at an MTU of 250; frames in this order, hex with the closing 00."
    )
    return {"board": kind, "protocol": "1.1", "mtu": 250, "source": SOURCE, "note": note, "exchanges": exchanges}


FILES: dict[str, Callable[[], Fields]] = {
    "messages.json": messages,
    "framing.json": framing,
    "segments.json": segmented,
    "radiator_session.json": lambda: session("radiator"),
    "laser_session.json": lambda: session("laser"),
    "payload_session.json": lambda: session("payload"),
}


def text(name: str) -> str:
    """Return the content of vector file `name`."""
    return json.dumps(FILES[name](), indent=1) + "\n"


if __name__ == "__main__":
    for file_name in FILES:
        path = Path(__file__).resolve().parents[2] / "fixtures" / "vectors" / file_name
        path.write_text(text(file_name), encoding="utf-8")
