"""State of the executives: all of it, plain numbers, and given back bit for bit."""

import copy
import json
import random
from typing import Any

import pytest

from firmware_py import flight
from tests.firmware.flight_rig import flat, rough_ride
from tests.firmware.rough import fresh, ride


@pytest.mark.slow
def test_state_restored_at_a_random_tick_continues_bit_for_bit() -> None:
    source = random.Random(11)
    ticks = 3000
    whole = ride(fresh(), 5, ticks)
    for cut in sorted(source.sample(range(1, ticks), 5)):
        first = fresh()
        ride(first, 5, cut)
        saved = json.loads(json.dumps([e.state() for e in first]))
        second = fresh()
        for executive, state in zip(second, saved, strict=True):
            executive.restore(state)
        mail: list[Any] = [e.message for e in second]
        for tick, codes, ages in rough_ride(5, ticks):
            if tick < cut:
                continue
            for executive, own, age in zip(second, codes, ages, strict=True):
                executive.tick(tick, tick * 100, own, age, mail)
            mail = [e.message for e in second]
            assert [(list(e.actuators), e.kick, e.message, list(e.events)) for e in second] == whole[tick]
        third = fresh()
        ride(third, 5, ticks)
        assert repr([e.state() for e in second]) == repr([e.state() for e in third])


def test_state_names_everything_that_changes() -> None:
    """Oracle: after a rough ride, an executive with that state restored has no attribute that differs, at any depth."""
    flown = fresh()
    ride(flown, 9, 2500)
    for executive in flown:
        twin = flight.build(executive.board)
        twin.restore(copy.deepcopy(executive.state()))
        assert _everything(twin) == _everything(executive)


def _everything(thing: Any, depth: int = 0) -> Any:
    if depth > 12 or callable(thing):
        return None
    if isinstance(thing, list | tuple):
        return [_everything(item, depth + 1) for item in thing]
    if hasattr(thing, "__dict__"):
        named = sorted(item for item in vars(thing).items() if item[0] != "groups")
        return [(name, _everything(value, depth + 1)) for name, value in named]
    return repr(thing)


def test_a_state_of_another_board_or_version_is_refused() -> None:
    state = flight.build("eps").state()
    with pytest.raises(ValueError):
        flight.build("laser").restore(state)
    with pytest.raises(ValueError):
        flight.build("eps").restore([99, *state[1:]])


def test_state_is_plain_numbers() -> None:
    executives = fresh()
    ride(executives, 2, 500)
    for executive in executives:
        assert all(isinstance(leaf, int | float | bool | str) for leaf in flat(executive.state()))
