"""Age of battery and array, as start parameters: what years, cycles and radiation left of them.

Battery: NMC against graphite, capacity 1 - alpha t^0.75 - beta sqrt(Q), resistance 1 + alpha' t^0.75 + beta' Q, with
alpha ~ exp(-T0/T) and rising with voltage, beta with depth and mean voltage (Schmalstieg et al., J. Power Sources 257
(2014) 325, eq. 20-27; t in days, Q the charge moved in Ah of their cell of 2.05 Ah, here taken by full cycles).
Array: remaining power 1 - c ln(1 + F/F0) (Anspaugh, GaAs Solar Cell Radiation Handbook, JPL 96-9, 1996), through the
two points of AZUR 3G30C in docs/physics.md: 0.93 at 1e14 and 0.88 at 1e15 of 1 MeV electrons a cm2.

Ageing within a run is nothing (1e-5 an orbit), so it is applied to the parameters when a satellite is made, and costs
a step nothing. Plain Python.
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.parameters import Parameter, index

PARAMETERS = (
    Parameter("age_years", "1", 0.0, 0.0, 30.0, "calendar age of the battery [a]; 0 is new"),
    Parameter(
        "age_cycles", "1", 0.0, 0.0, 1e5, "full equivalent cycles of the battery so far; 1,400 eclipses of 0.3 are 420"
    ),
    Parameter("age_cell_v", "V", 3.95, 3.0, 4.2, "mean rest voltage of a cell over that time"),
    Parameter("age_depth", "1", 0.3, 0.0, 1.0, "depth of those cycles"),
    Parameter("age_temperature", "K", 293.15, 253.15, 333.15, "mean temperature of the battery over that time"),
    Parameter("age_fluence", "1", 0.0, 0.0, 1e16, "1 MeV electrons a cm2 behind the cover glass so far"),
)

CELL_AH = 2.05  # [Ah] of the cell the law was measured on
LEAST = 0.5  # the laws were measured down to some 70-80 % of capacity; nothing is said below this
DAYS = 365.25  # [d] a year
POWER_LOSS = 0.02208446  # c: 0.07 / ln(1 + 1e14/F0)
KNEE_FLUENCE = 4.386132e12  # F0 [1/cm2]: ln(1 + 1e15/F0) / ln(1 + 1e14/F0) = 0.12 / 0.07


def capacity_left(years: float, cycles: float, cell_v: float, depth: float, temperature_k: float) -> float:
    """Return the capacity over that of a new cell [1]; `cell_v` [V], `temperature_k` [K]. Not below 0.5.

    Raises InputError as `resistance_growth` does.
    """
    _check_cell(years, cycles, cell_v, depth, temperature_k)
    alpha = max(7.543 * cell_v - 23.75, 0.0) * 1e6 * math.exp(-6976.0 / temperature_k)
    off_v = cell_v - 3.667
    beta = 7.348e-3 * off_v * off_v + 7.6e-4 + 4.081e-3 * depth
    days, moved_ah = years * DAYS, 2.0 * CELL_AH * cycles
    return max(1.0 - alpha * math.sqrt(days * math.sqrt(days)) - beta * math.sqrt(moved_ah), LEAST)


def resistance_growth(years: float, cycles: float, cell_v: float, depth: float, temperature_k: float) -> float:
    """Return the resistance over that of a new cell [1]; `cell_v` [V], `temperature_k` [K]. Not below 1.

    Raises InputError for an age or cycles below 0, a depth outside 0 to 1, and a voltage or temperature not above 0.
    """
    _check_cell(years, cycles, cell_v, depth, temperature_k)
    alpha = max(5.270 * cell_v - 16.32, 0.0) * 1e5 * math.exp(-5986.0 / temperature_k)
    off_v = cell_v - 3.725
    beta = max(2.153e-4 * off_v * off_v - 1.521e-5 + 2.798e-4 * depth, 0.0)
    days, moved_ah = years * DAYS, 2.0 * CELL_AH * cycles
    return 1.0 + alpha * math.sqrt(days * math.sqrt(days)) + beta * moved_ah


def power_left(fluence: float) -> float:
    """Return the power over beginning of life [1] after `fluence` electrons of 1 MeV a cm2.

    Raises InputError for a fluence that is no number from 0 up.
    """
    _check(fluence=fluence)
    return 1.0 - POWER_LOSS * math.log1p(fluence / KNEE_FLUENCE)


def _check(**values: float) -> None:
    for name, value in values.items():
        if not (value >= 0.0 and math.isfinite(value)):
            raise InputError(f"ageing: {name}", "a number from 0 up", value)


def _check_cell(years: float, cycles: float, cell_v: float, depth: float, temperature_k: float) -> None:
    _check(years=years, cycles=cycles, depth=depth)
    if depth > 1.0:
        raise InputError("ageing: depth", "a share of 0 to 1", depth)
    for name, value in (("cell_v", cell_v), ("temperature_k", temperature_k)):
        if not (value > 0.0 and math.isfinite(value)):
            raise InputError(f"ageing: {name}", "a number above 0", value)


def aged(p: NDArray[np.float64], table: tuple[Parameter, ...]) -> NDArray[np.float64]:
    """Return a copy of the electrical parameters p, (len(table),), with age worked into what ages.

    Capacity, both resistances, and the array by half in voltage and half in current (ours: sheets give such halves).
    Raises InputError for what the laws above refuse.
    """
    new = p.copy()
    years, cycles, cell_v, depth, temperature_k, fluence = (float(p[index(table, row.name)]) for row in PARAMETERS)
    new[index(table, "battery_capacity")] *= capacity_left(years, cycles, cell_v, depth, temperature_k)
    growth = resistance_growth(years, cycles, cell_v, depth, temperature_k)
    for name in ("battery_cell_r0", "battery_cell_r1"):
        new[index(table, name)] *= growth
    half = math.sqrt(power_left(fluence))
    new[index(table, "array_current_left")] *= half
    new[index(table, "array_voltage_left")] *= half
    return new
