"""Watch over the eps sensors and limits: what is INVALID, what is out of band, which string is lost."""

from ..control.debounce import Debounce
from ..icd.events import (
    BUS_HIGH,
    BUS_LOW,
    CELL_HIGH,
    CELL_LOW,
    EPS_SENSOR_INVALID,
    EPS_SENSOR_VALID,
    LIMITER_TRIPPED,
    STRING_BACK,
    STRING_LOST,
)
from ..icd.parameters import index
from ..services.validity import Validity
from .sensors import BUS_MAX_V, BUS_MIN_V, CELL_MAX_V, CELL_MIN_V, NEEDED, STRING_A, SUN, TRIPS

LOW_V = index("eps", "bus_low")
FULL_V = index("eps", "cell_full")

STRINGS = 8
OVER_BUS_V = 838.0  # [V] the hardware limiter has failed: it has cut all at 835, odc120 allows 840
LOST_SHARE = 0.2  # of the mean string current
LOST_SECONDS = 10
NOTHING_A = 2.0  # [A] of all groups together; the platform alone takes 5 A at the array
EMPTY_CELL_V = 3.0  # docs/physics.md section 3: lower limit of the cell
OVER_CELL_V = 0.05  # above `cell_full`: the taper has failed


class Health:
    """Once a second, on a fresh sample."""

    STATE = ("lost", "trips", "flags", "suspect")
    PARTS = ("lasting", "validity")

    def __init__(self, parameters: list) -> None:
        self.p = parameters
        self.validity = Validity(NEEDED, EPS_SENSOR_INVALID, EPS_SENSOR_VALID)
        self.lost = 0  # mask of string groups without current
        self.trips = 0
        self.flags = [0, 0, 0, 0]  # told: bus low, bus high, cell high, cell low
        self.suspect = 0
        self.lasting = Debounce(LOST_SECONDS)

    def check(self, values: list, bus: object) -> None:
        """Take one fresh sample; emit what changed."""
        self.validity.check(values, bus)
        p = self.p
        self._flag(0, values[BUS_MIN_V] < p[LOW_V], BUS_LOW, values[BUS_MIN_V], bus)
        self._flag(1, values[BUS_MAX_V] > OVER_BUS_V, BUS_HIGH, values[BUS_MAX_V], bus)
        self._flag(2, values[CELL_MAX_V] > p[FULL_V] + OVER_CELL_V, CELL_HIGH, values[CELL_MAX_V], bus)
        self._flag(3, values[CELL_MIN_V] < EMPTY_CELL_V, CELL_LOW, values[CELL_MIN_V], bus)
        self._strings(values, bus)
        trips = values[TRIPS]
        if trips == trips and int(trips) != self.trips:
            self.trips = int(trips)
            if self.trips:
                bus.event(LIMITER_TRIPPED, self.trips, 0)

    def strings(self) -> int:
        """Return how many string groups give current."""
        count = STRINGS
        for group in range(STRINGS):
            count -= (self.lost >> group) & 1
        return count

    def _flag(self, position: int, condition: bool, event: int, volts: float, bus: object) -> None:
        if condition and not self.flags[position]:
            bus.event(event, volts * 1000.0, 0)
        self.flags[position] = 1 if condition else 0

    def _strings(self, values: list, bus: object) -> None:
        if not values[SUN] > 0.5:
            return
        currents = values[STRING_A : STRING_A + STRINGS]
        total = sum([c for c in currents if c == c])
        limit = LOST_SHARE * total / STRINGS
        mask = 0
        if total < NOTHING_A:  # the loads take more than that in any mode: nothing gives current at all
            limit = NOTHING_A
        for group in range(STRINGS):
            if currents[group] < limit:
                mask |= 1 << group
        if mask != self.suspect:
            self.suspect = mask
            self.lasting.run = 0
        if self.lasting.update(mask != self.lost):
            bus.event(STRING_LOST if mask & ~self.lost else STRING_BACK, mask, 0)
            self.lost = mask
