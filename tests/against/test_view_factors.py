"""T-2, T-3: view factors plate to sphere, sinks, and a published radiator balance (docs/physics.md)."""

import math

import numpy as np
import pytest

from sim.environment import view_factor
from sim.environment.sink import effective_k, sink_temperature_k

RADIUS_KM = 6371.0
FACTORS = [(550, 0.847379, 0.257773), (600, 0.835266, 0.248893), (1000, 0.747072, 0.193893)]


@pytest.mark.parametrize(("altitude_km", "nadir", "edge"), FACTORS)
def test_t3_view_factors(agrees, altitude_km: float, nadir: float, edge: float) -> None:
    ratio = (RADIUS_KM + altitude_km) / RADIUS_KM
    authority = "closed form; 0.257773 published"
    agrees(
        "T-3", f"nadir factor {altitude_km} km", view_factor.nadir(ratio), nadir, 1e-5, unit="1", authority=authority
    )
    agrees(
        "T-3", f"edge-on factor {altitude_km} km", view_factor.edge_on(ratio), edge, 1e-5, unit="1", authority=authority
    )


@pytest.mark.parametrize(("face", "sink_k"), [(view_factor.edge_on, 179.59), (view_factor.nadir, 243.08)])
def test_t3_sink_of_infrared_alone(agrees, face, sink_k: float) -> None:
    seen_w_m2 = 237.0 * face((RADIUS_KM + 600.0) / RADIUS_KM)
    ours = sink_temperature_k(seen_w_m2, 0.0, 0.10, 0.91)
    agrees("T-3", f"sink of infrared, {face.__name__}", ours, sink_k, 0.02, unit="K", authority="orbital-thermal 1.1.0")


def seen(ratio: float, tilt_cos: float) -> float:
    """The tilted factor by integrating cosine over the Earth's disc on the sky: rings around the nadir."""
    sine_tilt = math.sqrt(1.0 - tilt_cos * tilt_cos)
    rings, spokes = 2000, 2000
    rim = math.asin(1.0 / ratio)
    angle = (np.arange(rings)[:, None] + 0.5) * rim / rings
    around = (np.arange(spokes)[None, :] + 0.5) * math.tau / spokes
    cosine = np.cos(angle) * tilt_cos + np.sin(angle) * np.cos(around) * sine_tilt
    return float(np.sum(np.maximum(cosine, 0.0) * np.sin(angle)) * (rim / rings) * (math.tau / spokes) / math.pi)


@pytest.mark.parametrize("altitude_km", [500.0, 600.0, 2000.0])
def test_t3_tilted_plate_by_integration(agrees, altitude_km: float) -> None:
    ratio = (RADIUS_KM + altitude_km) / RADIUS_KM
    pairs = [
        (view_factor.tilted(ratio, math.cos(math.radians(deg))), seen(ratio, math.cos(math.radians(deg))))
        for deg in (0, 15, 30, 60, 75, 90, 105, 120, 140, 150, 165, 180)
    ]
    ours, theirs = max(pairs, key=lambda pair: abs(pair[0] - pair[1]))
    agrees("T-3", f"tilted factor {altitude_km:.0f} km, worst of 12 tilts", ours, theirs, 2e-6, unit="1",
           authority="own integration over the disc")  # fmt: skip


def test_t3_tilted_meets_both_closed_forms(agrees) -> None:
    ratio = (RADIUS_KM + 600.0) / RADIUS_KM
    agrees("T-3", "tilted at 0 deg", view_factor.tilted(ratio, 1.0), 0.835266, 1e-5, unit="1", authority="closed form")
    agrees("T-3", "tilted at 90 deg", view_factor.tilted(ratio, 0.0), 0.248893, 1e-5, unit="1", authority="closed form")
    assert view_factor.tilted(ratio, -1.0) == 0.0


def test_t2_starcloud_balance(agrees) -> None:
    """[S8] 20 degC, eps 0.92 two-sided, alpha 0.09, view factor 0.25, albedo 0.30, 1366 W/m2, Earth at 253.15 K.

    Absorptivity 0.09 in the infrared too as printed there, then 0.92. Its Stefan-Boltzmann constant is 5.67e-8. Sun on
    one face, the Earth on the other; what both absorb is eps sigma Ts^4 of our sinks.
    """
    eps, alpha, factor, sun, sigma = 0.92, 0.09, 0.25, 1366.0, 5.670374419e-8
    authority = "Starcloud white paper [S8]"
    emitted = 2.0 * eps * 5.67e-8 * 293.15**4
    agrees("T-2", "Starcloud emitted", emitted, 770.48, 0.01, unit="W/m2", authority=authority)
    sunny = sink_temperature_k(0.0, sun, alpha, eps)
    solar = eps * sigma * (sunny**4 - 2.7**4)
    agrees("T-2", "Starcloud direct sunlight", solar, 122.94, 0.01, unit="W/m2", authority=authority)
    for infrared_alpha, net in ((0.09, 633.08), (0.92, 584.76)):
        infrared = infrared_alpha / eps * factor * 5.67e-8 * 253.15**4
        shaded = sink_temperature_k(infrared, factor * 0.30 * sun, alpha, eps)
        ours = emitted - 2.0 * eps * sigma * (effective_k(sunny, shaded) ** 4 - 2.7**4)
        quantity = f"Starcloud net, infrared absorptivity {infrared_alpha}"
        agrees("T-2", quantity, ours, net, 0.01, unit="W/m2", authority=authority)
