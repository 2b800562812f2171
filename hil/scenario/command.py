"""`hil scenario`: what a scenario file says; and how a command takes a scenario and changes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from hil.scenario.shipped import scenario_path

app = typer.Typer(no_args_is_help=True, help="Look into scenario files.")

ScenarioArgument = Annotated[str, typer.Argument(help="scenario file, or the name of one in fixtures/scenarios")]
SetOption = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="change one value of the scenario, for example satellite.start.soc=0.7; repeatable",
    ),
]
SeedOption = Annotated[int | None, typer.Option(help="seed instead of the scenario's")]
WorkloadOption = Annotated[
    Path | None, typer.Option(help="request trace, Azure LLM 2023 format, instead of the scenario's")
]


@app.command()
def check(
    scenario: ScenarioArgument,
    assignments: SetOption = [],  # noqa: B006
    seed: SeedOption = None,
    workload: WorkloadOption = None,
) -> None:
    """Validate a scenario and print it resolved."""
    from hil.scenario.load import load

    loaded = load(scenario_path(scenario), assignments, seed, workload)
    if loaded.trace_path is not None:
        from hil.scenario import trace_file

        trace_file.read(loaded.trace_path)
    print(json.dumps(json.loads(loaded.text), indent=1))
