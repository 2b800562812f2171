"""The public Azure LLM inference traces of 2023 (CC-BY 4.0), against the figures measured of them (docs/physics.md 6).

The traces are not part of the project: `../shared/data/azure-llm-2023` beside the checkout, or the tests are skipped.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from sim.workload import generator, trace
from sim.workload.arrivals import from_requests
from sim.workload.requests import CODING, CONVERSATION, measure

AUTHORITY = "Azure LLM inference trace 2023"
FIGURES = {"conv": CONVERSATION, "code": CODING}


def file_of(checkout: Path, name: str) -> Path:
    path = checkout.parent / "shared" / "data" / "azure-llm-2023" / f"AzureLLMInferenceTrace_{name}.csv"
    if not path.is_file():
        pytest.skip("the Azure LLM 2023 traces are not beside this checkout (../shared/data/azure-llm-2023)")
    return path


@pytest.mark.parametrize(
    ("name", "count", "span_s", "context", "generated", "most", "dispersion"),
    # measured apart from this project; printed to 0.1 tokens, 0.1 s, and 0.1 or 0.01 of dispersion
    [
        ("code", 8819, 3435.9, 2047.8, 27.9, 67, 13.2),
        ("conv", 19366, 3501.7, 1154.7, 211.1, 16, 1.39),
    ],
)
def test_section_6_figures(checkout, agrees, name, count, span_s, context, generated, most, dispersion):
    requests = trace.read(file_of(checkout, name))
    got = measure(requests)
    per_s = np.bincount(requests.time_s.astype(np.int64))
    for quantity, ours, theirs, tolerance, unit in (
        ("requests", float(requests.time_s.size), float(count), 0.0, "1"),
        ("span", float(requests.time_s[-1]), span_s, 0.05, "s"),
        ("prompt, mean", got.context_mean, context, 0.05, "tokens"),
        ("answer, mean", got.generated_mean, generated, 0.05, "tokens"),
        ("most in a second", float(per_s.max()), float(most), 0.0, "1/s"),
        ("index of dispersion", got.dispersion, dispersion, 0.05 if name == "code" else 0.005, "1"),
    ):
        agrees("W-1", f"{name}: {quantity}", ours, theirs, tolerance, unit=unit, authority=AUTHORITY)


@pytest.mark.parametrize("name", ["code", "conv"])
def test_every_row_arrives_as_the_csv_module_reads_it(checkout, agrees, name):
    """Sums over the file by plain Python, without the reader under test."""
    path = file_of(checkout, name)
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    arrivals = from_requests(trace.read(path), 36000, 0.1, 1.0)
    length = int(trace.read(path).time_s[-1] / 0.1) + 1
    for quantity, ours, column in (
        ("prompt tokens", arrivals.prefill_tokens[:length].sum(), "ContextTokens"),
        ("answer tokens", arrivals.decode_tokens[:length].sum(), "GeneratedTokens"),
    ):
        theirs = float(sum(int(row[column]) for row in rows))
        agrees("W-1", f"{name}: {quantity} replayed", float(ours), theirs, 0.0, unit="tokens", authority=AUTHORITY)


@pytest.mark.parametrize("name", ["code", "conv"])
def test_the_kept_figures_are_those_of_the_traces(checkout, agrees, name):
    got, kept = measure(trace.read(file_of(checkout, name))), FIGURES[name]
    worst = max(abs(ours / theirs - 1.0) for ours, theirs in zip(kept, got, strict=True))
    agrees("W-1", f"{name}: figures the generator imitates", worst, 0.0, 1e-4, unit="1", authority=AUTHORITY)


@pytest.mark.parametrize("name", ["code", "conv"])
def test_the_generator_imitates_the_trace(checkout, agrees, name):
    """Ten hours of the generator; the wandering rate leaves some percent on mean and dispersion."""
    theirs = measure(trace.read(file_of(checkout, name)))
    made = generator.generate(FIGURES[name], 3, 360000, 0.1, 1.0)
    per_s = made.requests.reshape(-1, 10).sum(axis=1)
    tokens = float(made.decode_tokens.sum() / made.requests.sum())
    spread = float(per_s.var() / per_s.mean())
    for quantity, ours, real, tolerance in (
        ("rate", float(per_s.mean()), theirs.requests_per_s, 0.05),
        ("answer, mean", tokens, theirs.generated_mean, 0.03),
        ("index of dispersion", spread, theirs.dispersion, 0.15),
    ):
        said = f"{name}: generator's {quantity}"
        agrees("W-1", said, ours, real, tolerance, unit="as trace", authority=AUTHORITY, relative=True)
