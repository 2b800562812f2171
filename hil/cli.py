"""The command line. Exit codes: 0 held, 1 a check failed, 2 bad usage or input, 3 the harness failed, 4 not equal."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from hil import arguments
from hil.bench.command import MapOption
from hil.bench.command import add_to as add_bench
from hil.board.command import app as boards_app
from hil.check.command import requirements
from hil.collector import uncollected
from hil.compare.command import diff, replay
from hil.compiling import compile_plant
from hil.conform.command import conform
from hil.dictionary.command import app as dict_app
from hil.dictionary.command import export
from hil.errors import HilError
from hil.fleet.command import fleet
from hil.interrupt import Interrupt
from hil.scenario.command import ScenarioArgument, SeedOption, SetOption, WorkloadOption
from hil.scenario.command import app as scenario_app

DEFAULT_SCENARIO = "eclipse_pass"
NOT_EQUAL = 4

HELP = """Fly the flight software of an orbital data centre against a simulated one.

Exit codes: 0 all checks held; 1 a check failed; 2 bad usage or input;
3 the harness failed (a board is lost); 4 two runs that had to be equal were not."""

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False, help=HELP)
app.add_typer(boards_app, name="boards")
add_bench(boards_app)
app.add_typer(scenario_app, name="scenario")
app.add_typer(dict_app, name="dict")
app.command()(fleet)
app.command()(diff)
app.command()(replay)
boards_app.command()(conform)
export.command()(requirements)

RunArgument = Annotated[Path, typer.Argument(help="run folder")]


@app.command()
def run(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    boards: Annotated[
        str,
        typer.Option(
            help="kind of all other boards: inproc (in this process), pty (a process and a serial port each), mpy (the "
            "same under MicroPython), rtl (Verilog, simulated), avr (C on a simulated ATmega328P) or qemu (an emulated "
            "micro:bit)"
        ),
    ] = "pty",
    board: Annotated[
        list[str],
        typer.Option(
            metavar="NAME=URL",
            help="one board (eps, radiator, laser, payload) on a port of its own: eps=/dev/ttyACM0, or out of a "
            "recording: eps=replay:runs/bench; repeatable",
        ),
    ] = [],  # noqa: B006
    hil_map: MapOption = None,
    place: Annotated[str, typer.Option(help="where flight software runs: host or board")] = "host",
    pace: Annotated[
        str | None,
        typer.Option(
            metavar="PACE",
            help="lockstep (as fast as boards answer), realtime, or a FACTOR: 10 is ten times as fast as real time",
        ),
    ] = None,
    miss_budget: Annotated[
        int | None, typer.Option(metavar="N", help="paced: how many missed deadlines the run may have and still hold")
    ] = None,
    realtime_priority: Annotated[
        bool,
        typer.Option(
            "--realtime-priority", help="paced: ask for SCHED_FIFO and locked memory; the manifest says what came"
        ),
    ] = False,
    seed: SeedOption = None,
    assignments: SetOption = [],  # noqa: B006
    workload: WorkloadOption = None,
    disturb: Annotated[
        list[str],
        typer.Option(
            metavar="NAME=SPEC",
            help="disturb the frames of a board (or all): drop:0.01,flip:in:0.001,disconnect:out:@500; repeatable",
        ),
    ] = [],  # noqa: B006
    signal: Annotated[
        list[str],
        typer.Option(
            metavar="NAME=SPEC",
            help="strike the signals of a board on rtl:: flip:loop.in_force[0][3]@tick40, hold:rx:0:200@120000, "
            "glitch:rx:3@tick9-50, drift:+2%, brownout@tick40; repeatable",
        ),
    ] = [],  # noqa: B006
    waves: Annotated[
        list[str],
        typer.Option(
            metavar="NAME=FILE",
            help="waves of a board on rtl:, FST or VCD: eps=eps.fst of ticks round a failure, eps=eps.fst@100..110 "
            "of those; repeatable",
        ),
    ] = [],  # noqa: B006
    power_cycle: Annotated[
        list[str],
        typer.Option(
            metavar="NAME=COMMAND",
            help="command that switches a board off and on, run once when it does not greet; repeatable",
        ),
    ] = [],  # noqa: B006
    out: Annotated[Path | None, typer.Option(help="run folder to make; default runs/<scenario>-<number>")] = None,
    wire: Annotated[str, typer.Option(help="wire capture: ring (the last frames), full or off")] = "ring",
    report: Annotated[bool, typer.Option(help="write report.html")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="print the outcome as JSON and nothing else")] = False,
    checkpoint: Annotated[
        list[str], typer.Option(metavar="TICK=FILE", help="write the state after TICK; repeatable")
    ] = [],  # noqa: B006
    resume: Annotated[Path | None, typer.Option(help="go on from a checkpoint of the same scenario and seed")] = None,
) -> None:
    """Fly a scenario: plant, boards and flight software in one loop."""
    with uncollected():
        from hil import assemble
        from hil import run as running
        from hil.bench.choose import corrections, from_map, power_commands
        from hil.board.choice import board_urls, disturbances
        from hil.board.power import power_cycles
        from hil.board.rtl import option
        from hil.pace.keyboard import keyboard
        from hil.pace.plan import plan
        from hil.report.terminal import Progress, print_outcome
        from hil.scenario.load import load
        from hil.scenario.shipped import scenario_path

        arguments.check_choice("--place", place, ("host", "board"))
        arguments.check_choice("--wire", wire, ("ring", "full", "off"))
        loaded = load(scenario_path(scenario), assignments, seed, workload)
        urls = board_urls(boards, [*from_map(hil_map, board), *board])
        marks = arguments.checkpoints(checkpoint)
        arguments.check_within(marks, loaded.scenario.ticks)
        plans, pacing = disturbances(disturb), plan(loaded.scenario.pacing, pace, miss_budget, realtime_priority)
        power = power_cycles([*power_commands(hil_map, board), *power_cycle])
        compile_plant()
        parts = assemble.Parts(
            loaded, urls, on_board=place == "board", capture=wire, disturbances=plans, pace=pacing, power=power,
            corrections=corrections(hil_map, board), signals=option.signals(signal, urls),
            waves=option.waves(waves, urls),
        )  # fmt: skip
        if resume is not None:
            parts.resume_from(resume)
    target = out if out is not None else arguments.next_folder(loaded.scenario.name)
    interrupt = Interrupt()
    with keyboard(interrupt, quiet=as_json) as hand, Progress(quiet=as_json) as progress:
        outcome = running.execute(
            parts, target, watcher=progress, interrupted=interrupt.asked, checkpoints=marks, hand=hand
        )
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
    """Recompute the hashes of a run from its record and judge it again; exit 4 when anything differs."""
    from hil.record.judged import judged
    from hil.record.verify import verify as recompute

    path = arguments.run_folder(folder)
    found = (recompute(path), judged(path))
    for part in found:
        print("\n".join(part.lines()))
    raise typer.Exit(0 if all(part.equal for part in found) else NOT_EQUAL)


@app.command()
def report(folder: RunArgument) -> None:
    """Write report.html of a run again, also of one that died; of a fleet its fleet.html."""
    if arguments.is_fleet(folder):
        from hil.fleet.opened import draw

        print(draw(folder))
        return
    from hil.report.page import write_report

    print(write_report(arguments.run_folder(folder)))


@app.command()
def repair(folder: RunArgument) -> None:
    """Give a folder left by a dead host its Parquet and hashes; its exit stays 3, for the run did not end."""
    from hil.record.opened import repair as mend

    run = mend(arguments.run_folder(folder))
    print(f"{folder}: {run.rows} rows, {run.manifest['status']}")


def _plain(outcome: Any) -> dict[str, Any]:
    return {
        "folder": str(outcome.folder),
        "exit": outcome.exit_code,
        "error": outcome.error,
        "speed_factor": outcome.speed_factor,
        "compute": outcome.compute,
        "losses": outcome.losses,
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
