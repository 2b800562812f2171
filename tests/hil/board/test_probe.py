"""Peek and poke: one channel of one board by hand, over the ordinary wire."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from firmware_py.board.agent import Agent
from firmware_py.icd import boards, packets
from firmware_py.wire import image
from hil.board.inproc import InprocBoard
from hil.board.probe.channel import Channel, find
from hil.board.probe.session import Probe, board_at
from hil.clock import Deadline
from hil.errors import ConfigError, WrongBoard, WrongProtocol
from hil.transport.base import Transport
from hil.transport.memory import MemoryTransport
from tests.hil.command import hil

EPS, RADIATOR = 0, 1
SLACK_S = 30.0  # [s] five times what an interpreter needs to start here


class Watched(InprocBoard):
    """A board whose agent can be looked at."""

    agent: Agent

    def connect(self) -> Transport:
        self.agent = Agent(self.kind)
        return MemoryTransport(self.agent)


def channel(name: str, kind: int = EPS) -> Channel:
    return find(kind, name)


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [  # by the rows of docs/icd.md: 0.02 V, 0.02 A with sign, 1e-6 rad, bits
        ("bus_voltage", "801.24", 40062), ("battery_current", "-12.5", -625), ("sun_el", "-0.5", -500_000),
        ("load_enable", "0b0111", 7), ("load_enable", "0xF", 15), ("bus_voltage", "invalid", 0xFFFF),
        ("sun_el", "INVALID", -0x80000000),
    ],
)  # fmt: skip
def test_a_value_becomes_the_count_of_the_dictionary(name: str, text: str, count: int) -> None:
    assert channel(name).parsed(text) == count


@pytest.mark.parametrize(
    ("name", "text"),
    [("bus_voltage", "1300.1"), ("bus_voltage", "-1"), ("load_enable", "16"), ("load_enable", "invalid"),
     ("bus_voltage", "nan"), ("bus_voltage", "much"), ("bus_voltage", "0b2")],
)  # fmt: skip
def test_a_value_outside_the_range_is_refused_with_the_range(name: str, text: str) -> None:
    with pytest.raises(ConfigError, match=f"channel {name}: expected a value from 0 to"):
        channel(name).parsed(text)


def test_an_unknown_channel_is_answered_with_the_nearest_or_with_its_board() -> None:
    with pytest.raises(ConfigError, match="did you mean `bus_voltage`"):
        channel("bus_volts")
    with pytest.raises(ConfigError, match="board eps has one of that name"):
        channel("bus_voltage", RADIATOR)


@pytest.mark.parametrize("kind", boards.NAMES)
def test_every_channel_can_be_found_set_and_read_back(kind: str) -> None:
    index = boards.kind_index(kind)
    with Probe(Watched(kind)) as probe:
        for sensor, table in ((True, boards.SENSORS[index]), (False, boards.ACTUATORS[index])):
            for row in table:
                chosen = find(index, row[0])
                assert chosen.sensor is sensor
                count = chosen.parsed(repr(row[6]))  # its highest value
                probe.set(chosen, count)
                assert probe.count(chosen, probe.tick()) == count == round((row[6] - row[4]) / row[3])


def test_what_was_not_set_is_safe_or_invalid() -> None:
    with Probe(Watched("eps")) as probe:
        probe.set(channel("charge_limit"), 500)
        sample = probe.tick()
    fields = {row[0]: find(EPS, row[0]).count_in(sample.actuators) for row in boards.ACTUATORS[EPS]}
    assert fields == {"array_voltage_set": 30_000, "string_enable": 255, "charge_limit": 500, "load_enable": 11}
    assert sample.sensors == image.INVALID[EPS]


def test_a_peek_commands_nothing() -> None:
    board = Watched("eps")
    with Probe(board) as probe:
        sample = probe.tick()
        assert sample.flags & packets.SAMPLE_SAFE
        assert channel("load_enable").count_in(sample.actuators) == 11


def test_a_command_lives_past_the_watchdog_while_it_is_held_and_ends_with_the_session() -> None:
    board = Watched("eps")
    with Probe(board) as probe:
        probe.set(channel("load_enable"), 7)
        for _ in range(3 * packets.WATCHDOG_TICKS):
            sample = probe.tick()
            assert channel("load_enable").count_in(sample.actuators) == 7
        assert board.agent.actuators() != image.SAFE[EPS]
    assert board.agent.actuators() == image.SAFE[EPS]


def test_a_simulated_board_has_to_be_told_its_kind() -> None:
    with pytest.raises(ConfigError, match="write pty:eps"):
        board_at("pty:", None)
    assert board_at("inproc:laser", None).kind == "laser"


@pytest.fixture
def port() -> Iterator[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", "hil.board.serve", "radiator"], stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    assert server.stdout is not None
    try:
        assert select.select([server.stdout], [], [], SLACK_S)[0], "it named no port"
        yield server.stdout.readline().strip()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(SLACK_S)
        server.stdout.close()


def test_the_kind_is_asked_of_the_board_and_the_port_is_free_again_afterwards(port: str) -> None:
    for _ in range(2):
        with Probe(board_at(port, None)) as probe:
            assert probe.board.kind == "radiator"
            probe.tick()


def test_a_board_that_is_not_of_the_kind_named_is_refused(port: str) -> None:
    with pytest.raises(WrongBoard, match="expected board laser, got board radiator"), Probe(board_at(port, "laser")):
        pass


def test_a_port_without_a_board_says_so() -> None:
    master, slave = os.openpty()
    try:
        with pytest.raises(WrongProtocol):
            board_at(os.ttyname(slave), None)
        assert not Deadline(1.0).expired
    finally:
        os.close(master)
        os.close(slave)


@pytest.mark.slow
def test_as_a_person_does_it(port: str) -> None:
    name, scale = boards.SENSORS[RADIATOR][0][0], boards.SENSORS[RADIATOR][0][3]
    peeked = hil("boards", "peek", port, name)
    assert peeked.returncode == 0
    assert "INVALID" in peeked.stdout
    poked = hil("boards", "poke", port, name, str(10 * scale), "--hold", "0.3")
    assert poked.returncode == 0
    assert "measured" in poked.stdout
    assert "(raw 10)" in poked.stdout
    assert "held      3 ticks" in poked.stdout
    wrong = hil("boards", "poke", port, "no_such_channel", "1")
    assert wrong.returncode == 2
    assert wrong.stderr.count("\n") == 1
