"""TICK and SAMPLE: one answer a tick, its contents, repeats, gaps, and what is refused."""

from __future__ import annotations

from firmware_py.icd import packets
from hil.conform.check import Check, Skipped, equal
from hil.conform.framing import NONSENSE, nothing
from hil.conform.subject import PERIOD_NS, QUIET, Subject

STORE = "A TICK repeated with the same k is answered from the store and executes nothing."
IN_FORCE = "(a) puts the actuator image in force, (b) latches its sensors from the stimuli,"


def sensors_echo(subject: Subject) -> None:
    """Skip on a board whose sensors are its own converters."""
    if subject.hello.features & packets.FEATURE_PHYSICAL:
        raise Skipped("HELLO declares PHYSICAL: its sensors are its own converters on real wires")


def _answered(subject: Subject) -> None:
    for number in (0, 1, 2, 3):
        subject.sample(number)
    equal(subject.sample(4).spare, 0, "a spare byte of")


def _latched(subject: Subject) -> None:
    sensors_echo(subject)
    for number in range(4):
        equal(subject.sample(number).sensors, subject.stimulus(number), f"in SAMPLE {number}, sensors as in its TICK,")


def _applied(subject: Subject) -> None:
    for number in range(1, 5):
        image = subject.image(number)
        equal(subject.sample(number, actuators=image).actuators, image, f"in SAMPLE {number}, the image of its TICK,")


def _held(subject: Subject) -> None:
    image = subject.image(3)
    subject.sample(0, actuators=image)
    sample = subject.sample(1)
    equal(sample.actuators, image, "at a TICK without an image, in force as before,")
    equal(sample.flags, 0, "SAMPLE flags")


def _safe_at_first(subject: Subject) -> None:
    sample = subject.sample(0)
    equal(sample.actuators, subject.safe, "before any image, in force the safe values,")
    equal(sample.flags, packets.SAMPLE_SAFE, "SAMPLE flags")
    equal(subject.sample(1, actuators=subject.image(2)).flags, 0, "with an image, SAMPLE flags")


def _repeated(subject: Subject) -> None:
    for number in range(2):
        frame = subject.tick(number)
        first = subject.one(frame, packets.SAMPLE, f"SAMPLE {number}")
        again = subject.one(frame, packets.SAMPLE, f"SAMPLE {number} for a repeated TICK")
        equal(again.frames, first.frames, "the stored SAMPLE to the byte,")


def _short_of_biting(subject: Subject, wanted: int) -> int:
    """Return how many ticks may be missed, `wanted` at most: a board may have a shorter watchdog than ours."""
    return min(wanted, int(subject.hello.watchdog_ticks) - 1)


def _repeat_does_nothing(subject: Subject) -> None:
    if _short_of_biting(subject, 2) < 2:
        raise Skipped(
            f"its watchdog bites after {subject.hello.watchdog_ticks} ticks: kicks cannot be held back so long"
        )
    image = subject.image(1)
    subject.sample(0, kick=1, actuators=image)
    first = subject.sample(1, kick=1, actuators=image)
    for turn in range(3):
        frame = subject.tick(1, kick=9, stimulus=subject.stimulus(90 + turn), actuators=subject.image(5))
        again = subject.one(frame, packets.SAMPLE, "SAMPLE 1 for a TICK 1 with other contents")
        equal(again.body, first.packet.body, "the number alone decides: the stored body,")
    sample = subject.sample(2, kick=1)
    equal(sample.silence, 2, "after it, ticks without a new kick")
    equal(sample.actuators, image, "after it, in force")


def _stamped(subject: Subject) -> None:
    later = 1 + _short_of_biting(subject, 2)
    for number in (0, later, later + 1):
        equal(subject.sample(number).packet.time_ns, number * PERIOD_NS, f"on SAMPLE {number}, a time [ns] of")


def _gaps(subject: Subject) -> None:
    told, missed = [], _short_of_biting(subject, 4)
    if not missed:
        raise Skipped("its watchdog bites at the first tick that is missed")
    ticks = (0, 1, 2 + missed, 3 + missed)
    for number in ticks:
        sample = subject.sample(number)
        told.append((sample.gap, sample.flags & packets.SAMPLE_GAP))
    expected = [(0, 0), (0, 0), (missed, packets.SAMPLE_GAP), (0, 0)]
    equal(told, expected, f"at ticks {', '.join(map(str, ticks))} gap and flag")


def _past(subject: Subject) -> None:
    image = subject.image(1)
    subject.sample(7, actuators=image)
    nothing(subject, subject.tick(6, actuators=subject.image(2)), "TICK 6 after TICK 7")
    sample = subject.sample(8)
    equal(sample.errors, 1, "after it, errors of")
    equal(sample.actuators, image, "after it, in force")


def _misshapen(subject: Subject) -> None:
    short = subject.stimulus(0)[:-1]
    image = subject.image(1)
    wrong = {
        "a stimulus image one byte short": subject.tick(0, stimulus=short),
        "flag IMAGE and no image": subject.tick(0, flags=QUIET | packets.TICK_IMAGE),
        "an image and no flag IMAGE": subject.tick(0, actuators=image, flags=QUIET),
        "no body": subject.talk.frames(packets.TICK, 0, b""),
    }
    for what, frame in wrong.items():
        nothing(subject, frame, f"a TICK with {what}")
    equal(subject.sample(0).errors, len(wrong), "after them, errors of")


CHECKS = (
    Check("CFM-TICK-001", "tick", "TICK k is answered by one SAMPLE k", "(c) answers SAMPLE k: sensors, actuators "
          "really in force, health.", _answered, page="timing.md"),
    Check("CFM-TICK-002", "tick", "SAMPLE k holds the stimuli of TICK k", IN_FORCE, _latched, page="timing.md"),
    Check("CFM-TICK-003", "tick", "the image of TICK k is in force at SAMPLE k", IN_FORCE, _applied, page="timing.md"),
    Check(
        "CFM-TICK-004", "tick", "without an image what is in force stays",
        "A TICK without an image leaves in force what was.", _held,
    ),
    Check(
        "CFM-TICK-005", "tick", "before the first image safe values are in force",
        "TICK 0 carries no actuator image (flag IMAGE clear): safe values stay in force.", _safe_at_first,
        page="timing.md",
    ),
    Check("CFM-TICK-006", "tick", "a repeated TICK gets the stored SAMPLE", STORE, _repeated, page="timing.md"),
    Check("CFM-TICK-007", "tick", "a repeated TICK executes nothing", STORE, _repeat_does_nothing, page="timing.md"),
    Check(
        "CFM-TICK-008", "tick", "missed ticks are told once",
        "4 GAP (ticks were missed before this one; their number, saturating, in `gap`).", _gaps,
    ),
    Check("CFM-TICK-009", "tick", "a TICK from the past is not executed", NONSENSE, _past),
    Check("CFM-TICK-010", "tick", "a misshapen TICK is dropped and counted", NONSENSE, _misshapen),
    Check(
        "CFM-TIME-002", "time", "SAMPLE k is stamped with the time of TICK k",
        "What a board sends carries the time of the TICK it took last;", _stamped,
    ),
)  # fmt: skip
