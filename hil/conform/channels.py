"""Every declared channel: bit patterns and extremes, latched and told back. Made from the dictionary of the kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from firmware_py.icd import boards, channel, raw
from hil.conform.check import Check, CheckFailed, Evidence, equal, require
from hil.conform.ranges import actuator_patterns, actuator_slices, bounds, sensor_patterns, sensor_slices
from hil.conform.subject import Subject
from hil.conform.ticks import sensors_echo
from hil.conform.words import said

SENSORS = "A board carries counts as they are, those beyond a channel's range and the INVALID code included:"
ACTUATORS = "An actuator count within the range of its channel comes into force as it is;"


class Told(NamedTuple):
    """What a channel was given, what SAMPLE told of it, and the frames that show it when the two differ."""

    given: int
    told: int
    frames: tuple[Evidence, ...]


Said = list[Told]


def checks(kind: int) -> tuple[Check, ...]:
    """Return a check for each channel of board `kind`."""
    sensors = [
        Check(
            f"CFM-SENS-{place:03}", "sensors", f"{row[channel.NAME]} ({row[channel.RAW]}): patterns, extremes, INVALID",
            SENSORS, _told("sensors", place, row[channel.NAME]),
        )
        for place, row in enumerate(boards.SENSORS[kind])
    ]  # fmt: skip
    actuators = [
        Check(
            f"CFM-ACT-{place:03}", "actuators", f"{row[channel.NAME]} ({row[channel.RAW]}): patterns, ends of range",
            ACTUATORS, _told("actuators", place, row[channel.NAME]),
        )
        for place, row in enumerate(boards.ACTUATORS[kind])
    ]  # fmt: skip
    beyond = Check(
        "CFM-RANGE-001", "actuators", "beyond its range an actuator tells what is in force",
        "one beyond it may be held to the range, and SAMPLE then tells the count held.", _beyond,
    )  # fmt: skip
    return (*sensors, *actuators, beyond)


def _told(side: str, place: int, name: str) -> Callable[[Subject], None]:
    def run(subject: Subject) -> None:
        if side == "sensors":
            sensors_echo(subject)
        if side not in subject.memo:
            subject.memo[side] = sweep_sensors(subject) if side == "sensors" else sweep_actuators(subject)
        pairs: Said = subject.memo[side][place]
        wrong = [one for one in pairs if one.told != one.given]
        if wrong:
            tried = f"{name} told back as given, {len(pairs)} counts"
            some = ", ".join(f"{one.told} for {one.given}" for one in wrong[:6])
            raise CheckFailed(tried, some + (" ..." if len(wrong) > 6 else ""), wrong[0].frames)

    return run


def sweep_sensors(subject: Subject) -> list[Said]:
    """Give every sensor all its patterns, each channel another one at a time, and return what was told of each.

    Each image is sent on two ticks and the second is judged: whether it is late is another check's business.
    """
    kind = subject.kind
    names = channel.raw_types(boards.SENSORS[kind])
    patterns = [sensor_patterns(name) for name in names]
    places = sensor_slices(kind)
    out: list[Said] = [[] for _ in names]
    for step in range(max(map(len, patterns))):
        given = [row[(step + place) % len(row)] for place, row in enumerate(patterns)]
        stimulus = b"".join(_packed(name, count) for name, count in zip(names, given, strict=True))
        subject.sample(2 * step, stimulus=stimulus)
        told = subject.sample(2 * step + 1, stimulus=stimulus).sensors
        for place, where in enumerate(places):
            out[place].append(_pair(subject, given[place], _count(names[place], told[where])))
    return out


def sweep_actuators(subject: Subject) -> list[Said]:
    """Give every actuator its patterns, each channel another one at a time, and return what was told of each."""
    table = boards.ACTUATORS[subject.kind]
    names, patterns = channel.raw_types(table), [actuator_patterns(row) for row in table]
    out: list[Said] = [[] for _ in names]
    for step in range(max(map(len, patterns))):
        given = [row[(step + place) % len(row)] for place, row in enumerate(patterns)]
        actuators = b"".join(_packed(name, count) for name, count in zip(names, given, strict=True))
        told = subject.sample(step, actuators=actuators).actuators
        for place, where in enumerate(actuator_slices(subject.kind)):
            out[place].append(_pair(subject, given[place], _count(names[place], told[where])))
    return out


def _pair(subject: Subject, given: int, told: int) -> Told:
    log = [] if given == told else subject.talk.log[-4:]  # TICK and SAMPLE, each with its NOOP
    return Told(given, told, tuple(said(way, block) for way, block in log))


def _beyond(subject: Subject) -> None:
    table = boards.ACTUATORS[subject.kind]
    names = channel.raw_types(table)
    highest = [raw.TYPES[name][3] for name in names]
    sample = subject.sample(0, actuators=b"".join(map(_packed, names, highest)))
    for place, where in enumerate(actuator_slices(subject.kind)):
        low, high = bounds(table[place])
        told = _count(names[place], sample.actuators[where])
        expected = f"{table[place][channel.NAME]} at {highest[place]} as asked, or from {low} to {high}"
        require(told == highest[place] or low <= told <= high, expected, told)
    after = subject.sample(1, actuators=subject.image(2))
    equal(after.actuators, subject.image(2), "after it, in force the image of the next TICK,")


def _packed(name: str, count: int) -> bytes:
    return count.to_bytes(raw.TYPES[name][1], "big", signed=raw.TYPES[name][2] < 0)


def _count(name: str, data: bytes) -> int:
    return int.from_bytes(data, "big", signed=raw.TYPES[name][2] < 0)
