"""Scanning: what is listed, who answers, and the map that is written."""

from pathlib import Path

import pytest

from firmware_py.board.agent import Agent
from hil.bench import identify
from hil.bench.hwmap import load
from hil.bench.scan import Found, lines, look, write_map
from hil.board import greeting
from hil.board.base import Hello
from hil.board.session import Session
from hil.errors import ConfigError, WrongProtocol
from hil.transport.memory import MemoryTransport
from tests.hil.bench.fake import BUILT_IN, OTHER_TWIN, PICO, TWIN, machine
from tests.hil.command import hil


def hello(kind: str = "eps") -> Hello:
    transport = MemoryTransport(Agent(kind, serial=b"SN-7"))
    return greeting.greet(transport, Session("eps"), 1.0)


def ask(url: str) -> Hello:
    if url == PICO.device:
        return hello("laser")
    raise WrongProtocol(f"port {url}", "HELLO", "silence", "look")


def test_ports_are_listed_and_those_who_answer_named(tmp_path: Path) -> None:
    bench = machine(tmp_path, [PICO, TWIN])
    assert lines(look(bench, ask), bench) == [
        "/dev/ttyACM0 (2e8a:0005, serial E463A8574B3F3935, Board in FS mode, at 1-1.4:1.0) by MicroPython",
        "    board laser, serial SN-7",
        "/dev/ttyUSB0 (1a86:7523, serial 0001, USB Serial, at 1-2)",
        "    no board of ours: silence",
    ]
    assert len(lines(look(bench, None), bench)) == 2  # nobody is asked


def test_nothing_to_find_is_no_fault(tmp_path: Path) -> None:
    bench = machine(tmp_path, [BUILT_IN], usb=False)
    told = lines(look(bench, None), bench)
    assert "no USB" in told[0]
    assert told[-1] == "/dev/ttyS0 (not on USB)"


def test_a_map_that_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    write_map([Found(PICO, hello("laser")), Found(TWIN), Found(OTHER_TWIN)], path)
    pico, twin, other = load(path).entries
    assert (pico.connected, pico.kind, pico.id, pico.serial) == (True, "laser", PICO.serial, "/dev/ttyACM0")
    assert pico.vid_pid == "2e8a:0005"
    assert (twin.connected, twin.kind, twin.id) == (False, None, "0001")
    assert other.id == "0001 at 1-3"


def test_a_board_of_an_unknown_kind_is_written_down_and_not_connected(tmp_path: Path) -> None:
    write_map([Found(PICO, hello()._replace(kind=9))], tmp_path / "map.yaml")
    (entry,) = load(tmp_path / "map.yaml").entries
    assert (entry.connected, entry.kind) == (False, None)


def test_a_map_is_not_overwritten_and_not_written_empty(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    with pytest.raises(ConfigError, match="plug a board in"):
        write_map([], path)
    path.write_text("mine")
    with pytest.raises(ConfigError, match="it exists"):
        write_map([Found(PICO)], path)
    assert path.read_text() == "mine"


def test_a_map_that_exists_is_refused_before_any_port_is_asked(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("mine")
    done = hil("boards", "scan", "--identify", "--generate", str(tmp_path / "map.yaml"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "it exists" in done.stderr


def test_a_hello_in_words() -> None:
    said = "\n".join(identify.words("socket://h:1", hello()))
    assert "board      eps" in said
    assert "serial     SN-7" in said
    assert "as here" in said
    assert "not the one in this checkout" in said  # the agent above was told no firmware hash
    old = hello()._replace(dictionary_hash=b"\xaa" * 8)
    assert "flash it anew" in "\n".join(identify.words("x", old))
    assert "of another dictionary" in identify.short(old)
    assert "unknown kind 9" in identify.short(hello()._replace(kind=9))


def test_a_simulated_board_of_ours_says_who_it_is() -> None:
    found = identify.ask("inproc:laser", 1.0)
    assert (identify.kind(found), found.serial) == ("laser", "inproc-laser")
    with pytest.raises(ConfigError, match="write inproc:eps"):
        identify.ask("inproc:", 1.0)
