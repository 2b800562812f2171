"""Resets, by command and by the watchdog: the boot counter, the declared silence, the safe image."""

from __future__ import annotations

from collections.abc import Callable

from firmware_py.icd import packets
from hil.conform.check import Check, CheckFailed, equal, require
from hil.conform.commands import command_frame
from hil.conform.heard import Packet
from hil.conform.subject import Sample, Subject

RESET = packets.RESET
BOOT = "raises its boot counter and sends HELLO."
SILENT = "It is then silent for the number of ticks its HELLO declares (`reset_ticks`, R);"
ANSWERS = "It answers the COMMAND (or sends SAMPLE k with flag RESETTING), puts its safe image in force,"
BITES = "SAMPLE of the tick on which the watchdog bites shows the safe image in force,"
WATCHDOG = "agent counts ticks whose kick count did not change, missed ticks included,"


def _is_hello(packet: Packet) -> bool:
    return packet.apid == packets.HELLO


def reset(subject: Subject, frame: bytes) -> list[Packet]:
    """Send `frame`, which resets the board; return all packets up to the HELLO that says so. Nothing follows it."""
    subject.talk.write(frame)
    found = subject.talk.hear(_is_hello)
    told = [f"0x{packet.apid:03x}" for packet in found]
    require(bool(found) and _is_hello(found[-1]), "a HELLO after a reset", " and ".join(told) or "silence")
    return found


def boot_of(packet: Packet) -> int:
    """Return the boot counter in a HELLO."""
    return int.from_bytes(packet.body[4:6], "big")


def after(subject: Subject, last: int) -> Sample:
    """Send the ticks of a reset after tick `last`, which are not heard, and one more; return its SAMPLE."""
    end = last + subject.hello.reset_ticks + 1
    for number in range(last + 1, end):
        subject.talk.write(subject.tick(number, actuators=subject.image(number)))
    subject.talk.write(subject.tick(end))
    found = subject.talk.hear(lambda one: one.apid == packets.SAMPLE and one.body[:4] == end.to_bytes(4, "big"))
    if len(found) != 1 or found[0].apid != packets.SAMPLE:
        told = [int.from_bytes(one.body[:4], "big") for one in found if one.apid == packets.SAMPLE]
        raise CheckFailed(f"silence for {subject.hello.reset_ticks} ticks, then SAMPLE {end}", f"SAMPLEs of {told}")
    return subject.parsed(found[0], end)


def _answered(subject: Subject) -> None:
    subject.sample(0)
    found = reset(subject, command_frame(subject, RESET))
    equal([packet.apid for packet in found], [packets.COMMAND, packets.HELLO], "to RESET, answers of APIDs")
    equal(found[0].body, bytes((RESET, packets.DONE)), "to RESET, an answer of")
    equal((found[1].service, found[1].link), (packets.HELLO_TELL, 0), "after RESET, HELLO of service and link")


def _boot(subject: Subject) -> None:
    subject.sample(0)
    before = subject.hello.boot
    told = boot_of(reset(subject, command_frame(subject, RESET))[-1])
    equal(told, before % 0xFFFF + 1, "after a reset, in HELLO a boot counter of")
    equal(after(subject, 0).boot, told, "after a reset, in SAMPLE a boot counter of")


def _silent(subject: Subject) -> None:
    subject.sample(3)
    reset(subject, command_frame(subject, RESET))
    sample = after(subject, 3)
    equal((sample.gap, sample.errors), (0, 0), "after a reset, gap and errors")


def _safe(subject: Subject) -> None:
    subject.sample(0, actuators=subject.image(1))
    reset(subject, command_frame(subject, RESET))
    sample = after(subject, 0)
    equal(sample.actuators, subject.safe, "after a reset, in force the safe values,")
    equal(sample.flags, packets.SAMPLE_SAFE, "after a reset, SAMPLE flags")


