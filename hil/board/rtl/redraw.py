"""Inside the simulator: flies a journal again, with the same faults, and dumps the signals of some ticks.

That it is the same flight is checked, not believed: every exchange has to begin in the clock of the journal.
Run by cocotb.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import cocotb

from hil.board.rtl.bridge import exchange, power_on
from hil.board.rtl.instrument import Instrument
from hil.board.rtl.journal import entries
from hil.board.rtl.order import KIND, ORDER, WINDOW, read


@cocotb.test()
async def redraw(bench: Any) -> None:
    """Fly until the last tick is over; write which clocks were dumped, and where the flights part if they do."""
    order = read(os.environ[ORDER])
    journal, first, last, file = json.loads(os.environ[WINDOW])
    await power_on(bench, int(os.environ[KIND]), order.div)
    instrument = Instrument(bench, order, exchange)
    done: dict[str, Any] = {"from_clock": None, "to_clock": None, "parted": None, "ticks": None}
    for entry in entries(Path(journal)):
        if entry.tick is not None and entry.tick > last:
            break
        if (clock := int(bench.cycles.value)) != entry.clock:
            done["parted"] = [entry.tick, entry.clock, clock]
            break
        if done["from_clock"] is None and entry.tick is not None and entry.tick >= first:
            bench.recorder.on.value = 1
            done["from_clock"] = clock
        if done["from_clock"] is not None and entry.tick is not None:
            done["ticks"] = [done["ticks"][0] if done["ticks"] else entry.tick, entry.tick]
        await instrument.exchange(entry.data)
    done["to_clock"] = int(bench.cycles.value)
    bench.recorder.on.value = 0
    Path(file).write_text(json.dumps(done), encoding="utf-8")
