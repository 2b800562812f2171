"""One laser terminal: its mode machine, its pointing and its rate."""

from ..control.clock import elapsed_ms
from ..icd.events import (
    ACQUISITION_FAILED,
    EMISSION_BLOCKED,
    INHIBITED,
    LINK_LOST,
    LINK_UP,
    PLANNED_TEARDOWN,
    RATE_CHANGED,
    TERMINAL_MODE,
)
from ..icd.laser import DETECTED, EMIT, INITIATOR, LOCKED, POWER, SCAN, SETTLED, SYNCHRONISED, TRACK
from ..icd.parameters import index
from ..services.modes import ModeMachine
from . import modes
from .geometry import turned
from .inhibits import GROUND, NO_POWER, OCCLUDED, STALE, SUN, Inhibits
from .rate import next_rate
from .safety import OK, WRONG_MODE, refusal
from .sensors import (
    COMMAND,
    FLAGS,
    RATE,
    RECEIVED,
    SET_AZ,
    SET_EL,
    SET_STRIDE,
    STRIDE,
    TARGET_AZ,
    TARGET_EL,
)

POINTING_LEAD = index("laser", "pointing_lead")
RATE_MARGIN = index("laser", "rate_margin")

LINKED = (modes.TRACK, modes.COMM, modes.REACQUIRE)
ATTEMPTS = 6  # acquisitions that may fail before FAULT
CALM_STEPS = 8  # steps without a reason before an inhibit is left: 3.2 s
LOOK_STEPS = 3  # steps between two looks at Sun and Earth: 1.2 s
FASTEST_RAD_S = 0.05  # a target that seems faster than this is a jump of navigation, not a motion

# What each mode commands, in mode order; the initiator's bit and its emission in ACQUIRE are added.
ORDERS = (
    0,  # OFF
    POWER,  # STANDBY
    POWER,  # SLEW
    POWER | SCAN,  # ACQUIRE
    POWER | EMIT | TRACK,  # TRACK
    POWER | EMIT | TRACK,  # COMM
    POWER | EMIT | SCAN | TRACK,  # REACQUIRE: a small scan around the last good direction
    POWER,  # INHIBIT
    0,  # FAULT
)


