"""The report for people: one HTML file that loads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from hil.conform.check import FAILED, HELD, NOT_RUN, SKIPPED, Evidence, Result
from hil.conform.engine import Report
from hil.conform.score import Score, board, exit_code, scores

CSS = """
body { font: 14px/1.45 system-ui, "DejaVu Sans", sans-serif; color: #222; margin: 0 auto; max-width: 1150px;
       padding: 12px 24px 60px; }
h1 { font-size: 22px; margin: 8px 0; } h2 { font-size: 16px; margin: 26px 0 6px; }
.facts { width: auto; } .facts td { padding-right: 40px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th { text-align: left; border-bottom: 2px solid #999; } td, th { padding: 3px 10px 3px 0; vertical-align: top; }
td { border-bottom: 1px solid #e4e4e4; } .number { text-align: right; white-space: nowrap; }
.badge { color: #fff; border-radius: 4px; padding: 1px 8px; font-weight: 600; font-size: 12px; white-space: nowrap; }
h1 .badge { font-size: 16px; padding: 2px 10px; }
.HELD { background: #1a7f37; } .FAILED { background: #b42318; } .SKIPPED { background: #777; }
.NOT { background: #7a3e9d; }
.bar { background: #b42318; height: 9px; width: 140px; display: inline-block; border-radius: 3px; overflow: hidden; }
.bar i { background: #1a7f37; height: 9px; display: block; } .bar.none { background: #ccc; }
.note { color: #555; } code { font-size: 12px; word-break: break-all; } .id { white-space: nowrap; }
.failure { border: 1px solid #e3b5b0; border-left: 5px solid #b42318; padding: 4px 14px 10px; margin: 10px 0; }
.failure h3 { font-size: 14px; margin: 6px 0; } .failure th { width: 90px; border: 0; font-weight: 600; }
.failure td { border: 0; } a { color: inherit; }
"""


MARK = "The NOOP after a request is the kit's own: once it is answered, nothing else can come."


def render(report: Report) -> str:
    """Return the page."""
    title = f"Conformance of {escape(report.url)}"
    failures = [one for one in report.results if one.status == FAILED]
    parts = [
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{CSS}</style></head>',
        f"<body><h1>{title} {_verdict(report)}</h1><p>{escape(_summary(report))}</p>",
        "<h2>The board, as HELLO says</h2>", _board(report),
        "<h2>Features</h2>", _scores(scores(report.results)),
    ]  # fmt: skip
    if failures:
        parts += [
            "<h2>What failed, with the frames that show it</h2>",
            f'<p class="note">{MARK}</p>',
            *map(_failure, failures),
        ]
    return "\n".join([*parts, "<h2>Every check</h2>", _checks(report.results), "</body></html>\n"])


def _badge(status: str, text: str = "") -> str:
    return f'<span class="badge {status}">{escape(text or status)}</span>'


def _verdict(report: Report) -> str:
    if report.lost is not None:
        return _badge(NOT_RUN, "BOARD LOST")
    return _badge(FAILED, "NOT A BOARD YET") if exit_code(report) else _badge(HELD, "A BOARD")


def _summary(report: Report) -> str:
    counts = {status: sum(one.status == status for one in report.results) for status in (HELD, FAILED, SKIPPED)}
    said = (
        f"{counts[HELD]} of {counts[HELD] + counts[FAILED]} checks held; {counts[SKIPPED]} were skipped, each with its "
        "reason. Every check quotes the sentence of docs/wire.md or docs/timing.md that it tries."
    )
    return said if report.lost is None else f"{report.lost}. {said}"


def _board(report: Report) -> str:
    rows = []
    for name, value in board(report).items():
        text = ", ".join(value) or "none" if isinstance(value, list) else str(value)
        rows.append(f"<tr><td>{escape(name.replace('_', ' '))}</td><td><code>{escape(text)}</code></td></tr>")
    return f'<table class="facts">{"".join(rows)}</table>'


def _scores(found: list[Score]) -> str:
    rows = "".join(
        f"<tr><td>{escape(one.feature)}</td><td>{_badge(one.status)}</td><td>{_bar(one)}</td>"
        f'<td class="number">{one.held} of {one.tried}</td><td class="number">{one.skipped or ""}</td>'
        f"<td>{escape('; '.join(one.reasons))}</td></tr>"
        for one in found
    )
    head = '<tr><th>feature</th><th></th><th>score</th><th class="number">held</th><th class="number">skipped</th>'
    return f"<table>{head}<th>why skipped</th></tr>{rows}</table>"


def _bar(one: Score) -> str:
    if not one.tried:
        return '<span class="bar none"></span>'
    return f'<span class="bar"><i style="width:{100 * one.held // one.tried}%"></i></span>'


def _failure(result: Result) -> str:
    check = result.check
    facts = (("demanded", f"{check.demand} (docs/{check.page})"), ("expected", result.expected), ("got", result.got))
    rows = "".join(f"<tr><th>{name}</th><td>{escape(text)}</td></tr>" for name, text in facts)
    frames = "".join(map(_frame, result.evidence))
    return (
        f'<div class="failure" id="{check.id}"><h3>{check.id}: {escape(check.title)}</h3><table>{rows}</table>'
        "<table><tr><th>way</th><td><b>frame</b></td><td><b>bytes on the wire, without the closing 00</b></td></tr>"
        f"{frames}</table></div>"
    )


def _frame(one: Evidence) -> str:
    way = "to board" if one.way == "to" else "from board"
    return f'<tr><td class="id">{way}</td><td>{escape(one.says)}</td><td><code>{one.data.hex()}</code></td></tr>'


def _checks(results: Sequence[Result]) -> str:
    rows = "".join(map(_line, results))
    return f"<table><tr><th>id</th><th></th><th>check</th><th>what the pages demand</th></tr>{rows}</table>"


def _line(one: Result) -> str:
    check = one.check
    name = f'<a href="#{check.id}">{check.id}</a>' if one.status == FAILED else check.id
    reason = f'<br><span class="note">{escape(one.reason)}</span>' if one.reason else ""
    return (
        f'<tr><td class="id">{name}</td><td>{_badge(one.status)}</td><td>{escape(check.title)}{reason}</td>'
        f'<td class="note">{escape(check.demand)} <i>{check.page}</i></td></tr>'
    )
