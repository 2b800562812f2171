"""report.html: one file that needs no network, to look into a run with.

Bokeh is imported when a page is made: it costs 1.3 s that nothing else should pay.
"""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

from hil.check.delivered import sentence
from hil.check.losses import sentences as loss_sentences
from hil.check.requirement import Limits, defaults
from hil.check.verdict import Verdict, from_plain
from hil.record.disk import replace
from hil.record.folder import REPORT_NAME
from hil.record.opened import Run, open_run

from .head import board_table, event_table, facts, moment, number, verdict_table
from .pacing import figure as pace_figure
from .pacing import said as pace_said
from .pacing import table as pace_table
from .plots import PENUMBRA, UMBRA, figures
from .style import CSS, FILTER


def write_report(folder: Path) -> Path:
    """Write report.html into run folder `folder`, also of a run that died, and return its path. Raises RecordError."""
    run = open_run(folder)
    written = run.verdict
    path = folder / REPORT_NAME
    replace(path, render(run, None if written is None else from_plain(written), _limits(run)))
    return path


def _limits(run: Run) -> dict[str, float]:
    """Return the limits of the resolved scenario, which is JSON; none when it sets none."""
    try:
        scenario = json.loads(run.manifest["scenario_text"])
    except json.JSONDecodeError:  # a record made by something else than `hil run`
        return {}
    return dict(scenario.get("limits", {})) if isinstance(scenario, dict) else {}


def render(run: Run, verdict: Verdict | None, limits: Limits | None = None) -> str:
    """Return the page. `verdict` None: the run did not come so far. `limits` laid over the defaults are drawn."""
    from bokeh.embed import components
    from bokeh.layouts import column
    from bokeh.resources import INLINE

    about = run.manifest
    period_s = float(run.time_s[1] - run.time_s[0]) if run.rows > 1 else 0.0
    plots, rows_per_pair = figures(run, defaults() | dict(limits or {}))
    pace = pace_figure(about.get("pacing"))
    drawn = {"curves": column(*plots, sizing_mode="stretch_width")}
    if pace:  # Bokeh warns of an empty column
        drawn["pace"] = column(*pace)
    script, divs = components(drawn)
    name = html.escape(str(about.get("scenario", run.path.name)))
    return "\n".join(
        (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{name}</title><style>{CSS}</style>',
            INLINE.render(),
            f"</head><body><h1>{name} {_badge(run, verdict)}</h1>",
            f'<p class="note">{_summary(run)}</p>',
            '<div class="columns"><div class="wide"><h2>Verdict</h2>',
            verdict_table(verdict) if verdict is not None else "<p>The run ended before it could be judged.</p>",
            "</div><div><h2>Run</h2>",
            facts(_facts(run)),
            "</div></div><h2>Boards</h2>",
            board_table(about.get("boards", ()), about.get("links") or {}),
            pace_table(about.get("pacing")) + divs.get("pace", ""),
            f'<h2>Curves</h2><p class="note">{_key()}{_resolution(rows_per_pair, period_s)}</p>',
            divs["curves"],
            "<h2>Events</h2>",
            event_table(run, period_s),
            script,
            f"<script>{FILTER}</script></body></html>",
        )
    )


def _badge(run: Run, verdict: Verdict | None) -> str:
    if verdict is None or run.manifest.get("exit") not in (0, 1, None):
        return '<span class="badge INCOMPLETE">INCOMPLETE</span>'
    status = "PASS" if verdict.passed else "FAIL"
    return f'<span class="badge {status}">{status}</span>'


def _summary(run: Run) -> str:
    """Return the run in one sentence: how long, how dark, how far down."""
    if not run.rows:
        return "No row was recorded."
    time_s = run.time_s
    said = [f"{number(float(time_s[-1] - time_s[0]) / 60.0)} min of simulated time, {run.rows:,} rows"]
    if "truth.shadow" in run:
        dark_s = float((run.column("truth.shadow") > 0).sum()) * (float(time_s[-1] - time_s[0]) / max(run.rows - 1, 1))
        said.append(f"{number(dark_s / 60.0)} min in shadow" if dark_s else "no eclipse")
    if "truth.soc" in run:
        soc = run.column("truth.soc")
        said.append(
            f"state of charge {soc[0]:.3f} at the start, {soc.min():.3f} at its lowest, {soc[-1]:.3f} at the end"
        )
    if "truth.gigabits" in run:
        said.append(f"{number(float(run.column('truth.gigabits')[-1]) / 1e3)} Tbit carried")
    said.append(f"{len(run.events):,} events, last tick {int(run.counts('tick')[-1]):,}")
    return "; ".join(said) + "."


def _facts(run: Run) -> list[tuple[str, Any]]:
    about = run.manifest
    keys = (
        ("seed", "seed"), ("workload", "workload"), ("flight software on", "placement"),
        ("speed factor", "speed_factor"), ("wall time [s]", "wall_s"), ("started", "started"), ("exit", "exit"),
        ("error", "error"), ("record hash", "record_hash"), ("wire hash", "wire_hash"), ("truth hash", "truth_hash"),
        ("versions", "versions"),
    )  # fmt: skip
    last = moment(float(run.time_s[-1])) if run.rows else None
    compute = sentence(about.get("compute") or {}) or None
    begin = [("status", about["status"]), ("ends at [min:s]", last), ("compute", compute)]
    begin.append(("pacing", pace_said(about.get("pacing"))))
    begin.append(("boards lost", "; ".join(loss_sentences(about.get("losses") or ())) or None))
    return [*begin, *((said, about.get(key)) for said, key in keys)]


def _key() -> str:
    def box(style: dict[str, Any], text: str) -> str:
        colour, alpha = style["fill_color"], style["fill_alpha"]
        return f'<span class="key" style="background:{colour};opacity:{alpha + 0.2}"></span>{text}'

    return (
        f"{box(PENUMBRA, 'penumbra')} {box(UMBRA, 'umbra')}. Dashed red: limits. Drag a box or turn the wheel to zoom, "
        "all plots together; hover for values; click a legend entry to hide its line. "
    )


def _resolution(rows_per_pair: int, period_s: float) -> str:
    if rows_per_pair == 1:
        return "Every tick is drawn."
    return (
        f"Drawn are the lowest and highest value of each {rows_per_pair * period_s:g} s, so no peak is lost; "
        "telemetry.parquet holds every tick."
    )
