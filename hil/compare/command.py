"""`hil diff`: two runs beside each other. `hil replay`: a recorded run flown again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

EQUAL, NOT_EQUAL = 0, 4


def diff(
    run_a: Annotated[Path, typer.Argument(help="run folder")],
    run_b: Annotated[Path, typer.Argument(help="run folder to compare it with")],
    tolerances: Annotated[
        list[str],
        typer.Option(
            "--tolerance",
            metavar="NAME=VALUE",
            help="how far a channel may differ, in its unit; the name may hold * (inf: it may be anything). "
            "events=TICKS: how far events may be apart. Repeatable, the last that fits counts",
        ),
    ] = [],  # noqa: B006
    page: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="write a page with the curves")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print what was found as JSON and nothing else")] = False,
) -> None:
    """Say where two runs part: tick, channel, largest differences. Exit 0 equal within tolerance, 4 not."""
    from hil.compare import said
    from hil.compare.pair import open_pair
    from hil.compare.parting import compare
    from hil.compare.table import print_parting
    from hil.compare.tolerance import given

    pair = open_pair(run_a, run_b)
    found = compare(pair, given(tolerances, pair.a.layout))
    if page is not None:
        from hil.compare.page import write_page

        write_page(found, page)
    if as_json:
        print(json.dumps(said.plain(found)))
    else:
        print_parting(found)
        if page is not None:
            print(f"page      {page}")
    raise typer.Exit(EQUAL if found.equal else NOT_EQUAL)


def replay(
    folder: Annotated[Path, typer.Argument(help="run folder recorded with --wire full")],
    out: Annotated[
        Path | None, typer.Option(help="run folder to make; default runs/<scenario>-replay-<number>")
    ] = None,
    workload: Annotated[Path | None, typer.Option(help="request trace, when the recorded run had one")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the outcome as JSON and nothing else")] = False,
) -> None:
    """Fly a recorded run again, its boards replayed from its wire.pcapng. Exit 0 when the record is equal, 4 not."""
    from hil.compare import again, said
    from hil.compare.pair import open_pair
    from hil.compare.parting import compare
    from hil.compare.table import print_parting
    from hil.compiling import compile_plant
    from hil.interrupt import Interrupt
    from hil.report.terminal import Progress

    run = again.recorded(folder, workload)
    compile_plant()
    with Progress(quiet=as_json) as progress:
        found = again.replay(run, out, progress, Interrupt().asked)
    outcome = found.outcome
    lost = outcome.error is not None and found.departed is None
    parted = compare(open_pair(folder, outcome.folder), {}) if not found.equal and not outcome.error else None
    if as_json:
        about = {"equal": found.equal, "folder": str(outcome.folder), "error": outcome.error}
        hashes = {"recorded_hash": found.recorded_hash, "record_hash": outcome.hashes["record_hash"]}
        print(json.dumps({**about, **hashes, "diff": None if parted is None else said.plain(parted)}))
    else:
        print(_said(found.equal, found.recorded_hash, outcome))
        if parted is not None:
            print_parting(parted)
    raise typer.Exit(outcome.exit_code if lost else EQUAL if found.equal else NOT_EQUAL)


def _said(equal: bool, recorded_hash: str, outcome: Any) -> str:
    rows = outcome.hashes["rows"]
    if equal:
        return f"EQUAL to the recorded run, {rows:,} rows\nrecord hash {recorded_hash}\nrun folder  {outcome.folder}"
    if outcome.error is not None:
        return f"NOT EQUAL to the recorded run, after {rows:,} rows: {outcome.error}\nrun folder  {outcome.folder}"
    return f"NOT EQUAL to the recorded run, {rows:,} rows\nrun folder  {outcome.folder}"
