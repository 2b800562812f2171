"""O-9: secular rates of J2 (docs/physics.md section 2; brahe for the sun-synchronous inclination)."""

import math

import pytest

from sim.orbit import j2_rates, sun_synchronous_inclination_rad

EARTH_RADIUS_M = 6378137.0
DAY_S = 86400.0

RATES_DEG_DAY = [
    # altitude km, inclination deg, RAAN, argument of perigee
    (500, 97.4018, 0.98565, -3.50803),
    (600, 97.7877, 0.98565, -3.30312),
    (550, 30.0, -6.46005, 10.25671),
    (550, 53.0, -4.48919, 3.02445),
    (2000, 30.0, -3.32183, 5.27411),
]


@pytest.mark.parametrize(("altitude_km", "inclination_deg", "raan", "argp"), RATES_DEG_DAY)
def test_rates(altitude_km: float, inclination_deg: float, raan: float, argp: float) -> None:
    rates = j2_rates(EARTH_RADIUS_M + 1e3 * altitude_km, 0.0, math.radians(inclination_deg))
    assert math.degrees(rates.raan_rad_s) * DAY_S == pytest.approx(raan, abs=1e-5)
    assert math.degrees(rates.argp_rad_s) * DAY_S == pytest.approx(argp, abs=1e-5)


@pytest.mark.parametrize(
    ("altitude_km", "inclination_deg"), [(500, 97.4018), (600, 97.78767), (1000, 99.4793), (1400, 101.4269)]
)
def test_sun_synchronous_inclination(altitude_km: float, inclination_deg: float) -> None:
    inclination = sun_synchronous_inclination_rad(EARTH_RADIUS_M + 1e3 * altitude_km)
    assert math.degrees(inclination) == pytest.approx(inclination_deg, abs=5e-5)
