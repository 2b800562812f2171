"""Inside the simulator: the UART clocks of board and host drift apart. Run by cocotb, from test_rtl_faults.py.

What is expected is worked out by hand from the clocks at which `fixtures/rtl/uart_rx.v` looks at a bit.
"""

from __future__ import annotations

from typing import Any

import cocotb

from tests.hil.board.rtl_case import Case, is_sample


async def _drifted(bench: Any, percent: int) -> Case:
    case = Case(bench, f"drift:{percent}%")
    await case.begin()
    assert int(bench.div.value) == 50
    return case


async def _two_per_cent(bench: Any, percent: int) -> None:
    """The stop bit is looked at 9.5 bits after the edge: 2 % are a fifth of a bit off, less than half of one."""
    case = await _drifted(bench, percent)
    await case.greet()
    assert [is_sample(one, 0) for one in await case.tick(0)] == [True]
    (receipt,) = case.receipts()
    assert (receipt["before"], receipt["after"], receipt["changed"]) == (50, 50 + percent // 2, True)
    assert (receipt["framing_errors_to_board"], receipt["framing_errors_from_board"]) == (0, 0)


@cocotb.test(timeout_time=60, timeout_unit="ms")
async def two_per_cent_slow(bench: Any) -> None:
    """As said above."""
    await _two_per_cent(bench, 2)


@cocotb.test(timeout_time=60, timeout_unit="ms")
async def two_per_cent_fast(bench: Any) -> None:
    """As said above."""
    await _two_per_cent(bench, -2)


@cocotb.test(timeout_time=60, timeout_unit="ms")
async def six_per_cent_slow(bench: Any) -> None:
    """53 clocks a bit of the host's: the look at the stop bit, 474 to 476 clocks after the edge, falls into data bit 7,
    which lasts from 424 to 477. So 0x01, whose bit 7 is 0, has no stop bit, and 0x81 is read as it is.
    """
    case = await _drifted(bench, 6)
    await case.say(b"\x01")
    assert case.receipts()[0]["framing_errors_to_board"] == 1
    await case.say(b"\x81")
    assert int(bench.dut.rx_data.value) == 0x81
    assert case.receipts()[0]["framing_errors_to_board"] == 1
    assert await case.say(case.hello()) == []
    assert case.receipts()[0]["framing_errors_to_board"] > 1


@cocotb.test(timeout_time=60, timeout_unit="ms")
async def six_per_cent_fast(bench: Any) -> None:
    """47 clocks a bit: the look at data bit 7, 424 to 426 clocks after the edge, falls into the stop bit, from 423 on.
    So 0x01 is read as 0x81; alone on the line it has its stop bit. Frames do not come through.
    """
    case = await _drifted(bench, -6)
    await case.say(b"\x01")
    assert int(bench.dut.rx_data.value) == 0x81
    assert case.receipts()[0]["framing_errors_to_board"] == 0
    assert await case.say(case.hello()) == []
    assert case.receipts()[0]["framing_errors_to_board"] > 0


@cocotb.test(timeout_time=60, timeout_unit="ms")
async def a_drift_that_begins_in_an_answer(bench: Any) -> None:
    """The host misreads what comes then, and counts it; the board hears nothing wrong, for nothing is sent to it."""
    case = Case(bench, "drift:+6@tick1+9000")
    await case.begin()
    await case.greet()
    await case.tick(0)
    assert await case.tick(1) == []
    (receipt,) = case.receipts()
    assert receipt["framing_errors_from_board"] > 0
    assert receipt["framing_errors_to_board"] == 0
