"""Raw counts against `struct` and arithmetic by hand."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from sim.sensors import image
from sim.sensors.image import ChannelArrays
from sim.streams import stream_key

FORMAT = ">HhBIi"  # u16, i16, u8, u32, i32
WIDTHS = (2, 2, 1, 4, 4)
LOWS = (0, -0x7FFF, 0, 0, -0x7FFFFFFF)
HIGHS = (0xFFFE, 0x7FFF, 0xFE, 0xFFFFFFFE, 0x7FFFFFFF)
KEY = stream_key(1, "test")


def channels(scale: float, sigma: float = 0.0, sampling: int = image.INSTANT, limit: float = 1e12) -> ChannelArrays:
    count = len(WIDTHS)

    def floats(value: float) -> NDArray[np.float64]:
        return np.full(count, value)

    return ChannelArrays(
        np.arange(count), np.full(count, sampling), floats(scale), floats(0.0), floats(-limit), floats(limit),
        floats(sigma), np.array(LOWS), np.array(HIGHS), np.array(WIDTHS),
    )  # fmt: skip


def encoded(values: list[float], table: ChannelArrays, tick: int = 0) -> tuple[int, ...]:
    statistics = np.zeros((4, len(values)))
    statistics[table.sampling[0]] = values
    out = np.zeros(sum(WIDTHS), dtype=np.uint8)
    image.encode(statistics, table, *KEY, tick, out)
    return struct.unpack(FORMAT, out.tobytes())


def test_counts_are_the_value_over_the_scale_rounded_half_to_even() -> None:
    assert encoded([0.5, -0.5, 1.5, 2.5, -3.49], channels(1.0)) == (0, 0, 2, 2, -3)
    assert encoded([10.0, -10.0, 1.0, 100000.0, -100000.0], channels(0.02)) == (500, -500, 50, 5_000_000, -5_000_000)


def test_a_value_out_of_range_is_clamped_and_never_invalid() -> None:
    assert encoded([1e9] * 5, channels(1.0)) == (0xFFFE, 0x7FFF, 0xFE, 1_000_000_000, 1_000_000_000)
    assert encoded([-1e9, -1e9, -1e9, -1e9, -1e10], channels(1.0)) == (0, -0x7FFF, 0, 0, -0x7FFFFFFF)
    assert encoded([50.0] * 5, channels(1.0, limit=20.0)) == (20,) * 5


def test_each_channel_takes_the_statistic_it_asks_for() -> None:
    for sampling in (image.INSTANT, image.MEAN, image.MINIMUM, image.MAXIMUM):
        assert encoded([1.0, 2.0, 3.0, 4.0, 5.0], channels(1.0, sampling=sampling)) == (1, 2, 3, 4, 5)


def test_noise_has_the_sigma_asked_for_and_is_a_function_of_the_tick() -> None:
    table = channels(0.001, sigma=0.5)
    drawn = np.array([encoded([30.0, 0.0, 0.1, 30.0, 0.0], table, tick) for tick in range(4000)]) * 0.001
    for column, mean in ((0, 30.0), (3, 30.0), (4, 0.0)):
        assert abs(drawn[:, column].mean() - mean) < 4.0 * 0.5 / np.sqrt(4000)
        assert abs(drawn[:, column].std() - 0.5) < 0.03
    assert abs(np.corrcoef(drawn[:, 0], drawn[:, 3])[0, 1]) < 0.06  # channels are independent
    assert encoded([30.0, 0.0, 0.1, 30.0, 0.0], table, 7) == encoded([30.0, 0.0, 0.1, 30.0, 0.0], table, 7)


def test_decode_reads_back_what_struct_packs() -> None:
    counts = (65000, -32000, 200, 4_000_000_000, -2_000_000_000)
    data = np.frombuffer(struct.pack(FORMAT, *counts), dtype=np.uint8)
    values = np.zeros(5)
    image.decode(data, channels(0.5), values)
    assert values.tolist() == [count * 0.5 for count in counts]


def test_what_is_no_number_is_the_invalid_code_of_its_type() -> None:
    """The five of the dictionary's raw types (docs/icd.md)."""
    assert encoded([float("nan")] * 5, channels(1.0)) == (0xFFFF, -0x8000, 0xFF, 0xFFFFFFFF, -0x80000000)
    assert encoded([float("nan")] * 5, channels(1.0, sigma=0.5))[0] == 0xFFFF
