import math
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from sim.errors import InputError
from sim.fleet import chain, place, run, start, table
from sim.fleet.spec import FleetSpec, block_count
from sim.orbit import illumination, near_circular_state, propagate_j2, sun_position_eci_m
from sim.orbit.shells import Shell, flattening, shell_orbits
from sim.power import array

EPOCH = datetime(2026, 6, 21, tzinfo=UTC)
INCLINED = Shell("inclined", 550e3, 30.0, 6, 3)
DAWN = Shell("sso", 600e3, 18.0, 2)
SUN = sun_position_eci_m(EPOCH, np.array([0.0]))[0]


def spec(*shells: Shell, duration_s: float = 2400.0, **rest: Any) -> FleetSpec:
    return FleetSpec(shells, EPOCH, duration_s)._replace(**rest)


def test_electrical_books_close_through_an_eclipse() -> None:
    summary = run.run_block(spec(INCLINED), 0).summary
    assert summary[:, 5].max() > 600.0, "some satellite must pass through shadow"
    assert np.all(np.abs(summary[:, 7]) < 1e-9 * np.maximum(summary[:, 3], 1.0))


def test_heat_books_close_through_an_eclipse() -> None:
    """In from racks and platform and absorbed, less what is radiated, is what coolant and panels gained."""
    result = run.run_block(spec(INCLINED, DAWN, duration_s=5800.0), 0)
    load_j = result.summary[:, 3]
    assert np.all(np.abs(result.summary[:, 8]) < 1e-9 * load_j)
    assert np.ptp(result.low[:, 0, table.O_RADIATOR]) > 5.0, "the radiator must have had something to do"


@pytest.mark.parametrize("angle", [30.0, 97.8])
@pytest.mark.parametrize("altitude_m", [550e3, 1900e3])
def test_places_follow_numerical_j2_for_six_hours(angle: float, altitude_m: float) -> None:
    """Started on the same ascending node, within 5 km of `propagate_j2`.

    The rest is what the mean plane and the plane at the node differ by, 3/4 J2 (Re/a)^2 sin 2i: 4.1 km at 30 deg.
    """
    shell = Shell("inclined", altitude_m, angle, 1)
    orbit = shell_orbits((shell,), EPOCH)
    t_s = np.arange(0.0, 6 * 3600.0, 120.0)
    state = near_circular_state(float(orbit.a_m[0]), float(orbit.inclination_rad[0]), float(orbit.raan_rad[0]), 0.0)
    theirs, _ = propagate_j2(*state, t_s, step_s=10.0)
    ours = []
    for at_s in t_s:
        s = np.zeros((len(table.STATE), 1))
        u, node = orbit.latitude_rad + orbit.latitude_rad_s * at_s, orbit.raan_rad + orbit.raan_rad_s * at_s
        size, tilt = flattening(float(orbit.a_m[0])) * orbit.a_m, np.sin(orbit.inclination_rad) ** 2
        s[table.A], s[table.RADIAL], s[table.ALONG] = orbit.a_m, 0.25 * size * tilt, 0.125 * size * tilt
        s[table.COS_I], s[table.SIN_I] = np.cos(orbit.inclination_rad), np.sin(orbit.inclination_rad)
        s[table.COS_U], s[table.SIN_U], s[table.COS_NODE], s[table.SIN_NODE] = (
            np.cos(u), np.sin(u), np.cos(node), np.sin(node)
        )  # fmt: skip
        ours.append(start.positions(s)[:, 0])
    assert np.linalg.norm(np.array(ours) - theirs, axis=1).max() < 5e3


