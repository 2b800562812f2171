"""The agent of a dev board: bytes in, bytes out, no I/O and no clock. docs/timing.md and docs/wire.md are its contract.

An image moves through it as bytes: the stimulus image is the sensor image, the actuator image of TICK is what is in
force. Only flight software placed on the board looks inside.
"""

from struct import pack, unpack, unpack_from

from ..icd import boards, packets
from ..wire import image, packet
from ..wire.framer import Framer
from .answers import AnswerStore
from .identity import Identity
from .slot import FlightSlot
from .transfer import StateTransfer

STATE_VERSION = 1
NO_TICK = -1
NO_KICK = -1
NS_PER_MS = 1000000

_TICK_IDENT = pack(">H", packets.TO_BOARD | packets.TICK)
_SAMPLE_IDENT = packets.FROM_BOARD | packets.SAMPLE
_TICK = packets.HEADER + packets.TICK_HEAD[1:]
_SAMPLE = packets.HEADER + packets.SAMPLE_HEAD[1:]
_PLAIN = packets.HEADER_BYTES + packets.TICK_HEAD_BYTES  # [bytes] before the stimulus image
_SAMPLE_SLOT = packets.SAMPLE - packets.HELLO
_LONGEST_RESULT = packets.MTU - packets.HEADER_BYTES - packets.CRC_BYTES - 2  # [bytes] beside code and status
_SAMPLE_OVER = packets.HEADER_BYTES + packets.SAMPLE_HEAD_BYTES + packets.CRC_BYTES - 7


