"""Channels of the `laser` board: four terminals and the navigation solution they point by.

Azimuth and elevation are of the local orbital frame: T along track, N orbit normal, R radially up;
azimuth = atan2(u.N, u.T), elevation = asin(u.R); in microradian counts.
`flags` of a terminal: bit 0 beam detected, 1 tracking loop locked, 2 frame synchronised, 3 interlock closed,
4 emitting, 5 Sun in the field of view, 6 gimbal settled within the scan cone of its command.
"""

DETECTED = 1
LOCKED = 2
SYNCHRONISED = 4
INTERLOCK = 8
EMITTING = 16
SUN_IN_VIEW = 32
SETTLED = 64

MICRORADIAN = 0.000001


def _terminal_sensors(number: str) -> tuple:
    return (
        ("gimbal_az_" + number, "rad", "i32", MICRORADIAN, 0.0, -7.0, 7.0, "instant", "gimbal azimuth"),
        ("gimbal_el_" + number, "rad", "i32", MICRORADIAN, 0.0, -1.6, 1.6, "instant", "gimbal elevation"),
        (
            "target_az_" + number,
            "rad",
            "i32",
            MICRORADIAN,
            0.0,
            -7.0,
            7.0,
            "instant",
            "navigation: azimuth of the peer",
        ),
        (
            "target_el_" + number,
            "rad",
            "i32",
            MICRORADIAN,
            0.0,
            -1.6,
            1.6,
            "instant",
            "navigation: elevation of the peer",
        ),
        ("range_" + number, "km", "u16", 0.2, 0.0, 0.0, 13100.0, "instant", "navigation: range of the peer"),
        ("received_" + number, "dBm", "i16", 0.01, 0.0, -100.0, 50.0, "mean", "received optical power"),
        ("residual_" + number, "urad", "u16", 0.1, 0.0, 0.0, 6500.0, "max", "tracking-loop residual error"),
        ("laser_temp_" + number, "degC", "i16", 0.01, 0.0, -150.0, 150.0, "instant", "laser amplifier temperature"),
        ("flags_" + number, "mask", "u16", 1.0, 0.0, 0.0, 65534.0, "latch", "status bits, see the module"),
    )


def _terminal_actuators(number: str) -> tuple:
    return (
        ("gimbal_set_az_" + number, "rad", "i32", MICRORADIAN, 0.0, -7.0, 7.0, 0.0, "gimbal azimuth asked"),
        ("gimbal_set_el_" + number, "rad", "i32", MICRORADIAN, 0.0, -1.6, 1.6, 0.0, "gimbal elevation asked"),
        (
            "command_" + number,
            "mask",
            "u16",
            1.0,
            0.0,
            0.0,
            255.0,
            0.0,
            "bit 0 power, 1 emit, 2 scan (spiral when initiator, stare when responder), 3 track, 4 initiator",
        ),
        ("rate_" + number, "index", "u16", 1.0, 0.0, 0.0, 4.0, 0.0, "data rate: 2.5, 10, 25, 50, 100 Gbit/s"),
    )


POWER = 1
EMIT = 2
SCAN = 4
TRACK = 8
INITIATOR = 16

SENSORS = (
    (
        ("sun_az", "rad", "i32", MICRORADIAN, 0.0, -7.0, 7.0, "instant", "navigation: azimuth of the Sun"),
        ("sun_el", "rad", "i32", MICRORADIAN, 0.0, -1.6, 1.6, "instant", "navigation: elevation of the Sun"),
        (
            "orbit_radius",
            "km",
            "u16",
            0.2,
            0.0,
            0.0,
            13100.0,
            "instant",
            "navigation: distance from the Earth's centre",
        ),
    )
    + _terminal_sensors("1")
    + _terminal_sensors("2")
    + _terminal_sensors("3")
    + _terminal_sensors("4")
)

ACTUATORS = _terminal_actuators("1") + _terminal_actuators("2") + _terminal_actuators("3") + _terminal_actuators("4")
