"""The verdict as a whole, and docs/requirements.md."""

import json
import math
import re
from pathlib import Path

import pytest

from hil.check.requirement import LIMITS, Finding, defaults
from hil.check.table import IDS, TABLE, markdown
from hil.check.verdict import FAIL, NOT_EXERCISED, PASS, Verdict, from_plain, judge
from tests.hil.record.synthetic import eclipse_pass, quiet


def test_one_failure_fails_the_run() -> None:
    drawn = quiet(100)
    assert judge(drawn).exit_code == 0
    drawn.values["truth.bus_min_v"][50] = 700.0
    verdict = judge(drawn)
    assert (verdict.passed, verdict.exit_code, verdict.count(FAIL)) == (False, 1, 1)


def test_what_was_not_exercised_is_no_pass() -> None:
    verdict = judge(quiet(100))
    assert verdict.count(PASS) + verdict.count(NOT_EXERCISED) == len(IDS)
    assert verdict.count(NOT_EXERCISED) == sum(bool(one.premise) for one in TABLE)


def test_what_had_to_be_exercised_and_was_not_fails_the_run() -> None:
    assert judge(eclipse_pass(10.0), must_exercise=["CMP-001"]).exit_code == 0
    assert judge(quiet(100), must_exercise=["CMP-001"]).exit_code == 1


def test_an_id_that_nothing_has_is_refused() -> None:
    with pytest.raises(KeyError, match="PWR-099"):
        judge(quiet(100), must_exercise=["PWR-099"])


def test_a_margin_that_nobody_knows_is_a_failure() -> None:
    unknown = TABLE[0]._replace(find=lambda run, limits: Finding(math.nan, "", math.nan, math.nan))
    assert judge(quiet(10), table=[unknown]).count(FAIL) == 1


def test_the_verdict_survives_json() -> None:
    drawn = eclipse_pass(10.0)
    drawn.values["msg.eps.rung_verified"] = drawn.values["msg.eps.rung_verified"] * 0
    verdict = judge(drawn)
    text = json.dumps(verdict.plain(), allow_nan=False)
    again: Verdict = from_plain(json.loads(text))
    assert again.plain() == verdict.plain()
    assert any(math.isinf(row.measured) for row in again.rows)


def test_a_run_without_rows_or_with_one_is_judged_without_an_error() -> None:
    for rows in (0, 1, 2):
        assert len(judge(quiet(rows)).rows) == len(IDS)


def test_every_limit_named_exists_and_every_limit_is_used() -> None:
    assert {name for one in TABLE for name in one.limits} <= set(defaults())
    used = {name for one in TABLE for name in one.limits}
    assert {limit.name for limit in LIMITS} == used
    assert all(limit.low <= limit.default <= limit.high for limit in LIMITS)


def test_the_ids_are_traced_to_tests() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    assert set(IDS) <= set(re.findall(r"[A-Z]{3}-\d+", tests))


def test_the_document_is_the_table(checkout: Path) -> None:
    assert (checkout / "docs" / "requirements.md").read_text() == markdown()
