"""Inside a simulator: the Verilog board answers one TICK over and over, and no Python is asked meanwhile.

`python -m tests.bench.rtl_loop SIMULATOR TICKS` prints (clock cycles, seconds) as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import cocotb

from firmware_py.wire import image
from hil.board.rtl import bridge, serve
from hil.board.rtl.design import built
from hil.board.rtl.signal import DIV
from hil.board.session import Session

TICKS = "EVERDAWN_BENCH_TICKS"


@cocotb.test()
async def loop(bench: Any) -> None:
    """Greet, send a first TICK, then have the bench send it TICKS times."""
    session, ticks = Session("eps"), int(os.environ[TICKS])
    await bridge.power_on(bench, session.kind, DIV)
    await bridge.exchange(bench, b"\0" + session.request(0x7E0, 0, b"")[1])
    frame = session.tick_frame(0, 0, 0, bytes(image.SENSOR_BYTES[0]), image.SAFE[0])
    await bridge.exchange(bench, frame)
    cycles, start = int(bench.cycles.value), time.perf_counter()
    bench.again.value = ticks - 1
    await bridge.exchange(bench, frame)
    took = time.perf_counter() - start
    print(json.dumps([int(bench.cycles.value) - cycles, took]), flush=True)


if __name__ == "__main__":
    os.environ |= {"COCOTB_LOG_LEVEL": "CRITICAL", "GPI_LOG_LEVEL": "CRITICAL", TICKS: sys.argv[2]}
    serve.run(sys.argv[1], built(sys.argv[1]), Path(tempfile.mkdtemp(prefix="everdawn-rtl-")), "tests.bench.rtl_loop")
