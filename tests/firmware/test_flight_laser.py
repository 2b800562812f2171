"""The laser module: geometry against closed forms, the terminal's way to a link, inhibits, and the safety gate."""

import itertools
import math

import pytest

from firmware_py.icd import events
from firmware_py.icd.laser import DETECTED, EMIT, INTERLOCK, LOCKED, POWER, SETTLED, SUN_IN_VIEW, SYNCHRONISED
from firmware_py.laser import modes, safety
from firmware_py.laser.geometry import graze_km, separation_rad, turned
from firmware_py.laser.inhibits import GROUND
from firmware_py.laser.rate import next_rate
from tests.firmware.flight_rig import NAN, QUIET, Rig

READY = float(INTERLOCK | SETTLED)
SEEN = float(INTERLOCK | SETTLED | DETECTED)
LINK = float(INTERLOCK | SETTLED | DETECTED | LOCKED | SYNCHRONISED)


def command(rig: Rig, terminal: int = 1) -> int:
    return int(rig.out(f"command_{terminal}"))


def mode(rig: Rig, terminal: int = 1) -> int:
    return int(rig.field(f"mode_{terminal}"))


def flags(rig: Rig, value: float) -> None:
    rig.values.update({f"flags_{n}": value for n in range(1, 5)})


def linked(**values: float) -> Rig:
    rig = Rig("laser")
    rig.values.update(values)
    flags(rig, READY)
    rig.step(90)
    flags(rig, LINK)
    rig.step(30)
    assert [mode(rig, n) for n in range(1, 5)] == [modes.COMM] * 4
    return rig


@pytest.mark.parametrize(
    ("range_km", "elevation_deg", "height_km"),
    [
        (1095.00, -4.5, 6978.137 * math.cos(math.radians(4.5)) - 6378.137),  # L-6: the next satellite in plane, N = 40
        (5286.5, -math.degrees(math.asin(5286.5 / 2.0 / 6978.137)), 80.0),  # L-5: longest range at graze height 80 km
        (5661.7, -math.degrees(math.asin(5661.7 / 2.0 / 6978.137)), 0.0),
        (500.0, 10.0, 600.0),
        (100.0, -90.0, 500.0),  # straight down: the peer itself is the lowest point
    ],
)
def test_graze_height(range_km: float, elevation_deg: float, height_km: float) -> None:
    assert graze_km(math.radians(elevation_deg), range_km, 6978.137) == pytest.approx(height_km, abs=0.1)


def test_separation_of_directions() -> None:
    assert separation_rad(0.0, 0.0, math.pi / 2.0, 0.0) == pytest.approx(math.pi / 2.0)
    assert separation_rad(0.3, 0.2, 0.3, 0.2) == pytest.approx(0.0, abs=1e-7)
    assert separation_rad(1.0, math.pi / 2.0, -2.0, 0.0) == pytest.approx(math.pi / 2.0)
    assert turned(-3.1, 3.1) == pytest.approx(2.0 * math.pi - 6.2)


def test_the_rate_ladder_has_hysteresis_and_falls_at_once() -> None:
    rate = 0
    for _ in range(10):
        rate = next_rate(rate, -21.0, 3.0)  # below -23 dBm for 100 Gbit/s plus the 3 dB asked for
    assert rate == 3
    assert next_rate(4, -21.5, 3.0) == 4  # up there already: it stays
    assert next_rate(4, -38.9, 3.0) == 0
    assert next_rate(4, NAN, 3.0) == 0


def test_the_way_to_a_link() -> None:
    rig = Rig("laser")
    flags(rig, float(INTERLOCK))
    rig.step(100)
    assert mode(rig) == modes.SLEW
    assert command(rig) & (POWER | EMIT) == POWER
    assert rig.out("gimbal_set_el_1") == pytest.approx(rig.values["target_el_1"], abs=1e-6)
    flags(rig, READY)
    rig.step(12)
    assert mode(rig, 1) == mode(rig, 2) == modes.ACQUIRE
    assert command(rig, 1) == 1 | 2 | 4 | 16  # power, emit, scan, initiator
    assert command(rig, 2) == 1 | 4  # the answering end stares and keeps dark
    flags(rig, SEEN)
    rig.step(5)
    assert mode(rig, 2) == modes.TRACK
    assert command(rig, 2) & EMIT
    flags(rig, LINK)
    rig.step(12)
    assert mode(rig, 1) == mode(rig, 2) == modes.COMM
    assert rig.field("links_up") == 4.0
    assert len(rig.told(events.LINK_UP)) == 4


