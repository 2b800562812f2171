"""The terminal: a line while it runs, then a score for each feature and every failure with its frames."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from hil.clock import Deadline
from hil.conform.check import FAILED, HELD, NOT_RUN, SKIPPED, Result
from hil.conform.engine import Report
from hil.conform.score import board, exit_code, scores

STYLE = {HELD: "bold green", FAILED: "bold white on red", SKIPPED: "yellow", NOT_RUN: "magenta"}
SAID_EVERY_S = 30.0  # [s] between two lines of a log
FRAMES = 4  # of the evidence; the reports have more
HEX = 96  # digits of a frame


class Progress:
    """One line that says how far it is; in a log a line now and then: a slow board takes many minutes."""

    def __init__(self, console: Console | None = None, every_s: float = SAID_EVERY_S) -> None:
        self._console = console or Console(stderr=True)
        self._every_s, self._next = every_s, Deadline(every_s)

    def told(self, number: int, of: int, result: Result) -> None:
        """Take note of a check that has ended."""
        line = f"{number:4}/{of} {result.check.id:18}{result.status:8}"
        if self._console.is_terminal:
            self._console.print(f"\r{line}", end="\n" if number == of else "", markup=False, highlight=False)
        elif self._next.expired:
            self._console.print(line.rstrip(), markup=False, highlight=False)
            self._next = Deadline(self._every_s)


def show(report: Report, console: Console | None = None) -> None:
    """Print the outcome."""
    console = console or Console()
    about = board(report)
    console.print(
        f"[bold]{escape(report.url)}[/]: board [bold]{about['kind']}[/], serial {escape(about['serial'] or '-')}, "
        f"protocol {about['protocol']}, MTU {about['mtu']}, features {', '.join(about['features']) or 'none'}",
        highlight=False,
    )
    console.print(_table(report))
    for result in report.results:
        if result.status == FAILED:
            _failure(console, result)
    console.print(_verdict(report), highlight=False)


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title, side in (("feature", "left"), ("", "left"), ("held", "right"), ("failed", "right"), ("skipped", "right"),
                        ("why skipped", "left")):  # fmt: skip
        table.add_column(title, justify=side)  # type: ignore[arg-type]
    for one in scores(report.results):
        status = f"[{STYLE[one.status]}]{one.status}[/]"
        held = f"{one.held}/{one.tried}" if one.tried else "-"
        reasons = escape("; ".join(one.reasons))
        table.add_row(one.feature, status, held, str(one.failed or "-"), str(one.skipped or "-"), reasons)
    return table


def _failure(console: Console, result: Result) -> None:
    check = result.check
    console.print(f"\n[{STYLE[FAILED]}]{check.id}[/] {escape(check.title)}", highlight=False)
    for name, text in (("demanded", f"{check.demand} (docs/{check.page})"), ("expected", result.expected),
                       ("got", result.got)):  # fmt: skip
        console.print(f"  {name:9}{text}", markup=False, highlight=False)
    for one in result.evidence[-FRAMES:]:
        digits = one.data.hex()
        cut = f" ... ({len(one.data)} bytes)" if len(digits) > HEX else ""
        console.print(f"  {one.way:5}{one.says}: {digits[:HEX]}{cut}", markup=False, highlight=False)


def _verdict(report: Report) -> str:
    counts = {status: sum(one.status == status for one in report.results) for status in STYLE}
    said = f"{counts[HELD]} of {counts[HELD] + counts[FAILED]} checks held, {counts[SKIPPED]} skipped"
    if report.lost is not None:
        return f"\n[{STYLE[NOT_RUN]}]LOST[/] {escape(report.lost)}; {said}, {counts[NOT_RUN]} not run"
    if exit_code(report):
        return f"\n[{STYLE[FAILED]}]NOT A BOARD YET[/] {said}"
    return f"\n[{STYLE[HELD]}]A BOARD[/] {said}"
