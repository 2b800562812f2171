"""Deliberately broken boards: the real agent with one fault each, and the checks that have to notice."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from cobs import cobs

from firmware_py.board.agent import Agent
from firmware_py.board.commands import execute
from firmware_py.icd import packets
from firmware_py.wire import image


class WrongCrc(Agent):
    """Every SAMPLE leaves with one bit of its CRC wrong."""

    def feed(self, data: bytes) -> bytes:
        """Flip the last bit of each SAMPLE."""
        out = b""
        for block in super().feed(data).split(b"\0")[:-1]:
            whole = bytearray(cobs.decode(block))
            if whole[1] == packets.SAMPLE & 0xFF:
                whole[-1] ^= 1
            out += cobs.encode(bytes(whole)) + b"\0"
        return out


class StaleAnswers(Agent):
    """Keeps the answers of the session before."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._answers.clear = lambda: None


class ExecutesTwice(Agent):
    """Gives the stored answer to a repeated COMMAND, and carries it out once more."""

    def _command(self, link: int, body: bytes) -> bytes:
        known = self._answers.find(link)
        if known is None:
            return bytes(super()._command(link, body))
        execute(self, self._flight, body[0], body[1:])
        if body[0] == packets.RESET:
            self._reset()
        return bytes(known)


class TimeRunsBack(Agent):
    """Stamps everything but SAMPLE with time 0."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        tell = self._sender.tell

        def told(*packet: Any) -> bytes:
            now, self._sender.time_ns = self._sender.time_ns, 0
            frames = bytes(tell(*packet))
            self._sender.time_ns = now
            return frames

        self._sender.tell = told


class WrongHash(Agent):
    """Was built from another dictionary."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._identity._hashes = (b"another!", bytes(8))


class NoWatchdog(Agent):
    """Counts the ticks without a kick and does nothing about it."""

    def _watchdog_bites(self, kick: int, gap: int) -> bool:
        super()._watchdog_bites(kick, gap)
        return False


class DropsAnswers(Agent):
    """Has forgotten the answer of a COMMAND that comes again."""

    def _command(self, link: int, body: bytes) -> bytes:
        return b"" if self._answers.find(link) is not None else bytes(super()._command(link, body))


class DropsSamples(Agent):
    """Has forgotten the SAMPLE of a TICK that comes again."""

    def _tick(self, one: bytes) -> bytes:
        tick = int.from_bytes(one[packets.HEADER_BYTES : packets.HEADER_BYTES + 4], "big")
        return b"" if tick == self._last_tick else bytes(super()._tick(one))


class ReordersSegments(Agent):
    """Sends the two segments of a long COMMAND answer the wrong way round."""

    def _command(self, link: int, body: bytes) -> bytes:
        answer = bytes(super()._command(link, body))
        frames = [frame + b"\0" for frame in answer.split(b"\0")[:-1]]
        return b"".join(reversed(frames)) if body[0] == packets.NOOP else answer


class LongerThanItSays(Agent):
    """Says 64 bytes in HELLO and sends 250."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._identity._limits = (64, *self._identity._limits[1:])


class NeverInStepAgain(Agent):
    """An overlong run of bytes makes it deaf for good."""

    def feed(self, data: bytes) -> bytes:
        """Ignore everything once a run was too long."""
        deaf = self._framer._skipping
        longest = max(len(run) for run in (self._framer._held + data).split(b"\0"))
        if deaf or longest > packets.MTU + 1:
            self._framer._skipping = True
            return b""
        return bytes(super().feed(data))


class OneTickLate(Agent):
    """SAMPLE k holds the stimuli of the tick before."""

    _before = b""

    def _sample(self, link: int, flags: int, gap: int, sensors: bytes) -> bytes:
        late, self._before = self._before or bytes(len(sensors)), sensors
        return bytes(super()._sample(link, flags, gap, late))

    def state(self) -> list[Any]:
        """Return the state, the stimuli kept back with it."""
        return [*super().state(), self._before]

    def restore(self, state: list[Any]) -> None:
        """Take back what `state` gave."""
        super().restore(state[:-1])
        self._before = state[-1]


class BootNotCounted(Agent):
    """Resets, and says that it did not."""

    def _reset(self) -> bytes:
        self._boot -= 1
        return bytes(super()._reset())


class SaysWhatIsNot(Agent):
    """Goes to its safe image, and tells the image that it was last asked for."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._asked = image.SAFE[self.kind]

    def _put_in_force(self, one: bytes, flags: int, flight: Any) -> None:
        super()._put_in_force(one, flags, flight)
        if flags & packets.TICK_IMAGE:
            self._asked = self._in_force

    def _sample(self, link: int, flags: int, gap: int, sensors: bytes) -> bytes:
        real, self._in_force = self._in_force, self._asked
        sample = bytes(super()._sample(link, flags, gap, sensors))
        self._in_force = real
        return sample