def _once(subject: Subject) -> None:
    subject.sample(0)
    frame = command_frame(subject, RESET)
    first = reset(subject, frame)
    sample = after(subject, 0)
    again = subject.await_answer(frame, packets.COMMAND, "the stored answer to a RESET sent again")
    equal(again.frames, first[0].frames, "the store outlives a reset: its answer,")
    subject.say(b"")  # a HELLO may be stored with its answer, and is behind it on a line that takes its time
    equal(subject.sample(sample.tick + 1).boot, sample.boot, "after a RESET sent again, a boot counter of")


# ---- the watchdog


def _counted(subject: Subject) -> None:
    for number in range(subject.hello.watchdog_ticks):
        equal(subject.sample(number, kick=7).silence, number, f"at tick {number}, ticks without a new kick")


def _bite(subject: Subject, last: int, kick: int = 7) -> list[Packet]:
    return reset(subject, subject.tick(last, kick=kick, actuators=subject.image(9)))


def _bites(subject: Subject) -> None:
    last = subject.hello.watchdog_ticks
    for number in range(last):
        subject.sample(number, kick=7, actuators=subject.image(number))
    found = _bite(subject, last)
    equal([packet.apid for packet in found], [packets.SAMPLE, packets.HELLO], f"at tick {last}, APIDs")
    sample = subject.parsed(found[0], last)
    equal(sample.flags, packets.SAMPLE_RESETTING | packets.SAMPLE_SAFE, "SAMPLE flags")
    equal(sample.actuators, subject.safe, "in force the safe values,")


def _back(subject: Subject) -> None:
    last = subject.hello.watchdog_ticks
    for number in range(last):
        subject.sample(number, kick=7)
    _bite(subject, last)
    sample = after(subject, last)
    equal((sample.silence, sample.gap), (0, 0), "after it, silence and gap")


def _calmed(subject: Subject) -> None:
    ticks = subject.hello.watchdog_ticks
    for number in range(2 * ticks + 1):
        sample = subject.sample(number, kick=1 + number // ticks)
        equal(sample.silence, number % ticks, f"at tick {number}, ticks without a new kick")


def _missed(subject: Subject) -> None:
    ticks = subject.hello.watchdog_ticks
    subject.sample(0, kick=1)
    equal(subject.sample(ticks, kick=2).silence, 0, "a new kick just in time: silence of")
    found = _bite(subject, 2 * ticks + 1, kick=3)
    flags = subject.parsed(found[0], 2 * ticks + 1).flags
    require(bool(flags & packets.SAMPLE_RESETTING), f"RESETTING after {ticks} missed ticks", f"flags {flags}")


_COMMAND = packets.FEATURE_COMMAND
TIMING: tuple[tuple[str, str, str, str, Callable[[Subject], None], int], ...] = (
    ("CFM-RESET-001", "reset", "RESET is answered, and HELLO says so", ANSWERS, _answered, _COMMAND),
    ("CFM-RESET-002", "reset", "a reset raises the boot counter by one", BOOT, _boot, _COMMAND),
    ("CFM-RESET-003", "reset", "a reset lasts as many ticks as HELLO declares", SILENT, _silent, _COMMAND),
    ("CFM-RESET-004", "reset", "a reset puts the safe image in force", ANSWERS, _safe, _COMMAND),
    ("CFM-DOG-001", "watchdog", "SAMPLE counts the ticks without a new kick", WATCHDOG, _counted, 0),
    ("CFM-DOG-002", "watchdog", "at the declared tick the board resets, safe", BITES, _bites, 0),
    ("CFM-DOG-003", "watchdog", "after it the board is silent, then begins anew", SILENT, _back, 0),
    ("CFM-DOG-004", "watchdog", "a new kick in time keeps it calm", WATCHDOG, _calmed, 0),
    ("CFM-DOG-005", "watchdog", "missed ticks count", WATCHDOG, _missed, 0),
)
ONCE = "the store outlives a reset, so that RESET too happens once."
CHECKS = (
    *(Check(*row, page="timing.md") for row in TIMING),
    Check("CFM-RESET-005", "reset", "a RESET sent again does not reset again", ONCE, _once, _COMMAND),
)
