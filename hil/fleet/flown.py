"""One satellite with the real flight modules, as the fleet's on-board policy has to be compared with.

A shipped scenario is flown in process, whole: four boards, four executives, the fine plant. Its record is read at the
fleet's steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hil import run as running
from hil.assemble import Parts
from hil.board.choice import board_urls
from hil.errors import HilError
from hil.fleet.request import whole_ticks
from hil.record.opened import open_run
from hil.scenario.load import load

Array = NDArray[np.float64]

#: Name here, column of the record, factor.
COLUMNS = (
    ("illumination", "truth.illumination", 1.0),
    ("array_w", "truth.array_w", 1.0),
    ("payload_w", "truth.payload_w", 1.0),
    ("soc", "truth.soc", 1.0),
    ("radiator_c", "truth.panel_mean_c", 1.0),
)


class Flown(NamedTuple):
    """What the real modules did, mean over each step of the fleet; each array (steps,)."""

    time_s: Array  # end of each step
    values: dict[str, Array]


class _Silent:
    """Nobody looks on."""

    def update(self, status: dict[str, float]) -> None:
        """Show nothing."""


def fly(scenario: Path, assignments: Sequence[str], step_s: float, interrupted: Callable[[], bool]) -> Flown:
    """Fly `scenario` with `assignments` over it and return its record in steps of `step_s` [s].

    The last step may be short and is left out. Raises HilError when the run breaks or is `interrupted`; a failed
    requirement is none of this comparison's business. Raises ConfigError when `step_s` is no whole number of its ticks.
    """
    loaded = load(scenario, assignments)
    rows = whole_ticks(step_s, loaded.scenario.period_ms)
    with TemporaryDirectory(prefix="everdawn-") as folder:
        parts = Parts(loaded, board_urls("inproc", []), on_board=False, capture="off")
        outcome = running.execute(
            parts, Path(folder) / "run", watcher=_Silent(), interrupted=interrupted, checkpoints={}
        )
        if outcome.error is not None:
            raise HilError("the run to compare with", "to reach its end", outcome.error, "fly it by itself: hil run")
        run = open_run(outcome.folder)
        steps = (run.rows - 1) // rows
        values = {
            name: run.column(column)[1 : 1 + steps * rows].reshape(steps, rows).mean(axis=1) * factor
            for name, column, factor in COLUMNS
        }
    return Flown(step_s * np.arange(1.0, steps + 1.0, dtype=np.float64), values)
