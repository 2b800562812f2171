"""The pins of a flashed board: the real MicroPython VM, with a `machine` that writes down what is put on its pins."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware_py.wire import image
from hil.bench.flash import Target, flash, plan
from hil.bench.hwmap import load
from hil.board.usb import prompt
from hil.board.usb.port import PortBoard
from hil.board.usb.wiring import wires
from hil.clock import Deadline
from hil.errors import ConfigError
from hil.transport.serial import SerialTransport
from tests.hil.board.bare_board import NEEDS, powered

pytestmark = [pytest.mark.slow, NEEDS]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """An empty file system of a board."""
    folder = tmp_path / "board"
    folder.mkdir()
    return folder


@pytest.fixture
def port(files: Path) -> Iterator[str]:
    """A board that has MicroPython and nothing else."""
    with powered(files) as name:
        yield name


MACHINE = """
class Pin:
    OUT = 1
    def __init__(self, number, mode):
        self.number = number
    def value(self, level):
        say(self.number, "level", level)
class PWM:
    def __init__(self, pin, freq, duty_u16):
        self.number = pin.number
        say(self.number, "hertz", freq)
    def duty_u16(self, duty):
        say(self.number, "duty", duty)
def unique_id():
    return b"pins"
def say(*words):
    with open("pins.log", "a") as log:
        log.write(" ".join([str(word) for word in words]) + "\\n")
"""
WIRING = {"charge_limit": 15, "load_enable.0": 16, "load_enable.2": 17}


def wired(files: Path, port: str) -> Target:
    """Return an eps board with WIRING whose chip has pins that say what is put on them."""
    (files / "machine.py").write_text(MACHINE)
    return Target(port, "eps", None, wires("eps", WIRING, "pins"))


def put(files: Path) -> list[str]:
    """Return what has been put on the pins since the last time."""
    log = files / "pins.log"
    said = log.read_text().splitlines()
    log.write_text("")
    return said


def test_pins_carry_the_image_in_force_before_the_board_says_so(files: Path, port: str) -> None:
    one = wired(files, port)
    assert "pins   15 charge_limit, 16 load_enable.0, 17 load_enable.2" in plan(one)
    flash(one)
    safe = ["15 duty 4032", "16 level 1", "17 level 0"]  # 40 of 650 A of 65535, feeds 11 = 0b1011
    assert put(files) == ["15 hertz 1000", *safe]
    asked = (
        ([30000, 255, 32500, 4], ["15 duty 65535", "16 level 0", "17 level 1"]),
        ([30000, 255, 0, 5], ["15 duty 0", "16 level 1", "17 level 1"]),
        ([1, 2, 0xFFFF, 0], ["16 level 0", "17 level 0"]),  # INVALID asks for nothing
        ([1, 2, 50000, 0], ["15 duty 65535", "16 level 0", "17 level 0"]),  # more than the range of the channel
    )
    board = PortBoard("eps", port)
    board.open()
    try:
        for tick, (counts, expected) in enumerate(asked):
            assert ticked(board, tick, counts) == counts
            assert put(files) == expected
    finally:
        board.close()
    transport = SerialTransport(port)
    prompt.reach(transport)
    transport.close()
    assert put(files) == safe  # the agent has gone


def test_a_board_that_drives_pins_is_safe_when_its_host_is_silent(files: Path, port: str) -> None:
    flash(wired(files, port))
    main = files / "main.py"
    main.write_text(main.read_text().replace("    usb.run", "    usb.QUIET_MS = 100\n    usb.run"))
    transport = SerialTransport(port)
    prompt.reach(transport)
    prompt.restart(transport)
    transport.close()
    put(files)
    board = PortBoard("eps", port)
    board.open()
    try:
        ticked(board, 0, [0, 0, 0, 0])
        told = ["15 duty 0", "16 level 0", "17 level 0", "15 duty 4032", "16 level 1", "17 level 0"]
        deadline = Deadline(5.0)  # fifty times as long
        while (files / "pins.log").read_text().splitlines() != told:
            assert not deadline.expired
        assert ticked(board, 1, [0, 0, 0, 0]) == [0, 0, 0, 0]  # and a host that was only slow goes on
    finally:
        board.close()


def ticked(board: PortBoard, tick: int, counts: list[int]) -> list[int]:
    """Return the actuators in force that the board tells, asked to take `counts` at `tick`."""
    stimulus = bytes(image.SENSOR_BYTES[0])
    board.post(tick, tick * 100_000_000, tick, stimulus, struct.pack(">4H", *counts), ())
    sample = board.collect(Deadline(10.0))
    assert sample is not None
    return list(struct.unpack(">4H", sample.actuators))


@pytest.mark.parametrize(
    ("pins", "message"),
    [
        ("load: 3", "an actuator (array_voltage_set, string_enable, charge_limit, load_enable), got `load`"),
        ("load_enable: 3", "`load_enable.0` to `load_enable.3`, got `load_enable`"),
        ("load_enable.4: 3", "`load_enable.0` to `load_enable.3`, got `load_enable.4`"),
        ("charge_limit.0: 3", "`charge_limit`, which has no bits, got `charge_limit.0`"),
        ("charge_limit: 3, load_enable.0: 3", "each GPIO once, from 0 on, got 3, 3"),
        ("charge_limit: -1", "each GPIO once, from 0 on, got -1"),
    ],
)
def test_a_pin_that_makes_no_sense_is_refused_with_its_line(tmp_path: Path, pins: str, message: str) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(f"- connected: true\n  id: left\n  kind: eps\n  pins: {{{pins}}}\n")
    with pytest.raises(ConfigError, match=re.escape(f"{path}:4: pins: expected {message}")):
        load(path)
