"""Equal runs have equal hashes, on every lockstep board; unequal runs have not (docs/architecture.md)."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

from firmware_py.wire import cobs
from tests.hil.command import EARLY_ECLIPSE, hil, run_json
from tests.hil.record.test_record_pcapng import packets

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # starts processes of whole runs

HOSTS = ("started", "wall_s", "speed_factor", "clocks")  # of the manifest: host clock, and boards' clocks against it
CLOCK = 0x7E6  # docs/wire.md: asks a board for its clock, once a second of the host's
HELLO = 0x7E0  # tells kind and serial number of the board

SHORT = ("--set", EARLY_ECLIPSE, "--set", "duration_s=320")


def test_two_runs_on_each_board_kind_have_one_hash_and_the_same_bytes(tmp_path: Path) -> None:
    """R-3 of docs/physics.md: every file of the folder, the whole wire with it, less what the host's clock says."""
    hashes = set()
    for kind in ("inproc", "pty"):
        for turn in range(2):
            out = str(tmp_path / f"{kind}{turn}")
            outcome = run_json(*SHORT, "--boards", kind, "--wire", "full", "--out", out, PYTHONHASHSEED="random")
            hashes.add(outcome["record_hash"])
            assert outcome["rows"] == 3201
            assert hil("verify", out).returncode == 0
        _have_equal_bytes(tmp_path / f"{kind}0", tmp_path / f"{kind}1")
    assert len(hashes) == 1
    for name in ("events.jsonl", "verdict.json", "telemetry.parquet"):
        assert (tmp_path / "inproc0" / name).read_bytes() == (tmp_path / "pty0" / name).read_bytes(), name
    inproc, pty = (_frames(tmp_path / f"{kind}0", CLOCK, HELLO) for kind in ("inproc", "pty"))
    assert inproc == pty


def _have_equal_bytes(one: Path, other: Path) -> None:
    """Hold every file of two folders to each other; the manifest as data, without what is the host's."""
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in other.iterdir())
    assert {"events.jsonl", "verdict.json", "telemetry.parquet", "wire.pcapng", "manifest.json"} <= set(names)
    for name in names:
        if name not in ("manifest.json", "wire.pcapng"):
            assert (one / name).read_bytes() == (other / name).read_bytes(), name
    frames = _frames(one, CLOCK)
    assert len(frames) > 25_000  # four boards, 3,200 ticks, there and back
    assert frames == _frames(other, CLOCK)
    about = [json.loads((folder / "manifest.json").read_text(encoding="utf-8")) for folder in (one, other)]
    for manifest in about:
        for field in HOSTS:
            del manifest[field]
    assert about[0] == about[1]


def _frames(folder: Path, *without: int) -> list[tuple[int, int, bytes]]:
    """Return (board, simulated time, bytes) of every frame of the wire, but those of the APIDs `without`."""
    frames = packets(folder / "wire.pcapng")
    return [packet for packet in frames if _apid(packet[2]) not in without]


def _apid(frame: bytes) -> int:
    """Return the APID of a frame: eleven bits at its packet's start (CCSDS 133.0-B); 0 of a lone zero byte."""
    if frame == b"\0":
        return 0
    (first,) = struct.unpack_from(">H", cobs.decode(frame[:-1]))
    return int(first & 0x7FF)


def test_another_seed_gives_another_hash(tmp_path: Path) -> None:
    hashes = [
        run_json("--set", "duration_s=5", "--boards", "inproc", "--seed", seed, "--out", str(tmp_path / seed))
        for seed in ("1", "2")
    ]
    for name in ("record_hash", "wire_hash", "truth_hash"):
        assert hashes[0][name] != hashes[1][name]


@pytest.mark.parametrize("kind", ["inproc", "pty"])
def test_placement_changes_no_result(tmp_path: Path, kind: str) -> None:
    """The same executives on the boards: same record, as docs/timing.md promises."""
    host = run_json(*SHORT, "--boards", kind, "--out", str(tmp_path / "host"))
    board = run_json(*SHORT, "--boards", kind, "--place", "board", "--out", str(tmp_path / "board"))
    assert board["truth_hash"] == host["truth_hash"]
    assert board["wire_hash"] == host["wire_hash"]


def test_a_lossy_link_is_equal_on_both_kinds(tmp_path: Path) -> None:
    """Loss is decided in virtual time, so it is part of the simulation and not of the machine."""
    loss = ("--set", "link.tick_loss=0.01", "--set", "link.sample_loss=0.01", "--set", "link.tick_corruption=0.005")
    outcomes = [
        run_json(*loss, "--set", "duration_s=60", "--boards", kind, "--out", str(tmp_path / kind))
        for kind in ("inproc", "pty")
    ]
    assert outcomes[0]["record_hash"] == outcomes[1]["record_hash"]
    clean = run_json("--set", "duration_s=60", "--boards", "inproc", "--out", str(tmp_path / "clean"))
    assert clean["wire_hash"] != outcomes[0]["wire_hash"]
