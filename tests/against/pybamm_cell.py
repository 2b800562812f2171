"""One cell of `sim.power.battery` beside PyBaMM's Chen2020: both run through the same currents.

The leaves are run as one cell of 5 Ah nominal: 5.1532 Ah, which PyBaMM finds between its stoichiometries at 2.5 and
4.2 V. Currents are positive when they charge, PyBaMM's the other way; cells are at 25 degC.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.parameters import pack
from sim.power import battery

Values = NDArray[np.float64]

CELL_C = 5.153198 * 3600.0  # [C]
STEP_S = 1.0
WARM_K = 298.15  # [K]


def circuit(r0_ohm: float, r1_ohm: float, tau_s: float) -> Values:
    """Return the packed parameters of such a cell; it is full at 4.10 V, as P-4 has it."""
    return pack(
        battery.PARAMETERS,
        {
            "battery_cells": 1.0, "battery_capacity": CELL_C, "battery_cell_r0": r0_ohm, "battery_cell_r1": r1_ohm,
            "battery_rc_time": tau_s, "battery_charge_max": 100.0, "battery_discharge_max": 100.0,
            "battery_cell_full": 4.10, "battery_cell_empty": 2.5,
        },
    )  # fmt: skip


class Cell:
    """Our cell, at rest at `soc` [1] to begin with."""

    def __init__(self, soc: float, p: Values) -> None:
        self.soc, self.polarisation_v, self.p = soc, 0.0, p
        self.r0_ohm = battery.series_ohm(WARM_K, p)

    def volt(self, amp: float) -> float:
        """Return the voltage [V] with `amp` flowing."""
        return battery.cell_ocv_v(self.soc, self.p) + self.r0_ohm * amp + self.polarisation_v

    def step(self, amp: float, dt_s: float) -> float:
        """Move on by `dt_s` [s] and return the voltage [V] at the end."""
        _, self.polarisation_v, _ = battery.polarise(self.polarisation_v, amp, self.p, dt_s)
        self.soc += amp * dt_s / CELL_C
        return self.volt(amp)

    def charge_a(self, asked_a: float, dt_s: float) -> float:
        """Return the current [A] the model lets in of what is asked."""
        *_, end_v, end_ohm = battery.source(self.soc, self.polarisation_v, self.r0_ohm, self.p, dt_s)
        return battery.charge_limit_a(self.soc, WARM_K, asked_a, end_v, end_ohm, self.p, dt_s)


def ours(soc: float, times_s: Iterable[float], amps: Iterable[float], p: Values) -> tuple[Values, Values]:
    """(voltages, states of charge) at `times_s`, the current of each point having flowed since the one before."""
    cell, now_s, volts, socs = Cell(soc, p), 0.0, [], []
    for until_s, amp in zip(times_s, amps, strict=True):
        volt = cell.volt(amp)
        while until_s - now_s > 1e-9:
            dt_s = min(STEP_S, until_s - now_s)
            volt = cell.step(amp, dt_s)
            now_s += dt_s
        volts.append(volt)
        socs.append(cell.soc)
    return np.array(volts), np.array(socs)


def rms_v(volts: Values, theirs_v: Values) -> float:
    """Return the root mean square of the difference [V]."""
    return math.sqrt(float(np.mean((volts - theirs_v) ** 2)))


def constant(out_a: float, seconds: float, **more: str) -> Any:
    """Return PyBaMM's step of a constant current [A, positive out]. Skips the test without PyBaMM."""
    return pytest.importorskip("pybamm").step.current(out_a, duration=seconds, **more)


def pybamm_run(steps: list[Any], soc: float) -> tuple[Values, Values, Values]:
    """(time [s], current in [A], voltage [V]) of PyBaMM's SPMe with the parameters of Chen2020."""
    pybamm = pytest.importorskip("pybamm")
    simulation = pybamm.Simulation(
        pybamm.lithium_ion.SPMe(),
        parameter_values=pybamm.ParameterValues("Chen2020"),
        experiment=pybamm.Experiment(steps, period="5 seconds"),
    )
    solution = simulation.solve(initial_soc=soc)
    return solution["Time [s]"].entries, -solution["Current [A]"].entries, solution["Voltage [V]"].entries
