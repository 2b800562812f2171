"""What `hil diff` prints."""

from __future__ import annotations

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from hil.compare import said
from hil.compare.parting import Gap, Parting

MOST_LINES = 20  # of the table
LEAST = 12  # [letters] of a channel's name
STYLES = {said.EQUAL: "bold green", said.WITHIN: "bold green", said.DIFFERENT: "bold white on red"}
HEADS: tuple[tuple[str, JustifyMethod], ...] = (
    ("channel", "left"), ("from tick", "right"), ("A then", "right"), ("B then", "right"), ("largest", "right"),
    ("tolerance", "right"), ("rows", "right"),
)  # fmt: skip


def print_parting(found: Parting, console: Console | None = None) -> None:
    """Print verdict, the place of parting, the channels beyond tolerance and the events."""
    to = console or Console()
    word = said.word(found)
    _say(to, f"A  {found.pair.a.path}\nB  {found.pair.b.path}")
    to.print(Text.assemble((word, STYLES[word]), f" over {said.covered(found)}"), soft_wrap=True)
    if found.tick is not None:
        _say(to, said.parted(found))
    if found.beyond:
        to.print(_table(found, found.beyond[:MOST_LINES], to.width))
        more = len(found.beyond) - MOST_LINES
        if more > 0:
            _say(to, f"and {more} more channels beyond their tolerance; --html and --json show them all")
    _say(to, said.within(found))
    _say(to, "\n".join(said.events(found)))
    if found.settings:
        _say(to, "Set differently: " + "; ".join(said.setting_lines(found)))


def _say(to: Console, text: str) -> None:
    to.print(text, markup=False, highlight=False, soft_wrap=True)


def _table(found: Parting, gaps: list[Gap], width: int) -> Table:
    """Return the table; on a narrow terminal names of channels are cut."""
    rows = [_cells(found, gap) for gap in gaps]
    heads = [head for head, _ in HEADS]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    widths[0] = max(LEAST, min(widths[0], width - sum(widths[1:]) - len(widths) + 1))
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for (head, justify), room in zip(HEADS, widths, strict=True):
        table.add_column(head, justify=justify, no_wrap=True, overflow="ellipsis", width=room)
    for row in rows:
        table.add_row(*row)
    return table


def _cells(found: Parting, gap: Gap) -> tuple[str, ...]:
    tick = gap.beyond or 0
    then = said.values(found, gap.name, tick)
    return gap.name, str(tick), *then, said.largest(gap), f"{gap.tolerance:.4g}", str(gap.rows_beyond)
