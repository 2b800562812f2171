"""Closed forms and independent solutions of the thermal plant's parts: fins, panels, mixing, pumps, exchange."""

import math

import numpy as np
import pytest
from scipy import integrate, optimize

from sim.parameters import index, pack
from sim.thermal import coolant, exchanger, fin, layout, leg, panels, pump, system, valve
from sim.thermal.table import at

SIGMA = 5.670374419e-8


def fin_by_finite_differences(ratio: float, sink_ratio: float, cells: int = 4000) -> tuple[float, float]:
    """Return (efficiency, tip over root) of u'' = ratio (u^4 - s^4), u(0) = 1, u'(1) = 0, by Newton on a fine grid."""
    h = 1.0 / cells
    u = np.linspace(1.0, 0.8, cells + 1)
    for _ in range(30):
        residual = np.zeros(cells + 1)
        residual[1:-1] = u[:-2] - 2.0 * u[1:-1] + u[2:] - h * h * ratio * (u[1:-1] ** 4 - sink_ratio**4)
        residual[-1] = 2.0 * (u[-2] - u[-1]) - h * h * ratio * (u[-1] ** 4 - sink_ratio**4)
        residual[0] = u[0] - 1.0
        below, above = np.ones(cells), np.ones(cells)
        above[0], below[-1] = 0.0, 2.0
        middle = -2.0 - 4.0 * h * h * ratio * u**3
        middle[0] = 1.0
        u = u - tridiagonal(below, middle, above, residual)
    flux = ratio * np.trapezoid(u**4 - sink_ratio**4, dx=h)
    return float(flux / (ratio * (1.0 - sink_ratio**4))), float(u[-1])


