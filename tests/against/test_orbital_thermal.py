"""Radiator leaves against `orbital-thermal` 1.1.0 (PyPI, MIT), as run for `docs/physics.md` cases T-1, T-6, T-7."""

import math

import pytest

from sim.environment import sink, view_factor
from sim.thermal import radiator

EMITTING_M2 = 220.0  # AI1: 110 m2 two-sided
SINK_K = 220.0
EXCHANGE = radiator.exchange_w_k4(0.91, 1.0, EMITTING_M2)  # the fins of that model are perfect
CAPACITY_J_K = 10_000.0 * EMITTING_M2
AUTHORITY = "orbital-thermal 1.1.0"


def cooled_k(start_k: float, heat_w: float, seconds: float) -> float:
    """Follow the panel's own step, at its own 10 ms."""
    at_k, dt_s = start_k, 0.01
    absorbed_w = radiator.grey_w(EXCHANGE, SINK_K)
    for _ in range(round(seconds / dt_s)):
        at_k = radiator.surface_next_k(at_k, heat_w, absorbed_w, radiator.grey_w(EXCHANGE, at_k), CAPACITY_J_K, dt_s)
    return at_k


@pytest.mark.parametrize(("heat_w", "steady_k"), [(120e3, 337.1004), (150e3, 353.1623)])
def test_t1_mean_surface_of_ai1(agrees, heat_w, steady_k):
    def net_w(at_k: float) -> float:
        return radiator.grey_w(EXCHANGE, at_k) - radiator.grey_w(EXCHANGE, SINK_K)

    low, high = SINK_K, 1000.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if net_w(middle) < heat_w else (low, middle)
    agrees("T-1", f"AI1 radiator at {heat_w / 1e3:.0f} kW", low, steady_k, 0.01, unit="K", authority=AUTHORITY)


@pytest.mark.parametrize(
    ("heat_w", "seconds", "expected_k"),
    [
        (30e3, 600.0, 317.29),
        (30e3, 1800.0, 294.67),
        (30e3, 3600.0, 278.99),
        (0.0, 600.0, 310.58),
        (0.0, 1200.0, 292.38),
        (0.0, 1800.0, 279.07),
    ],
)
def test_t6_load_step(agrees, heat_w, seconds, expected_k):
    ours = cooled_k(337.1004, heat_w, seconds)
    quantity = f"after {seconds:.0f} s at {heat_w / 1e3:.0f} kW"
    agrees("T-6", quantity, ours, expected_k, 0.05, unit="K", authority=AUTHORITY)


def test_t6_ends_where_thirty_kilowatts_are_in_balance(agrees):
    radiated_w = radiator.grey_w(EXCHANGE, 265.72) - radiator.grey_w(EXCHANGE, SINK_K)
    agrees("T-6", "balance at 265.72 K", radiated_w, 30e3, 5e-4, unit="W", authority=AUTHORITY, relative=True)


PERIOD_S = 5801.2  # 600 km
HEAT_W_M2 = 200.0  # [W/m2] of emitting face: about 120 kW on 600 m2


def sinks_k(steps: int) -> list[float]:
    """Effective sink round an orbit of beta 0 at 600 km: orbit-normal law, in shadow behind the Earth."""
    p = sink.parameters({}, 6978137.0)
    half_shadow = math.asin(6378137.0 / 6978137.0)
    found = []
    for i in range(steps):
        turned = math.tau * (i + 0.5) / steps  # from noon
        elevation = math.asin(math.cos(turned))
        azimuth = 0.0 if turned > math.pi else math.pi
        lit = 0.0 if abs(turned - math.pi) < half_shadow else 1.0
        found.append(sink.effective_k(*sink.radiator_faces_k(p, 600e3, azimuth, elevation, 1361.0, lit, 0.91)))
    return found


