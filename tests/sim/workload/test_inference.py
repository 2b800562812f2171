"""The serving pool: nothing is lost, nothing is served twice, and power follows what is done."""

import math

import numpy as np
import pytest

from sim.parameters import pack
from sim.workload import inference
from tests.sim.workload.conftest import column

P = pack(inference.PARAMETERS, {})


def test_every_token_and_request_is_accounted_for(bench):
    b = bench()
    b.load(0.9)
    b.run(120.0)
    a = b.arrivals
    ticks = b.at // 10
    assert b.state("arrived") == pytest.approx(a.requests[:ticks].sum(), rel=1e-9)
    assert b.out("served") + b.out("queue") + b.out("refused") == pytest.approx(b.state("arrived"), rel=1e-9)
    assert b.out("refused") == 0.0
    left = b.state("waiting_output") + b.state("active_output")
    assert b.out("tokens") + left == pytest.approx(a.decode_tokens[:ticks].sum(), rel=1e-9)


@pytest.mark.parametrize("decode", [0.0, math.nan, math.inf, -5.0])
def test_requests_for_no_token_are_served_once_they_are_read(decode):
    """Read by a pool of 6 accelerators, they leave; a number of tokens that is none is no request."""
    x = np.zeros(len(inference.STATE))
    for _ in range(2000):
        inference.step(x, P, 100.0, decode, 1.0, 6.0, 6.0, 6.0, 0.02)
    offered = 2000.0 if decode == 0.0 else 0.0
    assert x[inference.ARRIVED] == offered
    assert x[inference.SERVED] == pytest.approx(offered, abs=1e-6)
    assert x[inference.ACTIVE] == x[inference.REFUSED] == x[inference.TOKENS] == 0.0
    inference.step(x, P, 100.0, 50.0, 1.0, 6.0, 6.0, 6.0, 10.0)
    assert np.all(np.isfinite(x))
    assert x[inference.TOKENS] == pytest.approx(50.0)


def test_the_queue_drains_when_nothing_arrives(bench):
    b = bench()
    b.load()
    b.run(20.0)
    b.arrivals = None
    b.run(120.0)
    assert b.out("queue") < 1.0
    assert b.out("tokens") == pytest.approx(b.state("tokens"))


def test_load_is_what_was_asked_for(bench):
    b = bench()
    b.load(0.6, seconds=400.0)
    loads = b.run(300.0)[5000:, column("load")]
    assert loads.mean() == pytest.approx(0.6, abs=0.03)


def test_more_than_can_be_served_is_refused_and_the_queue_stays_bounded(bench):
    b = bench()
    b.load(2.0)
    b.run(120.0)
    assert b.out("refused") > 0.0
    assert b.out("queue") <= 2000.0 + 27 * 480.0 + 1e-6
    assert b.out("load") == pytest.approx(1.0, abs=1e-6)


def test_a_clock_lock_slows_tokens(bench):
    rates = []
    for clock in (1.0, 0.3):
        b = bench()
        b.load(0.9)
        b.clock_inference = clock
        b.run(20.0)
        begin = b.out("tokens")
        b.run(60.0)
        rates.append(b.out("tokens") - begin)
    assert rates[1] < 0.6 * rates[0]


def test_a_group_off_leaves_two_thirds_of_the_speed(bench):
    rates = []
    for mask in (255.0, 127.0):
        b = bench()
        b.load(2.0)
        b.mask = mask
        b.run(30.0)
        begin = b.out("tokens")
        b.run(30.0)
        rates.append(b.out("tokens") - begin)
    assert rates[1] / rates[0] == pytest.approx(2.0 / 3.0, abs=0.01)


def test_prefill_throughput_is_the_published_one():
    """One accelerator, a queue of long prompts with no output: 26,156 tokens in a second."""
    x = np.zeros(len(inference.STATE))
    inference.step(x, P, 1e6, 0.0, 100.0, 1.0, 1.0, 1.0, 1e-9)
    before = x[inference.CONTEXT]
    for _ in range(100):
        inference.step(x, P, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.01)
    assert before - x[inference.CONTEXT] == pytest.approx(26156.0, rel=1e-6)


def test_decode_throughput_with_a_full_batch_is_the_published_one():
    x = np.zeros(len(inference.STATE))
    x[inference.ACTIVE], x[inference.ACTIVE_OUTPUT] = 480.0, 1e9
    inference.step(x, P, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.01)
    assert x[inference.TOKENS] == pytest.approx(133.86, rel=1e-6)


@pytest.mark.parametrize(("occupancy", "share"), [(0.0, 0.20), (1.0, 0.45)])
def test_decode_draws_a_fifth_to_somewhat_less_than_half(occupancy, share):
    assert inference.decode_share_of_peak(occupancy, P) == pytest.approx(share)
