"""Every requirement: holds on a good run, FAILs on a planted violation, NOT_EXERCISED without its premise.

The ids stand in the table below and nowhere else in the tests; test_each_requirement_has_its_planted_violation compares
it with the table of requirements.
"""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from firmware_py.icd import events
from hil.check.table import IDS, TABLE
from hil.check.verdict import FAIL, NOT_EXERCISED, PASS, Row, judge
from tests.hil.record.synthetic import Drawn, Times, eclipse_pass, quiet

NAN = float("nan")
TIMES = Times()
Planted = Callable[[Drawn], None]


def good() -> Drawn:
    """Return an orbit at 1 Hz that satisfies everything, its arrays free to be changed."""
    drawn = eclipse_pass(period_s=1.0)
    drawn = replace(drawn, values={name: np.array(values, dtype=float) for name, values in drawn.values.items()})
    loop_lost(200.0, 6.0)(drawn)
    string_lost(300.0, 12.0)(drawn)
    put("truth.outlet_a_c", 3000.0, -60.0, 300.0)(drawn)
    return drawn


def loop_lost(time_s: float, racks_on_s: float) -> Planted:
    """Return a loss of flow of loop A for 100 s; its racks (1, 3, 5, 7) go off after `racks_on_s`."""

    def change(drawn: Drawn) -> None:
        put("radiator.flow_a", time_s, 0.0, 100.0)(drawn)
        put("payload.set.rack_enable", time_s + racks_on_s, 0xAA, 100.0 - racks_on_s)(drawn)

    return change


def string_lost(time_s: float, told_s: float) -> Planted:
    """Return a loss of string group 3 for the rest of the run, told `told_s` later."""

    def change(drawn: Drawn) -> None:
        put("eps.string_current_3", time_s, 0.0, 1e5)(drawn)
        drawn.found.setdefault(drawn.at(time_s + told_s), []).append((0, events.STRING_LOST, 4, 0))

    return change


def row_of(drawn: Drawn, name: str, limits: dict[str, float] | None = None) -> Row:
    return next(row for row in judge(drawn, limits).rows if row.id == name)


def put(name: str, time_s: float, value: float, length_s: float = 1.0) -> Planted:
    """Return a change that sets signal `name` to `value` from `time_s` on."""

    def change(drawn: Drawn) -> None:
        drawn.values.setdefault(name, np.zeros(drawn.rows))[drawn.at(time_s) : drawn.at(time_s + length_s)] = value

    return change


def both(*changes: Planted) -> Planted:
    def change(drawn: Drawn) -> None:
        for one in changes:
            one(drawn)

    return change


def charge_lost(drawn: Drawn) -> None:
    soc = drawn.values["truth.soc"]
    soc += np.linspace(0.0, soc[0] - 0.021 - soc[-1], drawn.rows)


def never_verified(drawn: Drawn) -> None:
    drawn.values["msg.eps.rung_verified"] = np.minimum(drawn.values["msg.eps.rung_verified"], 1.0)


def timed_out(drawn: Drawn) -> None:
    drawn.found.setdefault(drawn.at(TIMES.start - TIMES.lead + 10.0), []).append((0, events.RUNG_TIMEOUT, 1, 100_000))


def rung_skipped(drawn: Drawn) -> None:
    rung = drawn.values["msg.eps.rung"]
    up = drawn.at(TIMES.start - TIMES.lead)
    rung[up : drawn.at(TIMES.start)] = 2.0


def climbed_unverified(drawn: Drawn) -> None:
    put("msg.eps.rung_verified", TIMES.start - TIMES.lead, 0.0, 60.0)(drawn)


def released_two_at_once(drawn: Drawn) -> None:
    rung = drawn.values["msg.eps.rung"]
    rung[drawn.at(TIMES.end + 12.0) :] = 0.0


def late_prediction(drawn: Drawn) -> None:
    drawn.values["msg.eps.eclipse_in"][: drawn.at(TIMES.start)] += 31.0


def blind_prediction(drawn: Drawn) -> None:
    drawn.values["msg.eps.eclipse_in"][: drawn.at(TIMES.start)] = 9000.0


def cold_slug(drawn: Drawn) -> None:
    at = drawn.at(TIMES.end + 60.0)
    drawn.values["truth.supply_b_c"][at : at + 61] -= np.linspace(0.0, 7.0, 61)
    drawn.values["truth.supply_b_c"][at + 61 :] -= 7.0


def slow_return(drawn: Drawn) -> None:
    put("truth.payload_w", TIMES.end, 90_000.0, 1000.0)(drawn)


def weak_return(drawn: Drawn) -> None:
    put("truth.payload_w", TIMES.end, 0.94 * 123_700.0, 1e5)(drawn)


def link_stays_down(terminal: int, time_s: float, length_s: float) -> Planted:
    def change(drawn: Drawn) -> None:
        links = drawn.values["truth.links_mask"].astype(int)
        links[drawn.at(time_s) : drawn.at(time_s + length_s)] &= ~(1 << terminal)
        drawn.values["truth.links_mask"] = links

    return change


