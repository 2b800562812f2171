"""The radiator module: two loops, the heat they are about to get, and what they ask of the power side."""

from ..control.limit import clamp
from ..icd.events import RADIATOR_SENSOR_INVALID, RADIATOR_SENSOR_VALID, SHED_CLEARED, SHED_REQUESTED
from ..services.integer import to_i32
from ..services.validity import Validity
from .loop import UNLIMITED_W, CoolantLoop
from .sensors import (
    EPS,
    FLOW,
    JUNCTION_MAX,
    OUTLET,
    PANEL_ENABLE,
    PANELS,
    PAYLOAD,
    PAYLOAD_BUS_POWER,
    RACK_POWER,
    RETURN,
    STRIDE,
    SUPPLY,
)

FRESH_TICKS = 50  # a message older than this says nothing of the heat now coming
LOOP_EXTRA_W = 2200.0  # platform and pump heat on one loop (odc120: 6 kW platform load, lasers less)
PAYLOAD_EFFICIENCY = 0.97  # odc120
# A loop may carry little heat that comes from a few racks at full power: the heat asks for little flow, they do not.
# Odc120's racks throttle at 95 degC and sit at 90 with all of them at full power and the pump at its rating.
EASY_C, WARM_C = 75.0, 88.0  # [degC] hottest junction that asks for no flow, and for that of a pump at its rating
SMOOTH_S = 5.0  # the pumps need not follow the training steps
NEEDED = tuple([loop * STRIDE + one for loop in (0, 1) for one in (SUPPLY, RETURN, OUTLET, FLOW)])


class RadiatorModule:
    """FlightModule of the `radiator` board; each loop every other tick, so 0.2 s a step."""

    GROUPS = ((2, 0, "loop_a"), (2, 1, "loop_b"), (10, 4, "account"))
    STATE = ("report", "shed_w", "junction_c")
    PARTS = ("loops", "validity")

    def __init__(self, parameters: list) -> None:
        self.loops = (CoolantLoop(0, parameters), CoolantLoop(1, parameters))
        self.validity = Validity(NEEDED, RADIATOR_SENSOR_INVALID, RADIATOR_SENSOR_VALID)
        self.shed_w = UNLIMITED_W
        self.junction_c = 0.0  # the hottest, smoothed
        self.report = [0, 0, -1, 1, 1, 0, 0]  # message RADIATOR less kicks and overruns

    def loop_a(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """5 Hz: control loop A."""
        self._step(0, now_ms, inp, out, bus)

    def loop_b(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """5 Hz: control loop B."""
        self._step(1, now_ms, inp, out, bus)

    def _step(self, number: int, now_ms: int, inp: object, out: object, bus: object) -> None:
        loop = self.loops[number]
        share = self._share(number)
        if bus.ages[PAYLOAD] < FRESH_TICKS:
            load_w = share * bus.value(PAYLOAD, RACK_POWER) + LOOP_EXTRA_W
        elif bus.ages[EPS] < FRESH_TICKS:
            load_w = share * PAYLOAD_EFFICIENCY * bus.value(EPS, PAYLOAD_BUS_POWER) + LOOP_EXTRA_W
        else:
            load_w = loop.heat_w  # nobody tells: what it carries now
        least = clamp((self.junction_c - EASY_C) / (WARM_C - EASY_C), 0.0, 1.0)
        loop.step(now_ms, inp, out, load_w, least, bus)
        report = self.report
        report[number] = loop.mode.mode
        report[3 + number] = loop.pumps.in_use

    def _share(self, number: int) -> float:
        """Return the share of the rack power that comes to loop `number`: the racks of a lost loop are off."""
        if not self.loops[1 - number].carries():
            return 1.0
        return 0.5

    def account(self, now_ms: int, inp: object, out: object, bus: object) -> None:
        """1 Hz: health, request to shed, message."""
        loops = self.loops
        if inp.age == 0:
            self.validity.check(inp.values, bus)
            loops[0].check(now_ms, inp.values, bus)
            loops[1].check(now_ms, inp.values, bus)
            mask = loops[0].open_mask() | loops[1].open_mask() << PANELS
            out.values[PANEL_ENABLE] = float(mask)
        if bus.ages[PAYLOAD] < FRESH_TICKS:
            self.junction_c += (bus.value(PAYLOAD, JUNCTION_MAX) - self.junction_c) / SMOOTH_S
        self._request(bus)
        report = self.report
        report[2] = to_i32(self.shed_w)
        report[5] = to_i32(loops[0].heat_w)
        report[6] = to_i32(loops[1].heat_w)

    def _request(self, bus: object) -> None:
        # Racks share the loops evenly, so the weaker loop sets what both may carry. The racks of a lost loop go off
        # by themselves (payload); all is to be shed only when none is left.
        carrying = [loop for loop in self.loops if loop.carries()]
        limits = [loop.shed_w for loop in carrying if loop.shed_w != UNLIMITED_W]
        shed_w = float(len(carrying)) * min(limits) if limits else UNLIMITED_W
        if not carrying:
            shed_w = 0.0
        if shed_w != UNLIMITED_W and self.shed_w == UNLIMITED_W:
            bus.event(SHED_REQUESTED, shed_w, 0)
        elif shed_w == UNLIMITED_W and self.shed_w != UNLIMITED_W:
            bus.event(SHED_CLEARED, 0, 0)
        self.shed_w = shed_w
