"""A board without power, and the command that gives it some."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from pathlib import Path

import pytest

from hil.board.inproc import InprocBoard
from hil.board.power import PowerCycle, power_cycles
from hil.board.usb.port import PortBoard
from hil.errors import BoardError, ConfigError


def test_a_board_that_is_not_there_is_switched_on_and_found(tmp_path: Path) -> None:
    port, pid, script = tmp_path / "port", tmp_path / "pid", tmp_path / "switch"
    served = f"{shlex.quote(sys.executable)} -m hil.board.serve eps --link {port}"
    script.write_text(f"{served} > {tmp_path}/said 2>&1 & echo $! > {pid}; echo switched\n")
    cycle = PowerCycle("eps", f"sh {script}")
    board = PortBoard("eps", str(port), lock_folder=tmp_path)
    try:
        assert cycle.open(board).serial == "pty-eps"
        assert (cycle.result["used"], cycle.result["exit"], cycle.result["said"]) == (True, 0, "switched")
        assert "a serial port that may be opened" in cycle.result["because"]
    finally:
        board.close()
        os.kill(int(pid.read_text()), signal.SIGTERM)


def test_a_board_that_greets_keeps_its_power(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    cycle = PowerCycle("eps", f"touch {mark}")
    board = InprocBoard("eps")
    cycle.open(board)
    board.close()
    assert cycle.result == {"command": f"touch {mark}", "used": False}
    assert not mark.exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [("sh -c 'echo no such hub; exit 3'", "exit code 3: no such hub"), ("no-such-program-here", "No such file")],
)
def test_a_command_that_fails_is_said(tmp_path: Path, command: str, said: str) -> None:
    board = PortBoard("eps", str(tmp_path / "nothing"), lock_folder=tmp_path)
    with pytest.raises(BoardError, match="power cycle of board eps") as caught:
        PowerCycle("eps", command).open(board)
    assert said in str(caught.value)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("choice", ["eps", "eps=", "tail=reboot", "eps='open"])
def test_what_is_no_power_cycle_is_refused(choice: str) -> None:
    with pytest.raises(ConfigError, match="NAME=COMMAND"):
        power_cycles([choice])


def test_one_for_each_board_named() -> None:
    found = power_cycles(["eps=uhubctl -l 1-1 -p 2 -a cycle", "laser=relay 3"])
    assert sorted(found) == ["eps", "laser"]
    assert found["laser"].result["command"] == "relay 3"
