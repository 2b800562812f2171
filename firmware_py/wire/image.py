"""Images: the raw counts of all sensors, or all actuators, of one board kind, in dictionary order, big-endian."""

from struct import calcsize, pack, unpack

from ..icd import boards, channel, raw
from ..icd.kinds import PerKind

SENSOR_FORMATS = PerKind(lambda kind: raw.struct_format(channel.raw_types(boards.SENSORS[kind])))
ACTUATOR_FORMATS = PerKind(lambda kind: raw.struct_format(channel.raw_types(boards.ACTUATORS[kind])))
SENSOR_BYTES = PerKind(lambda kind: calcsize(SENSOR_FORMATS[kind]))
ACTUATOR_BYTES = PerKind(lambda kind: calcsize(ACTUATOR_FORMATS[kind]))
SAFE = PerKind(lambda kind: pack(ACTUATOR_FORMATS[kind], *channel.safe_image(boards.ACTUATORS[kind])))
INVALID = PerKind(lambda kind: pack(SENSOR_FORMATS[kind], *raw.invalid_codes(channel.raw_types(boards.SENSORS[kind]))))


def _limits(kind: int) -> list:
    """Return what each actuator's raw type can carry, its INVALID code included: flight software may say INVALID."""
    rows = [raw.TYPES[name] for name in channel.raw_types(boards.ACTUATORS[kind])]
    return [(min(row[2], row[4]), max(row[3], row[4])) for row in rows]


_LIMITS = PerKind(_limits)
_I32_LOW = -0x80000000
_I32_HIGH = 0x7FFFFFFF


def unpack_sensors(kind: int, data: bytes) -> tuple:
    """Return the counts of a sensor image of board `kind`, SENSOR_BYTES long."""
    return unpack(SENSOR_FORMATS[kind], data)


def pack_actuators(kind: int, counts: list) -> bytes:
    """Return the actuator image of `counts`, each held within its raw type.

    Holding is not optional: MicroPython's struct wraps what does not fit, CPython's raises.
    """
    limits = _LIMITS[kind]
    held = []
    for position in range(len(limits)):
        held.append(min(max(counts[position], limits[position][0]), limits[position][1]))
    return pack(ACTUATOR_FORMATS[kind], *held)


def pack_i32(counts: list) -> bytes:
    """Return `counts` as i32 each, held within the type: the fields of a message."""
    return pack(">%di" % len(counts), *[min(max(count, _I32_LOW), _I32_HIGH) for count in counts])


def unpack_i32(data: bytes) -> tuple:
    """Return the i32 counts in `data`, whose length is a multiple of 4."""
    return unpack(">%di" % (len(data) // 4), data)
