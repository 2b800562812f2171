"""Eclipse prediction on board: O-8 of docs/physics.md, and a position stepped round the orbit in vectors."""

import math

import pytest

from firmware_py.power.eclipse import NONE_S, SUN_RADIUS_RAD, predict

RE_KM = 6378.137


def _sun(beta_rad: float, ahead_rad: float) -> tuple[float, float]:
    """Azimuth and elevation of a Sun that stands overhead after `ahead_rad` of flight."""
    in_plane, normal = math.cos(beta_rad), math.sin(beta_rad)
    along, up = in_plane * math.sin(ahead_rad), in_plane * math.cos(ahead_rad)
    return math.atan2(normal, along), math.asin(up)


# Cylinder: eclipse fraction of the orbit at 600 km, docs/physics.md O-8. The prediction widens the shadow by the Sun's
# radius, which is undone here by a smaller Earth.
@pytest.mark.parametrize(
    ("beta_deg", "fraction"), [(0.0, 0.367036), (30.0, 0.344818), (60.0, 0.198733), (66.0, 0.022998)]
)
def test_length_is_the_closed_form(beta_deg: float, fraction: float) -> None:
    radius_km = RE_KM + 600.0
    earth_km = radius_km * math.sin(math.asin(RE_KM / radius_km) - SUN_RADIUS_RAD)
    az, el = _sun(math.radians(beta_deg), 0.3)
    to_entry_s, dark_s, period_s = predict(az, el, 600.0, earth_km)
    assert dark_s / period_s == pytest.approx(fraction, abs=1e-6)
    assert period_s == pytest.approx(96.687 * 60.0, abs=6.0)  # docs/physics.md season table; J2 apart
    middle_s = (math.pi + 0.3) / (2.0 * math.pi) * period_s
    assert to_entry_s == pytest.approx(middle_s - dark_s / 2.0, abs=1e-6 * period_s)


def test_no_eclipse_beyond_the_critical_beta() -> None:
    az, el = _sun(math.radians(66.4), 1.0)  # 66.0665 deg for the umbra's cylinder, 0.27 deg more with the penumbra
    assert predict(az, el, 600.0, RE_KM)[:2] == (NONE_S, 0.0)


@pytest.mark.parametrize("ahead_deg", range(0, 360, 15))
@pytest.mark.parametrize("beta_deg", [-62.0, 5.0, 60.0])
def test_it_agrees_with_a_position_stepped_round_the_orbit(beta_deg: float, ahead_deg: int) -> None:
    """Oracle: fly on in steps of 1 s until the angle at the Earth between nadir and Sun says penumbra."""
    beta, ahead = math.radians(beta_deg), math.radians(ahead_deg)
    az, el = _sun(beta, ahead)
    to_entry_s, dark_s, period_s = predict(az, el, 600.0, RE_KM)
    limit = math.asin(RE_KM / (RE_KM + 600.0)) + SUN_RADIUS_RAD

    def dark(after_s: float) -> bool:
        up = math.cos(beta) * math.cos(ahead - 2.0 * math.pi * after_s / period_s)
        return math.acos(max(-1.0, min(1.0, -up))) < limit

    seconds = range(int(period_s) + 2)
    if dark(0.0):
        assert to_entry_s == 0.0
        assert dark_s == pytest.approx(next(s for s in seconds if not dark(s)), abs=1.0)
    else:
        entry = next(s for s in seconds if dark(s))
        assert to_entry_s == pytest.approx(entry, abs=1.0)
        assert dark_s == pytest.approx(next(s for s in seconds if s > entry and not dark(s)) - entry, abs=1.5)


@pytest.mark.parametrize(
    "broken", [(math.nan, 0.0, 600.0), (0.0, math.nan, 600.0), (0.0, 0.0, math.nan), (0.0, 0.0, 0.0)]
)
def test_bad_navigation_gives_no_prediction(broken: tuple[float, float, float]) -> None:
    assert all(math.isnan(value) for value in predict(*broken, RE_KM))
