"""Proportional-integral control with clamped output and conditional integration against wind-up."""

from .limit import clamp


class Pi:
    """output = gain * (error + integral of error / reset_s), held inside limits given at each step.

    Textbook form with conditional integration (Astrom and Hagglund, PID Controllers, 1995, section 3.5): the integral
    stands still while the output is at a limit and the error would push it further.
    """

    STATE = ("integral",)
    PARTS = ()

    def __init__(self, gain: float, reset_s: float) -> None:
        self.gain = gain  # [output unit / error unit]
        self.reset_s = reset_s  # [s]
        self.integral = 0.0  # [output unit]

    def step(self, error: float, dt_s: float, low: float, high: float) -> float:
        """Return the output for `error` held over `dt_s` [s]; a NaN error leaves the integral alone."""
        if error != error:
            return clamp(self.integral, low, high)
        proportional = self.gain * error
        output = proportional + self.integral
        pushes_out = (output > high and error * self.gain > 0.0) or (output < low and error * self.gain < 0.0)
        if not pushes_out:
            self.integral = clamp(self.integral + proportional * dt_s / self.reset_s, low, high)
        return clamp(proportional + self.integral, low, high)
