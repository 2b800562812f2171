"""+grid: who is joined to whom, and which links work."""

import math

import numpy as np
import pytest

from sim.constants import EARTH_MU_M3_S2
from sim.errors import InputError
from sim.optical import topology

FAR_SUN = np.array([0.0, 0.0, 1.5e11])
OPPOSITE = [1, 0, 3, 2]


def walker(planes, slots, phasing, radius=6978137.0, inclination=1.0, spread=2 * math.pi):
    """Return states of a Walker pattern, each by its own angles."""
    plane, slot = np.divmod(np.arange(planes * slots), slots)
    node = spread * plane / planes
    u = 2 * math.pi * (slot / slots + phasing * plane / (planes * slots))
    speed = math.sqrt(EARTH_MU_M3_S2 / radius)

    def turned(x, y):
        y, z = y * math.cos(inclination), y * math.sin(inclination)
        return np.stack([x * np.cos(node) - y * np.sin(node), x * np.sin(node) + y * np.cos(node), z], axis=1)

    return radius * turned(np.cos(u), np.sin(u)), speed * turned(-np.sin(u), np.cos(u)), u


@pytest.mark.parametrize(
    ("p", "s", "f"), [(5, 8, 1), (6, 4, 4), (3, 3, 2), (4, 6, 2), (2, 5, 1), (1, 7, 0), (5, 2, 3), (1, 1, 0)]
)
@pytest.mark.parametrize("wraps", [True, False])
def test_every_link_is_known_at_both_ends_and_once(p, s, f, wraps):
    table = topology.plus_grid(p, s, f, wraps=wraps)
    for n, row in enumerate(table):
        joined = [peer for peer in row if peer >= 0]
        assert len(set(joined)) == len(joined)
        assert n not in joined
        for k, peer in enumerate(row):
            assert peer < 0 or table[peer, OPPOSITE[k]] == n


@pytest.mark.parametrize(("p", "s", "f"), [(5, 8, 1), (6, 4, 4), (7, 9, 5), (4, 6, 2)])
def test_the_neighbour_east_is_the_nearest_in_phase(p, s, f):
    table = topology.plus_grid(p, s, f)
    u = walker(p, s, f)[2]
    apart = np.abs((u[table[:, 2]] - u + math.pi) % (2 * math.pi) - math.pi)
    assert apart.max() <= math.pi / s + 1e-9
    assert np.ptp(apart) < 1e-9  # the seam is no exception


def test_shells_do_not_mix():
    table = topology.plus_grid([3, 4], [5, 6], [0, 1])
    assert table.shape == (39, 4)
    assert table[:15].max() < 15
    assert table[15:].min() >= 15


def test_an_open_seam_ends_the_row_of_planes():
    table = topology.plus_grid(4, 5, 0, wraps=False)
    assert (table[:5, 3] == -1).all()
    assert (table[15:, 2] == -1).all()
    assert (table[5:15] >= 0).all()


def test_in_plane_links_work_and_have_the_range_of_the_chord():
    r, v, _ = walker(1, 40, 0)
    got = topology.availability(r, v, FAR_SUN, topology.plus_grid(1, 40, 0))
    assert got.share == 1.0
    assert got.mean_range_m == pytest.approx(2 * 6978137.0 * math.sin(math.pi / 40))
    assert got.mean_latency_s == pytest.approx(got.mean_range_m / 299792458.0)
    assert np.isnan(got.share_by_direction[2:]).all()


def test_the_earth_is_in_the_way_of_a_plane_of_four():
    r, v, _ = walker(1, 4, 0)
    got = topology.availability(r, v, FAR_SUN, topology.plus_grid(1, 4, 0), topology.Limits(range_m=1e9))
    assert got.share == 0.0
    assert math.isnan(got.mean_range_m)


def test_each_limit_closes_links_at_both_ends():
    r, v, _ = walker(12, 20, 1)
    table = topology.plus_grid(12, 20, 1)
    loose = topology.Limits(1e9, -7e6, 10.0, 0.0)
    assert topology.availability(r, v, FAR_SUN, table, loose).share == 1.0
    for tight in (loose._replace(range_m=2.2e6), loose._replace(rate_rad_s=1e-3), loose._replace(sun_rad=0.8),
                  loose._replace(graze_m=450e3)):  # fmt: skip
        works = topology.availability(r, v, FAR_SUN, table, tight).works
        assert 0.0 < works.mean() < 1.0
        for n, row in enumerate(table):
            for k, peer in enumerate(row):
                assert works[n, k] == works[peer, OPPOSITE[k]]


def test_shares_over_steps_are_the_mean():
    r, v, _ = walker(12, 20, 1)
    table = topology.plus_grid(12, 20, 1)
    suns = (FAR_SUN, np.array([1.5e11, 0.0, 0.0]))
    limits = topology.Limits(sun_rad=0.8)
    got = topology.availability_over(((r, v, sun) for sun in suns), table, limits)
    want = np.mean([topology.availability(r, v, sun, table, limits).works for sun in suns], axis=0)
    assert np.array_equal(got, want.astype(np.float32))


@pytest.mark.slow
def test_a_hundred_thousand_satellites():
    r, v, _ = walker(250, 400, 7)
    table = topology.plus_grid(250, 400, 7)
    got = topology.availability(r, v, FAR_SUN, table)
    assert table.nbytes + got.works.nbytes <= 100 * len(table)
    assert got.share_by_direction[0] == 1.0
    assert got.share > 0.9


def test_bad_input_is_named():
    r, v, _ = walker(1, 4, 0)
    table = topology.plus_grid(1, 4, 0)
    with pytest.raises(InputError, match="shell 0"):
        topology.plus_grid(3, 4, 3)
    with pytest.raises(InputError, match="planes"):
        topology.plus_grid(3.5, 4, 0)
    with pytest.raises(InputError, match="one length"):
        topology.plus_grid([3, 3], 4, 0)
    with pytest.raises(InputError, match="table"):
        topology.availability(r, v, FAR_SUN, table[:3])
    with pytest.raises(InputError, match="table"):
        topology.availability(r, v, FAR_SUN, table + 1)
    with pytest.raises(InputError, match="r_eci_m"):
        topology.availability(r * np.nan, v, FAR_SUN, table)
    with pytest.raises(InputError, match="table"):
        topology.availability(r, v, FAR_SUN, table.tolist())
    with pytest.raises(InputError, match="r_eci_m"):
        topology.availability("here", v, FAR_SUN, table)
    with pytest.raises(InputError, match="steps"):
        topology.availability_over([], table)
