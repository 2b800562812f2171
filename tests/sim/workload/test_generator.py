"""Arrivals made from a list of requests, or after its figures (those of the traces: tests/against)."""

import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.workload import generator, trace
from sim.workload.arrivals import factor_for_load, from_requests
from sim.workload.requests import CONVERSATION, Requests, measure

TICK_S = 0.1


def public(checkout: Path, name: str) -> Requests:
    path = checkout.parent / "shared" / "data" / "azure-llm-2023" / f"AzureLLMInferenceTrace_{name}.csv"
    if not path.is_file():
        pytest.skip("the Azure LLM 2023 traces are not beside this checkout (../shared/data/azure-llm-2023)")
    return trace.read(path)


def counts_per_second(requests_per_tick):
    seconds = requests_per_tick.size // 10
    return requests_per_tick[: seconds * 10].reshape(seconds, 10).sum(axis=1)


@pytest.mark.parametrize("factor", [1.0, 10.0, 49.0])
def test_the_generator_has_the_rate_the_burstiness_and_the_sizes(factor):
    """Ten hours: the rate wanders with 332 s memory, which leaves some 1 % on the mean at factor 1."""
    made = generator.generate(CONVERSATION, 3, 360000, TICK_S, factor)
    per_s = counts_per_second(made.requests)
    assert per_s.mean() == pytest.approx(5.53 * factor, rel=0.04)
    assert per_s.var() / per_s.mean() == pytest.approx(1.386, abs=0.12)
    assert made.prefill_tokens.sum() / made.requests.sum() == pytest.approx(1154.7, rel=0.01)
    assert made.decode_tokens.sum() / made.requests.sum() == pytest.approx(211.1, rel=0.01)


def test_the_size_of_one_request_is_log_normal_with_the_measured_spread():
    made = generator.generate(CONVERSATION, 5, 360000, TICK_S, 1.0)
    single = made.prefill_tokens[made.requests == 1.0]
    assert single.std() / single.mean() == pytest.approx(0.960, abs=0.03)
    sigma = math.sqrt(math.log(1.0 + 0.96025 * 0.96025))
    expected = stats.lognorm(sigma, scale=1154.697 / math.exp(0.5 * sigma * sigma))
    assert stats.kstest(single[:5000], expected.cdf).pvalue > 0.01


def test_the_generator_against_the_trace_itself(checkout):
    """Like with like: per-second counts and tokens of an hour of each."""
    requests = public(checkout, "conv")
    real = from_requests(requests, 35000, TICK_S, 1.0)
    made = generator.generate(CONVERSATION, 11, 35000, TICK_S, 1.0)
    for ours, theirs, tolerance in (
        (made.requests.sum(), real.requests.sum(), 0.10),
        (made.prefill_tokens.sum(), real.prefill_tokens.sum(), 0.10),
        (made.decode_tokens.sum(), real.decode_tokens.sum(), 0.10),
        (counts_per_second(made.requests).std(), counts_per_second(real.requests).std(), 0.10),
        (made.prefill_tokens.std(), real.prefill_tokens.std(), 0.10),
    ):
        assert ours == pytest.approx(theirs, rel=tolerance)


def test_the_same_seed_makes_the_same_and_another_another():
    a, b, c = (generator.generate(CONVERSATION, seed, 1000, TICK_S, 49.0) for seed in (1, 1, 2))
    assert a.requests.tobytes() == b.requests.tobytes()
    assert a.prefill_tokens.tobytes() == b.prefill_tokens.tobytes()
    assert a.requests.tobytes() != c.requests.tobytes()


def test_a_longer_run_begins_as_the_shorter_one():
    short, long = (generator.generate(CONVERSATION, 1, ticks, TICK_S, 49.0) for ticks in (500, 1000))
    assert np.array_equal(short.decode_tokens, long.decode_tokens[:500])


@pytest.mark.parametrize("mean", [0.01, 0.55, 27.0, 250.0])
def test_poisson_quantiles_are_those_of_scipy(mean):
    for u in (0.001, 0.2, 0.5, 0.9, 0.9999):
        assert generator.poisson(mean, u) == stats.poisson(mean).ppf(u)


def test_poisson_beyond_the_search():
    for u in (0.01, 0.5, 0.99):
        assert generator.poisson(1000.0, u) == pytest.approx(stats.poisson(1000.0).ppf(u), abs=2)
    assert generator.poisson(0.0, 0.5) == 0.0


def sample() -> Requests:
    return Requests(np.array([0.0, 0.05, 0.31, 0.99]), np.array([10.0, 20, 30, 40]), np.array([1.0, 2, 3, 4]))


def test_factor_one_is_the_trace_itself_played_again_when_too_short():
    got = from_requests(sample(), 25, TICK_S, 1.0)
    assert got.requests[:10].tolist() == [2, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    assert got.prefill_tokens[:10].tolist() == [30, 0, 0, 30, 0, 0, 0, 0, 0, 40]
    assert got.decode_tokens[:10].tolist() == [3, 0, 0, 3, 0, 0, 0, 0, 0, 4]
    assert np.array_equal(got.requests[10:20], got.requests[:10])
    assert got.loops == 2.5


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.5, 7.0])
def test_a_factor_scales_what_arrives(factor):
    many = Requests(np.arange(1000) * 0.1, np.full(1000, 5.0), np.full(1000, 3.0))
    got = from_requests(many, 1000, TICK_S, factor)
    assert got.requests.sum() == pytest.approx(1000 * factor, abs=math.ceil(factor))
    assert got.prefill_tokens.sum() == pytest.approx(5.0 * got.requests.sum())


def test_laid_over_itself_a_trace_keeps_its_index_of_dispersion(checkout):
    """Variance and mean grow alike: sampling leaves some 5 % on 3,500 seconds, and the trace repeats."""
    requests = public(checkout, "conv")
    per_s = counts_per_second(from_requests(requests, 35000, TICK_S, 49.0).requests)
    assert per_s.mean() == pytest.approx(5.53 * 49.0, rel=0.005)
    assert 1.0 < per_s.var() / per_s.mean() < 2.0


def test_the_factor_for_a_load_by_hand():
    """1,154.697 / 706,212 + 211.126 / 361,422 = 2.2192 ms a request; 0.6 of that at 5.53 a second: 48.89 times."""
    assert factor_for_load(CONVERSATION, 0.6, 27 * 26156.0, 27 * 13386.0) == pytest.approx(48.89, abs=0.01)


@pytest.mark.parametrize("factor", [0.0, -1.0, math.nan, math.inf])
def test_a_factor_that_makes_no_sense(factor):
    with pytest.raises(ValueError):
        from_requests(sample(), 10, TICK_S, factor)
    with pytest.raises(ValueError):
        generator.generate(CONVERSATION, 1, 10, TICK_S, factor)


def test_figures_need_ten_seconds():
    with pytest.raises(ValueError):
        measure(sample())
