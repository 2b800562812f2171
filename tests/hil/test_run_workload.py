"""A run on real requests: the public Azure LLM 2023 trace, where it is at hand."""

from __future__ import annotations

import json
from pathlib import Path

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
