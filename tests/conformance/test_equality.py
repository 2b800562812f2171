"""One script, the same bytes from every kind of board: lost, corrupted, late and overrun frames, a reset and
parameters included.
"""

from contextlib import closing
from typing import Any

import pytest

from firmware_py.icd import boards, parameters
from firmware_py.wire import image
from hil.board.link import LinkModel
from hil.board.wiretime import WirePlan, WireTime
from hil.clock import Deadline
from tests.conformance.kinds import ABSENT, EMULATED, KINDS, MTU, Factory

DEADLINE_S = 5.0
PERIOD_NS = 100_000_000
#: Jitter makes some TICKs and some SAMPLEs late, and moves what finds the FIFO full.
ROUGH = WirePlan(
    baud=115_200, latency_ns=5_000_000, jitter_ns=100_000_000, fifo_bytes=64, service_ns=7_000_000, usb_frame_ns=125_000
)


def spread(tick: int) -> tuple[float, float, float, float]:
    """Equidistributed by irrational steps, so that every outcome occurs (Weyl's criterion)."""
    steps = (0.6180339887, 0.7548776662, 0.4142135624, 0.7320508076)
    a, b, c, d = ((tick * step + 0.1) % 1.0 for step in steps)
    return a, b, c, d


def script(
    factory: Factory, kind: str, chosen: list[tuple[int, float]] | None, plan: WirePlan | None = None
) -> list[Any]:
    """Fly 120 ticks and return all that a record would keep."""
    place = boards.kind_index(kind)
    wire = None if plan is None else WireTime(plan, spread, PERIOD_NS)
    link = LinkModel(spread, tick_lost=0.1, sample_lost=0.1, tick_corrupted=0.1, wire=wire)
    said: list[Any] = []
    with closing(factory(kind, link=link, parameters=chosen)) as board:
        board.open()
        in_force = image.SAFE[place]
        for tick in range(120):
            stimulus = bytes((tick * 3 + byte) & 0x7F for byte in range(image.SENSOR_BYTES[place]))
            actuators = bytes((tick & 0x7F,)) * image.ACTUATOR_BYTES[place] if chosen is None and tick else None
            board.post(tick, tick * 100_000_000, tick & 0xFF, stimulus, actuators, ())
            sample = board.collect(Deadline(DEADLINE_S))
            in_force = board.in_force(in_force if sample is None else sample.actuators)
            said.append((board.outcome, sample and (sample.body, sample.message, list(sample.events)), in_force))
            said.append(list(board.overdue()))
            if tick == 60:
                said.append(board.command(1))
        counts = board.counters()
        said.append(board.wire_time())
    said.append(counts)
    return said


def outcomes(said: list[Any]) -> set[int]:
    """Return the outcomes of the ticks of a script."""
    return {row[0] for row in said if isinstance(row, tuple) and len(row) == 3}


@pytest.mark.parametrize("placed", [False, True], ids=["host", "board"])
@pytest.mark.parametrize("kind", boards.NAMES)
def test_every_kind_says_the_same(kind: str, placed: bool) -> None:
    rows = [row for row in parameters.TABLE if row[1] == kind]
    chosen = [(rows[0][0], rows[0][4])] if placed else None
    first, *others = [script(factory, kind, chosen) for name, factory in KINDS.items() if name not in MTU]
    assert outcomes(first) == {0, 1, 2, 3, 4}  # every outcome was there to be equal in
    for other in others:
        assert other == first
    says_it_in_more_packets(script(KINDS["short"], kind, chosen), first)


@pytest.mark.parametrize("kind", boards.NAMES)
@pytest.mark.parametrize("name", EMULATED)
def test_an_emulated_board_says_the_same(name: str, kind: str) -> None:
    if ABSENT.get(name) is not None:
        pytest.skip(f"{ABSENT[name]} is not there")
    says_it_in_more_packets(script(KINDS[name], kind, None), script(KINDS["inproc"], kind, None))


def says_it_in_more_packets(said: list[Any], first: list[Any]) -> None:
    """See that a board of a short MTU says the same: the packets sent differ, and nothing else."""
    *rows, counts = said
    assert rows == first[:-1]
    assert counts | {"frames_sent": first[-1]["frames_sent"]} == first[-1]


@pytest.mark.parametrize("kind", ["eps", "payload"])
def test_every_kind_takes_the_same_time_on_the_line(kind: str) -> None:
    first, *others = [script(factory, kind, [], ROUGH) for name, factory in KINDS.items() if name not in MTU]
    assert outcomes(first) >= {0, 1, 2, 3, 4, 6, 7, 8}  # late TICKs, late SAMPLEs and overruns too
    assert first[-1]["late_mail"] > 0  # flight software on the board publishes at every tick, also at a late one
    assert first[-2]["bytes_lost"] > 0
    for other in others:
        assert other == first
