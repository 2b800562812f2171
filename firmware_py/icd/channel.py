"""A channel: one named quantity of one board, its raw type and its calibration.

value = raw * scale + offset, in the unit named. `low` and `high` bound the engineering value; the encoder clamps to
them. `sample` says how the host reduces physics over a tick: instant, mean, min, max or latch (a count or a bit
field that hardware keeps). `safe` is the value an actuator takes at reset, at tick 0 and when the host is gone.
"""

from .raw import TYPES

NAME = 0
UNIT = 1
RAW = 2
SCALE = 3
OFFSET = 4
LOW = 5
HIGH = 6
SAMPLE = 7  # of a sensor
SAFE = 7  # of an actuator
TEXT = 8


def index_of(table: tuple, name: str) -> int:
    """Return the position of channel `name` in `table`. Raises KeyError when there is none."""
    for position in range(len(table)):
        if table[position][NAME] == name:
            return position
    raise KeyError(name)


def raw_types(table: tuple) -> list:
    """Return the raw type of every channel, in wire order."""
    return [row[RAW] for row in table]


def to_raw(row: tuple, value: float) -> int:
    """Return the raw count of `value` [unit of the row], clamped to its range; NaN gives INVALID."""
    limits = TYPES[row[RAW]]
    if value != value:
        return limits[4]
    if value < row[LOW]:
        value = row[LOW]
    elif value > row[HIGH]:
        value = row[HIGH]
    count = round((value - row[OFFSET]) / row[SCALE])
    if count < limits[2]:
        return limits[2]
    if count > limits[3]:
        return limits[3]
    return count


def safe_image(actuators: tuple) -> list:
    """Return the raw counts of the safe actuator image."""
    return [to_raw(row, row[SAFE]) for row in actuators]
