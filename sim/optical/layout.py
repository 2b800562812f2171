"""Layout of the laser terminals' vectors: parameters, state and outputs, by name and by position."""

from sim.parameters import Parameter

TERMINALS = 4
DEGREE = 0.017453292519943295  # [rad]

PARAMETERS = (
    Parameter("transmit_w", "W", 2.5, 0.0, 100.0, "SDA OCT reference terminal (docs/physics.md section 5)"),
    Parameter("half_angle_rad", "rad", 15e-6, 1e-6, 1e-3, "beam, 1/e^2: SDA OCT reference terminal"),
    Parameter("aperture_m", "m", 0.08, 0.01, 1.0, "docs/physics.md L-1"),
    Parameter("efficiency", "1", 0.5, 0.01, 1.0, "ours: optics of both ends"),
    Parameter("jitter_rad", "rad", 1.5e-6, 0.0, 1e-4, "ours, an axis, tracking loop closed; LLCD 4 urad in all"),
    Parameter("coarse_rad", "rad", 5e-6, 0.0, 1e-3, "ours: an axis, beam seen, loop still open"),
    Parameter("track_floor_dbm", "dBm", -45.0, -70.0, 0.0, "ours: below this the tracking loop is blind"),
    Parameter("bias_rad", "rad", 300e-6, 0.0, 0.01, "ours: attitude and ephemeris error of the prediction, an axis"),
    Parameter("cone_rad", "rad", 1e-3, 1e-5, 0.1, "scan cone; docs/physics.md L-8"),
    Parameter("pitch_rad", "rad", 20e-6, 1e-6, 1e-3, "spiral pitch; docs/physics.md L-8"),
    Parameter("speed_rad_s", "rad/s", 0.010, 1e-4, 1.0, "spiral speed; docs/physics.md L-8: a pass takes 15.7 s"),
    Parameter("miss", "1", 0.03, 0.0, 0.9, "ours: a pass over the peer misses it, by jitter (docs/physics.md S34)"),
    Parameter("known_rad", "rad", 30e-6, 0.0, 0.01, "ours: error of the last good direction, an axis"),
    Parameter("small_cone_rad", "rad", 150e-6, 1e-6, 0.1, "ours: scan cone around the last good direction"),
    Parameter("known_s", "s", 60.0, 0.0, 1e5, "ours: that direction is good for so long"),
    Parameter("peer_ready_low_s", "s", 0.5, 0.0, 1e4, "ours: the peer is ready for a scan at the earliest"),
    Parameter("peer_ready_high_s", "s", 8.0, 0.0, 1e4, "ours: and at the latest; drawn evenly between"),
    Parameter("peer_back_s", "s", 1.0, 0.0, 1e4, "ours: after a loss it is ready within this; drawn evenly"),
    Parameter("peer_patience_s", "s", 5.0, 0.1, 1e4, "ours: the peer waits so long for our beam once we see its own"),
    Parameter("fade_every_s", "s", 3000.0, 1.0, 1e9, "ours: mean time between disturbances at the peer, in a link"),
    Parameter("fade_low_s", "s", 0.01, 0.001, 100.0, "ours: shortest disturbance"),
    Parameter("fade_high_s", "s", 3.0, 0.001, 1000.0, "ours: longest; the logarithm is drawn evenly"),
    Parameter("ride_s", "s", 0.05, 0.0, 10.0, "odc120: fades of 50 ms are ridden through"),
    Parameter("lock_s", "s", 0.3, 0.0, 10.0, "ours: tracking loop, from beam seen to locked"),
    Parameter("sync_s", "s", 0.5, 0.0, 10.0, "ours: frame synchronisation, from locked"),
    Parameter("gimbal_rad_s", "rad/s", DEGREE, 1e-5, 10.0, "odc120: 1 deg/s"),
    Parameter("gimbal_rad_s2", "rad/s2", 5.0 * DEGREE, 1e-5, 100.0, "ours: follows to 0.5 deg/s without a lag"),
    Parameter("az_stop_rad", "rad", 270.0 * DEGREE, 180.0 * DEGREE, 400.0 * DEGREE, "ours: cable wrap, either way"),
    Parameter("el_stop_rad", "rad", 80.0 * DEGREE, 0.0, 90.0 * DEGREE, "ours: off the zenith, up and down"),
    Parameter("settled_rad", "rad", 1e-3, 1e-6, 0.1, "gimbal counts as settled within the scan cone of its command"),
    Parameter("mirror_rad", "rad", 2e-3, 1e-5, 0.1, "ours: fine-steering mirror; must take bias, gimbal lag and cone"),
    Parameter("trim_s", "s", 1.0, 0.01, 1e4, "ours: the gimbal takes over the mirror's offset in this time"),
    Parameter("trim_rad", "rad", 0.8e-3, 0.0, 0.1, "ours: and at most so much; with its lag within settled_rad"),
    Parameter("boresight_rad", "rad", 1e-6, 0.0, 1e-4, "ours: co-alignment of the two beams, at either end"),
    Parameter("ahead_error", "1", 0.02, 0.0, 1.0, "ours: share of the point-ahead that its mirror gets wrong"),
    Parameter("ahead_most_rad", "rad", 120e-6, 0.0, 1e-3, "ours: point-ahead mirror; 104 urad when two meet head-on"),
    Parameter("spot_rad", "rad", 30e-6, 1e-6, 1e-3, "ours: spot on the quadrant detector, 1/e^2"),
    Parameter("noise_w", "W", 1e-9, 0.0, 1e-3, "ours: noise-equivalent power of the detector in the loop's band"),
    Parameter("pointed_rad", "rad", 3e-3, 1e-6, 0.1, "ours: emission further from peer and prediction is unpointed"),
    Parameter("sun_field_rad", "rad", 5.0 * DEGREE, 0.0, 1.5, "odc120: Sun exclusion half-angle 5 deg"),
    Parameter("graze_m", "m", 80000.0, 0.0, 1e6, "light is lost below this height (docs/physics.md L-5)"),
    Parameter("standby_w", "W", 30.0, 0.0, 1e4, "ours: electronics"),
    Parameter("emit_w", "W", 75.0, 0.0, 1e4, "ours: laser amplifier; 125 W in all in a link (odc120)"),
    Parameter("link_w", "W", 20.0, 0.0, 1e4, "ours: modem and tracking loop"),
    Parameter("mount_c", "degC", 10.0, -100.0, 100.0, "ours: the laser's mount"),
    Parameter("laser_k_w", "K/W", 0.2, 0.0, 10.0, "ours: laser over its mount, to the terminal's power"),
    Parameter("laser_lag_s", "s", 300.0, 1.0, 1e5, "ours"),
    Parameter("throttle_c", "degC", 50.0, -100.0, 150.0, "ours: the laser lowers its power above this"),
    Parameter("throttle_full_c", "degC", 58.0, -100.0, 150.0, "ours: to the least; flight software inhibits at 60"),
    Parameter("throttle_least", "1", 0.25, 0.0, 1.0, "ours: least share of the transmit power"),
    Parameter("interlock", "mask", 15.0, 0.0, 15.0, "fault: interlocks closed, bit 0 is terminal 1"),
    Parameter("peers", "mask", 15.0, 0.0, 15.0, "fault: peers that answer, bit 0 is that of terminal 1"),
)
(TRANSMIT, HALF_ANGLE, APERTURE, EFFICIENCY, JITTER, COARSE, FLOOR, BIAS, CONE, PITCH, SPEED, MISS, KNOWN_ERROR,
 SMALL_CONE, KNOWN_FOR, READY_LOW, READY_HIGH, BACK, PATIENCE, FADE_EVERY, FADE_LOW, FADE_HIGH, RIDE, LOCK, SYNC,
 GIMBAL_RATE, GIMBAL_HARDER, AZ_STOP, EL_STOP, SETTLED_WITHIN, MIRROR, TRIM_LAG, TRIM_MOST, BORESIGHT, AHEAD_ERROR,
 AHEAD_MOST, SPOT, NOISE, POINTED, SUN_FIELD, GRAZE, STANDBY_W, EMIT_W, LINK_W, MOUNT, LASER_K_W, LASER_LAG, WARM,
 HOT, LEAST, INTERLOCKS, PEERS) = range(len(PARAMETERS))  # fmt: skip

