"""One fleet run from its plain data to its folder: blocks computed, rows written, totals judged, the page drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from hil.clock import NS_PER_S, monotonic_ns, wall_date
from hil.compiling import say_when_compiling
from hil.errors import HilError
from hil.fleet.folder import FleetFolder
from hil.fleet.page import words
from hil.fleet.shown import said, shell_names, write_page
from hil.fleet.total import BOOKS, Total, satellite_columns, series_columns
from hil.fleet.workers import Workers, in_order
from sim.fleet.run import run_block
from sim.fleet.spec import BLOCK, FleetSpec, block_count, satellite_count

Measure = Callable[[], dict[str, Any]]
Watcher = Callable[[int, int, float], None]  # blocks done, of how many, wall time [s]


class Flown(NamedTuple):
    """How a fleet run ended."""

    folder: Path
    facts: dict[str, float]
    about: dict[str, Any]  # what each measure gave
    exit_code: int


class Interrupted(HilError):
    """A person or the system asked the run to end early."""


def plain(spec: FleetSpec) -> dict[str, Any]:
    """Return `spec` as plain data, for the manifest."""
    return {
        "shells": [shell._asdict() for shell in spec.shells],
        "epoch": spec.epoch_utc.isoformat(),
        "duration_s": spec.duration_s,
        "step_s": spec.step_s,
        "record_every_steps": spec.record_every_steps,
        "demand": spec.demand,
        "values": {section: dict(values) for section, values in spec.values.items()},
    }


def fly(
    spec: FleetSpec, workers: Workers, path: Path, measures: Mapping[str, Measure], watcher: Watcher,
    interrupted: Callable[[], bool],
) -> Flown:  # fmt: skip
    """Run `spec` on `workers` into folder `path`, which says "complete" only when all of it is there.

    Each of `measures` is taken first, inside the folder, and what it gives goes into the manifest under its name.

    Raises HilError: bad folder (exit 2), a lost worker, a full disk or an interruption (exit 3). The exit code of a
    run that reached its end is 1 when the energy or heat books of a satellite miss more than BOOKS.
    """
    blocks, steps = block_count(spec), int(spec.duration_s / spec.step_s + 1e-9)
    with FleetFolder(path, {"fleet": plain(spec), "workers": workers.name, "started": wall_date()}) as folder:
        about = {name: _taken(folder, name, measure) for name, measure in measures.items()}
        _compile(spec)
        total, started_ns = Total(), monotonic_ns()
        for block, result in enumerate(in_order(workers, partial(run_block, spec), blocks)):
            folder.satellites(satellite_columns(result, block * BLOCK))
            total.add(result)
            watcher(block + 1, blocks, _since_s(started_ns))
            if interrupted() and block + 1 < blocks:
                raise Interrupted("the fleet run", "to reach its last block", f"an interruption after {block + 1}",
                                  "run it again")  # fmt: skip
        wall_s = _since_s(started_ns)
        facts = total.facts(steps * spec.step_s)
        facts["satellite_steps_s"] = satellite_count(spec) * steps / max(wall_s, 1e-9)
        exit_code = 0 if facts["books_residual"] <= BOOKS and facts["heat_residual"] <= BOOKS else 1
        write_page(path, total.fleet, spec.shells, spec.step_s, [said(facts), words(about)])
        columns = series_columns(total.fleet, shell_names(spec.shells))
        folder.finish(columns, {"wall_s": wall_s, "facts": facts, "exit": exit_code})
    return Flown(path, facts, about, exit_code)


def _compile(spec: FleetSpec) -> None:
    """Have the chain compiled when it is not, before the clock starts: one satellite, one step."""
    if say_when_compiling("run._advance"):
        one = spec.shells[0]._replace(satellites=1, planes=1)
        run_block(spec._replace(shells=(one,), duration_s=spec.step_s, record_every_steps=1), 0)


def _taken(folder: FleetFolder, name: str, measure: Measure) -> dict[str, Any]:
    facts = measure()
    folder.note(name, facts)
    return facts


def _since_s(started_ns: int) -> float:
    return (monotonic_ns() - started_ns) / NS_PER_S
