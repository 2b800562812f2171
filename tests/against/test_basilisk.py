"""Against Basilisk 2.12 (extra `crosscheck`), live: the same satellite in both, Basilisk's messages written by hand.

Basilisk has a spherical Earth, so the shape here is "sphere". Energies are compared as shares of what full sunlight
would give.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim import orbit
from sim.constants import AU_M, EARTH_MU_M3_S2, SOLAR_CONSTANT_W_M2, STEFAN_BOLTZMANN_W_M2K4
from sim.environment.flux import solar_flux_w_m2
from sim.thermal import radiator
from tests.bench import basilisk

pytest.importorskip("Basilisk", reason="installed by `make accuracy`")

Vector = NDArray[np.float64]
AUTHORITY = "Basilisk 2.12"
RADIUS_M = 6978137.0
SUN = np.array([AU_M, 0.0, 0.0])
BASILISK_SIGMA_W_M2K4 = 5.76051e-8  # [W/(m2 K4)] in sensorThermal.cpp, digits changed over: 1.6 % above CODATA
BASILISK_SOLAR_W_M2 = 1361.0  # [W/m2] what its solarFlux gives at 1 AU


def start(inclination_deg: float = 97.8) -> tuple[Vector, Vector]:
    """r (3,) [m], v (3,) [m/s] on a circle at 600 km through the sunlit side."""
    speed = math.sqrt(EARTH_MU_M3_S2 / RADIUS_M)
    i = math.radians(inclination_deg)
    return np.array([RADIUS_M, 0.0, 0.0]), speed * np.array([0.0, math.cos(i), math.sin(i)])


def chain() -> basilisk.Chain:
    return basilisk.Chain(*start(), SUN, 1.0, 1)


def shadow_factor(r_eci_m: Vector) -> float:
    """Basilisk's eclipse module at one place."""
    from Basilisk.architecture import messaging
    from Basilisk.simulation import eclipse

    payload = messaging.SCStatesMsgPayload()
    payload.r_BN_N = [float(x) for x in r_eci_m]
    craft = messaging.SCStatesMsg().write(payload)
    sun, earth = basilisk.body_message("sun", SUN), basilisk.body_message("earth", np.zeros(3))
    module = eclipse.Eclipse()
    module.addSpacecraftToModel(craft)
    module.addPlanetToModel(earth)
    module.sunInMsg.subscribeTo(sun)
    module.Reset(0)
    module.UpdateState(0)
    return float(module.eclipseOutMsgs[0].read().shadowFactor)


def test_share_of_the_sun_in_view(agrees: Any) -> None:
    """O-7, over the whole penumbra and both sides of it."""
    angles = np.radians(np.linspace(113.4, 114.4, 101))
    places = RADIUS_M * np.stack([np.cos(angles), np.sin(angles), np.zeros_like(angles)], axis=-1)
    ours = orbit.illumination(places, SUN, "sphere")
    theirs = np.array([shadow_factor(place) for place in places])
    worst = int(np.argmax(np.abs(ours - theirs)))
    assert theirs.min() == 0.0
    assert theirs.max() == 1.0
    agrees(
        "O-7", "disc of the Sun in view, worst of 101 places", ours[worst], theirs[worst], 5e-4,
        unit="1", authority=AUTHORITY,
    )  # fmt: skip


def solar_flux(r_eci_m: Vector) -> float:
    """Basilisk's solarFlux at one place in the sun, as a share of its constant."""
    from Basilisk.architecture import messaging
    from Basilisk.simulation import solarFlux

    payload = messaging.SCStatesMsgPayload()
    payload.r_BN_N = [float(x) for x in r_eci_m]
    craft = messaging.SCStatesMsg().write(payload)
    sun = basilisk.body_message("sun", SUN)
    module = solarFlux.SolarFlux()
    module.sunPositionInMsg.subscribeTo(sun)
    module.spacecraftStateInMsg.subscribeTo(craft)
    module.Reset(0)
    module.UpdateState(0)
    return float(module.solarFluxOutMsg.read().flux) / BASILISK_SOLAR_W_M2


