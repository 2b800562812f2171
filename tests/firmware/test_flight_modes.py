"""Every mode table: each edge is walked, each that is not drawn is refused, and nobody is trapped."""

from itertools import pairwise
from pathlib import Path

import pytest

from firmware_py.icd import messages
from firmware_py.laser.modes import TERMINAL_MODES
from firmware_py.payload.modes import INFERENCE_FREE, ORDER, PAYLOAD_MODES, RUNG, TRAINING_FREE
from firmware_py.power.modes import POWER_MODES, SYSTEM_MODES
from firmware_py.power.rungs import DWELL_MS, ENTER, LEAVE, RUNGS, TIMEOUT_MS, VERIFY_MS
from firmware_py.radiator.modes import LOOP_MODES
from firmware_py.services.modes import ModeMachine
from tests.firmware.flight_modes_page import page

TABLES = {
    "power": POWER_MODES,
    "system": SYSTEM_MODES,
    "loop": LOOP_MODES,
    "terminal": TERMINAL_MODES,
    "payload": PAYLOAD_MODES,
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_edge_is_walked_and_every_other_refused(table: tuple) -> None:
    names = [row[0] for row in table]
    for start, row in enumerate(table):
        for target, name in enumerate(names):
            machine = ModeMachine(table, start)
            allowed = name in row[2]
            assert machine.go(target, 1234) == allowed
            assert machine.mode == (target if allowed else start)
            assert machine.refused == (0 if allowed else 1)
            assert machine.since_ms == (1234 if allowed else 0)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_mode_is_reached_from_the_first_and_none_is_a_trap(table: tuple) -> None:
    edges = {row[0]: set(row[2]) for row in table}
    reached, fresh = {table[0][0]}, {table[0][0]}
    while fresh:
        fresh = set().union(*(edges[name] for name in fresh)) - reached
        reached |= fresh
    assert reached == set(edges)
    assert all(edges.values())


def test_timeouts_run_from_entry_and_across_the_wrap() -> None:
    table = (("a", 1000, ("b",), ""), ("b", 0, ("a",), ""))
    machine = ModeMachine(table, 1)
    assert not machine.timed_out(10**9)
    machine.go(0, 0xFFFFFFFF - 499)
    assert not machine.timed_out(499)
    assert machine.timed_out(500)


@pytest.mark.parametrize(
    ("topic", "field", "table"),
    [("eps", "system_mode", SYSTEM_MODES), ("laser", "mode_1", TERMINAL_MODES)],
)
def test_numbers_on_the_wire_are_those_of_the_table(topic: str, field: str, table: tuple) -> None:
    text = messages.FIELDS[messages.TOPICS.index(topic)][messages.field_index(topic, field)][3]
    for number, row in enumerate(table):
        assert f"{number} {row[0]}" in text.lower()


def test_the_rung_table_gets_harder_upwards_and_verifies_over_five_seconds() -> None:
    for lower, upper in pairwise(RUNGS[1:]):
        assert upper[ENTER] < lower[ENTER]
        assert upper[LEAVE] < lower[LEAVE]
    for row in RUNGS[1:]:
        assert row[LEAVE] > row[ENTER]  # hysteresis
        assert row[VERIFY_MS] >= 5000 + 200  # docs/timing.md: a swinging load is averaged, and two ticks to be felt
        assert row[TIMEOUT_MS] > row[VERIFY_MS]
        assert row[DWELL_MS] >= row[VERIFY_MS]


def test_the_payload_columns_fit_its_modes() -> None:
    assert len(RUNG) == len(INFERENCE_FREE) == len(TRAINING_FREE) == len(ORDER) == len(PAYLOAD_MODES)


def test_the_page_in_docs_is_that_of_the_tables(checkout: Path) -> None:
    assert (checkout / "docs/flight/modes.md").read_text() == page(), "python -m tests.firmware.flight_modes_page > ..."
