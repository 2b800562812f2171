"""Single-event upsets of a run: a Poisson process that is faster over the South Atlantic, seeded, lane by lane.

Rate = cosmic rays + (in the anomaly) anomaly x storm factor (docs/physics.md section 7). Drawn by thinning (Lewis and
Shedler, Naval Research Logistics Quarterly 26, 1979, 403): candidates at the highest rate, each kept with the share the
rate at its own time and place has of it. Candidate k of lane n takes word block (k, n) of the stream "upsets", so lanes
are independent, and a longer run begins with the upsets of the shorter.

Not wired into the plant, and no run uses it yet: whoever wants upsets asks for the list before a run and turns each
into a fault. There is no single true rate: 1e-12 to 1e-6 upsets a bit a day are reported.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.arguments import number, numbers, whole
from sim.constants import DAY_S
from sim.environment.anomaly import SOUTH_ATLANTIC, Region, in_anomaly
from sim.errors import InputError
from sim.orbit.propagate import propagate_j2
from sim.streams import LAST_SEED, stream_key, uniform

STREAM = "upsets"
MOST = 1_000_000  # candidates of one call: a guard against rates in the wrong unit
_WORD = 4294967296  # 2^32


class Memory(NamedTuple):
    """Something that can be hit."""

    name: str
    bits: int


class Rates(NamedTuple):
    """Upsets per bit and second, at any place, and in the anomaly on top of it."""

    cosmic_per_bit_s: float = 1e-12 / DAY_S
    anomaly_per_bit_s: float = 1e-10 / DAY_S
    storm: float = 1.0  # factor on the anomaly's part; 0 leaves cosmic rays alone


USUAL = Rates()


class Upset(NamedTuple):
    """One flipped bit."""

    t_s: float  # [s] after the epoch
    memory: str
    bit: int  # 0 to bits - 1 of that memory
    anomaly: bool  # whether the satellite was over the South Atlantic


def upsets(
    r_eci_m: ArrayLike,
    v_eci_m_s: ArrayLike,
    epoch_utc: datetime,
    duration_s: float,
    memories: Sequence[Memory],
    *,
    seed: int,
    rates: Rates = USUAL,
    lane: int = 0,
    region: Region = SOUTH_ATLANTIC,
) -> list[Upset]:
    """Return the upsets in the `duration_s` [s] after the epoch, in order of time, of a satellite under J2.

    Args:
        r_eci_m, v_eci_m_s: (3,) state at the epoch, GCRF.
        epoch_utc: with a time zone.
        memories: what can be hit; a bit is a bit, so a memory is hit by its share of all bits.
        seed: of the run, 0 to 2^64 - 1; with `lane` (which satellite, 0 to 2^32 - 1) it fixes every draw.
        rates: per bit and second, none below zero.

    Raises InputError for no memory or one without bits, a rate, duration, seed or lane that is none, more than a
    million candidates, and as `propagate_j2` does.
    Source: Lewis and Shedler 1979.
    """
    bits = _bits(memories)
    for name, value in rates._asdict().items():
        if not number(f"rates.{name}", value) >= 0.0:
            raise InputError(f"rates.{name}", "zero or more", value)
    if numbers("duration_s", duration_s).shape != () or not duration_s >= 0.0:
        raise InputError("duration_s", "zero or more seconds", duration_s)
    whole("lane", lane, 0, _WORD - 1)
    whole("seed", seed, 0, LAST_SEED)
    quiet_s, loud_s = _rates_s(rates, bits)
    draws = _candidates(seed, lane, max(quiet_s, loud_s), float(duration_s))
    t_s = np.array([draw[0] for draw in draws])
    r, _ = propagate_j2(r_eci_m, v_eci_m_s, t_s)
    over = in_anomaly(r, epoch_utc, t_s, region)
    kept = []
    for (at_s, share, high, low), loud in zip(draws, over.tolist(), strict=True):
        if share * max(quiet_s, loud_s) < (loud_s if loud else quiet_s):
            memory, bit = _place(memories, bits, high, low)
            kept.append(Upset(at_s, memory, bit, loud))
    return kept


def _bits(memories: Sequence[Memory]) -> int:
    if not memories:
        raise InputError("memories", "at least one", "none")
    for memory in memories:
        whole(f"memories: bits of {memory.name}", memory.bits, 1, LAST_SEED)
    return sum(memory.bits for memory in memories)


def _rates_s(rates: Rates, bits: int) -> tuple[float, float]:
    """Return upsets per second of all bits, outside the anomaly and in it."""
    quiet_s = rates.cosmic_per_bit_s * bits
    return quiet_s, quiet_s + rates.anomaly_per_bit_s * bits * rates.storm


def _candidates(seed: int, lane: int, highest_s: float, duration_s: float) -> list[tuple[float, float, float, float]]:
    """Return (time [s], uniform to thin by, two uniforms for the place) of a steady process of `highest_s` a second."""
    if highest_s * duration_s > MOST / 2:
        raise InputError("rates", f"at most {MOST // 2} upsets expected in a call", f"{highest_s * duration_s:g}")
    key0, key1 = stream_key(seed, STREAM)
    found: list[tuple[float, float, float, float]] = []
    if highest_s == 0.0:
        return found
    at_s = 0.0
    for block in range(MOST):
        gap, share, high, low = uniform(key0, key1, block, lane, 0)
        at_s -= math.log(gap) / highest_s
        if at_s >= duration_s:
            break
        found.append((at_s, share, high, low))
    return found


def _place(memories: Sequence[Memory], bits: int, high: float, low: float) -> tuple[str, int]:
    """Return the memory and its bit at the 64-bit share (`high`, `low`) of all bits."""
    share = int(high * _WORD) * _WORD + int(low * _WORD)
    bit = share * bits >> 64
    for memory in memories:
        if bit < memory.bits:
            return memory.name, bit
        bit -= memory.bits
    raise AssertionError("a share of all bits lies in one of them")  # share < 2^64, so bit < bits
