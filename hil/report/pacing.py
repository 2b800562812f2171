"""The pace of a run in words, as a table and as a plot: from what the manifest says under `pacing`."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from .head import Line, rows_table

COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#8c564b")
HEADS = ("", "what", "#how many", "#p50 [ms]", "#p99 [ms]", "#max [ms]", "#missed")


def said(pacing: Any) -> str | None:
    """Return the pace in one phrase; None of a manifest that says none."""
    if not isinstance(pacing, Mapping):
        return None if pacing is None else str(pacing)
    if pacing["mode"] != "paced":
        return f"{pacing['mode']}{_pauses(pacing)}"
    kept = pacing.get("achieved_factor")
    got = "too short to tell what was kept" if kept is None else f"{kept:#.4g} x kept"
    pace = f"{pacing['factor']:g} x real time asked, {got}"
    return f"{pace}; {_missed(pacing)}{_pauses(pacing)}"


def sentences(pacing: Mapping[str, Any]) -> list[str]:
    """Return lines for the terminal: the pace, then each board's answers and the host's own lateness."""
    if pacing.get("mode") != "paced":
        return [f"pace        {said(pacing)}"] if _pauses(pacing) else []
    found = [f"pace        {said(pacing)}; late answers: {pacing['policy']}"]
    if said_priority := priority(pacing):
        found.append(f"priority    {said_priority}")
    for name, one in pacing["boards"].items():
        found.append(
            f"{name:11} answers in {_times(one['latency'])}; {one['late']} late; jitter {_times(one['jitter'])}"
        )
    host = pacing["host"]
    return [*found, f"host        begins a tick late by {_times(host['lateness'])}; {host['overruns']} overruns"]


def priority(pacing: Mapping[str, Any]) -> str:
    """Return what was obtained of the operating system; nothing when nothing was asked for."""
    got = pacing.get("realtime_priority")
    return "" if not got else f"scheduler {got['scheduler']}; memory {got['memory']}"


def table(pacing: Any) -> str:
    """Return the section of the report, nothing of a run that was not paced."""
    if not isinstance(pacing, Mapping) or pacing["mode"] != "paced":
        return ""
    lines = []
    for name, one in pacing["boards"].items():
        lines.append(_line(name, "latency: TICK sent to answer read", one["latency"], one["late"]))
        lines.append(_line(name, "jitter: one latency to the next", one["jitter"], None))
    host = pacing["host"]
    lines.append(_line("host", "lateness: tick due to tick begun", host["lateness"], host["overruns"]))
    more = f" Of the operating system: {priority(pacing)}." if priority(pacing) else ""
    note = html.escape(f"{said(pacing)}; late answers: policy {pacing['policy']}.{more}")
    return f'<h2>Pace</h2><p class="note">{note}</p>{rows_table(HEADS, lines)}'


def figure(pacing: Any) -> list[Any]:
    """Return the plot of all latencies, none of a run that was not paced or too short to tell."""
    if not isinstance(pacing, Mapping) or pacing["mode"] != "paced":
        return []
    curves = {name: one["latency"]["bins"] for name, one in pacing["boards"].items()}
    curves["host lateness"] = pacing["host"]["lateness"]["bins"]
    from bokeh.models import Span
    from bokeh.plotting import figure as blank

    plot = blank(
        height=220, width=900, x_axis_type="log", y_axis_type="log", toolbar_location=None,
        title="How often answers took how long (one bin is 9 %; dashed: one tick)",
        x_axis_label="ms", y_axis_label="answers in the bin",
    )  # fmt: skip
    for (name, bins), colour in zip(curves.items(), COLOURS, strict=False):
        if bins:
            edges_ms = [float(edge) / 1000.0 for edge in bins]
            plot.scatter(edges_ms, list(bins.values()), color=colour, size=5, legend_label=name)
            plot.line(edges_ms, list(bins.values()), color=colour, line_alpha=0.4)
    plot.add_layout(Span(location=pacing["tick_ms"], dimension="height", line_color="#aa2222", line_dash="dashed"))
    if plot.legend:
        plot.add_layout(plot.legend[0], "right")
    return [plot] if plot.renderers else []


def _missed(pacing: Mapping[str, Any]) -> str:
    missed, allowed = pacing["misses"], pacing["miss_budget"]
    count = "no deadline" if not missed else f"{missed} deadline{'s' if missed > 1 else ''}"
    return f"{count} missed, {allowed or 'none'} allowed"


def _pauses(pacing: Mapping[str, Any]) -> str:
    pauses = pacing.get("pauses")
    if not pauses:
        return ""
    several = "" if pauses["count"] == 1 else "s"
    return f"; {pauses['count']} pause{several}, {pauses['held_s']:.1f} s in all, left out"


def _times(told: Mapping[str, Any]) -> str:
    if not told["count"]:
        return "-"
    return f"p50 {_ms(told['p50_us'])}, p99 {_ms(told['p99_us'])}, max {_ms(told['max_us'])} ms"


def _ms(value_us: float | None) -> str:
    return "-" if value_us is None else f"{value_us / 1000.0:.3g}"


def _line(who: str, what: str, told: Mapping[str, Any], missed: int | None) -> Line:
    cells = [who, what, f"{told['count']:,}", *(_ms(told[key]) for key in ("p50_us", "p99_us", "max_us"))]
    cells.append("" if missed is None else str(missed))
    return Line([html.escape(cell) for cell in cells], "bad" if missed else "")
