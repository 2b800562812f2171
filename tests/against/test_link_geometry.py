"""Lines of sight against closed forms: L-5, L-6, Doppler, and rates against differences of positions."""

import math

import numpy as np
import pytest

from sim.constants import EARTH_MU_M3_S2
from sim.errors import InputError
from sim.optical import sight

SUN = np.array([1.496e11, 0.0, 0.0])
RADIUS = 6978137.0
PACE = math.sqrt(EARTH_MU_M3_S2 / RADIUS**3)
AUTHORITY = "closed form, physics.md L"


def circular(t_s, phase=0.0, inclination=0.9, node=0.0):
    """Return a state of a two-body circular orbit, by rotations."""
    u = PACE * t_s + phase
    r = RADIUS * np.array([math.cos(u), math.sin(u) * math.cos(inclination), math.sin(u) * math.sin(inclination)])
    v = (
        RADIUS
        * PACE
        * np.array([-math.sin(u), math.cos(u) * math.cos(inclination), math.cos(u) * math.sin(inclination)])
    )
    turn = np.array([[math.cos(node), -math.sin(node), 0], [math.sin(node), math.cos(node), 0], [0, 0, 1]])
    return turn @ r, turn @ v


@pytest.mark.parametrize(
    ("count", "range_km", "elevation_deg"), [(20, 2183.24, -9.0), (40, 1095.00, -4.5), (60, 730.41, -3.0)]
)
def test_l6_in_plane(agrees, count, range_km, elevation_deg):
    seen = sight.sight(*circular(500.0), *circular(500.0, 2 * math.pi / count), SUN)
    agrees("L-6", f"range, N = {count}", seen.range_m[0] / 1e3, range_km, 0.01, unit="km", authority=AUTHORITY)
    elevation = math.degrees(seen.elevation_rad[0])
    agrees("L-6", f"elevation, N = {count}", elevation, elevation_deg, 1e-9, unit="deg", authority=AUTHORITY)
    for rate in (seen.azimuth_rate_rad_s, seen.elevation_rate_rad_s):
        agrees("L-6", f"rate, N = {count}", rate[0], 0.0, 1e-12, unit="rad/s", authority=AUTHORITY)
    assert abs(seen.range_rate_m_s[0]) < 1e-6
    if count == 40:
        ahead = seen.point_ahead_rad[0] * 1e6
        agrees("L-6", "point-ahead, N = 40", ahead, 7.912, 1e-3, unit="urad", authority=AUTHORITY)
        # The peer ahead sinks: its path bends down, towards lower elevation.
        assert seen.point_ahead_elevation_rad[0] * 1e6 == pytest.approx(-7.912, abs=1e-3)
        assert abs(seen.point_ahead_azimuth_rad[0]) < 1e-12


LONGEST_KM = [
    (500, 0, 5149.0), (500, 80, 4733.4), (600, 0, 5661.7), (600, 80, 5286.5),
    (1000, 0, 7417.9), (1000, 80, 7135.6), (2000, 0, 10865.1), (2000, 80, 10674.4),
]  # fmt: skip


def test_l5_graze_height_of_the_longest_lines(agrees):
    for altitude_km, graze_km, expected_km in LONGEST_KM:
        radius_m = 6378137.0 + altitude_km * 1e3

        def graze_m(range_m, radius_m=radius_m):
            half = math.asin(0.5 * range_m / radius_m)
            x, y = radius_m * math.cos(half), radius_m * math.sin(half)
            return sight.sight([x, -y, 0.0], [0.0, 7e3, 0.0], [x, y, 0.0], [0.0, 7e3, 0.0], SUN).graze_height_m[0]

        low, high = 1e6, 1.9 * radius_m
        for _ in range(60):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if graze_m(middle) > graze_km * 1e3 else (low, middle)
        name = f"longest range at {altitude_km} km over {graze_km} km"
        agrees("L-5", name, low / 1e3, expected_km, 0.1, unit="km", authority=AUTHORITY)


def test_doppler_and_clock_of_a_kilometre_a_second(agrees):
    seen = sight.sight([7e6, 0, 0], [0, 7e3, 0], [7e6, 1e6, 0], [0, 6e3, 0], SUN)
    agrees("L-D", "Doppler, 1 km/s closing", seen.doppler_hz[0] / 1e9, 0.6438, 5e-5, unit="GHz",
           authority="physics.md section 5, 1553.33 nm")  # fmt: skip
    assert seen.clock_ppm[0] == pytest.approx(3.33564, rel=1e-5)


@pytest.mark.parametrize("node", [0.17, -0.17, 1.2])
@pytest.mark.parametrize("t_s", [0.0, 700.0, 2500.0])
def test_rates_are_the_differences_of_what_they_are_rates_of(node, t_s):
    step = 0.05
    at = [sight.sight(*circular(t), *circular(t, 0.02, node=node), SUN) for t in (t_s - step, t_s, t_s + step)]
    for name, rate in (("range_m", "range_rate_m_s"), ("azimuth_rad", "azimuth_rate_rad_s"),
                       ("elevation_rad", "elevation_rate_rad_s")):  # fmt: skip
        slope = (getattr(at[2], name)[0] - getattr(at[0], name)[0]) / (2 * step)
        assert getattr(at[1], rate)[0] == pytest.approx(slope, rel=1e-5, abs=1e-8)


def test_point_ahead_is_where_the_line_turns_to_in_two_light_times():
    """The angle between the line now and after 2 L/c, both satellites moving on: with no frame in between."""
    a, b = circular(300.0), circular(300.0, 0.05, node=0.3)
    seen = sight.sight(*a, *b, SUN)
    wait_s = 2 * seen.range_m[0] / 299792458.0
    now, then = b[0] - a[0], b[0] - a[0] + (b[1] - a[1]) * wait_s
    angle = np.linalg.norm(np.cross(now, then)) / np.linalg.norm(now) / np.linalg.norm(then)
    assert seen.point_ahead_rad[0] == pytest.approx(angle, rel=1e-4)
    parts = math.hypot(seen.point_ahead_azimuth_rad[0], seen.point_ahead_elevation_rad[0])
    assert parts == pytest.approx(seen.point_ahead_rad[0], rel=1e-12)


def test_the_angle_to_the_sun():
    r, v = [7e6, 0.0, 0.0], [0.0, 7.5e3, 0.0]
    towards = sight.sight(r, v, [8e6, 0.0, 0.0], v, [1.5e11, 0.0, 0.0])
    across = sight.sight(r, v, [7e6, 1e6, 0.0], v, [1.5e11, 0.0, 0.0])
    assert towards.sun_angle_rad[0] == pytest.approx(0.0, abs=1e-12)
    assert across.sun_angle_rad[0] == pytest.approx(math.pi / 2)


def test_bad_input_is_named():
    r, v = circular(0.0)
    with pytest.raises(InputError, match="another place"):
        sight.sight(r, v, r, v, SUN)
    with pytest.raises(InputError, match=r"v_eci_m_s\[0\]"):
        sight.sight(r, [math.nan, 0, 0], 2 * r, v, SUN)
    with pytest.raises(InputError, match="shape"):
        sight.sight(r[:2], v, 2 * r, v, SUN)
    with pytest.raises(InputError, match="r_peer_eci_m"):
        sight.sight(np.ones((3, 3)), v, np.zeros((2, 3)), v, SUN)
