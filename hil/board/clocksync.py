"""A board's clock against the host's: offset and drift by the quickest round trips, with a bound on the error.

Two-way time transfer: t1 and t4 are read on the host, t2 and t3 on the board. Whatever the way there and the way back
took, offset = board - host lies within ((t2 - t1) + (t3 - t4)) / 2 +- ((t4 - t1) - (t3 - t2)) / 2 (Mills, NTP, RFC 5905
section 8). The drift is a straight line through the quickest quarter of what was asked.
"""

from __future__ import annotations

from statistics import median, quantiles
from typing import NamedTuple

import numpy as np

KEPT = 512  # [exchanges] the oldest go first
BEST_SHARE = 4  # of so many exchanges one is used, the quickest
NS_PER_US = 1000.0


class Exchange(NamedTuple):
    """One CLOCK exchange, all [ns]: host, board, board, host."""

    t1: int
    t2: int
    t3: int
    t4: int

    @property
    def round_trip_ns(self) -> int:
        """Time on the way, there and back [ns]."""
        return (self.t4 - self.t1) - (self.t3 - self.t2)

    @property
    def offset_ns(self) -> float:
        """Board less host [ns], in the middle of the way."""
        return ((self.t2 - self.t1) + (self.t3 - self.t4)) / 2.0


class Estimate(NamedTuple):
    """Board clock = host clock + offset + drift x (host clock - reference); the true offset is within the bound."""

    reference_ns: int
    offset_ns: float
    drift_ppm: float
    bound_ns: float
    exchanges: int
    round_trip_p50_ns: float
    round_trip_p99_ns: float

    def plain(self) -> dict[str, float]:
        """Return it for the manifest, microseconds."""
        return {
            "offset_us": self.offset_ns / NS_PER_US,
            "drift_ppm": self.drift_ppm,
            "bound_us": self.bound_ns / NS_PER_US,
            "exchanges": self.exchanges,
            "round_trip_p50_us": self.round_trip_p50_ns / NS_PER_US,
            "round_trip_p99_us": self.round_trip_p99_ns / NS_PER_US,
        }


class ClockSync:
    """Collects exchanges; says what they tell. It reads no clock itself."""

    def __init__(self) -> None:
        self._kept: list[Exchange] = []

    def add(self, exchange: Exchange) -> None:
        """Take an exchange; one that took no or negative time is no exchange and is dropped."""
        if exchange.round_trip_ns > 0:
            self._kept = [*self._kept[-KEPT + 1 :], exchange]

    def estimate(self) -> Estimate | None:
        """Return the estimate at the last exchange, None before the first.

        Bound: half the quickest round trip, plus the largest distance of the used points from the line.
        """
        if not self._kept:
            return None
        reference_ns = self._kept[-1].t4
        quick = sorted(self._kept, key=lambda one: one.round_trip_ns)[: max(1, -(-len(self._kept) // BEST_SHARE))]
        at_ns = np.array([float((one.t1 + one.t4) // 2 - reference_ns) for one in quick])
        base_ns = int(quick[0].offset_ns)  # differences of 64-bit times, so that a double keeps the nanoseconds
        offsets_ns = np.array([one.offset_ns - base_ns for one in quick])
        slope, here_ns = _line(at_ns, offsets_ns)
        residual_ns = float(np.abs(offsets_ns - here_ns - slope * at_ns).max())
        trips_ns = [float(one.round_trip_ns) for one in self._kept]
        p99_ns = quantiles(trips_ns, n=100)[98] if len(trips_ns) > 1 else trips_ns[0]
        bound_ns = quick[0].round_trip_ns / 2.0 + residual_ns
        return Estimate(
            reference_ns, base_ns + here_ns, slope * 1e6, bound_ns, len(self._kept), median(trips_ns), p99_ns
        )


def _line(
    x: np.ndarray[tuple[int], np.dtype[np.float64]], y: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> tuple[float, float]:
    """Return slope and value at 0 of the least-squares line; a level one when the points do not spread."""
    middle = x.mean()
    spread = float(((x - middle) * (x - middle)).sum())
    if len(x) < 3 or spread == 0.0:
        return 0.0, float(y.mean())
    slope = float(((x - middle) * (y - y.mean())).sum()) / spread
    return slope, float(y.mean() - slope * middle)
