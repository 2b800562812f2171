"""P-3 and P-4 of docs/physics.md: the equivalent circuit against PyBaMM's Chen2020 cell (SPMe), recorded and live.

The leaves of sim/power/battery.py are run as one cell of 5 Ah nominal (5.1532 Ah between 2.5 and 4.2 V, the capacity
PyBaMM finds between those voltages) with one R0 and one RC pair, fitted once by least squares to three PyBaMM runs and
written down here. A second RC pair lowers the error by less than a millivolt (16.1 to 15.3 mV at 1C).
"""

import math
from collections.abc import Callable, Iterable

import numpy as np
import pytest

from sim.parameters import pack
from sim.power import battery

Agrees = Callable[..., None]
TOLERANCE_V = 0.025  # [V] RMS between 20 and 95 % of charge, P-3
CELL_C = 5.153198 * 3600.0  # [C] between PyBaMM's stoichiometries at 2.5 and 4.2 V
STEP_S = 1.0
P = pack(
    battery.PARAMETERS,
    {
        "battery_cells": 1.0, "battery_capacity": CELL_C, "battery_cell_r0": 28.40e-3, "battery_cell_r1": 19.67e-3,
        "battery_rc_time": 78.96, "battery_charge_max": 100.0, "battery_discharge_max": 100.0,
        "battery_cell_full": 4.10, "battery_cell_empty": 2.5,
    },
)  # fmt: skip
DYNAMIC_A = (4.0, -1.5, 0.0, 6.0, 2.0, -2.5, 5.0, 0.5, -1.0, 3.0) * 4  # [A] out, 120 s each


class Cell:
    """One cell of the model at 25 degC; positive currents charge."""

    def __init__(self, soc: float) -> None:
        self.soc, self.polarisation_v = soc, 0.0
        self.r0_ohm = battery.series_ohm(298.15, P)

    def step(self, amp: float, dt_s: float) -> float:
        """Move on and return the voltage at the end."""
        _, self.polarisation_v, _ = battery.polarise(self.polarisation_v, amp, P, dt_s)
        self.soc += amp * dt_s / CELL_C
        return battery.cell_ocv_v(self.soc, P) + self.r0_ohm * amp + self.polarisation_v

    def charge_a(self, asked_a: float, dt_s: float) -> float:
        *_, end_v, end_ohm = battery.source(self.soc, self.polarisation_v, self.r0_ohm, P, dt_s)
        return battery.charge_limit_a(self.soc, 298.15, asked_a, end_v, end_ohm, P, dt_s)


def ours(soc: float, times_s: Iterable[float], amps: Iterable[float]) -> tuple[np.ndarray, np.ndarray]:
    """(voltages, states of charge) at `times_s`, the current of each point having flowed since the one before."""
    cell, now_s, volts, socs = Cell(soc), 0.0, [], []
    for until_s, amp in zip(times_s, amps, strict=True):
        volt = battery.cell_ocv_v(cell.soc, P) + cell.r0_ohm * amp + cell.polarisation_v
        while until_s - now_s > 1e-9:
            dt_s = min(STEP_S, until_s - now_s)
            volt = cell.step(amp, dt_s)
            now_s += dt_s
        volts.append(volt)
        socs.append(cell.soc)
    return np.array(volts), np.array(socs)


