"""The executive: rate groups, faults contained, watchdog kick, events, parameters, and a state that is all of it."""

from itertools import pairwise
from typing import Any

import pytest

from firmware_py import flight
from firmware_py.icd import boards, channel, events, messages, parameters
from firmware_py.icd.events import BURST, WINDOW_TICKS
from firmware_py.services.image import OutputImage
from tests.firmware.flight_rig import NAN, QUIET, Rig, encode, message, rough_ride
from tests.firmware.rough import fresh, ride


@pytest.mark.parametrize("board", boards.NAMES)
def test_what_leaves_fits_the_dictionary(board: str) -> None:
    rig = Rig(board)
    rig.step(30)
    index = boards.kind_index(board)
    assert len(rig.executive.actuators) == len(boards.ACTUATORS[index])
    assert len(rig.executive.message) == len(messages.FIELDS[index])
    assert isinstance(rig.executive.message, tuple)
    assert all(type(count) is int for count in (*rig.executive.actuators, *rig.executive.message))
    assert rig.field("kicks") == 30.0
    assert rig.executive.kick == 30


def test_a_rough_ride_leaves_every_count_in_range_and_no_exception() -> None:
    executives = fresh()
    for row in ride(executives, 7, 6000):
        for index, (actuators, _, mail, told) in enumerate(row):
            for count, own in zip(actuators, boards.ACTUATORS[index], strict=True):
                assert channel.to_raw(own, own[channel.LOW]) <= count <= channel.to_raw(own, own[channel.HIGH])
            assert all(-(2**31) <= count < 2**31 for count in mail)
            assert not [event for event in told if event[0] == events.MODULE_EXCEPTION]
    assert [e.overruns for e in executives] == [0, 0, 0, 0]
    assert [e.module.mode.refused for e in (executives[0], executives[3])] == [0, 0]
    assert executives[0].module.system.refused == 0
    assert [loop.mode.refused for loop in executives[1].module.loops] == [0, 0]
    assert [terminal.mode.refused for terminal in executives[2].module.terminals] == [0] * 4


@pytest.mark.parametrize("board", boards.NAMES)
def test_a_failing_module_is_contained_and_no_longer_kicks(board: str) -> None:
    rig = Rig(board)
    rig.step(50)
    executive = rig.executive

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    groups = executive.groups
    executive.groups = ((1, 0, broken),)
    rig.step(25)  # more than BURST in one window
    assert executive.kick == 50
    assert executive.actuators == OutputImage(board).counts  # the safe image
    assert rig.field("overruns") == 25.0
    told = rig.told(events.MODULE_EXCEPTION)
    assert len(told) == BURST  # and the rest of the window is counted, not told
    executive.groups = groups
    rig.step(WINDOW_TICKS)
    assert executive.kick == 150
    assert executive.actuators != OutputImage(board).counts
    assert rig.told(events.SUPPRESSED)[0][1] == (events.SUPPRESSED, events.MODULE_EXCEPTION, 25 - BURST)


def test_the_kick_wraps_and_never_stands_still() -> None:
    rig = Rig("radiator")
    kicks = []
    for _ in range(600):
        rig.step()
        kicks.append(rig.executive.kick)
    assert all(0 <= kick <= 255 for kick in kicks)
    assert all(later == (earlier + 1) % 256 for earlier, later in pairwise(kicks))


def test_missed_ticks_stale_samples_and_silent_peers_are_told_once() -> None:
    rig = Rig("laser")
    rig.step(50)
    rig.tick += 3
    rig.step()
    assert rig.told(events.TICK_GAP)[0][1] == (events.TICK_GAP, 3, 0)
    for age in range(1, 6):
        rig.step(age=age)
    rig.step(10)
    assert [event for _, event in rig.told(events.SAMPLE_STALE)] == [(events.SAMPLE_STALE, 1, 0)]
    assert [event for _, event in rig.told(events.SAMPLE_FRESH)] == [(events.SAMPLE_FRESH, 5, 0)]
    mail = rig.mail[3]
    rig.mail[3] = None
    rig.step(60)
    rig.mail[3] = mail
    rig.step(20)
    assert [event[1] for _, event in rig.told(events.PEER_SILENT)] == [3]
    assert [event[1] for _, event in rig.told(events.PEER_BACK)] == [3]