@pytest.mark.slow
def test_t7_orbit_mean_of_the_fourth_power(agrees):
    """A periodic panel has <T^4> = T_steady^4 of the mean absorbed power, exactly; swing and excess are small."""
    steps = 5801
    dt_s, fourths = PERIOD_S / steps, [k**4 for k in sinks_k(5801)]
    exchange = radiator.exchange_w_k4(0.91, 1.0, 1.0)
    steady = HEAT_W_M2 / exchange + sum(fourths) / steps
    at_k, seen = steady**0.25, []
    for _ in range(12):
        seen = []
        for fourth in fourths:
            seen.append(at_k)
            at_k = radiator.surface_next_k(
                at_k, HEAT_W_M2, exchange * fourth, radiator.grey_w(exchange, at_k), 1e4, dt_s
            )
    mean = sum(k**4 for k in seen) / steps
    agrees("T-7", "<T^4> over T_steady^4 of a periodic panel", mean / steady, 1.0, 1e-4, unit="1", authority="identity")
    assert max(seen) - min(seen) < 3.0  # [K] docs/physics.md: swing 1.65 K with a sub-point albedo
    assert view_factor.edge_on(6978137.0 / 6378137.0) > 0.24


LIVE = "orbital-thermal, installed"


def test_live_balance_over_loads_and_sinks(agrees):
    """T-1 at other places: the load that our panel radiates at the temperature it gives must be the load asked."""
    theirs = pytest.importorskip("orbital_thermal", reason="installed by `make accuracy`")
    pairs = []
    for heat_w in (10e3, 60e3, 120e3, 150e3, 300e3):
        for sink_k in (0.0, 150.0, 220.0, 280.0):
            at_k = theirs.equilibrium_temperature(heat_w, EMITTING_M2, 0.91, sink_k)
            pairs.append((radiator.grey_w(EXCHANGE, at_k) - radiator.grey_w(EXCHANGE, sink_k), heat_w))
    ours, asked = max(pairs, key=lambda pair: abs(pair[0] / pair[1] - 1.0))
    agrees("T-1", "heat at its temperature, worst of 20", ours, asked, 1e-6, unit="W", authority=LIVE, relative=True)


def test_live_view_factors(agrees):
    """T-3: any tilt, 350 to 2000 km, its mean Earth of 6371 km."""
    environment = pytest.importorskip("orbital_thermal.environment", reason="installed by `make accuracy`")
    pairs = [
        (
            view_factor.tilted((6371.0 + height) / 6371.0, math.cos(math.radians(tilt))),
            environment.sphere_view_factor(height, tilt),
        )
        for height in (350.0, 500.0, 600.0, 1000.0, 2000.0)
        for tilt in range(0, 181, 5)
    ]
    ours, theirs = max(pairs, key=lambda pair: abs(pair[0] - pair[1]))
    agrees("T-3", "tilted factor, worst of 185", ours, theirs, 2e-6, unit="1", authority=LIVE)


def test_live_cooling(agrees):
    """T-6: its linear time constant, against the slope of our radiation."""
    transient = pytest.importorskip("orbital_thermal.transient", reason="installed by `make accuracy`")
    for at_k in (280.0, 310.0, 337.1):
        theirs_s = transient.thermal_time_constant(10_000.0, at_k)
        slope_w_k = (radiator.grey_w(EXCHANGE, at_k + 0.1) - radiator.grey_w(EXCHANGE, at_k - 0.1)) / 0.2
        ours_s = CAPACITY_J_K / slope_w_k
        agrees("T-6", f"time constant at {at_k} K", ours_s, theirs_s, 1e-6, unit="s", authority=LIVE, relative=True)


@pytest.mark.slow
def test_live_orbit(agrees):
    """T-7: its sink round the orbit, our panel's step: the same temperatures all the way round."""
    transient = pytest.importorskip("orbital_thermal.transient", reason="installed by `make accuracy`")
    at_s, theirs_k, sink_k = transient.simulate(
        600.0, 0.0, HEAT_W_M2, 1e4, 90.0, assume_sun_shielded=True, steps_per_orbit=4000
    )
    exchange, at_k, worst = radiator.exchange_w_k4(0.91, 1.0, 1.0), float(theirs_k[0]), (0.0, 0.0)
    for i in range(len(at_s) - 1):
        middle = 0.5 * (sink_k[i] ** 4 + sink_k[i + 1] ** 4)
        dt_s = float(at_s[i + 1] - at_s[i])
        at_k = radiator.surface_next_k(at_k, HEAT_W_M2, exchange * middle, radiator.grey_w(exchange, at_k), 1e4, dt_s)
        worst = max(worst, (at_k, float(theirs_k[i + 1])), key=lambda pair: abs(pair[0] - pair[1]))
    agrees("T-7", "panel round an orbit, worst moment", *worst, 0.01, unit="K", authority=LIVE)
    assert float(max(theirs_k) - min(theirs_k)) > 1.0
