"""The clock estimate against clocks that are known: drift, steps, asymmetric and jittery ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hil.board.clocksync import ClockSync, Exchange

US, MS, S = 1_000, 1_000_000, 1_000_000_000
START_NS = 1_790_000_000 * S  # of the host; far from 0, as real clocks are


def asked(host_ns: int, out_ns: int, work_ns: int, back_ns: int, offset_ns: int, drift_ppm: float) -> Exchange:
    """One exchange with a board whose clock is host + offset + drift x (host - START_NS)."""

    def board(at_ns: int) -> int:
        return at_ns + offset_ns + round((at_ns - START_NS) * drift_ppm * 1e-6)

    there, away = host_ns + out_ns, host_ns + out_ns + work_ns
    return Exchange(host_ns, board(there), board(away), away + back_ns)


def test_nothing_is_known_before_the_first_exchange() -> None:
    assert ClockSync().estimate() is None


def test_an_even_way_gives_the_offset_to_the_nanosecond() -> None:
    sync = ClockSync()
    sync.add(asked(START_NS, 20 * US, 5 * US, 20 * US, 7 * S, 0.0))
    estimate = sync.estimate()
    assert estimate is not None
    assert estimate.offset_ns == pytest.approx(7 * S, abs=1.0)
    assert estimate.bound_ns == pytest.approx(20 * US, abs=1.0)


@pytest.mark.parametrize("drift_ppm", [-50.0, 0.0, 50.0])
def test_drift_is_found_within_five_seconds(drift_ppm: float) -> None:
    """Five exchanges a second over a jittery line (docs of the kit: 50 ppm within 5 s)."""
    sync = ClockSync()
    for n in range(25):
        jitter_ns = (n * 7919) % 13 * 4 * US
        sync.add(asked(START_NS + n * S // 5, 25 * US + jitter_ns, 3 * US, 25 * US, -3 * MS, drift_ppm))
    estimate = sync.estimate()
    assert estimate is not None
    assert estimate.drift_ppm == pytest.approx(drift_ppm, abs=2.0)


@given(
    st.lists(st.tuples(st.integers(1, 400), st.integers(1, 400)), min_size=1, max_size=60),
    st.integers(-10 * S, 10 * S),
    st.floats(-100.0, 100.0),
)
def test_the_true_offset_is_within_the_bound(ways: list[tuple[int, int]], offset_ns: int, drift_ppm: float) -> None:
    """Whatever the ways were: a bound that can be broken is none. Here at the moment of the quickest exchange."""
    sync = ClockSync()
    kept = [
        asked(START_NS + n * S, out * US, 2 * US, back * US, offset_ns, drift_ppm) for n, (out, back) in enumerate(ways)
    ]
    for exchange in kept:
        sync.add(exchange)
    estimate = sync.estimate()
    assert estimate is not None
    quickest = min(kept, key=lambda one: one.round_trip_ns)
    at_ns = (quickest.t1 + quickest.t4) // 2
    true_ns = offset_ns + (at_ns - START_NS) * drift_ppm * 1e-6
    told_ns = estimate.offset_ns + estimate.drift_ppm * 1e-6 * (at_ns - estimate.reference_ns)
    assert abs(told_ns - true_ns) <= estimate.bound_ns + 200.0  # a drift of 100 ppm over 2 ms of way, in nanoseconds


def test_an_exchange_that_took_no_time_is_dropped() -> None:
    sync = ClockSync()
    sync.add(Exchange(100, 90, 95, 100))
    sync.add(Exchange(100, 90, 100, 105))
    assert sync.estimate() is None
