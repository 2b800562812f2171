"""The payload module: it carries out the rung that power orders, in order, and protects the racks on its own."""

from ..control.clock import elapsed_ms
from ..control.limit import slew
from ..control.window import Window
from ..icd.events import (
    CHECKPOINT_DONE,
    CHECKPOINT_TIMEOUT,
    EPS_SILENT,
    PAYLOAD_MODE,
    PAYLOAD_SENSOR_INVALID,
    PAYLOAD_SENSOR_VALID,
    RUNG_IN_FORCE,
)
from ..icd.parameters import index
from ..icd.payload import JOB_HELD
from ..services.integer import to_i32
from ..services.modes import ModeMachine
from ..services.validity import Validity
from . import modes
from .racks import Racks
from .sensors import (
    CHECKPOINTS,
    CLOCK_INFERENCE,
    CLOCK_TRAINING,
    EPS,
    GROUPS,
    JOB_STATE,
    LOOP_MODES,
    NEEDED,
    POWER_CAP,
    RACK_ENABLE,
    RACK_POWER,
    RADIATOR,
    RUNG,
    TRAINING_ORDER,
)

CLOCK_LOCKED = index("payload", "clock_locked")
CLOCK_RATE = index("payload", "clock_rate")
CHECKPOINT_TIMEOUT_S = index("payload", "checkpoint_timeout")
CAP = index("payload", "power_cap")

LOCK_AFTER_TICKS = 50  # without power's word: rung 1 by ourselves
PAUSE_AFTER_TICKS = 100  # and rung 2
RUNNING_C = 50.0  # [degC] a junction as warm as this was running when we (re)started
CHECKPOINT_TICKS = 2  # job state is believed only when it has felt the order (docs/timing.md)


