"""Parameters of both loops. Defaults are ODC-120 (`docs/odc120.md`).

What that table leaves open is ours, with the reason.
"""

from sim.parameters import Parameter, index

_LOOP_FAULTS = tuple(
    parameter
    for loop, panel in (("a", 1), ("b", 3))
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
        Parameter(f"leak_{loop}", "kg/s", 0.0, 0.0, 0.1, "coolant lost to space from the loop's pipes"),
        *(
            Parameter(
                f"leak_panel_{number}", "kg/s", 0.0, 0.0, 0.1, "coolant lost from a panel; closed, from its own only"
            )
            for number in (panel, panel + 1)
        ),
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
    "structure",
    "equipment",
    "louvre",
    "heater",
)

_SCALES = tuple(
    Parameter(f"scale_{term}", "1", 1.0, 0.9, 1.1, f"error planted in the energy term `{term}`; 1 is none")
    for term in TERMS
)

PARAMETERS = (
    Parameter("coolant", "1", 0.0, 0.0, 1.0, "0 ammonia (odc120), 1 propylene glycol and water, half each by mass"),
    Parameter("rated_flow_kg_s", "kg/s", 1.07, 0.1, 10.0, "odc120: one pump at rated speed; 12 K at 63 kW"),
    Parameter("pump_rated_w", "W", 600.0, 0.0, 5000.0, "odc120: four pumps take 2.4 kW"),
    Parameter("pump_lag_s", "s", 0.4, 0.05, 10.0, "ours: flow gone within 2 s of a loss (docs/physics.md T-12)"),
    Parameter("pump_shutoff", "1", 1.2, 1.01, 3.0, "ours: head at no flow over rated, flat centrifugal curve"),
    Parameter("branch_share", "1", 0.3, 0.0, 0.99, "ours: of the loop's resistance, that of radiator and bypass"),
    Parameter("branch_valve_share", "1", 0.5, 0.0, 1.0, "ours: of the radiator branch's resistance, the valve's part"),
    Parameter("relief_share", "1", 0.5, 0.01, 1.0, "ours: relief valve round the radiator, conductance over rated"),
    Parameter("suction_margin_k", "K", 2.0, 0.1, 20.0, "ours: subcooling the pumps need; 1.1 bar of ammonia at 30"),
    Parameter(
        "cavitating_share", "1", 0.05, 0.001, 1.0, "ours: head left with vapour at the inlet; a fifth of the flow"
    ),
    Parameter("freeze_margin_k", "K", 5.0, 0.1, 50.0, "ours: a panel's flow falls over so much above freezing"),
    Parameter("thaw_share", "1", 0.05, 0.0, 1.0, "ours: trickle along the headers of a frozen panel, to thaw it"),
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
    Parameter("structure_m2", "m2", 0.05, 0.001, 10.0, "ours: eps A of a rack group's plate to space through blankets"),
    Parameter("contact_share", "1", 0.1, 0.001, 1.0, "ours: below this flow the platform's heat leaves the coolant"),
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
    Parameter("fin_length_m", "m", 0.0596, 0.001, 1.0, "ours: gives odc120's fin efficiency 0.92 at 315 K, sink 183 K"),
    Parameter("fin_thickness_m", "m", 0.001, 1e-5, 0.1, "ours: face sheets together"),
    Parameter("fin_w_mk", "W/m/K", 167.0, 1.0, 2000.0, "aluminium 6061-T6 (ASM)"),
    Parameter("panel_j_m2k", "J/m2/K", 10000.0, 500.0, 1e5, "odc120: heat capacity for each emitting face"),
    Parameter(
        "vessel_fill", "1", 0.5, 0.01, 0.99, "ours: share of the vessel that is liquid, all of the loop at 40 degC"
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
    Parameter("vessel_charge_bar", "bar", 30.0, 1.0, 100.0, "ours: gas over glycol at that fill, pressure of odc120"),
    Parameter("dry_m3", "m3", 0.001, 0.0001, 0.1, "ours: below this the pumps start to draw vapour"),
    Parameter("equipment_j_k", "J/K", 2e5, 1e4, 1e8, "ours: 220 kg of aluminium and boxes"),
    Parameter("equipment_m2", "m2", 16.0, 0.1, 1000.0, "ours: 4.2 kW of losses at 20 degC with open louvres"),
    Parameter("louvre_shut", "1", 0.14, 0.01, 1.0, "Gilmore, ch. 9: effective emissivity, blades shut"),
    Parameter("louvre_open", "1", 0.74, 0.01, 1.0, "Gilmore, ch. 9: blades open"),
    Parameter("louvre_shut_k", "K", 283.15, 200.0, 350.0, "ours: shut below 10 degC"),
    Parameter("louvre_open_k", "K", 293.15, 201.0, 360.0, "ours: open at 20 degC, odc120's battery plate"),
    Parameter("heater_w", "W", 700.0, 0.0, 1e5, "ours: holds 5 degC without any other heat, louvres shut"),
    Parameter("heater_on_k", "K", 278.15, 150.0, 350.0, "ours: 5 degC, above the battery's charging limit of 0"),
    Parameter("heater_off_k", "K", 281.15, 150.0, 350.0, "ours: 8 degC"),
    *_LOOP_FAULTS,
    *_SCALES,
)


def at(name: str) -> int:
    """Return the position of parameter `name` in the packed array. Raises KeyError. Source: ours."""
    return index(PARAMETERS, name)


FAULTS = at("prime_health_a")  # first of loop A's faults
FAULTS_LENGTH = len(_LOOP_FAULTS) // 2  # loop B's follow
