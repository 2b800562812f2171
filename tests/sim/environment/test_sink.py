"""Sinks of both radiator faces and what the Earth sends to the array, at every angle."""

import math

import numpy as np
import pytest

from sim.constants import STEFAN_BOLTZMANN_W_M2K4
from sim.environment import sink, view_factor
from sim.environment.albedo import albedo_factors

RATIO = 6978137.0 / 6378137.0
P = sink.parameters({}, 6978137.0)


def earth_shine(ratio: float, zenith_rad: float, face: tuple[float, float, float], n: int = 400_000) -> float:
    """Albedo factor of any face by random rays over its hemisphere, cosine-weighted; axes of `albedo_factors`."""
    rng = np.random.default_rng(5)
    square, turn = rng.random(n), math.tau * rng.random(n)
    normal = np.array(face)
    aside = np.cross(normal, [0.0, 1.0, 0.0] if abs(normal[1]) < 0.9 else [1.0, 0.0, 0.0])
    aside /= np.linalg.norm(aside)
    other = np.cross(normal, aside)
    r = np.sqrt(square)
    d = np.outer(aside, r * np.cos(turn)) + np.outer(other, r * np.sin(turn)) + np.outer(normal, np.sqrt(1.0 - square))
    b = d[2] * ratio
    root = b * b - (ratio * ratio - 1.0)
    hit = (root > 0.0) & (b < 0.0)
    place = np.array([[0.0], [0.0], [ratio]]) + (-b - np.sqrt(np.where(hit, root, 0.0))) * d
    lit = np.maximum(0.0, place[0] * math.sin(zenith_rad) + place[2] * math.cos(zenith_rad))
    return float(np.mean(np.where(hit, lit, 0.0)))


@pytest.mark.parametrize("node", [0, 6, 12, 18, 21])
def test_albedo_on_front_and_back_of_the_array_by_ray_tracing(node):
    zenith = math.radians(5.0 * node)
    for law, sign in (("sun", 1.0), ("anti_sun", -1.0)):
        face = (sign * math.sin(zenith), 0.0, sign * math.cos(zenith))
        assert albedo_factors(RATIO, law)[node] == pytest.approx(earth_shine(RATIO, zenith, face), abs=0.003)


@pytest.mark.parametrize("node", [0, 9, 15, 18])
def test_orbit_normal_faces_have_the_edge_on_mean(node):
    """Beta 10 deg: the faces see the Sun's azimuth under 90 -+ some; the mean of both stays within 1.5 % plus noise."""
    zenith = max(math.radians(5.0 * node), math.radians(10.0))
    sine = math.sin(math.radians(10.0)) / math.sin(zenith)  # cosine between face and Sun's azimuth
    faces = [(side * sine, side * math.sqrt(1.0 - sine * sine), 0.0) for side in (1.0, -1.0)]
    mean = 0.5 * sum(earth_shine(RATIO, zenith, face) for face in faces)
    edge = np.interp(math.degrees(zenith) / 5.0, np.arange(37), albedo_factors(RATIO))
    assert mean == pytest.approx(edge, rel=0.015, abs=0.002)


def test_infrared_on_the_array_is_nadir_or_edge_on_where_it_should_be():
    """Sun in the zenith: the back looks down. Sun on the horizon: both edge-on."""
    front, back, _, _ = sink.array_faces_w_m2(P, 600e3, math.radians(90.0), 1361.0)
    assert (front, back) == pytest.approx((0.0, 237.0 * view_factor.nadir(RATIO)))
    front, back, _, _ = sink.array_faces_w_m2(P, 600e3, 0.0, 1361.0)
    assert (front, back) == pytest.approx((237.0 * view_factor.edge_on(RATIO),) * 2)
    front, back, lit, dark = sink.array_faces_w_m2(P, 600e3, math.radians(-90.0), 1361.0)
    assert (front, back) == pytest.approx((237.0 * view_factor.nadir(RATIO), 0.0))
    assert lit == dark == 0.0  # over midnight there is no albedo


def test_albedo_on_the_back_of_a_noon_array_is_that_of_a_nadir_plate():
    _, _, front, back = sink.array_faces_w_m2(P, 600e3, math.radians(90.0), 1361.0)
    assert front == 0.0
    assert back == pytest.approx(0.30 * 1361.0 * albedo_factors(RATIO, "nadir")[0], rel=1e-9)


def test_law_two_warms_one_face_by_the_sine_of_beta():
    """5 deg: 1361 sin(5) 0.10/0.91 = 13.035 W/m2 more on one face; none in shadow."""
    beta = math.radians(5.0)  # Sun on the orbit normal's side, low over the horizon
    sunny, shaded = sink.radiator_faces_k(P, 600e3, beta, 0.0, 1361.0, 1.0, 0.91)
    assert STEFAN_BOLTZMANN_W_M2K4 * (sunny**4 - shaded**4) == pytest.approx(13.035, abs=0.002)
    sunny, shaded = sink.radiator_faces_k(P, 600e3, beta, 0.0, 1361.0, 0.0, 0.91)
    assert sunny == shaded


def test_law_one_has_two_equal_faces():
    sunny, shaded = sink.radiator_faces_k(P, 600e3, 1.2, 0.3, 1361.0, 1.0, 0.91)
    assert sunny == pytest.approx(shaded, abs=1e-9)


def test_effective_sink_is_the_mean_of_fourth_powers():
    assert sink.effective_k(200.0, 200.0) == pytest.approx(200.0)
    assert sink.effective_k(180.0, 220.0) ** 4 == pytest.approx(0.5 * (180.0**4 + 220.0**4))
