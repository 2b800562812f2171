"""A histogram of durations in bins of equal ratio: small for ever, and its percentiles are honest to one bin."""

from __future__ import annotations

from math import ceil, log2
from typing import Any

PER_OCTAVE = 8  # bins: each is 9 % wider than the one before
NS_PER_US = 1000.0
FLOOR_NS = 1000  # [ns] what is shorter falls into the first bin


class Histogram:
    """Durations [ns], counted. The largest is kept exactly."""

    def __init__(self) -> None:
        self.count = 0
        self.max_ns = 0
        self._bins: dict[int, int] = {}

    def add(self, duration_ns: int) -> None:
        """Count one duration; a negative one is a bug of the caller and raises ValueError."""
        if duration_ns < 0:
            raise ValueError(f"a duration of {duration_ns} ns")
        place = ceil(PER_OCTAVE * log2(duration_ns / FLOOR_NS)) if duration_ns > FLOOR_NS else 0
        self._bins[place] = self._bins.get(place, 0) + 1
        self.count += 1
        self.max_ns = max(self.max_ns, duration_ns)

    def percentile_us(self, share: float) -> float | None:
        """Return the duration [us] that `share` (0 to 1) of them do not exceed: the upper edge of its bin, so at most
        9 % too high and never above the largest; None when there are none.
        """
        if not self.count:
            return None
        wanted, seen = max(1, ceil(share * self.count)), 0
        for place in sorted(self._bins):
            seen += self._bins[place]
            if seen >= wanted:
                return min(_edge_us(place), self.max_ns / NS_PER_US)
        raise AssertionError("the bins hold less than was counted")

    def plain(self) -> dict[str, Any]:
        """Return it for the manifest: p50, p99 and max [us], and upper edge [us] to count of every bin with any."""
        return {
            "count": self.count,
            "p50_us": self.percentile_us(0.50),
            "p99_us": self.percentile_us(0.99),
            "max_us": self.max_ns / NS_PER_US if self.count else None,
            "bins": {f"{_edge_us(place):.3f}": self._bins[place] for place in sorted(self._bins)},
        }


def _edge_us(place: int) -> float:
    """Return the upper edge [us] of a bin."""
    return float(FLOOR_NS / NS_PER_US * 2.0 ** (place / PER_OCTAVE))