class SwapsChannels(Agent):
    """Two sensors of equal size are wired the wrong way round: bytes 10 and 11 with 12 and 13."""

    def _sample(self, link: int, flags: int, gap: int, sensors: bytes) -> bytes:
        swapped = sensors[:10] + sensors[12:14] + sensors[10:12] + sensors[14:]
        return bytes(super()._sample(link, flags, gap, swapped))


class HidesGaps(Agent):
    """Does not say that ticks were missed."""

    def _sample(self, link: int, flags: int, gap: int, sensors: bytes) -> bytes:
        return bytes(super()._sample(link, flags, 0, sensors))


class ShortReset(Agent):
    """Wakes from a reset a tick before it said it would."""

    def _reset(self) -> bytes:
        hello = bytes(super()._reset())
        self._silent_until -= 1
        return hello


class Overrun(Agent):
    """Loses what comes beyond eight packets at once."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        feed = self._framer.feed
        self._framer.feed = lambda data: feed(data)[:8]


class SilentAboutMail(Agent):
    """Has a receive buffer, and gives no CREDIT for MAIL."""

    def _credit(self, one: bytes) -> bytes:
        is_mail = int.from_bytes(one[:2], "big") & packets.APID_MASK == packets.MAIL
        return b"" if is_mail else bytes(super()._credit(one))


class Broken(NamedTuple):
    """A broken board: how it is made, and exactly which checks have to fail."""

    make: Callable[..., Agent]
    fails: set[str]
    options: Mapping[str, Any] = MappingProxyType({})


def _ids(feature: str, *numbers: int) -> set[str]:
    return {f"CFM-{feature}-{number:03}" for number in numbers}


BOARDS = {
    "wrong CRC": Broken(WrongCrc, _ids("FRAME", 1)),
    "stale answers": Broken(StaleAnswers, _ids("HELLO", 10)),
    "double execution": Broken(ExecutesTwice, _ids("CMD", 6, 7) | _ids("RESET", 5)),
    "stamps run backwards": Broken(TimeRunsBack, _ids("TIME", 1)),
    "clock runs backwards": Broken(
        Agent, _ids("CLOCK", 2), {"clock": itertools.count(1_000_000_000, -1000).__next__}
    ),
    "wrong dictionary hash": Broken(WrongHash, _ids("HELLO", 4)),
    "ignores the watchdog": Broken(NoWatchdog, _ids("DOG", 2, 3, 5)),
    "drops the stored answer": Broken(DropsAnswers, _ids("CMD", 5, 9) | _ids("RESET", 5)),
    "drops the stored SAMPLE": Broken(DropsSamples, _ids("TICK", 6, 7) | _ids("LOAD", 3)),
    "reorders segments": Broken(ReordersSegments, _ids("MTU", 2, 3) | _ids("FRAME", 3), {"mtu": 64}),
    "lies about its MTU": Broken(LongerThanItSays, _ids("MTU", 1)),
    "never in step again": Broken(NeverInStepAgain, _ids("FRAME", 7) | _ids("LOAD", 4) | _ids("HELLO", 1)),
    "stimuli of the tick before": Broken(OneTickLate, _ids("TICK", 2)),
    "reset without counting the boot": Broken(BootNotCounted, _ids("RESET", 2)),
    "says actuators in force that are not": Broken(
        SaysWhatIsNot, _ids("HELLO", 8) | _ids("TICK", 5) | _ids("CMD", 10) | _ids("RESET", 4) | _ids("DOG", 2)
    ),
    "swaps two channels": Broken(SwapsChannels, _ids("TICK", 2) | _ids("SENS", 5, 6)),
    "hides gaps": Broken(HidesGaps, _ids("TICK", 8)),
    "wakes too early": Broken(ShortReset, _ids("RESET", 2, 3, 4, 5) | _ids("DOG", 3)),
    "overrun": Broken(Overrun, _ids("LOAD", 1, 2, 3)),
    "no CREDIT for MAIL": Broken(SilentAboutMail, _ids("CREDIT", 2, 3), {"mtu": 64, "window": 80}),
}  # fmt: skip
