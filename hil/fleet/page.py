"""fleet.html: the fleet over time and over its shells, one file that needs no network."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hil.report.curves import BLACK, BLUE, GREEN, ORANGE, PURPLE, RED
from hil.report.frame import blank
from hil.report.style import CSS

Array = NDArray[np.float64]

PALETTE = "Viridis256"  # told apart without colour vision, and in grey
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, RED)
HEIGHT_PX, LEFT_PX, RIGHT_PX = 250, 64, 16
LABELS = 10  # of shells beside a map: more would touch
S_PER_H = 3600.0
NOTE = (
    "Black: mean over all satellites; shaded: lowest to highest satellite. Values are those at the recorded moments, "
    "not means between them. Drag a box or turn the wheel to zoom, all plots together."
)
NOTE_OF_SHELLS = " Colours: mean over each kind of shell (a click in the legend hides it); right: mean of each shell."
STYLE = """
.pair { display: inline-block; vertical-align: top; margin-right: 36px; }
.pair table { width: auto; } .pair th { padding-right: 18px; font-weight: 600; }
"""


class Quantity(NamedTuple):
    """One quantity of the fleet, in the unit to be shown; each array (times, shells)."""

    title: str
    unit: str
    mean: Array
    low: Array
    high: Array


class Shells(NamedTuple):
    """The shells of a fleet, in the order of a `Quantity`'s columns."""

    names: Sequence[str]
    groups: Sequence[str]  # the kind of each: shells of one kind share a line
    counts: Array  # (shells,) satellites, the weights of a mean

    def order(self) -> list[int]:
        """Return the shells kind by kind, each kind as it came: so that a map shows kinds as blocks."""
        kinds = list(dict.fromkeys(self.groups))
        return sorted(range(len(self.names)), key=lambda n: kinds.index(self.groups[n]))

    def weights(self, kind: str | None = None) -> Array:
        """Return the share (shells,) of each shell in the mean over `kind`, or over all."""
        inside = np.array([kind is None or group == kind for group in self.groups])
        counts: Array = self.counts * inside
        share: Array = counts / counts.sum()
        return share


def page(
    title: str,
    about: Sequence[Iterable[tuple[str, str]]],
    shells: Shells,
    time_s: Array,
    quantities: Sequence[Quantity],
) -> str:
    """Return the page: for each quantity its course over time, and beside it a map over time and shells.

    `about` is tables of names and values, to stand beside each other above the plots.
    """
    from bokeh.embed import components
    from bokeh.layouts import column, row
    from bokeh.models import Range1d
    from bokeh.resources import INLINE

    hours = time_s / S_PER_H
    end = float(hours[-1]) if hours.size > 1 else float(hours[0]) * 1.001 + 1e-6  # one moment has no width
    shared = Range1d(float(hours[0]), end, bounds=(float(hours[0]), end))
    rows = [_row(quantity, hours, shells, shared) for quantity in quantities]
    script, div = components(column(*(row(*r, sizing_mode="stretch_width") for r in rows), sizing_mode="stretch_width"))
    name = html.escape(title)
    return "\n".join(
        (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>',
            f"<style>{CSS}{STYLE}</style>{INLINE.render()}",
            f"</head><body><h1>{name}</h1>",
            *(_table(rows) for rows in about),
            f'<p class="note">{NOTE}{NOTE_OF_SHELLS if len(shells.names) > 1 else ""}</p>{div}{script}</body></html>',
        )
    )


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = (f"<tr><th>{html.escape(name)}</th><td>{html.escape(text)}</td></tr>" for name, text in rows)
    return f'<div class="pair"><table>{"".join(lines)}</table></div>'


def _row(quantity: Quantity, hours: Array, shells: Shells, shared: Any) -> list[Any]:
    course = _course(quantity, hours, shells, shared)
    return [course] if len(shells.names) == 1 else [course, _map(quantity, hours, shells, shared)]


def _empty(title: str, label: str, shared: Any, **more: Any) -> Any:
    plot = blank(title, label, HEIGHT_PX, shared, **more)
    plot.min_border_left, plot.min_border_right = LEFT_PX, RIGHT_PX
    plot.xaxis.axis_label = "hours since the epoch"
    plot.xaxis.ticker.desired_num_ticks = 8
    return plot


def _course(quantity: Quantity, hours: Array, shells: Shells, shared: Any) -> Any:
    """Return the plot of the means over all and over each kind, and of the lowest and highest satellite."""
    from bokeh.models import HoverTool

    plot = _empty(quantity.title, quantity.unit, shared)
    if quantity.unit == "%" and quantity.low.min() < 1.0:
        plot.y_range.start, plot.y_range.end = -2.0, 102.0
    plot.varea(hours, quantity.low.min(axis=1), quantity.high.max(axis=1), fill_color=BLUE, fill_alpha=0.15)
    kinds = list(dict.fromkeys(shells.groups))
    lines = dict(zip(kinds, COLOURS, strict=False)) if 1 < len(kinds) <= len(COLOURS) else {}
    for kind, colour in lines.items():
        plot.line(hours, quantity.mean @ shells.weights(kind), line_color=colour, line_width=1.6, legend_label=kind)
    whole = {"legend_label": "all"} if lines else {}
    drawn = plot.line(hours, quantity.mean @ shells.weights(), line_color=BLACK, line_width=2.5, **whole)
    plot.add_tools(
        HoverTool(
            renderers=[drawn], mode="vline", tooltips=[("h", "@x{0.000}"), (f"mean, {quantity.unit}", "@y{0.0[00]}")]
        )
    )
    if lines:
        _beside(plot)
    return plot


def _beside(plot: Any) -> None:
    """Put the legend right of the plot, where it hides nothing."""
    legend = plot.legend[0]
    legend.click_policy, legend.label_text_font_size, legend.border_line_color = "hide", "11px", None
    legend.padding, legend.margin, legend.spacing = 2, 4, 0
    plot.center.remove(legend)
    plot.add_layout(legend, "right")


def _map(quantity: Quantity, hours: Array, shells: Shells, shared: Any) -> Any:
    """Return the colour map of the shells' means over time."""
    from bokeh.models import ColorBar, LinearColorMapper

    order, count = shells.order(), len(shells.names)
    values = quantity.mean.T[order]  # (shells, times)
    low, high = float(values.min()), float(values.max())
    mapper = LinearColorMapper(PALETTE, low=low, high=high if high > low + 1e-3 else low + 1.0)
    plot = _empty(f"{quantity.title} by shell [{quantity.unit}]", "", shared, y_range=(0, count))
    half = 0.5 * float(hours[-1] - hours[0]) / max(hours.size - 1, 1) or 0.5 * float(shared.end - shared.start)
    plot.image(
        [values], x=hours[0] - half, y=0, dw=hours[-1] - hours[0] + 2.0 * half, dh=count, color_mapper=mapper,
        level="image",
    )  # fmt: skip
    ticks = {n + 0.5: shells.names[order[n]] for n in range(0, count, -(-count // LABELS))}
    plot.yaxis.ticker = list(ticks)
    plot.yaxis.major_label_overrides = ticks
    plot.grid.visible = False
    plot.add_layout(ColorBar(color_mapper=mapper, width=12, padding=4), "right")
    return plot


def words(rows: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the rows a measure `said` for a person, of each measure of a fleet's manifest."""
    return [(str(name), str(text)) for part in rows.values() for name, text in part["said"]]
