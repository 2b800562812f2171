"""Inside the simulator: the blocks of the Verilog board one by one. Run by cocotb, started by test_rtl_blocks.py.

Expected clocks are those the comments of `fixtures/rtl` promise; the simulator's clock is of 10 ns.
"""

from __future__ import annotations

from typing import Any

import cocotb
from cobs import cobs
from cocotb.triggers import FallingEdge, First, RisingEdge, Timer, with_timeout
from cocotb.utils import get_sim_time

from firmware_py.board.agent import Agent
from firmware_py.icd import boards
from firmware_py.wire import image
from hil.board.rtl.bridge import exchange
from hil.board.session import Session

CLOCK_NS = 10
PERIOD = 65535  # clocks of the pulse width output: a duty is a count of them
LENGTH, HOLD, CALM = 8, 64, 256  # of glitch.v and latchup.v [clocks]
WATCHDOG = 3000  # clocks: what test_rtl_blocks.py builds with
PLACE = boards.kind_index("eps")


async def begin(bench: Any, div: int = 4, host_div: int | None = None) -> None:
    """Reset the board and leave it, its clock standing."""
    bench.div.value, bench.host_div.value = div, host_div or div
    await Timer(10 * CLOCK_NS, "ns")
    bench.rst.value = 0
    await Timer(1, "ns")


async def wake(bench: Any) -> None:
    """Start the clock, though nothing is asked of the board."""
    bench.free.value = 1
    await Timer(100 * CLOCK_NS, "ns")


async def run(bench: Any, clocks: int) -> None:
    """Let `clocks` go by; the clock is running."""
    for _ in range(clocks):
        await RisingEdge(bench.clk)


async def hold(bench: Any, clocks: int, level: int = 1) -> None:
    """Hold the raw line of the supply monitor at `level` for `clocks`."""
    bench.overcurrent.value = level
    await run(bench, clocks)


def tick(session: Session, number: int, drive: int = 0) -> bytes:
    """Return the frame of a tick with one duty in its actuator image."""
    actuators = drive.to_bytes(2, "big") + bytes(image.ACTUATOR_BYTES[PLACE] - 2)
    return session.tick_frame(number, number * 100_000_000, number, bytes(image.SENSOR_BYTES[PLACE]), actuators)


def greeting(session: Session) -> bytes:
    return b"\0" + session.request(0x7E0, 0, b"")[1]


def packets(frames: bytes) -> list[bytes]:
    """Return the packets of `frames`; of a HELLO what does not say which board it is."""
    found = [cobs.decode(block)[:-4] for block in frames.split(b"\0") if block]
    return [packet[:22] if packet[1] == 0xE0 else packet for packet in found]


@cocotb.test(timeout_time=1, timeout_unit="ms")
async def glitch_filter(bench: Any) -> None:
    """One clock less than LENGTH is a glitch, however often it comes; LENGTH clocks are a level, both ways."""
    await begin(bench)
    await wake(bench)
    hot = bench.dut.hot
    for _ in range(20):
        await hold(bench, LENGTH - 1)
        await hold(bench, 1, 0)
        assert not hot.value
    await hold(bench, LENGTH + 4, 0)
    await hold(bench, LENGTH)
    await hold(bench, 4, 0)  # two clocks against metastability
    assert hot.value
    await hold(bench, LENGTH + 4)
    for _ in range(20):
        await hold(bench, LENGTH - 1, 0)
        await hold(bench, 1)
        assert hot.value
    await hold(bench, LENGTH + 4, 0)
    assert not hot.value


async def trip(bench: Any) -> int:
    """Draw too much until the supply opens; return for how many clocks it was open, 1000 at the most."""
    bench.overcurrent.value = 1
    while bench.supply.value:
        await run(bench, 1)
    bench.overcurrent.value = 0  # nothing is drawn from an open supply
    for clocks in range(1000):
        if bench.supply.value:
            return clocks
        await run(bench, 1)
    return 1000


