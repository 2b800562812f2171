"""`hil boards registers`: what a fault at signal level can strike."""

from __future__ import annotations

from typing import Annotated

import typer

from firmware_py.icd import boards
from hil.errors import ConfigError


def registers(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=", ".join(boards.NAMES))],
    simulator: Annotated[str, typer.Option(help="icarus or verilator")] = "icarus",
) -> None:
    """List every register of a Verilog board, as the simulator knows them: where `hil run --signal` can flip a bit."""
    from hil.board.rtl.listed import registers as listed

    if kind not in boards.NAMES:
        raise ConfigError("KIND", f"one of {', '.join(boards.NAMES)}", kind, "name one of them")
    found = listed(kind, simulator)
    for name, one in found.items():
        words = f"[0..{one.words - 1}]" if one.words else ""
        print(f"{name}{words}[0..{one.bits - 1}]  {one.size} bit{'s' * (one.size > 1)}")
    print(f"{len(found)} registers, {sum(one.size for one in found.values())} bits")
