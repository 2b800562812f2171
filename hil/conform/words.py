"""A frame in words, as evidence for a person."""

from __future__ import annotations

import struct

from firmware_py.icd import packets
from firmware_py.wire import cobs

from .check import Evidence

NAMES = {
    packets.HELLO: "HELLO", packets.TICK: "TICK", packets.SAMPLE: "SAMPLE", packets.COMMAND: "COMMAND",
    packets.STATE: "STATE", packets.EVENT: "EVENT", packets.CLOCK: "CLOCK", packets.FAULT: "FAULT",
    packets.MAIL: "MAIL", packets.CREDIT: "CREDIT",
}  # fmt: skip
CODES = ("NOOP", "RESET", "SAFE", "SET_PARAMETER", "COUNTERS", "MEMORY")
PARTS = {packets.FIRST: ", first segment", packets.MIDDLE: ", middle segment", packets.LAST: ", last segment"}


def said(way: str, block: bytes) -> Evidence:
    """Return `block` (COBS, with or without its 0x00) as evidence."""
    return Evidence(way, block, describe(block))


def describe(block: bytes) -> str:
    """Return what `block` is, in a few words."""
    whole = cobs.decode(block.rstrip(b"\0"))
    if whole is None or len(whole) < packets.HEADER_BYTES + packets.CRC_BYTES:
        return f"{len(block)} bytes that are no packet"
    ident, control, _, service, link, _ = struct.unpack_from(packets.HEADER, whole)
    apid = ident & packets.APID_MASK
    body = bytes(whole[packets.HEADER_BYTES : -packets.CRC_BYTES])
    part = PARTS.get(control & ~packets.COUNT_MASK & 0xFFFF, "")
    return f"{NAMES.get(apid, f'APID 0x{apid:03x}')}{_detail(apid, body) if not part else ''}{part}" + (
        f", service {service}, link {link}, count {control & packets.COUNT_MASK}"
    )


def _detail(apid: int, body: bytes) -> str:
    if apid in (packets.TICK, packets.SAMPLE) and len(body) >= 4:
        return f" {int.from_bytes(body[:4], 'big')}"
    if apid == packets.COMMAND and body:
        return f" {CODES[body[0]] if body[0] < len(CODES) else body[0]}"
    return ""
