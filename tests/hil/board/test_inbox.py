"""What waits to be taken, and what becomes of what nobody took in its tick."""

from hil.board.base import Event, Sample
from hil.board.inbox import Inbox

EPS = 0


def sample(tick: int) -> Sample:
    return Sample((tick, 0, 0, 1, 0, 0, 0), b"", b"", b"")


def answer(box: Inbox, tick: int, *events: Event, mail: int = 0) -> None:
    for _ in range(mail):
        box.mail(1, b"")
    for event in events:
        box.event(event)
    box.put(sample(tick))


def test_a_sample_is_taken_once_with_what_came_before_it() -> None:
    box = Inbox(EPS)
    answer(box, 3, (107, 1, 2), mail=1)
    taken = box.take(3)
    assert taken is not None
    assert (list(taken.events), list(taken.mail)) == ([(107, 1, 2)], [(1, b"")])
    assert box.take(3) is None
    assert box.overdue(3) == ()


def test_events_of_a_late_sample_are_told_once_and_its_mail_is_counted() -> None:
    box = Inbox(EPS)
    answer(box, 3, (107, 1, 2), mail=2)
    assert box.take(4) is None
    assert list(box.overdue(4)) == [(107, 1, 2)]
    assert box.overdue(4) == ()
    assert box.counters() == {"late_events": 1, "late_mail": 2}
    assert box.unexpected == 1


def test_two_answers_that_arrive_together_lose_nothing() -> None:
    box = Inbox(EPS)
    answer(box, 3, (107, 1, 2))
    answer(box, 4, (108, 5, 6))
    taken = box.take(4)
    assert taken is not None
    assert list(taken.events) == [(108, 5, 6)]
    assert list(box.overdue(4)) == [(107, 1, 2)]


def test_an_answer_that_comes_twice_tells_its_events_once() -> None:
    box = Inbox(EPS)
    answer(box, 3, (107, 1, 2))
    assert box.take(3) is not None
    answer(box, 3, (107, 1, 2))  # TICK 3 was sent again, and so was the stored answer
    assert box.take(4) is None
    assert box.overdue(4) == ()
    late = Inbox(EPS)
    answer(late, 3, (107, 1, 2))
    answer(late, 3, (107, 1, 2))
    assert late.take(4) is None
    assert list(late.overdue(4)) == [(107, 1, 2)]


def test_events_wait_for_the_tick_in_which_they_arrive() -> None:
    box = Inbox(EPS)
    answer(box, 3, (107, 1, 2))
    taken = box.take(3)
    assert taken is not None
    box.late(taken, 5)
    again = Inbox(EPS)
    again.restore(box.state())
    for one in (box, again):
        assert list(one.overdue(4)) == []
        assert list(one.overdue(5)) == [(107, 1, 2)]


def test_another_session_begins_empty() -> None:
    box = Inbox(EPS)
    answer(box, 900, (107, 1, 2))
    assert box.take(900) is not None
    answer(box, 901)
    box.restart()
    assert not box.holds(901)
    answer(box, 0, (108, 0, 0))
    assert box.take(1) is None
    assert list(box.overdue(1)) == [(108, 0, 0)]
