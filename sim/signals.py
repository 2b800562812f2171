"""What the boards can sense: every sensor channel of the dictionary, and the output of which part it shows.

value = output x factor + offset, in the unit of the dictionary. The order is that of the boards and their channels.
"""

import numpy as np
from numpy.typing import NDArray

from sim.parts import ALL_OUTPUTS
from sim.thermal.system import OUTPUTS as THERMAL

Row = tuple[str, str, float, float]  # signal, output, factor, offset


def _plain(board: str, part: str, pairs: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
    return tuple((f"{board}.{signal}", f"{part}.{output}", 1.0, 0.0) for signal, output in pairs)


_EPS: tuple[Row, ...] = (
    *_plain(
        "eps",
        "power",
        (
            ("bus_voltage", "bus_v"),
            ("bus_voltage_min", "bus_min_v"),
            ("bus_voltage_max", "bus_max_v"),
            ("array_voltage", "array_v"),
            ("array_current", "array_a"),
            *((f"string_current_{group}", f"string_{group}_a") for group in range(1, 9)),
            ("array_temperature", "cell_c"),
            ("battery_voltage", "battery_v"),
            ("battery_current", "battery_a"),
            ("battery_temperature", "battery_c"),
            ("cell_voltage_min", "cell_min_v"),
            ("cell_voltage_max", "cell_max_v"),
            ("payload_current", "payload_a"),
            ("payload_current_max", "payload_a"),
            ("platform_current", "platform_a"),
            ("pump_current", "pump_a"),
            ("laser_current", "laser_a"),
        ),
    ),
    ("eps.sun_sensor", "shared.sun_share", 1.0, 0.0),
    ("eps.limiter_trips", "power.trips", 1.0, 0.0),
    ("eps.gnss_altitude", "orbit.altitude_m", 0.001, 0.0),
    ("eps.sun_az", "orbit.sun_az_rad", 1.0, 0.0),
    ("eps.sun_el", "orbit.sun_el_rad", 1.0, 0.0),
)

_RADIATOR = _plain("radiator", "thermal", tuple((name, name) for name in THERMAL[:22]))

_LASER: tuple[Row, ...] = (
    ("laser.sun_az", "orbit.sun_az_rad", 1.0, 0.0),
    ("laser.sun_el", "orbit.sun_el_rad", 1.0, 0.0),
    ("laser.orbit_radius", "orbit.altitude_m", 0.001, 6378.137),
    *(
        (f"laser.{signal}_{number}", f"optical.{output}_{number}", factor, 0.0)
        for number in range(1, 5)
        for signal, output, factor in (
            ("gimbal_az", "gimbal_az_rad", 1.0),
            ("gimbal_el", "gimbal_el_rad", 1.0),
            ("target_az", "target_az_rad", 1.0),
            ("target_el", "target_el_rad", 1.0),
            ("range", "range_m", 0.001),
            ("received", "received_dbm", 1.0),
            ("residual", "residual_urad", 1.0),
            ("laser_temp", "laser_c", 1.0),
            ("flags", "flags", 1.0),
        )
    ),
)

_PAYLOAD: tuple[Row, ...] = (
    *_plain("payload", "workload", tuple((f"rack_power_{group}", f"rack_w_{group}") for group in range(1, 9))),
    *_plain("payload", "thermal", tuple((f"junction_{group}", f"junction_{group}") for group in range(1, 9))),
    *_plain(
        "payload",
        "workload",
        (
            ("job_state", "job_state"),
            ("throttled", "throttled"),
            ("checkpoints", "checkpoints"),
            ("training_steps", "training_steps"),
            ("tokens", "tokens"),
            ("queue", "queue"),
        ),
    ),
)

TABLE = (*_EPS, *_RADIATOR, *_LASER, *_PAYLOAD)
SIGNALS = tuple(row[0] for row in TABLE)
SOURCE = np.array([ALL_OUTPUTS.index(row[1]) for row in TABLE], dtype=np.int64)
FACTOR = np.array([row[2] for row in TABLE])
OFFSET = np.array([row[3] for row in TABLE])


def _rows(*outputs: str) -> NDArray[np.int64]:
    """Return the rows of TABLE that show an output whose name begins with one of `outputs`."""
    return np.array([n for n, row in enumerate(TABLE) if row[1].startswith(outputs)], dtype=np.int64)


#: Rows by how often what they show moves in a tick: with the sub-steps, with the loops, once.
EACH_SUBSTEP = _rows("power.", "shared.", "workload.rack_w_")
EACH_HEAT_STEP = _rows("thermal.")
ONCE = np.setdiff1d(np.arange(len(TABLE)), np.concatenate((EACH_SUBSTEP, EACH_HEAT_STEP)))
