"""fleet.html: the fleet over time and over its shells, one file that needs no network."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hil.report.curves import BLUE
from hil.report.frame import blank
from hil.report.head import facts
from hil.report.style import CSS

Array = NDArray[np.float64]

PALETTE = "Viridis256"  # told apart without colour vision, and in grey


class Quantity(NamedTuple):
    """One quantity of the fleet, in the unit to be shown; each array (times, shells)."""

    title: str
    unit: str
    mean: Array
    low: Array
    high: Array
    counts: Array  # (shells,) satellites, the weights of a mean over shells


def page(
    title: str, about: Sequence[tuple[str, Any]], shells: Sequence[str], time_s: Array, quantities: Sequence[Quantity]
) -> str:
    """Return the page: for each quantity its course over time, and over time and shells when there are several."""
    from bokeh.embed import components
    from bokeh.layouts import column
    from bokeh.models import Range1d
    from bokeh.resources import INLINE

    hours = time_s / 3600.0
    shared = Range1d(float(hours[0]), float(hours[-1]))
    plots: list[Any] = []
    for quantity in quantities:
        plots.append(_course(quantity, hours, shared))
        if len(shells) > 1:
            plots.append(_by_shell(quantity, hours, shells, shared))
    for plot in plots:
        plot.xaxis.axis_label = "hours since the epoch"
    script, div = components(column(*plots, sizing_mode="stretch_width"))
    name = html.escape(title)
    return "\n".join(
        (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{name}</title><style>{CSS}</style>',
            INLINE.render(),
            f"</head><body><h1>{name}</h1>",
            facts(list(about)),
            '<p class="note">Bold: mean over all satellites; shaded: lowest to highest satellite. '
            "Colour maps: mean of each shell. Drag a box or turn the wheel to zoom, all plots together.</p>",
            div,
            script,
            "</body></html>",
        )
    )


def _course(quantity: Quantity, hours: Array, shared: Any) -> Any:
    """Return the plot of mean, lowest and highest over all satellites."""
    plot = blank(quantity.title, quantity.unit, 210, shared)
    weights = quantity.counts / quantity.counts.sum()
    low, high = quantity.low.min(axis=1), quantity.high.max(axis=1)
    plot.varea(hours, low, high, fill_color=BLUE, fill_alpha=0.2)
    plot.line(hours, quantity.mean @ weights, line_color=BLUE, line_width=2.5)
    return plot


def _by_shell(quantity: Quantity, hours: Array, shells: Sequence[str], shared: Any) -> Any:
    """Return the colour map of the shells' means over time."""
    from bokeh.models import ColorBar, LinearColorMapper

    order = sorted(range(len(shells)), key=lambda n: shells[n].split()[0])  # like kinds side by side, no stripes
    values, shells = quantity.mean.T[order], [shells[n] for n in order]  # (shells, times)
    mapper = LinearColorMapper(PALETTE, low=float(values.min()), high=float(max(values.max(), values.min() + 1e-9)))
    plot = blank(
        f"{quantity.title}, by shell", "shell", 90 + min(18 * len(shells), 360), shared, y_range=(0, len(shells))
    )
    plot.image([values], x=hours[0], y=0, dw=hours[-1] - hours[0], dh=len(shells), color_mapper=mapper, level="image")
    every = max(1, len(shells) // 12)
    ticks = {n + 0.5: shells[n] for n in range(0, len(shells), every)}
    plot.yaxis.ticker = list(ticks)
    plot.yaxis.major_label_overrides = ticks
    plot.add_layout(ColorBar(color_mapper=mapper, title=quantity.unit, width=12), "right")
    return plot


def totals(rows: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return facts about the whole fleet as a person reads them."""
    return [(name, f"{value:,.6g}") for name, value in rows.items()]
