"""Energy plan: the compute power that the coming eclipse can carry, all powers at the bus [W].

survive: what keeps the state of charge at exit above floor + margin. sustain: no more than the sunlit arc after it
can
put back, so that orbit follows orbit (odc120: about 30 kW). Rungs 1 and 2 are ordered by `sustain`, rung 3 by
`survive`.
"""

from ..control.limit import clamp
from ..icd.parameters import index

SOC_FLOOR = index("eps", "soc_floor")
SOC_MARGIN = index("eps", "soc_margin")
SOC_CEILING = index("eps", "soc_ceiling")
CAPACITY_WH = index("eps", "capacity_wh")
EFFICIENCY = index("eps", "converter_efficiency")
ARRAY_POWER = index("eps", "array_power")

STRINGS = 8
SHORT_BEGINS = 0.95  # of the load in full Sun: an array that gives less is short ...
SHORT_ENDS = 1.0  # ... until it gives this
REGULATOR = 0.97  # array to bus (odc120: 145.2 kW at the array, 140.9 kW at the bus)
LEARN_SLOW = 0.002  # share of the difference taken each second: some 8 minutes
FULL_SUN = 0.9  # Sun sensor from which the array is learned


class Plan:
    """Learns what the sunlit orbit gives and takes; gives the two budgets."""

    STATE = ("strings", "array_bus_w", "sunlit_load_w", "other_w", "sustain_w", "survive_w")
    PARTS = ()

    def __init__(self, parameters: list) -> None:
        self.p = parameters
        self.strings = STRINGS  # string groups that give current
        self.array_bus_w = parameters[ARRAY_POWER]
        self.sunlit_load_w = parameters[ARRAY_POWER] * 0.92  # odc120: 129.7 of 140.9 kW
        self.other_w = 6000.0  # odc120: platform
        self.sustain_w = 0.0
        self.survive_w = 0.0

    def learn(self, array_w: float, load_w: float, other_w: float, sun: float, tracking: bool) -> None:
        """Take one second of sunlit, unshed operation: array power (array side), all loads, all but compute [W]."""
        if other_w == other_w:
            self.other_w += 0.02 * (other_w - self.other_w)
        if not sun > FULL_SUN:
            return
        if tracking and array_w == array_w:
            self.array_bus_w += LEARN_SLOW * (REGULATOR * array_w - self.array_bus_w)
        if load_w == load_w:
            self.sunlit_load_w += LEARN_SLOW * (load_w - self.sunlit_load_w)

    def count(self, strings: int) -> None:
        """Take the number of string groups that give current: a loss is reckoned with at once, not learned slowly."""
        if strings != self.strings and strings > 0:
            if self.strings > 0:
                self.array_bus_w *= strings / self.strings
            self.strings = strings

    def short(self, was: bool) -> bool:
        """Return whether the array cannot carry, in full Sun, what the satellite takes unshed; `was` holds it."""
        share = SHORT_ENDS if was else SHORT_BEGINS
        return self.array_bus_w < share * self.sunlit_load_w

    def budget(self, soc: float, to_entry_s: float, dark_s: float, period_s: float) -> None:
        """Work out both budgets for an eclipse `to_entry_s` ahead that lasts (or has left) `dark_s` [s]."""
        p = self.p
        efficiency = p[EFFICIENCY]
        capacity_j = p[CAPACITY_WH] * 3600.0
        spare_w = self.array_bus_w - self.sunlit_load_w
        gained_j = spare_w * to_entry_s * (efficiency if spare_w > 0.0 else 1.0 / efficiency)
        soc_entry = clamp(soc + gained_j / capacity_j, 0.0, p[SOC_CEILING] if soc < p[SOC_CEILING] else soc)
        dark_s = dark_s if dark_s > 60.0 else 60.0  # the last minute decides nothing any more
        kept = soc_entry - p[SOC_FLOOR] - p[SOC_MARGIN]
        survive_w = kept * capacity_j * efficiency / dark_s - self.other_w
        self.survive_w = survive_w if survive_w > 0.0 else 0.0
        sunlit_s = period_s - dark_s
        put_back_w = clamp(spare_w, 0.0, capacity_j / 3600.0)  # the pack takes 1C
        sustain_w = put_back_w * sunlit_s * efficiency * efficiency / dark_s - self.other_w
        self.sustain_w = clamp(sustain_w, 0.0, min(self.survive_w, self.sunlit_w()))

    def sunlit_w(self) -> float:
        """Return the compute power that the array carries in full Sun [W]."""
        spare_w = self.array_bus_w - self.other_w
        return spare_w if spare_w > 0.0 else 0.0