def test_sunlight_falls_with_the_square_of_distance(agrees: Any) -> None:
    """O-12."""
    for share in (0.0, 0.5, 1.0 - math.sqrt(2.0)):
        place = SUN * share
        ours = solar_flux_w_m2(float(np.linalg.norm(SUN - place)), SOLAR_CONSTANT_W_M2) / SOLAR_CONSTANT_W_M2
        agrees(
            "O-12", f"sunlight at {1.0 - share:.4f} AU, share of the constant", ours, solar_flux(place), 1e-6,
            unit="1", authority=AUTHORITY, relative=True,
        )  # fmt: skip


def test_a_day_under_j2(agrees: Any) -> None:
    """O-1: Basilisk integrates with a Runge-Kutta of fourth order too, at 1 s here."""
    theirs = chain()
    theirs.begin()
    theirs.advance(86400)
    r, v = orbit.propagate_j2(*start(), 86400.0, j2=basilisk.J2, step_s=1.0)
    message = theirs.craft.scStateOutMsg.read()
    apart = float(np.linalg.norm(r - np.array(message.r_BN_N)))
    moving = float(np.linalg.norm(v - np.array(message.v_BN_N)))
    agrees("O-1", "position after a day under J2, apart", apart, 0.0, 0.1, unit="m", authority=AUTHORITY)
    agrees("O-1", "velocity after a day under J2, apart", moving, 0.0, 1e-4, unit="m/s", authority=AUTHORITY)


def test_energy_of_an_orbit_with_its_eclipse(agrees: Any) -> None:
    """P-1 and O-7: what panel and battery of Basilisk gather in an orbit, against J2, shadow and flux of ours."""
    seconds = 5801
    theirs = chain()
    theirs.sink.nodePowerOut = 0.0
    theirs.battery.storageCapacity = 1e12  # [J] never full
    theirs.battery.storedCharge_Init = 0.0
    gathered_j = _gathered_j(theirs, seconds)
    r, _ = orbit.propagate_j2(*start(), np.arange(seconds) * 1.0)
    flux = (AU_M / np.linalg.norm(SUN - r, axis=-1)) ** 2
    ours_s = float(np.sum(orbit.illumination(r, SUN, "sphere") * flux))
    theirs_s = gathered_j / (BASILISK_SOLAR_W_M2 * 400.0 * 0.28)
    assert 0.6 * seconds < theirs_s < 0.68 * seconds  # it did meet a shadow
    agrees(
        "O-7", "energy of one orbit, as seconds of full sunlight", ours_s, theirs_s, 5e-4,
        unit="s", authority=AUTHORITY, relative=True,
    )  # fmt: skip


def _gathered_j(theirs: basilisk.Chain, seconds: int) -> float:
    theirs.begin()
    theirs.advance(seconds)
    return float(theirs.battery.batPowerOutMsg.read().storageLevel)


def test_a_surface_that_cools_in_the_dark(agrees: Any) -> None:
    """T-6: a grey body of 2 kg aluminium, 1 m2, turned from the Sun, against Basilisk's thermal node."""
    theirs = chain()
    theirs.node.nHat_B = [-1.0, 0.0, 0.0]
    theirs.node.sensorPowerDraw = 0.0
    theirs.node.sensorEmissivity = 0.34 * STEFAN_BOLTZMANN_W_M2K4 / BASILISK_SIGMA_W_M2K4
    theirs.begin()
    theirs.advance(600)
    exchange_w_k4 = radiator.exchange_w_k4(0.34, 1.0, 1.0)
    ours_k = 293.15
    for _ in range(600):
        ours_k -= radiator.grey_w(exchange_w_k4, ours_k) * 1.0 / (2.0 * 890.0)
    agrees(
        "T-6", "grey surface after 600 s in the dark", ours_k - 273.15,
        float(theirs.node.temperatureOutMsg.read().temperature), 0.1, unit="degC", authority=AUTHORITY,
    )  # fmt: skip