def pybamm_run(steps: list, soc: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(time [s], current in [A], voltage [V]) of PyBaMM's SPMe with the parameters of Chen2020."""
    pybamm = pytest.importorskip("pybamm")
    simulation = pybamm.Simulation(
        pybamm.lithium_ion.SPMe(),
        parameter_values=pybamm.ParameterValues("Chen2020"),
        experiment=pybamm.Experiment(steps, period="5 seconds"),
    )
    solution = simulation.solve(initial_soc=soc)
    return solution["Time [s]"].entries, -solution["Current [A]"].entries, solution["Voltage [V]"].entries


def constant(amp: float, seconds: float, **more: str):
    return pytest.importorskip("pybamm").step.current(amp, duration=seconds, **more)


@pytest.mark.slow
@pytest.mark.parametrize("run", ["1C", "C/2", "dynamic"])
def test_p3_live(run: str, agrees: Agrees) -> None:
    if run == "dynamic":
        soc, steps = 0.9, [constant(amp, 120.0) for amp in DYNAMIC_A]
    else:
        soc, steps = 1.0, [constant(5.0 if run == "1C" else 2.5, 9000.0, termination="2.5 V")]
    times_s, amps, theirs_v = pybamm_run(steps, soc)
    volts, socs = ours(soc, times_s, amps)
    inside = (socs > 0.20) & (socs < 0.95)
    assert inside.sum() > 300
    rms_v = math.sqrt(float(np.mean((volts - theirs_v)[inside] ** 2)))
    agrees("P-3", f"RMS of terminal voltage, {run}", rms_v, 0.0, TOLERANCE_V, unit="V", authority="PyBaMM, live")


def test_p3_recorded_discharges(agrees: Agrees) -> None:
    """docs/physics.md, P-3: 3.518 V at 2.5 Ah of a 1C discharge; 2.5 V after 3594.6 s, at C/2 after 7299.5 s.

    The end lies outside 20 to 95 %, where a circuit of constant resistance is not meant to follow; it is 1 % there.
    """
    volts, _ = ours(1.0, [0.0, 1800.0], [-5.0, -5.0])
    agrees("P-3", "1C at 2.5 Ah", volts[1], 3.518, TOLERANCE_V, unit="V", authority="PyBaMM, recorded")
    for amp, end_s in ((5.0, 3594.6), (2.5, 7299.5)):
        cell, seconds = Cell(1.0), 0
        while cell.step(-amp, 1.0) > 2.5:
            seconds += 1
        agrees("P-3", f"time to 2.5 V at {amp} A", seconds, end_s, 0.02, unit="s", authority="PyBaMM, recorded",
               relative=True)  # fmt: skip


def test_p4_leo_cycle(agrees: Agrees) -> None:
    """docs/physics.md, P-4: 1.8 A for 36 min from 90 %, then 1.5 A to 4.10 V, then constant voltage to 50 mA."""
    volts, socs = ours(0.90, [5.0, 2160.0], [-1.8, -1.8])
    for name, volt, theirs in (("5 s into", volts[0], 4.036), ("end of", volts[1], 3.842)):
        agrees("P-4", f"{name} discharge", volt, theirs, TOLERANCE_V, unit="V", authority="PyBaMM, recorded")
    nominal = 0.90 - (0.90 - socs[1]) * CELL_C / (5.0 * 3600.0)  # counted on the nominal 5 Ah, as P-4 does
    agrees("P-4", "charge by counting, nominal 5 Ah", nominal, 0.684, 0.002, unit="1", authority="arithmetic")


def test_p4_constant_current_then_constant_voltage(agrees: Agrees) -> None:
    """PyBaMM meets 4.10 V after 932.5 s of 1.5 A. There the curve rises 0.06 mV a second, so millivolts are minutes:
    ours takes 1171 s, a quarter longer, which is a shortfall (docs/models/power-battery.md, Limits). Held to PyBaMM is
    the voltage at that moment; the shortfall is held to what the page says, so that it does not grow unnoticed.
    """
    volts, _ = ours(0.90, [2160.0, 2160.0 + 932.5], [-1.8, 1.5])
    agrees(
        "P-4", "voltage after 932.5 s of charge", volts[1], 4.10, TOLERANCE_V, unit="V", authority="PyBaMM, recorded"
    )
    cell = Cell(0.90)
    for _ in range(2160):
        cell.step(-1.8, 1.0)
    start_soc, seconds, volt = cell.soc, 0, 0.0
    while (amp := cell.charge_a(1.5, 1.0)) == 1.5:
        volt = cell.step(amp, 1.0)
        seconds += 1
    assert seconds == pytest.approx(1171, abs=15)  # not PyBaMM's 932.5 s: what the page owns up to
    highest_v, falling = volt, [amp]
    while (amp := cell.charge_a(1.5, 1.0)) > 0.05:
        volt = cell.step(amp, 1.0)
        highest_v = max(highest_v, volt)
        falling.append(amp)
    agrees("P-4", "constant voltage", highest_v, 4.10, 1e-6, unit="V", authority="definition")
    assert max(falling) <= 1.5
    assert len(falling) > 1800  # the taper is the longer part, as it is with PyBaMM (6000 s)
    assert cell.soc > start_soc + 0.15
