"""Where SAMPLEs wait until they are taken, each with the mail and the events that came before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from firmware_py.wire import image
from hil.board.base import Event, Mail, Sample

NOTHING = -1  # no tick


class Inbox:
    """The answers to the TICKs of one session with board `kind` (its position in the dictionary).

    The SAMPLE of a tick is taken in that tick or never. What came too late gives up its events, once: a TICK sent again
    brings the same answer twice, and an event must not be told twice. Its mail is counted and dropped.
    """

    def __init__(self, kind: int) -> None:
        self.unexpected = 0  # SAMPLEs that nobody waited for any more
        self.late_events = 0
        self.late_mail = 0
        self._kind = kind
        self._mail: list[Mail] = []  # of the SAMPLE to come
        self._events: list[Event] = []
        self._sample: Sample | None = None
        self._told = NOTHING  # the last tick whose events have been passed on
        self._overdue: list[tuple[int, Event]] = []  # in the order of arrival, each with the tick in which it arrives

    def mail(self, topic: int, fields: bytes) -> None:
        """Take a message of flight software on the board."""
        self._mail.append((topic, fields))

    def event(self, event: Event) -> None:
        """Take an event of flight software on the board."""
        self._events.append(event)

    def put(self, sample: Sample) -> None:
        """Take a SAMPLE, which has all mail and events since the one before."""
        if self._mail or self._events:
            self._attach(sample)
        held = self._sample
        if held is not None and held.tick == sample.tick:  # the same answer, asked for again before it came
            self.unexpected += 1
            return
        if held is not None:
            self._drop(held)
        self._sample = sample

    def take(self, tick: int) -> Sample | None:
        """Return the SAMPLE of `tick`, once; None when it is not there. One of an earlier tick is dropped here."""
        sample = self._sample
        if sample is None:
            return None
        self._sample = None
        if sample.tick != tick:
            self._drop(sample)
            return None
        self._told = tick
        return sample

    def holds(self, tick: int) -> bool:
        """Whether the SAMPLE of `tick` is there to be taken."""
        return self._sample is not None and self._sample.tick == tick

    def overdue(self, tick: int) -> Sequence[Event]:
        """Return, once, the events of late SAMPLEs that have arrived by `tick`."""
        if not self._overdue:
            return ()
        told = [event for due, event in self._overdue if due <= tick]
        self._overdue = [one for one in self._overdue if one[0] > tick]
        return told

    def restart(self) -> None:
        """Forget what waits: another session begins, and its ticks may count from anywhere."""
        self._mail, self._events, self._sample, self._told = [], [], None, NOTHING

    def counters(self) -> dict[str, int]:
        """Return what came too late."""
        return {"late_events": self.late_events, "late_mail": self.late_mail}

    def state(self) -> list[Any]:
        """Return plain data that `restore` takes back; between ticks nothing waits but overdue events."""
        return [self.unexpected, self.late_events, self.late_mail, [[due, *event] for due, event in self._overdue]]

    def restore(self, state: list[Any]) -> None:
        """Take back what `state` gave."""
        self.unexpected, self.late_events, self.late_mail, overdue = state
        self._overdue = [(due, (number, first, second)) for due, number, first, second in overdue]

    def _attach(self, sample: Sample) -> None:
        sample.mail, sample.events = self._mail, self._events
        for topic, fields in self._mail:
            if topic == self._kind:
                sample.message = image.unpack_i32(fields)
        self._mail, self._events = [], []

    def _drop(self, sample: Sample) -> None:
        self.unexpected += 1
        if sample.tick > self._told:
            self._told = sample.tick
            self.late(sample)

    def late(self, sample: Sample, due: int = NOTHING) -> None:
        """Count what `sample` brings too late, and keep its events until tick `due`, in which they arrive."""
        self.late_events += len(sample.events)
        self.late_mail += len(sample.mail)
        self._overdue += [(due, event) for event in sample.events]
