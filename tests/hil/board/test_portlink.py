"""Names of PTYs that stay: who has one, who takes over what a dead one left, and what `hil boards list` says."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hil.bench import served
from hil.board.portlink import VARIABLE, PortLink, port_folder
from hil.board.process import ProcessBoard
from hil.board.usb.port import PortBoard
from hil.clock import Deadline
from hil.errors import PortBusy, PortLost, PortMissing, WrongProtocol
from tests.hil.command import hil

SLACK_S = 10.0  # [s] an interpreter starts in a tenth of it

Serve = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of names, for this test alone."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "names"))
    return tmp_path / "names"


@pytest.fixture
def serve(folder: Path) -> Iterator[Serve]:
    """kind -> a board process served by hand; its first line is read by the test."""
    processes = []

    def begin(kind: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "hil.board.serve", kind]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_two_of_a_kind_have_two_names_and_give_them_back(folder: Path) -> None:
    one, other = PortLink("eps", folder), PortLink("eps", folder)
    assert (one.path, other.path) == (folder / "eps", folder / "eps-2")
    one.point("/dev/null")
    one.point("/dev/zero")
    assert os.readlink(one.path) == "/dev/zero"
    one.close()
    one.close()
    assert not one.path.is_symlink()
    again = PortLink("eps", folder)
    assert again.path == folder / "eps"
    again.close()
    other.close()


def test_what_is_no_symlink_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / "eps").write_text("mine")
    link = PortLink("eps", folder)
    assert link.path == folder / "eps-2"
    link.close()
    assert (folder / "eps").read_text() == "mine"


def test_a_name_that_a_killed_process_left_is_taken_over(folder: Path, serve: Serve) -> None:
    dead = serve("eps")
    assert said(dead) == str(folder / "eps")
    dead.kill()
    dead.wait()
    assert (folder / "eps").is_symlink()
    assert served.rows()[0][2:] == (
        "no", f"{folder / 'eps'} -> {os.readlink(folder / 'eps')}",
        "left by a process that died; the next one takes the name",
    )  # fmt: skip
    assert said(serve("eps")) == str(folder / "eps")
    assert served.rows()[0][2] == "yes"


def test_a_link_that_cannot_be_made_leaves_no_name_behind(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    command = [sys.executable, "-m", "hil.board.serve", "eps", "--link", str(tmp_path / "mine")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "it exists and is no symlink" in done.stderr
    assert not (folder / "eps").is_symlink()
    assert (tmp_path / "mine").read_text() == "mine"


def test_the_name_leads_to_the_new_port_after_a_replug(folder: Path, serve: Serve) -> None:
    process = serve("eps")
    name = said(process)
    before = os.readlink(name)
    process.stdout.readline()  # type: ignore[union-attr]  # that it is served
    process.send_signal(signal.SIGUSR1)
    assert said(process) == name
    assert os.readlink(name) != before
    assert not os.path.exists(before)
    board = PortBoard("eps", name)
    assert board.open().boot == 2
    board.close()


def test_the_list_shows_what_is_served_and_who_holds_it(folder: Path, serve: Serve, tmp_path: Path) -> None:
    name = said(serve("laser"))
    board = PortBoard("laser", name)
    board.open()
    listed = hil("boards", "list").stdout.splitlines()
    assert listed[0].split() == ["kind", "id", "connected", "port", "state"]
    assert f"laser  laser  yes        {name} -> /dev/pts/" in listed[1]
    assert f"held by pid {os.getpid()}" in listed[1]
    second = PortBoard("laser", name)
    with pytest.raises(PortBusy, match=f"pid {os.getpid()}"):
        second.open()
    board.close()
    assert "free" in hil("boards", "list").stdout


def test_a_name_that_goes_while_it_is_looked_at_is_not_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    (folder / "eps").symlink_to("/dev/null")
    (folder / "laser").touch()  # in the place of one that was a symlink a moment ago
    monkeypatch.setattr(Path, "is_symlink", lambda path: path.name in ("eps", "laser"))
    assert [row[1] for row in served.rows()] == ["eps"]


def test_a_board_process_is_opened_by_its_name_which_goes_with_it(folder: Path) -> None:
    board = ProcessBoard("payload")
    board.open()
    assert board.port_name() == str(folder / "payload")
    board.replug()
    board.reopen(SLACK_S)
    assert board.port_name() == str(folder / "payload")
    assert board.hello is not None
    assert board.hello.boot == 2
    board.close()
    assert not (folder / "payload").is_symlink()


def test_a_board_that_is_replugged_by_others_is_still_replugged_once_by_us(folder: Path) -> None:
    board = ProcessBoard("payload")
    board.open()
    assert board.pid is not None
    os.kill(board.pid, signal.SIGUSR1)
    board.replug()
    deadline = Deadline(SLACK_S)
    while True:  # the second one may take the port away again: the next try has it
        try:
            hello = board.reopen(SLACK_S)
            break
        except (PortLost, PortMissing, WrongProtocol):
            assert not deadline.expired
    assert hello.boot in (2, 3)  # two signals that come at once are one
    board.close()


def test_without_a_folder_that_can_be_written_a_board_is_served_by_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file" / "names"))
    board = ProcessBoard("eps")
    board.open()
    assert board.port_name().startswith("/dev/pts/")
    board.close()


def test_the_folder_is_the_first_that_may_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert port_folder() == (Path("/run/everdawn") if os.access("/run", os.W_OK) else tmp_path / "everdawn")
