"""O-7 across packages, live (extra `crosscheck`): the penumbra sweep by satkit and brahe, spherical Earth."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.constants import AU_M, EARTH_RADIUS_M
from sim.orbit import illumination

ANGLES_DEG = np.arange(113.5, 114.35, 0.05)
SUN = np.array([AU_M, 0.0, 0.0])


def place(angle_deg: float) -> np.ndarray:
    angle = math.radians(angle_deg)
    return 6978137.0 * np.array([math.cos(angle), math.sin(angle), 0.0])


def test_o7_satkit(agrees) -> None:
    satkit = pytest.importorskip("satkit", reason="installed by `make accuracy`")
    off = [float(illumination(place(a), SUN, "sphere")) - satkit.sun.shadowfunc(SUN, place(a)) for a in ANGLES_DEG]
    agrees("O-7", "share in view, worst of a sweep", max(off, key=abs), 0.0, 1e-5, unit="1", authority="satkit 0.24")


def test_o7_brahe(agrees) -> None:
    brahe = pytest.importorskip("brahe", reason="installed by `make accuracy`")
    # Its Earth is 0.7 m smaller.
    ours = [float(illumination(place(a), SUN, "sphere", earth_radius_m=EARTH_RADIUS_M)) for a in ANGLES_DEG]
    off = [mine - brahe.eclipse_conical(place(a), SUN) for mine, a in zip(ours, ANGLES_DEG, strict=True)]
    agrees("O-7", "share in view, worst of a sweep", max(off, key=abs), 0.0, 5e-4, unit="1", authority="brahe 1.8")
