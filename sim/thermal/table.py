"""Parameters of both loops. Defaults are ODC-120 (`docs/odc120.md`).

What that table leaves open is ours, with the reason.
"""

from sim.parameters import Parameter, index

_LOOP_FAULTS = tuple(
    parameter
    for loop in "ab"
    for parameter in (
        Parameter(f"prime_health_{loop}", "1", 1.0, 0.0, 1.0, "prime pump speed reached over asked; 0 is seized"),
        Parameter(f"standby_health_{loop}", "1", 1.0, 0.0, 1.0, "standby pump, likewise"),
        Parameter(
            f"valve_health_{loop}",
            "1",
            1.0,
            0.0,
            1.0,
            "bypass valve travel over asked; 0 is stuck where it is",
        ),
        Parameter(f"leak_{loop}", "kg/s", 0.0, 0.0, 0.1, "coolant lost to space, taken from the accumulator"),
    )
)

TERMS = (
    "rack",
    "pump",
    "platform",
    "absorbed",
    "radiated",
    "stored",
    "die_plate",
    "plate_coolant",
    "supply_leg",
    "return_leg",
    "mixing",
    "wall",
)

_SCALES = tuple(
    Parameter(f"scale_{term}", "1", 1.0, 0.9, 1.1, f"error planted in the energy term `{term}`; 1 is none")
    for term in TERMS
)

PARAMETERS = (
    Parameter("rated_flow_kg_s", "kg/s", 1.07, 0.1, 10.0, "odc120: one pump at rated speed; 12 K at 63 kW"),
    Parameter("pump_rated_w", "W", 600.0, 0.0, 5000.0, "odc120: four pumps take 2.4 kW"),
    Parameter("pump_lag_s", "s", 0.4, 0.05, 10.0, "ours: flow gone within 2 s of a loss (docs/physics.md T-12)"),
    Parameter("valve_rate_per_s", "1/s", 0.1, 0.001, 10.0, "ours: full stroke in 10 s, a geared motor valve"),
    Parameter("valve_lag_s", "s", 0.5, 0.05, 10.0, "ours: position servo"),
    Parameter("leg_m3", "m3", 0.020, 0.001, 1.0, "ours: 25 m of 32 mm bore each way; 10.9 s at rated flow"),
    Parameter("pump_cell_m3", "m3", 0.002, 0.0005, 0.1, "ours: valve, manifold and pump bodies, well mixed"),
    Parameter(
        "platform_w",
        "W",
        1800.0,
        0.0,
        20000.0,
        "odc120: half of the 6 kW platform load but its pumps, on each loop",
    ),
    Parameter("plate_m3", "m3", 0.0015, 0.0002, 0.1, "ours: coolant under one rack group's cold plate"),
    Parameter("die_plate_k_w", "K/W", 0.008, 0.001, 0.1, "ours: die's part of odc120's 0.02 K/W an accelerator"),
    Parameter("plate_coolant_k_w", "K/W", 0.012, 0.001, 0.1, "ours: plate's part at rated flow"),
    Parameter("die_lag_s", "s", 0.5, 0.1, 10.0, "docs/physics.md: die 0.1 to 1 s; sets 62.5 J/K an accelerator"),
    Parameter("plate_lag_s", "s", 5.0, 1.0, 60.0, "docs/physics.md: cold plate 2 to 10 s; sets 417 J/K an accelerator"),
    Parameter("accelerators", "1", 9.0, 1.0, 100.0, "odc120: 72 accelerators in eight groups"),
    Parameter("junction_spread", "1", 0.05, 0.0, 0.5, "ours: hottest of nine over the mean, as share of its rise"),
    Parameter("still_share", "1", 0.05, 0.001, 1.0, "ours: conductance into still coolant over that at rated flow"),
    Parameter("panel_m3", "m3", 0.010, 0.001, 0.5, "ours: 0.5 km of 5 mm bore tube in a panel"),
    Parameter(
        "panel_wall_w_k",
        "W/K",
        15000.0,
        100.0,
        1e6,
        "ours: coolant to surface of a panel at half the rated flow",
    ),
    Parameter("emitting_m2", "m2", 75.0, 1.0, 1000.0, "odc120: 150 m2 two-sided in four panels, both faces of one"),
    Parameter("emissivity", "1", 0.91, 0.1, 1.0, "odc120"),
    Parameter("fin_efficiency", "1", 0.92, 0.1, 1.0, "odc120"),
    Parameter("panel_j_m2k", "J/m2/K", 10000.0, 500.0, 1e5, "odc120: heat capacity for each emitting face"),
    Parameter(
        "charge_kg",
        "kg",
        50.2,
        1.0,
        500.0,
        "ours: half fills the accumulator when all of the loop is at 40 degC",
    ),
    Parameter("vessel_m3", "m3", 0.040, 0.001, 1.0, "ours: takes the swing of -40 to 65 degC twice over"),
    Parameter(
        "vessel_set_k",
        "K",
        338.89,
        250.0,
        380.0,
        "CoolProp 8.0.0: ammonia boils here at 30 bar, odc120's pressure",
    ),
    Parameter("vessel_lag_s", "s", 300.0, 10.0, 1e5, "ours: accumulator heater control"),
    Parameter("vessel_j_k", "J/K", 70000.0, 1000.0, 1e7, "ours: 10 kg of aluminium and 11 kg of liquid"),
    Parameter("vessel_liquid_kg_m3", "kg/m3", 534.6, 400.0, 700.0, "CoolProp 8.0.0: saturated ammonia at 30 bar"),
    Parameter("dry_m3", "m3", 0.001, 0.0001, 0.1, "ours: below this the pumps start to draw vapour"),
    *_LOOP_FAULTS,
    *_SCALES,
)


def at(name: str) -> int:
    """Position of parameter `name` in the packed array. Raises KeyError."""
    return index(PARAMETERS, name)


FAULTS = at("prime_health_a")  # first of loop A's faults
FAULTS_LENGTH = len(_LOOP_FAULTS) // 2  # loop B's follow
