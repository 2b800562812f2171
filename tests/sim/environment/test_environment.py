"""Sunlight, albedo and the radiator's sink: limits, symmetry and figures of docs/physics.md and docs/odc120.md."""

import math

import numpy as np
import pytest

from sim.constants import AU_M
from sim.environment import sink, view_factor
from sim.environment.albedo import albedo_factor, albedo_factors
from sim.environment.flux import solar_flux_w_m2
from sim.errors import InputError

RATIO_600 = 6971.0 / 6371.0


def test_flux_halves_at_the_root_of_two() -> None:
    """O-12."""
    assert solar_flux_w_m2(AU_M, 1361.0) == 1361.0
    assert solar_flux_w_m2(AU_M * math.sqrt(2.0), 1361.0) == pytest.approx(680.5, rel=1e-12)


def test_albedo_of_a_nadir_plate_at_the_terminator() -> None:
    """0.0266 at 600 km, not 0 (docs/physics.md section 2)."""
    assert albedo_factors(RATIO_600, "nadir")[18] == pytest.approx(0.0266, abs=5e-5)


def monte_carlo(ratio: float, zenith_rad: float) -> float:
    """The edge-on factor by random rays from the plate: cosine-weighted, each lit by the Sun where it lands."""
    rng = np.random.default_rng(2)
    n = 400_000
    square, turn = rng.random(n), 2.0 * math.pi * rng.random(n)
    # plate normal y, its plane x and z; the Earth lies below, centre at -ratio z
    d = np.stack([np.sqrt(square) * np.cos(turn), np.sqrt(1.0 - square), np.sqrt(square) * np.sin(turn)])
    b = d[2] * ratio
    root = b * b - (ratio * ratio - 1.0)
    hit = (root > 0.0) & (b < 0.0)
    place = np.array([[0.0], [0.0], [ratio]]) + (-b - np.sqrt(np.where(hit, root, 0.0))) * d
    lit = np.maximum(0.0, place[0] * math.sin(zenith_rad) + place[2] * math.cos(zenith_rad))
    return float(np.mean(np.where(hit, lit, 0.0)))


@pytest.mark.parametrize("node", [0, 6, 12, 18, 20])
def test_edge_on_factors_by_ray_tracing(node: int) -> None:
    table = albedo_factors(RATIO_600)
    traced = monte_carlo(RATIO_600, math.radians(5.0 * node))
    assert table[node] == pytest.approx(traced, abs=4.0 * 0.45 / math.sqrt(400_000))


def test_albedo_never_beats_the_view_factor_and_ends_in_the_night() -> None:
    table = albedo_factors(RATIO_600)
    assert 0.9 * view_factor.edge_on(RATIO_600) < table[0] < view_factor.edge_on(RATIO_600)
    assert np.all(np.diff(table) <= 0.0)
    assert table[18] > 0.0
    assert table[-1] == 0.0


def test_factor_between_nodes() -> None:
    table = albedo_factors(RATIO_600)
    assert albedo_factor(table, math.radians(90.0)) == table[0]
    assert albedo_factor(table, math.radians(-90.0)) == table[-1]
    assert albedo_factor(table, math.radians(47.5)) == pytest.approx(0.5 * (table[8] + table[9]))
    assert albedo_factor(table, 9.0) == table[0]


def test_no_albedo_inside_the_earth() -> None:
    for ratio in (1.0, math.inf, math.nan):
        with pytest.raises(InputError, match="distance_ratio"):
            albedo_factors(ratio)


def test_a_face_that_looks_nowhere_known_has_no_albedo() -> None:
    with pytest.raises(InputError, match="attitude"):
        albedo_factors(1.1, "sideways")


def test_view_factors_at_the_ground() -> None:
    assert view_factor.nadir(1.0) == 1.0
    assert view_factor.edge_on(1.0) == pytest.approx(0.5)


def test_sink_of_the_reference_radiator() -> None:
    """180 to 185 K round the orbit (docs/odc120.md)."""
    p = sink.parameters({}, 6978137.0)
    sinks = [sink.radiator_faces_k(p, 600e3, 1.2, math.radians(el), 1317.7, 1.0, 0.91)[0] for el in range(-32, 33, 4)]
    assert 179.0 < min(sinks) < max(sinks) < 185.0


def test_sink_of_nothing_is_space() -> None:
    assert sink.sink_temperature_k(0.0, 0.0, 0.1, 0.91) == pytest.approx(2.7)


def test_sunlight_counts_by_alpha_over_epsilon() -> None:
    """One face full to the Sun, alpha = eps, 1361 W/m2: (1361/sigma)^(1/4) = 393.6 K."""
    assert sink.sink_temperature_k(0.0, 1361.0, 0.5, 0.5) == pytest.approx(393.6, abs=0.05)
