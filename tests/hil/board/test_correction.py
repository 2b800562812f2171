"""Bench calibration on the sensors of a SAMPLE, by hand values."""

import struct

import pytest

from firmware_py.icd import eps
from firmware_py.wire import image
from hil.board.base import Sample
from hil.board.correction import Correction
from hil.board.inproc import InprocBoard
from hil.clock import Deadline

NAMES = [row[0] for row in eps.SENSORS]
BUS = NAMES.index("bus_voltage")  # u16, 0.02 V a count
BATTERY = NAMES.index("battery_temperature")  # i16, 0.01 K a count


def sample(**counts: int) -> Sample:
    values = [0] * len(NAMES)
    for name, count in counts.items():
        values[NAMES.index(name)] = count
    sensors = struct.pack(image.SENSOR_FORMATS[0], *values)
    head = (5, 0, 0, 1, 0, 0, 0)
    return Sample(head, struct.pack(">IBBHHBB", *head) + sensors + bytes(8), sensors, bytes(8))


def counts(data: bytes) -> tuple[int, ...]:
    return struct.unpack(image.SENSOR_FORMATS[0], data)


@pytest.mark.parametrize(
    ("count", "gain", "offset", "corrected"),
    [
        (40000, 1.0, 0.0, 40000),
        (40000, 1.002, -0.3, 40065),  # 800 V: 801.6 - 0.3 = 801.3 V
        (40000, 1.0, -1000.0, 0),  # held within the raw type
        (60000, 2.0, 0.0, 0xFFFE),  # never up to the code of INVALID
        (0xFFFF, 1.5, 10.0, 0xFFFF),  # INVALID stays INVALID
    ],
)
def test_a_channel_is_put_right_and_no_other(count: int, gain: float, offset: float, corrected: int) -> None:
    one = sample(bus_voltage=count, battery_temperature=-500)
    Correction("eps", {"bus_voltage": (gain, offset)}).apply(one)
    found = counts(one.sensors)
    assert found[BUS] == corrected
    assert found[BATTERY] == -500
    assert one.body[12 : 12 + len(one.sensors)] == one.sensors
    assert (len(one.body), one.body[:12]) == (len(sample().body), sample().body[:12])


def test_a_negative_temperature() -> None:
    one = sample(battery_temperature=-500)  # -5 degC
    Correction("eps", {"battery_temperature": (1.1, 0.25)}).apply(one)  # -5.5 + 0.25
    assert counts(one.sensors)[BATTERY] == -525


def test_what_is_no_sensor() -> None:
    with pytest.raises(KeyError):
        Correction("eps", {"bus_volt": (1.0, 0.0)})


def test_a_board_that_is_corrected_gives_corrected_samples() -> None:
    board = InprocBoard("eps")
    board.correct(Correction("eps", {"bus_voltage": (1.002, -0.3)}))
    board.open()
    stimulus = [0] * len(NAMES)
    stimulus[BUS] = 40000
    board.post(0, 0, 0, struct.pack(image.SENSOR_FORMATS[0], *stimulus), bytes(8), ())
    found = board.collect(Deadline(5.0))
    board.close()
    assert found is not None
    assert counts(found.sensors)[BUS] == 40065
