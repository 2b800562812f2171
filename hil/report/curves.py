"""Which signals the report draws, panel by panel."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hil.record.opened import Run

Array = npt.NDArray[np.float64]

# Okabe and Ito's palette: told apart also by readers who do not see all colours (jfly.uni-koeln.de/color, 2008).
ORANGE, SKY, GREEN, BLUE, RED, PURPLE, BLACK, YELLOW = (
    "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7", "#333333", "#C9B400",
)  # fmt: skip
WINDOW_S = 60.0  # of means: training steps come every few seconds, a shorter one would show their grid


class Curve(NamedTuple):
    """One line: plotted value = column * factor."""

    column: str
    label: str
    colour: str
    factor: float = 1.0
    dash: str = "solid"
    swings: bool = False  # fills its band in a plot of an orbit: its mean is drawn boldly over it

    @property
    def mean(self) -> str:
        """Return the name of the column of its mean."""
        return f"mean.{self.column}"


class Panel(NamedTuple):
    """One plot with its lines and, as dashed lines, the limits that a check holds it to."""

    title: str
    unit: str
    curves: tuple[Curve, ...]
    limits: tuple[str, ...] = ()  # names in hil.check.requirement.LIMITS
    height: int = 190  # [px]
    low: float | None = None  # of the axis, where the data must be seen against its limits; None: by the data
    high: float | None = None


PANELS = (
    Panel(
        "Power (bold: 60 s means)", "kW",
        (
            Curve("truth.array_available_w", "array, available", YELLOW, 1e-3, "dotted"),
            Curve("truth.array_w", "array", ORANGE, 1e-3, swings=True),
            Curve("truth.payload_w", "payload", BLUE, 1e-3, swings=True),
            Curve("truth.battery_w", "battery (+ charging)", GREEN, 1e-3, swings=True),
        ), height=260,
    ),
    Panel(
        "Battery", "SoC",
        (
            Curve("truth.soc", "state of charge", GREEN),
            Curve("msg.eps.soc", "estimated on board", BLACK, 1.0, "dotted"),
        ), ("soc_floor",), 190, 0.2, 1.0,
    ),
    Panel(
        "Bus", "V",
        (
            Curve("truth.bus_min_v", "lowest in tick", BLUE),
            Curve("truth.bus_max_v", "highest in tick", SKY),
        ), ("bus_low_v", "bus_high_v"), 170, 750.0, 850.0,
    ),
    Panel(
        "Temperatures", "°C",
        (
            Curve("truth.junction_max_c", "junction, hottest", RED),
            Curve("truth.return_a_c", "return A", ORANGE),
            Curve("truth.supply_a_c", "supply A", BLUE),
            Curve("truth.supply_b_c", "supply B", SKY, 1.0, "dashed"),
            Curve("truth.panel_mean_c", "radiator panels, mean", PURPLE),
        ), ("supply_low_c", "supply_high_c", "junction_high_c"), 290, None, 112.0,
    ),
    Panel(
        "Valves and pumps", "share, speed",
        (
            Curve("radiator.valve_a", "valve A, share through radiator", BLUE),
            Curve("radiator.valve_b", "valve B", SKY, 1.0, "dashed"),
            Curve("radiator.prime_speed_a", "prime pump A", RED),
            Curve("radiator.prime_speed_b", "prime pump B", ORANGE, 1.0, "dashed"),
            Curve("radiator.standby_speed_a", "standby pump A", PURPLE, 1.0, "dotted"),
            Curve("radiator.standby_speed_b", "standby pump B", YELLOW, 1.0, "dotted"),
        ), (), 200,
    ),
)  # fmt: skip

TOKENS = "tokens_per_s"
STEPS = "steps_per_min"


def rate(total: Array, time_s: Array, window_s: float = WINDOW_S) -> Array:
    """Return the growth of a running total over the last `window_s` [1/s], shape kept; NaN until there is so much."""
    if len(total) < 2:  # no two rows, no rate
        return np.zeros(len(total))
    window = max(1, round(window_s / float(time_s[1] - time_s[0])))
    grown = np.full(len(total), np.nan)
    grown[window:] = (total[window:] - total[:-window]) / (time_s[window:] - time_s[:-window])
    return grown


def mean(values: Array, time_s: Array, window_s: float = WINDOW_S) -> Array:
    """Return the mean of `values` over `window_s` around each row, shape kept; less of it at both ends."""
    rows = len(values)
    if rows < 2:
        return values.copy()
    half = max(1, round(0.5 * window_s / float(time_s[1] - time_s[0])))
    total = np.concatenate(([0.0], np.cumsum(values)))
    first = np.maximum(np.arange(rows) - half, 0)
    end = np.minimum(np.arange(rows) + half + 1, rows)
    centred: Array = (total[end] - total[first]) / (end - first)
    return centred


def signals(run: Run) -> dict[str, Array]:
    """Return what the panels draw, by column name, in the unit of its panel; what the run lacks is left out."""
    found = {
        curve.column: run.column(curve.column) * curve.factor
        for panel in PANELS
        for curve in panel.curves
        if curve.column in run
    }
    for curve in (curve for panel in PANELS for curve in panel.curves if curve.swings and curve.column in found):
        found[curve.mean] = mean(found[curve.column], run.time_s)
    if "truth.tokens" in run:
        found[TOKENS] = rate(run.column("truth.tokens"), run.time_s)
    if "truth.training_steps" in run:
        found[STEPS] = rate(run.column("truth.training_steps"), run.time_s) * 60.0
    return found
