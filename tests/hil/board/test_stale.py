"""A name left by a dead board, whose PTY's number is another program's by now: never opened, never written to."""

import os
import signal
import subprocess
import sys
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hil.board.portlink import VARIABLE
from hil.board.usb.port import PortBoard
from hil.errors import PortMissing


@contextmanager
def served(link: Path) -> Iterator[str]:
    """Serve an eps board at the symlink `link` too; its name in the common folder. Then kill it."""
    command = [sys.executable, "-m", "hil.board.serve", "eps", "--link", str(link)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGKILL)


@contextmanager
def stranger(path: str) -> Iterator[int]:
    """Hold a PTY of the number that `path` has: somebody's terminal. The descriptor reads what is written to it."""
    pairs = []
    try:
        while not pairs or os.ttyname(pairs[-1][1]) != path:
            assert len(pairs) < 100, f"{path} is not given out again"
            pairs.append(os.openpty())
        tty.setraw(pairs[-1][1])
        os.set_blocking(pairs[-1][0], False)
        yield pairs[-1][0]
    finally:
        for pair in pairs:
            for descriptor in pair:
                os.close(descriptor)


def untouched(terminal: int) -> bool:
    try:
        return os.read(terminal, 100) == b""
    except BlockingIOError:
        return True


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "names"))


def test_a_name_whose_owner_died(tmp_path: Path) -> None:
    with served(tmp_path / "eps0") as name:
        path = os.path.realpath(name)
    with stranger(path) as terminal:
        assert os.path.realpath(name) == path
        with pytest.raises(PortMissing, match="a name left by a board that is gone"):
            PortBoard("eps", name, lock_folder=tmp_path).open()
        assert untouched(terminal)


def test_a_symlink_that_led_to_the_board_that_was_lost(tmp_path: Path) -> None:
    link = tmp_path / "eps0"
    board = PortBoard("eps", str(link), lock_folder=tmp_path)
    with served(link):
        path = os.path.realpath(link)
        board.open()
    board.close()
    with stranger(path) as terminal:
        with pytest.raises(PortMissing, match="a name left by a board that is gone"):
            board.open()
        assert untouched(terminal)
        link.unlink()
        link.symlink_to(path)  # whoever leads it there now means it
        port = board.connect()
        assert port.name == str(link)
        port.close()