def tridiagonal(below: np.ndarray, middle: np.ndarray, above: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Thomas's algorithm."""
    m, r = middle.copy(), right.copy()
    for i in range(1, len(m)):
        factor = below[i - 1] / m[i - 1]
        m[i] -= factor * above[i - 1]
        r[i] -= factor * r[i - 1]
    x = r / m
    for i in range(len(m) - 2, -1, -1):
        x[i] = (r[i] - above[i] * x[i + 1]) / m[i]
    return x


@pytest.mark.parametrize(
    ("length_m", "eta", "tip_k"), [(0.05, 0.9345, 321.68), (0.1, 0.7984, 302.76), (0.2, 0.5583, 261.98)]
)
def test_t5_fin(agrees, length_m, eta, tip_k):
    """k 167 W/m/K, t 1 mm, two-sided eps 0.9, root 330 K, sink 0 K; figures of docs/physics.md."""
    ratio = fin.conductance_ratio(0.9, 330.0, length_m, 167.0, 0.001)
    ours = fin.efficiency(ratio, 0.0)
    agrees("T-5", f"fin efficiency, {1e3 * length_m:.0f} mm", ours, eta, 0.002, unit="1", authority="published figure",
           relative=True)  # fmt: skip
    solved, tip = fin_by_finite_differences(ratio, 0.0)
    agrees("T-5", f"fin efficiency, {1e3 * length_m:.0f} mm", ours, solved, 0.002, unit="1",
           authority="own boundary value problem", relative=True)  # fmt: skip
    assert 330.0 * tip == pytest.approx(tip_k, rel=0.002)  # the check itself is right


@pytest.mark.slow
def test_t5_fin_over_its_whole_range(agrees):
    pairs = [
        (fin.efficiency(ratio, s), fin_by_finite_differences(ratio, s, 1000)[0])
        for ratio in (0.01, 0.07, 0.2, 0.5, 1.0, 2.0, 4.0)
        for s in (0.0, 0.3, 0.55, 0.7, 0.85, 0.95)
    ]
    ours, theirs = max(pairs, key=lambda pair: abs(pair[0] / pair[1] - 1.0))
    agrees("T-5", "fin efficiency, worst of 42", ours, theirs, 0.001, unit="1", authority="own boundary value problem",
           relative=True)  # fmt: skip


@pytest.mark.parametrize("ratio", [50.0, 500.0, 1e4])
def test_t5_a_long_fin_under_empty_space(agrees, ratio):
    """No heat at the tip: T'^2 = (2/5) lambda T^5 at the root, so eta = sqrt(2/(5 lambda)) once the tip is cold."""
    closed = math.sqrt(0.4 / ratio)
    agrees("T-5", f"long fin, lambda {ratio:g}", fin.efficiency(ratio, 0.0), closed, 0.01, unit="1",
           authority="closed form", relative=True)  # fmt: skip


def test_a_fin_of_no_length_is_perfect_and_a_warm_sink_makes_it_linear(agrees):
    """Near equilibrium the fin is linear: eta = tanh(m)/m with m^2 = 4 lambda."""
    assert fin.efficiency(0.0, 0.5) == 1.0
    m = math.sqrt(4.0 * 0.3)
    agrees("T-5", "fin efficiency near its sink", fin.efficiency(0.3, 0.98), math.tanh(m) / m, 0.02, unit="1",
           authority="tanh(m)/m", relative=True)  # fmt: skip


@pytest.mark.parametrize(("radiator_c", "bypass_c", "share"), [(-20.0, 20.0, 0.4250), (-40.0, 15.0, 0.2182)])
def test_t8_mixing(agrees, radiator_c, bypass_c, share):
    mixed = valve.mixed(share, radiator_c, bypass_c)
    agrees("T-8", f"mix of {radiator_c} and {bypass_c}", mixed, 3.0, abs(bypass_c - radiator_c) * 1e-4, unit="degC",
           authority="algebra")  # fmt: skip


def test_t8_affinity(agrees):
    for quantity, ours, theirs in (
        ("flow", pump.flow_share(0.8), 0.8),
        ("head", pump.head_share(0.8), 0.64),
        ("power", pump.power_w(0.8, 1.0), 0.512),
    ):
        agrees("T-8", f"pump {quantity} at 0.8 speed", ours, theirs, 1e-4, unit="1", authority="affinity laws")


def test_t8_affinity_holds_along_a_square_system(agrees):
    """Against k Q^2 the operating point itself obeys Q ~ N. Its resistance in our law is k Q^0.25 at that flow."""
    flow = pump.operating_flow(0.8, 0.0, 0.8**0.25, 1.2, 1.0)
    agrees("T-8", "operating point at 0.8 speed, square system", flow, 0.8, 1e-8, unit="1", authority="affinity laws")


def test_dittus_boelter_exponent(agrees):
    slope = math.log(exchanger.conductance_share(0.8, 0.01) / exchanger.conductance_share(0.4, 0.01)) / math.log(2.0)
    agrees("T-D1", "exponent of conductance over flow", slope, 0.8, 1e-12, unit="1", authority="Dittus and Boelter")


def test_transport_delay_is_the_mass_of_the_leg(agrees):
    """20 litres of ammonia at 581.3 kg/m3 at 1.07 kg/s: 10.865 s, in steps of 10 ms."""
    x = np.zeros(leg.LENGTH)
    parcel_kg, seconds = 0.020 * 581.3 / leg.PARCELS, 0.0
    while leg.advance(x, 0, 0.0107, 1e5, parcel_kg) < 5e4:
        seconds += 0.01
    agrees("T-D2", "delay of a leg at rated flow", seconds, 10.865, 0.02, unit="s", authority="mass over flow")


def panel_outlet_k(p: np.ndarray, flow_kg_s: float, sink_k: float) -> float:
    """Outlet [K] of the plant's own panels, fed at 320 K until nothing changes any more."""
    x, y = system.initial(p, np.full(8, 1e4), sink_k).x, np.zeros(len(system.OUTPUTS))
    inlet_j_kg, leaving = coolant.enthalpy_j_kg(0.0, 320.0), 0.0
    for _ in range(250_000):  # 25,000 s; surfaces follow in an hour
        leaving = panels.step(x, 0, p, 1.0, 1.0, sink_k, inlet_j_kg, layout.PANELS * flow_kg_s, 0.1, y)
    return coolant.temperature_k(0.0, leaving)


def solved_outlet_k(p: np.ndarray, flow_kg_s: float, sink_k: float) -> float:
    """The same by the differential equation along the flow: wall and coolant at every place, no segments.

    m dh/ds = -UA (T - Tw), UA (T - Tw) = eps sigma eta A (Tw^4 - Ts^4); eta at the mean of Tw over the panel.
    """
    turbulent = (layout.PANELS * flow_kg_s / p[at("rated_flow_kg_s")]) ** 0.8
    ua_w_k = p[at("panel_wall_w_k")] * max(turbulent, p[at("still_share")])
    mean_k, outlet_k = 310.0, 310.0
    for _ in range(6):
        ratio = 2.0 * p[at("emissivity")] * SIGMA * mean_k**3 * p[at("fin_length_m")] ** 2
        ratio /= p[at("fin_w_mk")] * p[at("fin_thickness_m")]
        eta = fin.efficiency(ratio, sink_k / mean_k)
        exchange = p[at("emissivity")] * SIGMA * eta * p[at("emitting_m2")]

        def wall_k(here_k: float, exchange: float = exchange) -> float:
            return float(optimize.brentq(
                lambda k: ua_w_k * (here_k - k) - exchange * (k**4 - sink_k**4), sink_k - 1.0, here_k + 1.0
            ))  # fmt: skip

        def given(_: float, h: np.ndarray) -> list[float]:
            here_k = coolant.temperature_k(0.0, float(h[0]))
            return [-ua_w_k * (here_k - wall_k(here_k)) / flow_kg_s]

        start = [coolant.enthalpy_j_kg(0.0, 320.0)]
        places = np.append((np.arange(50) + 0.5) / 50.0, 1.0)
        along = integrate.solve_ivp(given, (0.0, 1.0), start, rtol=1e-9, atol=1e-3, t_eval=places).y[0]
        temperatures = [coolant.temperature_k(0.0, float(h)) for h in along]
        mean_k, outlet_k = float(np.mean([wall_k(here_k) for here_k in temperatures[:-1]])), temperatures[-1]
    return outlet_k


@pytest.mark.slow
@pytest.mark.parametrize(
    ("flow_kg_s", "share"), [(0.535, 0.001), (0.3, 0.001), (0.2, 0.001), (0.1, 0.002), (0.05, 0.015)]
)
def test_the_panels_of_the_plant_against_the_equation_along_the_flow(agrees, flow_kg_s, share):
    """Four segments each; at a tenth of the rated flow they have over two transfer units, and are 1 % off."""
    p = pack(system.PARAMETERS, {})
    ours, theirs = (320.0 - outlet_k(p, flow_kg_s, 183.0) for outlet_k in (panel_outlet_k, solved_outlet_k))
    agrees("T-D3", f"drop over a panel at {flow_kg_s} kg/s", ours, theirs, share, unit="K",
           authority="scipy solve_ivp along the flow", relative=True)  # fmt: skip


def test_t12_time_to_throttle_without_flow():
    """Lumped: 15 kW into 9 (62.5 + 416.7) J/K and 0.872 kg of coolant at 4.9 kJ/kg/K bounds the rise both ways."""
    p = pack(system.PARAMETERS, {"prime_health_a": 0.0})
    rack_w = np.full(8, 15e3)
    start = system.initial(p, rack_w, 185.0)
    y = np.zeros(len(system.OUTPUTS))
    first, seconds = 0.0, 0.0
    hottest = system.OUTPUTS.index("junction_1")
    while seconds < 60.0:
        system.step(start.x, p, rack_w, 185.0, *start.actuators, 15.0, 4e3, 0.0, 0.01, y)
        first = first or y[hottest]
        seconds += 0.01
        if y[hottest] >= 95.0:
            break
    slowest = (95.0 - first) * (9 * 479.2 + 0.872 * 4906.0) / 15e3
    fastest = (95.0 - first) * 9 * 479.2 / 15e3
    assert fastest < seconds < slowest + 2.0  # the pump takes its 0.4 s lag to stop
    assert seconds == pytest.approx(4.8, abs=0.3)  # the figure of docs/models/thermal-junction.md


def test_energy_in_a_sealed_loop(agrees):
    """No sink but itself: with perfect blankets and no emission the plant keeps all the heat it gets."""
    tiny = {"structure_m2": 0.001, "emissivity": 0.1, "emitting_m2": 1.0, "equipment_m2": 0.1, "louvre_open": 0.01,
            "louvre_shut": 0.01}  # fmt: skip
    p = pack(system.PARAMETERS, tiny)
    rack_w = np.full(8, 500.0)
    x = np.zeros(len(system.STATE))
    x[:] = system.initial(pack(system.PARAMETERS, {}), rack_w, 185.0).x
    before = system.stored_j(x, p)
    y = np.zeros(len(system.OUTPUTS))
    rejected_j = 0.0
    for _ in range(6000):
        system.step(x, p, rack_w, 185.0, 0.5, 0.0, 0.5, 0.5, 0.0, 0.5, 15.0, 0.0, 0.0, 0.01, y)
        rejected_j += 0.01 * y[system.OUTPUTS.index("heat_rejected_w")]
    given = 60.0 * (4000.0 + 2.0 * p[index(system.PARAMETERS, "platform_w")])
    pumps = x[system.STATE.index("pump_j")]
    gained = system.stored_j(x, p) - before + rejected_j
    agrees("T-14", "sealed plant, heat kept over heat given, 60 s", gained / (given + pumps), 1.0, 0.01, unit="1",
           authority="conservation")  # fmt: skip
