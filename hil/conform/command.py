"""`hil boards conform`: is what stands behind a URL a board?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from hil.errors import ConfigError, PortBusy, PortMissing, WrongBoard, WrongProtocol

NOT_THERE = 3
NO_SUCH_KIND = 1  # it answers, but without a kind there are no channels to try


def conform(
    url: Annotated[
        str,
        typer.Argument(
            help="a port (/dev/ttyACM0, socket://HOST:PORT), or one of our own kinds: inproc:eps, pty:eps, mpy:eps, "
            "rtl:eps (rtl:eps:verilator, rtl:eps:pty), "
            "avr:eps (avr:eps:500000), qemu:eps"
        ),
    ],
    report: Annotated[Path | None, typer.Option(metavar="FILE", help="write a page for people, HTML")] = None,
    as_json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="write a report for machines")] = None,
    flight: Annotated[bool, typer.Option("--flight", help="place flight software on a board of our own kinds")] = False,
    patience: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", help="silence that ends a wait; default 5, and 90 where bits are simulated"),
    ] = None,
) -> None:
    """Try a board against docs/wire.md, check by check.

    Exit codes: 0 all held; 1 a check failed; 2 bad usage; 3 no board there, or it was lost.
    """
    from hil.conform import page, score, terminal
    from hil.conform.engine import examine
    from hil.conform.place import place

    for option, path in (("--report", report), ("--json", as_json)):
        if path is not None and not path.parent.is_dir():
            raise ConfigError(option, "a file in a folder that exists", str(path), f"make {path.parent} first")
    if patience is not None and not 0.0 < patience <= 3600.0:
        raise ConfigError("--patience", "more than 0 and at most 3600 s", f"{patience:g}", "give another")
    where = place(url, flight, patience)
    try:
        found = examine(where, terminal.Progress().told)
    except (PortMissing, PortBusy, WrongProtocol, WrongBoard) as error:  # elsewhere bad input; here it is the answer
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(NO_SUCH_KIND if isinstance(error, WrongBoard) else NOT_THERE) from error
    terminal.show(found)
    if as_json is not None:
        _write("--json", as_json, json.dumps(score.plain(found), indent=1) + "\n")
    if report is not None:
        _write("--report", report, page.render(found))
    raise typer.Exit(score.exit_code(found))


def _write(option: str, path: Path, text: str) -> None:
    """Write `text` to `path`, the value of `option`. Raises ConfigError."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(option, "a file that can be written", f"{path}: {error.strerror}", "name another") from error
