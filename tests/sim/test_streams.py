"""Philox4x32-10 against its authors' known answers, and the draws made of it."""

import math
import os
import subprocess
import sys

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import kstest

from sim.streams import inverse_normal, normal, philox, stream_key, uniform

#: DEShaw Research, Random123, tests/kat_vectors, philox4x32 10: counter, key, answer.
KNOWN = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text: str) -> tuple[int, ...]:
    return tuple(int(word, 16) for word in text.split())


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_known_answers(counter: str, key: str, answer: str) -> None:
    assert philox(*words(counter), *words(key)) == words(answer)


def test_counter_is_tick_lane_block() -> None:
    """The third known answer, reached through tick = 85a308d3 243f6a88."""
    drawn = uniform(0xA4093822, 0x299F31D0, 0x85A308D3243F6A88 - (1 << 64), 0x13198A2E, 0x03707344)
    assert drawn == tuple((w + 0.5) / 4294967296.0 for w in words(KNOWN[2][2]))


def test_keys_are_stable_and_apart() -> None:
    """The same in a process of another hash seed; different for every seed and name."""
    keys = {stream_key(seed, name) for seed in (0, 1, 2**63) for name in ("eps.noise", "laser.noise", "workload")}
    assert len(keys) == 9
    assert all(0 <= word < 1 << 32 for key in keys for word in key)
    code = "from sim.streams import stream_key; print(stream_key(7, 'eps.noise'))"
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "NUMBA_DISABLE_JIT": "1"}
    printed = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == str(stream_key(7, "eps.noise"))


def test_a_negative_seed_is_taken_by_its_64_bits() -> None:
    assert stream_key(-1, "x") == stream_key(2**64 - 1, "x")


def sample(draw, n: int) -> np.ndarray:
    key = stream_key(1, "test")
    return np.array([draw(*key, tick, 0, 0) for tick in range(n)])


def test_uniform_is_uniform_and_open() -> None:
    drawn = sample(uniform, 20_000)
    assert 0.0 < drawn.min() < drawn.max() < 1.0
    assert kstest(drawn.ravel(), "uniform").pvalue > 0.01
    assert np.abs(np.corrcoef(drawn.T) - np.eye(4)).max() < 0.03


def test_normal_is_normal() -> None:
    drawn = sample(normal, 20_000)
    assert kstest(drawn.ravel(), "norm").pvalue > 0.01
    assert np.abs(np.corrcoef(drawn[:-1, 0], drawn[1:, 0])[0, 1]) < 0.03


def test_inverse_normal_against_cephes() -> None:
    p = np.concatenate([np.logspace(-300.0, -1.0, 3000), np.linspace(0.01, 0.999999, 5001)])
    ours = np.array([inverse_normal(x) for x in p])
    assert np.allclose(ours, ndtri(p), rtol=1e-14, atol=1e-15)


def test_inverse_normal_by_table_and_at_the_ends() -> None:
    assert inverse_normal(0.975) == pytest.approx(1.959963984540054, rel=1e-15)
    assert inverse_normal(0.5) == 0.0
    assert (inverse_normal(0.0), inverse_normal(1.0)) == (-math.inf, math.inf)
    assert math.isnan(inverse_normal(-0.1))
    assert math.isnan(inverse_normal(1.5))


DRAW = """
import struct, zlib
from sim.streams import normal, uniform
floats = [x for tick in range(400) for f in (normal, uniform) for x in f(3, 4294967295, tick * 7777777777, tick, 9)]
print(zlib.crc32(struct.pack(">%dd" % len(floats), *floats)), len(floats))
"""


def test_bits_do_not_depend_on_the_compiler() -> None:
    def run(disabled: str) -> str:
        environment = {**os.environ, "NUMBA_DISABLE_JIT": disabled}
        command = [sys.executable, "-W", "error::RuntimeWarning", "-c", DRAW]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    compiled = run("0")
    assert compiled.endswith(" 3200\n")
    assert run("1") == compiled
