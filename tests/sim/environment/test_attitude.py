"""Laws of attitude: edge-on to both where it can be, orbit normal where it cannot."""

import math

import pytest

from sim.environment import attitude

SWITCH = math.sin(math.radians(10.0))


def sun(beta_deg: float, turned_deg: float) -> tuple[float, float, float]:
    """The Sun in (along, normal, up), `turned_deg` of the orbit after noon."""
    beta, turned = math.radians(beta_deg), math.radians(turned_deg)
    return -math.cos(beta) * math.sin(turned), math.sin(beta), math.cos(beta) * math.cos(turned)


@pytest.mark.parametrize("beta_deg", [-80.0, -30.0, 11.0, 53.0, 90.0])
@pytest.mark.parametrize("turned_deg", [0.0, 33.0, 90.0, 180.0, 271.0])
def test_the_radiator_is_edge_on_to_sun_and_earth(beta_deg, turned_deg):
    along, normal, up = sun(beta_deg, turned_deg)
    towards, across = attitude.radiator_normal(along, normal, SWITCH)
    assert towards * towards + across * across == pytest.approx(1.0)
    assert towards * along + across * normal == pytest.approx(0.0, abs=1e-12)  # horizontal by construction
    assert attitude.sunlit_share(along, normal, SWITCH) == pytest.approx(0.0, abs=1e-12)
    # unit(Sun x nadir), nadir = -up, in a right-handed frame along x normal = -up
    cross = (normal * -1.0, along)
    length = math.hypot(*cross)
    assert abs(towards * cross[0] / length + across * cross[1] / length) == pytest.approx(1.0)
    assert up == pytest.approx(math.cos(math.radians(beta_deg)) * math.cos(math.radians(turned_deg)))


@pytest.mark.parametrize("turned_deg", [0.0, 90.0, 180.0])
@pytest.mark.parametrize("beta_deg", [-9.0, 0.0, 5.0])
def test_small_beta_holds_the_orbit_normal_and_pays_with_its_sine(beta_deg, turned_deg):
    along, normal, _ = sun(beta_deg, turned_deg)
    assert attitude.radiator_normal(along, normal, SWITCH) == (0.0, 1.0)
    assert attitude.sunlit_share(along, normal, SWITCH) == pytest.approx(abs(math.sin(math.radians(beta_deg))))


def test_the_sun_in_the_zenith_is_no_trouble():
    assert attitude.radiator_normal(0.0, 0.0, 0.0) == (0.0, 1.0)


def test_cosines_follow_azimuth_and_elevation():
    along, normal, up = attitude.sun_cosines(math.radians(90.0), math.radians(30.0))
    assert (along, normal, up) == pytest.approx((0.0, math.sqrt(0.75), 0.5), abs=1e-12)


def test_the_satellite_turns_no_faster_than_the_module_says():
    """n / tan(10 deg) at 600 km: 0.0621 deg/s / 0.1763 = 0.352 deg/s."""
    rates, step_s, n = [], 0.5, 360.0 / 5801.2
    for i in range(-40, 40):
        angles = []
        for j in (i, i + 1):
            along, normal, _ = sun(10.001, n * step_s * j)
            towards, across = attitude.radiator_normal(along, normal, SWITCH)
            angles.append(math.degrees(math.atan2(across, towards)))
        rates.append(abs((angles[1] - angles[0] + 90.0) % 180.0 - 90.0) / step_s)
    assert max(rates) == pytest.approx(0.352, abs=0.005)
