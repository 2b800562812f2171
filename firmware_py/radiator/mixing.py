"""The bypass valve of one loop: feedforward from the two streams it mixes, and a trim in kelvin.

Feedforward x = (Tset - Tbyp) / (Trad - Tbyp) (docs/physics.md section 4), with return and outlet read where the valve
mixes them. The trim shifts Tset, not x: a kelvin is a kelvin whether the radiator is at 40 or at -40 degC, while the
gain of x varies eightfold.
"""

from ..control.limit import clamp, slew
from ..control.pi import Pi
from ..icd.parameters import index

TRIM_GAIN = index("radiator", "trim_gain")
TRIM_RESET = index("radiator", "trim_reset")
FREEZE_GUARD = index("radiator", "freeze_guard")

TRIM_K = 10.0  # [K] largest trim
SMALLEST_K = 1.0  # [K] streams nearer than this cannot be told apart by the valve
BLIND_GAIN = 0.01  # [1/K/s] share moved by the supply error alone, when a stream is not known
SHARE_LOW = 0.02  # a trickle keeps the outlet sensor telling of the panels
GUARD_SHARE = 0.15  # through panels that come near freezing ...
GUARD_K = 5.0  # [K] ... reached so far below the guard: a step in the share would be one in the supply
SMOOTH_S = 2.0  # the valve need not follow the training steps (0.2 to 3 Hz) through the loop
STROKE_PER_S = 0.08  # rate limit of the valve command (the valve makes 0.1)


class MixingValve:
    """Gives the share of the flow to send through the radiator."""

    STATE = ("share", "span_k", "warm_c", "guarding")
    PARTS = ("trim",)

    def __init__(self, parameters: list) -> None:
        self.p = parameters
        self.share = 0.5  # the safe image's position
        self.span_k = float("nan")  # return over outlet, smoothed
        self.warm_c = float("nan")  # return, smoothed
        self.guarding = False  # open further than the supply would have it, to keep the panels from freezing
        self.trim = Pi(parameters[TRIM_GAIN], parameters[TRIM_RESET])

    def control(self, set_c: float, supply_c: float, return_c: float, outlet_c: float, dt_s: float) -> None:
        """Move the share towards what mixes to `set_c` [degC]; a stream of NaN leaves the supply error in charge."""
        p = self.p
        self.trim.gain = p[TRIM_GAIN]
        self.trim.reset_s = p[TRIM_RESET]
        error_k = set_c - supply_c
        low = max(self.guard(outlet_c), SHARE_LOW)
        pushing_out = (self.share >= 1.0 and error_k < 0.0) or (self.share <= low and error_k > 0.0)
        target_c = set_c + self.trim.step(error_k, 0.0 if pushing_out else dt_s, -TRIM_K, TRIM_K)
        self.warm_c = _smoothed(self.warm_c, return_c, dt_s)
        self.span_k = _smoothed(self.span_k, return_c - outlet_c, dt_s)
        span_k = self.span_k
        if span_k > SMALLEST_K:
            wanted = (self.warm_c - target_c) / span_k
        elif span_k != span_k:
            wanted = self.share - BLIND_GAIN * error_k * dt_s if error_k == error_k else self.share
        else:
            wanted = 1.0 if self.warm_c > target_c else 0.0
        self.guarding = low > SHARE_LOW and wanted < low
        self._go(clamp(wanted, low, 1.0), dt_s)

    def guard(self, outlet_c: float) -> float:
        """Return the least share that keeps the panels from freezing; 0 while they are warm or nothing is known."""
        depth_k = self.p[FREEZE_GUARD] - outlet_c
        if not depth_k > 0.0:
            return 0.0
        return GUARD_SHARE * min(depth_k / GUARD_K, 1.0)

    def close(self, outlet_c: float, dt_s: float) -> None:
        """Move towards full bypass, as far as the panels with their outlet at `outlet_c` [degC] allow."""
        least = self.guard(outlet_c)
        self.guarding = least > SHARE_LOW
        self._go(least, dt_s)

    def open(self, dt_s: float) -> None:
        """Move towards all the flow through the radiator."""
        self.guarding = False
        self._go(1.0, dt_s)

    def _go(self, share: float, dt_s: float) -> None:
        """Move towards `share` at the permitted rate."""
        self.share = slew(self.share, share, STROKE_PER_S * dt_s)


def _smoothed(held: float, value: float, dt_s: float) -> float:
    """Return a first-order lag of SMOOTH_S; NaN passes through and the next number starts afresh."""
    if held != held or value != value:
        return value
    return held + (value - held) * dt_s / SMOOTH_S