@cocotb.test(timeout_time=1, timeout_unit="ms")
async def latchup_switch(bench: Any) -> None:
    """Open for HOLD clocks and closed again; the third trip in a row is the last, until a reset from outside."""
    await begin(bench)
    await wake(bench)
    protector = bench.dut.protector
    assert bench.supply.value
    for trips in (1, 2):
        assert HOLD <= await trip(bench) <= HOLD + 2
        assert int(protector.trips.value) == trips
    await run(bench, CALM + 4)  # calm: the tries are forgotten
    for trips in (3, 4):
        assert HOLD <= await trip(bench) <= HOLD + 2
        assert int(protector.trips.value) == trips
    assert not protector.isolated.value
    assert await trip(bench) == 1000
    assert protector.isolated.value
    assert int(protector.trips.value) == 5
    bench.rst.value = 1
    await run(bench, 2)
    bench.rst.value = 0
    await run(bench, 2)
    assert bench.supply.value
    assert not protector.isolated.value


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def pulse_width(bench: Any) -> None:
    """The first actuator's code is a count of clocks in a period of 65535; 0 and the INVALID code drive nothing."""
    await begin(bench)
    session = Session("eps")
    await exchange(bench, greeting(session))
    for number, drive in enumerate((12345, 65534)):
        await exchange(bench, tick(session, number, drive))
        bench.free.value = 1
        edges = []
        for edge in (RisingEdge, FallingEdge, RisingEdge):
            await edge(bench.pwm_out)
            edges.append(int(get_sim_time("ns")) // CLOCK_NS)
        assert (edges[1] - edges[0], edges[2] - edges[0]) == (drive, PERIOD)
    for number, drive in ((3, 0), (4, 0xFFFF)):
        await exchange(bench, tick(session, number, drive))
        bench.free.value = 1
        await Timer(2 * CLOCK_NS, "ns")
        assert not bench.pwm_out.value
        over = Timer((PERIOD + 10) * CLOCK_NS, "ns")
        assert await First(RisingEdge(bench.pwm_out), over) is over


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def watchdog_lets_a_long_answer_out(bench: Any) -> None:
    """An answer, and the same from the store, take longer than the watchdog waits; they come as the agent's do."""
    await begin(bench, div=16)
    session, agent, bites = Session("eps"), Agent("eps"), []

    async def listen() -> None:
        await RisingEdge(bench.dut.bite)
        bites.append(int(bench.cycles.value))

    listener = cocotb.start_soon(listen())
    frame = tick(session, 0)
    for data in (greeting(session), frame, frame):
        got, expected = await exchange(bench, data), agent.feed(data)
        assert len(got) * 10 * 16 > 3 * WATCHDOG
        assert packets(got) == packets(expected)
    assert bites == []
    listener.cancel()


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def watchdog_bites_a_board_that_hangs(bench: Any) -> None:
    """A sender that stands still in an answer: bitten WATCHDOG clocks after its last byte, and begun anew."""
    await begin(bench, div=16)
    session = Session("eps")
    await exchange(bench, greeting(session))
    answer = cocotb.start_soon(exchange(bench, tick(session, 0)))
    await FallingEdge(bench.board_tx)  # the answer begins
    bench.div.value = 65535
    bitten = RisingEdge(bench.dut.bite)
    await with_timeout(bitten, (WATCHDOG + 400) * CLOCK_NS, "ns")
    await run(bench, 3)
    assert not bench.dut.have.value  # the packet is dropped, not served once more
    assert int(bench.dut.loop.boot.value) == 2  # and a HELLO says so
    answer.cancel()


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def a_line_held_low_and_let_go(bench: Any) -> None:
    """Nothing is answered to a tick sent into it; the next tick is, and it counts the damage."""
    await begin(bench)
    session = Session("eps")
    await exchange(bench, greeting(session))
    before = packets(await exchange(bench, tick(session, 0)))
    bench.rx_line.level.value, bench.rx_line.held.value = 0, 1
    assert await exchange(bench, tick(session, 1)) == b""
    bench.rx_line.held.value = 0
    (after,) = packets(await exchange(bench, b"\0" + tick(session, 2)))
    assert after[1] == before[0][1] == 0xE2  # SAMPLE
    assert after[16:20] == (2).to_bytes(4, "big")
    assert int(bench.dut.bad_cobs.value) == 1


async def _drift(bench: Any, div: int, host_div: int) -> None:
    await begin(bench, div, host_div)
    session, agent = Session("eps"), Agent("eps")
    for data in (greeting(session), tick(session, 0, 0xAA55)):
        got, expected = await exchange(bench, data), agent.feed(data)
        assert packets(got) == packets(expected)


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def a_host_two_per_cent_slow(bench: Any) -> None:
    """A UART takes either clock a few per cent off: half a bit in ten is five."""
    await _drift(bench, 50, 51)


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def a_host_two_per_cent_fast(bench: Any) -> None:
    """As the slow one."""
    await _drift(bench, 50, 49)
