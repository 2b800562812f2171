"""HELLO: what a board says of itself, and that asking for it begins a session."""

from __future__ import annotations

from firmware_py.icd import packets
from firmware_py.wire import packet as wire
from hil.conform.check import FEATURES, Check, equal, require
from hil.conform.subject import Subject

BODY = "HELLO body: protocol major u8, minor u8, board kind u8 (position in the dictionary), reset_ticks u8,"
SESSION = "A HELLO asked for begins a session: the board puts its safe image in force, forgets the tick it was at,"
FORGETS = "its stored answers, its error count and its watchdog count,"


def _protocol(subject: Subject) -> None:
    equal(subject.hello.major, packets.PROTOCOL_MAJOR, "protocol major")


def _limits(subject: Subject) -> None:
    hello = subject.hello
    require(packets.MTU_LEAST <= hello.mtu <= packets.MTU, "an MTU from 64 to 250 bytes", hello.mtu)
    require(hello.reset_ticks >= 1, "1 reset tick or more", hello.reset_ticks)
    require(hello.watchdog_ticks >= 1, "a watchdog of 1 tick or more", hello.watchdog_ticks)
    if hello.features & packets.FEATURE_COMMAND:
        require(hello.answer_depth >= 1, "an answer store of 1 or more", hello.answer_depth)


def _dictionary(subject: Subject) -> None:
    equal(subject.hello.dictionary_hash, packets.dictionary_hash(subject.kind), "dictionary hash")


def _serial(subject: Subject) -> None:
    field = subject.hello_packet.body[-16:]
    text = field.rstrip(b"\0")
    require(text.isascii() and b"\0" not in text, "ASCII, then zeros", field.hex(" "))


def _features(subject: Subject) -> None:
    unknown = subject.hello.features & ~sum(FEATURES)
    require(not unknown, "feature bits of docs/wire.md only", f"0x{unknown:04x} besides")


def _again(subject: Subject) -> None:
    first = subject.hello_packet.body
    subject.begin()
    equal(subject.hello_packet.body, first, "a second HELLO that says the same,")


def _safe_and_fresh(subject: Subject) -> None:
    subject.sample(500, actuators=subject.image(1))
    subject.begin()
    sample = subject.sample(0)
    equal(sample.flags, packets.SAMPLE_SAFE, "in a new session, SAMPLE flags")
    equal(sample.actuators, subject.safe, "in a new session, actuators in force")
    equal(sample.gap, 0, "in a new session, a gap of")


def _counts_anew(subject: Subject) -> None:
    for number in range(min(4, subject.hello.watchdog_ticks)):  # one more and it bites
        subject.sample(number, kick=7)
    subject.say(wire.seal(wire.build(packets.TO_BOARD | 0x7EF, 1, 0, 1, 0, b"?")))
    subject.begin()
    sample = subject.sample(0, kick=7)
    equal(sample.errors, 0, "in a new session, errors of")
    equal(sample.silence, 0, "in a new session, silence of")


def _answers_forgotten(subject: Subject) -> None:
    link = subject.talk.link(packets.COMMAND)
    for word in (b"old", b"new"):
        frame = subject.talk.frames(packets.COMMAND, packets.COMMAND_ASK, bytes((packets.NOOP,)) + word, link)
        answer = subject.one(frame, packets.COMMAND, "answer to NOOP")
        equal(answer.body, bytes((packets.NOOP, packets.DONE)) + word, "to a link sequence of an earlier session,")
        subject.begin()


def _boot_kept(subject: Subject) -> None:
    before = subject.hello.boot
    equal(subject.sample(0).boot, before, "a boot counter in SAMPLE as in HELLO,")
    subject.begin()
    equal(subject.hello.boot, before, "in a new session, a boot counter of")


def _after_half_a_frame(subject: Subject) -> None:
    subject.talk.write(subject.tick(0)[:20])
    deaf = subject.deaf
    subject.begin()
    equal(subject.deaf, deaf, "requests for HELLO unanswered")
    equal(subject.sample(0).errors, 0, "in a new session, errors of")


CHECKS = (
    Check("CFM-HELLO-002", "session", "HELLO: protocol 1", BODY, _protocol),
    Check(
        "CFM-HELLO-003", "session", "HELLO: limits that make sense",
        "MTU u16, answer-store depth u8, watchdog ticks u8,", _limits,
    ),
    Check(
        "CFM-HELLO-004", "session", "HELLO: the dictionary hash of its kind",
        "The dictionary hash is the first 8 bytes of the SHA-256 over the canonical text of the kind's channel tables",
        _dictionary,
    ),
    Check("CFM-HELLO-005", "session", "HELLO: a serial in ASCII", "serial 16 bytes ASCII padded with 0.", _serial),
    Check("CFM-HELLO-006", "session", "HELLO: features that exist", "features u16 (1 FLIGHT, 2 STATE, 4 COMMAND,",
          _features),
    Check("CFM-HELLO-007", "session", "asked twice, HELLO says the same", BODY, _again),
    Check("CFM-HELLO-008", "session", "a session begins safe and at no tick", SESSION, _safe_and_fresh),
    Check("CFM-HELLO-009", "session", "a session counts errors and kicks anew", FORGETS, _counts_anew),
    Check(
        "CFM-HELLO-010", "session", "a session forgets the answers of the one before", FORGETS, _answers_forgotten,
        needs=packets.FEATURE_COMMAND,
    ),
    Check("CFM-HELLO-011", "session", "a session keeps the boot counter", "and keeps its boot counter.", _boot_kept),
    Check(
        "CFM-HELLO-012", "session", "half a frame before it does not hide a HELLO",
        "The host sends 0x00 before it, to end whatever was left half sent.", _after_half_a_frame,
    ),
)  # fmt: skip