def reset_at(time_s: float) -> Planted:
    return put("radiator.link.boot", time_s, 2.0, 1e5)


VIOLATIONS: list[tuple[str, Planted, float]] = [
    # requirement, what is planted, what the check must have measured
    ("PWR-001", put("truth.bus_min_v", 3000.0, 759.9), 759.9),
    ("PWR-001", put("truth.bus_max_v", 40.0, 840.5), 840.5),
    ("PWR-001", put("truth.bus_min_v", 40.0, NAN), NAN),
    ("PWR-002", put("truth.soc", 3500.0, 0.2999), 0.2999),
    ("PWR-003", charge_lost, -0.021),
    ("PWR-004", rung_skipped, 1.0),
    ("PWR-004", climbed_unverified, 1.0),
    ("PWR-005", never_verified, math.inf),
    ("PWR-005", timed_out, math.inf),
    ("PWR-005", put("msg.eps.rung_verified", TIMES.start - TIMES.lead + 30.0, 1.0, 91.0), 91.0),
    ("PWR-006", released_two_at_once, 1.0),
    ("PWR-007", late_prediction, 35.0),  # 4 s off already
    ("PWR-007", blind_prediction, 9000.0 - 30.0),  # the nearest judged row is 30 s before
    ("PWR-008", put("eps.string_current_5", 3900.0, 0.0, 200.0), math.inf),
    ("PWR-008", string_lost(250.0, 45.0), 45.0),
    ("THM-005", loop_lost(400.0, 11.0), 11.0),
    ("THM-005", loop_lost(1000.0, 100.0), 100.0),
    ("THM-006", put("payload.set.rack_enable", 250.0, 0x2A, 7.0), 7.0),
    ("THM-007", put("truth.outlet_b_c", 3100.0, -67.9, 5.0), 9.8),
    ("THM-007", put("truth.outlet_a_c", 3100.0, NAN), NAN),
    ("THM-001", put("truth.junction_max_c", 100.0, 105.5), 105.5),
    ("THM-002", put("truth.supply_a_c", 200.0, 50.5), 50.5),
    ("THM-002", put("truth.supply_b_c", 200.0, 19.0), 19.0),
    ("THM-003", put("truth.supply_a_c", 200.0, 46.0, 1e5), NAN),
    ("THM-004", cold_slug, NAN),
    ("LCT-001", put("truth.unpointed_mask", 500.0, 4.0, 2.0), 2.0),
    ("LCT-001", put("truth.unpointed_mask", 500.0, 1.0), 1.0),
    ("LCT-001", put("truth.unpointed_mask", 500.0, NAN), 1.0),
    ("LCT-003", link_stays_down(3, 0.0, 181.0), 181.0),
    ("LCT-003", link_stays_down(1, 0.0, 181.0), 181.0),
    ("LCT-002", link_stays_down(1, 1000.0, 121.0), 121.0),
    ("LCT-002", link_stays_down(0, 5600.0, 1e5), 202.0),  # never again: down at rows 5600 to 5801
    ("CMP-001", slow_return, NAN),
    ("CMP-001", weak_return, math.inf),
    ("CMP-002", put("truth.lost_steps", 2300.0, 3.0, 1e5), 3.0),
    ("SYS-001", reset_at(700.0), 1.0),
    ("SYS-002", put("laser.link.tick", 800.0, 799.0), 1.0),
    ("SYS-002", put("laser.link.tick", 800.0, NAN, 3.0), 3.0),
    ("SYS-003", put("msg.payload.overruns", 900.0, 2.0, 1e5), 2.0),
    ("SYS-004", put("payload.link.silence", 900.0, 5.0), 5.0),
    ("SYS-004", both(put("payload.link.silence", 100.0, NAN), put("payload.link.silence", 900.0, 5.0)), 5.0),
    ("BKS-001", put("truth.electrical_residual", 5801.0, -1.1e-9), -1.1e-9),
    ("BKS-002", put("truth.thermal_residual", 10.0, 1.1e-6), 1.1e-6),
]


@pytest.fixture(scope="module")
def verdict_of_a_good_run() -> dict[str, Row]:
    return {row.id: row for row in judge(good()).rows}


@pytest.mark.parametrize("name", IDS)
def test_holds_on_a_good_run(name: str, verdict_of_a_good_run: dict[str, Row]) -> None:
    row = verdict_of_a_good_run[name]
    assert row.status == PASS
    assert row.margin >= 0.0


@pytest.mark.parametrize(("name", "plant", "measured"), VIOLATIONS)
def test_fails_on_a_planted_violation(name: str, plant: Planted, measured: float) -> None:
    drawn = good()
    plant(drawn)
    row = row_of(drawn, name)
    assert row.status == FAIL
    assert row.margin < 0.0
    if not math.isnan(measured):
        # The books judge a magnitude.
        assert row.measured == pytest.approx(abs(measured) if name.startswith("BKS") else measured, rel=1e-9)


