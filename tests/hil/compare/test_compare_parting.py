"""Where two runs part: runs drawn by hand, bent in one place, with the place and the size known beforehand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from firmware_py.icd import events
from hil.compare.pair import open_pair
from hil.compare.parting import Parting, compare
from hil.compare.tolerance import given, noise, tolerance
from hil.record.folder import RunFolder
from hil.record.layout import RowLayout
from tests.hil.record.synthetic import TRUTH, Drawn, quiet

ROWS = 50


def runs(tmp_path: Path, a: Drawn, b: Drawn, *tolerances: str) -> Parting:
    """Write two runs and compare them."""
    a.write(tmp_path / "a")
    b.write(tmp_path / "b")
    pair = open_pair(tmp_path / "a", tmp_path / "b")
    return compare(pair, given(tolerances, pair.a.layout))


def bent(name: str, row: int, by: float) -> Drawn:
    """Return the quiet run with `by` added to channel `name` from `row` on."""
    drawn = quiet(ROWS)
    values = np.array(drawn.values.get(name, np.zeros(ROWS)), dtype=np.float64)
    values[row:] += by
    drawn.values[name] = values
    return drawn


def test_equal_runs_are_equal_in_every_bit(tmp_path: Path) -> None:
    found = runs(tmp_path, quiet(ROWS), quiet(ROWS))
    assert (found.identical, found.equal, found.tick, found.gaps, found.event) == (True, True, None, [], None)
    assert found.compared == len(RowLayout(TRUTH).columns) - 2  # all but tick and time
    assert found.pair.same_rows


def test_the_tick_the_channel_and_the_size(tmp_path: Path) -> None:
    """String current: 0.002 A a count. 0.01 A from row 17 on, and 0.5 A in row 30."""
    b = bent("eps.string_current_3", 17, 0.01)
    b.values["eps.string_current_3"][30] += 0.49
    found = runs(tmp_path, quiet(ROWS), b)
    (gap,) = found.gaps
    assert (gap.name, gap.first, gap.beyond, gap.largest_tick) == ("eps.string_current_3", 17, 17, 30)
    assert gap.largest == pytest.approx(0.5)
    assert gap.tolerance == pytest.approx(0.002)
    assert (gap.rows, gap.rows_beyond, found.tick, found.equal) == (33, 33, 17, False)


@pytest.mark.parametrize(
    ("name", "by", "equal"),
    [
        ("eps.bus_voltage", 0.02, True),  # one count of a reading
        ("eps.bus_voltage", 0.04, False),
        ("eps.set.array_voltage_set", 0.02, True),  # one count of what flight software computed
        ("eps.set.array_voltage_set", 0.04, False),
        ("msg.eps.system_mode", 1.0, False),  # a state is equal or not
        ("eps.limiter_trips", 1.0, False),  # so is a bit field
        ("eps.link.outcome", 2.0, False),
        ("radiator.link.errors", 1.0, False),
        ("truth.bus_v", 800e-6, True),  # a millionth of 800 V is 800 uV; this is 799.9 uV or so
        ("truth.bus_v", 900e-6, False),
        ("truth.shadow", 1.0, False),
    ],
)
def test_tolerances_of_their_own(tmp_path: Path, name: str, by: float, equal: bool) -> None:
    found = runs(tmp_path, quiet(ROWS), bent(name, 5, by))
    assert [gap.name for gap in found.gaps] == [name]
    assert found.equal is equal
    assert not found.identical
    assert found.tick == (None if equal else 5)


@pytest.mark.parametrize(
    ("name", "largest"), [("laser.target_az_2", 2.0 * math.pi - 6.2830), ("laser.gimbal_az_2", 6.2830)]
)
def test_a_direction_is_the_same_after_a_turn_and_a_gimbal_is_not(tmp_path: Path, name: str, largest: float) -> None:
    """3.1415 rad beside -3.1415 rad."""
    a, b = bent(name, 5, 3.1415), bent(name, 5, -3.1415)
    (gap,) = runs(tmp_path, a, b).gaps
    assert gap.largest == pytest.approx(largest, abs=1.5e-6)  # [rad] counts are of a millionth


def test_noise_widens_the_tolerance_of_a_reading(tmp_path: Path) -> None:
    """0.1 V of noise in both runs: sqrt(2) x 0.1 x 7 = 0.98995 V, and one count of 0.02 V."""
    column = RowLayout(()).column("eps.bus_voltage")
    scenario = {"noise": {"eps": {"bus_voltage": 0.1}}}
    sigma = noise(scenario, "eps.bus_voltage")
    assert tolerance(column, {}, (sigma, sigma), 0.0) == pytest.approx(1.00995, abs=1e-5)
    assert noise(scenario, "eps.array_voltage") == noise({}, "eps.bus_voltage") == 0.0
    for run, level in (("a", 0.0), ("b", 0.98)):
        drawn = bent("eps.bus_voltage", 3, level)
        folder = RunFolder.create(tmp_path / run, drawn.layout, json.dumps(scenario), {})
        drawn.feed(folder)
        folder.close(0, {})
    assert compare(open_pair(tmp_path / "a", tmp_path / "b"), {}).equal


def test_the_users_word_counts_and_the_last_one_most(tmp_path: Path) -> None:
    a, b = quiet(ROWS), bent("eps.bus_voltage", 5, 0.5)
    assert runs(tmp_path, a, b, "eps.bus_voltage=0.5").equal
    pair = open_pair(tmp_path / "a", tmp_path / "b")

    def equal(*texts: str) -> bool:
        return compare(pair, given(texts, pair.a.layout)).equal

    assert not equal("eps.bus_voltage=0.49")
    assert equal("eps.*=1")
    assert equal("*=inf")
    assert not equal("eps.*=1", "eps.bus_voltage=0.1")
    assert equal("eps.bus_voltage=0.1", "eps.*=1")
    assert equal("eps.*=1", "eps.bus_voltage=0.1", "eps.*=1")


def test_a_value_against_none_is_beyond_everything_but_inf(tmp_path: Path) -> None:
    """0xFFFF of a u16 means INVALID (docs/icd.md)."""
    b = quiet(ROWS)
    b.values["eps.bus_voltage"] = np.full(ROWS, 800.0)
    a = quiet(ROWS)
    a.values["eps.bus_voltage"] = np.where(np.arange(ROWS) == 9, 0xFFFF * 0.02, 800.0)
    found = runs(tmp_path, a, b, "eps.bus_voltage=1e9")
    assert [(gap.beyond, gap.largest, gap.rows, gap.missing) for gap in found.gaps] == [(9, 0.0, 1, 1)]
    b.values["eps.bus_voltage"][20] = 790.0
    b.write(tmp_path / "c")
    both = compare(open_pair(tmp_path / "a", tmp_path / "c"), {})
    (gap,) = both.gaps
    assert (gap.beyond, gap.largest_tick, gap.rows, gap.missing) == (9, 20, 2, 1)
    assert gap.largest == pytest.approx(10.0)
    assert compare(found.pair, {"eps.bus_voltage": math.inf}).equal


def test_nothing_beside_nothing_is_equal(tmp_path: Path) -> None:
    """NaN truths with different bits, and 0.0 beside -0.0, are no difference."""
    a, b = quiet(ROWS), quiet(ROWS)
    a.values["truth.soc"], b.values["truth.soc"] = np.full(ROWS, np.nan), np.full(ROWS, -np.nan)
    a.values["truth.beta_rad"], b.values["truth.beta_rad"] = np.zeros(ROWS), -np.zeros(ROWS)
    assert runs(tmp_path, a, b).identical


def test_runs_of_other_lengths_over_what_both_have(tmp_path: Path) -> None:
    long, short = quiet(ROWS), quiet(20)
    long.values["eps.bus_voltage"] = np.where(np.arange(ROWS) < 20, 0.0, 700.0)
    long.found = {30: [(0, events.STARTED, 0, 0)]}
    found = runs(tmp_path, long, short)
    assert found.identical
    assert (found.pair.first, found.pair.last, found.pair.rows, found.pair.same_rows) == (0, 19, 20, False)


def test_a_run_that_died_is_compared_as_far_as_it_came(tmp_path: Path) -> None:
    whole = quiet(ROWS)
    whole.write(tmp_path / "a")
    folder = RunFolder.create(tmp_path / "b", whole.layout, "{}", {})
    whole.feed(folder, end=31)  # and nobody closed it
    found = compare(open_pair(tmp_path / "a", tmp_path / "b"), {})
    assert (found.identical, found.pair.last) == (True, 30)


def test_a_run_that_begins_later_is_compared_by_tick(tmp_path: Path) -> None:
    whole = bent("eps.string_current_1", 0, 0.0)
    whole.values["eps.string_current_1"] = 30.0 + 0.002 * np.arange(ROWS)
    whole.write(tmp_path / "a")
    folder = RunFolder.create(tmp_path / "b", whole.layout, "{}", {})
    whole.feed(folder, first=15)
    folder.close(0, {})
    found = compare(open_pair(tmp_path / "a", tmp_path / "b"), given(["*=0"], whole.layout))
    assert found.identical
    assert (found.pair.first, found.pair.last) == (15, ROWS - 1)
    assert found.pair.time_s(20) == 20.0


def test_what_parts_first_is_said_first(tmp_path: Path) -> None:
    b = bent("payload.queue", 12, 3.0)
    b.values["eps.bus_voltage"] = np.where(np.arange(ROWS) < 20, 0.0, 5.0)
    b.values["laser.range_1"] = np.where(np.arange(ROWS) < 12, 0.0, 500.0)
    found = runs(tmp_path, quiet(ROWS), b)
    assert [(gap.name, gap.beyond) for gap in found.beyond] == [
        ("laser.range_1", 12), ("payload.queue", 12), ("eps.bus_voltage", 20),
    ]  # fmt: skip
    assert found.tick == 12


def with_events(*told: tuple[int, int, int, int, int]) -> Drawn:
    """Return the quiet run with events (tick, board, number, p1, p2)."""
    drawn = quiet(ROWS)
    for tick, *event in told:
        drawn.found.setdefault(tick, []).append((event[0], event[1], event[2], event[3]))
    return drawn


ONE, TWO, THREE = (3, 0, events.SYSTEM_MODE, 0, 1), (9, 2, events.LINK_LOST, 1, 5), (20, 0, events.SYSTEM_MODE, 1, 2)


@pytest.mark.parametrize(
    ("a", "b", "place", "tick"),
    [
        ((ONE, TWO, THREE), (ONE, TWO, THREE), None, None),
        ((ONE, TWO, THREE), (ONE, THREE), 1, 9),
        ((ONE, TWO), (ONE, TWO, THREE), 2, 20),
        ((ONE, TWO), (ONE, (9, 2, events.LINK_LOST, 1, 6)), 1, 9),
        ((ONE, TWO), (ONE, (11, 2, events.LINK_LOST, 1, 5)), 1, 9),
        ((), (ONE,), 0, 3),
    ],
)
def test_the_first_event_that_differs(
    tmp_path: Path, a: object, b: object, place: int | None, tick: int | None
) -> None:
    found = runs(tmp_path, with_events(*a), with_events(*b))  # type: ignore[misc]
    assert (None if found.event is None else found.event.place) == place
    assert found.tick == tick
    assert found.equal is (place is None)


def test_events_may_be_allowed_to_shift(tmp_path: Path) -> None:
    """By two ticks, with other parameters, and past an event of another board; but not one missing, nor three ticks."""
    late = (11, 2, events.LINK_LOST, 1, 99)
    found = runs(tmp_path, with_events(TWO, (10, 0, *ONE[2:])), with_events((10, 0, *ONE[2:]), late), "events=2")
    assert found.equal
    assert not compare(found.pair, {"events": 1.0}).equal
    assert not compare(found.pair, {}).equal
