"""What a board takes of its heap, in the real VM: the same after 100,000 ticks as after 1,000, within its budget."""

import subprocess
import sys
from pathlib import Path
from struct import pack

import pytest

from firmware_py.icd import boards
from firmware_py.wire.framer import Framer
from hil.board import micropython
from hil.transport.capture import frames
from tests.hil.command import EARLY_ECLIPSE, run_json

SCRIPT = Path(__file__).with_name("heap_ticks.py")
MICROPYTHON = Path(sys.prefix) / "bin" / "micropython"
FIRST, LAST = 1200, 2200  # [ticks] of the recording: the first two rungs of the shed ladder are in them
EARLY, LATE = 1000, 100_000  # [ticks] whole times through it, so that the flight software stands at the same place
TICK, MAIL = 0x7E1, 0x7E8
HEAPS = {"host": micropython.HEAP, "board": micropython.HEAP_FLIGHT}
SHARE = 0.85  # of the heap in use at most: what is left holds the garbage of a tick and the pieces of a state
#: [bytes] allocated in a tick on 64-bit words, mail and answer included, a tenth above what was measured.
BUDGET = {
    ("host", "eps"): 3200, ("host", "radiator"): 2900, ("host", "laser"): 4400, ("host", "payload"): 2900,
    ("board", "eps"): 17700, ("board", "radiator"): 17400, ("board", "laser"): 21500, ("board", "payload"): 15400,
}  # fmt: skip


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packets to each board of two recorded runs, as heap_ticks.py reads them."""
    folder = tmp_path_factory.mktemp("recorded")
    for place in HEAPS:
        run = folder / place
        short = ("--set", EARLY_ECLIPSE, "--set", f"duration_s={LAST // 10}", "--boards", "inproc")
        run_json(*short, "--place", place, "--wire", "full", "--out", str(run))
        for kind in boards.NAMES:
            (run / f"{kind}.bin").write_bytes(packets_of(run / "wire.pcapng", kind))
    return folder


def packets_of(capture: Path, kind: str) -> bytes:
    """The TICKs and MAILs of ticks FIRST to LAST, each behind its length."""
    framer, out = Framer(), b""
    for outbound, data in frames(capture, kind):
        for one in framer.feed(data) if outbound else ():
            if int.from_bytes(one[:2]) & 0x7FF in (TICK, MAIL) and FIRST <= int.from_bytes(one[16:20]) < LAST:
                out += pack(">H", len(one)) + one
    return out


@pytest.mark.slow
@pytest.mark.timeout(900)  # five times what the longest takes on a busy machine
@pytest.mark.parametrize("kind", boards.NAMES)
@pytest.mark.parametrize("place", ["host", "board"])
def test_the_heap_in_use_is_the_same_after_100000_ticks_as_after_1000(recorded: Path, place: str, kind: str) -> None:
    """The VM has a heap far larger than the board's here: only so is a tick seen without a collection in it."""
    flight = ["flight"] if place == "board" else []
    script = [SCRIPT, micropython.compiled(), recorded / place / f"{kind}.bin", f"{EARLY},{LATE}", kind]
    command = [MICROPYTHON, "-X", "heapsize=1024k", *script, *flight]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    _, early, late = [[int(word) for word in line.split()] for line in done.stdout.splitlines()]
    print(f"{kind} {place}: {late[1]} bytes in use, {late[2] // EARLY} allocated a tick")
    assert (early[0], late[0]) == (EARLY, LATE)
    assert (early[3], late[3]) == (EARLY, EARLY)  # each tick was answered: none of this is about a board in reset
    assert late[1] == early[1]
    assert late[1] <= SHARE * int(HEAPS[place].removesuffix("k")) * 1024
    assert late[2] / EARLY <= BUDGET[place, kind]
