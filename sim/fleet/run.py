"""Run a fleet block by block: each block is pure and gives the same bits whoever runs it. Source: ours."""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.constants import EARTH_RADIUS_M, SOLAR_CONSTANT_W_M2
from sim.environment import view_factor
from sim.environment.albedo import albedo_factors
from sim.environment.flux import EARTH_INFRARED_W_M2, solar_flux_w_m2
from sim.errors import InputError
from sim.fleet import table
from sim.fleet.chain import lane_step
from sim.fleet.spec import BLOCK, FleetSpec, block_count, check_spec, satellite_count
from sim.kernel import jit_lanes
from sim.orbit import illumination
from sim.orbit.shells import Orbits, shell_orbits
from sim.orbit.sun import sun_position_eci_m
from sim.parameters import Parameter, pack
from sim.power import array, battery
from sim.workload import accelerator

Values = NDArray[np.float64]
_SECTIONS: dict[str, tuple[Parameter, ...]] = {
    "array": array.PARAMETERS,
    "battery": battery.PARAMETERS,
    "accelerator": accelerator.PARAMETERS,
    "fleet": table.PARAMETERS,
}
START_SOC, START_CELL_K, START_PACK_K, START_SURFACE_K = 0.9, 330.0, 293.15, 300.0


class BlockResult(NamedTuple):
    """Results of a block: (times,) [s], (times, shells) counts, (times, shells, OUTPUTS) and (satellites, SUMMARY)."""

    block: int
    t_s: Values
    satellites: Values  # satellites of the block in each shell, (shells,)
    sums: Values
    low: Values
    high: Values
    summary: Values


class FleetResult(NamedTuple):
    """Results of a fleet: as `BlockResult`, over all satellites; `summary` is in their numbering."""

    t_s: Values
    satellites: Values
    sums: Values
    low: Values
    high: Values
    summary: Values


@jit_lanes
def _advance(
    s: Values, steps: int, every: int, sun: Values, flux: Values, demand: float, factors: Values, ap: Values,
    bp: Values, wp: Values, fp: Values, dt_s: float, sums: Values, low: Values, high: Values, series: Values,
) -> None:  # fmt: skip
    """Run all lanes `s` (n, STATE); record each `every` steps; `series` (steps, OUTPUTS) takes lane 0 unless empty."""
    y = np.empty(len(table.OUTPUTS))
    for step in range(steps):
        now = (sun[step + 1, 0], sun[step + 1, 1], sun[step + 1, 2])
        row = step // every if (step + 1) % every == 0 else -1
        for n in range(s.shape[0]):
            shell = int(s[n, table.SHELL])
            lane_step(s[n], y, step * dt_s, now, flux[step + 1], demand, factors[shell], ap, bp, wp, fp, dt_s)
            if n < series.shape[0] and n == 0:
                series[step] = y
            if row >= 0:
                for k in range(y.size):
                    sums[row, shell, k] += y[k]
                    low[row, shell, k] = min(low[row, shell, k], y[k])
                    high[row, shell, k] = max(high[row, shell, k], y[k])


def run_block(spec: FleetSpec, block: int) -> BlockResult:
    """Return the results of satellites `block` * BLOCK and on; deterministic, bit for bit, wherever it runs (ours).

    Raises InputError for a bad spec, a parameter that does not exist, or a block outside `block_count`.
    """
    return _run(spec, block, np.empty((0, len(table.OUTPUTS))))


def run_lane(spec: FleetSpec, block: int = 0) -> Values:
    """Return (steps, OUTPUTS): the time series of the first satellite of a block (ours). Raises as `run_block`."""
    series = np.empty((_steps(check_spec(spec)), len(table.OUTPUTS)))
    _run(spec, block, series)
    return series


def merge(results: Iterable[BlockResult]) -> FleetResult:
    """Return the whole fleet's results, summed in block order whatever the order they come in (ours).

    Raises InputError when blocks are missing or doubled.
    """
    ordered = sorted(results, key=lambda result: result.block)
    if [result.block for result in ordered] != list(range(len(ordered))) or not ordered:
        raise InputError("fleet blocks", "each once, from 0", [result.block for result in ordered])
    first = ordered[0]
    count, sums, low, high = first.satellites.copy(), first.sums.copy(), first.low.copy(), first.high.copy()
    for result in ordered[1:]:
        count += result.satellites
        sums += result.sums
        np.minimum(low, result.low, out=low)
        np.maximum(high, result.high, out=high)
    return FleetResult(first.t_s, count, sums, low, high, np.concatenate([result.summary for result in ordered]))


def check_values(values: Mapping[str, Mapping[str, float]]) -> None:
    """Raise InputError for a parameter of a fleet that is not there or out of its range (ours)."""
    _packed(values)


def _steps(spec: FleetSpec) -> int:
    """Return the number of whole steps of a run."""
    return int(spec.duration_s / spec.step_s + 1e-9)