def test_turning_by_steps_is_turning_by_angles() -> None:
    """A thousand turns of ten seconds end where one turn of ten thousand does, within a millimetre."""
    s = start.start(spec(INCLINED, DAWN), 0, 8, SUN, 120e3, *run._packed({})[1::2])
    w = np.empty((run.SCRATCH, 8))
    for _ in range(1000):
        place.move(s, w, (1.5e11, 0.0, 0.0))
    orbit = shell_orbits((INCLINED, DAWN), EPOCH)
    u = orbit.latitude_rad + orbit.latitude_rad_s * 1e4
    assert np.abs(s[table.COS_U] - np.cos(u)).max() < 1e-10
    assert np.abs(s[table.SIN_U] - np.sin(u)).max() < 1e-10


def test_the_quick_look_at_the_shadow_is_the_careful_one() -> None:
    """Ten thousand places round the edge and elsewhere: the same share as `illumination`, to the bit."""
    rng = np.random.default_rng(5)
    s = np.zeros((len(table.STATE), 10_000))
    s[table.A] = 6378137.0 + rng.uniform(500e3, 2000e3, 10_000)
    tilt, u, node = (
        rng.uniform(0.0, math.pi, 10_000),
        rng.uniform(0.0, math.tau, 10_000),
        rng.uniform(0.0, math.tau, 10_000),
    )
    s[table.COS_I], s[table.SIN_I] = np.cos(tilt), np.sin(tilt)
    s[table.COS_U], s[table.SIN_U], s[table.COS_NODE], s[table.SIN_NODE] = (
        np.cos(u),
        np.sin(u),
        np.cos(node),
        np.sin(node),
    )
    s[table.COS_DU], s[table.COS_DN] = 1.0, 1.0
    place.move(s, np.empty((run.SCRATCH, 10_000)), tuple(SUN))
    theirs = illumination(start.positions(s).T, SUN)
    assert 0.2 < np.mean(theirs < 1.0) < 0.6
    assert np.count_nonzero((theirs > 0.0) & (theirs < 1.0)) > 20
    assert s[table.SHARE].tobytes() == theirs.tobytes()


def test_power_of_the_strings_is_that_of_the_plant() -> None:
    """One turn of Newton from a good guess against the plant's own maximum, over light and temperature."""
    ap, _, _, fp = run._packed({})
    light, cell_k = (grid.ravel() for grid in np.meshgrid(np.geomspace(0.5, 1413.0, 40), np.linspace(160.0, 380.0, 30)))
    s, w = np.zeros((len(table.STATE), light.size)), np.zeros((run.SCRATCH, light.size))
    s[table.CELL_K], w[table.LIGHT] = cell_k, light
    chain._generate(s, w, 1.0, ap, fp, 10.0)
    strings = sum(array.group_strings(group, 255, ap) for group in range(8))
    for n in range(light.size):
        photo_a, log_i0, scale_v = array.diode(cell_k[n], light[n], ap)
        best_v = array.maximum_power_v(array.open_circuit_v(photo_a, log_i0, scale_v), scale_v)
        theirs_w = strings * best_v * array.string_a(best_v, photo_a, log_i0, scale_v)
        assert w[table.CELLS_W, n] == pytest.approx(theirs_w, rel=1e-7 if light[n] > 100.0 else 5e-6)


def test_an_imposed_power_is_what_racks_draw() -> None:
    profile = np.linspace(20e3, 120e3, 240)
    series = run.run_lane(spec(INCLINED), rack_w=profile)
    assert np.array_equal(series[:, table.O_PAYLOAD], profile)
    with pytest.raises(InputError, match="rack_w"):
        run.run_lane(spec(INCLINED), rack_w=profile[1:])
    with pytest.raises(InputError, match="rack_w"):
        run.run_lane(spec(INCLINED), rack_w=-profile)


def test_a_block_of_a_large_fleet_has_its_own_satellites_only() -> None:
    shells = (Shell("sso", 600e3, 18.0, 5000, 10), Shell("inclined", 900e3, 30.0, 5000, 10))
    whole, part = shell_orbits(shells, EPOCH), shell_orbits(shells, EPOCH, 4096, 8192)
    for a, b in zip(whole, part, strict=True):
        assert np.array_equal(a[4096:8192], b)


