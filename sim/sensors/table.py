"""Which channels have a modelled sensor, of which kind, and its parameters and state by name.

Channel names are those of the dictionary. Every sensor of a kind is built alike; what is its own is a seeded draw of
its tolerance, its state, and its faults.
"""

from sim.parameters import Parameter, index
from sim.sensors.image import INSTANT, MAXIMUM, MEAN

PLATINUM, THERMISTOR, BRIDGE, PULSE = 0, 1, 2, 3

#: Signal (board.channel), kind, and the statistic of the tick that the dictionary samples.
CHANNELS: tuple[tuple[str, int, int], ...] = (
    *((f"radiator.{name}_{loop}", PLATINUM, INSTANT) for loop in "ab" for name in ("supply", "return", "outlet")),
    *((f"radiator.panel_{number}", PLATINUM, INSTANT) for number in range(1, 5)),
    *((f"radiator.flow_{loop}", PULSE, MEAN) for loop in "ab"),
    *((f"radiator.pressure_{loop}", BRIDGE, INSTANT) for loop in "ab"),
    ("eps.array_temperature", PLATINUM, INSTANT),
    ("eps.battery_temperature", THERMISTOR, INSTANT),
    *((f"laser.laser_temp_{number}", THERMISTOR, INSTANT) for number in range(1, 5)),
    *((f"payload.junction_{number}", THERMISTOR, MAXIMUM) for number in range(1, 9)),
)
_UNITS = {PLATINUM: "K", THERMISTOR: "K", BRIDGE: "bar", PULSE: "kg/s"}

_COMMON = (
    Parameter("platinum_class", "1", 2.0, 0.0, 3.0, "IEC 60751: 0 ideal, 1 AA, 2 A, 3 B; class A: ours, usual probe"),
    Parameter("platinum_a", "A", 2.5e-4, 0.0, 0.01, "ours: excitation; makers advise 0.1 to 0.3 mA for PT1000"),
    Parameter("platinum_w_k", "W/K", 0.01, 1e-5, 10.0, "ours: dissipation constant of a probe clamped to a pipe"),
    Parameter("platinum_lag_s", "s", 0.5, 0.0, 100.0, "ours: first-order lag of a probe in a thin pipe wall"),
    Parameter("thermistor_ohm", "ohm", 10000.0, 1.0, 1e7, "R25; docs/physics.md case T-9"),
    Parameter("thermistor_b_k", "K", 3950.0, 100.0, 10000.0, "B; docs/physics.md case T-9"),
    Parameter("thermistor_share", "1", 0.01, 0.0, 0.2, "ours: tolerance of R25, 1 %, the usual grade"),
    Parameter("thermistor_pull_ohm", "ohm", 10000.0, 1.0, 1e7, "ours: pull-up equal to R25"),
    Parameter("thermistor_supply_v", "V", 1.0, 0.0, 10.0, "ours: low, to keep self-heating to a hundredth of a kelvin"),
    Parameter("thermistor_w_k", "W/K", 0.002, 1e-5, 10.0, "ours: dissipation constant of a glass bead on a mount"),
    Parameter("thermistor_lag_s", "s", 0.1, 0.0, 100.0, "ours: first-order lag of a bead on a package"),
    Parameter("bridge_full_bar", "bar", 70.0, 1.0, 1000.0, "ours: full scale above the dictionary's 65 bar"),
    Parameter("bridge_live_zero", "1", 0.1, 0.01, 0.5, "ours: output at no pressure, so that a lost bridge shows"),
    Parameter("bridge_share", "1", 0.001, 0.0, 0.1, "ours: largest error over full scale, 0.1 % grade"),
    Parameter("bridge_lag_s", "s", 0.01, 0.0, 10.0, "ours: filter of the bridge amplifier"),
    Parameter(
        "flow_pulses_kg", "1/kg", 20000.0, 1.0, 1e9, "ours: ultrasonic meter's pulse output; a turbine has 1000s"
    ),
    Parameter("flow_share", "1", 0.002, 0.0, 0.2, "ours: largest error of the meter's factor, 0.2 % grade"),
    Parameter("adc_bits", "1", 16.0, 4.0, 32.0, "ours: a common converter"),
    Parameter("adc_gain", "1", 1e-4, 0.0, 0.1, "ours: largest gain error after calibration"),
    Parameter("adc_offset", "1", 2e-5, 0.0, 0.1, "ours: largest offset over the reference, about one code of 16 bits"),
)
(
    P_CLASS, P_AMPERE, P_W_K, P_LAG, T_OHM, T_B, T_SHARE, T_PULL, T_SUPPLY, T_W_K, T_LAG,
    B_FULL, B_ZERO, B_SHARE, B_LAG, F_PULSES, F_SHARE, ADC_BITS, ADC_GAIN, ADC_OFFSET,
) = range(len(_COMMON))  # fmt: skip


def _faults(signal: str, kind: int) -> tuple[Parameter, ...]:
    """Return the fault points of one channel, each of which does nothing at 0."""
    name, unit = signal.partition(".")[2], _UNITS[kind]
    text = f"fault point of {signal}"
    return (
        Parameter(f"{name}_stuck", "1", 0.0, 0.0, 1.0, f"{text}: 1 holds the last reading"),
        Parameter(f"{name}_bias", unit, 0.0, -1000.0, 1000.0, f"{text}: added to what the sensor feels"),
        Parameter(f"{name}_drift", f"{unit}/h", 0.0, -1000.0, 1000.0, f"{text}: a bias that grows while not 0"),
        Parameter(f"{name}_open", "1", 0.0, 0.0, 1.0, f"{text}: 1 breaks the wire, which reads INVALID"),
        Parameter(f"{name}_short", "1", 0.0, 0.0, 1.0, f"{text}: 1 shorts the sensor, which reads INVALID"),
    )


PARAMETERS: tuple[Parameter, ...] = (*_COMMON, *(row for name, kind, _ in CHANNELS for row in _faults(name, kind)))
FAULTS = index(PARAMETERS, "supply_a_stuck")  # of the first channel
FAULT_STRIDE = 5
STUCK, BIAS, DRIFT, OPEN, SHORT = range(FAULT_STRIDE)

_PER_CHANNEL = (
    "felt",  # what the element has come to, in the channel's unit; total pulses of a flow meter
    "counted",  # flow over the last tick by whole pulses; 0 elsewhere
    "held",  # last reading, for a stuck sensor
    "drifted",  # grown by drift so far
    "part",  # this part's place in its tolerance, -1 to 1, drawn once
    "converter",  # the same of its converter
)
STRIDE = len(_PER_CHANNEL)
FELT, COUNTED, HELD, DRIFTED, PART, CONVERTER = range(STRIDE)
STATE = tuple(f"{name.partition('.')[2]}_{of}" for name, _, _ in CHANNELS for of in _PER_CHANNEL)
