"""The command line. Exit codes: 0 held, 1 a check failed, 2 bad usage or input, 3 the harness failed, 4 not equal."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from hil.errors import ConfigError, HilError

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
DEFAULT_SCENARIO = "eclipse_pass"
NOT_EQUAL = 4

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False, help=__doc__)
boards_app = typer.Typer(no_args_is_help=True, help="Boards: serve one by hand.")
scenario_app = typer.Typer(no_args_is_help=True, help="Scenario files.")
dict_app = typer.Typer(no_args_is_help=True, help="The dictionary.")
export_app = typer.Typer(no_args_is_help=True, help="Write the dictionary in another form, to standard output.")
app.add_typer(boards_app, name="boards")
app.add_typer(scenario_app, name="scenario")
app.add_typer(dict_app, name="dict")
dict_app.add_typer(export_app, name="export")

ScenarioArgument = Annotated[str, typer.Argument(help="scenario file, or the name of one in fixtures/scenarios")]
SetOption = Annotated[list[str], typer.Option("--set", metavar="PATH=VALUE", help="change one value of the scenario")]
SeedOption = Annotated[int | None, typer.Option(help="seed instead of the scenario's")]
WorkloadOption = Annotated[
    Path | None, typer.Option(help="request trace, Azure LLM 2023 format, instead of the scenario's")
]
RunArgument = Annotated[Path, typer.Argument(help="run folder")]


@app.command()
def run(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    boards: Annotated[str, typer.Option(help="kind of all boards: inproc or pty")] = "pty",
    board: Annotated[list[str], typer.Option(metavar="NAME=URL", help="one board, for example eps=/dev/ttyACM0")] = [],  # noqa: B006
    place: Annotated[str, typer.Option(help="flight software on the host or on the board")] = "host",
    seed: SeedOption = None,
    assignments: SetOption = [],  # noqa: B006
    workload: WorkloadOption = None,
    out: Annotated[Path | None, typer.Option(help="run folder to make; default runs/<scenario>-<number>")] = None,
    wire: Annotated[str, typer.Option(help="wire capture: ring (the last frames), full or off")] = "ring",
    report: Annotated[bool, typer.Option(help="write report.html")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="print the outcome as JSON and nothing else")] = False,
    checkpoint: Annotated[list[str], typer.Option(metavar="TICK=FILE", help="write the state after TICK")] = [],  # noqa: B006
    resume: Annotated[Path | None, typer.Option(help="go on from a checkpoint")] = None,
) -> None:
    """Fly a scenario: plant, boards and flight software in one loop."""
    from hil import assemble
    from hil import run as running
    from hil.report.terminal import Progress, print_outcome
    from hil.scenario.load import load

    _choice("--place", place, ("host", "board"))
    _choice("--wire", wire, ("ring", "full", "off"))
    loaded = load(_scenario_path(scenario), assignments, seed, workload)
    urls = assemble.board_urls(boards, board)
    marks = _checkpoints(checkpoint)
    parts = assemble.Parts(loaded, urls, on_board=place == "board", capture=wire)
    if resume is not None:
        parts.resume_from(resume)
    target = out if out is not None else _next_folder(loaded.scenario.name)
    interrupt = _Interrupt()
    with Progress(quiet=as_json) as progress:
        outcome = running.execute(parts, target, watcher=progress, interrupted=interrupt.asked, checkpoints=marks)
    if report and outcome.verdict is not None:
        from hil.report.page import write_report

        write_report(outcome.folder)
    if as_json:
        print(json.dumps(_plain(outcome)))
    else:
        print_outcome(outcome)
    if outcome.error is not None:
        print(f"error: {outcome.error}", file=sys.stderr)
    raise typer.Exit(outcome.exit_code)


@app.command()
def verify(folder: RunArgument) -> None:
    """Recompute the hashes of a run from its record; exit 4 when they differ."""
    from hil.record.verify import verify as recompute

    found = recompute(folder)
    for line in found.lines():
        print(line)
    raise typer.Exit(0 if found.equal else NOT_EQUAL)


@app.command()
def report(folder: RunArgument) -> None:
    """Write report.html of a run again, also of one that died."""
    from hil.report.page import write_report

    print(write_report(folder))


@boards_app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)
def serve(context: typer.Context) -> None:
    """Serve a simulated board on a PTY; it prints the port. KIND [--link PATH] [--flight]."""
    from hil.board import serve as server

    raise typer.Exit(server.main(context.args))


@scenario_app.command()
def check(
    scenario: ScenarioArgument,
    assignments: SetOption = [],  # noqa: B006
    seed: SeedOption = None,
    workload: WorkloadOption = None,
) -> None:
    """Validate a scenario and print it resolved."""
    from hil.scenario.load import load

    loaded = load(_scenario_path(scenario), assignments, seed, workload)
    print(json.dumps(json.loads(loaded.text), indent=1))


@export_app.command()
def markdown() -> None:
    """docs/icd.md."""
    from hil.dictionary.markdown import document

    print(document(), end="")


@export_app.command()
def requirements() -> None:
    """docs/requirements.md."""
    from hil.check.table import markdown as table

    print(table(), end="")


class _Interrupt:
    """Ctrl-C and SIGTERM end a run after the tick in hand; the second one ends the process as usual."""

    def __init__(self) -> None:
        self._asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def asked(self) -> bool:
        """Return whether an end was asked for."""
        return self._asked

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        self._asked = True
        signal.signal(number, signal.SIG_DFL)


def _scenario_path(name: str) -> Path:
    path = Path(name)
    known = FIXTURES / "scenarios" / f"{name}.yaml"
    if path.exists() or not known.exists():
        return path
    return known


def _next_folder(name: str) -> Path:
    """Return the first free runs/<name>-<number>."""
    number = 1
    while (path := Path("runs") / f"{name}-{number:03d}").exists():
        number += 1
    return path


def _choice(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ConfigError(option, " or ".join(allowed), value, "name one of them")


def _checkpoints(texts: list[str]) -> dict[int, Path]:
    marks: dict[int, Path] = {}
    for text in texts:
        tick, _, path = text.partition("=")
        if not tick.isdigit() or not path:
            raise ConfigError("--checkpoint", "TICK=FILE", text, "write a tick number and a file")
        marks[int(tick)] = Path(path)
    return marks


def _plain(outcome: Any) -> dict[str, Any]:
    return {
        "folder": str(outcome.folder),
        "exit": outcome.exit_code,
        "error": outcome.error,
        "speed_factor": outcome.speed_factor,
        "verdict": None if outcome.verdict is None else outcome.verdict.plain(),
        **outcome.hashes,
    }


def main() -> None:
    """Entry point of `hil`."""
    try:
        app()
    except HilError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
