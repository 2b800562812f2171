"""What a fleet's page shows: names, weights, units; and that a NaN among satellites is never called closed."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from hil.fleet.page import Quantity, Shells, page
from hil.fleet.shown import said, shell_kinds, shell_names
from hil.fleet.total import BOOKS, Total
from sim.fleet import table
from sim.fleet.run import run_block
from sim.fleet.spec import FleetSpec
from sim.orbit.shells import Shell, default_shells

SHELLS = (Shell("sso", 525e3, 18.0, 3), Shell("inclined", 575e3, 30.0, 1), Shell("sso", 625e3, 18.0, 5))
NAMED = Shells(shell_names(SHELLS), shell_kinds(SHELLS), np.array([3.0, 1.0, 5.0]))


def test_names_tell_kind_angle_and_height() -> None:
    assert NAMED.names == ["sso 18 h 525 km", "30° 575 km", "sso 18 h 625 km"]
    assert shell_names((SHELLS[0], SHELLS[0])) == ["sso 18 h 525 km #0", "sso 18 h 525 km #1"]
    assert len(set(shell_names(default_shells(1_000_000)))) == 30


def test_a_map_shows_kinds_as_blocks() -> None:
    assert NAMED.order() == [0, 2, 1]


def test_a_mean_weighs_a_shell_by_its_satellites() -> None:
    np.testing.assert_allclose(NAMED.weights(), [3 / 9, 1 / 9, 5 / 9])
    np.testing.assert_allclose(NAMED.weights("sso 18 h"), [3 / 8, 0.0, 5 / 8])


@pytest.mark.parametrize("times", [1, 4])
def test_text_on_the_page_is_text(times: int) -> None:
    values = np.linspace(0.0, 1.0, 3 * times).reshape(times, 3)
    text = page(
        "a <fleet>", [[("speed", "1 & 2")]], NAMED, 60.0 * np.arange(1.0, times + 1.0),
        [Quantity("Power", "kW", values, values, values)],
    )  # fmt: skip
    for there in (
        "<h1>a &lt;fleet&gt;</h1>",
        "1 &amp; 2",
        "Power by shell [kW]",
        "hours since the epoch",
        "sso 18 h 525 km",
    ):
        assert there in text


def test_one_shell_needs_no_map() -> None:
    values = np.ones((4, 1))
    text = page("a", [], Shells(["x"], ["x"], np.ones(1)), np.arange(4.0), [Quantity("Power", "kW", *3 * [values])])
    assert "by shell" not in text


@pytest.mark.parametrize("column", ["books_residual_j", "heat_residual_j", "min_soc", "max_junction_c"])
def test_a_satellite_without_a_number_is_seen(column: str) -> None:
    """One NaN in the first of two blocks stays in the facts, so the run cannot end with 0."""
    spec = FleetSpec((Shell("sso", 600e3, 18.0, 4),), datetime(2026, 6, 21, tzinfo=UTC), 120.0)
    good = run_block(spec, 0)
    broken = good.summary.copy()
    broken[2, table.SUMMARY.index(column)] = math.nan
    total = Total()
    total.add(good._replace(summary=broken))
    total.add(good)
    facts = total.facts(120.0)
    fact = {"books_residual_j": "books_residual", "heat_residual_j": "heat_residual", "min_soc": "lowest_soc",
            "max_junction_c": "hottest_junction_c"}[column]  # fmt: skip
    assert math.isnan(facts[fact])
    assert not facts[fact] <= BOOKS
    assert any("nan" in text for _, text in said(facts))