def test_a_failed_scan_changes_roles_and_at_last_faults() -> None:
    rig = Rig("laser")
    flags(rig, READY)
    rig.step(100)
    assert command(rig, 1) & 16
    rig.step(1010)  # 100 s of scanning
    assert mode(rig, 1) in (modes.SLEW, modes.ACQUIRE)
    assert not command(rig, 1) & 16
    rig.step(5200)  # six scans in all
    assert mode(rig, 1) == modes.FAULT
    assert command(rig, 1) == 0
    rig.step(700)
    assert mode(rig, 1) not in (modes.FAULT, modes.OFF)


def test_a_lost_lock_is_reacquired_in_the_small_cone() -> None:
    rig = linked()
    flags(rig, READY)
    rig.step(10)
    assert mode(rig) == modes.REACQUIRE
    flags(rig, LINK)
    rig.step(12)
    assert mode(rig) == modes.COMM
    flags(rig, READY)
    rig.step(130)
    assert mode(rig) in (modes.SLEW, modes.ACQUIRE)


@pytest.mark.parametrize("speed", [1.0, -1.0])
def test_the_sun_is_met_with_a_teardown_before_its_exclusion_and_left_again(speed: float) -> None:
    degree = math.pi / 180.0
    rig = linked(sun_az=speed * 12.0 * degree, sun_el=QUIET["laser"]["target_el_1"])
    emitted_at = math.inf
    for step in range(1200):
        azimuth = speed * (12.0 - 0.0625 * step / 10.0 * 3.0) * degree  # passes 0 deg, three times the orbit's rate
        rig.values.update(sun_az=azimuth, sun_el=rig.values["target_el_1"])
        near = abs(azimuth) < 4.5 * degree  # what the terminal's own sensor sees
        flags(rig, LINK + SUN_IN_VIEW if near else LINK)
        rig.step()
        if command(rig) & EMIT:
            emitted_at = min(emitted_at, abs(azimuth))
    assert 5.0 * degree < emitted_at < 12.0 * degree  # it did emit on the way there
    assert len(rig.told(events.PLANNED_TEARDOWN)) == 4
    assert [mode(rig, n) for n in range(1, 5)] == [modes.COMM] * 4  # the Sun is 10.5 deg off by now
    rig.values.update(sun_az=0.5, sun_el=0.5)
    flags(rig, LINK)
    rig.step(200)
    assert mode(rig) == modes.COMM


def test_the_earth_in_the_way_is_foreseen() -> None:
    """A peer beyond the horizon sinks by 0.1 deg/s, the line to it by 4.4 km/s at 100 km (at a dip of 21.81 deg)."""
    rig = linked(target_el_1=-math.radians(15.0), range_1=5300.0)
    emitted_km = math.inf
    for step in range(800):
        dip = math.radians(15.0 + 0.01 * step)
        rig.values.update(target_el_1=-dip)
        rig.step()
        height_km = 6978.0 * math.cos(dip) - 6378.137
        if command(rig) & EMIT:
            emitted_km = height_km
    assert height_km < 100.0
    assert 138.0 < emitted_km < 150.0  # 43 km in 10 s; looked at every 1.2 s
    assert [event[1:] for _, event in rig.told(events.PLANNED_TEARDOWN)] == [(1, 2)]  # occlusion
    assert mode(rig) == modes.INHIBIT
    assert mode(rig, 2) == modes.COMM


def test_a_beam_that_goes_on_to_the_ground_is_kept_out() -> None:
    """A peer 500 km off and 25 degrees below is free, but behind it the beam comes down to -54 km."""
    assert graze_km(math.radians(-25.0), 500.0, 6978.137) == pytest.approx(404.0, abs=1.0)
    assert graze_km(math.radians(-25.0), math.inf, 6978.137) == pytest.approx(-53.8, abs=0.1)
    assert graze_km(math.radians(25.0), math.inf, 6978.137) == pytest.approx(600.0)
    rig = linked()
    rig.values.update(target_el_1=-math.radians(25.0), range_1=500.0)
    rig.step(20)
    assert mode(rig) == modes.INHIBIT
    assert not command(rig) & EMIT
    assert int(rig.field("inhibits")) & 0xFF == GROUND
    assert mode(rig, 2) == modes.COMM
    rig.values.update(target_el_1=-math.radians(22.6), range_1=500.0)  # 64 km: clear by more than the hysteresis
    rig.step(200)
    assert mode(rig) == modes.COMM


