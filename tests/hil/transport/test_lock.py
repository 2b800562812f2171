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
