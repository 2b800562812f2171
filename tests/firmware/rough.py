"""The four executives on a rough ride together."""

from typing import Any

from firmware_py import flight
from firmware_py.executive import Executive
from firmware_py.icd import boards
from tests.firmware.flight_rig import rough_ride


def ride(executives: list[Executive], seed: int, ticks: int) -> list[Any]:
    """Fly the four through a rough ride; return a row for each tick of all that leaves them."""
    mail: list[tuple[int, ...] | None] = [None] * 4
    rows = []
    for tick, codes, ages in rough_ride(seed, ticks):
        for executive, own, age in zip(executives, codes, ages, strict=True):
            executive.tick(tick, tick * 100, own, age, mail)
        mail = [executive.message for executive in executives]
        rows.append([(list(e.actuators), e.kick, e.message, list(e.events)) for e in executives])
    return rows


def fresh() -> list[Executive]:
    return [flight.build(board) for board in boards.NAMES]