def test_a_link_whose_beam_nears_the_ground_is_taken_down_before_its_keep_out() -> None:
    """A peer 500 km off sinks by 0.02 deg/s, the beam behind it by 0.9 km/s: off 10 s before it comes to 50 km."""
    rig = linked(target_el_1=-math.radians(21.8), range_1=500.0)
    emitted_km = math.inf
    for step in range(800):
        dip = math.radians(21.8 + 0.002 * step)
        rig.values.update(target_el_1=-dip, range_1=500.0)
        rig.step()
        height_km = 6978.0 * math.cos(dip) - 6378.137
        if command(rig) & EMIT:
            emitted_km = height_km
    assert height_km < 50.0
    assert 58.0 < emitted_km < 61.0  # 9.3 km in 10 s; looked at every 1.2 s
    assert [event[1:] for _, event in rig.told(events.PLANNED_TEARDOWN)] == [(1, GROUND)]
    assert rig.told(events.LINK_LOST) == []
    assert rig.told(events.EMISSION_BLOCKED) == []
    assert mode(rig) == modes.INHIBIT
    assert mode(rig, 2) == modes.COMM


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("flags_1", LINK - INTERLOCK), ("flags_1", LINK - SETTLED), ("flags_1", LINK + SUN_IN_VIEW), ("flags_1", NAN),
        ("target_az_1", NAN), ("target_el_1", NAN),
    ],
)  # fmt: skip
def test_emission_stops_in_the_same_tick(name: str, value: float) -> None:
    rig = linked()  # L-10
    assert command(rig) & EMIT
    rig.values[name] = value
    rig.step()
    assert not command(rig) & EMIT
    assert command(rig, 2) & EMIT


def test_emission_stops_on_stale_samples() -> None:
    rig = linked()
    for age in range(1, 6):
        rig.step(age=age)
        assert bool(command(rig) & EMIT) == (age <= 2)
    for age in range(6, 40):
        rig.step(age=age)
    assert mode(rig) == modes.INHIBIT


def test_heat_and_cold_inhibit_with_hysteresis() -> None:
    rig = linked()
    rig.values["laser_temp_1"] = 61.0
    rig.step(8)
    assert mode(rig) == modes.INHIBIT
    rig.values["laser_temp_1"] = 57.0
    rig.step(100)
    assert mode(rig) == modes.INHIBIT
    rig.values["laser_temp_1"] = 50.0
    rig.step(200)
    assert mode(rig) == modes.COMM


def test_power_withdrawn_is_off_and_a_silent_power_side_too() -> None:
    rig = linked()
    rig.mail[0] = (*rig.mail[0][:12], 14, *rig.mail[0][13:])  # type: ignore[index]
    rig.step(8)
    assert (mode(rig, 1), mode(rig, 2)) == (modes.OFF, modes.COMM)
    assert command(rig, 1) == 0
    rig.mail[0] = None
    rig.step(120)
    assert [mode(rig, n) for n in range(1, 5)] == [modes.OFF] * 4


def test_the_gate_opens_for_exactly_one_kind_of_situation() -> None:
    """Every combination of mode, age, flags, target and inhibits: emission needs all of them right."""
    angles = (0.5, NAN)
    bits = (NAN, *(float(value) for value in range(128)))
    for mode_now, age, flag, az, inhibit in itertools.product(range(9), (0, 2, 3), bits, angles, (0, 1, 32)):
        allowed = safety.refusal(mode_now, age, flag, az, -0.1, inhibit) == safety.OK
        right = (
            mode_now in (modes.ACQUIRE, modes.TRACK, modes.COMM, modes.REACQUIRE) and age <= 2 and az == az
            and inhibit == 0 and flag == flag and int(flag) & 8 == 8 and int(flag) & 64 == 64 and int(flag) & 32 == 0
        )  # fmt: skip
        assert allowed == right


def test_the_sun_must_be_a_degree_clear_before_a_terminal_comes_back() -> None:
    degree = math.pi / 180.0
    rig = linked()
    rig.values.update(sun_az=4.0 * degree, sun_el=rig.values["target_el_1"])
    rig.step(20)
    assert mode(rig) == modes.INHIBIT
    rig.values["sun_az"] = 5.5 * degree  # out of the exclusion of 5 deg, not out of its hysteresis
    rig.step(200)
    assert mode(rig) == modes.INHIBIT
    rig.values["sun_az"] = 6.5 * degree
    rig.step(200)
    assert mode(rig) == modes.COMM
