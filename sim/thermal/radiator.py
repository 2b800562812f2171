"""Radiator panel.

Segments in a row along the flow, each a coolant cell under a surface that radiates to a sink.

C dT/dt = q_in - eps sigma eta_fin A (T^4 - Ts^4) (`docs/physics.md` section 4). The sink temperature stands for
all that the surface absorbs: infrared and albedo of the Earth, sunlight, background. One temperature for both faces, so
faces of different sinks count by the mean of the fourth powers (`sim.environment.sink.effective_k`).

State `x` is (n,), LENGTH floats a panel.
"""

import numpy as np
from numpy.typing import NDArray

from sim.kernel import jit
from sim.thermal.coolant import temperature_k
from sim.thermal.fin import STEFAN_BOLTZMANN

SEGMENTS = 4  # segments in a panel
COOLANT = 0  # offset in a segment: specific enthalpy of the coolant cell, as it leaves [J/kg]
SURFACE = 1  # offset in a segment: surface temperature [K]
LENGTH = 2 * SEGMENTS
NAMES = tuple(f"{what}_{i}" for i in range(SEGMENTS) for what in ("coolant", "surface"))


@jit
def exchange_w_k4(emissivity: float, fin_efficiency: float, emitting_m2: float) -> float:
    """Return eps sigma eta A [W/K4] of `emitting_m2` [m2]; fins do `fin_efficiency` [1] of what they would at root.

    Source: docs/physics.md section 4.
    """
    return emissivity * STEFAN_BOLTZMANN * fin_efficiency * emitting_m2


@jit
def grey_w(exchange_w_k4: float, at_k: float) -> float:
    """Return the power [W] of a grey surface at `at_k` [K]: radiated at its own temperature, absorbed at the sink's.

    `exchange_w_k4` [W/K4]. Source: Stefan-Boltzmann.
    """
    square = at_k * at_k
    return exchange_w_k4 * square * square


@jit
def surface_next_k(
    surface_k: float, heat_w: float, absorbed_w: float, radiated_w: float, capacity_j_k: float, dt_s: float
) -> float:
    """Return the surface temperature [K] after `dt_s` [s]: one explicit step of C dT/dt = heat + absorbed - radiated.

    Powers [W], `capacity_j_k` C [J/K]. Source: docs/physics.md section 4.
    """
    return surface_k + (heat_w + absorbed_w - radiated_w) * dt_s / capacity_j_k


@jit
def step(
    x: NDArray[np.float64],
    base: int,
    kind: float,
    inlet_j_kg: float,
    flow_kg_s: float,
    coolant_kg: float,
    wall_w_k: float,
    weight: float,
    exchange_w_k4: float,
    absorbed_w: float,
    capacity_j_k: float,
    scale_wall: float,
    scale_absorbed: float,
    scale_radiated: float,
    dt_s: float,
) -> float:
    """One explicit step of the panel at x[base:base + LENGTH]; return the power its surfaces radiated [W].

    `kind` of coolant; masses, conductances, exchange, absorbed power and capacity are of ONE segment; `weight` is the
    outlet's in the mean coolant temperature (see `exchanger`). The scales are 1.0: others plant an error in one
    exchange, for the books to find.
    """
    upstream_j_kg = inlet_j_kg
    upstream_k = temperature_k(kind, inlet_j_kg)
    radiated_w = 0.0
    for i in range(SEGMENTS):
        cell = base + 2 * i
        own_j_kg = x[cell + COOLANT]
        own_k = temperature_k(kind, own_j_kg)
        surface_k = x[cell + SURFACE]
        wall_w = wall_w_k * ((1.0 - weight) * upstream_k + weight * own_k - surface_k)
        out_w = grey_w(exchange_w_k4, surface_k)
        x[cell + COOLANT] = own_j_kg + (flow_kg_s * (upstream_j_kg - own_j_kg) - wall_w) * dt_s / coolant_kg
        x[cell + SURFACE] = surface_next_k(
            surface_k,
            wall_w * scale_wall,
            absorbed_w * scale_absorbed,
            out_w * scale_radiated,
            capacity_j_k,
            dt_s,
        )
        radiated_w += out_w
        upstream_j_kg = own_j_kg
        upstream_k = own_k
    return radiated_w


@jit
def mean_surface_k(x: NDArray[np.float64], base: int) -> float:
    """Return the mean surface temperature [K] of the panel at x[base:], `x` (n,). Source: ours."""
    total = 0.0
    for i in range(SEGMENTS):
        total += x[base + 2 * i + SURFACE]
    return total / SEGMENTS
