import math
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from sim.errors import InputError
from sim.fleet import run, table
from sim.fleet.spec import FleetSpec, block_count
from sim.orbit import illumination, sun_position_eci_m
from sim.orbit.shells import Shell, shell_orbits

EPOCH = datetime(2026, 6, 21, tzinfo=UTC)
INCLINED = Shell("inclined", 550e3, 30.0, 6, 3)
DAWN = Shell("sso", 600e3, 18.0, 2)


def spec(*shells: Shell, duration_s: float = 2400.0, **rest: Any) -> FleetSpec:
    return FleetSpec(shells, EPOCH, duration_s)._replace(**rest)


def test_electrical_books_close_through_an_eclipse() -> None:
    summary = run.run_block(spec(INCLINED), 0).summary
    assert summary[:, 5].max() > 600.0, "some satellite must pass through shadow"
    assert np.all(np.abs(summary[:, 7]) < 1e-9 * np.maximum(summary[:, 3], 1.0))


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
    assert ours_s == pytest.approx(theirs_s, abs=10.0)  # one step


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
        ({"epoch_utc": datetime(2026, 1, 1)}, "fleet epoch_utc"),
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
