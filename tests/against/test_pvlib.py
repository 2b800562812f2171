"""P-1 of docs/physics.md: the single diode against pvlib, as recorded figures and live where pvlib is installed."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from sim.power import diode

Agrees = Callable[..., None]
SCALE_V = 1.1 * 60 * 8.617333262e-5 * 298.15  # [V] n Ns k T/q; Boltzmann constant in eV/K, CODATA 2018
CELL = (1e-10, SCALE_V, 0.2, 500.0)  # I0 [A], a [V], Rs [ohm], Rsh [ohm]
TOLERANCE = 1e-5  # relative, P-1


def points(photo_a: float, *cell: float) -> dict[str, float]:
    """Short circuit, open circuit and maximum power, by the names pvlib gives them."""
    v_mp, i_mp = diode.maximum_power(photo_a, *cell)
    return {
        "i_sc": diode.current_a(0.0, photo_a, *cell), "v_oc": diode.voltage_v(0.0, photo_a, *cell),
        "i_mp": i_mp, "v_mp": v_mp, "p_mp": v_mp * i_mp,
    }  # fmt: skip


# pvlib.pvsystem.singlediode for this cell, recorded in docs/physics.md as P-1.
@pytest.mark.parametrize(
    ("photo_a", "recorded"),
    [
        (8.0, {"i_sc": 7.996801, "v_oc": 42.553165, "i_mp": 7.555537, "v_mp": 35.846938, "p_mp": 270.842876}),
        (4.0, {"i_sc": 3.998401, "v_oc": 41.360489, "i_mp": 3.747653, "v_mp": 35.388503, "p_mp": 132.623844}),
    ],
)
def test_p1_recorded_figures(photo_a: float, recorded: dict[str, float], agrees: Agrees) -> None:
    ours = points(photo_a, *CELL)
    for name, theirs in recorded.items():
        unit = {"i": "A", "v": "V", "p": "W"}[name[0]]
        agrees("P-1", f"{name} at {photo_a} A", ours[name], theirs, TOLERANCE, unit=unit, authority="pvlib, recorded",
               relative=True)  # fmt: skip


def test_p1_nearly_dark(agrees: Agrees) -> None:
    ours = diode.voltage_v(0.0, 1e-3, *CELL)
    agrees("P-1", "v_oc at 1 mA", ours, 0.5000, TOLERANCE, unit="V", authority="pvlib, recorded", relative=True)


def drawn(count: int) -> list[tuple[float, float, float, float, float]]:
    """Cells at random over decades of light, saturation and resistances: (IL, I0, a, Rs, Rsh)."""
    draw = np.random.default_rng(20260621)
    low, high = np.log([1e-2, 1e-13, 0.02, 1e-3, 20.0]), np.log([20.0, 1e-7, 3.0, 0.5, 1e5])
    return [tuple(map(float, row)) for row in np.exp(draw.uniform(low, high, (count, 5)))]


def test_p1_live_over_random_cells(agrees: Agrees) -> None:
    pvsystem = pytest.importorskip("pvlib").pvsystem
    worst: dict[str, tuple[float, float, float]] = {}
    for photo_a, saturation_a, scale_v, series_ohm, shunt_ohm in drawn(300):
        theirs = pvsystem.singlediode(photo_a, saturation_a, series_ohm, shunt_ohm, scale_v, method="lambertw")
        ours = points(photo_a, saturation_a, scale_v, series_ohm, shunt_ohm)
        for name, value in ours.items():
            other = float(theirs[name])
            off = abs(value - other) / abs(other)
            assert math.isfinite(off)
            if off >= worst.get(name, (-1.0, 0.0, 0.0))[0]:
                worst[name] = (off, value, other)
    for name, (_, value, other) in worst.items():
        unit = {"i": "A", "v": "V", "p": "W"}[name[0]]
        agrees("P-1", f"{name}, worst of 300 cells", value, other, TOLERANCE, unit=unit, authority="pvlib, live",
               relative=True)  # fmt: skip
