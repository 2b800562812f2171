"""The golden exchanges of fixtures/vectors, made with other people's codecs, on every kind of board."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware_py.icd import boards
from hil.clock import Deadline
from tests.conformance.talk import Talk

DEADLINE_S = 5.0


@pytest.mark.parametrize("kind", boards.NAMES)
def test_a_recorded_session_word_for_word(open_talk: Callable[..., Talk], checkout: Path, kind: str) -> None:
    vectors = json.loads((checkout / "fixtures" / "vectors" / f"{kind}_session.json").read_text(encoding="utf-8"))
    talk = open_talk(vectors["board"])
    if talk.mtu < vectors["mtu"]:
        pytest.skip(f"the recorded frames are longer than this board's MTU of {talk.mtu}")
    port = talk.transport
    said = expected = b""
    for exchange in vectors["exchanges"]:
        port.write(bytes.fromhex(exchange["to"]))
        expected += bytes.fromhex(exchange["from"])
        while len(said) < len(expected):
            data = port.read(Deadline(DEADLINE_S))
            assert data, exchange["what"]
            said += data
        assert said.hex() == expected.hex(), exchange["what"]
