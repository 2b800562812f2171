"""Where a replay departs, in words: every channel of every board is named with its two values."""

from __future__ import annotations

import struct

import pytest

from firmware_py.icd import boards, channel, packets, raw
from firmware_py.wire import image
from hil.board.departure import END, departure
from hil.board.session import Session
from tests.hil.recorded import Taken


def tick(kind: str, stimulus: bytes, actuators: bytes, number: int = 7) -> bytes:
    """Return the frame of a TICK of a session's own."""
    return Session(kind).tick_frame(number, number, 9, stimulus, actuators)


@pytest.mark.parametrize("kind", boards.NAMES)
def test_every_channel_is_named(kind: str) -> None:
    index = boards.kind_index(kind)
    tables = [boards.SENSORS[index], boards.ACTUATORS[index]]
    formats = [raw.struct_format(channel.raw_types(table)) for table in tables]
    counts = [[3] * len(table) for table in tables]
    recorded = tick(kind, *(struct.pack(layout, *one) for layout, one in zip(formats, counts, strict=True)))
    for side, word in enumerate(("stimulus", "actuator")):
        for place, row in enumerate(tables[side]):
            changed = [list(one) for one in counts]
            changed[side][place] = 4
            sent = tick(kind, *(struct.pack(layout, *one) for layout, one in zip(formats, changed, strict=True)))
            found = departure(index, recorded, sent, 0)
            assert found.where == f"{word} {row[channel.NAME]}"
            assert found.expected.startswith("3 (")
            assert found.got.startswith("4 (")
            unit = row[channel.UNIT]
            assert found.got.endswith(")" if unit in ("1", "state", "mask", "count", "index") else f" {unit})")


def test_counts_are_said_in_their_unit() -> None:
    """0.02 V a count, docs/icd.md: 40,022 counts are 800.44 V; 0xFFFF means no value."""
    safe = image.SAFE[0]
    images = [struct.pack(">H", count) + bytes(image.SENSOR_BYTES[0] - 2) for count in (40022, 0xFFFF)]
    found = departure(0, *(tick("eps", stimulus, safe) for stimulus in images), 0)
    assert found == ("stimulus bus_voltage", "40022 (800.44 V)", "65535 (INVALID)")


def test_other_requests_are_named() -> None:
    recorder = Taken("laser")
    requests = {
        "TICK 0": recorder.tick(0),
        "COMMAND RESET": recorder.session.request(packets.COMMAND, packets.COMMAND_ASK, bytes((packets.RESET,)))[1],
        "STATE put": recorder.session.request(packets.STATE, packets.STATE_PUT, bytes(8))[1],
        "MAIL payload": recorder.session.mail_frame(3, 0, 0, bytes(8)),
        "HELLO": recorder.session.request(packets.HELLO, packets.HELLO_ASK, b"")[1],
    }
    kind = boards.kind_index("laser")
    for name, recorded in requests.items():
        for other, sent in requests.items():
            if name != other:
                assert departure(kind, recorded, sent, 0) == ("the request", name, other)
        assert departure(kind, None, recorded, 0) == ("the request", END, name)
    assert departure(kind, b"\x05abcd\0", requests["HELLO"], 0).expected == "a damaged frame"


def test_messages_and_commands_name_their_field() -> None:
    session = [Session("eps"), Session("eps")]
    mails = [
        one.mail_frame(0, 4, 0, struct.pack(">3i", 1, value, 3)) for one, value in zip(session, (2, -2), strict=True)
    ]
    found = departure(0, *mails, 0)
    assert found[1:] == ("2", "-2")
    assert found.where.startswith("field ")
    assert found.where.endswith(" of MAIL eps")
    asked = [one.request(packets.COMMAND, packets.COMMAND_ASK, bytes((packets.SET_PARAMETER, value)))[1]
             for one, value in zip(session, (5, 6), strict=True)]  # fmt: skip
    assert departure(0, *asked, 0) == ("byte 1 of COMMAND SET_PARAMETER", "5", "6")


def test_a_header_that_differs_is_named() -> None:
    one, other = Session("eps"), Session("eps")
    other.mail_frame(0, 0, 0, b"")
    assert departure(0, one.mail_frame(0, 1, 0, b""), other.mail_frame(0, 1, 0, b""), 0).where == (
        "sequence count of MAIL eps"
    )


def test_the_place_in_a_segmented_body_counts() -> None:
    """On a link of 64 bytes MTU the second segment begins 44 bytes into the body: 38 into the stimulus image."""
    frames = []
    for count in (3, 4):
        session = Session("eps")
        hello = Taken("eps").agent.feed(Session("eps").request(packets.HELLO, packets.HELLO_ASK, b"")[1])
        session.receive(hello)
        session.begin(session.hellos.pop()._replace(mtu=64))
        stimulus = bytearray(image.SENSOR_BYTES[0])
        struct.pack_into(">H", stimulus, 38, count)  # the 20th sensor of two bytes each: payload_current
        frames.append(session.tick_frame(5, 0, 1, bytes(stimulus), None).split(b"\0")[1] + b"\0")
    found = departure(0, frames[0], frames[1], 44)
    assert found.where == "stimulus payload_current"
    assert found[1:] == ("3 (0.03 A)", "4 (0.04 A)")
