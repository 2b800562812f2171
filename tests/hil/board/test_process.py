"""Board processes: how they start, how they end, and what is said when they are gone."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from firmware_py.wire import image
from hil.board.process import ProcessBoard
from hil.board.usb.port import PortBoard
from hil.clock import Deadline, monotonic_ns
from hil.errors import BoardLost, PortBusy

SLACK_S = 5.0  # [s] five times what is promised


def run(board: ProcessBoard | PortBoard, first: int, last: int) -> None:
    for tick in range(first, last):
        post(board, tick)
        assert board.collect(Deadline(SLACK_S)) is not None


def post(board: ProcessBoard | PortBoard, tick: int) -> None:
    board.post(tick, tick * 100_000_000, tick & 0xFF, bytes(image.SENSOR_BYTES[0]), bytes(8), ())


@pytest.fixture
def board(tmp_path: Path) -> Iterator[ProcessBoard]:
    board = ProcessBoard("eps", lock_folder=tmp_path)
    yield board
    board.close()


def wait_gone(pid: int) -> None:
    deadline = Deadline(SLACK_S)
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert not deadline.expired, f"process {pid} lives on"
        select.select([], [], [], 0.01)


def test_a_board_greets_once_it_is_open(board: ProcessBoard) -> None:
    assert board.open().serial == "pty-eps"
    assert board.pid is not None
    assert psutil.pid_exists(board.pid)


def test_a_killed_board_is_lost_with_its_name_its_last_tick_and_the_cause(board: ProcessBoard) -> None:
    board.open()
    run(board, 0, 3)
    assert board.pid is not None
    os.kill(board.pid, signal.SIGKILL)
    start_ns = monotonic_ns()
    with pytest.raises(BoardLost) as caught:
        run(board, 3, 10)
    assert (monotonic_ns() - start_ns) / 1e9 < SLACK_S
    lost = caught.value
    assert (lost.board, lost.last_tick, lost.exit_code) == ("eps", 2, 3)
    assert lost.cause == "its process died with signal 9 (SIGKILL)"
    assert board.pid is None


def test_a_stopped_board_is_lost_for_want_of_an_answer(board: ProcessBoard) -> None:
    board.open()
    post(board, 0)
    assert board.collect(Deadline(SLACK_S)) is not None
    assert board.pid is not None
    os.kill(board.pid, signal.SIGSTOP)
    post(board, 1)
    with pytest.raises(BoardLost, match="no answer after tick 0"):
        board.collect(Deadline(0.6))
    assert board.counters()["retries"] >= 1


def test_a_board_that_is_only_slow_is_asked_again_and_nothing_is_executed_twice(board: ProcessBoard) -> None:
    board.open()
    assert board.pid is not None
    os.kill(board.pid, signal.SIGSTOP)
    post(board, 0)
    waker = subprocess.Popen([sys.executable, "-c", f"import os, time; time.sleep(0.6); os.kill({board.pid}, 18)"])
    sample = board.collect(Deadline(SLACK_S))
    waker.wait()
    assert sample is not None
    post(board, 1)
    after = board.collect(Deadline(SLACK_S))
    assert after is not None
    assert (after.tick, after.gap, after.errors) == (1, 0, 0)


def test_closing_leaves_no_process_no_descriptor_and_no_lock(tmp_path: Path) -> None:
    def open_descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))

    before = open_descriptors()
    pids = []
    for _ in range(20):
        board = ProcessBoard("eps", lock_folder=tmp_path)
        board.open()
        pids.append(board.pid or 0)
        board.close()
        board.close()
    assert open_descriptors() == before
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert list(tmp_path.glob("*.json")) == []


def test_a_board_ends_with_its_killed_parent() -> None:
    script = (
        "from hil.board.process import ProcessBoard\n"
        "import sys\n"
        "opened, started = ProcessBoard('eps'), ProcessBoard('laser')\n"
        "opened.open(); started.start()\n"
        "print(opened.pid, started.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pids = [int(word) for word in parent.stdout.readline().split()]
        assert all(psutil.pid_exists(pid) for pid in pids)
        parent.kill()
    for pid in pids:
        wait_gone(pid)


def test_one_that_is_unplugged_as_soon_as_its_port_is_known_comes_back() -> None:
    script = (
        "import builtins, os, signal, sys\n"
        "from hil.board import serve\n"
        "say, told = print, []\n"
        "def print_and_unplug(*words, **options):\n"
        "    say(*words, **options)\n"
        "    told.append(words)\n"
        "    if len(told) == 1:\n"
        "        os.kill(os.getpid(), signal.SIGUSR1)\n"
        "builtins.print = print_and_unplug\n"
        "sys.exit(serve.main(['eps', '--owned']))\n"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True)
    before, after = done.stdout.split()
    assert before == after  # the name that stays


class Served:
    """`hil.board.serve` run by hand."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "hil.board.serve", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        self.port = self.process.stdout.readline().strip()

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait(SLACK_S)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served("eps", "--link", str(tmp_path / "eps0"))
    yield served
    if served.process.poll() is None:
        served.end(signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_board_served_by_hand_takes_one_host_after_another(served: Served, tmp_path: Path, number: int) -> None:
    for _ in range(3):
        board = PortBoard("eps", str(tmp_path / "eps0"), lock_folder=tmp_path)
        assert board.open().serial == "pty-eps"
        for tick in range(3):
            post(board, tick)
            sample = board.collect(Deadline(SLACK_S))
            assert sample is not None
            assert (sample.boot, sample.gap, sample.errors) == (1, 0, 0)
        board.close()
    assert served.end(number) == 0
    assert not (tmp_path / "eps0").is_symlink()


def test_bodies_are_equal_whatever_boots_came_before(served: Served, tmp_path: Path) -> None:
    bodies = []
    for _ in range(2):
        board = PortBoard("eps", served.port, lock_folder=tmp_path)
        board.open()
        said = []
        for tick in range(6):
            post(board, tick)
            sample = board.collect(Deadline(SLACK_S))
            said.append(sample and sample.body)
            if tick == 1:
                board.command(1)  # RESET: the second session starts from a higher boot counter
        board.close()
        bodies.append(said)
    assert bodies[0] == bodies[1]
    assert bodies[0][2:4] == [None, None]


def test_a_port_in_use_names_its_holder(served: Served, tmp_path: Path) -> None:
    first = PortBoard("eps", served.port, lock_folder=tmp_path)
    first.open()
    with pytest.raises(PortBusy, match=f"pid {os.getpid()} "):
        PortBoard("eps", served.port, lock_folder=tmp_path).open()
    first.close()


def test_a_board_served_by_hand_that_dies_is_lost(served: Served, tmp_path: Path) -> None:
    board = PortBoard("eps", served.port, lock_folder=tmp_path)
    board.open()
    served.end(signal.SIGKILL)
    with pytest.raises(BoardLost, match="port closed"):
        run(board, 0, 5)
    board.close()
