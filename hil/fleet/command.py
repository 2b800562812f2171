"""`hil fleet`: its options, its progress and its last words."""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from hil.arguments import next_folder
from hil.errors import ConfigError, HilError
from hil.fleet.cluster import DaskWorkers
from hil.fleet.workers import LocalWorkers
from hil.interrupt import Interrupt


def fleet(
    satellites: Annotated[
        int | None, typer.Option(help="all satellites together; without --shell in 30 shells from 500 to 2000 km")
    ] = None,
    shell: Annotated[
        list[str],
        typer.Option(
            metavar="KIND:KM:ANGLE[:N[:PLANES[:KM]]]",
            help="a shell: sso:600:18 (local time of the node, hours) or inclined:900:30 (degrees), then its "
            "satellites, planes and thickness; repeatable",
        ),
    ] = [],  # noqa: B006
    hours: Annotated[float, typer.Option(help="simulated time")] = 1.6,
    step: Annotated[float, typer.Option(help="step of the chain, s")] = 10.0,
    epoch: Annotated[str, typer.Option(help="start, UTC")] = "2026-06-21T00:00:00Z",
    demand: Annotated[float, typer.Option(help="share of peak activity that the workload asks for")] = 0.77,
    assignments: Annotated[
        list[str], typer.Option("--set", metavar="SECTION.NAME=NUMBER", help="one parameter of the chain; repeatable")
    ] = [],  # noqa: B006
    workers: Annotated[int | None, typer.Option(help="threads of this machine; default one a core")] = None,
    dask: Annotated[str | None, typer.Option(metavar="ADDRESS", help="a dask scheduler instead")] = None,
    links: Annotated[bool, typer.Option(help="laser links of a +grid: which can be up, over the run")] = False,
    compare: Annotated[
        bool, typer.Option(help="fly one satellite with the real flight modules and say how far the policy is off")
    ] = True,
    out: Annotated[Path | None, typer.Option(help="folder to make; default runs/fleet-<number>")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the outcome as JSON and nothing else")] = False,
) -> None:
    """Fly a constellation: orbit, light, power, heat and compute of up to a million satellites."""
    from hil.fleet.agreement import agreement, check_step
    from hil.fleet.fly import Measure, fly
    from hil.fleet.links import link_facts
    from hil.fleet.request import fleet_spec
    from hil.fleet.watch import Bar, print_flown

    spec = fleet_spec(
        satellites=satellites, shells=shell, epoch=epoch, hours=hours, step_s=step, demand=demand,
        assignments=assignments,
    )  # fmt: skip
    if compare:
        check_step(step)
    target = out if out is not None else next_folder("fleet")
    interrupt = Interrupt()
    measures: dict[str, Measure] = {}
    if links:
        measures["links"] = partial(link_facts, spec, interrupt.asked)
    if compare:
        measures["disagreement"] = partial(agreement, spec, interrupt.asked)
    try:
        with closing(_workers(workers, dask)) as crew, Bar(quiet=as_json) as bar:
            flown = fly(spec, crew, target, measures, bar.update, interrupt.asked)
    except HilError as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(error.exit_code) from error
    if as_json:
        print(json.dumps({"folder": str(flown.folder), "exit": flown.exit_code, "facts": flown.facts, **flown.about}))
    else:
        print_flown(flown)
    raise typer.Exit(flown.exit_code)


def _workers(threads: int | None, address: str | None) -> DaskWorkers | LocalWorkers:
    """Return who computes. Raises ConfigError."""
    if address is not None:
        if threads is not None:
            raise ConfigError("--workers", "nothing beside --dask", str(threads), "the cluster has its own")
        return DaskWorkers(address)
    count = threads if threads is not None else len(os.sched_getaffinity(0))
    if count < 1:
        raise ConfigError("--workers", "1 or more", str(threads), "mend the value")
    return LocalWorkers(count)
