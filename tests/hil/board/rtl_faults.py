"""Inside the simulator: faults at signal level and what they have to show. Run by cocotb, from test_rtl_faults.py.

What is expected is worked out by hand from docs/wire.md and the numbers in `fixtures/rtl`, beside each test.
"""

from __future__ import annotations

import random
from typing import Any

import cocotb

from firmware_py.icd import packets
from firmware_py.wire import image
from hil.board.rtl.handles import found, shape
from tests.hil.board.rtl_case import IN_FORCE, PLACE, STIMULUS, Case, is_sample

FRAME = 4000  # clocks that a TICK takes on the line, 98 bytes of 41 clocks, and its SAMPLE too


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def an_actuator_bit_is_told_and_written_over(bench: Any) -> None:
    """Bit 3 of byte 0x12 makes 0x1A. The image of TICK 1 stands 35 clocks after its frame: 22 for the head, 3 for the
    verdict, 8 for the image. 31 channels then take 5 clocks each, so clock 60 lies between image and answer.
    """
    case = Case(bench, "flip:loop.in_force[0][3]@tick1+60")
    await case.begin()
    await case.greet()
    assert [is_sample(one, 0) for one in await case.tick(0)] == [True]
    (struck,) = await case.tick(1)
    assert struck[IN_FORCE : IN_FORCE + 2] == bytes.fromhex("1A34")
    assert struck[28:IN_FORCE] == STIMULUS
    assert [is_sample(one, 2) for one in await case.tick(2)] == [True]
    (receipt,) = case.receipts()
    assert (receipt["before"], receipt["after"], receipt["changed"]) == ("00010010", "00011010", True)
    assert receipt["tick"] == 1


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def the_boot_counter_stays_flipped(bench: Any) -> None:
    """1 and bit 8 make 257; nothing writes the register again, so every SAMPLE says so, and HELLO too."""
    case = Case(bench, "flip:loop.boot[8]@tick1-100")
    await case.begin()
    await case.greet()
    told = [(await case.tick(number))[0][22:24] for number in range(3)]
    assert [int.from_bytes(boot, "big") for boot in told] == [1, 257, 257]
    assert int.from_bytes((await case.greet())[20:22], "big") == 257


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def a_tick_in_the_future_makes_the_board_deaf_until_greeted(bench: Any) -> None:
    """Bit 31 of the last tick: all that come are older and rejected, three of them, until HELLO begins anew."""
    case = Case(bench, "flip:loop.last_tick[31]@tick1-100")
    await case.begin()
    await case.greet()
    assert len(await case.tick(0)) == 1
    assert [await case.tick(number) for number in (1, 2, 3)] == [[], [], []]
    assert int(bench.dut.loop.rejected.value) == 3
    await case.greet()
    assert [is_sample(one, 4) for one in await case.tick(4)] == [True]


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def a_fault_that_changed_nothing_says_so(bench: Any) -> None:
    """A line held at the level it has; and a tick that never comes."""
    case = Case(bench, "hold:rx:1:20@tick0+10", "flip:loop.boot[0]@tick9")
    await case.begin()
    await case.greet()
    await case.tick(0)
    idle, never = case.receipts()
    assert (idle["clock"] is None, idle["clocks_bent"], idle["changed"]) == (False, 0, False)
    assert (never["clock"], never["changed"]) == (None, False)


@cocotb.test(timeout_time=60, timeout_unit="ms")
async def brownout(bench: Any) -> None:
    """The next boot, told by a HELLO of its own; the safe image, seen by a TICK without one; silence in between."""
    case = Case(bench, "brownout:20@tick3-200")
    await case.begin()
    await case.greet()
    for number in range(3):
        await case.tick(number)
    (hello,) = await case.tick(3)  # the frame under way is lost with its head
    assert (hello[1], int.from_bytes(hello[20:22], "big")) == (0xE0, 2)
    silent = packets.RESET_TICKS  # counted from the last tick that it knew, 2
    assert [await case.tick(number) for number in range(3, 3 + silent)] == [[]] * silent
    number = 3 + silent
    frame = case.session.tick_frame(number, number * 10**8, number, STIMULUS, None)
    (sample,) = await case.say(frame)
    assert sample[IN_FORCE:] == image.SAFE[PLACE]
    assert int.from_bytes(sample[22:24], "big") == 2
    (receipt,) = case.receipts()
    assert (receipt["boot_before"], receipt["boot_after"], receipt["changed"]) == (1, 2, True)


