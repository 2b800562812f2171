"""O-2: two-body motion, Vallado, Fundamentals of Astrodynamics, example 2-4 (docs/physics.md)."""

import numpy as np

from sim.orbit import propagate_j2, propagate_two_body

R_M = np.array([1131.340, -2282.343, 6672.423]) * 1e3
V_M_S = np.array([-5.64305, 4.30333, 2.42879]) * 1e3
R_END_M = np.array([-4219.7527, 4363.0292, -3958.7666]) * 1e3
V_END_M_S = np.array([3.689866, -1.916735, -6.112511]) * 1e3


def test_closed_form() -> None:
    r, v = propagate_two_body(R_M, V_M_S, 2400.0)
    assert np.allclose(r, R_END_M, rtol=0.0, atol=1.0)
    assert np.allclose(v, V_END_M_S, rtol=0.0, atol=1e-3)


def test_integration_without_oblateness() -> None:
    r, v = propagate_j2(R_M, V_M_S, 2400.0, j2=0.0)
    assert np.allclose(r, R_END_M, rtol=0.0, atol=1.0)
    assert np.allclose(v, V_END_M_S, rtol=0.0, atol=1e-3)