_TERMINAL_STATE = (
    "gimbal_az_rad",  # of the joint: beyond +-pi when it was turned there
    "gimbal_el_rad",
    "gimbal_az_rad_s",
    "gimbal_el_rad_s",
    "trim_az_rad",  # of the gimbal, handed over by the mirror; on the sky
    "trim_el_rad",
    "bias_az_rad",  # error of the prediction, seen as an angle on the sky
    "bias_el_rad",
    "powered",  # 0 or 1, in the last tick
    "phase",  # see sim.optical.link
    "seeking",  # which scan is under way, 0 none
    "time_s",  # spent in the phase, as far as it counts
    "due_s",  # time_s at which the scan finds the peer
    "unanswered_s",  # time we have not emitted since the peer's beam was seen
    "fade_s",  # for how much longer the peer is away
    "dark_s",  # without light so far, while locked
    "known_s",  # for how much longer the last good direction is good
    "laser_c",
    "gigabits",  # received
)
(GIMBAL_AZ, GIMBAL_EL, SPEED_AZ, SPEED_EL, TRIM_AZ, TRIM_EL, BIAS_AZ, BIAS_EL, POWERED, PHASE, SEEKING, TIME, DUE,
 UNANSWERED, FADE, DARK, KNOWN, LASER_C, GIGABITS) = range(len(_TERMINAL_STATE))  # fmt: skip
