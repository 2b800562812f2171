"""The agent of a dev board: bytes in, bytes out, no I/O and no clock. docs/timing.md and docs/wire.md are its contract.

An image moves through it as bytes: the stimulus image is the sensor image, the actuator image of TICK is what is in
force. Only flight software placed on the board looks inside.
"""

from struct import pack, unpack_from

from ..icd import boards, packets
from ..wire import image, packet, segments
from ..wire.framer import Framer
from .answers import AnswerStore
from .commands import execute
from .identity import Identity
from .sender import Sender
from .slot import FlightSlot
from .transfer import StateTransfer

STATE_VERSION = 2
NO_TICK = -1
NO_KICK = -1
NS_PER_MS = 1000000

_TICK_IDENT = pack(">H", packets.TO_BOARD | packets.TICK)
_TICK = packets.HEADER + packets.TICK_HEAD[1:]
_PLAIN = packets.HEADER_BYTES + packets.TICK_HEAD_BYTES  # [bytes] before the stimulus image


class Agent:
    """One board of `kind` (a name of the dictionary), with flight software on it when `executive` is given.

    `mtu` [bytes] is the longest packet it takes and sends; `window` [bytes] what its receive buffer holds, told by
    CREDIT, None when there is always room; `clock()` returns its own time [ns] and `memory()` its heap
    (packets.MEMORY_BODY), None when it has none; `dictionary` is the dictionary hash, None to compute it.
    """

    def __init__(
        self, kind, boot=1, executive=None, serial=b"", firmware_hash=bytes(8), reset_ticks=packets.RESET_TICKS,
        mtu=packets.MTU, window=None, clock=None, memory=None, dictionary=None,
    ) -> None:  # fmt: skip
        self.kind = boards.kind_index(kind)
        self._window = window
        self._clock = clock
        self.memory = memory
        features = packets.FEATURE_STATE | packets.FEATURE_COMMAND
        features |= packets.FEATURE_FLIGHT if executive is not None else 0
        features |= packets.FEATURE_CREDIT if window is not None else 0
        features |= packets.FEATURE_CLOCK if clock is not None else 0
        hashes = (packets.dictionary_hash(self.kind) if dictionary is None else dictionary, firmware_hash)
        self._identity = Identity(self.kind, serial, hashes, reset_ticks, features, mtu)
        self._flight = None if executive is None else FlightSlot(self.kind, executive)
        self._stimulus_end = _PLAIN + image.SENSOR_BYTES[self.kind]
        self._image_end = self._stimulus_end + image.ACTUATOR_BYTES[self.kind]
        self._sender = Sender(self.kind, mtu)
        self._framer = Framer()
        self._assembler = segments.Assembler()
        self._answers = AnswerStore(packets.ANSWER_DEPTH)
        self._transfer = StateTransfer(self)
        self._boot = boot
        self._silent_until = NO_TICK
        self._begin()

    def feed(self, data: bytes) -> bytes:
        """Take bytes from the host; return the frames that answer them. Never raises, whatever comes."""
        answer = b""
        received_ns = 0 if self._clock is None else self._clock()
        for one in self._framer.feed(data):
            self._taken += 1
            whole = self._assembler.take(one)
            if whole is None:
                answer += self._credit(one)
            elif whole[:2] == _TICK_IDENT:
                answer += self._tick(whole)
            else:
                answer += self._other(whole, received_ns)
        return answer

    def safe(self) -> None:
        """Put the safe image in force: the host is gone, or asks for it."""
        self._in_force = image.SAFE[self.kind]
        self._safe = packets.SAMPLE_SAFE

    def actuators(self) -> bytes:
        """Return the actuator image in force: what drives the pins of a board that has some."""
        return self._in_force

    def counters(self) -> bytes:
        """Return what was counted since boot or since the session began, the later, as packets.COUNTERS_BODY."""
        framer = self._framer
        return pack(
            packets.COUNTERS_BODY, self._taken, framer.bad_cobs, framer.bad_length, framer.bad_crc,
            self._rejected, self._assembler.gaps, self._sender.sent,
        )  # fmt: skip

    def state(self) -> list:
        """Return everything that later answers depend on, as plain data."""
        return [
            STATE_VERSION, self.kind, self._boot, self._silent_until, self._last_tick, self._in_force, self._safe,
            self._silence, self._kick, self._rejected, self._stored, self._taken, self._sender.state(),
            self._framer.state(), self._answers.state(), None if self._flight is None else self._flight.state(),
            self._assembler.state(),
        ]  # fmt: skip

    def restore(self, state: list) -> None:
        """Take back what `state` gave. Raises ValueError when it is of another version, board or placement."""
        if state[0] != STATE_VERSION or state[1] != self.kind or (state[15] is None) != (self._flight is None):
            raise ValueError(state[:2])
        (
            self._boot, self._silent_until, self._last_tick, self._in_force, self._safe,
            self._silence, self._kick, self._rejected, self._stored, self._taken,
        ) = state[2:12]  # fmt: skip
        self._sender.restore(state[12])
        self._framer.restore(state[13])
        self._answers.restore(state[14])
        if self._flight is not None:
            self._flight.restore(state[15])
        self._assembler.restore(state[16])

    def _begin(self) -> None:
        """Start anew: after power-on, after a reset, and when a host opens a session."""
        self.safe()
        self._last_tick = NO_TICK
        self._kick = NO_KICK
        self._silence = 0
        self._rejected = 0  # frames that were whole but made no sense here
        self._stored = b""
        self._framer.forget()
        self._assembler.clear()
        self._taken = 0  # packets, segments one by one
        self._sender.sent = 0
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
        self._sender.time_ns = time_ns
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
        silence = self._silence
        head = (
            self._last_tick, flags | self._safe, gap if gap < 256 else 255, self._boot,
            errors if errors < 65536 else 65535, silence if silence < 256 else 255, 0,
        )  # fmt: skip
        return self._sender.sample(link, head, sensors + self._in_force)

    def _step(self, flight, tick: int, sensors: bytes) -> bytes:
        message, events = flight.step(tick, self._sender.time_ns // NS_PER_MS, sensors)
        out = self._sender.tell(packets.MAIL, self.kind, 0, pack(packets.MAIL_HEAD, tick) + message)
        for number, first, second in events:
            body = pack(">IH", tick, number & 0xFFFF) + image.pack_i32((first, second))
            out += self._sender.tell(packets.EVENT, 0, 0, body)
        return out

    def _credit(self, one: bytes) -> bytes:
        """Say that `one` has been taken, which has no answer of its own."""
        if self._window is None:
            return b""
        ident, control = unpack_from(">HH", one, 0)
        body = pack(packets.CREDIT_BODY, ident & packets.APID_MASK, control & packets.COUNT_MASK, self._window)
        return self._sender.tell(packets.CREDIT, 0, 0, body)

    def _other(self, one: bytes, received_ns: int) -> bytes:
        if len(one) < packets.HEADER_BYTES:
            return self._reject()
        ident, _, _, service, link, _ = packet.header(one)
        body = one[packets.HEADER_BYTES :]
        if ident == packets.TO_BOARD | packets.MAIL and len(body) >= 4:
            return self._mail(service, body) + self._credit(one)
        if ident == packets.TO_BOARD | packets.COMMAND and len(body) >= 1:
            return self._command(link, body)
        if ident == packets.TO_BOARD | packets.STATE:
            answer = self._transfer.answer(service, body)
            return self._reject() if answer is None else self._sender.tell(packets.STATE, service, link, answer)
        if ident == packets.TO_BOARD | packets.HELLO and service == packets.HELLO_ASK:
            self._silent_until = NO_TICK
            self._answers.clear()
            self._begin()
            return self._hello(link)
        if ident == packets.TO_BOARD | packets.CLOCK and self._clock is not None and len(body) == 8:
            told = body + pack(">QQ", received_ns, self._clock())
            return self._sender.tell(packets.CLOCK, packets.CLOCK_TELL, link, told)
        return self._reject()

    def _mail(self, topic: int, body: bytes) -> bytes:
        published = unpack_from(packets.MAIL_HEAD, body, 0)[0]
        if self._flight is None or not self._flight.deliver(topic, published, body[4:]):
            return self._reject()
        return b""

    def _command(self, link: int, body: bytes) -> bytes:
        answer = self._answers.find(link)
        if answer is None:
            status, result = execute(self, self._flight, body[0], body[1:])
            answer = self._sender.tell(packets.COMMAND, packets.COMMAND_TELL, link, bytes((body[0], status)) + result)
            if body[0] == packets.RESET and status == packets.DONE:
                answer += self._reset()
            self._answers.put(link, answer)
        return answer

    def _hello(self, link: int) -> bytes:
        return self._sender.tell(packets.HELLO, packets.HELLO_TELL, link, self._identity.hello(self._boot))

    def _reject(self) -> bytes:
        self._rejected += 1
        return b""
