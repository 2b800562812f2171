"""Scores by feature, the verdict in one exit code, and the report as plain data for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from firmware_py.icd import boards
from hil.conform.check import FAILED, FEATURES, HELD, NOT_RUN, SKIPPED, Result
from hil.conform.engine import Report

VERSION = 1  # of the JSON
EXIT_HELD, EXIT_FAILED, EXIT_LOST = 0, 1, 3


class Score(NamedTuple):
    """What became of the checks of one feature."""

    feature: str
    held: int
    failed: int
    skipped: int
    not_run: int
    reasons: tuple[str, ...]  # of what was skipped, each once

    @property
    def tried(self) -> int:
        """Checks that were made."""
        return self.held + self.failed

    @property
    def status(self) -> str:
        """FAILED when one failed, NOT RUN when one is missing, SKIPPED when none was made, else HELD."""
        if self.failed:
            return FAILED
        if self.not_run:
            return NOT_RUN
        return HELD if self.held else SKIPPED


def scores(results: Sequence[Result]) -> list[Score]:
    """Return a score for each feature, in the order in which they come."""
    features = dict.fromkeys(result.check.feature for result in results)
    return [_score(feature, [one for one in results if one.check.feature == feature]) for feature in features]


def _score(feature: str, results: Sequence[Result]) -> Score:
    held, failed, skipped, not_run = (
        sum(one.status == status for one in results) for status in (HELD, FAILED, SKIPPED, NOT_RUN)
    )
    reasons = dict.fromkeys(one.reason for one in results if one.status == SKIPPED)
    return Score(feature, held, failed, skipped, not_run, tuple(reasons))


def exit_code(report: Report) -> int:
    """Return 3 when the board was lost, 1 when a check failed, 0 when all that were made held."""
    if report.lost is not None:
        return EXIT_LOST
    return EXIT_FAILED if any(one.status == FAILED for one in report.results) else EXIT_HELD


def features(bits: int) -> list[str]:
    """Return the names of the features in `bits`."""
    return [name for bit, name in FEATURES.items() if bits & bit]


def board(report: Report) -> dict[str, Any]:
    """Return what HELLO said, as plain data."""
    hello = report.hello
    return {
        "url": report.url, "kind": boards.NAMES[hello.kind], "serial": hello.serial,
        "protocol": f"{hello.major}.{hello.minor}", "features": features(hello.features), "mtu": hello.mtu,
        "answer_depth": hello.answer_depth, "watchdog_ticks": hello.watchdog_ticks, "reset_ticks": hello.reset_ticks,
        "boot": hello.boot, "dictionary_hash": hello.dictionary_hash.hex(),
        "firmware_hash": hello.firmware_hash.hex(),
    }  # fmt: skip


def plain(report: Report) -> dict[str, Any]:
    """Return the report as JSON data."""
    return {
        "version": VERSION,
        "exit": exit_code(report),
        "board": board(report),
        "lost": report.lost,
        "scores": [{**one._asdict(), "tried": one.tried, "status": one.status} for one in scores(report.results)],
        "checks": [_plain(one) for one in report.results],
    }


def _plain(result: Result) -> dict[str, Any]:
    check = result.check
    said = {
        "id": check.id, "feature": check.feature, "title": check.title, "status": result.status,
        "demand": check.demand, "page": f"docs/{check.page}",
    }  # fmt: skip
    if result.status == FAILED:
        evidence = [{"way": one.way, "says": one.says, "hex": one.data.hex()} for one in result.evidence]
        said |= {"expected": result.expected, "got": result.got, "evidence": evidence}  # type: ignore[dict-item]
    if result.reason:
        said["reason"] = result.reason
    return said
