"""The agent in C compiled for this machine, with the compiler's watch over memory and arithmetic: golden vectors, the
conversation of the other boards, and a great deal of garbage."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from firmware_py.board.agent import Agent
from firmware_py.icd import boards, packets
from hil.board.avr import build
from hil.board.session import Session
from hil.dictionary import c as dictionary
from tests.hil.board.test_rtl import answers, conversation

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="looked for the program gcc (apt install gcc)")

WATCHED = [
    "-std=c99",
    "-O1",
    "-g",
    "-Wall",
    "-Werror",
    "-pedantic",
    "-Wextra",
    "-Wconversion",
    "-Wno-sign-conversion",
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
]
MTU = 200  # fixtures/avr/agent/limits.h
Native = Callable[..., bytes]


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Native:
    """(kind, bytes of the host, *words) -> what the agent of that kind answers; it is compiled when first asked."""
    folder = tmp_path_factory.mktemp("avr")
    (folder / "channels.h").write_text(dictionary.header(), encoding="utf-8")
    sources = [str(path) for path in build.agent_sources() if path.name != "main.c"]

    def compiled(kind: str) -> Path:
        program = folder / kind
        if not program.exists():
            words = build.agent_words(boards.kind_index(kind), bytes(8))
            places = ["-I", str(folder), "-I", str(build.SOURCES / "agent")]
            source = str(checkout / "tests" / "hil" / "board" / "avr_native.c")
            subprocess.run(["gcc", *WATCHED, *words, *places, "-o", str(program), source, *sources], check=True)
        return program

    def run(kind: str, said: bytes, *words: str) -> bytes:
        return subprocess.run([compiled(kind), *words], input=said, capture_output=True, check=True, timeout=60).stdout

    return run


def vectors(checkout: Path, name: str) -> Any:
    return json.loads((checkout / "fixtures" / "vectors" / name).read_text(encoding="utf-8"))


def test_its_receiver_takes_the_golden_packets_and_counts_the_same(native: Native, checkout: Path) -> None:
    for stream in vectors(checkout, "framing.json")["streams"]:
        *taken, counts = native("eps", bytes.fromhex(stream["bytes"]), "framer").decode().splitlines()
        assert taken == [one[:-8] for one in stream["packets"]], stream["what"]
        names = ("bad_cobs", "bad_length", "bad_crc")
        counted = {name: count for name, count in zip(names, map(int, counts.split()), strict=True) if count}
        assert counted == stream["counted"], stream["what"]


@pytest.mark.parametrize("kind", boards.NAMES)
def test_a_fresh_agent_answers_the_golden_session_word_for_word(native: Native, checkout: Path, kind: str) -> None:
    exchanges = vectors(checkout, f"{kind}_session.json")["exchanges"]
    said = b"".join(bytes.fromhex(one["to"]) for one in exchanges)
    assert native(kind, said).hex() == "".join(one["from"] for one in exchanges)


@pytest.mark.parametrize("kind", boards.NAMES)
def test_it_answers_as_the_agent_in_python_does(native: Native, kind: str) -> None:
    session = Session(kind)
    said = b"\0" + session.request(packets.HELLO, 0, b"")[1]
    for seed in range(20):
        draw = random.Random(f"{kind} {seed}")
        said += b"\0" + session.request(packets.HELLO, 0, b"")[1]
        said += b"".join(frames for _, frames in conversation(session, boards.kind_index(kind), draw))
    agent = Agent(kind)
    expected = b"".join(
        agent.feed(frame + b"\0") for frame in said.split(b"\0")
    )  # as they come: a session clears counts
    assert answers(native(kind, said)) == answers(expected)


def damaged(frames: list[bytes], draw: random.Random) -> bytes:
    """Return one of `frames` with a few bytes changed, lost or doubled; half of the time nothing but noise."""
    if draw.random() < 0.5:
        return draw.randbytes(draw.randrange(400))
    frame = bytearray(draw.choice(frames))
    for _ in range(draw.randrange(1, 4)):
        at = draw.randrange(len(frame))
        frame[at : at + draw.randrange(3)] = draw.randbytes(draw.randrange(3))
        frame = frame or bytearray(b"\1")
    return bytes(frame)


@pytest.mark.parametrize("kind", ["eps", "laser"])
def test_garbage_neither_gets_an_answer_nor_locks_it_up(native: Native, kind: str) -> None:
    session, draw = Session(kind), random.Random(kind)
    frames = [frames for _, frames in conversation(session, boards.kind_index(kind), draw)]
    noise = b"".join(damaged(frames, draw) for _ in range(20_000))
    link, ask = session.request(packets.HELLO, 0, b"")
    heard = native(kind, noise + b"\0" + ask)
    assert len(noise) > 2_000_000
    whole = answers(heard)
    assert whole[-1][:2] == bytes((0x0F, 0xE0))
    assert whole[-1][7] == link
    taken = {one[:2] for one in whole[:-1]}  # what damage left whole is answered, and nothing else is ever said
    assert taken <= {b"\x0f\xe0", b"\x0f\xe2", b"\x0f\xe3", b"\x0f\xe9"}


def test_an_answer_longer_than_its_mtu_is_refused(native: Native) -> None:
    session = Session("eps")
    room = MTU - packets.HEADER_BYTES - packets.CRC_BYTES - 2
    said = b"".join(session.request(packets.COMMAND, 0, bytes(1) + bytes(size))[1] for size in (room, room + 1))
    fits, refused = answers(native("eps", said))
    assert fits[16:] == bytes(2 + room)
    assert refused[16:] == bytes((packets.NOOP, packets.BAD_ARGUMENT))
