"""`hil diff`: two runs beside each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

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