LENGTH = len(_TERMINAL_STATE)
STATE = tuple(f"{name}_{i}" for i in range(1, TERMINALS + 1) for name in _TERMINAL_STATE)

_TERMINAL_OUTPUTS = (
    "gimbal_az_rad",
    "gimbal_el_rad",
    "target_az_rad",  # as navigation predicts it, error included
    "target_el_rad",
    "range_m",
    "received_dbm",
    "residual_urad",  # of the tracking loop; 0 without a beam
    "laser_c",
    "flags",
    "pointing_error_rad",  # truth: beam axis to peer
    "off_prediction_rad",  # truth: beam axis to predicted direction
    "power_w",
    "rate_bit_s",  # of frames received, 0 when not synchronised
    "bit_error_ratio",  # at the rate asked; 0.5 without a beam
    "mirror_urad",  # the fine-steering mirror's offset; 0 without a beam
    "point_ahead_urad",  # the angle that the peer's motion asks for
    "beam_bias_urad",  # what is left of it and of the co-alignment, at either end
    "transmit_share",  # of the laser's power, by its temperature; 1 when cool
)
(OUT_GIMBAL_AZ, OUT_GIMBAL_EL, OUT_TARGET_AZ, OUT_TARGET_EL, OUT_RANGE, OUT_RECEIVED, OUT_RESIDUAL, OUT_LASER_C,
 OUT_FLAGS, OUT_POINTING, OUT_OFF, OUT_POWER, OUT_RATE, OUT_ERRORS, OUT_MIRROR, OUT_AHEAD, OUT_BEAM_BIAS,
 OUT_SHARE) = range(len(_TERMINAL_OUTPUTS))  # fmt: skip
OUT_LENGTH = len(_TERMINAL_OUTPUTS)
OUTPUTS = (
    *(f"{name}_{i}" for i in range(1, TERMINALS + 1) for name in _TERMINAL_OUTPUTS),
    "emitting_mask",
    "unpointed_mask",  # emitting away from peer and prediction, or into the Earth
    "scanning_mask",
    "links_mask",  # frames synchronised
    "visible_mask",  # neither Earth nor Sun in the way of the peer
    "gigabits",  # received, all terminals
    "total_w",
)
(EMITTING_MASK, UNPOINTED_MASK, SCANNING_MASK, LINKS_MASK, VISIBLE_MASK, ALL_GIGABITS,
 TOTAL_W) = range(TERMINALS * OUT_LENGTH, len(OUTPUTS))  # fmt: skip