class Terminal:
    """Terminal `number`, 0 to 3. `point` every tick, `step` every fourth."""

    STATE = (
        "initiator",
        "order",
        "rate",
        "attempts",
        "calm",
        "hits",
        "look_in",
        "last_ms",
        "look_ms",
        "seek_ms",
        "az",
        "el",
        "rate_az",
        "rate_el",
        "set_az",
        "set_el",
        "blocked",
    )
    PARTS = ("mode", "inhibits")

    def __init__(self, number: int, parameters: list) -> None:
        self.p = parameters
        self.number = number
        self.sensor = number * STRIDE
        self.actuator = number * SET_STRIDE
        self.mode = ModeMachine(modes.TERMINAL_MODES, modes.OFF)
        self.inhibits = Inhibits(number, parameters)
        self.initiator = 1 if number % 2 == 0 else 0  # terminals 1 and 3 call, 2 and 4 answer
        self.order = 0
        self.rate = 0
        self.attempts = 0
        self.calm = 0
        self.hits = 0  # steps running in which what this mode waits for was seen
        self.look_in = 0
        self.last_ms = 0
        self.look_ms = 0
        self.seek_ms = 0  # since when a link is sought
        self.az = float("nan")  # target at the last step
        self.el = float("nan")
        self.rate_az = 0.0  # [rad/s]
        self.rate_el = 0.0
        self.set_az = 0.0
        self.set_el = 0.0
        self.blocked = OK

    def point(self, values: list, age: int, outputs: list, bus: object) -> None:
        """Every tick: keep the gimbal on the target and let the command through the safety gate."""
        at = self.sensor
        az = values[at + TARGET_AZ]
        el = values[at + TARGET_EL]
        order = self.order
        if age == 0 and order and az == az and el == el and not self.inhibits.mask & (SUN | OCCLUDED):
            lead_s = self.p[POINTING_LEAD]
            self.set_az = az + self.rate_az * lead_s
            self.set_el = el + self.rate_el * lead_s
        if order & EMIT:
            why = refusal(self.mode.mode, age, values[at + FLAGS], az, el, self.inhibits.mask)
            if why != OK:
                order &= ~EMIT
                if why != self.blocked and why != WRONG_MODE:
                    bus.event(EMISSION_BLOCKED, self.number + 1, why)
            self.blocked = why
        at = self.actuator
        outputs[at + SET_AZ] = self.set_az
        outputs[at + SET_EL] = self.set_el
        outputs[at + COMMAND] = float(order)
        outputs[at + RATE] = float(self.rate)

    def step(self, now_ms: int, values: list, age: int, allowed: bool, bus: object) -> None:
        """2.5 Hz: reasons, mode, order."""
        if age == 0:
            self._follow(now_ms, values)
        reasons = self.inhibits.judge(values, age, allowed)
        flags = values[self.sensor + FLAGS]
        bits = int(flags) if flags == flags and age == 0 else 0
        mode = self.mode.mode
        target = self._next_mode(now_ms, mode, bits, reasons, values, age, bus)
        if target != mode and self.mode.go(target, now_ms):
            self._entered(now_ms, mode, target, reasons, values, bus)
            mode = target
        order = ORDERS[mode]
        if order:
            if self.initiator:
                order |= INITIATOR
                if mode == modes.ACQUIRE:
                    order |= EMIT
            if mode == modes.COMM:
                self._adapt(values, bus)
        self.order = order

    def _follow(self, now_ms: int, values: list) -> None:
        at = self.sensor
        az = values[at + TARGET_AZ]
        el = values[at + TARGET_EL]
        dt_ms = elapsed_ms(now_ms, self.last_ms)
        self.last_ms = now_ms
        if az == az and el == el and dt_ms > 0:
            step = turned(az, self.az) if self.az == self.az else 0.0
            self.rate_az = self._tamed(step * 1000.0 / dt_ms)
            self.rate_el = self._tamed((el - self.el) * 1000.0 / dt_ms)
        self.az = az
        self.el = el
        self.look_in -= 1
        if self.look_in < 0:
            self.look_in = LOOK_STEPS - 1
            self.inhibits.look(values, 0.001 * elapsed_ms(now_ms, self.look_ms))
            self.look_ms = now_ms

    def _tamed(self, rate: float) -> float:
        return rate if -FASTEST_RAD_S < rate < FASTEST_RAD_S else 0.0

    def _next_mode(self, now_ms: int, mode: int, bits: int, reasons: int, values: list, age: int, bus: object) -> int:
        timed_out = self.mode.timed_out(now_ms)
        if mode == modes.FAULT:
            return modes.OFF if timed_out else mode
        if reasons & NO_POWER:
            return modes.OFF
        if mode == modes.OFF:
            return modes.STANDBY
        if mode == modes.INHIBIT:
            self.calm = 0 if reasons else self.calm + 1
            return modes.STANDBY if self.calm >= CALM_STEPS else mode
        if reasons:
            return modes.INHIBIT
        if age:
            return mode  # nothing is concluded from old flags
        if mode == modes.STANDBY:
            return modes.SLEW if timed_out else mode
        return self._seek(mode, bits, timed_out, bus)

    def _seek(self, mode: int, bits: int, timed_out: bool, bus: object) -> int:
        """Return the next mode on the way to a link and in it; `hits` counts steps in a row of what is waited for."""
        waited_for = (0, 0, SETTLED, DETECTED, LOCKED | SYNCHRONISED, LOCKED, LOCKED | SYNCHRONISED)[mode]
        seen = bits & waited_for == waited_for
        if mode == modes.COMM:
            seen = not seen  # in a link, what counts is that the lock is gone
        self.hits = self.hits + 1 if seen else 0
        needed = 2 if mode in (modes.SLEW, modes.TRACK, modes.REACQUIRE) else 1
        if self.hits >= needed:
            return (0, 0, modes.ACQUIRE, modes.TRACK, modes.COMM, modes.REACQUIRE, modes.COMM)[mode]
        if not timed_out:
            return mode
        if mode == modes.TRACK:
            return modes.ACQUIRE
        if mode == modes.REACQUIRE:
            return modes.SLEW
        return self._failed(mode, bus)

    def _failed(self, mode: int, bus: object) -> int:
        self.attempts += 1
        bus.event(ACQUISITION_FAILED, self.number + 1, self.attempts)
        if mode == modes.SLEW or self.attempts >= ATTEMPTS:
            return modes.FAULT
        self.initiator ^= 1  # roles change after a failed scan: two that both stare would never meet
        return modes.SLEW

    def _entered(self, now_ms: int, old: int, new: int, reasons: int, values: list, bus: object) -> None:
        terminal = self.number + 1
        self.hits = 0
        self.calm = 0
        bus.event(TERMINAL_MODE, terminal, new)
        if new == modes.INHIBIT:
            bus.event(INHIBITED, terminal, reasons)
            if old in LINKED and reasons & (SUN | OCCLUDED | GROUND) and not reasons & STALE:
                bus.event(PLANNED_TEARDOWN, terminal, reasons)
        elif new == modes.COMM:
            self.attempts = 0
            bus.event(LINK_UP, terminal, 0.001 * elapsed_ms(now_ms, self.seek_ms))
        elif new == modes.REACQUIRE:
            self.seek_ms = now_ms
            bus.event(LINK_LOST, terminal, values[self.sensor + RECEIVED] * 100.0)
        elif new == modes.STANDBY:
            self.seek_ms = now_ms
        elif new == modes.FAULT:
            self.attempts = 0
        if new not in (modes.COMM, modes.REACQUIRE):
            self.rate = 0

    def _adapt(self, values: list, bus: object) -> None:
        rate = next_rate(self.rate, values[self.sensor + RECEIVED], self.p[RATE_MARGIN])
        if rate != self.rate:
            self.rate = rate
            bus.event(RATE_CHANGED, self.number + 1, rate)
