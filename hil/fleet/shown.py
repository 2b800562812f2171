"""What of a fleet a person is shown: which outputs are drawn, in which unit, and the facts in words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from hil.fleet.folder import PAGE_NAME
from hil.fleet.page import Quantity, page
from hil.record.disk import replace
from sim.fleet import table
from sim.fleet.run import FleetResult

ZERO_C_K = 273.15  # [K]

Row = tuple[str, str, str, float, float]

#: Output of the chain, title, unit, factor, offset.
DRAWN = (
    ("sunlit_share", "Sunlit share", "share", 1.0, 0.0),
    ("array_w", "Array power", "kW", 1e-3, 0.0),
    ("payload_w", "Compute power", "kW", 1e-3, 0.0),
    ("compute_h", "Compute delivered", "busy accelerators", 1.0, 0.0),
    ("soc", "State of charge", "share", 1.0, 0.0),
    ("radiator_k", "Radiator temperature", "°C", 1.0, -ZERO_C_K),
    ("junction_c", "Hottest junction", "°C", 1.0, 0.0),
    ("shed", "Satellites that shed", "share", 1.0, 0.0),
    ("throttled", "Satellites that throttle", "share", 1.0, 0.0),
)

#: Fact, its words, its format.
FACTS = (
    ("satellites", "satellites", "{:,.0f}"),
    ("sunlit_share", "time in full or part sun", "{:.2%}"),
    ("array_kw", "array power, mean", "{:.1f} kW"),
    ("compute_accelerator_h", "compute delivered", "{:,.0f} accelerator hours at full activity"),
    ("shed_share", "time shed", "{:.2%}"),
    ("lowest_soc", "lowest state of charge", "{:.3f}"),
    ("hottest_junction_c", "hottest junction", "{:.1f} °C"),
    ("books_residual", "worst energy books", "{:.1e} of throughput"),
    ("satellite_steps_s", "speed", "{:,.0f} satellite-steps/s"),
)


def said(facts: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return the facts as a person reads them."""
    return [(words, form.format(facts[name])) for name, words, form in FACTS if name in facts]


def write_page(folder: Path, fleet: FleetResult, step_s: float, shells: list[str], facts: Mapping[str, float]) -> None:
    """Write the picture of the fleet, flown in steps of `step_s` [s], into `folder`. Raises RecordError."""
    quantities = [_quantity(fleet, *_per_step(row, step_s)) for row in DRAWN if row[0] in table.OUTPUTS]
    text = page(f"Fleet of {facts['satellites']:,.0f} satellites", said(facts), shells, fleet.t_s, quantities)
    replace(folder / PAGE_NAME, text)


def _per_step(row: Row, step_s: float) -> Row:
    """Return `row`, its compute as a rate: the chain gives the accelerator hours of a step."""
    return (*row[:3], 3600.0 / step_s, row[4]) if row[0] == "compute_h" else row


def _quantity(fleet: FleetResult, name: str, title: str, unit: str, factor: float, offset: float) -> Quantity:
    at = table.OUTPUTS.index(name)
    mean = fleet.sums[:, :, at] / fleet.satellites[np.newaxis, :]
    mean, low, high = (factor * values + offset for values in (mean, fleet.low[:, :, at], fleet.high[:, :, at]))
    return Quantity(title, unit, mean, low, high, fleet.satellites)
