"""Images: held within their raw types, safe values as the dictionary says."""

from struct import unpack

import pytest

from firmware_py.icd import boards
from firmware_py.wire import image


def test_the_safe_image_of_eps_by_hand() -> None:
    # eps.py: 600 V / 0.02, all eight groups, 40 A / 0.02, mask 0b1011
    assert image.SAFE[0] == bytes.fromhex("753000ff07d0000b")


@pytest.mark.parametrize("kind", range(4), ids=boards.NAMES)
def test_a_count_that_does_not_fit_is_held_at_the_limit(kind: int) -> None:
    count = len(boards.ACTUATORS[kind])
    layout = image.ACTUATOR_FORMATS[kind]
    most = {"B": 0xFF, "H": 0xFFFF, "i": 0x7FFFFFFF}
    least = {"B": 0, "H": 0, "i": -0x80000000}
    assert unpack(layout, image.pack_actuators(kind, [10**12] * count)) == tuple(most[c] for c in layout[1:])
    assert unpack(layout, image.pack_actuators(kind, [-(10**12)] * count)) == tuple(least[c] for c in layout[1:])


def test_message_fields_are_held_within_i32() -> None:
    fields = (0, -1, 2**31, -(2**31) - 1)
    assert image.unpack_i32(image.pack_i32(fields)) == (0, -1, 2**31 - 1, -(2**31))


@pytest.mark.parametrize("kind", range(4), ids=boards.NAMES)
def test_a_tick_and_a_sample_fit_one_packet(kind: int) -> None:
    both = image.SENSOR_BYTES[kind] + image.ACTUATOR_BYTES[kind]
    assert 16 + 12 + both + 4 <= 250
