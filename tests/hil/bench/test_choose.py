"""Which port an entry of the map names, on machines with all kinds of things plugged in."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hil.bench.choose import chosen, port_of
from hil.bench.hwmap import Entry, load
from hil.errors import ConfigError, PortMissing
from hil.transport import url
from hil.transport.ports import Port
from tests.hil.bench.fake import BUILT_IN, FTDI, OTHER_TWIN, PICO, TWIN

ALL = (PICO, TWIN, OTHER_TWIN, FTDI, BUILT_IN)


def entry(**keys: Any) -> Entry:
    return Entry.model_validate({"connected": True, "id": "x", "kind": "eps"} | keys)


@pytest.mark.parametrize(
    ("keys", "port"),
    [
        ({"id": PICO.serial}, "/dev/ttyACM0"),
        ({"id": PICO.serial, "serial": "/dev/ttyACM7"}, "/dev/ttyACM0"),  # it was there when the map was made
        ({"vid_pid": "2E8A:0005"}, "/dev/ttyACM0"),
        ({"id": "0001", "serial": "/dev/ttyUSB1"}, "/dev/ttyUSB1"),  # of two equal numbers the path tells
        ({"url": "hwgrep://FT4XYZ"}, "hwgrep://FT4XYZ"),
        ({"url": "rfc2217://bench:4000", "id": PICO.serial}, "rfc2217://bench:4000"),
    ],
)
def test_an_entry_leads_to_its_port(keys: dict[str, Any], port: str) -> None:
    assert port_of(entry(**keys), ALL) == port


def test_a_path_that_is_no_usb_port_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "eps0").touch()
    assert port_of(entry(serial=str(tmp_path / "eps0")), ALL) == str(tmp_path / "eps0")


def test_a_baud_goes_with_the_port() -> None:
    assert url.parse(port_of(entry(id=PICO.serial, baud=1_000_000), ALL)) == ("/dev/ttyACM0", 1_000_000, "")
    told = port_of(entry(url="socket://h:1?token=w", baud=9600), ())
    assert url.parse(told) == ("socket://h:1", 9600, "w")


@pytest.mark.parametrize(
    ("keys", "ports", "said"),
    [
        ({"id": "0001"}, ALL, "2: /dev/ttyUSB0 (1a86:7523, serial 0001, USB Serial, at 1-2); /dev/ttyUSB1"),
        ({"vid_pid": "1a86:7523"}, ALL, "by-path"),
        ({"id": "gone"}, (PICO,), "serial number gone: expected a port that carries it, got /dev/ttyACM0 (2e8a:0005"),
        ({"id": "gone"}, (), "no serial port at all"),
        ({"vid_pid": "dead:beef"}, (PICO,), "got /dev/ttyACM0"),
        ({"serial": "/dev/no-such"}, (PICO,), "port /dev/no-such"),
    ],
)
def test_a_port_that_is_not_there_or_not_the_only_one(keys: dict[str, Any], ports: Sequence[Port], said: str) -> None:
    with pytest.raises(PortMissing) as caught:
        port_of(entry(**keys), ports)
    assert said in str(caught.value)
    assert caught.value.exit_code == 2


def test_another_board_at_the_old_path_is_not_taken_for_this_one(tmp_path: Path) -> None:
    path = tmp_path / "ttyACM0"
    path.touch()
    stranger = PICO._replace(device=str(path), serial="STRANGER")
    with pytest.raises(PortMissing, match=r"serial number E463.*STRANGER"):
        port_of(entry(id=PICO.serial, serial=str(path)), [stranger])


def hwmap(tmp_path: Path, *entries: str) -> Any:
    path = tmp_path / "map.yaml"
    path.write_text("".join(f"- {{{entry}}}\n" for entry in entries))
    return load(path)


def test_every_connected_kind_gets_its_port(tmp_path: Path) -> None:
    found = hwmap(
        tmp_path, f"connected: true, id: {PICO.serial}, kind: eps", "connected: false, id: b, kind: laser",
        "connected: true, id: c, kind: radiator, url: 'socket://h:1'", "connected: true, id: d",
    )  # fmt: skip
    assert chosen(found, ALL) == ["eps=/dev/ttyACM0", "radiator=socket://h:1"]
    assert chosen(found, ALL, ["eps=/dev/ttyS0"]) == ["radiator=socket://h:1"]


def test_two_of_a_kind_are_named_with_their_lines(tmp_path: Path) -> None:
    found = hwmap(tmp_path, "connected: true, id: a, kind: eps", "connected: true, id: b, kind: eps")
    with pytest.raises(ConfigError, match=r"`a` \(.*:1\) and `b` \(.*:2\).*--board eps=URL"):
        chosen(found, ALL)
    assert chosen(found, ALL, ["eps=pty:"]) == []


def test_a_map_with_nothing_connected_is_no_silent_simulation(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="connected: true"):
        chosen(hwmap(tmp_path, "connected: false, id: a, kind: eps", "connected: true, id: b"), ALL)


def test_what_pyserial_lists_is_told_in_our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from serial.tools import list_ports, list_ports_common

    from hil.transport import serial as transport

    usb = list_ports_common.ListPortInfo("/dev/ttyACM0")
    usb.vid, usb.pid, usb.serial_number, usb.product = 0x2E8A, 0x0005, "E463A8574B3F3935", "Board in FS mode"
    usb.manufacturer, usb.location = "MicroPython", "1-1.4:1.0"
    built_in = list_ports_common.ListPortInfo("/dev/ttyS0")
    monkeypatch.setattr(list_ports, "comports", lambda: [built_in, usb])
    assert transport.ports() == [PICO, BUILT_IN]
    assert os.path.basename(PICO.device) == "ttyACM0"
