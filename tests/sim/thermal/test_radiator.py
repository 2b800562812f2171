"""Panels against closed forms of radiation along a flow."""

import numpy as np
import pytest

from sim.thermal import coolant, exchanger, radiator

SIGMA = 5.670374419e-8


def flowed(wall_w_k: float, flow_kg_s: float, sink_k: float) -> np.ndarray:
    """A panel of 75 m2, fed with ammonia at 325 K until nothing changes; light, so that this is soon."""
    x = np.empty(radiator.LENGTH)
    x[radiator.COOLANT :: 2] = coolant.enthalpy_j_kg(0.0, 320.0)
    x[radiator.SURFACE :: 2] = 320.0
    exchange = radiator.exchange_w_k4(0.91, 0.92, 75.0 / radiator.SEGMENTS)
    weight = exchanger.following_weight(wall_w_k, flow_kg_s * 4906.0)
    inlet = coolant.enthalpy_j_kg(0.0, 325.0)
    absorbed_w = radiator.grey_w(exchange, sink_k)
    for _ in range(40_000):
        radiator.step(
            x, 0, 0.0, inlet, flow_kg_s, 1.45, wall_w_k, weight, exchange, absorbed_w, 5e4, 1.0, 1.0, 1.0, 0.01
        )  # fmt: skip
    return x


@pytest.mark.parametrize(("flow_kg_s", "cp_j_kg_k"), [(0.25, 4900.0), (0.535, 4980.0)])
def test_outlet_by_the_closed_form_for_cold_space(flow_kg_s, cp_j_kg_k):
    """m cp dT/dA = -eps sigma eta T^4 gives T_out^-3 = T_in^-3 + 3 eps sigma eta A/(m cp): no film, no sink.

    cp is CoolProp's mean over the drop at 30 bar. The wall is as good as still leaves the middle its weight.
    """
    x = flowed(2.0 * flow_kg_s * 4906.0, flow_kg_s, 2.7)
    rate = 3.0 * 0.91 * 0.92 * SIGMA * 75.0 / (flow_kg_s * cp_j_kg_k)
    expected_k = (325.0**-3 + rate) ** (-1.0 / 3.0)
    assert coolant.temperature_k(0.0, x[radiator.LENGTH - 2]) == pytest.approx(
        expected_k, abs=0.04 * (325.0 - expected_k)
    )


def test_steady_panel_gives_what_it_radiates_net():
    x = flowed(3750.0, 0.535, 185.0)
    surfaces = x[radiator.SURFACE :: 2]
    net_w = float(np.sum(0.91 * 0.92 * SIGMA * 18.75 * (surfaces**4 - 185.0**4)))
    lost_w = 0.535 * (coolant.enthalpy_j_kg(0.0, 325.0) - x[radiator.LENGTH - 2])
    assert lost_w == pytest.approx(net_w, rel=1e-6)
    assert np.all(np.diff(surfaces) < 0.0)  # colder along the flow


def test_a_closed_panel_keeps_its_coolant_and_goes_cold():
    x = flowed(3750.0, 0.535, 185.0)
    exchange = radiator.exchange_w_k4(0.91, 0.92, 18.75)
    absorbed_w = radiator.grey_w(exchange, 185.0)
    for _ in range(50_000):
        radiator.step(x, 0, 0.0, 9e5, 0.0, 1.45, 187.5, 1.0, exchange, absorbed_w, 187500.0, 1.0, 1.0, 1.0, 0.1)
    assert np.all(x[radiator.SURFACE :: 2] < 235.0)  # [K] from 318 K in 5000 s: the hot inlet never came in
    assert np.all(x[radiator.SURFACE :: 2] > 185.0)
