"""The golden vectors are what another codec makes of the pages, and our own codec and board agree with them."""

import json
from pathlib import Path
from typing import Any

import pytest

from firmware_py.board.agent import Agent
from firmware_py.icd import boards
from firmware_py.wire import packet, segments
from firmware_py.wire.framer import Framer
from tests.conform.golden import FILES, text

SESSIONS = [f"{kind}_session.json" for kind in boards.NAMES]


def vectors(checkout: Path, name: str) -> Any:
    return json.loads((checkout / "fixtures" / "vectors" / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", list(FILES))
def test_the_files_are_what_the_generator_writes(checkout: Path, name: str) -> None:
    assert (checkout / "fixtures" / "vectors" / name).read_text(encoding="utf-8") == text(name)


@pytest.mark.parametrize("name", SESSIONS)
def test_a_fresh_agent_answers_word_for_word(checkout: Path, name: str) -> None:
    told = vectors(checkout, name)
    agent = Agent(told["board"])
    for exchange in told["exchanges"]:
        assert agent.feed(bytes.fromhex(exchange["to"])).hex() == exchange["from"], exchange["what"]


def test_our_receiver_takes_the_same_packets_and_counts_the_same(checkout: Path) -> None:
    for stream in vectors(checkout, "framing.json")["streams"]:
        framer = Framer()
        taken = framer.feed(bytes.fromhex(stream["bytes"]))
        assert [one.hex() for one in taken] == [one[:-8] for one in stream["packets"]], stream["what"]
        counted = {name: getattr(framer, name) for name in ("bad_cobs", "bad_length", "bad_crc")}
        assert {name: count for name, count in counted.items() if count} == stream["counted"], stream["what"]


def test_our_packets_are_the_same(checkout: Path) -> None:
    for one in vectors(checkout, "messages.json")["messages"]:
        whole = bytes.fromhex(one["packet"])
        ident, count, _, service, link, time_ns = packet.header(whole)
        assert packet.seal(packet.build(ident, count, service, link, time_ns, whole[16:-4])).hex() == one["frame"]


def test_our_segments_are_the_same_and_are_joined_again(checkout: Path) -> None:
    told = vectors(checkout, "segments.json")
    body = bytes.fromhex(told["body"])
    made = segments.frames(0x1FE1, 7, 0, 9, 300_000_000, body, 64)
    assert [one.hex() + "00" for one in made.split(b"\0")[:-1]] == told["frames"]
    framer, assembler = Framer(), segments.Assembler()
    *parts, last = [assembler.take(one) for one in framer.feed(b"".join(map(bytes.fromhex, told["frames"])))]
    assert parts == [None] * (len(told["frames"]) - 1)
    assert last[16:] == body
