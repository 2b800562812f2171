"""Compiled and interpreted, the racks and their requests have the same bits."""

import hashlib
import os
import subprocess
import sys

import numpy as np

from sim.parameters import pack
from sim.workload import system
from sim.workload.generator import generate
from sim.workload.requests import CONVERSATION

SUBSTEPS = 3000


def digest() -> str:
    """Half a minute of work with clocks, caps, a throttle, a loss of power and a checkpoint in it."""
    p, y = pack(system.PARAMETERS, {"checkpoint_s": 2.0}), np.zeros(len(system.OUTPUTS))
    x, junction_c = system.initial(p), np.full(8, 60.0)
    arrivals = generate(CONVERSATION, 5, SUBSTEPS // 10, 0.1, 60.0)
    seen = hashlib.sha256()
    for n in range(SUBSTEPS):
        k = n // 10
        junction_c[1] = 96.0 if 500 <= n < 900 else 60.0
        system.step(
            x, p, arrivals.prefill_tokens[k] / 10, arrivals.decode_tokens[k] / 10, arrivals.requests[k] / 10,
            191.0 if 1000 <= n < 1030 else 255.0, 0.3 if n < 700 else 1.0, 0.6 if n < 1500 else 1.0,
            2.0 if 1600 <= n < 2000 else 1.0, 900.0 if n >= 2600 else 65000.0, 1.0, junction_c, 0.01, y,
        )  # fmt: skip
        seen.update(x.tobytes() + y.tobytes())
    return seen.hexdigest()


def test_the_bits_do_not_depend_on_the_compiler():
    run = [sys.executable, "-c", f"import runpy; print(runpy.run_path({__file__!r})['digest']())"]
    interpreted = subprocess.run(
        run, env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=True, timeout=100
    )
    assert interpreted.stdout.split()[-1] == digest()
