"""`hil boards scan | list | identify | doctor | power-cycle | flash`: what a person does with a bench."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hil.bench.hwmap import HardwareMap

MapOption = Annotated[
    Path | None, typer.Option("--hil-map", envvar="HIL_MAP", metavar="FILE", help="hardware map (docs/bench.md)")
]
HELLO_S = 5.0  # [s] a board on a cable may reset when its port is opened
SCAN_S = 1.0  # [s] each: most ports of a machine are no boards


def scan(
    identify: Annotated[bool, typer.Option("--identify", help="ask each port for HELLO: sends bytes to all")] = False,
    generate: Annotated[Path | None, typer.Option(metavar="FILE", help="write a hardware map of what is there")] = None,
    wait: Annotated[float, typer.Option(metavar="SECONDS", help="how long each port has to answer", min=0.05)] = SCAN_S,
) -> None:
    """List the serial ports of this machine, and the boards on them."""
    from hil.bench import identify as asking
    from hil.bench import scan as scanning
    from hil.bench.machine import Machine

    if generate is not None:
        scanning.check_free(generate)
    machine = Machine()
    found = scanning.look(machine, (lambda url: asking.ask(url, wait)) if identify else None)
    for line in scanning.lines(found, machine):
        print(line)
    if generate is not None:
        scanning.write_map(found, generate)
        print(f"written: {generate}")


def list_boards(hil_map: MapOption = None) -> None:
    """Show the boards of the map and the simulated ones served here: are they there, and who holds them."""
    from hil.bench import served
    from hil.bench.listing import HEAD, rows, table
    from hil.bench.machine import Machine

    simulated = served.rows()
    mapped = [] if hil_map is None and simulated else rows(_needed(hil_map), Machine())
    for line in table(HEAD, [*mapped, *simulated]):
        print(line)


def identify(
    url: Annotated[
        str,
        typer.Argument(help="port: /dev/ttyACM0, socket://HOST:PORT?token=WORD, hwgrep://TEXT; or pty:eps ..."),
    ],
    wait: Annotated[float, typer.Option(metavar="SECONDS", help="how long it has to answer", min=0.05)] = HELLO_S,
) -> None:
    """Ask the board at a port who it is. It goes to its safe image, as at the start of any session."""
    from hil.bench.identify import ask, words
    from hil.transport.url import without_token

    for line in words(without_token(url), ask(url, wait)):
        print(line)


def doctor(
    hil_map: MapOption = None,
    udev: Annotated[bool, typer.Option("--udev", help="print udev rules for the boards of the map instead")] = False,
) -> None:
    """Say what is wrong with this machine as a bench, and what to do. Exit 1 when something is."""
    from hil.bench.doctor import BAD, examine
    from hil.bench.hwmap import load
    from hil.bench.machine import Machine
    from hil.bench.udev import rules

    machine = Machine()
    if udev:
        print("\n".join(rules(_needed(hil_map), machine.ports())))
        return
    findings = examine(machine, None if hil_map is None else load(hil_map))
    for finding in findings:
        print("\n".join(finding.lines()))
    raise typer.Exit(any(finding.grade == BAD for finding in findings))


def power_cycle(
    board: Annotated[str, typer.Argument(help="id of a board in the map, or a kind that is connected")],
    hil_map: MapOption = None,
) -> None:
    """Take a board's power away and give it back, by the command in its entry of the map."""
    from hil.bench.power import power_cycle as cycle

    cycle(_needed(hil_map), board)
    print(f"{board}: power was cycled")


def flash(
    board: Annotated[str, typer.Argument(help="port (/dev/ttyACM0, hwgrep://TEXT); with --hil-map an id or kind")],
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="what it is to be: eps, radiator ...")] = None,
    hil_map: MapOption = None,
    window: Annotated[
        int | None, typer.Option(metavar="BYTES", help="receive buffer of a board that a host can overrun", min=252)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show files and commands, touch nothing")] = False,
) -> None:
    """Put the MicroPython agent on a Raspberry Pi Pico or an ESP32, by mpremote. Exit 3 when it does not say HELLO."""
    from hil.bench import flash as flashing
    from hil.bench.hwmap import load
    from hil.bench.identify import words
    from hil.transport.serial import ports

    hwmap = None if hil_map is None else load(hil_map)
    target = flashing.target(board, kind, window, hwmap, ports())
    for line in flashing.plan(target) if dry_run else words(target.url, flashing.flash(target)):
        print(line)


def add_to(app: typer.Typer) -> None:
    """Make these commands of `app`."""
    app.command()(scan)
    app.command("list")(list_boards)
    app.command()(identify)
    app.command()(doctor)
    app.command("power-cycle")(power_cycle)
    app.command()(flash)


def _needed(path: Path | None) -> HardwareMap:
    from hil.bench.hwmap import ADVICE, load
    from hil.errors import ConfigError

    if path is None:
        raise ConfigError("--hil-map", "a hardware map, or the variable HIL_MAP", "none", ADVICE)
    return load(path)
