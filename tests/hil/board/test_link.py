"""The link model: a pure function of tick and stream."""

from collections import Counter

import pytest

from firmware_py.wire.framer import Framer
from firmware_py.wire.packet import build, seal
from hil.board.base import DELIVERED, SAMPLE_LOST, TICK_CORRUPTED, TICK_LOST
from hil.board.link import LinkModel


def evenly(tick: int) -> tuple[float, float]:
    """1,000 ticks sweep (0, 1) once."""
    return (tick % 1000 + 0.5) / 1000, ((tick * 7) % 1000 + 0.5) / 1000


def test_outcomes_come_with_their_probabilities() -> None:
    model = LinkModel(evenly, tick_lost=0.1, sample_lost=0.05, tick_corrupted=0.2)
    count = Counter(model.outcome(tick) for tick in range(1000))
    assert count == {TICK_LOST: 100, SAMPLE_LOST: 50, TICK_CORRUPTED: 200, DELIVERED: 650}


def test_no_probability_no_loss() -> None:
    model = LinkModel(lambda _: (1e-300, 0.5))
    assert model.outcome(0) == DELIVERED


@pytest.mark.parametrize("chances", [(-0.1, 0.0, 0.0), (0.5, 0.4, 0.2)])
def test_impossible_probabilities_are_refused(chances: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="probabilities"):
        LinkModel(evenly, *chances)


def test_a_corrupted_frame_has_one_bit_wrong_and_is_always_rejected() -> None:
    frame = seal(build(0x1FE1, 1, 0, 0, 0, bytes(40)))
    model = LinkModel(evenly)
    hit = set()
    for tick in range(1000):
        wrong = model.corrupt(tick, frame)
        flipped = int.from_bytes(wrong, "big") ^ int.from_bytes(frame, "big")
        assert flipped.bit_count() == 1
        assert wrong[-1] == 0
        assert Framer().feed(wrong) == []
        hit.add(flipped)
    assert len(hit) > 400  # of 8 x 61 bits, by 1,000 evenly spread draws


@pytest.mark.parametrize("edge", [5e-324, 1.0 - 2.0**-53])
def test_the_edges_of_the_interval_stay_inside_the_frame(edge: float) -> None:
    frame = seal(build(0x1FE1, 1, 0, 0, 0, b""))
    assert LinkModel(lambda _: (0.5, edge)).corrupt(0, frame)[-1] == 0
