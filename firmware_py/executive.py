"""The executive of one board: rate groups in fixed order, mail, events, outputs, watchdog kick.

It is pure: a tick is a function of its state and its arguments, so the same object runs on the host or on the board.
"""

from .control.clock import MASK
from .control.state import load, save
from .icd.boards import kind_index
from .icd.events import (
    MEMORY_REPAIRED,
    MODULE_EXCEPTION,
    OUTPUT_REJECTED,
    PARAMETER_SET,
    PEER_BACK,
    PEER_SILENT,
    SAMPLE_FRESH,
    SAMPLE_STALE,
    STARTED,
    TICK_GAP,
)
from .icd.messages import FIELDS
from .services.bus import Bus
from .services.image import InputImage, OutputImage
from .services.parameters import ParameterStore

STATE_VERSION = 1
SILENT_TICKS = 20  # age at which a sample or a peer counts as silent; the watchdog's own patience
SCRUB_TICKS = 10  # between two looks for upsets in parameters and output counts
SCRUB_PHASE = 7  # when few rate groups run
NO_TICK = -1


class Executive:
    """Hosts the flight module of `board`. After `tick`: actuators, kick, message and events of that tick.

    The module has `step(now_ms, inp, out, bus)` and a table GROUPS of (period, phase, method name): the method runs
    on
    ticks with tick % period == phase, in table order. `report` holds its message fields, less kicks and overruns.
    """

    STATE = ("actuators", "kick", "last_tick", "kicks", "overruns", "told")
    PARTS = ("store", "inp", "out", "bus", "module")

    def __init__(self, board: str, module_type: type) -> None:
        self.board = board
        self.index = kind_index(board)
        self.store = ParameterStore(board)
        self.bus = Bus(board)
        self.inp = InputImage(board)
        self.out = OutputImage(board)
        self.module = module_type(self.store.values)
        self.groups = tuple([(row[0], row[1], getattr(self.module, row[2])) for row in self.module.GROUPS])
        self.actuators = list(self.out.safe)  # raw counts for the next TICK
        self.kick = 0
        self.message = (0,) * len(FIELDS[self.index])  # i32 counts, field order
        self.events = []  # (event_id, p1, p2) of the last tick
        self.last_tick = NO_TICK
        self.kicks = 0
        self.overruns = 0
        self.told = [0, 0, 0, 0, 0, 0]  # silence already told: own sample, four topics; outputs rejected

    def tick(self, tick: int, now_ms: int, codes: list, age: int, mail: list) -> None:
        """Run tick `tick` at `now_ms` on raw sensor counts of `age` [ticks] and the mail published one tick ago.

        No exception leaves: a failing module is an event, a counted overrun, the safe image and no kick.
        """
        bus = self.bus
        events = bus.events
        events.begin()
        bus.deliver(mail)
        self.inp.decode(codes, age)
        if tick != self.last_tick + 1:
            self._gap(tick)
        self.last_tick = tick
        if age or tick % 10 == 9 or self.told[0]:
            self._watch_silence(age)
        if tick % SCRUB_TICKS == SCRUB_PHASE or self.actuators != self.out.counts:  # the two hold the same counts
            self._scrub()
        if self._run(tick, now_ms & MASK):
            if self.out.encode():
                self.actuators = list(self.out.counts)
                if self.out.rejected != self.told[5]:
                    self.told[5] = self.out.rejected
                    bus.event(OUTPUT_REJECTED, self.out.rejected, 0)
            self.kicks += 1
            self.kick = self.kicks & 0xFF
        else:
            self.actuators = list(self.out.safe)
            self.out.encoded[:] = [row[7] for row in self.out.rows]
            self.out.counts[:] = self.out.safe
        self.message = tuple(self.module.report) + (self.kicks & 0x7FFFFFFF, self.overruns)
        if events.emitted:
            self.events = events.taken()
        elif self.events:
            self.events = []

    def _run(self, tick: int, now_ms: int) -> bool:
        group = 0
        try:
            for period, phase, method in self.groups:
                if tick % period == phase:
                    method(now_ms, self.inp, self.out, self.bus)
                group += 1
        except Exception:  # noqa: BLE001 - docs/architecture.md: whatever a module does, the board goes safe
            self.overruns += 1
            self.bus.event(MODULE_EXCEPTION, group, self.overruns)
            return False
        return True

    def _scrub(self) -> None:
        parameters = self.store.scrub()
        outputs = self.out.scrub()
        if parameters or outputs or self.actuators != self.out.counts:
            self.bus.event(MEMORY_REPAIRED, parameters, outputs)
            self.actuators = list(self.out.counts)

    def _gap(self, tick: int) -> None:
        if self.last_tick == NO_TICK:
            self.bus.event(STARTED, self.index, 0)
            return
        self.overruns += 1
        self.bus.event(TICK_GAP, tick - self.last_tick - 1, 0)

    def _watch_silence(self, age: int) -> None:
        told = self.told
        event = self.bus.event
        if age and not told[0]:
            event(SAMPLE_STALE, age, 0)
        elif told[0] and not age:
            event(SAMPLE_FRESH, told[0], 0)
        told[0] = age
        ages = self.bus.ages
        for topic in range(len(ages)):
            silent = ages[topic] >= SILENT_TICKS and topic != self.index and self.kicks > SILENT_TICKS
            if silent and not told[1 + topic]:
                event(PEER_SILENT, topic, ages[topic])
            elif told[1 + topic] and not silent:
                event(PEER_BACK, topic, 0)
            told[1 + topic] = 1 if silent else 0

    def set_parameter(self, parameter_id: int, value: float) -> bool:
        """Set one parameter of this board; False when the id is unknown or the value out of range."""
        accepted = self.store.set(parameter_id, value)
        self.bus.event(PARAMETER_SET, parameter_id, 1 if accepted else 0)
        return accepted

    def state(self) -> list:
        """Return all state as nested lists of numbers."""
        return [STATE_VERSION, self.board, save(self), list(self.message), [list(event) for event in self.events]]

    def restore(self, state: list) -> None:
        """Take back what `state` gave. Raises ValueError on another version or board."""
        version, board, parts, message, events = state
        if version != STATE_VERSION or board != self.board:
            raise ValueError("state of " + str(board) + " version " + str(version) + " does not fit " + self.board)
        load(self, parts)
        self.message = tuple(message)
        self.events = [tuple(event) for event in events]
