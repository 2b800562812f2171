"""Run a fleet block by block: each block is pure and gives the same bits whoever runs it. Source: ours."""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.constants import EARTH_RADIUS_M, SOLAR_CONSTANT_W_M2
from sim.environment.flux import solar_flux_w_m2
from sim.errors import InputError
from sim.fleet import table
from sim.fleet.chain import resistances, step
from sim.fleet.place import COSINES, albedo_over_cosine
from sim.fleet.spec import BLOCK, FleetSpec, block_count, check_spec, satellite_count
from sim.fleet.start import heat_j, start
from sim.kernel import jit_lanes, jit_making
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
CHUNK = 128  # lanes; 55 kB of columns
#: Columns that go into the summary as they are, in its order.
KEPT = (
    table.MIN_SOC, table.MAX_JUNCTION, table.ARRAY_J, table.LOAD_J, table.COMPUTE_H, table.ECLIPSE_S, table.SHED_S,
)  # fmt: skip
OUTPUTS, SCRATCH = len(table.OUTPUTS), len(table.SCRATCH)


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


@jit_making
def _advance(
    s: Values, steps: int, every: int, sun: Values, flux: Values, demand: float, imposed: Values, albedo: Values,
    ap: Values, bp: Values, wp: Values, fp: Values, dt_s: float,
    sums: Values, low: Values, high: Values, series: Values,
) -> None:  # fmt: skip
    """Run all lanes `s` (len(STATE), n), chunk by chunk; record each `every` steps.

    `imposed` (steps,) [W] is what racks draw instead of what the policy says, NaN where it says.
    `series` (steps, OUTPUTS) takes lane 0 unless it is empty. A chunk's columns stay in the cache for all its steps.
    """
    for first in range(0, s.shape[1], CHUNK):
        x = s[:, first : first + CHUNK].copy()
        w = np.empty((SCRATCH, x.shape[1]))
        y = np.empty((OUTPUTS, x.shape[1]))
        for number in range(steps):
            if number % every == 0:
                resistances(x, bp)
            now = (sun[number + 1, 0], sun[number + 1, 1], sun[number + 1, 2])
            step(x, w, y, now, flux[number + 1], demand, imposed[number], albedo, ap, bp, wp, fp, dt_s)
            if first == 0 and series.shape[0] > 0:
                series[number] = y[:, 0]
            if (number + 1) % every == 0:
                _record(x[table.SHELL], y, sums[number // every], low[number // every], high[number // every])
        s[:, first : first + CHUNK] = x


@jit_lanes
def _record(shell: Values, y: Values, sums: Values, low: Values, high: Values) -> None:
    """Enter the outputs `y` of all lanes, each of its `shell`, in the sums and extremes (shells, OUTPUTS)."""
    for k in range(y.shape[0]):
        for n in range(y.shape[1]):
            at = int(shell[n])
            value = y[k, n]
            sums[at, k] += value
            low[at, k] = min(low[at, k], value)
            high[at, k] = max(high[at, k], value)


def run_block(spec: FleetSpec, block: int) -> BlockResult:
    """Return the results of satellites `block` * BLOCK and on; deterministic, bit for bit, wherever it runs (ours).

    Raises InputError for a bad spec, a parameter that does not exist, or a block outside `block_count`.
    """
    return _run(spec, block, np.empty((0, len(table.OUTPUTS))), np.full(_steps(check_spec(spec)), math.nan))


def run_lane(spec: FleetSpec, block: int = 0, *, rack_w: ArrayLike | None = None) -> Values:
    """Return (steps, OUTPUTS): the time series of the first satellite of a block (ours).

    With `rack_w` (steps,) [W] its racks draw that, whatever the policy: to compare the chain alone with a finer plant.
    `compute_h` and `shed` then still tell the policy.
    Raises as `run_block`, and InputError for a profile of another length or with a value that is no power.
    """
    steps = _steps(check_spec(spec))
    series = np.empty((steps, len(table.OUTPUTS)))
    imposed = np.full(steps, math.nan)
    if rack_w is not None:
        imposed = np.asarray(rack_w, np.float64)
        if imposed.shape != (steps,) or not np.all(imposed >= 0.0):
            raise InputError("rack_w", f"{steps} powers from 0 W", imposed.shape)
    _run(spec, block, series, imposed)
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


@lru_cache(maxsize=4)
def _sunlight(epoch_utc: datetime, steps: int, step_s: float) -> tuple[Values, Values, Values]:
    """Return times (steps + 1,) [s], the Sun (steps + 1, 3) [m, GCRF] and its flux (steps + 1,) [W/m2].

    They are the same for all blocks of a run, so made once.
    """
    t_s = step_s * np.arange(steps + 1, dtype=np.float64)
    sun = sun_position_eci_m(epoch_utc, t_s)
    flux = np.array([solar_flux_w_m2(math.sqrt(float(r @ r)), SOLAR_CONSTANT_W_M2) for r in sun])
    return t_s, sun, flux


def _run(spec: FleetSpec, block: int, series: Values, imposed: Values) -> BlockResult:
    """Run one block; `series` takes its first lane, `imposed` (steps,) [W] its racks draw where it is not NaN."""
    ap, bp, wp, fp = _packed(spec.values)
    if not 0 <= block < block_count(spec):
        raise InputError("fleet block", f"0 to {block_count(spec) - 1}", block)
    steps, every = _steps(spec), spec.record_every_steps
    t_s, sun, flux = _sunlight(spec.epoch_utc, steps, spec.step_s)
    rack_w = float(imposed[0]) if imposed[0] >= 0.0 else fp[table.COUNT] * accelerator.power_w(spec.demand, 1.0, wp)
    s = start(spec, block * BLOCK, min((block + 1) * BLOCK, satellite_count(spec)), sun[0], rack_w, bp, fp)
    albedo = np.zeros((len(spec.shells), COSINES))
    for shell in np.unique(s[table.SHELL]).astype(np.int64):
        albedo[shell] = albedo_over_cosine(1.0 + spec.shells[shell].altitude_m / EARTH_RADIUS_M)
    shape = (steps // every, len(spec.shells), len(table.OUTPUTS))
    sums, low, high = np.zeros(shape), np.full(shape, math.inf), np.full(shape, -math.inf)
    _advance(
        s, steps, every, sun, flux, spec.demand, imposed, albedo, ap, bp, wp, fp, spec.step_s, sums, low, high, series
    )
    count = np.bincount(s[table.SHELL].astype(np.int64), minlength=len(spec.shells)).astype(np.float64)
    return BlockResult(
        block, np.asarray(t_s[every::every][: shape[0]], np.float64), count, sums, low, high, _summary(s, bp, fp)
    )


@jit_lanes
def _stored(s: Values, bp: Values, stored_j: Values) -> None:
    """Put the energy [J] in the battery of each lane into `stored_j` (n,)."""
    for n in range(s.shape[1]):
        stored_j[n] = battery.stored_j(s[table.SOC, n], bp) + battery.polarisation_j(s[table.POLARISATION, n], bp)


def _summary(s: Values, bp: Values, fp: Values) -> Values:
    """Return (n, SUMMARY) of each satellite; the last two columns are what its books do not explain [J]."""
    stored = np.empty(s.shape[1])
    _stored(s, bp, stored)
    spent = s[table.LOAD_J] + s[table.LOSS_J] + s[table.HEAT_J] + stored - s[table.STORED_START]
    heat = s[table.HEAT_IN_J] + s[table.ABSORBED_J] - s[table.RADIATED_J] - (heat_j(s, fp) - s[table.HEAT_START])
    return np.column_stack([s[list(KEPT)].T, s[table.ARRAY_J] - spent, heat])
