"""Waves of a Verilog board: its flight is repeated over the journal, and the ticks asked for are dumped to a file."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hil.board.rtl.errand import errand
from hil.board.rtl.order import Order
from hil.errors import BoardError

FORMS = (".fst", ".vcd")  # by the file's ending
#: Draws whichever simulator flew: the clocks are the same on all, and Verilator would have to build the design again.
SIMULATOR = "icarus"
DRAW_S = 3600.0  # [s] an hour: a flight takes again what it took


def draw(kind: str, order: Order, file: Path, first: int, last: int) -> dict[str, Any]:
    """Write the waves of ticks `first` to `last` to `file`, FST or VCD by its ending.

    Returns the clocks that were dumped. Raises BoardError when the second flight parts from the first one, or fails,
    and ConfigError when there is no simulator that draws.
    """
    file.unlink(missing_ok=True)  # one of an earlier run must not pass for this one's
    with tempfile.TemporaryDirectory(prefix="everdawn-rtl-") as folder:
        end = Path(folder) / "end.json"
        window = json.dumps([str(order.journal), first, last, str(end)])
        again = order._replace(receipts=Path(folder) / "receipts.json" if order.faults else None, journal=None)
        said = errand(
            kind, SIMULATOR, "--order", again.text(), "--redraw", window,
            "--waves", str(file.resolve()), limit_s=DRAW_S,
        )  # fmt: skip
        if not end.is_file():
            raise BoardError(f"waves of board {kind}", "the flight once more", said, "see its message")
        done: dict[str, Any] = json.loads(end.read_text(encoding="utf-8"))
    parted = done.pop("parted")
    if parted is not None:
        tick, was, now = parted
        where = f"clock {now} instead of {was} at the exchange of tick {tick}"
        raise BoardError(f"waves of board {kind}", "the same clocks as in the run", where, "report it: it is a bug")
    if done["from_clock"] is None or not file.is_file():
        raise BoardError(
            f"waves of board {kind}", f"ticks {first} to {last} in its flight", "none of them", "name others"
        )
    return {"file": file.name, "simulator": SIMULATOR, **done}
