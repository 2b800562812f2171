"""Coolant fits against CoolProp 8.0.0: figures it gave at 30 bar, and the live package where it is installed.

Points and datum: ammonia, enthalpy above liquid at 200 K; INCOMP::MPG[0.5] above 242 K.
"""

import pytest

from sim.thermal import coolant

AUTHORITY = "CoolProp 8.0.0"
LIVE = "CoolProp, installed"
RAOULTS = "CoolProp, Raoult's law"
GLYCOL = (  # [K], [J/kg above 242 K], cp [J/kg/K], [kg/m3], [Pa s]: PropsSI(..., 'P', 30e5, 'INCOMP::MPG[0.5]')
    (243.15, 3828.65, 3336.81, 1064.096, 0.212509),
    (253.15, 37338.06, 3375.67, 1060.430, 0.084758),
    (273.15, 105525.60, 3453.11, 1050.941, 0.019114),
    (293.15, 175267.16, 3530.19, 1039.060, 0.006394),
    (313.15, 246559.20, 3606.97, 1025.372, 0.002914),
    (333.15, 319400.16, 3683.48, 1010.457, 0.001661),
    (353.15, 393790.54, 3759.78, 994.899, 0.001088),
)
AMMONIA_VISCOSITY = (
    (200.0, 5.17208e-4),
    (233.15, 2.84104e-4),
    (273.15, 1.72534e-4),
    (300.0, 1.31069e-4),
    (333.15, 9.48328e-5),
)
RAOULT = 0.5 / 18.015 / (0.5 / 18.015 + 0.5 / 76.094)  # mole fraction of water


def slope_cp(kind: float, enthalpy: float) -> float:
    rise = coolant.temperature_k(kind, enthalpy + 500.0) - coolant.temperature_k(kind, enthalpy - 500.0)
    return 1000.0 / rise


def worst(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """The pair (ours, theirs) that differs most, as a share."""
    return max(pairs, key=lambda pair: abs(pair[0] / pair[1] - 1.0))


def test_glycol_at_seven_temperatures(agrees):
    temperature = worst([(coolant.temperature_k(1.0, h), t) for t, h, *_ in GLYCOL])
    agrees("T-C1", "glycol temperature, worst of 7", *temperature, 0.001, unit="K", authority=AUTHORITY)
    cp = worst([(slope_cp(1.0, h), c) for _, h, c, *_ in GLYCOL])
    agrees("T-C1", "glycol cp, worst of 7", *cp, 0.002, unit="J/kg/K", authority=AUTHORITY, relative=True)
    density = worst([(coolant.density_kg_m3(1.0, h), d) for _, h, _, d, _ in GLYCOL])
    agrees("T-C1", "glycol density, worst of 7", *density, 1.5e-4, unit="kg/m3", authority=AUTHORITY, relative=True)
    viscosity = worst([(coolant.viscosity_pa_s(1.0, t), v) for t, _, _, _, v in GLYCOL])
    agrees("T-C1", "glycol viscosity, worst of 7", *viscosity, 0.001, unit="Pa s", authority=AUTHORITY, relative=True)


def test_ammonia_viscosity(agrees):
    pair = worst([(coolant.viscosity_pa_s(0.0, t), v) for t, v in AMMONIA_VISCOSITY])
    agrees("T-C2", "ammonia viscosity, worst of 5", *pair, 0.007, unit="Pa s", authority=AUTHORITY, relative=True)


def test_freezing_points(agrees):
    agrees("T-C3", "ammonia freezes", coolant.freezing_k(0.0), 195.495, 0.01, unit="K", authority=AUTHORITY)
    agrees("T-C3", "glycol freezes", coolant.freezing_k(1.0), 240.9565, 0.01, unit="K", authority=AUTHORITY)


def test_glycol_boils_as_its_water_by_raoult(agrees):
    """Water at 353.15 K: 0.47414 bar; 373 K: 1.00877 bar (CoolProp 8.0.0)."""
    for at_k, bar in ((353.15, 0.47414474), (373.0, 1.008768616)):
        ours = coolant.saturation_bar(1.0, at_k)
        agrees(
            "T-C4",
            f"glycol saturation {at_k} K",
            ours,
            RAOULT * bar,
            0.002,
            unit="bar",
            authority=RAOULTS,
            relative=True,
        )


def test_live_ammonia(agrees):
    properties = pytest.importorskip("CoolProp.CoolProp")
    zero = properties.PropsSI("H", "T", 200.0, "P", 30e5, "Ammonia")
    rows = []
    for at_k in range(200, 339, 6):
        h, d, v = (properties.PropsSI(name, "T", at_k, "P", 30e5, "Ammonia") for name in ("H", "D", "V"))
        rows.append((at_k, h - zero, d, v))
    temperature = worst([(coolant.temperature_k(0.0, h), float(t)) for t, h, *_ in rows])
    agrees("T-C5", "ammonia temperature, 200-338 K", *temperature, 0.02, unit="K", authority=LIVE)
    density = worst([(coolant.density_kg_m3(0.0, h), d) for _, h, d, _ in rows])
    agrees("T-C5", "ammonia density, 200-338 K", *density, 4e-4, unit="kg/m3", authority=LIVE, relative=True)
    viscosity = worst([(coolant.viscosity_pa_s(0.0, float(t)), v) for t, _, _, v in rows])
    agrees("T-C5", "ammonia viscosity, 200-338 K", *viscosity, 0.007, unit="Pa s", authority=LIVE, relative=True)
    pressure = [
        (coolant.saturation_bar(0.0, float(t)), properties.PropsSI("P", "T", t, "Q", 0, "Ammonia") / 1e5)
        for t in range(230, 371, 10)
    ]
    agrees("T-C5", "ammonia saturation, 230-370 K", *worst(pressure), 0.002, unit="bar", authority=LIVE, relative=True)


def test_live_glycol(agrees):
    properties = pytest.importorskip("CoolProp.CoolProp")
    name = "INCOMP::MPG[0.5]"
    zero = properties.PropsSI("H", "T", 242.0, "P", 30e5, name)
    rows = []
    for at_k in range(242, 373, 5):
        h, d, v = (properties.PropsSI(what, "T", at_k, "P", 30e5, name) for what in ("H", "D", "V"))
        rows.append((at_k, h - zero, d, v))
    temperature = worst([(coolant.temperature_k(1.0, h), float(t)) for t, h, *_ in rows])
    agrees("T-C6", "glycol temperature, 242-372 K", *temperature, 0.001, unit="K", authority=LIVE)
    density = worst([(coolant.density_kg_m3(1.0, h), d) for _, h, d, _ in rows])
    agrees("T-C6", "glycol density, 242-372 K", *density, 1.5e-4, unit="kg/m3", authority=LIVE, relative=True)
    viscosity = worst([(coolant.viscosity_pa_s(1.0, float(t)), v) for t, _, _, v in rows])
    agrees("T-C6", "glycol viscosity, 242-372 K", *viscosity, 0.001, unit="Pa s", authority=LIVE, relative=True)