def _packed(values: Mapping[str, Mapping[str, float]]) -> list[Values]:
    """Return the packed parameters of each section. Raises InputError for a name that is not there or out of range."""
    for section, given in values.items():
        if section not in _SECTIONS:
            raise InputError("fleet values", f"one of {', '.join(_SECTIONS)}", section)
        known = {parameter.name: parameter for parameter in _SECTIONS[section]}
        for name, value in given.items():
            if name not in known:
                raise InputError(f"fleet values {section}", "a parameter of that section", name)
            if not known[name].low <= value <= known[name].high:
                raise InputError(f"fleet {section}.{name}", f"{known[name].low:g} to {known[name].high:g}", value)
    return [pack(entries, values.get(section, {})) for section, entries in _SECTIONS.items()]


def _start(spec: FleetSpec, first: int, last: int, sun: Values, bp: Values) -> Values:
    """Return the state (n, STATE) of satellites `first` to `last` at the epoch."""
    orbits = Orbits(*(column[first:last] for column in shell_orbits(spec.shells, spec.epoch_utc)))
    s = np.zeros((last - first, len(table.STATE)))
    s[:, table.A], s[:, table.RAAN], s[:, table.LATITUDE] = orbits.a_m, orbits.raan_rad, orbits.latitude_rad
    s[:, table.COS_I], s[:, table.SIN_I] = np.cos(orbits.inclination_rad), np.sin(orbits.inclination_rad)
    s[:, table.RAAN_RATE], s[:, table.LATITUDE_RATE] = orbits.raan_rad_s, orbits.latitude_rad_s
    s[:, table.SHELL] = np.repeat(np.arange(len(spec.shells)), [h.satellites for h in spec.shells])[first:last]
    s[:, table.EARTH_IR] = [EARTH_INFRARED_W_M2 * view_factor.edge_on(float(a) / EARTH_RADIUS_M) for a in orbits.a_m]
    s[:, table.SHARE] = illumination(_positions(s), sun)
    s[:, table.CELL_K], s[:, table.SOC], s[:, table.BATTERY_K] = START_CELL_K, START_SOC, START_PACK_K
    s[:, table.SUPPLY_K], s[:, table.RADIATOR_K] = 313.15, START_SURFACE_K
    s[:, table.LEVEL], s[:, table.MIN_SOC], s[:, table.MAX_JUNCTION] = 2.0, START_SOC, -273.15
    s[:, table.STORED_START] = battery.stored_j(START_SOC, bp)
    return s


def _positions(s: Values) -> Values:
    """Return (n, 3) positions [m], GCRF, at the epoch."""
    c, d = np.cos(s[:, table.LATITUDE]), np.sin(s[:, table.LATITUDE])
    e, f = np.cos(s[:, table.RAAN]), np.sin(s[:, table.RAAN])
    x, y = c * e - d * s[:, table.COS_I] * f, c * f + d * s[:, table.COS_I] * e
    return s[:, table.A, np.newaxis] * np.stack([x, y, d * s[:, table.SIN_I]], axis=1)


def _run(spec: FleetSpec, block: int, series: Values) -> BlockResult:
    """Run one block; `series` takes its first lane."""
    check_spec(spec)
    ap, bp, wp, fp = _packed(spec.values)
    if not 0 <= block < block_count(spec):
        raise InputError("fleet block", f"0 to {block_count(spec) - 1}", block)
    steps, every = _steps(spec), spec.record_every_steps
    t_s = spec.step_s * np.arange(steps + 1, dtype=np.float64)
    sun = sun_position_eci_m(spec.epoch_utc, t_s)
    flux = np.array([solar_flux_w_m2(math.sqrt(float(r @ r)), SOLAR_CONSTANT_W_M2) for r in sun])
    factors = np.stack([albedo_factors(1.0 + h.altitude_m / EARTH_RADIUS_M) for h in spec.shells])
    s = _start(spec, block * BLOCK, min((block + 1) * BLOCK, satellite_count(spec)), sun[0], bp)
    shape = (steps // every, len(spec.shells), len(table.OUTPUTS))
    sums, low, high = np.zeros(shape), np.full(shape, math.inf), np.full(shape, -math.inf)
    _advance(s, steps, every, sun, flux, spec.demand, factors, ap, bp, wp, fp, spec.step_s, sums, low, high, series)
    count = np.bincount(s[:, table.SHELL].astype(np.int64), minlength=len(spec.shells)).astype(np.float64)
    return BlockResult(
        block, np.asarray(t_s[every::every][: shape[0]], np.float64), count, sums, low, high, _summary(s, bp)
    )


def _summary(s: Values, bp: Values) -> Values:
    """Return (n, SUMMARY) of each satellite; the last column is what its energy books do not explain [J]."""
    stored = np.array([battery.stored_j(float(soc), bp) for soc in s[:, table.SOC]])
    stored += np.array([battery.polarisation_j(float(v), bp) for v in s[:, table.POLARISATION]])
    spent = s[:, table.LOAD_J] + s[:, table.LOSS_J] + s[:, table.HEAT_J] + stored - s[:, table.STORED_START]
    kept = [
        table.MIN_SOC,
        table.MAX_JUNCTION,
        table.ARRAY_J,
        table.LOAD_J,
        table.COMPUTE_H,
        table.ECLIPSE_S,
        table.SHED_S,
    ]
    return np.column_stack([s[:, kept], s[:, table.ARRAY_J] - spent])
