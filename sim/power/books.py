"""Energy books of the electrical system: what was generated, where it went, and what the stores say.

Flows are accumulated step by step; what is stored is computed from state (SoC, RC voltage, bus voltage) by other
formulas than those the flows came from. The residual is zero only when both agree, so it can fail.
Conservation of energy (docs/physics.md, P-7). flows_j is (len(FLOWS),), p is (len(PARAMETERS),).
"""

from sim.kernel import jit
from sim.parameters import Parameter, index
from sim.power.vector import Vector

FLOWS = (
    "generated",
    "platform",
    "pump",
    "payload",
    "laser",
    "array_converter",
    "battery_converter",
    "battery_resistance",
    "payload_converter",
)
STORES = ("battery", "polarisation", "bus")
TERMS = (*FLOWS, *(f"stored_{store}" for store in STORES))

PARAMETERS = tuple(
    Parameter(f"book_scale_{term}", "1", 1.0, 0.0, 2.0, "other than 1 plants a false entry: the books must show it")
    for term in TERMS
)

(GENERATED, PLATFORM, PUMP, PAYLOAD, LASER) = range(5)
(ARRAY_CONVERTER, BATTERY_CONVERTER, BATTERY_RESISTANCE, PAYLOAD_CONVERTER) = range(5, 9)
STORED_SCALE = index(PARAMETERS, "book_scale_stored_battery")

SMALLEST_THROUGHPUT = 1.0  # [J] below this there is nothing to be relative to


@jit
def enter(flows_j: Vector, term: int, joules: float, p: Vector) -> None:
    """Add `joules` [J] to one flow of flows_j (len(FLOWS),)."""
    flows_j[term] += joules * p[term]


@jit
def residual(flows_j: Vector, battery_j: float, polarisation_j: float, bus_j: float, p: Vector) -> float:
    """Return (generated - loads - losses - gain of the stores) over the throughput, signed; 0 is closed.

    flows_j is (len(FLOWS),) [J]; the three arguments are gains since the start [J]. Throughput is what was generated
    or what was used, the larger.
    """
    used = 0.0
    for term in range(PLATFORM, PAYLOAD_CONVERTER + 1):
        used += flows_j[term]
    gain = p[STORED_SCALE] * battery_j + p[STORED_SCALE + 1] * polarisation_j + p[STORED_SCALE + 2] * bus_j
    throughput = max(flows_j[GENERATED], used, SMALLEST_THROUGHPUT)
    return (flows_j[GENERATED] - used - gain) / throughput
