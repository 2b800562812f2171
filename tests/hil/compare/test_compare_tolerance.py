"""What a user may say of tolerances."""

from __future__ import annotations

import pytest

from hil.compare.tolerance import given, tolerance
from hil.errors import ConfigError
from hil.record.column import Column
from hil.record.layout import RowLayout
from tests.hil.record.synthetic import TRUTH


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("eps.bus_voltage", "NAME=VALUE"), ("eps.bus_voltage=-1", "NAME=VALUE"), ("eps.bus_voltage=nan", "NAME=VALUE"),
        ("=1", "NAME=VALUE"), ("eps.bus_volt=1", "did you mean `eps.bus_voltage`"), ("xyz.*=1", "docs/icd.md"),
    ],
)  # fmt: skip
def test_a_tolerance_that_makes_no_sense_is_refused(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=r"--tolerance") as caught:
        given([text], RowLayout(TRUTH))
    assert said in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_column_of_half_counts_is_judged_in_counts() -> None:
    """A tolerance of one count written in the unit must not fail by a rounding of 1/scale."""
    column = Column("eps.x", ">u2", "V", 0.1, 0.0, 0xFFFF, "")
    assert tolerance(column, {}, (0.0, 0.0), 0.0) == 0.1
