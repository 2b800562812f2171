"""The link budget as a table, in dB, from the same figures as the link of the plant (docs/physics.md section 5)."""

import math
from typing import NamedTuple

from sim.arguments import within
from sim.kernel import jit
from sim.optical.beam import LIGHT_M_S, PHOTONS_A_BIT, PLANCK_J_S, WAVELENGTH_M
from sim.optical.jitter import mean_gain_db

#: What a budget is made for, generously: kilometres given for metres and the like are outside.
LIMITS = {
    "transmit_w": (1e-9, 1e6), "half_angle_rad": (1e-9, 1.0), "range_m": (1.0, 1e12), "aperture_m": (1e-4, 100.0),
    "efficiency": (1e-9, 1.0), "rate_bit_s": (1.0, 1e15), "jitter_rad": (0.0, 1.0), "bias_rad": (0.0, 1.0),
}  # fmt: skip


class Line(NamedTuple):
    """One line of a link budget."""

    name: str
    value: float
    unit: str


@jit
def space_loss_db(range_m: float) -> float:
    """Return the free-space loss [dB] over `range_m` [m] at beam.WAVELENGTH_M: 20 log10(4 pi L/lambda), L-2."""
    return 20.0 * math.log10(4.0 * math.pi * max(range_m, WAVELENGTH_M) / WAVELENGTH_M)


def link_budget(
    *, transmit_w: float, half_angle_rad: float, range_m: float, aperture_m: float, efficiency: float,
    rate_bit_s: float, jitter_rad: float = 0.0, bias_rad: float = 0.0,
) -> tuple[Line, ...]:  # fmt: skip
    """Return the lines of a link budget, from transmitter to margin: [dBm] for powers, [dB] for gains (losses < 0).

    Args:
        transmit_w: [W]. half_angle_rad: beam at 1/e2 [rad]. range_m, aperture_m: [m]. efficiency: of all optics [1].
        rate_bit_s: [bit/s], which needs beam.PHOTONS_A_BIT. jitter_rad: an axis, bias_rad: in all, of the peer [rad].

    Raises InputError for what is no number within LIMITS. Source: docs/physics.md section 5, L-1 to L-3.
    """
    given = {
        "transmit_w": transmit_w, "half_angle_rad": half_angle_rad, "range_m": range_m, "aperture_m": aperture_m,
        "efficiency": efficiency, "rate_bit_s": rate_bit_s, "jitter_rad": jitter_rad, "bias_rad": bias_rad,
    }  # fmt: skip
    for name, value in given.items():
        within(name, value, *LIMITS[name])
    reach = math.pi * aperture_m / WAVELENGTH_M
    gains = (
        Line("transmitter", _db(transmit_w * 1e3), "dBm"),
        Line("transmit gain", _db(8.0 / (half_angle_rad * half_angle_rad)), "dB"),
        Line("space", -space_loss_db(range_m), "dB"),
        Line("receive gain", _db(reach * reach), "dB"),
        Line("optics", _db(efficiency), "dB"),
        Line("pointing, mean", mean_gain_db(bias_rad, 0.0, jitter_rad, jitter_rad, half_angle_rad), "dB"),
    )
    received = sum(line.value for line in gains)
    needed = _db(PHOTONS_A_BIT * PLANCK_J_S * LIGHT_M_S / WAVELENGTH_M * rate_bit_s * 1e3)
    return (
        *gains,
        Line("received", received, "dBm"),
        Line("needed", needed, "dBm"),
        Line("margin", received - needed, "dB"),
    )


def _db(ratio: float) -> float:
    return 10.0 * math.log10(ratio)
