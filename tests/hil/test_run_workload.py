"""A run on real requests: the public Azure LLM 2023 trace, where it is at hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from hil.record.opened import open_run
from tests.hil.command import hil, run_json

pytestmark = pytest.mark.slow  # starts processes of whole runs


def test_real_requests_drive_the_inference_racks(tmp_path: Path, checkout: Path) -> None:
    trace = checkout.parent / "shared" / "data" / "azure-llm-2023" / "AzureLLMInferenceTrace_conv.csv"
    if not trace.exists():
        pytest.skip(f"no request trace at {trace.parent}")
    common = ("--set", "duration_s=120", "--boards", "inproc")
    real = run_json(*common, "--workload", str(trace), "--out", str(tmp_path / "real"))
    made = run_json(*common, "--out", str(tmp_path / "made"))
    assert real["record_hash"] != made["record_hash"]
    run = open_run(tmp_path / "real")
    assert run.manifest["workload"]["source"] == f"trace {trace.name}"
    assert "Azure" in open_run(tmp_path / "made").manifest["workload"]["source"]
    tokens = run.column("payload.tokens")
    assert tokens[-1] > 1000.0
    racks_w = sum(run.column(f"payload.rack_power_{group}") for group in (6, 7, 8))
    assert racks_w[300:].std() > 300.0  # requests come in bursts


def test_a_broken_trace_is_named_with_its_line(tmp_path: Path) -> None:
    trace = tmp_path / "requests.csv"
    trace.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\nyesterday,1,1\n")
    done = hil("run", "--workload", str(trace), "--boards", "inproc", "--json", "--out", str(tmp_path / "run"))
    assert done.returncode == 2
    assert f"{trace}:3" in done.stderr
    assert not (tmp_path / "run").exists()


def test_the_resolved_scenario_is_printed(checkout: Path) -> None:
    done = hil("scenario", "check", "eclipse_pass")
    assert done.returncode == 0
    assert json.loads(done.stdout)["name"] == "eclipse_pass"


def test_what_was_computed_is_a_result_of_the_run(tmp_path: Path) -> None:
    """Two minutes: the counters the payload board shows and the powers of its racks, and energy a token from both."""
    out = tmp_path / "run"
    said = run_json("--set", "duration_s=120", "--boards", "inproc", "--out", str(out))["compute"]
    run = open_run(out)
    assert run.manifest["compute"] == said
    assert said["tokens"] == pytest.approx(run.column("payload.tokens")[-1], abs=1.0)
    assert said["training_steps"] == run.column("payload.training_steps")[-1]
    racks_w = [run.column(f"payload.rack_power_{group}") for group in range(1, 9)]
    joule = [float(watts[1:].sum()) * 0.1 for watts in racks_w]  # the board tells the mean of each tick
    assert said["training_j"] == pytest.approx(sum(joule[:5]), rel=1e-3)
    assert said["inference_j"] == pytest.approx(sum(joule[5:]), rel=1e-3)
    assert said["j_per_token"] == pytest.approx(sum(joule[5:]) / said["tokens"], rel=1e-3)


def test_requests_follow_the_local_day(tmp_path: Path) -> None:
    """The same epoch, 00:00 UTC: night at Greenwich (course 0.58), afternoon on the date line side of the Pacific."""
    served = {}
    for longitude in (0.0, -135.0):  # 00:00 and 15:00 of the day before
        chosen = (
            "requests.source=diurnal",
            f"requests.longitude_deg={longitude}",
            "duration_s=60",
            "requests.load=0.3",
        )
        options = [word for one in chosen for word in ("--set", one)]
        out = tmp_path / str(longitude)
        served[longitude] = run_json(*options, "--boards", "inproc", "--out", str(out))["compute"]["served"]
        assert "diurnal" in open_run(out).manifest["workload"]["source"]
    assert 1.8 < served[-135.0] / served[0.0] < 4.5  # 1.6 over 0.58 is 2.8, and requests come in bursts


def test_a_longitude_without_a_day_is_refused(checkout: Path) -> None:
    done = hil("scenario", "check", "eclipse_pass", "--set", "requests.longitude_deg=10")
    assert done.returncode == 2
    assert "diurnal" in done.stderr


def test_a_broken_thermometer_reads_invalid_and_flight_software_says_so(tmp_path: Path) -> None:
    out = tmp_path / "run"
    chosen = ("duration_s=60", "satellite.sensors.supply_a_open=1", "satellite.sensors.junction_2_bias=5")
    run_json(*(word for one in chosen for word in ("--set", one)), "--boards", "inproc", "--out", str(out))
    run = open_run(out)
    assert np.isnan(run.column("radiator.supply_a")).all()
    assert not np.isnan(run.column("radiator.supply_b")).any()
    assert np.isfinite(run.column("truth.supply_a_c")).all()
    others = np.mean([run.column(f"payload.junction_{group}")[300:].mean() for group in (1, 3, 4, 5)])
    assert run.column("payload.junction_2")[300:].mean() - others == pytest.approx(5.0, abs=1.0)
