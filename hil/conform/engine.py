"""Makes the checks, one session each, and says how each ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hil.board.base import Hello
from hil.conform.check import FAILED, HELD, NOT_RUN, SKIPPED, Check, CheckFailed, Evidence, Result, Skipped, undeclared
from hil.conform.place import Place
from hil.conform.subject import Subject
from hil.conform.table import checks
from hil.conform.words import said
from hil.errors import BoardError, BoardLost, PortLost
from hil.transport.url import without_token

LAST_FRAMES = 8  # of the conversation, kept as evidence


class Report(NamedTuple):
    """What is known of the board at `url`; `lost` says why the suite did not come to its end."""

    url: str
    hello: Hello
    results: Sequence[Result]
    lost: str | None = None


def examine(place: Place, told: Callable[[int, int, Result], None] = lambda *_: None) -> Report:
    """Run the suite on the board at `place`; `told(number, of, result)` hears of each check as it ends.

    Raises PortMissing, PortBusy, WrongProtocol or WrongBoard when there is no board to begin with.
    """
    subject = Subject(place)
    subject.open()
    hello = subject.hello
    table = checks(hello.kind)
    results: list[Result] = []
    lost: str | None = None
    try:
        for check in table:
            result = Result(check, NOT_RUN, reason="the board was lost before") if lost else None
            if result is None:
                try:
                    result = _made(check, subject, hello)
                except BoardError as error:  # gone, and not to be had again
                    lost = str(error)
                    result = Result(check, NOT_RUN, reason="the board was lost here")
            results.append(result)
            told(len(results), len(table), result)
    finally:
        subject.close()
    return Report(without_token(place.url), hello, results, lost)


def _made(check: Check, subject: Subject, hello: Hello) -> Result:
    """Make one check. Raises BoardLost and its like when the board is gone for good."""
    reason = undeclared(check.needs, hello.features)
    if reason is not None:
        return Result(check, SKIPPED, reason=reason)
    if not check.watches:
        subject.begin()
    try:
        check.run(subject)
    except Skipped as skipped:
        return Result(check, SKIPPED, reason=str(skipped))
    except CheckFailed as failed:
        return Result(check, FAILED, failed.expected, failed.got, evidence=failed.frames or _conversation(subject))
    except PortLost as error:
        return Result(check, FAILED, "an answer over an open port", error.got, evidence=_conversation(subject))
    except BoardLost as error:
        if not check.watches:
            raise
        return Result(check, FAILED, "a board", str(error))
    return Result(check, HELD)


def _conversation(subject: Subject) -> tuple[Evidence, ...]:
    return tuple(said(way, block) for way, block in subject.talk.log[-LAST_FRAMES:])
