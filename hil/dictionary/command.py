"""`hil dict`: the dictionary in other forms, on standard output."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="The dictionary: channels, messages, events, parameters.")
export = typer.Typer(no_args_is_help=True, help="Write the dictionary in another form, to standard output.")
app.add_typer(export, name="export")


@export.command()
def markdown() -> None:
    """Write the text of docs/icd.md."""
    from hil.dictionary.markdown import document

    print(document(), end="")


@export.command()
def c() -> None:
    """Write the channel map as a C header, for a board written in C."""
    from hil.dictionary.c import header

    print(header(), end="")
