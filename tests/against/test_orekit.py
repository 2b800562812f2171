"""O-3: Orekit's `EclipseDetectorTest` (CS-SI/Orekit, docs/physics.md S18): edges of one eclipse, two-body, sphere."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from sim.orbit import eclipse_events

Agrees = Callable[..., None]
R_M = (-6142438.668, 3492467.560, -25767.25680)  # GCRF
V_M_S = (505.8479685, 942.7809215, 7435.922231)
MU_M3_S2 = 398600.47e9

# 1969-07-28T04:00:00 TT. TT - TAI = 32.184 s; TAI - UTC = 4.2131700 s + 0.002592 s/day * (MJD 40430.17 - 39126)
# = 7.5935692 s (USNO, tai-utc.dat, the row of 1968 February).
EPOCH_UTC = datetime(1969, 7, 28, 4, tzinfo=UTC) - timedelta(seconds=39.7776)

OREKIT, APART = "Orekit, EclipseDetectorTest", "computed apart, beside Orekit's"
EDGES_S = {
    "penumbra_entry": (2293.9723, APART),
    "umbra_entry": (2303.1835, OREKIT),
    "umbra_exit": (4378.9468, APART),
    "penumbra_exit": (4388.155852, OREKIT),
}


@pytest.fixture(scope="module")
def edges_s() -> dict[str, float]:
    events = eclipse_events(
        R_M, V_M_S, EPOCH_UTC, 6000.0, shape="sphere", model="two_body",
        mu_m3_s2=MU_M3_S2, earth_radius_m=6400e3, sun_radius_m=696000e3,
    )  # fmt: skip
    return {name: t_s for t_s, name in events}


@pytest.mark.parametrize("name", EDGES_S)
def test_edge_within_a_millisecond(edges_s: dict[str, float], name: str, agrees: Agrees) -> None:
    theirs_s, authority = EDGES_S[name]
    agrees("O-3", name.replace("_", " "), edges_s[name], theirs_s, 1e-3, unit="s", authority=authority)


def test_there_are_no_other_edges(edges_s: dict[str, float]) -> None:
    assert list(edges_s) == list(EDGES_S)
