"""The tables above and below the plots: verdict, facts, boards, counters, events. All text is escaped here."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hil.check.verdict import Row, Verdict
from hil.record.eventlog import Event
from hil.record.opened import Run

from .meaning import sentence

MOST_EVENTS = 5_000  # rows of the table; the file has them all
CODE_LETTERS = 32  # a word of so many letters is a hash


class Line(NamedTuple):
    """One row of a table: cells of finished HTML, and the class of the row."""

    cells: Sequence[str]
    look: str = ""


def number(value: float) -> str:
    """Return a measured value as a person reads it."""
    if math.isnan(value):
        return "-"
    return f"{value:.4g}" if abs(value) < 10_000.0 else f"{value:,.0f}"


def moment(when_s: float) -> str:
    """Return a time of the run as minutes and seconds."""
    if math.isnan(when_s):
        return "-"
    minutes, tenths = divmod(round(when_s * 10.0), 600)
    return f"{minutes}:{tenths / 10.0:04.1f}"


def verdict_table(verdict: Verdict) -> str:
    """Return the verdict, one row a requirement."""
    heads = ("", "id", "requirement", "#measured", "limit", "unit", "#margin", "#when")
    return rows_table(heads, (_verdict_line(row) for row in verdict.rows))


def _verdict_line(row: Row) -> Line:
    missed = " (required)" if row.failed and row.status != "FAIL" else ""
    badge = f'<span class="badge {row.status}">{row.status.replace("_", " ")}{missed}</span>'
    said = [row.text, number(row.measured), row.limit, row.unit, number(row.margin), moment(row.when_s)]
    name = f'<span class="id">{row.id}</span>'
    return Line([badge, name, *map(html.escape, said)], "bad" if row.failed else "")


def facts(pairs: Iterable[tuple[str, Any]]) -> str:
    """Return a table of names and values; what is None is left out."""
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td>{_value(value)}</td></tr>" for name, value in pairs if value is not None
    )
    return f"<table>{rows}</table>"


def board_table(boards: Sequence[Mapping[str, Any]], links: Mapping[str, Mapping[str, int]]) -> str:
    """Return what each board of a manifest is and does not model, and what its link counted, by board kind."""
    heads = ("board", "port", "serial", "firmware", "does not model", "wire counters")
    return rows_table(heads, (_board_line(about, links.get(about["kind"], {})) for about in boards))


def _board_line(about: Mapping[str, Any], counted: Mapping[str, int]) -> Line:
    said = [_value(about.get(key, "-")) for key in ("kind", "url", "serial", "firmware_hash")]
    lacks = ", ".join(about.get("not_modelled", ())) or "-"
    return Line([*said, html.escape(lacks), _value(counted) or "-"])


def event_table(run: Run, period_s: float) -> str:
    """Return the events with a filter above them."""
    heads = ("#time", "#tick", "board", "severity", "event", "#p1", "#p2", "meaning")
    shown = run.events[:MOST_EVENTS]
    rest = f" (the first {MOST_EVENTS:,} of {len(run.events):,})" if len(run.events) > len(shown) else ""
    table = rows_table(heads, (_event_line(event, period_s) for event in shown), "events")
    box = '<input id="filter" placeholder="words, for example: laser lost">'
    return f'<p>filter: {box} <span id="seen"></span>{rest}</p><div class="events">{table}</div>'


def _event_line(event: Event, period_s: float) -> Line:
    said = [moment(event.tick * period_s), event.tick, event.board, event.severity, event.name, event.p1, event.p2]
    return Line([html.escape(str(one)) for one in (*said, sentence(event))], html.escape(event.severity))


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{html.escape(str(key))} {_value(one)}" for key, one in value.items())
    text = html.escape(number(value) if isinstance(value, float) else str(value))
    return f"<code>{text}</code>" if isinstance(value, str) and len(value) >= CODE_LETTERS else text


def rows_table(heads: Sequence[str], lines: Iterable[Line], name: str = "") -> str:
    """Return a table; a head that begins with # stands over numbers."""
    looks = [' class="number"' if head.startswith("#") else "" for head in heads]
    top = "".join(f"<th{look}>{head.lstrip('#')}</th>" for look, head in zip(looks, heads, strict=True))
    body = "".join(
        f'<tr class="{line.look}">'
        + "".join(f"<td{look}>{cell}</td>" for look, cell in zip(looks, line.cells, strict=True))
        + "</tr>"
        for line in lines
    )
    return f'<table id="{name}"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
