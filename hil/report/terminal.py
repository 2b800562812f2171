"""The live line of a running simulation, and what stands in the terminal when it is over.

Reads no clock: speed comes in with each update, and `update` is called a few times a second at most.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from rich.console import Console, JustifyMethod
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as RichProgress
from rich.table import Table
from rich.text import Text

from hil.check.delivered import sentence
from hil.check.losses import sentences as loss_sentences
from hil.check.verdict import FAIL, NOT_EXERCISED, PASS, Row, Verdict

from .head import number
from .pacing import sentences

SHADOW = ("SUNLIT", "PENUMBRA", "UMBRA")
SHADOW_STYLE = ("bold yellow", "bold magenta", "bold blue")
STATUS_STYLE = {PASS: "bold green", FAIL: "bold white on red", NOT_EXERCISED: "yellow"}
SHORT = {PASS: PASS, FAIL: FAIL, NOT_EXERCISED: "UNTRIED"}
TEXT, LIMIT = 1, 3  # columns of the verdict table that give way on a narrow terminal
NARROW_TEXT, NARROW_LIMIT, GAPS = 12, 17, 5  # [columns]
LOADS = ("payload_w", "platform_w", "pump_w", "laser_w")
PLAIN_SHARE = 0.10  # without a terminal: one line every tenth of the run


class Ended(Protocol):
    """What is said of a run that is over (hil.run.Outcome is one)."""

    @property
    def folder(self) -> Path:
        """The run folder."""

    @property
    def verdict(self) -> Verdict | None:
        """The verdict, None when the run was not judged."""

    @property
    def hashes(self) -> dict[str, Any]:
        """The hashes of the record."""

    @property
    def speed_factor(self) -> float:
        """Simulated over wall time."""

    @property
    def error(self) -> str | None:
        """What ended the run early."""

    @property
    def compute(self) -> dict[str, float]:
        """What the run delivered (hil.check.delivered)."""

    @property
    def pacing(self) -> dict[str, Any]:
        """The pace, as the manifest has it."""

    @property
    def losses(self) -> list[dict[str, Any]]:
        """Boards that were lost and came back, as the manifest has them."""


class Progress:
    """Shows how a run goes. A context manager; `update` is called a few times a second at most.

    Keys of a status: time_s, total_s, wall_s, paused_before_tick while a person holds the run, and by the plant's names
    shadow, the LOADS, soc, supply_a_c, supply_b_c, links_mask; what is missing is not shown. On something that is no
    terminal it writes one plain line every tenth of the run instead; `quiet` writes nothing.
    """

    def __init__(self, quiet: bool = False, console: Console | None = None) -> None:
        self._quiet = quiet
        self._console = console or Console(stderr=True)
        self._said_share = -PLAIN_SHARE
        self._bar: RichProgress | None = None
        self._task = TaskID(0)

    def __enter__(self) -> Progress:
        if self._console.is_terminal and not self._quiet:
            # refreshed by `update` only: no thread of rich's own runs beside the loop
            columns = (BarColumn(bar_width=None), TextColumn("{task.fields[said]}"))
            self._bar = RichProgress(*columns, console=self._console, auto_refresh=False, expand=True)
            self._bar.start()
            self._task = self._bar.add_task("run", total=1.0, said=Text("starting"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.refresh()
            self._bar.stop()
            self._bar = None

    def update(self, status: Mapping[str, float]) -> None:
        """Show the status of now."""
        if self._quiet:
            return
        time_s, total_s = status["time_s"], status["total_s"]
        line = status_line(status)
        if self._bar is not None:
            self._bar.update(self._task, completed=time_s, total=total_s, said=line)
            self._bar.refresh()
            return
        share = time_s / total_s if total_s > 0.0 else 1.0
        if share >= self._said_share + PLAIN_SHARE - 1e-9:
            self._said_share = share
            self._console.print(f"{share:4.0%}  {line.plain}", markup=False, highlight=False, soft_wrap=True)


def status_line(status: Mapping[str, float]) -> Text:
    """Return one line: time, speed, light, bus power, charge, coolant, links; what is not known is left out.

    Bus power is the sum of all loads. The line leaves room for a bar on 80 columns.
    """
    line = Text(f"{clock(status['time_s'])}/{clock(status['total_s'])}")
    if "paused_before_tick" in status:
        line.append(f" PAUSED before tick {status['paused_before_tick']:.0f}", style="bold reverse")
    elif status.get("wall_s", 0.0) > 0.0:
        speed = status["time_s"] / status["wall_s"]
        line.append(f" x{speed:.0f}" if speed >= 10.0 else f" x{speed:.2g}")
    if "shadow" in status:
        shadow = int(status["shadow"])
        line.append(" ").append(f"{SHADOW[shadow]:8}", style=SHADOW_STYLE[shadow])
    if "payload_w" in status:
        line.append(f" bus {sum(status.get(name, 0.0) for name in LOADS) / 1000.0:5.1f} kW")
    if "soc" in status:
        line.append(f" SoC {status['soc']:.3f}")
    supplies = [status[name] for name in ("supply_a_c", "supply_b_c") if name in status]
    if supplies and "paused_before_tick" not in status:  # the line has to stay short
        line.append(" cool " + "/".join(f"{supply:.1f}" for supply in supplies) + " °C")
    if "links_mask" in status:
        line.append(f" links {int(status['links_mask']).bit_count()}/4")
    return line


def clock(time_s: float) -> str:
    """Return whole minutes and seconds, a dash for NaN."""
    if math.isnan(time_s):
        return "-"
    minutes, seconds = divmod(int(time_s), 60)
    return f"{minutes}:{seconds:02}"


def verdict_table(verdict: Verdict, width: int) -> Table:
    """Return the verdict as a table for `width` columns: one line a requirement, its text cut to fit."""
    lines = [_cells(row) for row in verdict.rows]
    heads = ("id", "requirement", "measured", "limit", "when", "verdict")
    widths = [max(len(str(cell)) for cell in column) for column in zip(heads, *lines, strict=True)]
    if sum(widths) + GAPS > width:
        widths[LIMIT] = min(widths[LIMIT], NARROW_LIMIT)
        widths[TEXT] = max(NARROW_TEXT, width - GAPS - sum(widths) + widths[TEXT])
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for head, room in zip(heads, widths, strict=True):
        justify: JustifyMethod = "right" if head in {"measured", "when"} else "left"
        table.add_column(head, justify=justify, no_wrap=True, overflow="ellipsis", width=room)
    for line in lines:
        table.add_row(*line)
    return table


def _cells(row: Row) -> tuple[str | Text, ...]:
    unit = f" {row.unit}" if row.unit != "1" and row.limit[-1:].isdigit() else ""  # words have no unit
    said = SHORT[row.status] + ("!" if row.failed and row.status != FAIL else "")
    text = row.text.removeprefix("The ")
    text = text[:1].upper() + text[1:]
    return row.id, text, number(row.measured), row.limit + unit, clock(row.when_s), Text(said, STATUS_STYLE[row.status])


def _speed(factor: float) -> str:
    return f"{factor:.0f}" if factor >= 10.0 else number(factor)


def print_outcome(outcome: Ended, console: Console | None = None) -> None:
    """Print the verdict, what was computed, the speed factor, the record hash and where the run folder is."""
    to = console or Console()
    verdict = outcome.verdict
    if verdict is not None:
        to.print(verdict_table(verdict, to.width))
        counts = ", ".join(f"{verdict.count(status)} {status.replace('_', ' ').lower()}" for status in STATUS_STYLE)
        demanded = sum(row.failed and row.status != FAIL for row in verdict.rows)
        counts += f", {demanded} of them demanded" if demanded else ""
        word = PASS if verdict.passed else FAIL
        to.print(Text.assemble((word, STATUS_STYLE[word]), f" ({counts})"))
        if verdict.count(NOT_EXERCISED):
            to.print("UNTRIED: not exercised, its premise never came true (! the scenario demands it)", style="dim")
    lines = [f"compute     {said}"] if (said := sentence(outcome.compute)) else []
    lines += [f"speed       {_speed(outcome.speed_factor)} times real time"]
    lines += sentences(outcome.pacing)
    lines += [f"lost        {said}" for said in loss_sentences(outcome.losses)]
    if "record_hash" in outcome.hashes:
        lines.append(f"record hash {outcome.hashes['record_hash']}")
    lines.append(f"run folder  {outcome.folder}")
    to.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
