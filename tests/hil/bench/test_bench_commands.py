"""`hil boards list | identify | power-cycle` and `hil run --hil-map`, as a person types them."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hil.bench.hwmap import load
from hil.bench.listing import HEAD, rows, table
from hil.bench.power import power_cycle
from hil.errors import HilError
from hil.record.opened import open_run
from hil.transport.lock import PortLock
from tests.hil.bench.fake import PICO, machine
from tests.hil.command import hil, started

pytestmark = pytest.mark.slow  # starts processes of whole runs

END_S = 10.0  # [s] five times what a served board may take to end


@pytest.fixture
def eps(tmp_path: Path) -> Iterator[Path]:
    """A simulated eps board, served at a symlink."""
    link = tmp_path / "eps0"
    server = started("boards", "serve", "eps", "--link", str(link))
    assert server.stdout is not None
    server.stdout.readline()
    yield link
    server.send_signal(signal.SIGINT)
    server.communicate(timeout=END_S)


def map_of(tmp_path: Path, *entries: str) -> Path:
    path = tmp_path / "map.yaml"
    path.write_text("".join(f"- {{{entry}}}\n" for entry in entries))
    return path


def test_a_run_takes_its_board_from_the_map(tmp_path: Path, eps: Path) -> None:
    path = map_of(
        tmp_path, f"connected: true, id: left, kind: eps, serial: {eps}, baud: 1000000, "
        "calibration: {bus_voltage: {offset: -700.0}}",
    )  # fmt: skip
    out = tmp_path / "run"
    done = hil(
        "run", "--boards", "inproc", "--hil-map", str(path), "--set", "duration_s=1", "--no-report", "--out", str(out)
    )
    assert done.returncode == 1, done.stderr  # a second shows nothing of what the scenario demands to see
    board = json.loads((out / "manifest.json").read_text())["boards"][0]
    assert (board["url"], board["calibration"]) == (f"{eps}?baud=1000000", {"bus_voltage": [1.0, -700.0]})
    volts = open_run(out).column("eps.bus_voltage")
    assert ((volts > 60.0) & (volts < 200.0)).all()  # the bus holds 760 to 840 V
    told = hil("boards", "identify", str(eps))
    assert "serial     pty-eps" in told.stdout
    listed = hil("boards", "list", HIL_MAP=str(path))
    assert listed.stdout.splitlines()[1].split() == ["eps", "left", "yes", str(eps), "free"]


def test_a_run_with_calibration_is_replayed_with_it(tmp_path: Path, eps: Path) -> None:
    """On the wire are the board's own counts: without the calibration of the run the flight software would part."""
    path = map_of(
        tmp_path, f"connected: true, id: left, kind: eps, serial: {eps}, calibration: {{bus_voltage: {{offset: 3.0}}}}"
    )
    then, now = tmp_path / "then", tmp_path / "now"
    short = ("--boards", "inproc", "--hil-map", str(path), "--set", "duration_s=5", "--no-report", "--wire", "full")
    assert hil("run", *short, "--out", str(then)).returncode == 1
    again = hil("replay", str(then), "--out", str(now), "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["equal"] is True
    boards = [json.loads((folder / "manifest.json").read_text())["boards"][0] for folder in (then, now)]
    assert boards[0]["calibration"] == boards[1]["calibration"] == {"bus_voltage": [1.0, 3.0]}


def test_a_map_whose_board_is_not_there_starts_nothing(tmp_path: Path) -> None:
    path = map_of(tmp_path, "connected: true, id: left, kind: eps, serial: /dev/no-such")
    done = hil("run", "--hil-map", str(path), "--out", str(tmp_path / "run"))
    assert done.returncode == 2
    assert "eps `left`: port /dev/no-such" in done.stderr
    assert not (tmp_path / "run").exists()


def test_a_list_names_ports_and_holders(tmp_path: Path) -> None:
    path = map_of(
        tmp_path, f"connected: true, id: {PICO.serial}, kind: eps", "connected: true, id: gone, kind: laser",
        "connected: false, id: far, kind: payload, url: 'socket://h:1?token=secretword'",
    )  # fmt: skip
    bench, locks = machine(tmp_path, [PICO]), tmp_path / "locks"
    lock = PortLock(PICO.device, locks)
    lock.acquire()
    held, gone, far = rows(load(path), bench, locks)
    lock.release()
    assert held[:4] == ("eps", PICO.serial, "yes", "/dev/ttyACM0")
    assert f"pid {os.getpid()} " in held[4]
    assert gone[4].startswith("not there: /dev/ttyACM0 (2e8a:0005")
    assert far[2:4] == ("no", "socket://h:1")
    assert "free" in rows(load(path), bench, locks)[0][4]
    lines = table(HEAD, [held, gone, far])
    assert len({line.index(cell) for line, cell in zip(lines, ("id", PICO.serial, "gone", "far"), strict=True)}) == 1


def test_a_power_cycle_runs_the_command_of_the_map(tmp_path: Path) -> None:
    mark = tmp_path / "was here"
    command = f"{sys.executable} -c 'import sys; open(sys.argv[1], \"w\")' '{mark}'"
    path = tmp_path / "map.yaml"
    path.write_text(
        f"- connected: true\n  id: a\n  kind: eps\n  power_cycle: |\n    {command}\n"
        f"- connected: false\n  id: b\n  power_cycle: {sys.executable} -c 'raise SystemExit(\"no hub\")'\n"
        "- connected: false\n  id: c\n  power_cycle: no-such-command-here\n"
        "- connected: false\n  id: d\n"
    )
    done = hil("boards", "power-cycle", "eps", "--hil-map", str(path))
    assert done.returncode == 0, done.stderr
    assert mark.exists()
    hwmap = load(path)
    for name, said in (
        ("b", "exit code 1: no hub"),
        ("c", "No such file"),
        ("d", "power_cycle"),
        ("e", "the ids are a, b"),
    ):
        with pytest.raises(HilError, match=said):
            power_cycle(hwmap, name)
