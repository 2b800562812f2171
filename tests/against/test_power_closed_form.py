"""P-3 (rest voltages) and P-5 of docs/physics.md: the battery's curve, and the energy balance of an orbit."""

from collections.abc import Callable

import pytest

from sim.parameters import pack
from sim.power import battery

Agrees = Callable[..., None]
FLAT = {"battery_efficiency": 0.95, "battery_fixed_share": 0.0, "battery_square_share": 0.0}  # P-5: 0.95 at any load
P = pack(battery.PARAMETERS, FLAT)
ORBIT_MIN, DARK_MIN, LOAD_W = 96.687, 21.08, 120e3  # docs/physics.md, P-5


# Rest voltages of PyBaMM's Chen2020 parameters (Chen et al. 2020), recorded in docs/physics.md as P-3.
@pytest.mark.parametrize(("soc", "rest_v"), [(0.0, 2.500), (0.2, 3.4852), (0.5, 3.7509), (0.8, 4.0421), (1.0, 4.200)])
def test_p3_rest_voltage(soc: float, rest_v: float, agrees: Agrees) -> None:
    """To the digit given; the table's nodes are these points."""
    ours = battery.cell_ocv_v(soc, P)
    agrees("P-3", f"rest voltage at SoC {soc}", ours, rest_v, 5e-5, unit="V", authority="PyBaMM, recorded")


def test_p5_energy_balance(agrees: Agrees) -> None:
    """120 kW through eclipse; what the bus gets comes back through both efficiencies in the lit rest of the orbit."""
    lit_min = ORBIT_MIN - DARK_MIN
    pack_w = -battery.to_terminal_w(-LOAD_W, P)
    out_kwh = battery.to_bus_w(-pack_w, P) * DARK_MIN / -60e3
    recharge_kw = battery.to_bus_w(pack_w * DARK_MIN / lit_min, P) / 1e3
    agrees("P-5", "to the bus in eclipse", out_kwh, 42.16, 1e-3, unit="kWh", authority="hand", relative=True)
    agrees("P-5", "recharge power", recharge_kw, 37.07, 1e-3, unit="kW", authority="hand", relative=True)
    array_kw = LOAD_W / 1e3 + recharge_kw
    agrees("P-5", "array power", array_kw, 157.07, 1e-3, unit="kW", authority="hand", relative=True)
