"""A check of the kit, and how one ends: held, failed with its evidence, or skipped with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from firmware_py.icd import packets

if TYPE_CHECKING:
    from hil.conform.subject import Subject

HELD = "HELD"
FAILED = "FAILED"
SKIPPED = "SKIPPED"
NOT_RUN = "NOT RUN"  # the board was lost before its turn

#: What the bits of HELLO's features are called.
FEATURES = {
    packets.FEATURE_FLIGHT: "FLIGHT", packets.FEATURE_STATE: "STATE", packets.FEATURE_COMMAND: "COMMAND",
    packets.FEATURE_CREDIT: "CREDIT", packets.FEATURE_CLOCK: "CLOCK", packets.FEATURE_PHYSICAL: "PHYSICAL",
}  # fmt: skip


class Evidence(NamedTuple):
    """One frame of the conversation that a check had."""

    way: str  # "to" the board or "from" it
    data: bytes
    says: str  # what it is, in words


class CheckFailed(Exception):
    """The board did not do what was demanded. `frames` is evidence beyond the conversation of the check."""

    def __init__(self, expected: str, got: str, frames: Sequence[Evidence] = ()) -> None:
        super().__init__(f"expected {expected}, got {got}")
        self.expected = expected
        self.got = got
        self.frames = tuple(frames)


class Skipped(Exception):
    """The check cannot be made on this board; `str()` is why."""


class Check(NamedTuple):
    """One demand on a board, and how it is tried."""

    id: str
    feature: str  # what it is scored under
    title: str
    demand: str  # word for word from `page`
    run: Callable[[Subject], None]  # raises CheckFailed or Skipped
    needs: int = 0  # features that HELLO has to declare
    page: str = "wire.md"
    watches: bool = False  # judges all that was heard; runs last, and begins no session


class Result(NamedTuple):
    """How a check ended."""

    check: Check
    status: str
    expected: str = ""
    got: str = ""
    reason: str = ""  # of SKIPPED and NOT RUN
    evidence: tuple[Evidence, ...] = ()


def require(holds: bool, expected: str, got: object) -> None:
    """Raise CheckFailed unless it `holds`."""
    if not holds:
        raise CheckFailed(expected, str(got))


def equal(got: object, expected: object, what: str) -> None:
    """Raise CheckFailed unless `got` is `expected`; `what` says what of the board it is."""
    if got != expected:
        raise CheckFailed(f"{what} {_shown(expected)}", _shown(got) + _from_byte(got, expected))


def undeclared(needs: int, features: int) -> str | None:
    """Return why a check that `needs` features is skipped on a board that has `features`; None when it is not."""
    missing = [name for bit, name in FEATURES.items() if needs & bit and not features & bit]
    return f"HELLO does not declare {' and '.join(missing)}" if missing else None


def _from_byte(got: object, expected: object) -> str:
    """Return where two images part, for nobody likes to compare them by eye."""
    if not (isinstance(got, bytes) and isinstance(expected, bytes) and len(got) == len(expected)):
        return ""
    wrong = [place for place, pair in enumerate(zip(got, expected, strict=True)) if pair[0] != pair[1]]
    return f" (byte {wrong[0]} is the first of {len(wrong)} that differ)"


def _shown(value: object) -> str:
    return (value.hex() or "nothing") if isinstance(value, bytes) else str(value)
