"""An answer that is sent again, because it came too slowly or damaged: its events are told once all the same."""

from __future__ import annotations

import struct

import pytest

from firmware_py import flight
from firmware_py.board.agent import Agent
from firmware_py.icd import boards, channel, events, packets, raw
from firmware_py.wire import image
from hil.board.base import Event
from hil.board.session import Session

EPS = 0
PERIOD_NS = 100_000_000
LAST = 20  # by then flight software has told that its sensors are invalid
TYPES = channel.raw_types(boards.SENSORS[EPS])
BLIND = struct.pack(image.SENSOR_FORMATS[EPS], *raw.invalid_codes(TYPES))


def damaged(answer: bytes) -> bytes:
    """Return `answer` with its last frame, the SAMPLE, damaged."""
    return answer[:-3] + bytes((answer[-3] ^ 1 or 2,)) + answer[-2:]


def ways(answer: bytes) -> dict[str, list[bytes]]:
    """Return what a host that asked twice may hear, read by read."""
    return {
        "once": [answer],
        "twice at once": [answer + answer],
        "twice": [answer, answer],
        "damaged, then whole": [damaged(answer), answer],
        "whole, then damaged": [answer, damaged(answer)],
    }


def flown(way: str) -> tuple[list[Event], int]:
    """Return the events that flight software on a blind board told, and the messages, when all is heard like that."""
    agent, session = Agent("eps", executive=flight.build("eps", [])), Session("eps")
    session.receive(agent.feed(session.request(packets.HELLO, packets.HELLO_ASK, b"")[1]))
    session.begin(session.hellos.popleft())
    told: list[Event] = []
    messages = 0
    for tick in range(LAST):
        answer = agent.feed(session.tick_frame(tick, tick * PERIOD_NS, 0, BLIND, None))
        sample = None
        for data in ways(answer)[way]:
            session.receive(data)
            sample = sample or session.take_sample(tick)
        assert sample is not None
        told += [*session.inbox.overdue(tick), *sample.events]
        messages += len(sample.mail)
    return told, messages


@pytest.mark.parametrize("way", list(ways(bytes(4))))
def test_events_and_messages_are_told_once(way: str) -> None:
    told, messages = flown(way)
    assert events.describe(told[0][0])["name"] == "eps_sensor_invalid"
    assert len(set(told)) == len(told)  # each channel by itself
    assert told == flown("once")[0]
    assert messages == LAST
