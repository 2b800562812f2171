"""One coolant loop: its modes, its pumps, its valve, its protections."""

from ..control.clock import elapsed_ms
from ..control.limit import above, below, clamp, slew
from ..icd.events import (
    LOOP_GIVEN_UP,
    LOOP_MODE,
    PRESSURE_HIGH,
    PUMP_FAILED,
    PUMP_SWITCHED,
    PUMP_VERIFIED,
    SUPPLY_HIGH,
    SUPPLY_LOW,
)
from ..icd.parameters import index
from ..services.modes import ModeMachine
from . import modes
from .mixing import MixingValve
from .pump import PRIME, PumpPair
from .sensors import (
    FLOW,
    OUTLET,
    PRESSURE,
    PRIME_SET,
    PRIME_SPEED,
    RETURN,
    SET_STRIDE,
    STANDBY_SET,
    STANDBY_SPEED,
    STRIDE,
    SUPPLY,
    VALVE,
    VALVE_SET,
)
from .upkeep import BACK_K, HOLDS, NO_FLOW, Upkeep

SUPPLY_SET = index("radiator", "supply_set")
SUPPLY_RATE = index("radiator", "supply_rate")
HIGH_C = index("radiator", "supply_high")
LOW_C = index("radiator", "supply_low")
HIGH_BAR = index("radiator", "pressure_high")
HEAT_CAPACITY = index("radiator", "heat_capacity")
SPEED_HIGH = index("radiator", "speed_high")

BACK_BAR = 2.0  # [bar]
CHANGEOVERS = 4  # each pump twice
CALM_MS = 600000  # of a proven pump, after which its changeovers are forgiven
UNLIMITED_W = -1.0
NOTHING_W = 0.0
SHED_SHARE = 0.8  # of the heat carried, asked for at first and after every SHED_AGAIN_MS without effect
SHED_AGAIN_MS = 30000


