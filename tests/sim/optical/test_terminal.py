"""Emission, interlock, Sun, Earth, heat, power and data of a terminal."""

import math

import numpy as np
import pytest

from firmware_py.icd import laser as dictionary
from sim.optical import beam, system, terminal
from sim.optical.layout import OUT_LENGTH
from sim.orbit import flight
from tests.sim.optical.conftest import (
    DETECTED,
    EMIT,
    EMITTING,
    INITIATOR,
    INTERLOCK,
    LOCKED,
    POWER,
    SCAN,
    SUN_IN_VIEW,
    SYNCHRONISED,
    TRACK,
)

BITS = ("POWER", "EMIT", "SCAN", "TRACK", "INITIATOR")
FLAGS = ("DETECTED", "LOCKED", "SYNCHRONISED", "INTERLOCK", "EMITTING", "SUN_IN_VIEW", "SETTLED")


def test_bits_are_those_of_the_dictionary():
    for name in BITS + FLAGS:
        assert getattr(terminal, name) == getattr(dictionary, name)


@pytest.mark.parametrize(
    ("bits", "interlock", "feed_on", "emits"),
    [
        (POWER | EMIT, 15.0, 1.0, True),
        (EMIT, 15.0, 1.0, False),
        (POWER, 15.0, 1.0, False),
        (POWER | EMIT, 14.0, 1.0, False),
        (POWER | EMIT, 15.0, 0.0, False),
    ],
)
def test_emission_needs_power_command_interlock_and_feed(bench, bits, interlock, feed_on, emits):
    b = bench(interlock=interlock)
    b.feed_on = feed_on
    b.command(bits)
    b.step()
    assert bool(b.flags() & EMITTING) is emits
    assert bool(int(b.out("emitting_mask")) & 1) is emits


def test_an_interlock_that_opens_ends_emission_in_the_same_tick(bench):
    b = bench()
    b.link()
    b.set("interlock", 14.0)
    b.step()
    assert b.flags() & (EMITTING | INTERLOCK | LOCKED) == 0


def test_the_other_terminals_keep_their_links(bench):
    b = bench()
    b.link()
    b.set("interlock", 13.0)
    b.step()
    assert b.flags() & SYNCHRONISED


def test_the_sun_in_the_field_ends_the_link_and_says_so(bench):
    b = bench()
    b.link()
    b.orbit[flight.SUN_AZ], b.orbit[flight.SUN_EL] = b.commands[0], b.commands[1] + math.radians(5.1)
    b.step()
    assert b.flags() & SYNCHRONISED
    assert int(b.out("visible_mask")) & 1
    b.orbit[flight.SUN_EL] = b.commands[1] + math.radians(4.9)
    b.step()
    assert b.flags() & (DETECTED | SUN_IN_VIEW) == SUN_IN_VIEW
    assert not int(b.out("visible_mask")) & 1


def test_a_sun_behind_the_earth_does_no_harm(bench):
    b = bench()
    b.link()
    b.orbit[flight.SUN_AZ], b.orbit[flight.SUN_EL] = b.commands[0], b.commands[1]
    b.orbit[flight.ILLUMINATION] = 0.0
    b.step()
    assert b.flags() & (SYNCHRONISED | SUN_IN_VIEW) == SYNCHRONISED


def test_the_earth_in_the_way_ends_the_link_and_emission_is_then_unpointed(bench):
    b = bench()
    b.link()
    assert b.out("unpointed_mask") == 0.0
    b.place(0, 0.0, -0.6, 6e6)  # straight through the Earth
    b.step()
    assert not b.flags() & DETECTED
    assert int(b.out("emitting_mask")) & int(b.out("unpointed_mask")) & 1


def test_a_gimbal_further_off_than_the_mirror_reaches_loses_the_link(bench):
    """The mirror reaches 2 mrad and hands up to 0.8 mrad to the gimbal: 2.7 mrad are held, 2.9 are not."""
    b = bench(bias_rad=0.0)
    b.link()
    for _ in range(27):
        b.commands[0] += 0.1e-3 / math.cos(0.08)
        b.step(10)
    assert b.flags() & LOCKED
    assert b.out("mirror_urad_1") == pytest.approx(1900.0, abs=2.0)
    b.commands[0] += 0.2e-3 / math.cos(0.08)
    b.step(10)
    assert not b.flags() & LOCKED


def test_emission_away_from_the_peer_is_seen(bench):
    b = bench(bias_rad=0.0)
    b.on()
    b.command(POWER | EMIT)
    b.step()
    assert b.out("unpointed_mask") == 0.0
    b.commands[0] += 0.01
    b.step(30)
    assert b.out("unpointed_mask") == 1.0
    assert b.out("pointing_error_rad_1") == pytest.approx(0.01 * math.cos(0.08), rel=1e-4)


