"""How far the fleet's on-board policy and its coarse chain are from the real flight modules on the fine plant.

The shipped eclipse scenario is flown whole (hil.fleet.flown), and one lane of the fleet's chain on the same orbit, with
the mean demand that the flown satellite had in full Sun before it shed anything. Both are compared step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hil.fleet.agreement import SCENARIO
from hil.fleet.flown import Flown, fly
from sim.fleet import table
from sim.fleet.run import run_lane
from sim.fleet.spec import FleetSpec
from sim.fleet.start import START_SOC
from sim.orbit.shells import Shell

Array = NDArray[np.float64]

SETTLING_S = 300.0  # [s] training and the batch fill up first
ZERO_C_K = 273.15  # [K]


def measure(spec: FleetSpec, interrupted: Callable[[], bool] = lambda: False) -> dict[str, Any]:
    """Return the differences, policy less flight software, as plain data with `said`, rows for a person.

    Of `spec` the step, the epoch and the chain's parameters are taken. Raises HilError when the real run breaks or is
    `interrupted`.
    """
    epoch = spec.epoch_utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    start = (f"epoch={epoch}", "orbit.argument_of_latitude_deg=0", f"satellite.start.soc={START_SOC}")
    real = fly(SCENARIO, start, spec.step_s, interrupted)
    before = (real.time_s > SETTLING_S) & (real.time_s < _first_dark_s(real) - SETTLING_S)
    wanted_w = float(real.values["payload_w"][before].mean())
    found = _compared(_lane(spec, real, wanted_w), real, spec.step_s)
    chain = _compared(_same_power(spec, real), real, spec.step_s)
    return {"wanted_w": wanted_w, **found, "chain": chain, "said": [*_said(found), *_said_of_chain(chain)]}


def _first_dark_s(real: Flown) -> float:
    dark = np.flatnonzero(real.values["illumination"] < 1.0)
    return float(real.time_s[dark[0]]) if dark.size else float(real.time_s[-1])


def _same_power(spec: FleetSpec, real: Flown) -> dict[str, Array]:
    """Return the series of the chain alone: its racks draw what the flown satellite's did."""
    alone = spec._replace(shells=(Shell("sso", 600e3, 18.0, 1),), duration_s=float(real.time_s[-1]))
    series = run_lane(alone, rack_w=real.values["payload_w"])
    return {name: series[:, n] for n, name in enumerate(table.OUTPUTS)}


def _lane(spec: FleetSpec, real: Flown, wanted_w: float) -> dict[str, Array]:
    """Return the series of the surrogate over the same orbit, its demand such that it asks for `wanted_w`."""
    orbit = Shell("sso", 600e3, 18.0, 1)
    alone = spec._replace(shells=(orbit,), duration_s=float(real.time_s[-1]), demand=1.0)
    full, none = (run_lane(alone._replace(demand=demand))[:, table.O_PAYLOAD].max() for demand in (1.0, 0.0))
    demand = min(max((wanted_w - none) / (full - none), 0.0), 1.0)
    series = run_lane(alone._replace(demand=demand))
    return {name: series[:, n] for n, name in enumerate(table.OUTPUTS)}


def _compared(lane: dict[str, Array], real: Flown, step_s: float) -> dict[str, float]:
    soc = 100.0 * (lane["soc"] - real.values["soc"])
    kelvin = lane["radiator_k"] - ZERO_C_K - real.values["radiator_c"]
    ours_j, theirs_j = (float(w.sum()) * step_s for w in (lane["payload_w"], real.values["payload_w"]))
    array_j = [float(w.sum()) * step_s for w in (lane["array_w"], real.values["array_w"])]
    return {
        "soc_points_mean": float(np.abs(soc).mean()),
        "soc_points_worst": float(np.abs(soc).max()),
        "radiator_k_mean": float(np.abs(kelvin).mean()),
        "radiator_k_worst": float(np.abs(kelvin).max()),
        "payload_percent": 100.0 * (ours_j / theirs_j - 1.0),
        "array_percent": 100.0 * (array_j[0] / array_j[1] - 1.0),
    }


def _said(found: dict[str, float]) -> list[tuple[str, str]]:
    return [
        (
            "policy less flight software",
            f"compute energy {found['payload_percent']:+.1f} %, array energy {found['array_percent']:+.1f} %",
        ),
        (
            "  over an orbit with eclipse",
            f"state of charge {found['soc_points_mean']:.1f} points off (at most {found['soc_points_worst']:.1f}), "
            f"radiator {found['radiator_k_mean']:.1f} K (at most {found['radiator_k_worst']:.1f})",
        ),
    ]


def _said_of_chain(chain: dict[str, float]) -> list[tuple[str, str]]:
    return [
        (
            "chain less fine plant, same power",
            f"array energy {chain['array_percent']:+.2f} %, charge {chain['soc_points_worst']:.2f} points at most, "
            f"radiator {chain['radiator_k_mean']:.1f} K (at most {chain['radiator_k_worst']:.1f})",
        )
    ]
