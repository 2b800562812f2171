"""The inside of a simulator: a line to the host on one side, the bench of `fixtures/rtl` on the other. Run by cocotb.

While the host thinks, the simulator stands still; while the board works, nothing is asked of Python. So the number of
cycles of an exchange depends on the bytes alone.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing
from typing import Any

import cocotb
from cocotb.triggers import Timer, ValueChange

from hil.board.rtl.lockstep import LockstepPort
from hil.board.serve import Pty

LONGEST = 256  # [bytes] the bench takes and gives at a time
BIT = 4  # clocks of a bit, unless DIV says otherwise
RESET_NS = 100
KIND, PTY, DIV = "EVERDAWN_RTL_KIND", "EVERDAWN_RTL_PTY", "EVERDAWN_RTL_DIV"  # environment variables: what to serve


@cocotb.test()
async def serve(bench: Any) -> None:
    """Serve one host until it hangs up, or our parent is gone."""
    await power_on(bench, int(os.environ[KIND]), int(os.environ.get(DIV, BIT)))
    await (_serve_pty(bench) if os.environ[PTY] == "1" else _serve_lockstep(bench))


async def power_on(bench: Any, kind: int, div: int) -> None:
    """Start a board of `kind` at `div` clocks a bit; its clock stands then."""
    bench.kind.value = kind
    bench.div.value = bench.host_div.value = div
    await Timer(RESET_NS, "ns")
    bench.rst.value = 0
    await Timer(1, "ns")


async def _serve_lockstep(bench: Any) -> None:
    with closing(LockstepPort(sys.stdin.fileno())) as port:
        port.write(b"", int(bench.cycles.value))
        while data := port.read():
            answer = await answered(bench, data)
            port.write(answer, int(bench.cycles.value))


async def _serve_pty(bench: Any) -> None:
    pty = Pty()
    print(pty.path, flush=True)
    if not pty.wait_for_host(sys.stdin.fileno()):
        return
    while data := pty.read():
        pty.write(await answered(bench, data))


async def answered(bench: Any, data: bytes) -> bytes:
    """Return what the board answers to `data`, however long."""
    return b"".join([await exchange(bench, data[at : at + LONGEST]) for at in range(0, len(data), LONGEST)])


async def exchange(bench: Any, data: bytes) -> bytes:
    """Send `data`, LONGEST at most, bit by bit; return all that the board sends until it has nothing left to do."""
    bench.to_board.value = int.from_bytes(data, "little")
    bench.to_board_bytes.value = len(data)
    answer = b""
    while True:
        bench.go.value = not bench.go.value
        await ValueChange(bench.done)
        count = int(bench.from_board_bytes.value)
        answer += _low_bytes(bench.from_board, count)
        if count < LONGEST:  # full: there may be more
            return answer


def _low_bytes(signal: Any, count: int) -> bytes:
    return (int(signal.value) & ((1 << 8 * count) - 1)).to_bytes(count, "little") if count else b""
