"""Compiled and interpreted, the terminals have the same bits."""

import hashlib
import math
import os
import subprocess
import sys

import numpy as np

from sim.optical import layout, system
from sim.orbit import flight
from sim.parameters import pack
from sim.streams import stream_key

TICKS = 1500
POWER, EMIT, SCAN, TRACK, INITIATOR = 1, 2, 4, 8, 16


def digest() -> str:
    """Two and a half minutes: peers that move, scans, links with disturbances, one small scan, an interlock."""
    p = pack(system.PARAMETERS, {"fade_every_s": 10.0})
    x, y = system.initial(p), np.zeros(len(system.OUTPUTS))
    orbit = np.zeros(len(flight.OUTPUTS))
    orbit[flight.POSITION] = 6978137.0
    orbit[flight.UP] = orbit[flight.ALONG + 1] = orbit[flight.NORMAL + 2] = 1.0
    orbit[flight.ILLUMINATION], orbit[flight.SUN_AZ] = 1.0, 1.5
    neighbours, commands = np.zeros(24), np.zeros(16)
    keys = np.array(stream_key(9, "optical"), dtype=np.int64)
    seen = hashlib.sha256()
    for tick in range(1, TICKS):
        for n in range(4):
            az = 0.2 * n + 1e-4 * tick
            neighbours[6 * n : 6 * n + 3] = [6878137.0, 1e6 * math.cos(az), 1e6 * math.sin(az)]
            out = layout.OUT_LENGTH * n
            flags = int(y[out + layout.OUT_FLAGS])
            known = x[layout.LENGTH * n + layout.KNOWN] > 0.0
            bits = EMIT | TRACK if flags & 1 else EMIT | SCAN | (TRACK if known else 0) | (INITIATOR if n % 2 else 0)
            target = y[out + layout.OUT_TARGET_AZ], y[out + layout.OUT_TARGET_EL]
            commands[4 * n : 4 * n + 4] = [*target, POWER | bits, 4.0]
        p[layout.INTERLOCKS] = 11.0 if 800 < tick < 900 else 15.0
        system.step(x, p, orbit, neighbours, commands, 1.0, keys, tick, 0.1, y)
        seen.update(x.tobytes() + y.tobytes())
    assert y[layout.ALL_GIGABITS] > 0.0
    return seen.hexdigest()


def test_the_bits_do_not_depend_on_the_compiler():
    run = [sys.executable, "-c", f"import runpy; print(runpy.run_path({__file__!r})['digest']())"]
    interpreted = subprocess.run(
        run, env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=True, timeout=100
    )
    assert interpreted.stdout.split()[-1] == digest()
