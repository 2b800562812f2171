"""`hil boards`: what a person does with single boards."""

from __future__ import annotations

import typer

from hil.board.probe import command as probe
from hil.board.rtl.command import registers

app = typer.Typer(no_args_is_help=True, help="Boards: serve, find, look after, read and set.")
probe.add_to(app)
app.command()(registers)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def serve(context: typer.Context) -> None:
    """Serve a simulated board on a PTY, or with --tcp on the network, and print its port. Usage: KIND [OPTIONS]."""
    from hil.board import serve as server

    raise typer.Exit(server.main(context.args))


@app.callback()
def _boards() -> None:
    """Keep `serve` a command of its own while there is only one."""
