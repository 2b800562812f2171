"""scipy (extra `crosscheck`), live: the fin as a boundary value problem, Kepler as a root."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from sim.constants import EARTH_MU_M3_S2
from sim.optical import beam, detection, jitter
from sim.orbit import propagate_two_body
from sim.thermal import fin

integrate = pytest.importorskip("scipy.integrate", reason="installed by `make accuracy`")
special = pytest.importorskip("scipy.special")
stats = pytest.importorskip("scipy.stats")

Agrees = Callable[..., None]
AUTHORITY = "scipy, installed"


def test_two_body_on_long_ellipses(agrees: Agrees) -> None:
    worst = 0.0
    for e in (0.0, 0.1, 0.5, 0.8, 0.9):
        perigee = 6.9e6
        r, v = np.array([perigee, 0.0, 0.0]), np.array([0.0, 0.0, math.sqrt(EARTH_MU_M3_S2 * (1.0 + e) / perigee)])
        flown = integrate.solve_ivp(
            lambda _, x: np.concatenate([x[3:], -EARTH_MU_M3_S2 * x[:3] / float(x[:3] @ x[:3]) ** 1.5]),
            (0.0, 20000.0), np.concatenate([r, v]), "DOP853", rtol=1e-13, atol=1e-6,
        )  # fmt: skip
        ours, _ = propagate_two_body(r, v, 20000.0)
        worst = max(worst, float(np.linalg.norm(ours - flown.y[:3, -1])))
    name = "position after 20,000 s, e 0 to 0.9, apart"
    agrees("O-2", name, worst, 0.0, 0.05, unit="m", authority="scipy DOP853, 1e-13")


def test_fin_as_a_boundary_value_problem(agrees: Agrees) -> None:
    pairs = []
    for ratio in (0.05, 0.3, 1.0, 3.0):
        for sink in (0.0, 0.5, 0.8, 0.95):
            solved = integrate.solve_bvp(
                lambda _, u, a=ratio, s=sink: np.vstack([u[1], a * (np.abs(u[0]) ** 4 - s**4)]),
                lambda root, tip: np.array([root[0] - 1.0, tip[1]]),
                np.linspace(0.0, 1.0, 41), np.vstack([np.linspace(1.0, 0.8, 41), -0.2 * np.ones(41)]), tol=1e-8,
            )  # fmt: skip
            assert solved.success
            pairs.append((fin.efficiency(ratio, sink), float(-solved.y[1, 0] / (ratio * (1.0 - sink**4)))))
    ours, theirs = max(pairs, key=lambda pair: abs(pair[0] / pair[1] - 1.0))
    name = "fin efficiency, worst of 16"
    agrees("T-5", name, ours, theirs, 1e-3, unit="1", authority="scipy solve_bvp", relative=True)


def test_rician_fades(agrees: Agrees) -> None:
    """A bias and equal jitters: the off-axis angle is Rician, so the share of fades is its survival function."""
    pairs = []
    for bias in (0.0, 2.0, 6.0, 12.0):
        for sigma in (1.5, 3.0, 5.0):
            edge = 15.0 * math.sqrt(-0.5 * math.log(0.3))
            theirs = float(stats.rice.sf(edge, bias / sigma, scale=sigma))
            pairs.append((jitter.fade_share(0.3, 1e-6 * bias, 1e-6 * sigma, 15e-6), theirs))
    for bias, sigma in ((8.9, 0.2), (8.7, 0.1), (9.0, 0.15), (8.9, 0.237), (8.9, 0.239), (8.83, 0.001)):
        edge = 15.0 * math.sqrt(-0.5 * math.log(0.5))
        theirs = float(stats.rice.sf(edge, bias / sigma, scale=sigma))
        pairs.append((jitter.fade_share(0.5, 1e-6 * bias, 1e-6 * sigma, 15e-6), theirs))
    ours, theirs = max(pairs, key=lambda pair: abs(pair[0] - pair[1]))
    agrees("L-3", "Rician fades, worst of 18", ours, theirs, 1e-6, unit="1", authority="scipy.stats.rice")


def test_bit_errors_from_q(agrees: Agrees) -> None:
    pairs = [
        (beam.bit_error_ratio(q), 0.5 * float(special.erfc(q / math.sqrt(2.0)))) for q in (0.5, 3.0, 6.0, 7.0, 9.0)
    ]
    ours, theirs = max(pairs, key=lambda pair: abs(pair[0] / pair[1] - 1.0))
    agrees("L-4", "bit errors, Q 0.5 to 9, worst", ours, theirs, 1e-9, unit="1", authority="scipy erfc", relative=True)


def test_quantum_limit_by_chi_square(agrees: Agrees) -> None:
    """A mark is a non-central, a space a central chi-square of two degrees; the best threshold by search."""
    for photons in (10.0, 20.0, 38.4):
        thresholds = np.linspace(0.05, 2.0, 4000) * photons
        errors = 0.5 * (stats.ncx2.cdf(2.0 * thresholds, 2, 4.0 * photons) + np.exp(-thresholds))
        theirs, ours = float(errors.min()), detection.quantum_limit(photons)
        agrees("L-4", f"bit errors at {photons} photons a bit", ours, theirs, 0.02, unit="1",
               authority="scipy.stats.ncx2", relative=True)  # fmt: skip
