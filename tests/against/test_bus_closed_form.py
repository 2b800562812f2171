"""P-6 and P-7 of docs/physics.md: the step of a constant-power load on a capacitor, and conservation over 15 orbits."""

from collections.abc import Callable

import numba
import numpy as np
import pytest
from numpy.typing import NDArray

from sim.kernel import jit
from sim.parameters import pack
from sim.power import books, bus, system

ORBIT_S = 5801  # [s] 96.69 min, docs/odc120.md
SUB_STEPS = 10  # of 10 ms in a tick of 100 ms
TOLERANCE = 1e-9  # of throughput, P-7
Agrees = Callable[..., None]
COMPILED = not numba.config.DISABLE_JIT


@pytest.mark.parametrize(("bus_v", "capacitance_f", "change_v"), [(100.0, 0.1, -5.132), (800.0, 0.010, -6.275)])
def test_p6_bus_step(bus_v: float, capacitance_f: float, change_v: float, agrees: Agrees) -> None:
    """50 kW more for 1 ms; P-6 gives the changes to four digits, and 1 % as tolerance. Ours: the digits given."""
    ours = bus.free_v(bus_v, -50e3, 1e-3, capacitance_f) - bus_v
    agrees("P-6", f"50 kW step on {bus_v:.0f} V", ours, change_v, 6e-4, unit="V", authority="closed form")


def test_p6_in_the_system_itself(agrees: Agrees) -> None:
    """The same step through the whole system, its battery converter answering only after 1 ms: -6.275 V."""
    flat = {"feed_payload_fixed_share": 0.0, "feed_payload_square_share": 0.0}  # 97 % at any load
    p = pack(system.PARAMETERS, {"bus_answer_time": 1e-3, "bus_droop": 1e-6, **flat})
    x, y = system.initial(p, 0.8), np.zeros(len(system.OUTPUTS))
    for load_w in (0.0, 0.0, 50e3 * 0.97):
        system.step(x, p, 0.0, 0.0, load_w, 0.0, 0.0, 0.0, 600.0, 255.0, 40.0, 15.0, 0.01, y)
    ours = y[system.OUTPUTS.index("bus_min_v")] - 800.0
    agrees("P-6", "the step in the whole system", ours, -6.275, 1e-3, unit="V", authority="closed form")


def weather(seconds: int) -> NDArray[np.float64]:
    """Inputs of `system.step` up to load_mask, a row a second: orbits with penumbra and umbra, all else at random."""
    draw = np.random.default_rng(20260621)
    t = np.arange(seconds) % ORBIT_S
    shade = np.interp(t, [0, 2270, 2300, 3500, 3530, ORBIT_S], [1, 1, 0, 0, 1, 1])
    dark = shade < 0.5
    rows = np.empty((seconds, 10))
    rows[:, 0] = 1317.7 * shade * draw.uniform(0.95, 1.0, seconds)
    rows[:, 1] = draw.uniform(20.0, 110.0, seconds)
    rows[:, 2] = np.where(dark, draw.uniform(10e3, 50e3, seconds), draw.uniform(60e3, 150e3, seconds))
    rows[:, 3] = draw.uniform(100.0, 2400.0, seconds)
    rows[:, 4] = draw.uniform(0.0, 900.0, seconds)
    rows[:, 5] = draw.uniform(900.0, 5000.0, seconds)
    rows[:, 6] = draw.uniform(520.0, 640.0, seconds)
    rows[:, 7] = np.where(draw.random(seconds) < 0.02, 127.0, 255.0)
    rows[:, 8] = draw.uniform(0.0, 71.0, seconds)
    rows[:, 9] = np.where(draw.random(seconds) < 0.01, 11.0, 15.0)
    return rows


@jit
def worst_residual(x, p, rows, y):
    """The largest |residual| of any tick over `rows`, one second each."""
    worst = 0.0
    for k in range(rows.shape[0]):
        r = rows[k]
        for _ in range(10):
            for _ in range(SUB_STEPS):
                system.step(x, p, r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], 0.01, y)
            worst = max(worst, abs(system.books_residual(x, p)))
    return worst


def ride(seconds: int, **values: float) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """(worst residual, final state, final outputs) of so many seconds from SoC 0.8."""
    p = pack(system.PARAMETERS, values)
    x, y = system.initial(p, 0.8), np.zeros(len(system.OUTPUTS))
    return worst_residual(x, p, weather(seconds), y), x, y


@pytest.mark.slow
@pytest.mark.skipif(not COMPILED, reason="8.7 million sub-steps of plain Python take a quarter of an hour")
def test_p7_books_close_over_15_orbits_at_every_tick(agrees: Agrees) -> None:
    worst, x, y = ride(15 * ORBIT_S)
    agrees("P-7", "worst residual of 15 orbits", worst, 0.0, TOLERANCE, unit="1", authority="conservation")
    assert np.isfinite(x).all()
    assert y[system.OUTPUTS.index("generated_j")] > 15 * 5e8  # [J] 15 orbits of 140 kWh: it was used in earnest
    assert y[system.OUTPUTS.index("trips")] == 0.0
    assert 0.3 < y[system.OUTPUTS.index("soc")] < 0.97


def test_p7_books_close_for_a_while() -> None:
    assert ride(ORBIT_S if COMPILED else 20)[0] <= TOLERANCE


@pytest.mark.parametrize("term", books.TERMS)
@pytest.mark.parametrize("scale", [0.99, 1.01])
def test_p7_one_per_cent_wrong_in_any_term_is_caught(term: str, scale: float) -> None:
    """Each term by itself; the books that were right (above) must not stay within tolerance."""
    assert ride(600 if COMPILED else 5, **{f"book_scale_{term}": scale})[0] > 10 * TOLERANCE


@pytest.mark.parametrize(
    "name",
    [
        "array_efficiency",
        "battery_efficiency",
        "battery_cell_r0",
        "feed_payload_efficiency",
        "battery_capacity",
        "array_square_share",
    ],
)
def test_p7_does_not_depend_on_the_numbers(name: str) -> None:
    """A changed physical number changes what happens, not whether the books close."""
    default = system.PARAMETERS[[parameter.name for parameter in system.PARAMETERS].index(name)].default
    assert ride(300 if COMPILED else 5, **{name: 0.9 * default})[0] <= TOLERANCE