@pytest.mark.parametrize("requirement", [r for r in TABLE if r.premise], ids=lambda r: r.id)
def test_says_so_when_its_premise_never_became_true(requirement: object) -> None:
    drawn = quiet(600)
    row = row_of(drawn, requirement.id)  # type: ignore[attr-defined]
    assert row.status == NOT_EXERCISED
    assert not row.failed
    demanded = next(r for r in judge(drawn, must_exercise=[row.id]).rows if r.id == row.id)
    assert demanded.failed


@pytest.mark.parametrize("requirement", [r for r in TABLE if not r.premise], ids=lambda r: r.id)
def test_needs_no_premise(requirement: object) -> None:
    assert row_of(quiet(600), requirement.id).status == PASS  # type: ignore[attr-defined]


def test_each_requirement_has_its_planted_violation() -> None:
    assert {name for name, _, _ in VIOLATIONS} == set(IDS)
    assert len(set(IDS)) == len(IDS)


def test_a_rung_that_timed_out_excuses_the_climb_past_it() -> None:
    """PWR-004."""
    drawn = good()
    rung_skipped(drawn)
    drawn.found.setdefault(drawn.at(TIMES.start - TIMES.lead), []).append((0, events.RUNG_TIMEOUT, 1, 100_000))
    assert row_of(drawn, "PWR-004").status == PASS


def test_an_old_escalation_excuses_nothing() -> None:
    """PWR-004."""
    drawn = good()
    rung_skipped(drawn)
    drawn.found.setdefault(drawn.at(TIMES.start - TIMES.lead - 60.0), []).append((0, events.RUNG_TIMEOUT, 1, 100_000))
    assert row_of(drawn, "PWR-004").status == FAIL


def test_a_link_behind_the_earth_is_not_late() -> None:
    """LCT-002: the same outage with the peer out of sight, with the Sun in the way, and with the power gone."""
    for excuse in (
        put("truth.visible_mask", 1000.0, 13.0, 400.0),
        put("msg.laser.inhibits", 1000.0, 1 << 8, 400.0),
        put("msg.eps.laser_allowed", 1000.0, 13.0, 400.0),
    ):
        drawn = good()
        both(link_stays_down(1, 1000.0, 420.0), excuse)(drawn)
        row = row_of(drawn, "LCT-002")
        assert row.status == PASS
        drawn = good()
        both(link_stays_down(1, 1000.0, 530.0), excuse)(drawn)
        assert row_of(drawn, "LCT-002").status == FAIL


def test_an_interlock_does_not_excuse_a_link() -> None:
    """LCT-002."""
    drawn = good()
    both(link_stays_down(1, 1000.0, 400.0), put("msg.laser.inhibits", 1000.0, 4 << 8, 400.0))(drawn)
    assert row_of(drawn, "LCT-002").status == FAIL


def test_a_rung_still_waiting_when_the_record_ends_shows_nothing() -> None:
    """PWR-005."""
    drawn = good()
    end = drawn.at(TIMES.start - TIMES.lead + 5.0)
    cut = replace(drawn, values={name: values[:end] for name, values in drawn.values.items()})
    assert row_of(cut, "PWR-005").status == NOT_EXERCISED


def test_a_sample_that_the_link_model_lost_is_no_stale_sample() -> None:
    """SYS-002."""
    drawn = good()
    both(put("laser.link.tick", 800.0, NAN), put("laser.link.outcome", 800.0, 2.0))(drawn)
    assert row_of(drawn, "SYS-002").status == PASS


def test_an_expected_reset_is_allowed() -> None:
    """SYS-001."""
    drawn = good()
    reset_at(700.0)(drawn)
    assert row_of(drawn, "SYS-001", {"resets": 1.0}).status == PASS


def test_a_broken_limit_fails_also_before_its_premise_came_true() -> None:
    """LCT-003: a terminal that may have a link and never gets one is a failure, though no link ever came up."""
    drawn = quiet(600)
    drawn.values["truth.visible_mask"] = np.full(600, 15.0)
    assert row_of(drawn, "LCT-003").status == FAIL


def test_steps_lost_without_a_checkpoint_are_a_failure() -> None:
    """CMP-002."""
    drawn = quiet(600)
    drawn.values["truth.lost_steps"] = np.where(drawn.time_s < 300.0, 0.0, 2.0)
    row = row_of(drawn, "CMP-002")
    assert (row.status, row.measured) == (FAIL, 2.0)


def test_restored_is_measured_from_the_end_of_the_penumbra() -> None:
    """CMP-001, by hand: power steps back 200 s after full Sun; 95 % of a 60 s mean that rises from 0 takes 57 s."""
    drawn = good()
    t = drawn.time_s
    shed = drawn.values["msg.eps.rung"] > 0
    drawn.values["truth.payload_w"] = np.where(shed | ((t >= TIMES.start) & (t < TIMES.end + 200.0)), 0.0, 1000.0)
    assert row_of(drawn, "CMP-001").measured == 256.0


def test_limits_of_a_scenario_are_used() -> None:
    """PWR-002."""
    assert row_of(good(), "PWR-002", {"soc_floor": 0.75}).status == FAIL
