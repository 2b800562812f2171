"""A bench for one or four executives: named engineering values in, named engineering values out."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

from firmware_py import flight
from firmware_py.icd import boards, channel, messages

NAN = float("nan")
Event = tuple[int, int, int]

#: A quiet moment in full Sun, in the middle of every range; what is not named is 0.
QUIET: dict[str, dict[str, float]] = {
    "eps": {
        "bus_voltage": 800.0, "bus_voltage_min": 799.0, "bus_voltage_max": 801.0, "array_voltage": 600.0,
        "array_current": 240.0, "array_temperature": 47.0, "battery_voltage": 780.0, "battery_current": 10.0,
        "battery_temperature": 20.0, "cell_voltage_min": 4.05, "cell_voltage_max": 4.07, "payload_current": 154.0,
        "payload_current_max": 190.0, "platform_current": 3.7, "pump_current": 3.0, "laser_current": 0.6,
        "sun_sensor": 0.968, "gnss_altitude": 600.0, "sun_az": 1.5707963, "sun_el": 0.0,
        **{f"string_current_{group}": 30.0 for group in range(1, 9)},
    },
    "radiator": {
        **{f"supply_{loop}": 40.0 for loop in "ab"}, **{f"return_{loop}": 52.0 for loop in "ab"},
        **{f"outlet_{loop}": 38.0 for loop in "ab"}, **{f"flow_{loop}": 1.07 for loop in "ab"},
        **{f"prime_speed_{loop}": 1.0 for loop in "ab"}, **{f"valve_{loop}": 0.86 for loop in "ab"},
        **{f"pressure_{loop}": 30.0 for loop in "ab"}, **{f"level_{loop}": 0.5 for loop in "ab"},
    },
    "laser": {
        "sun_az": 1.5707963, "sun_el": 0.0, "orbit_radius": 6978.0,
        **{f"target_el_{n}": -0.0785 for n in range(1, 5)}, **{f"range_{n}": 1095.0 for n in range(1, 5)},
        **{f"received_{n}": -25.0 for n in range(1, 5)}, **{f"laser_temp_{n}": 25.0 for n in range(1, 5)},
        **{f"flags_{n}": 72.0 for n in range(1, 5)},  # settled, interlock closed
    },
    "payload": {
        **{f"rack_power_{n}": 15000.0 for n in range(1, 9)}, **{f"junction_{n}": 78.0 for n in range(1, 9)},
        "job_state": 1.0,
    },
}  # fmt: skip


def encode(board: str, values: dict[str, float]) -> list[int]:
    """Return the raw counts of a board's sensors; a NaN becomes INVALID."""
    return [channel.to_raw(row, values.get(row[0], 0.0)) for row in boards.SENSORS[boards.kind_index(board)]]


def message(topic: str, **fields: int) -> tuple[int, ...]:
    """Return a message with the named counts, 0 elsewhere."""
    return tuple(fields.get(field[0], 0) for field in messages.FIELDS[messages.TOPICS.index(topic)])


class Rig:
    """One executive with its sensors in `values`; `step` runs a tick and gathers what came out."""

    def __init__(self, board: str, parameters: Sequence[tuple[int, float]] = ()) -> None:
        self.board = board
        self.executive = flight.build(board, list(parameters))
        self.values = dict(QUIET[board])
        self.mail: list[tuple[int, ...] | None] = [message(topic) for topic in messages.TOPICS]
        self.mail[0] = message("eps", laser_allowed=15)
        self.mail[1] = message("radiator", shed_request=-1)
        self.tick = 0
        self.events: list[tuple[int, Event]] = []  # (tick, event)

    def step(self, ticks: int = 1, age: int = 0) -> None:
        """Run `ticks` ticks on the values as they stand."""
        codes = encode(self.board, self.values)
        for _ in range(ticks):
            self.executive.tick(self.tick, self.tick * 100, codes, age, self.mail)
            self.events += [(self.tick, event) for event in self.executive.events]
            self.tick += 1

    def out(self, name: str) -> float:
        """Return the engineering value of one actuator as commanded now."""
        rows = boards.ACTUATORS[boards.kind_index(self.board)]
        position = channel.index_of(rows, name)
        row = rows[position]
        return float(self.executive.actuators[position] * row[channel.SCALE] + row[channel.OFFSET])

    def field(self, name: str) -> float:
        """Return one field of the executive's own message, in its unit."""
        position = messages.field_index(self.board, name)
        scale: float = messages.FIELDS[messages.TOPICS.index(self.board)][position][2]
        return self.executive.message[position] * scale

    def told(self, event_id: int) -> list[tuple[int, Event]]:
        """Return every (tick, event) of one id so far."""
        return [(tick, event) for tick, event in self.events if event[0] == event_id]


def rough_ride(seed: int, ticks: int) -> Iterator[tuple[int, list[list[int]], list[int]]]:
    """Yield (tick, codes of the four boards, ages): a random walk through Sun and shadow, bad sensors, lost samples.

    Meant to reach much of the code, not to be physics.
    """
    source = random.Random(seed)
    values = {board: dict(QUIET[board]) for board in boards.NAMES}
    codes = [encode(board, values[board]) for board in boards.NAMES]
    ages = [0, 0, 0, 0]
    for tick in range(ticks):
        for index, board in enumerate(boards.NAMES):
            _wander(source, tick, board, values[board])
            lost = source.random() < 0.02 or (ages[index] and source.random() < 0.8)
            ages[index] = ages[index] + 1 if lost else 0
            if not lost:
                codes[index] = encode(board, values[board])
        yield tick, codes, list(ages)


def _wander(source: random.Random, tick: int, board: str, values: dict[str, float]) -> None:
    if board == "eps":
        shade = 0.0 if tick % 2000 > 1200 else 1.0
        values["sun_sensor"] = 0.968 * shade
        values["array_current"] = 240.0 * shade
        values["sun_az"] = -3.1 + 0.003 * (tick % 2000)
        values["sun_el"] = -1.5 + 0.0015 * (tick % 2000)
        values["battery_current"] = source.uniform(-200.0, 70.0)
    if board == "laser":
        for number in range(1, 5):
            values[f"flags_{number}"] = float(source.choice((8, 72, 73, 75, 79, 79, 79, 64, 111)))
    if board == "payload":
        values["job_state"] = float(source.randrange(4))
    name = source.choice(sorted(values))
    base = QUIET[board][name]
    values[name] = NAN if source.random() < 0.05 else base * source.uniform(0.5, 1.5)


def flat(state: Any) -> Iterator[Any]:
    """Yield the leaves of nested lists."""
    if isinstance(state, list | tuple):
        for item in state:
            yield from flat(item)
    else:
        yield state
