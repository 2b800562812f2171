"""The plots of the report: linked panels over one shared source. Bokeh is imported when first used (1.3 s)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hil.check.formula import spans as true_spans
from hil.check.requirement import Limits
from hil.record.opened import Run

from .curves import BLUE as TOKEN_COLOUR
from .curves import PANELS, STEPS, TOKENS, Curve, Panel, signals
from .curves import RED as STEP_COLOUR
from .decimate import decimate
from .frame import S_PER_MIN, blank, legend
from .lanes import event_lane, mode_lanes

POINTS = 30_000  # a series: one orbit at 10 Hz in pairs of 0.4 s; 20 series stay under 4 MB of page
PALEST = 0.12  # alpha of a band of swings over a whole orbit
DARK_MIN = 5.0  # [min] shown: the swings are told apart and drawn in full
UMBRA = {"fill_color": "#4a5a8a", "fill_alpha": 0.30, "line_color": None, "level": "underlay"}
PENUMBRA = {"fill_color": "#d9a400", "fill_alpha": 0.30, "line_color": None, "level": "underlay"}


def figures(run: Run, limits: Limits) -> tuple[list[Any], int]:
    """Return the figures of a run from top to bottom, x axes linked, and how many rows a pair of points stands for."""
    from bokeh.models import ColumnDataSource, CrosshairTool, Range1d, Span

    drawn = decimate(run.time_s / S_PER_MIN, signals(run), POINTS)
    columns = {name: values.astype(np.float32) for name, values in drawn.signals.items()}
    source = ColumnDataSource({"t_min": drawn.time, **columns})
    begin, end = (float(run.time_s[0]), float(run.time_s[-1])) if run.rows else (0.0, 1.0)
    if end <= begin:  # one row has no width to look at
        end = begin + 1.0
    shared = Range1d(begin / S_PER_MIN, end / S_PER_MIN, bounds=(begin / S_PER_MIN, end / S_PER_MIN))
    found = [_panel(panel, source, shared, limits) for panel in PANELS]
    found.append(_compute(source, shared))
    found.append(mode_lanes(run, shared))
    found.append(event_lane(run, shared))
    hair = Span(dimension="height", line_color="#888888", line_width=1)
    found[-1].xaxis.axis_label = "time of run [min]"
    for figure in found:
        _shade(figure, run)
        figure.add_tools(CrosshairTool(overlay=hair))
    return found, drawn.rows_per_pair


def _panel(panel: Panel, source: Any, shared: Any, limits: Limits) -> Any:
    plot = blank(panel.title, panel.unit, panel.height, shared)
    present = [curve for curve in panel.curves if _worth(curve, source.data)]
    lines = [(curve, _lines(plot, curve, source)) for curve in sorted(present, key=lambda curve: not curve.swings)]
    legend(plot, [(curve.label, drawn) for curve, drawn in lines])
    shown = [(curve.label, curve.column) for curve in present]
    shown += [(f"{curve.label}, 60 s mean", curve.mean) for curve in present if curve.swings]
    _hover(plot, [drawn[0] for _, drawn in lines][:1], shown)
    if panel.low is not None:
        plot.y_range.start = panel.low
    if panel.high is not None:
        plot.y_range.end = panel.high
    for name in panel.limits:
        _limit(plot, name, limits[name])
    return plot


def _worth(curve: Curve, data: Mapping[str, Any]) -> bool:
    """Leave out what the run lacks, and a standby pump that never ran."""
    values = data.get(curve.column)
    return values is not None and bool("standby" not in curve.column or np.any(values > 0))


def _lines(plot: Any, curve: Curve, source: Any) -> list[Any]:
    """Draw a curve; one that swings as a thin pale band with its mean over it."""
    if not curve.swings:
        return [_line(plot, curve.column, curve, source, width=1.5, alpha=1.0)]
    band = _line(plot, curve.column, curve, source, width=0.5, alpha=PALEST)
    _paler_from_afar(band, plot.x_range)
    return [band, _line(plot, curve.mean, curve, source, width=2.5, alpha=1.0)]


def _paler_from_afar(band: Any, shared: Any) -> None:
    """Let `band` grow dark as the axis shows less of the run: zoomed in, its swings are what one looks for."""
    from bokeh.models import CustomJS

    code = f"band.glyph.line_alpha = Math.min(1, Math.max({PALEST}, {DARK_MIN} / (axis.end - axis.start)))"
    fade = CustomJS(args={"band": band, "axis": shared}, code=code)
    shared.js_on_change("start", fade)
    shared.js_on_change("end", fade)
    band.glyph.line_alpha = min(1.0, max(PALEST, DARK_MIN / (shared.end - shared.start)))


def _line(plot: Any, column: str, curve: Curve, source: Any, *, width: float, alpha: float) -> Any:
    return plot.line(
        "t_min", column, source=source, color=curve.colour, line_width=width, line_alpha=alpha, line_dash=curve.dash
    )


def _hover(plot: Any, renderers: list[Any], entries: Sequence[tuple[str, str]]) -> None:
    from bokeh.models import HoverTool

    rows = [("time", "@t_min{0.000} min"), *((label, f"@{{{column}}}{{0.[000]}}") for label, column in entries)]
    plot.add_tools(HoverTool(renderers=renderers, tooltips=rows, mode="vline", line_policy="nearest", limit=1))


def _limit(plot: Any, name: str, value: float) -> None:
    from bokeh.models import Label, Span

    plot.add_layout(Span(location=value, dimension="width", line_color="#aa2222", line_dash="dashed", line_width=1))
    label = {"x": 4, "x_units": "screen", "y": value, "text": f"{name} {value:g}", "text_color": "#aa2222"}
    plot.add_layout(Label(**label, text_font_size="10px", y_offset=-14 if "high" in name else 1))


def _compute(source: Any, shared: Any) -> Any:
    """Return the panel of compute delivered: tokens on the left axis, training steps on the right one."""
    from bokeh.models import DataRange1d, LinearAxis

    plot = blank("Compute delivered (60 s means)", "tokens/s", 190, shared)
    names = [name for name in (TOKENS, STEPS) if name in source.data]
    if not names:
        return plot
    plot.extra_y_ranges = {"steps": DataRange1d(start=0)}
    plot.y_range.start = 0
    lines = []
    if TOKENS in names:
        lines.append(
            ("tokens/s (left)", [plot.line("t_min", TOKENS, source=source, color=TOKEN_COLOUR, line_width=1.5)])
        )
    if STEPS in names:
        line = plot.line("t_min", STEPS, source=source, color=STEP_COLOUR, line_width=1.5, y_range_name="steps")
        plot.extra_y_ranges["steps"].renderers = [line]
        plot.y_range.renderers = lines[0][1] if lines else []
        plot.add_layout(LinearAxis(y_range_name="steps", axis_label="training steps/min"), "right")
        lines.append(("training steps/min (right)", [line]))
    legend(plot, lines)
    _hover(plot, lines[0][1], [(name.replace("_per_", "/"), name) for name in names])
    return plot


def _shade(plot: Any, run: Run) -> None:
    """Shade the umbra dark and the penumbra yellow."""
    from bokeh.models import BoxAnnotation

    if "truth.shadow" not in run:
        return
    shadow, time_s = run.column("truth.shadow"), run.time_s
    for state, style in ((1, PENUMBRA), (2, UMBRA)):
        for first, end in true_spans(shadow == state):
            left, right = time_s[first], time_s[min(end, run.rows - 1)]
            plot.add_layout(BoxAnnotation(left=float(left) / S_PER_MIN, right=float(right) / S_PER_MIN, **style))