def test_a_scan_is_legal_and_stays_in_its_cone(bench):
    b = bench(peers=14.0)
    b.on()
    b.command(POWER | EMIT | SCAN | INITIATOR)
    off = []
    for _ in range(200):
        b.step()
        b.commands[0], b.commands[1] = b.out("target_az_rad_1"), b.out("target_el_rad_1")
        off.append(b.out("off_prediction_rad_1"))
        assert b.out("unpointed_mask") == 0.0
        assert b.out("scanning_mask") == 1.0
    assert 0.9e-3 < max(off[5:]) <= 1.0e-3 + 1e-12


def test_power_of_a_terminal(bench):
    """0 off, 30 W in standby, 125 W in a link (odc120: four take 0.5 kW)."""
    b = bench()
    b.step()
    assert b.out("power_w_1") == 0.0
    b.on()
    assert b.out("power_w_1") == 30.0
    b.link()
    assert b.out("power_w_1") == 125.0
    b.feed_on = 0.0
    b.step()
    assert b.out("total_w") == 0.0


def test_the_laser_warms_in_its_own_time(bench):
    """125 W over 0.2 K/W is 25 K over the mount, at 300 s 63.2 % of the way from where the link began."""
    b = bench()
    b.link()
    begin_c = b.out("laser_c_1")
    b.step(3000)
    assert b.out("laser_c_1") == pytest.approx(35.0 + (begin_c - 35.0) * math.exp(-1.0), abs=1e-6)


def test_data_arrive_at_the_rate_asked_while_there_is_light_enough(bench):
    b = bench(jitter_rad=0.0, boresight_rad=0.0)
    b.link()
    before = b.out("gigabits")
    b.step(100)
    assert b.out("gigabits") - before == pytest.approx(100.0 * 10.0)
    # 2.5 W, 15 urad, 8 cm and half of it lost: 7,073.55 uW/m2 at 1,000 km (L-1) is -17.5 dBm; 20 dB less at 10,000 km.
    expected_dbm = 10.0 * math.log10(7073.55e-6 * (1000 / 1095) * (1000 / 1095) * math.pi * 0.0016 * 0.5) + 30.0
    assert b.out("received_dbm_1") == pytest.approx(expected_dbm, abs=0.01)


def test_a_rate_that_the_light_does_not_carry_delivers_nothing(bench):
    """100 Gbit/s need 393 photons a bit: -23.0 dBm; a tenth of the light is -28.3 dBm."""
    b = bench(jitter_rad=0.0)
    b.link()
    b.set("transmit_w", 0.25)
    before = b.out("gigabits")
    b.step(10)
    assert b.flags() & (LOCKED | SYNCHRONISED) == LOCKED
    assert b.out("gigabits") == before
    assert b.out("bit_error_ratio_1") > 1e-9
    b.command(POWER | EMIT | TRACK, rate=2.0)  # 25 Gbit/s: -29.0 dBm
    b.step(10)
    assert b.flags() & SYNCHRONISED
    assert b.out("rate_bit_s_1") == 25e9
    assert b.out("bit_error_ratio_1") < 1e-9


def test_too_little_light_to_track_loses_the_link(bench):
    b = bench(jitter_rad=0.0)
    b.link()
    b.set("transmit_w", 0.002)  # 31 dB less: -49 dBm
    b.step()
    assert not b.flags() & LOCKED


def test_without_tracking_the_loop_opens(bench):
    b = bench()
    b.link()
    b.command(POWER | EMIT)
    b.step()
    assert b.flags() & (DETECTED | LOCKED) == DETECTED


def test_residual_is_rayleigh(bench):
    """1.5 urad an axis: mean 1.5 sqrt(pi / 2) = 1.880 urad."""
    b = bench()
    b.link()
    seen = []
    for _ in range(4000):
        b.step()
        seen.append(b.out("residual_urad_1"))
    assert np.mean(seen) == pytest.approx(1.880, abs=0.05)


def test_the_rate_ladder():
    assert [beam.rate_bit_s(i) for i in (0.0, 1.0, 2.0, 3.0, 4.0, 9.0)] == [2.5e9, 10e9, 25e9, 50e9, 100e9, 100e9]
    assert beam.rate_bit_s(math.nan) == 2.5e9
    assert beam.dbm(0.0) == beam.DARK_DBM == beam.dbm(math.nan)
    assert beam.q_factor(-1.0) == 0.0


def test_state_is_all_there_is(bench):
    """A copy of the state, taken in a scan, goes on as the original does."""
    a = bench()
    a.on()
    a.command(POWER | EMIT | SCAN | INITIATOR)
    a.step(20)
    b = bench()
    b.x[:], b.commands[:], b.tick = a.x, a.commands, a.tick
    a.step(300)
    b.step(300)
    assert a.x.tobytes() == b.x.tobytes()
    assert a.y.tobytes() == b.y.tobytes()


def test_terminals_draw_apart(bench):
    b = bench()
    for n in range(4):
        b.command(POWER | TRACK, n)
    b.step()
    biases = {b.state(f"bias_az_rad_{n}") for n in range(1, 5)}
    assert len(biases) == 4
    assert len(system.OUTPUTS) == 4 * OUT_LENGTH + 7
