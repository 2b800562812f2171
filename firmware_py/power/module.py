"""The power module: it measures, regulates the array, estimates, predicts, plans, sheds and keeps the system mode."""

from ..control.debounce import Debounce
from ..icd.events import ECLIPSE_PREDICTED, POWER_MODE, RECOVERED, SYSTEM_MODE
from ..icd.parameters import index
from ..services.integer import to_i32
from ..services.modes import ModeMachine
from . import modes
from .array import ArrayRegulator
from .battery import Battery
from .demand import Demand
from .feeds import FeedRetry
from .health import Health
from .measure import Measure
from .plan import Plan
from .rungs import NONE, RACKS_OFF, SAFE
from .sensors import ARRAY_SET_V, BUS_MIN_V, CHARGE_LIMIT, LOAD_ENABLE
from .shed import ShedLadder
from .sunlight import Sunlight

SHED_LEAD = index("eps", "shed_lead")
BUS_LOW = index("eps", "bus_low")

LOW_TICKS = 3  # low bus voltage in three samples running is no transient of a load step
AWAKE_S = 11  # no rung is planned before: it is verified against the mean of the 10 s that went before it
BLIND_BOOT_S = 5  # planned shedding does not wait longer for a battery voltage that reads INVALID
SILENT_TICKS = 50  # a peer unheard for 5 s degrades the system


