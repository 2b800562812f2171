"""What of a fleet a person is shown: which outputs are drawn, in which unit, and the facts in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from hil.fleet.folder import PAGE_NAME
from hil.fleet.page import S_PER_H, Quantity, Shells, page
from hil.record.disk import replace
from sim.fleet import table
from sim.fleet.run import FleetResult
from sim.orbit.shells import Shell

ZERO_C_K = 273.15  # [K]
PER_STEP = "compute_h"  # a sum over a step: shown as a rate

#: Output of the chain, title, unit, factor, offset.
DRAWN = (
    ("sunlit_share", "Sunlit share", "%", 100.0, 0.0),
    ("array_w", "Array power", "kW", 1e-3, 0.0),
    ("payload_w", "Compute power", "kW", 1e-3, 0.0),
    (PER_STEP, "Compute delivered", "accelerators", 1.0, 0.0),
    ("soc", "Battery, state of charge", "%", 100.0, 0.0),
    ("radiator_k", "Radiator temperature", "°C", 1.0, -ZERO_C_K),
    ("junction_c", "Hottest junction", "°C", 1.0, 0.0),
    ("shed", "Satellites that shed", "%", 100.0, 0.0),
    ("throttled", "Satellites that throttle", "%", 100.0, 0.0),
)

#: Fact, its words, its format.
FACTS = (
    ("satellites", "satellites", "{:,.0f}"),
    ("sunlit_share", "time in full or part sun", "{:.2%}"),
    ("array_kw", "array power, mean of a satellite", "{:.1f} kW"),
    ("compute_accelerator_h", "compute delivered", "{:,.0f} accelerator hours at full activity"),
    ("compute_accelerators", "  mean of a satellite", "{:.1f} accelerators at full activity"),
    ("shed_share", "time shed", "{:.2%}"),
    ("lowest_soc", "lowest state of charge", "{:.1%}"),
    ("hottest_junction_c", "hottest junction", "{:.1f} °C"),
    ("books_residual", "worst energy books", "{:.1e} of throughput"),
    ("heat_residual", "worst heat books", "{:.1e} of throughput"),
    ("satellite_steps_s", "speed", "{:,.0f} satellite-steps/s"),
)


def said(facts: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return the facts as a person reads them."""
    return [(words, form.format(facts[name])) for name, words, form in FACTS if name in facts]


def shell_names(shells: Sequence[Shell]) -> list[str]:
    """Return what a person calls each shell, by its height; those of one kind, angle and height get a number."""
    names = [f"{kind} {shell.altitude_m / 1e3:g} km" for kind, shell in zip(shell_kinds(shells), shells, strict=True)]
    twice = {name for name in names if names.count(name) > 1}
    return [f"{name} #{n}" if name in twice else name for n, name in enumerate(names)]


def shell_kinds(shells: Sequence[Shell]) -> list[str]:
    """Return the kind of each shell with its angle: local time of the node [h], or inclination [deg]."""
    return [f"sso {shell.angle:g} h" if shell.kind == "sso" else f"{shell.angle:g}°" for shell in shells]


def write_page(
    folder: Path, fleet: FleetResult, shells: Sequence[Shell], step_s: float, about: Sequence[Iterable[tuple[str, str]]]
) -> Path:
    """Write the picture of the fleet, in steps of `step_s` [s], into `folder` and return it. Raises RecordError."""
    quantities = [_quantity(fleet, step_s, *row) for row in DRAWN]
    named = Shells(shell_names(shells), shell_kinds(shells), fleet.satellites)
    title = f"Fleet of {fleet.satellites.sum():,.0f} satellites"
    replace(folder / PAGE_NAME, page(title, about, named, fleet.t_s, quantities))
    return folder / PAGE_NAME


def _quantity(
    fleet: FleetResult, step_s: float, name: str, title: str, unit: str, factor: float, offset: float
) -> Quantity:
    at = table.OUTPUTS.index(name)
    if name == PER_STEP:
        factor *= S_PER_H / step_s
    mean = fleet.sums[:, :, at] / fleet.satellites[np.newaxis, :]
    return Quantity(title, unit, *(factor * v + offset for v in (mean, fleet.low[:, :, at], fleet.high[:, :, at])))