async def _glitched(bench: Any, clocks: int) -> tuple[int, int]:
    """Return trips and supply after the supply monitor's line was inverted for `clocks`."""
    case = Case(bench, f"glitch:overcurrent:{clocks}@tick0")
    await case.begin()
    await case.greet()
    await case.tick(0)
    assert case.receipts()[0]["clocks_bent"] == clocks
    return int(bench.dut.protector.trips.value), int(bench.supply.value)


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def a_glitch_shorter_than_the_filter(bench: Any) -> None:
    """glitch.v wants a level to stand for 8 clocks: 7 are none."""
    assert await _glitched(bench, 7) == (0, 1)


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def a_glitch_as_long_as_the_filter(bench: Any) -> None:
    """8 clocks are an over-current: the supply opens once, for 64 clocks, and closes again."""
    assert await _glitched(bench, 8) == (1, 1)


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def a_glitch_on_the_serial_line(bench: Any) -> None:
    """A bit is the majority of three looks: one clock inverted changes none, four (a whole bit) at least one."""
    case = Case(bench, "glitch:rx:1@tick1-500", "glitch:rx:4@tick2-500")
    await case.begin()
    await case.greet()
    assert [is_sample(one, 1) for one in await case.tick(1)] == [True]
    assert await case.tick(2) == []
    assert [is_sample(one, 3) for one in await case.tick(3)] == [True]
    assert [receipt["clocks_bent"] for receipt in case.receipts()] == [1, 4]


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def faults_of_one_line_are_counted_apart(bench: Any) -> None:
    """Two glitches in the frame of one TICK: each receipt has its own clocks. And two holds, the second of which begins
    within the first and outlasts it: it stands for all its clocks, on a line that idles at 1.
    """
    glitches = ("glitch:rx:1@tick1-500", "glitch:rx:3@tick1-300")
    holds = ("hold:overcurrent:1:6@tick2+5", "hold:overcurrent:1:20@tick2+8")
    case = Case(bench, *glitches, *holds)
    await case.begin()
    await case.greet()
    await case.tick(1)
    await case.tick(2)
    assert [receipt["clocks_bent"] for receipt in case.receipts()] == [1, 3, 6, 20]


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def a_line_held(bench: Any) -> None:
    """Held at 0 within a frame the frame is lost and the next is served; held at 1 while it idles, nothing is bent."""
    case = Case(bench, "hold:rx:0:200@tick1-600", "hold:rx:1:20@tick2+10")
    await case.begin()
    await case.greet()
    assert await case.tick(1) == []
    assert [is_sample(one, 2) for one in await case.tick(2)] == [True]
    low, idle = case.receipts()
    assert low["changed"]
    assert 0 < low["clocks_bent"] <= 200
    assert (idle["clocks_bent"], idle["changed"]) == (0, False)


def bits_of(bench: Any, *blocks: str) -> list[str]:
    """Return the bits of every register of `blocks`: all of up to 8, every fourth of a wider one; no memories."""
    shapes = {name: shape(handle) for name, handle in found(bench.dut) if name.partition(".")[0] in blocks}
    return [
        f"{name}[{bit}]"
        for name, one in sorted(shapes.items())
        if not one.words
        for bit in range(0, one.bits, 1 if one.bits <= 8 else 4)
    ]


async def _swept(bench: Any, bits: list[str]) -> None:
    """Flip each of `bits` in the clock of a tick drawn by seed, from the frame's first bit to the answer's last.

    Whatever it does to that tick, the HELLO after it is answered the first time, and the TICK after that as if nothing
    had been. Every flip has its receipt.
    """
    draw = random.Random(len(bits))
    specs = [f"flip:{bit}@tick{2 * n + 1}{draw.randrange(-FRAME, FRAME):+d}" for n, bit in enumerate(bits)]
    case = Case(bench, *specs)
    await case.begin()
    await case.greet()
    lost = 0
    for n, spec in enumerate(specs):
        lost += not any(is_sample(one, 2 * n + 1) for one in await case.tick(2 * n + 1))
        *_, hello, sample = await case.say(case.hello() + case.frame(2 * n + 2))
        assert (hello[1], is_sample(sample, 2 * n + 2)) == (0xE0, True), spec
    receipts = case.receipts()
    assert all(one["clock"] is not None for one in receipts)
    assert all(one["changed"] for one in receipts)
    assert 0 < lost < len(bits)


@cocotb.test(timeout_time=2000, timeout_unit="ms")
async def the_parser_never_locks_up(bench: Any) -> None:
    """Every register of the receiving side: UART, FIFO and framer."""
    await _swept(bench, bits_of(bench, "receiver", "arrived", "unframer"))


@cocotb.test(timeout_time=2000, timeout_unit="ms")
async def the_answering_side_never_locks_up(bench: Any) -> None:
    """Every register of framer, UART, converter and watchdog on the way out."""
    await _swept(bench, bits_of(bench, "framer", "sender", "converter", "dog"))