def test_time_may_wrap() -> None:
    """The same ride 49.7 days later, across the wrap of the millisecond clock, commands the same."""
    plain, late = flight.build("eps"), flight.build("eps")
    shift = 2**32 - 100_000
    for executive in (plain, late):
        executive.module.mode.since_ms = 0
    late.tick(0, shift, next(rough_ride(3, 1))[1][0], 0, [None] * 4)
    plain.tick(0, 0, next(rough_ride(3, 1))[1][0], 0, [None] * 4)
    for tick, codes, ages in rough_ride(3, 3000):
        if tick == 0:
            continue
        plain.tick(tick, tick * 100, codes[0], ages[0], [None] * 4)
        late.tick(tick, shift + tick * 100, codes[0], ages[0], [None] * 4)
        assert plain.actuators == late.actuators
        assert plain.message == late.message
        assert plain.events == late.events


def test_parameters_are_checked_and_take_effect() -> None:
    executive = flight.build("radiator", [(200, 35.0)])
    assert not executive.set_parameter(200, 1000.0)
    assert not executive.set_parameter(200, NAN)
    assert not executive.set_parameter(100, 0.3)  # of another board
    assert not executive.set_parameter(9999, 0.0)
    assert executive.set_parameter(200, 30.0)
    executive.tick(0, 0, encode("radiator", QUIET["radiator"]), 0, [None] * 4)
    told = [event for event in executive.events if event[0] == events.PARAMETER_SET]
    assert told[-1] == (events.PARAMETER_SET, 200, 1)
    for bad in ((200, 1000.0), (100, 0.3), (4711, 0.0)):
        with pytest.raises(ValueError):
            flight.build("radiator", [bad])
    with pytest.raises(ValueError):
        flight.build("toaster")


def test_a_set_point_set_in_flight_is_approached_at_the_permitted_rate() -> None:
    rig = Rig("radiator")
    rig.step(10)
    rig.executive.set_parameter(200, 30.0)
    rig.step(600)
    assert rig.executive.module.loops[0].set_c == pytest.approx(40.0 - 4.0, abs=0.1)  # 4 K/min for a minute


def test_an_output_that_is_no_number_keeps_the_last_good_count() -> None:
    rig = Rig("payload")
    rig.step(100)
    before = list(rig.executive.actuators)

    def spoil(now_ms: int, inp: object, out: Any, bus: object) -> None:
        out.values[1] = NAN

    rig.executive.groups = (*rig.executive.groups, (1, 0, spoil))
    rig.step(3)
    assert rig.executive.actuators == before
    assert rig.told(events.OUTPUT_REJECTED)


def test_events_and_parameters_are_well_formed() -> None:
    ids = [row[0] for row in events.TABLE]
    assert len(set(ids)) == len(ids)
    assert {row[1] for row in events.TABLE} <= {"info", "low", "medium", "high"}
    constants = {value for name, value in vars(events).items() if name.isupper() and isinstance(value, int)}
    assert set(ids) <= constants
    seen = [row[0] for row in parameters.TABLE]
    assert len(set(seen)) == len(seen)
    for row in parameters.TABLE:
        assert row[5] <= row[4] <= row[6]
        assert row[0] // 100 - 1 == boards.kind_index(row[1])


def test_mail_ages_and_is_not_confused() -> None:
    rig = Rig("payload")
    rig.mail = [message("eps", rung=2), None, None, None]
    rig.step(5)
    bus = rig.executive.bus
    assert bus.value(0, messages.field_index("eps", "rung")) == 2.0
    assert bus.ages[0] == 0
    rig.mail = [None, None, None, None]
    rig.step(4)
    assert bus.ages[0] == 4
    assert bus.value(0, messages.field_index("eps", "rung")) == 2.0


def test_after_a_failure_the_counts_sent_are_those_of_the_values_written() -> None:
    """A module that comes back asking for the safe values must not find the counts of before its failure."""
    rig = Rig("payload")
    rig.step(400)
    executive = rig.executive
    before = list(executive.actuators)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    def back(now_ms: int, inp: object, out: Any, bus: object) -> None:
        out.values[:] = [row[7] for row in out.rows]
        out.values[-1] = 1000.0  # something else than safe, so that there is something to send

    executive.groups = ((1, 0, broken),)
    rig.step()
    executive.groups = ((1, 0, back),)
    rig.step()
    assert executive.actuators[:-1] == OutputImage("payload").counts[:-1]
    assert executive.actuators[:-1] != before[:-1]
