"""The rooms of `make bench` still run: small, and without looking at their speed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.bench import boards, peers, rtl
from tests.hil.board.rtl_needs import EACH, needs

ROOT = Path(__file__).resolve().parents[1]


def test_the_works_beside_sgp4_and_numpy_run() -> None:
    works = {name: work for name, work in peers.works_of(8, 3).items() if name != peers.BASILISK}
    assert len(works) == 5
    for work in works.values():
        work()


@pytest.mark.parametrize("work", ["whole chain, ours", "orbit and shadow, numpy"])
def test_a_row_of_the_fleet_tells_its_own_rate_and_memory(work: str) -> None:
    ballast = np.ones(1_000_000_000 // 8)  # a parent larger than the row, whose peak a child of it would inherit
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.fleet", work, "10"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    rate, peak = map(float, done.stdout.split())
    assert rate > 0.0
    assert 30e6 < peak < 800e6 < ballast.nbytes  # [bytes] Python with numpy; ours with numba, which may compile


@pytest.mark.parametrize("kind", ["inproc", "pty"])
def test_a_board_has_its_row(kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(boards, "KINDS", (kind,))
    monkeypatch.setattr(boards, "COUNT", 50)
    boards.every_kind(1)
    name, *figures = capsys.readouterr().out.splitlines()[-1].split()
    median, p99, echo, ratio, hello_ms = map(float, figures)
    assert name == kind
    assert 0.0 < median <= p99
    least, most = (median - 0.05) / (echo + 0.05), (median + 0.05) / (echo - 0.05)  # both are printed to a tenth
    assert least - 0.0051 <= ratio <= most + 0.0051  # and the ratio to a hundredth; half of the last digit each
    assert hello_ms > 0.0


def test_a_kind_that_is_not_installed_says_what_was_looked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(boards, "KINDS", ("rtl",))
    monkeypatch.setenv("PATH", "")
    boards.every_kind(1)
    assert "rtl      skipped: " in (line := capsys.readouterr().out.splitlines()[-1])
    assert "iverilog" in line


def test_frames_over_a_pty_are_counted_at_both_ends(capsys: pytest.CaptureFixture[str]) -> None:
    boards.lost(400)
    assert capsys.readouterr().out == (
        "pty: 400 frames, lost by sequence: 0 to the board, 0 from it; damaged 0; ticks repeated 0; "
        "200 SAMPLEs for 200 TICKs\n"
    )


@pytest.mark.slow
@pytest.mark.timeout(600)
@needs("icarus")
def test_a_verilog_board_has_its_rows(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(boards, "KINDS", ("rtl",))
    monkeypatch.setattr(boards, "COUNT", 5)
    boards.every_kind(1)
    name, median, *_ = capsys.readouterr().out.splitlines()[-1].split()
    assert (name, float(median) > 0.0) == ("rtl", True)
    monkeypatch.setattr(rtl, "SIMULATORS", ("icarus",))
    rtl.beside_its_loop(1, {"icarus": 3})
    beside, run = capsys.readouterr().out.splitlines()
    rate, bare, ratio = re.findall(r"([0-9.]+)(?: cycles/s|, ratio|, median)", beside)
    assert float(ratio) == pytest.approx(float(rate) / float(bare), abs=0.01)
    assert re.fullmatch(r" +four boards in lockstep: [0-9.]+ ticks/s", run)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("simulator", EACH)
def test_the_loop_without_python_moves_the_same_bytes(simulator: str) -> None:
    """The bench sends the frame again by itself, without the clock in which it is asked to."""
    once, thrice = (rtl.looped(simulator, ticks)[0] for ticks in (1, 3))
    assert thrice == 3 * once - 2
