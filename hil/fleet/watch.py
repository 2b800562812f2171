"""What stands in the terminal while a fleet flies and when it is over. Reads no clock."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as RichProgress

from hil.fleet.fly import Flown
from hil.fleet.folder import PAGE_NAME
from hil.fleet.page import words
from hil.fleet.shown import said

PLAIN_SHARE = 0.1  # without a terminal: one line every tenth of the run


class Bar:
    """Shows how far a fleet is. A context manager; on something that is no terminal it writes plain lines."""

    def __init__(self, quiet: bool = False, console: Console | None = None) -> None:
        """Show nothing when `quiet`."""
        self._quiet = quiet
        self._console = console or Console(stderr=True)
        self._said_share = 0.0
        self._bar: RichProgress | None = None
        self._task = TaskID(0)

    def __enter__(self) -> Bar:
        if self._console.is_terminal and not self._quiet:
            columns = (BarColumn(bar_width=None), TextColumn("{task.fields[said]}"))
            self._bar = RichProgress(*columns, console=self._console, auto_refresh=False, expand=True)
            self._bar.start()
            self._task = self._bar.add_task("fleet", total=1.0, said="starting")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.refresh()
            self._bar.stop()
            self._bar = None

    def update(self, done: int, blocks: int, wall_s: float) -> None:
        """Show that `done` of `blocks` blocks are there after `wall_s` [s]."""
        if self._quiet:
            return
        share, left_s = done / blocks, wall_s * (blocks - done) / done
        line = f"{done}/{blocks} blocks, {wall_s:.0f} s, {left_s:.0f} s left"
        if self._bar is not None:
            self._bar.update(self._task, completed=share, said=line)
            self._bar.refresh()
        elif share >= self._said_share + PLAIN_SHARE - 1e-9 or done == blocks:
            self._said_share = share
            self._console.print(f"{share:4.0%}  {line}", markup=False, highlight=False, soft_wrap=True)


def print_flown(flown: Flown, console: Console | None = None) -> None:
    """Print the facts, what the comparison and the links gave, and where the folder is."""
    to = console or Console()
    rows = said(flown.facts) + words(flown.about)
    rows += [("folder", str(flown.folder)), ("picture", str(flown.folder / PAGE_NAME))]
    width = max(len(name) for name, _ in rows)
    for name, text in rows:
        to.print(f"{name:{width}}  {text}", markup=False, highlight=False, soft_wrap=True)
    if flown.exit_code != 0:
        to.print("FAIL: the energy or heat books of a satellite do not close", style="bold red")
