"""The shed ladder: one rung at a time, verified by the measured payload current, escalated on timeout."""

from ..control.clock import elapsed_ms
from ..icd.events import PAYLOAD_FEED_CUT, RUNG_ORDERED, RUNG_RELEASED, RUNG_TIMEOUT, RUNG_VERIFIED
from ..icd.parameters import index
from .rungs import (
    CLOCK_LOCK,
    DWELL_MS,
    LASERS_OFF,
    NONE,
    PAUSE,
    RACKS_OFF,
    RUNGS,
    SAFE,
    TIMEOUT_MS,
    URGENT_MS,
    VERIFY_MS,
)

RUNG1_DROP = index("eps", "rung1_drop")
RUNG2_POWER = index("eps", "rung2_power")

DARK_RACKS_W = 1500.0  # eight groups off: converter idling only
DARK_LASERS_W = 60.0  # four terminals off
SAFE_LOAD_W = 8000.0  # platform and pumps


class ShedLadder:
    """`rung` is ordered, `verified` the highest rung at or below it whose effect was measured."""

    STATE = ("rung", "verified", "since_ms", "before_w", "excused", "timeouts", "feed_cut")
    PARTS = ()

    def __init__(self, parameters: list) -> None:
        self.p = parameters
        self.rung = NONE
        self.verified = NONE
        self.since_ms = 0
        self.before_w = 0.0  # payload power before the rung was ordered, mean of 10 s
        self.excused = False  # the rung held now is not asked to prove itself (any more)
        self.timeouts = 0  # rungs that never showed their effect, since the ladder was last left
        self.feed_cut = False  # racks stayed on against rung 3: their feed is off

    def settled(self) -> bool:
        """Return whether the rung held has been verified or given up."""
        return self.verified >= self.rung or self.excused

    def step(self, now_ms: int, wanted: int, urgent: bool, measure: object, bus: object) -> None:
        """Move at most one rung towards `wanted`. `urgent`: the bus is low, verification cannot be waited for."""
        stay_ms = elapsed_ms(now_ms, self.since_ms)
        mean_w = measure.payload_10s.mean()
        if self.rung > NONE and not self.settled():
            self._verify(now_ms, stay_ms, mean_w, measure, bus)
        if wanted > self.rung:
            if (urgent and stay_ms >= URGENT_MS) or (not urgent and self.settled()):
                self._order(now_ms, self.rung + 1, mean_w, bus)
        elif wanted < self.rung and stay_ms >= RUNGS[self.rung][DWELL_MS] and self.settled():
            self._release(now_ms, mean_w, bus)

    def _order(self, now_ms: int, rung: int, mean_w: float, bus: object) -> None:
        self.rung = rung
        self.since_ms = now_ms
        self.before_w = mean_w
        self.excused = False
        bus.event(RUNG_ORDERED, rung, mean_w)

    def _release(self, now_ms: int, mean_w: float, bus: object) -> None:
        bus.event(RUNG_RELEASED, self.rung, mean_w)
        self.rung -= 1
        self.since_ms = now_ms
        self.excused = True  # coming down, the rung below is held but load is on its way back
        if self.verified > self.rung:
            self.verified = self.rung
        if self.rung < RACKS_OFF:
            self.feed_cut = False
        if self.rung == NONE:
            self.timeouts = 0

    def _verify(self, now_ms: int, stay_ms: int, mean_w: float, measure: object, bus: object) -> None:
        row = RUNGS[self.rung]
        if stay_ms >= row[VERIFY_MS] and not measure.blind and self._shown(mean_w, measure):
            self.verified = self.rung
            bus.event(RUNG_VERIFIED, self.rung, mean_w)
        elif stay_ms >= row[TIMEOUT_MS]:
            self._escalate(now_ms, mean_w, bus)

    def _shown(self, mean_w: float, measure: object) -> bool:
        rung = self.rung
        if rung == CLOCK_LOCK:
            # Already below what rung 2 leaves: there is nothing a clock lock could still show.
            return mean_w <= self.before_w * (1.0 - self.p[RUNG1_DROP]) or mean_w <= self.p[RUNG2_POWER]
        if rung == PAUSE:
            return mean_w <= self.p[RUNG2_POWER]
        short_w = measure.payload_5s.mean()
        if rung == RACKS_OFF:
            return short_w <= DARK_RACKS_W
        if rung == LASERS_OFF:
            return measure.laser_w <= DARK_LASERS_W
        return short_w + measure.other_w <= SAFE_LOAD_W

    def _escalate(self, now_ms: int, mean_w: float, bus: object) -> None:
        self.timeouts += 1
        bus.event(RUNG_TIMEOUT, self.rung, mean_w)
        if self.rung == RACKS_OFF and not self.feed_cut:
            self.feed_cut = True  # the racks do not obey: take their feed, and let rung 3 prove itself again
            self.since_ms = now_ms
            bus.event(PAYLOAD_FEED_CUT, mean_w, 0)
        elif self.rung < RACKS_OFF:
            self._order(now_ms, self.rung + 1, mean_w, bus)
        else:
            self.excused = True

    def lasers_allowed(self) -> int:
        """Return the mask of terminals that may be powered."""
        return 0 if self.rung >= LASERS_OFF else 15

    def load_mask(self) -> int:
        """Return the feeds to keep on: bit 0 platform, 1 pumps, 2 payload, 3 lasers."""
        mask = 3
        if self.rung < SAFE and not self.feed_cut:
            mask |= 4
        if self.rung < LASERS_OFF:
            mask |= 8
        return mask
