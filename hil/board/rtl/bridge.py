"""The inside of a simulator: a PTY on one side, the bench of `fixtures/rtl` on the other. Run by cocotb.

While the host thinks, the simulator stands still; while the board works, nothing is asked of Python. So the number of
cycles of an exchange depends on the bytes alone.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import cocotb
from cocotb.triggers import Timer, ValueChange

from hil.board.pty import Pty

LONGEST = 256  # [bytes] the bench takes at a time
RESET_NS = 100


@cocotb.test()
async def serve(bench: Any) -> None:
    """Serve one host until it hangs up, or our parent is gone."""
    bench.div.value = bench.host_div.value = int(os.environ.get("EVERDAWN_RTL_DIV", "4"))
    await Timer(RESET_NS, "ns")
    bench.rst.value = 0
    await Timer(1, "ns")
    pty = Pty()
    print(pty.path, flush=True)
    if not pty.wait_for_host(sys.stdin.fileno()):
        return
    while data := pty.read():
        for at in range(0, len(data), LONGEST):
            pty.write(await exchange(bench, data[at : at + LONGEST]))


async def exchange(bench: Any, data: bytes) -> bytes:
    """Send `data` to the board bit by bit; return all that it sends until it has nothing left to do."""
    bench.to_board.value = int.from_bytes(data, "little")
    bench.to_board_bytes.value = len(data)
    bench.go.value = not bench.go.value
    await ValueChange(bench.done)
    count = int(bench.from_board_bytes.value)
    return (int(bench.from_board.value) & ((1 << 8 * count) - 1)).to_bytes(count, "little") if count else b""
