"""Images: raw counts of many channels packed big-endian, made from and turned back into engineering values.

A channel is a row of arrays, so one compiled call serves all channels of a satellite. The dictionary lives in
`firmware_py`, which `sim` may not import: the caller hands the rows in. Source: docs/physics.md section 7, docs/icd.md.

Assumptions: Gaussian white noise, independent from sample to sample; ideal converters (no differential
non-linearity). Values beyond a channel's range are clamped to it and never become the INVALID code; a value that is
not a number does, the one code outside the valid counts.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit, jit_views
from sim.streams import normal

INSTANT, MEAN, MINIMUM, MAXIMUM = 0, 1, 2, 3
SAMPLINGS = {"instant": INSTANT, "latch": INSTANT, "mean": MEAN, "min": MINIMUM, "max": MAXIMUM}


class ChannelArrays(NamedTuple):
    """Channels in wire order, each array of shape (n,)."""

    signal: NDArray[np.int64]  # position of the quantity in the vector of signals
    sampling: NDArray[np.int64]  # INSTANT, MEAN, MINIMUM or MAXIMUM over the tick
    scale: NDArray[np.float64]  # engineering unit per count
    offset: NDArray[np.float64]  # engineering unit
    low: NDArray[np.float64]  # engineering unit
    high: NDArray[np.float64]  # engineering unit
    sigma: NDArray[np.float64]  # engineering unit, 1-sigma noise
    count_low: NDArray[np.int64]
    count_high: NDArray[np.int64]
    width: NDArray[np.int64]  # bytes on the wire


class ChannelTables(NamedTuple):
    """ChannelArrays in two arrays: each one handed from Python to compiled code costs some 0.3 us a call."""

    integers: NDArray[np.int64]  # (5, n) signal, sampling, count_low, count_high, width
    floats: NDArray[np.float64]  # (5, n) scale, offset, low, high, sigma


def tables(channels: ChannelArrays) -> ChannelTables:
    """Return `channels`, arrays (n,), for `encode_tables` and `decode_tables`; units [as the channel's]."""
    c = channels
    return ChannelTables(
        np.stack([c.signal, c.sampling, c.count_low, c.count_high, c.width]),
        np.stack([c.scale, c.offset, c.low, c.high, c.sigma]),
    )


@jit_views
def _arrays(tables: ChannelTables) -> ChannelArrays:
    i, f = tables.integers, tables.floats
    return ChannelArrays(i[0], i[1], f[0], f[1], f[2], f[3], f[4], i[2], i[3], i[4])


@jit
def encode_tables(
    statistics: NDArray[np.float64], tables: ChannelTables, key0: int, key1: int, tick: int, out: NDArray[np.uint8]
) -> None:
    """Do what `encode` does, `tables` instead of channels; statistics (4, n_signals) in the channels' units."""
    encode(statistics, _arrays(tables), key0, key1, tick, out)


@jit
def decode_tables(image: NDArray[np.uint8], tables: ChannelTables, values: NDArray[np.float64]) -> None:
    """Do what `decode` does, `tables` instead of channels; image (bytes,), values (n,) in the channels' units."""
    decode(image, _arrays(tables), values)


@jit
def encode(
    statistics: NDArray[np.float64], channels: ChannelArrays, key0: int, key1: int, tick: int, out: NDArray[np.uint8]
) -> None:
    """Write the image of one tick from values in the channels' units [as in the dictionary].

    Args:
        statistics: (4, n_signals) instant, mean, minimum and maximum of every signal over the tick.
        channels: ChannelArrays.
        key0, key1: key of the noise stream.
        tick: tick number, the stream's index.
        out: (bytes,) uint8, written big-endian.
    """
    position = 0
    normals = (0.0, 0.0, 0.0, 0.0)
    for n in range(channels.signal.size):
        if n % 4 == 0 and _any_noise(channels.sigma, n):  # a draw costs more than the rest of a channel
            normals = normal(key0, key1, tick, 0, n // 4)
        value = statistics[channels.sampling[n], channels.signal[n]] + channels.sigma[n] * normals[n % 4]
        count = _count(value, channels, n)
        for byte in range(channels.width[n]):
            out[position + byte] = (count >> (8 * (channels.width[n] - 1 - byte))) & 0xFF
        position += channels.width[n]


@jit
def _count(value: float, channels: ChannelArrays, n: int) -> int:
    """Return the raw count of `value` on channel `n`, clamped; INVALID for NaN: below signed counts, above unsigned."""
    low, high = int(channels.count_low[n]), int(channels.count_high[n])
    if value != value:
        return low - 1 if low < 0 else high + 1
    bounded = min(max(value, channels.low[n]), channels.high[n])
    return min(max(int(np.rint((bounded - channels.offset[n]) / channels.scale[n])), low), high)


@jit
def _any_noise(sigma: NDArray[np.float64], first: int) -> bool:
    """Return whether any of the four channels from `first` on has noise."""
    noisy = False
    for n in range(first, min(first + 4, sigma.size)):
        noisy = noisy or sigma[n] != 0.0
    return noisy


@jit
def decode(image: NDArray[np.uint8], channels: ChannelArrays, values: NDArray[np.float64]) -> None:
    """Read an image of channels back into engineering values [as in the dictionary].

    Args:
        image: (bytes,) uint8, big-endian.
        channels: ChannelArrays; a signed channel is one whose lowest count is negative.
        values: (n,) float64, written.
    """
    position = 0
    for n in range(channels.scale.size):
        count = 0
        for byte in range(channels.width[n]):
            count = (count << 8) | int(image[position + byte])
        if channels.count_low[n] < 0 and count >> (8 * channels.width[n] - 1):
            count -= 1 << (8 * channels.width[n])
        values[n] = count * channels.scale[n] + channels.offset[n]
        position += channels.width[n]