class Agent:
    """One board of `kind` (a name of the dictionary), with flight software on it when `executive` is given."""

    def __init__(
        self, kind, boot=1, executive=None, serial=b"", firmware_hash=bytes(8), reset_ticks=packets.RESET_TICKS
    ) -> None:
        self.kind = boards.kind_index(kind)
        self._identity = Identity(self.kind, serial, firmware_hash, reset_ticks, executive is not None)
        self._flight = None if executive is None else FlightSlot(self.kind, executive)
        self._stimulus_end = _PLAIN + image.SENSOR_BYTES[self.kind]
        self._image_end = self._stimulus_end + image.ACTUATOR_BYTES[self.kind]
        self._sample_length = _SAMPLE_OVER + image.SENSOR_BYTES[self.kind] + image.ACTUATOR_BYTES[self.kind]
        self._framer = Framer()
        self._answers = AnswerStore(packets.ANSWER_DEPTH)
        self._transfer = StateTransfer(self)
        self._counts = [0] * 16  # sequence count of each APID from packets.HELLO on
        self._boot = boot
        self._silent_until = NO_TICK
        self._time_ns = 0
        self._begin()

    def feed(self, data: bytes) -> bytes:
        """Take bytes from the host; return the frames that answer them. Never raises, whatever comes."""
        answer = b""
        for one in self._framer.feed(data):
            answer += self._tick(one) if one[:2] == _TICK_IDENT else self._other(one)
        return answer

    def safe(self) -> None:
        """Put the safe image in force: the host is gone, or asks for it."""
        self._in_force = image.SAFE[self.kind]
        self._safe = packets.SAMPLE_SAFE

    def actuators(self) -> bytes:
        """Return the actuator image in force: what drives the pins of a board that has some."""
        return self._in_force

    def state(self) -> list:
        """Return everything that later answers depend on, as plain data."""
        return [
            STATE_VERSION, self.kind, self._boot, self._silent_until, self._last_tick, self._in_force, self._safe,
            self._silence, self._kick, self._rejected, self._stored, self._time_ns, list(self._counts),
            self._framer.state(), self._answers.state(), None if self._flight is None else self._flight.state(),
        ]  # fmt: skip

    def restore(self, state: list) -> None:
        """Take back what `state` gave. Raises ValueError when it is of another version, board or placement."""
        if state[0] != STATE_VERSION or state[1] != self.kind or (state[15] is None) != (self._flight is None):
            raise ValueError(state[:2])
        (
            self._boot, self._silent_until, self._last_tick, self._in_force, self._safe,
            self._silence, self._kick, self._rejected, self._stored, self._time_ns,
        ) = state[2:12]  # fmt: skip
        self._counts = list(state[12])
        self._framer.restore(state[13])
        self._answers.restore(state[14])
        if self._flight is not None:
            self._flight.restore(state[15])

    def _begin(self) -> None:
        """Start anew: after power-on, after a reset, and when a host opens a session."""
        self.safe()
        self._last_tick = NO_TICK
        self._kick = NO_KICK
        self._silence = 0
        self._rejected = 0  # frames that were whole but made no sense here
        self._stored = b""
        self._framer.clear()
        if self._flight is not None:
            self._flight.restart()

    def _reset(self) -> bytes:
        """Reset; return the HELLO that says so."""
        self._silent_until = self._last_tick + self._identity.reset_ticks
        self._boot = self._boot % 0xFFFF + 1
        self._begin()
        return self._hello(0)

    def _tick(self, one: bytes) -> bytes:
        size = len(one)
        if size != self._stimulus_end and size != self._image_end:
            return self._reject()
        link, time_ns, tick, kick, flags = unpack_from(_TICK, one, 0)[4:]
        last = self._last_tick
        if tick == last:
            return self._stored
        if tick < last or (size == self._image_end) != (flags & packets.TICK_IMAGE):
            return self._reject()
        if tick <= self._silent_until:  # still starting: a board in reset hears nothing
            return b""
        gap = tick - last - 1 if last != NO_TICK else 0
        self._last_tick = tick
        self._time_ns = time_ns
        flight = None if flags & packets.TICK_QUIET else self._flight
        if flight is not None:
            kick = flight.kick
        self._put_in_force(one, flags, flight)
        sensors = one[_PLAIN : self._stimulus_end]
        if self._watchdog_bites(kick, gap):
            self.safe()
            sample = self._sample(link, packets.SAMPLE_RESETTING, gap, sensors)
            return sample + self._reset()
        before = b"" if flight is None else self._step(flight, tick, sensors)
        # Bytes of the answer are stored whole, mail and events with it: a repeat must not lose them.
        self._stored = before + self._sample(link, 0, gap, sensors)
        return self._stored

    def _put_in_force(self, one: bytes, flags: int, flight) -> None:
        if flags & packets.TICK_IMAGE:
            self._in_force = one[self._stimulus_end :]
            self._safe = 0
        elif flight is not None and flight.image is not None:
            self._in_force = flight.image
            self._safe = 0

    def _watchdog_bites(self, kick: int, gap: int) -> bool:
        """Count the ticks without a new kick, the missed ones included; True when there are too many."""
        silence = self._silence + gap
        if silence < packets.WATCHDOG_TICKS:
            silence = 0 if kick != self._kick else silence + 1
        self._silence = silence
        self._kick = kick
        return silence >= packets.WATCHDOG_TICKS

    def _sample(self, link: int, flags: int, gap: int, sensors: bytes) -> bytes:
        if gap:
            flags |= packets.SAMPLE_GAP
        errors = self._rejected + self._framer.errors()
        self._counts[_SAMPLE_SLOT] = count = (self._counts[_SAMPLE_SLOT] + 1) & packets.COUNT_MASK
        head = pack(
            _SAMPLE, _SAMPLE_IDENT, packets.UNSEGMENTED | count, self._sample_length, 0, link, self._time_ns,
            self._last_tick, flags | self._safe, gap if gap < 256 else 255, self._boot,
            errors if errors < 65536 else 65535, self._silence if self._silence < 256 else 255, 0,
        )  # fmt: skip
        return packet.seal(head + sensors + self._in_force)

    def _step(self, flight, tick: int, sensors: bytes) -> bytes:
        message, events = flight.step(tick, self._time_ns // NS_PER_MS, sensors)
        out = self._tell(packets.MAIL, self.kind, 0, pack(packets.MAIL_HEAD, tick) + message)
        for number, first, second in events:
            body = pack(">IH", tick, number & 0xFFFF) + image.pack_i32((first, second))
            out += self._tell(packets.EVENT, 0, 0, body)
        return out

    def _other(self, one: bytes) -> bytes:
        if len(one) < packets.HEADER_BYTES:
            return self._reject()
        ident, _, _, service, link, _ = packet.header(one)
        body = one[packets.HEADER_BYTES :]
        if ident == packets.TO_BOARD | packets.MAIL and len(body) >= 4:
            return self._mail(service, body)
        if ident == packets.TO_BOARD | packets.COMMAND and len(body) >= 1:
            return self._command(link, body)
        if ident == packets.TO_BOARD | packets.STATE:
            answer = self._transfer.answer(service, body)
            return self._reject() if answer is None else self._tell(packets.STATE, service, link, answer)
        if ident == packets.TO_BOARD | packets.HELLO and service == packets.HELLO_ASK:
            self._silent_until = NO_TICK
            self._answers.clear()
            self._begin()
            return self._hello(link)
        return self._reject()

    def _mail(self, topic: int, body: bytes) -> bytes:
        published = unpack_from(packets.MAIL_HEAD, body, 0)[0]
        if self._flight is None or not self._flight.deliver(topic, published, body[4:]):
            return self._reject()
        return b""

    def _command(self, link: int, body: bytes) -> bytes:
        answer = self._answers.find(link)
        if answer is None:
            status, result = self._execute(body[0], body[1:])
            answer = self._tell(packets.COMMAND, packets.COMMAND_TELL, link, bytes((body[0], status)) + result)
            if body[0] == packets.RESET and status == packets.DONE:
                answer += self._reset()
            self._answers.put(link, answer)
        return answer

    def _execute(self, code: int, argument: bytes) -> tuple:
        if code == packets.NOOP and len(argument) <= _LONGEST_RESULT:
            return packets.DONE, argument
        if code == packets.SET_PARAMETER:
            return self._set_parameter(argument), b""
        if code > packets.SET_PARAMETER:
            return packets.UNKNOWN_CODE, b""
        if argument:  # RESET and SAFE take none, NOOP no longer one than fits
            return packets.BAD_ARGUMENT, b""
        if code == packets.SAFE:
            self.safe()
        return packets.DONE, b""

    def _set_parameter(self, argument: bytes) -> int:
        if self._flight is None:
            return packets.UNKNOWN_CODE
        if len(argument) != 10 or not self._flight.set_parameter(*unpack(packets.PARAMETER, argument)):
            return packets.BAD_ARGUMENT
        return packets.DONE

    def _hello(self, link: int) -> bytes:
        return self._tell(packets.HELLO, packets.HELLO_TELL, link, self._identity.hello(self._boot))

    def _tell(self, apid: int, service: int, link: int, body: bytes) -> bytes:
        self._counts[apid - packets.HELLO] += 1
        count = self._counts[apid - packets.HELLO]
        return packet.seal(packet.build(packets.FROM_BOARD | apid, count, service, link, self._time_ns, body))

    def _reject(self) -> bytes:
        self._rejected += 1
        return b""
