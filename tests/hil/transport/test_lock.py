"""One process a port: the holder is named, and a dead one holds nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hil.errors import PortBusy
from hil.transport.lock import PortLock, holder_by_descriptor

HOLD = """
import sys
from pathlib import Path
from hil.transport.lock import PortLock
lock = PortLock(sys.argv[1], Path(sys.argv[2]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def holder(port: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLD, port, str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_told_who_holds_the_port(tmp_path: Path) -> None:
    with holder("/dev/ttyX", tmp_path) as process:
        with pytest.raises(PortBusy) as caught:
            PortLock("/dev/ttyX", tmp_path).acquire()
        assert f"pid {process.pid} " in caught.value.holder
        assert "/dev/ttyX" in str(caught.value)
        assert caught.value.exit_code == 2
        PortLock("/dev/ttyY", tmp_path).acquire()  # another port is free
        process.communicate()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with holder("/dev/ttyX", tmp_path) as process:
        process.kill()
        process.communicate()
    lock = PortLock("/dev/ttyX", tmp_path)
    lock.acquire()
    with pytest.raises(PortBusy, match=f"pid {os.getpid()} "):
        PortLock("/dev/ttyX", tmp_path).acquire()
    lock.release()
    lock.release()
    again = PortLock("/dev/ttyX", tmp_path)
    again.acquire()
    again.release()


def test_a_symlink_is_the_port_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "port").touch()
    (tmp_path / "link").symlink_to("port")
    lock = PortLock(str(tmp_path / "port"), tmp_path / "locks")
    lock.acquire()
    with pytest.raises(PortBusy):
        PortLock(str(tmp_path / "link"), tmp_path / "locks").acquire()
    lock.release()


def test_a_holder_without_a_lock_file_is_found_by_its_descriptor(tmp_path: Path) -> None:
    with (tmp_path / "device").open("w"):
        assert f"pid {os.getpid()} " in (holder_by_descriptor(str(tmp_path / "device")) or "")
    assert holder_by_descriptor(str(tmp_path / "device")) is None


def test_one_port_for_two_boards_of_a_run_is_told_as_such(tmp_path: Path) -> None:
    first = PortLock("/dev/ttyX", tmp_path)
    first.acquire()
    with pytest.raises(PortBusy, match="this run itself, for another board"):
        PortLock("/dev/ttyX", tmp_path).acquire()
    first.release()


def test_every_process_that_has_a_device_open_is_named_with_its_user(tmp_path: Path) -> None:
    device = tmp_path / "device"
    with device.open("w"):
        found = holder_by_descriptor(str(device))
    assert found is not None
    assert f"pid {os.getpid()} (" in found
    assert found.endswith(f"of {device.owner()}")


OPEN = """
import sys
from pathlib import Path
from hil.errors import PortBusy
from hil.transport.serial import SerialTransport
try:
    port = SerialTransport(sys.argv[1], lock_folder=Path(sys.argv[2]))
except PortBusy as error:
    print("busy", error.holder, flush=True)
else:
    print("open", flush=True)
    sys.stdin.read()
"""


def opener(port: str, folder: Path) -> tuple[subprocess.Popen[str], str]:
    """A process that opens `port` as any board does, and the line that it says."""
    command = [sys.executable, "-c", OPEN, port, str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline()


def test_of_two_processes_the_second_is_refused_until_the_first_is_dead(tmp_path: Path) -> None:
    master, slave = os.openpty()
    path, locks = os.ttyname(slave), tmp_path / "locks"
    try:
        first, said = opener(path, locks)
        with first:
            assert said == "open\n"
            second, said = opener(path, locks)
            with second:
                assert said.startswith(f"busy pid {first.pid} (")
                second.communicate()
            first.kill()  # no chance to tidy up
            first.communicate()
        third, said = opener(path, locks)
        with third:
            assert said == "open\n"
            third.communicate()
    finally:
        os.close(master)
        os.close(slave)


def test_looking_at_a_lock_names_its_holder_and_leaves_it_alone(tmp_path: Path) -> None:
    lock = PortLock("/dev/ttyX", tmp_path)
    assert lock.holder() is None
    with holder("/dev/ttyX", tmp_path) as process:
        assert (lock.holder() or "").startswith(f"pid {process.pid} (")
        process.kill()
        process.communicate()
    assert lock.holder() is None  # its note is still there, its holder is not
    assert list(tmp_path.glob("*.json")) != []
    lock.acquire()
    assert f"pid {os.getpid()} " in (lock.holder() or "")
    lock.release()
    assert lock.holder() is None


def test_a_note_shows_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["hil", "run", "--board", "eps=socket://h:1?token=secretword"])
    lock = PortLock("socket://h:1", tmp_path)
    lock.acquire()
    (note,) = tmp_path.glob("*.json")
    assert "token=***" in note.read_text()
    assert "secretword" not in note.read_text()
    lock.release()