class PowerModule:
    """FlightModule of the `eps` board."""

    GROUPS = ((1, 0, "step"), (10, 2, "predict"), (10, 5, "shed"), (10, 8, "account"))
    STATE = ("report",)
    PARTS = (
        "measure",
        "array",
        "battery",
        "sunlight",
        "plan",
        "ladder",
        "demand",
        "health",
        "feeds",
        "mode",
        "system",
        "low",
        "awake",
    )

    def __init__(self, parameters: list) -> None:
        self.p = parameters
        self.measure = Measure()
        self.array = ArrayRegulator(parameters)
        self.battery = Battery(parameters)
        self.sunlight = Sunlight(parameters)
        self.plan = Plan(parameters)
        self.ladder = ShedLadder(parameters)
        self.demand = Demand(parameters)
        self.health = Health(parameters)
        self.feeds = FeedRetry()
        self.mode = ModeMachine(modes.POWER_MODES, modes.BOOT)
        self.system = ModeMachine(modes.SYSTEM_MODES, 0)
        self.low = Debounce(LOW_TICKS)
        self.awake = Debounce(AWAKE_S)
        self.report = [0] * 13  # message EPS less kicks and overruns
        self.report[12] = 15

    def step(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """10 Hz: measure, regulate the array, count charge, act at once on a low bus."""
        values = inp.values
        measure = self.measure
        measure.update(values, inp.age, bus)
        self.battery.step(now_ms, values, inp.age)
        outputs = out.values
        if inp.age == 0:
            outputs[ARRAY_SET_V] = self.array.step(values, measure.bus_v, self.battery.tapered(), bus)
            if self.low.update(values[BUS_MIN_V] < self.p[BUS_LOW]):
                self.ladder.step(now_ms, SAFE, True, measure, bus)
        outputs[CHARGE_LIMIT] = self.battery.limit_a
        outputs[LOAD_ENABLE] = float(self.ladder.load_mask() & ~self.feeds.held)

    def predict(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """1 Hz: where the shadow is, and what the battery can carry through it."""
        if inp.age:
            return
        sunlight = self.sunlight
        sunlight.step(now_ms, inp.values, bus)
        if sunlight.dark_s > 0.0:
            to_entry_s = sunlight.to_entry_s if sunlight.to_entry_s > 0.0 else 0.0
            self.plan.budget(self.battery.soc, to_entry_s, sunlight.dark_s, sunlight.period_s)

    def shed(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """1 Hz: the modes, then the ladder."""
        awake = self.awake.update(True)
        self._power_mode(now_ms, inp.age, bus)
        wanted = self.demand.decide(self._planned(), self.ladder, self.measure, self.plan, self.battery.soc, bus)
        held = self.ladder.rung
        if (wanted < held and not self._may_release()) or not awake:
            wanted = held
        self.ladder.step(now_ms, wanted, False, self.measure, bus)
        if held and self.ladder.rung == NONE:
            bus.event(RECOVERED, self.sunlight.seconds_of_sun, self.measure.payload_10s.mean())
        self._system_mode(now_ms, bus)

    def _planned(self) -> bool:
        """Return whether the plan for an eclipse holds: from the shed lead on until the Sun is back."""
        mode = self.mode.mode
        if mode == modes.EMERGENCY:  # racks off ahead of an eclipse stay off until it is over
            return self.sunlight.dark or self._near()
        return mode in (modes.PREPARE, modes.ECLIPSE)

    def _near(self) -> bool:
        return 0.0 <= self.sunlight.to_entry_s <= self.p[SHED_LEAD]

    def _may_release(self) -> bool:
        return self.sunlight.steady() and self.low.run == 0 and not self.measure.blind

    def account(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """1 Hz: slow estimates, health, the message."""
        measure = self.measure
        if inp.age == 0:
            self.health.check(inp.values, bus)
            self.feeds.step(self.health.trips, bus)
            self.plan.count(self.health.strings())
            self.battery.correct(inp.values, 1.0, bus)
        load_w = measure.payload_10s.mean() + measure.other_w
        if self.mode.mode == modes.SUNLIT and measure.payload_10s.full():
            self.plan.learn(measure.array_5s.mean(), load_w, measure.other_w, measure.sun, self.array.settled())
        self._report(load_w)

    def _report(self, load_w: float) -> None:
        report = self.report
        sunlight = self.sunlight
        ladder = self.ladder
        report[0] = self.system.mode
        report[1] = self.mode.mode
        report[2] = ladder.rung
        report[3] = ladder.verified
        report[4] = to_i32(self.battery.soc * 100000.0)
        report[5] = to_i32(sunlight.to_entry_s * 10.0)
        report[6] = to_i32(sunlight.dark_s * 10.0)
        report[7] = to_i32(self.plan.sustain_w if self._planned() else self.plan.sunlit_w())
        report[8] = to_i32(self.measure.payload_5s.mean())
        report[9] = to_i32(self.measure.array_5s.mean())
        report[10] = to_i32(load_w)
        report[11] = self.array.mode
        report[12] = ladder.lasers_allowed()

    def _power_mode(self, now_ms: int, age: int, bus: object) -> None:
        target = self._next_power_mode(age)
        old = self.mode.mode
        if target != old and self.mode.go(target, now_ms):
            bus.event(POWER_MODE, old, target)
            if target == modes.PREPARE:
                bus.event(ECLIPSE_PREDICTED, self.sunlight.to_entry_s, self.sunlight.dark_s)

    def _next_power_mode(self, age: int) -> int:
        """Return the mode the situation calls for; the table decides whether it can be reached from here."""
        mode = self.mode.mode
        if mode == modes.BOOT and (age or not (self.battery.known or self.awake.run > BLIND_BOOT_S)):
            return modes.BOOT
        sunlight = self.sunlight
        if self.ladder.rung >= RACKS_OFF:
            return modes.EMERGENCY
        if mode == modes.BOOT:
            return modes.ECLIPSE if sunlight.dark else modes.SUNLIT
        if mode == modes.ECLIPSE:
            return modes.RECOVER if sunlight.steady() else modes.ECLIPSE
        if mode == modes.EMERGENCY:
            return modes.RECOVER if sunlight.steady() else modes.ECLIPSE
        if sunlight.dark:
            return modes.ECLIPSE
        if self._near():
            return modes.PREPARE if sunlight.to_entry_s > 0.0 or mode == modes.PREPARE else modes.ECLIPSE
        return modes.SUNLIT if self.ladder.rung == NONE else modes.RECOVER

    def _system_mode(self, now_ms: int, bus: object) -> None:
        target = self._next_system_mode(bus)
        old = self.system.mode
        if target != old and self.system.go(target, now_ms):
            bus.event(SYSTEM_MODE, old, target)

    def _next_system_mode(self, bus: object) -> int:
        system = self.system.mode
        if self.ladder.rung >= SAFE:
            return modes.SAFE
        if self.mode.mode == modes.BOOT:
            return system
        unheard = max(bus.ages[1], bus.ages[2], bus.ages[3]) >= SILENT_TICKS or self.measure.blind
        if unheard or self.ladder.rung >= RACKS_OFF or self.ladder.timeouts or system == modes.SAFE:
            return modes.DEGRADED
        return modes.IN_ECLIPSE if self.mode.mode in (modes.PREPARE, modes.ECLIPSE) else modes.NOMINAL
