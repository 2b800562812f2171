"""Two pumps of one loop: which one runs, how fast, and whether the flow shows it."""

from ..control.debounce import Debounce
from ..control.limit import clamp, slew
from ..control.pi import Pi
from ..icd.parameters import index

RATED_FLOW = index("radiator", "rated_flow")
HEAT_CAPACITY = index("radiator", "heat_capacity")
RISE_SET = index("radiator", "rise_set")
SPEED_LOW = index("radiator", "speed_low")
SPEED_HIGH = index("radiator", "speed_high")

PRIME, STANDBY = 1, 2
TRIM = 0.2  # [1] largest trim of the speed
SLEW_PER_S = 0.1  # of the speed: a slow pump keeps transport delays steady
LOSS_SHARE = 0.4  # of the flow that the speed should give: below it there is none to speak of
PROOF_SHARE = 0.7
SPIN_UP_MS = 3000  # a pump may take this long to give flow
LASTING = 5  # steps of 0.2 s: flow is believed after 1 s
LOSS_LASTING = 3  # and its loss after 0.6 s: racks without flow warm by 4 K a second


class PumpPair:
    """Speed by feedforward m = P / (cp dT) (docs/physics.md section 4) plus PI on the rise from supply to return."""

    STATE = ("in_use", "speed", "spin_ms")
    PARTS = ("trim", "loss", "proof")

    def __init__(self, parameters: list) -> None:
        self.p = parameters
        self.in_use = PRIME
        self.speed = 0.6  # the safe image's speed
        self.spin_ms = 0  # the pump in use has run this long, saturating
        self.trim = Pi(0.01, 60.0)  # [1/K], [s]
        self.loss = Debounce(LOSS_LASTING)
        self.proof = Debounce(LASTING)

    def take_over(self, prime: float, standby: float) -> None:
        """Start with the pump that is spinning, at its speed; NaN counts as standing still."""
        if standby > self.p[SPEED_LOW] and not prime > self.p[SPEED_LOW]:
            self.in_use = STANDBY
        spinning = prime if self.in_use == PRIME else standby
        self.speed = clamp(spinning, self.p[SPEED_LOW], self.p[SPEED_HIGH])

    def control(self, heat_w: float, rise_k: float, least: float, dt_s: float) -> None:
        """Set the speed for `heat_w` [W] of this loop, `least` or more of rated.

        `rise_k` measured [K], NaN leaves the trim as it is.
        """
        p = self.p
        low = clamp(least, p[SPEED_LOW], p[SPEED_HIGH])
        forward = heat_w / (p[HEAT_CAPACITY] * p[RISE_SET] * p[RATED_FLOW])
        error_k = rise_k - p[RISE_SET]
        pushing_out = (self.speed <= low and error_k < 0.0) or (self.speed >= p[SPEED_HIGH] and error_k > 0.0)
        trim = self.trim.step(error_k, 0.0 if pushing_out else dt_s, -TRIM, TRIM)
        wanted = clamp(forward + trim, low, p[SPEED_HIGH])
        self.speed = slew(self.speed, wanted, SLEW_PER_S * dt_s)

    def hold(self, speed: float, dt_s: float) -> None:
        """Go to `speed` without regard to heat."""
        self.speed = slew(self.speed, speed, SLEW_PER_S * dt_s)

    def switch(self) -> None:
        """Change over to the other pump at once."""
        self.in_use = STANDBY if self.in_use == PRIME else PRIME
        self.spin_ms = 0
        self.loss.run = 0
        self.proof.run = 0

    def watch(self, flow_kg_s: float, spinning: float, dt_ms: int) -> None:
        """Take flow [kg/s] and measured speed of the pump in use; the speed stands in for a flow that reads NaN."""
        if self.spin_ms < SPIN_UP_MS:
            self.spin_ms += dt_ms
        share = flow_kg_s / (self.p[RATED_FLOW] * self.speed)
        if share != share:
            share = spinning / self.speed
        self.loss.update(self.spin_ms >= SPIN_UP_MS and share < LOSS_SHARE)
        self.proof.update(share > PROOF_SHARE)

    def lost(self) -> bool:
        """Return whether the flow has been gone for 0.6 s."""
        return self.loss.run >= LOSS_LASTING

    def proven(self) -> bool:
        """Return whether the flow has been there for a second."""
        return self.proof.run >= LASTING
