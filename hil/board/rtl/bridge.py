"""The inside of a simulator: a line to the host on one side, the bench of `fixtures/rtl` on the other. Run by cocotb.

While the host thinks, the simulator stands still; while the board works, nothing is asked of Python. So the number of
cycles of an exchange depends on the bytes alone.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import closing
from typing import Any

import cocotb
from cocotb.triggers import Timer, ValueChange

from hil.board.pty import Pty
from hil.board.rtl.instrument import Instrument
from hil.board.rtl.lockstep import LockstepPort
from hil.board.rtl.order import KIND, ORDER, read

LONGEST = 256  # [bytes] the bench takes and gives at a time
RESET_NS = 100
PTY = "EVERDAWN_RTL_PTY"  # environment variable: 1 to serve on a PTY, 0 in lockstep


@cocotb.test()
async def serve(bench: Any) -> None:
    """Serve one host until it hangs up, or our parent is gone."""
    order = read(os.environ[ORDER])
    await power_on(bench, int(os.environ[KIND]), order.div)
    with closing(Instrument(bench, order, exchange)) as board:
        await (_serve_pty(board) if os.environ[PTY] == "1" else _serve_lockstep(board))
    sys.stdout.flush()
    with open(os.devnull, "wb") as nowhere:  # Verilator has a last word to print, of no use to anybody
        os.dup2(nowhere.fileno(), 1)


async def power_on(bench: Any, kind: int, div: int) -> None:
    """Start a board of `kind` at `div` clocks a bit; its clock stands then."""
    bench.kind.value = kind
    bench.div.value = bench.host_div.value = div
    await Timer(RESET_NS, "ns")
    bench.rst.value = 0
    await Timer(1, "ns")


async def _serve_lockstep(board: Instrument) -> None:
    with closing(LockstepPort(sys.stdin.fileno())) as port:
        port.write(b"", board.cycles)
        while data := port.read():
            answer = await answered(board, data)
            port.write(answer, board.cycles)


async def _serve_pty(board: Instrument) -> None:
    pty = Pty()
    print(pty.path, flush=True)
    if not pty.wait_for_host(sys.stdin.fileno()):
        return
    while data := pty.read():
        pty.write(await answered(board, data))


async def answered(board: Instrument, data: bytes) -> bytes:
    """Return what the board answers to `data`, however long."""
    return b"".join([await board.exchange(data[at : at + LONGEST]) for at in range(0, len(data), LONGEST)])


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
    """Return the first `count` bytes of `signal`; a bit that is neither, as it can be after an upset, is heard as 0."""
    if count == 0:
        return b""
    bits = str(signal.value)[-8 * count :]  # as text: 2048 objects, one a bit, would take longer than the simulator
    known = bits if set(bits) <= {"0", "1"} else re.sub("[^01]", "0", bits)
    return int(known, 2).to_bytes(count, "little")