class CoolantLoop:
    """Loop `number`: 0 is A, 1 is B. Stepped every 0.2 s."""

    STATE = (
        "set_c", "heat_w", "shed_w", "shed_ms", "last_ms", "hot", "cold", "supply_c", "changeovers", "proven_ms",
    )  # fmt: skip
    PARTS = ("mode", "pumps", "valve", "upkeep")

    def __init__(self, number: int, parameters: list) -> None:
        self.p = parameters
        self.number = number
        self.sensor = number * STRIDE
        self.actuator = number * SET_STRIDE
        self.mode = ModeMachine(modes.LOOP_MODES, modes.BOOT)
        self.pumps = PumpPair(parameters)
        self.valve = MixingValve(parameters)
        self.upkeep = Upkeep(number, self.sensor, parameters)
        self.set_c = parameters[SUPPLY_SET]  # moves at the permitted rate
        self.heat_w = 0.0  # carried, from flow and temperatures
        self.shed_w = UNLIMITED_W  # heat of this loop that it can carry
        self.shed_ms = 0
        self.last_ms = 0
        self.supply_c = float("nan")
        self.hot = False
        self.cold = False
        self.changeovers = 0  # of the pumps, not yet forgiven
        self.proven_ms = 0  # when a pump last proved itself

    def step(self, now_ms: int, inp: object, out: object, load_w: float, least: float, bus: object) -> None:
        """Control one loop that is to carry `load_w` [W], its pump at `least` or more; a stale sample is left."""
        dt_ms = elapsed_ms(now_ms, self.last_ms)
        self.last_ms = now_ms
        if inp.age:
            return
        values = inp.values
        dt_s = 0.001 * dt_ms if 0 < dt_ms <= 2000 else 0.2
        self._observe(values, dt_ms)
        self._protect(now_ms, values, bus)
        self._act(values, load_w, least, dt_s)
        self._write(out.values)

    def _observe(self, values: list, dt_ms: int) -> None:
        at = self.sensor
        flow = values[at + FLOW]
        return_c = values[at + RETURN]
        self.supply_c = values[at + SUPPLY]
        heat_w = flow * self.p[HEAT_CAPACITY] * (return_c - self.supply_c)
        if heat_w == heat_w:
            self.heat_w = heat_w
        spinning = values[at + (PRIME_SPEED if self.pumps.in_use == PRIME else STANDBY_SPEED)]
        self.pumps.watch(flow, spinning, dt_ms)

    def _protect(self, now_ms: int, values: list, bus: object) -> None:
        mode = self.mode.mode
        if mode == modes.BOOT:
            self._take_over(values)
            self._go(modes.RUN, now_ms, bus)
        elif mode == modes.SWITCHING:
            self._verify_pump(now_ms, bus)
        elif mode == modes.LOST:
            if self.mode.timed_out(now_ms):
                if self.changeovers >= CHANGEOVERS:
                    self._give_up(NO_FLOW, now_ms, bus)
                else:
                    self._switch(now_ms, bus)
        elif mode == modes.DEAD:
            if self.mode.timed_out(now_ms) and self.upkeep.may_restart():
                self._switch(now_ms, bus)
        elif self.pumps.lost():
            bus.event(PUMP_FAILED, self.number, self.pumps.in_use)
            self._switch(now_ms, bus)
        else:
            if elapsed_ms(now_ms, self.proven_ms) >= CALM_MS:
                self.changeovers = 0
                self.proven_ms = now_ms
            self._temperature(now_ms, values, bus)

    def carries(self) -> bool:
        """Return whether racks may count on this loop: it runs, or a pump is on its way for the first time."""
        mode = self.mode.mode
        return mode != modes.LOST and mode != modes.DEAD and self.shed_w != NOTHING_W

    def _give_up(self, why: int, now_ms: int, bus: object) -> None:
        self.shed_w = NOTHING_W
        bus.event(LOOP_GIVEN_UP, self.number, why)
        self._go(modes.DEAD, now_ms, bus)

    def _take_over(self, values: list) -> None:
        """Start from where the loop is, so that a restart of ours is no step for it."""
        at = self.sensor
        if self.supply_c == self.supply_c:
            self.set_c = clamp(self.supply_c, self.p[LOW_C], self.p[HIGH_C])
        share = values[at + VALVE]
        if share == share:
            self.valve.share = share
        self.pumps.take_over(values[at + PRIME_SPEED], values[at + STANDBY_SPEED])

    def _switch(self, now_ms: int, bus: object) -> None:
        self.pumps.switch()
        self.changeovers += 1
        bus.event(PUMP_SWITCHED, self.number, self.pumps.in_use)
        self._go(modes.SWITCHING, now_ms, bus)

    def _verify_pump(self, now_ms: int, bus: object) -> None:
        if self.pumps.proven():
            bus.event(PUMP_VERIFIED, self.number, self.pumps.in_use)
            self.proven_ms = now_ms
            if self.shed_w == NOTHING_W:  # asked for while no pump gave flow
                self.shed_w = UNLIMITED_W
                self.hot = False  # a loop that is hot all the same asks anew, by the heat it carries then
            self._go(modes.RUN, now_ms, bus)
        elif self.mode.timed_out(now_ms):
            self.shed_w = NOTHING_W
            self._go(modes.LOST, now_ms, bus)

    def _temperature(self, now_ms: int, values: list, bus: object) -> None:
        p = self.p
        pressure = values[self.sensor + PRESSURE]
        hot = above(self.supply_c, p[HIGH_C], p[HIGH_C] - BACK_K, self.hot)
        dense = above(pressure, p[HIGH_BAR], p[HIGH_BAR] - BACK_BAR, self.hot and pressure == pressure)
        cold = below(self.supply_c, p[LOW_C], p[LOW_C] + BACK_K, self.cold)
        if (hot or dense) and not self.hot:
            event, value = (SUPPLY_HIGH, self.supply_c * 100.0) if hot else (PRESSURE_HIGH, pressure * 1000.0)
            bus.event(event, self.number, value)
            self.shed_w = max(SHED_SHARE * self.heat_w, NOTHING_W)
            self.shed_ms = now_ms
        if cold and not self.cold:
            bus.event(SUPPLY_LOW, self.number, self.supply_c * 100.0)
        self.hot = hot or dense
        self.cold = cold
        if not self.hot:
            self.shed_w = UNLIMITED_W
        mode = self.mode.mode
        if self.hot:
            if mode != modes.HOT:
                self._go(modes.HOT if mode == modes.RUN else modes.RUN, now_ms, bus)
            elif elapsed_ms(now_ms, self.shed_ms) >= SHED_AGAIN_MS:
                self.shed_ms = now_ms
                self.shed_w *= SHED_SHARE
        elif self.cold:
            if mode != modes.COLD:
                self._go(modes.COLD if mode == modes.RUN else modes.RUN, now_ms, bus)
        elif mode != modes.RUN:
            self._go(modes.RUN, now_ms, bus)

    def _go(self, mode: int, now_ms: int, bus: object) -> None:
        if self.mode.go(mode, now_ms):
            bus.event(LOOP_MODE, self.number, mode)

    def _act(self, values: list, load_w: float, least: float, dt_s: float) -> None:
        p = self.p
        at = self.sensor
        self.set_c = slew(self.set_c, p[SUPPLY_SET], p[SUPPLY_RATE] * dt_s / 60.0)
        if self.valve.guarding and self.supply_c < self.set_c:
            # The panels take what they need: the way back to the set point starts from where the supply then is.
            self.set_c = max(self.supply_c, p[LOW_C])
        mode = self.mode.mode
        if mode == modes.DEAD:
            self.valve.guarding = False
            return
        if mode == modes.HOT or mode == modes.LOST:
            self.pumps.hold(p[SPEED_HIGH], dt_s)
            self.valve.open(dt_s)
            return
        # Cold too: the flow follows the heat. Less flow would spread supply and return, and starve racks that run.
        self.pumps.control(load_w, values[at + RETURN] - self.supply_c, least, dt_s)
        if mode == modes.COLD:
            self.valve.close(values[at + OUTLET], dt_s)
        else:
            self.valve.control(self.set_c, self.supply_c, values[at + RETURN], values[at + OUTLET], dt_s)

    def _write(self, outputs: list) -> None:
        at = self.actuator
        if self.mode.mode == modes.DEAD:
            outputs[at + PRIME_SET] = 0.0
            outputs[at + STANDBY_SET] = 0.0
            return
        pumps = self.pumps
        prime = pumps.in_use == PRIME
        outputs[at + PRIME_SET] = pumps.speed if prime else 0.0
        outputs[at + STANDBY_SET] = 0.0 if prime else pumps.speed
        outputs[at + VALVE_SET] = self.valve.share

    def open_mask(self) -> int:
        """Return the panels of this loop that are to be open, bit 0 the first."""
        return self.upkeep.open_mask()

    def check(self, now_ms: int, values: list, bus: object) -> None:
        """Once a second on a fresh sample: what changes slowly, and whether the loop has to be given up."""
        flows = self.mode.mode in (modes.RUN, modes.HOT, modes.COLD)
        why = self.upkeep.step(values, self.valve.share, flows, bus)
        if why != HOLDS:
            self._give_up(why, now_ms, bus)
