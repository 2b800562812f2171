"""The lanes of the report: every mode over time, and every event."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from firmware_py.icd import boards
from firmware_py.power.modes import POWER_MODES
from firmware_py.radiator.modes import LOOP_MODES
from hil.record.opened import Run

from .frame import S_PER_MIN, blank, legend
from .meaning import sentence
from .states import names, spans

SEVERITY_COLOURS = {"info": "#0072B2", "low": "#C9B400", "medium": "#E69F00", "high": "#C00000"}
SHADES = (  # one a state, pale for the quiet ones
    "#e6e6e6", "#9ecae1", "#fdd0a2", "#fdae6b", "#a1d99b", "#31a354", "#e7969c", "#8c6bb1", "#c00000", "#636363",
    "#bcbddc", "#c7e9c0",
)  # fmt: skip
SPELT_AT = {f"msg.laser.mode_{number}": "msg.laser.mode_1" for number in (2, 3, 4)} | {
    "msg.eps.rung_verified": "msg.eps.rung"
}
NO_VALUE = -1  # a state that reads INVALID
MOST_SPANS = 2_000  # a lane; a mode that flickers more often is a finding, not a picture


class Lane(NamedTuple):
    """One row of the mode lanes."""

    column: str
    label: str
    modes: tuple[Any, ...] = ()  # a mode table of flight software; else the dictionary's text spells the states out


LANES = (
    Lane("msg.eps.system_mode", "system"),
    Lane("msg.eps.power_mode", "power", POWER_MODES),
    Lane("msg.eps.rung", "shed rung"),
    Lane("msg.eps.rung_verified", "rung verified"),
    Lane("msg.eps.array_mode", "array"),
    Lane("payload.job_state", "training job"),
    Lane("msg.radiator.mode_a", "loop A", LOOP_MODES),
    Lane("msg.radiator.mode_b", "loop B", LOOP_MODES),
    Lane("msg.laser.mode_1", "terminal 1"),
    Lane("msg.laser.mode_2", "terminal 2"),
    Lane("msg.laser.mode_3", "terminal 3"),
    Lane("msg.laser.mode_4", "terminal 4"),
)


def mode_lanes(run: Run, shared: Any) -> Any:
    """Return the figure with one lane a mode and one bar a stretch of equal mode."""
    from bokeh.models import ColumnDataSource, HoverTool

    lanes = [lane for lane in LANES if lane.column in run]
    labels = [lane.label for lane in reversed(lanes)]
    plot = blank("Modes", "", 60 + 21 * len(lanes), shared, y_range=labels)
    bars: dict[str, list[Any]] = {key: [] for key in ("lane", "left", "right", "state", "colour", "short")}
    for lane in lanes:
        _bars(run, lane, bars)
    source = ColumnDataSource(bars)
    drawn = plot.hbar(
        y="lane",
        left="left",
        right="right",
        height=0.82,
        color="colour",
        line_color="#ffffff",
        line_width=0.5,
        source=source,
    )
    plot.text(
        x="left", y="lane", text="short", source=source, text_font_size="10px", text_baseline="middle", x_offset=3
    )
    plot.add_tools(
        HoverTool(renderers=[drawn], tooltips=[("", "@lane: @state"), ("from", "@left{0.000} to @right{0.000} min")])
    )
    plot.ygrid.grid_line_color = None
    return plot


def _said(run: Run, lane: Lane) -> dict[int, str]:
    """Return the names of a lane's states; those of a terminal or rung are spelt out at the first of its kind only."""
    if lane.modes:
        return {number: row[0] for number, row in enumerate(lane.modes)}
    spelt = SPELT_AT.get(lane.column, lane.column)
    return names(run.layout.column(spelt).text) if spelt in run else {}


def _bars(run: Run, lane: Lane, bars: dict[str, list[Any]]) -> None:
    said = _said(run, lane)
    signal = np.nan_to_num(run.column(lane.column), nan=NO_VALUE)
    time_s = run.time_s
    whole_s = float(time_s[-1] - time_s[0]) if run.rows else 0.0
    for span in spans(signal)[:MOST_SPANS]:
        begin, end = float(time_s[span.first]), float(time_s[min(span.end, run.rows - 1)])
        word = said.get(span.state, "no value" if span.state == NO_VALUE else "")
        name = f"{span.state} {word}".strip()
        bars["lane"].append(lane.label)
        bars["left"].append(begin / S_PER_MIN)
        bars["right"].append(end / S_PER_MIN)
        bars["state"].append(name)
        bars["colour"].append(SHADES[span.state % len(SHADES)])
        bars["short"].append(_fitting((name, word, str(span.state)), (end - begin) / whole_s if whole_s else 0.0))


def _fitting(choices: tuple[str, ...], share: float) -> str:
    """Return the first text that has room on `share` of a plot 1,000 px wide, at 6 px a letter."""
    return next((text for text in choices if text and share * 1000.0 > len(text) * 6.0), "")


def event_lane(run: Run, shared: Any) -> Any:
    """Return the figure with one dot an event, one lane a board, colour by severity."""
    from bokeh.models import ColumnDataSource, HoverTool

    period_s = float(run.time_s[1] - run.time_s[0]) if run.rows > 1 else 0.0
    first = int(run.counts("tick")[0]) if run.rows else 0
    begin_s = float(run.time_s[0]) if run.rows else 0.0
    plot = blank("Events", "", 170, shared, y_range=list(reversed(boards.NAMES)))
    entries: list[tuple[str, list[Any]]] = []
    for severity, colour in SEVERITY_COLOURS.items():
        found = [event for event in run.events if event.severity == severity]
        if not found:
            continue
        source = ColumnDataSource(
            {
                "t_min": [(begin_s + (event.tick - first) * period_s) / S_PER_MIN for event in found],
                "board": [event.board for event in found],
                "name": [event.name for event in found],
                "text": [sentence(event) for event in found],
            }
        )
        dots = plot.scatter("t_min", "board", source=source, size=9, color=colour, alpha=0.8)
        entries.append((severity, [dots]))
        rows = [("", "@name"), ("time", "@t_min{0.0000} min"), ("", "@text")]
        plot.add_tools(HoverTool(renderers=[dots], tooltips=rows))
    if entries:
        legend(plot, entries)
    return plot