class PayloadModule:
    """FlightModule of the `payload` board."""

    GROUPS = ((1, 0, "measure"), (2, 0, "control"), (10, 6, "account"))
    STATE = (
        "report",
        "clock_inference",
        "clock_training",
        "last_ms",
        "age_limit",
        "own_rung",
        "told_rung",
        "warm_start",
    )
    PARTS = ("mode", "racks", "power", "validity")

    def __init__(self, parameters: list) -> None:
        self.p = parameters
        self.mode = ModeMachine(modes.PAYLOAD_MODES, modes.BOOT)
        self.racks = Racks(parameters)
        self.power = Window(50)  # [W] 5 s
        self.clock_inference = parameters[CLOCK_LOCKED]
        self.clock_training = parameters[CLOCK_LOCKED]
        self.last_ms = 0
        self.age_limit = 0  # ticks since we started: power cannot be silent for longer
        self.own_rung = 0  # taken by ourselves while power is silent
        self.validity = Validity(NEEDED, PAYLOAD_SENSOR_INVALID, PAYLOAD_SENSOR_VALID)
        self.told_rung = 0
        self.warm_start = False
        self.report = [0, 0, 0, to_i32(float("nan"))]  # message PAYLOAD less kicks and overruns

    def measure(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """10 Hz: rack power; a group that reads INVALID is left out."""
        if inp.age:
            return
        powers = inp.values[RACK_POWER : RACK_POWER + GROUPS]
        total = sum(powers)
        if total != total:
            total = sum([one for one in powers if one == one])
        self.power.add(total)

    def control(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """5 Hz: rung, mode, racks, clocks."""
        dt_ms = elapsed_ms(now_ms, self.last_ms)
        self.last_ms = now_ms
        dt_s = 0.001 * dt_ms if 0 < dt_ms <= 2000 else 0.2
        rung = self._rung(bus)
        if bus.ages[RADIATOR] == 0:
            for loop in (0, 1):
                self.racks.heed(loop, bus.radiator[LOOP_MODES[loop]], bus)
        if inp.age == 0:
            self.racks.protect(now_ms, inp.values, dt_s, bus)
            self._advance(now_ms, rung, inp.values, bus)
        mode = self.mode.mode
        if mode != modes.BOOT:
            self.racks.switch(now_ms, mode != modes.DARK, self.warm_start)
            self.warm_start = False
        self._drive(mode, dt_s, out.values)

    def _rung(self, bus: object) -> int:
        """Return the rung to carry out: power's, or our own when power has been silent."""
        if self.age_limit < PAUSE_AFTER_TICKS:
            self.age_limit += 2
        age = min(bus.ages[EPS], self.age_limit)
        own = 0
        if age >= PAUSE_AFTER_TICKS:
            own = 2
        elif age >= LOCK_AFTER_TICKS:
            own = 1
        if own > self.own_rung:
            bus.event(EPS_SILENT, own, age)
        self.own_rung = own
        return max(bus.eps[RUNG], own)

    def _advance(self, now_ms: int, rung: int, values: list, bus: object) -> None:
        mode = self.mode.mode
        target = self._next_mode(now_ms, mode, rung, values, bus)
        if target != mode and self.mode.go(target, now_ms):
            bus.event(PAYLOAD_MODE, mode, target)
        in_force = modes.RUNG[self.mode.mode]
        if in_force != self.told_rung:
            self.told_rung = in_force
            bus.event(RUNG_IN_FORCE, in_force, rung)

    def _next_mode(self, now_ms: int, mode: int, rung: int, values: list, bus: object) -> int:
        if mode == modes.BOOT:
            self._take_over()
            return modes.RUN
        if mode == modes.RUN:
            return modes.LOCKED if rung >= 1 else mode
        if mode == modes.LOCKED:
            if rung >= 2:
                return modes.PAUSING
            return modes.RUN if rung < 1 else mode
        if mode == modes.PAUSING:
            return self._pausing(now_ms, rung, values, bus)
        if mode == modes.PAUSED:
            if rung >= 3:
                return modes.DARK
            return modes.LOCKED if rung < 2 else mode
        return modes.PAUSED if rung < 3 else mode

    def _take_over(self) -> None:
        """A restart of ours is no reason to stop racks that run: their supplies ride through half a second."""
        self.warm_start = self.racks.hottest_c > RUNNING_C
        if self.warm_start:
            self.clock_inference = 1.0
            self.clock_training = 1.0

    def _pausing(self, now_ms: int, rung: int, values: list, bus: object) -> int:
        if rung >= 3:
            return modes.DARK
        if rung < 2:
            return modes.LOCKED
        waited_ms = self.mode.dwell_ms(now_ms)
        if values[JOB_STATE] == JOB_HELD and waited_ms >= 100 * (CHECKPOINT_TICKS + 1):
            bus.event(CHECKPOINT_DONE, values[CHECKPOINTS], waited_ms)
            return modes.PAUSED
        if waited_ms >= self.p[CHECKPOINT_TIMEOUT_S] * 1000.0:
            bus.event(CHECKPOINT_TIMEOUT, waited_ms, 0)
            return modes.PAUSED
        return modes.PAUSING

    def _drive(self, mode: int, dt_s: float, outputs: list) -> None:
        p = self.p
        step = p[CLOCK_RATE] * dt_s
        locked = p[CLOCK_LOCKED]
        self.clock_inference = _toward(self.clock_inference, 1.0 if modes.INFERENCE_FREE[mode] else locked, step)
        self.clock_training = _toward(self.clock_training, 1.0 if modes.TRAINING_FREE[mode] else locked, step)
        ease = self.racks.ease
        outputs[RACK_ENABLE] = float(self.racks.enabled)
        outputs[CLOCK_INFERENCE] = min(self.clock_inference, ease)
        outputs[CLOCK_TRAINING] = min(self.clock_training, ease)
        outputs[TRAINING_ORDER] = float(modes.ORDER[mode])
        outputs[POWER_CAP] = p[CAP]

    def account(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """1 Hz: validity and message."""
        if inp.age == 0:
            self.validity.check(inp.values, bus)
            job = inp.values[JOB_STATE]
            if job == job:
                self.report[2] = int(job)
        self.report[0] = modes.RUNG[self.mode.mode]
        self.report[1] = to_i32(self.power.mean())
        self.report[3] = to_i32(self.racks.hottest_c * 100.0)


def _toward(clock: float, target: float, step: float) -> float:
    """Return the clock after a step: down at once, up at the permitted rate."""
    return target if target < clock else slew(clock, target, step)
