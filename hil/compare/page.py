"""The page of `hil diff`: what was found, and the curves of the channels that differ; one file, no network."""

from __future__ import annotations

import html
import math
from pathlib import Path
from typing import Any

import numpy as np

from hil.compare import said
from hil.compare.parting import Gap, Parting
from hil.errors import ConfigError, RecordError
from hil.record.disk import replace
from hil.report.curves import BLUE, ORANGE, RED
from hil.report.decimate import decimate
from hil.report.frame import S_PER_MIN, blank, legend
from hil.report.style import CSS

MOST_PLOTS = 12  # channels drawn
POINTS = 6_000  # a curve
BADGE = {said.EQUAL: "PASS", said.WITHIN: "PASS", said.DIFFERENT: "FAIL"}
HEADS = (
    "channel", "#first differs", "#beyond from", "#A then", "#B then", "#largest", "#at tick", "#tolerance", "#rows",
    "#beyond", "#one INVALID",
)  # fmt: skip


def write_page(found: Parting, path: Path) -> None:
    """Write the page. Raises ConfigError when there is no such place to write to."""
    try:
        replace(path, render(found))
    except RecordError as error:
        raise ConfigError(f"--html {path}", "a file that can be written", error.got, "name another file") from error


def render(found: Parting) -> str:
    """Return the page."""
    from bokeh.embed import components
    from bokeh.layouts import column
    from bokeh.resources import INLINE

    word = said.word(found)
    drawn = _drawn(found)
    script, div = components(column(*_figures(found, drawn), sizing_mode="stretch_width")) if drawn else ("", "")
    parts = [
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>hil diff</title><style>{CSS}</style>',
        INLINE.render() if drawn else "",
        f'</head><body><h1>Two runs <span class="badge {BADGE[word]}">{word}</span></h1>',
        _paragraph(f"A {found.pair.a.path}", f"B {found.pair.b.path}"),
        _paragraph(f"Compared: {said.covered(found)}.", said.parted(found), said.within(found)),
        _paragraph(*said.events(found)),
        _paragraph("Set differently:", *said.setting_lines(found)) if found.settings else "",
    ]
    if found.gaps:
        parts += ["<h2>Channels that differ</h2>", _table(found)]
    if drawn:
        parts += ["<h2>Curves</h2>", f'<p class="note">{_key(found, drawn)}</p>', div, script]
    return "\n".join([*parts, "</body></html>"])


def _paragraph(*lines: str) -> str:
    return "<p>" + "<br>".join(html.escape(line) for line in lines if line) + "</p>"


def _drawn(found: Parting) -> list[Gap]:
    """Return the channels drawn: first those beyond tolerance, by tick, then those nearest to theirs."""
    near = sorted((gap for gap in found.gaps if gap.beyond is None), key=lambda gap: -_finite(gap.share))
    return [*found.beyond, *near][:MOST_PLOTS]


def _finite(number: float) -> float:
    return number if math.isfinite(number) else 0.0


def _key(found: Parting, drawn: list[Gap]) -> str:
    left = len(found.gaps) - len(drawn)
    more = f" The first {len(drawn)} of {len(found.gaps)} channels that differ are drawn." if left else ""
    mark = " The red line stands where the runs part." if found.tick is not None else ""
    return (
        "Above: the channel in both runs. Below: B minus A, and dashed its tolerance. Drag a box or turn the wheel to "
        f"zoom, all plots together; click a legend entry to hide its line.{mark}{more}"
    )


def _table(found: Parting) -> str:
    looks = [' class="number"' if head.startswith("#") else "" for head in HEADS]
    top = "".join(f"<th{look}>{head.lstrip('#')}</th>" for look, head in zip(looks, HEADS, strict=True))
    within = [gap for gap in found.gaps if gap.beyond is None]
    body = "".join(_line(found, gap, looks) for gap in [*found.beyond, *within])
    return f'<div class="events"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _line(found: Parting, gap: Gap, looks: list[str]) -> str:
    tick = gap.first if gap.beyond is None else gap.beyond
    then = said.values(found, gap.name, tick)
    beyond = "-" if gap.beyond is None else str(gap.beyond)
    cells = [gap.name, gap.first, beyond, *then, said.largest(gap), gap.largest_tick, f"{gap.tolerance:.4g}"]
    cells += [gap.rows, gap.rows_beyond, gap.missing or "-"]
    inner = "".join(f"<td{look}>{html.escape(str(cell))}</td>" for look, cell in zip(looks, cells, strict=True))
    return f'<tr class="{"" if gap.beyond is None else "bad"}">{inner}</tr>'


def _figures(found: Parting, drawn: list[Gap]) -> list[Any]:
    """Return two figures a channel, the curves and their difference, x axes linked."""
    from bokeh.models import Range1d

    pair = found.pair
    begin, end = (pair.time_s(tick) / S_PER_MIN for tick in (pair.first, pair.last))
    if end <= begin:  # one row has no width to look at
        end = begin + 1.0 / S_PER_MIN
    shared = Range1d(begin, end, bounds=(begin, end))
    figures = [figure for gap in drawn for figure in _pair_of_figures(found, gap, shared)]
    figures[-1].xaxis.axis_label = "time of run [min]"
    return figures


def _pair_of_figures(found: Parting, gap: Gap, shared: Any) -> tuple[Any, Any]:
    from bokeh.models import ColumnDataSource, Span

    pair = found.pair
    time_min = pair.a.time_s[pair.cut(pair.a)] / S_PER_MIN
    ours, theirs = (run.column(gap.name)[pair.cut(run)] for run in (pair.a, pair.b))
    few = decimate(time_min, {"a": ours, "b": theirs, "off": theirs - ours}, POINTS)
    values = {name: signal.astype(np.float32 if name == "off" else np.float64) for name, signal in few.signals.items()}
    source = ColumnDataSource({"t_min": few.time, **values})
    unit = "" if gap.unit == "1" else gap.unit
    above, below = blank(gap.name, unit, 170, shared), blank("", "B - A", 110, shared)
    above.xaxis.visible = False
    above.yaxis.ticker.desired_num_ticks, below.yaxis.ticker.desired_num_ticks = 5, 3
    below.toolbar_location = None
    lines = [
        (name, [above.line("t_min", key, source=source, color=colour, line_width=width, line_dash=dash)])
        for name, key, colour, width, dash in (("A", "a", BLUE, 2.0, "solid"), ("B", "b", ORANGE, 1.5, "dashed"))
    ]
    legend(above, lines)
    below.line("t_min", "off", source=source, color="#333333", line_width=1)
    if math.isfinite(gap.tolerance):
        for sign in (-1.0, 1.0):
            edge = {"location": sign * gap.tolerance, "dimension": "width", "line_dash": "dashed"}
            below.add_layout(Span(**edge, line_color=RED, line_width=1))
    for figure in (above, below):
        if found.tick is not None:
            place = pair.time_s(found.tick) / S_PER_MIN
            figure.add_layout(Span(location=place, dimension="height", line_color=RED, line_width=1))
        _hover(figure)
    return above, below


def _hover(figure: Any) -> None:
    from bokeh.models import HoverTool

    rows = [("time", "@t_min{0.0000} min"), ("A", "@a{0.[000000]}"), ("B", "@b{0.[000000]}")]
    rows.append(("B - A", "@off{0.[000000]}"))
    tool = HoverTool(renderers=figure.renderers[:1], tooltips=rows, mode="vline", line_policy="nearest", limit=1)
    figure.add_tools(tool)