def test_books_notice_a_planted_error() -> None:
    summary = run.run_block(spec(INCLINED, values={"fleet": {"plant_error": 1.001}}), 0).summary
    assert np.abs(summary[:, 7] / summary[:, 3]).max() > 1e-6


def test_a_satellite_does_not_know_how_many_there_are() -> None:
    alone = run.run_block(spec(Shell("sso", 600e3, 18.0, 1), duration_s=300.0), 0).summary
    among = run.run_block(spec(Shell("sso", 600e3, 18.0, 12), duration_s=300.0), 0).summary
    assert alone[0].tobytes() == among[0].tobytes()


def test_blocks_merge_alike_in_any_order() -> None:
    of = spec(INCLINED, DAWN, duration_s=600.0)
    one = run.run_block(of, 0)
    other = one._replace(block=1)
    there, back = run.merge([one, other]), run.merge([other, one])
    for a, b in zip(there, back, strict=True):
        assert a.tobytes() == b.tobytes()
    with pytest.raises(InputError, match="fleet blocks"):
        run.merge([one, one])


def test_eclipse_seconds_agree_with_the_public_illumination_over_an_orbit() -> None:
    shell = Shell("inclined", 550e3, 30.0, 1)
    duration_s = 5700.0
    ours_s = run.run_block(spec(shell, duration_s=duration_s), 0).summary[0, 5]
    orbit = shell_orbits((shell,), EPOCH)
    t_s = np.arange(0.0, duration_s, 0.5) + 0.25
    u = orbit.latitude_rad + orbit.latitude_rad_s * t_s
    node = orbit.raan_rad + orbit.raan_rad_s * t_s
    c, i = np.cos(u), float(orbit.inclination_rad[0])
    r = np.stack([
        c * np.cos(node) - np.sin(u) * math.cos(i) * np.sin(node),
        c * np.sin(node) + np.sin(u) * math.cos(i) * np.cos(node),
        np.sin(u) * math.sin(i),
    ], axis=1) * orbit.a_m[0]  # fmt: skip
    theirs_s = 0.5 * np.sum(1.0 - illumination(r, sun_position_eci_m(EPOCH, t_s)))
    assert theirs_s > 1500.0
    assert ours_s == pytest.approx(theirs_s, abs=10.0)  # one step; the circle without its short periods is 2 km off


def test_a_step_of_10_s_is_close_to_half_a_second() -> None:
    coarse = run.run_lane(spec(INCLINED, duration_s=3600.0))
    fine = run.run_lane(spec(INCLINED, duration_s=3600.0, step_s=0.5))[19::20]
    assert np.abs(coarse[:, table.O_SOC] - fine[:, table.O_SOC]).max() < 0.01
    assert np.abs(coarse[:, table.O_RADIATOR] / fine[:, table.O_RADIATOR] - 1.0).max() < 0.01


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"shells": ()}, "fleet shells"),
        ({"step_s": math.nan}, "fleet step_s"),
        ({"duration_s": math.nan}, "fleet duration_s"),
        ({"demand": 1.5}, "fleet demand"),
        ({"record_every_steps": 0}, "fleet record_every_steps"),
        ({"epoch_utc": datetime(2026, 1, 1)}, "epoch_utc"),
        ({"epoch_utc": datetime(1800, 1, 1, tzinfo=UTC)}, "epoch_utc"),
        ({"values": {"array": {"wings": 2.0}}}, "fleet values array"),
        ({"values": {"array": {"array_area": math.nan}}}, "fleet array.array_area"),
    ],
)
def test_a_bad_spec_is_named(change: dict[str, Any], place: str) -> None:
    with pytest.raises(InputError, match=place):
        run.run_block(spec(DAWN)._replace(**change), 0)


def test_blocks_are_counted_up() -> None:
    assert block_count(spec(Shell("sso", 600e3, 18.0, 4097))) == 2
    with pytest.raises(InputError, match="fleet block"):
        run.run_block(spec(DAWN), 1)
