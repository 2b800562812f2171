"""The doctor on machines made of files: each thing that is wrong is found, with what to do."""

from pathlib import Path

import pytest

from hil.bench.doctor import BAD, GOOD, NOTE, Finding, examine
from hil.bench.hwmap import load
from hil.bench.machine import Machine
from hil.bench.udev import rules
from tests.hil.bench.fake import BUILT_IN, FTDI, OTHER_TWIN, PICO, TWIN, machine, write


def told(findings: list[Finding], text: str) -> Finding:
    """The one finding with `text` in it."""
    (found,) = [finding for finding in findings if text in finding.what]
    return found


def test_a_sound_bench_has_nothing_to_mend(tmp_path: Path) -> None:
    bench = machine(tmp_path, [PICO])
    write(tmp_path / "sys/devices/pci0000:00/usb1/1-1.4/power/control", "on")
    findings = examine(bench)
    assert {finding.grade for finding in findings} == {GOOD}
    assert told(findings, "may be opened").what.startswith("/dev/ttyACM0: may be opened (root:")
    assert "never put to sleep" in told(findings, "sleep").what


@pytest.mark.parametrize("ports", [[], [BUILT_IN]])
def test_a_machine_without_usb_is_told_kindly(tmp_path: Path, ports: list[object]) -> None:
    findings = examine(machine(tmp_path, ports, usb=False))  # type: ignore[arg-type]
    first = told(findings, "no USB")
    assert first.grade == NOTE
    assert "hil boards serve eps" in first.advice
    assert not any(finding.grade == BAD for finding in findings)


def test_a_machine_with_usb_and_nothing_plugged_in(tmp_path: Path) -> None:
    assert "plug a board in" in told(examine(machine(tmp_path)), "no USB serial port").what


def test_a_port_of_a_group_that_we_are_not_in(tmp_path: Path) -> None:
    bench = machine(tmp_path, [PICO], allowed=False)
    (tmp_path / "dev/ttyACM0").chmod(0o660)
    write(tmp_path / "etc/group", f"dialout:x:{(tmp_path / 'dev/ttyACM0').stat().st_gid}:")
    found = told(examine(bench), "you may not open it")
    assert found.grade == BAD
    assert ":dialout 0660" in found.what
    assert "usermod -aG dialout" in found.advice


def test_modem_manager_is_bad_where_there_are_ports(tmp_path: Path) -> None:
    write(tmp_path / "proc/812/comm", "ModemManager")
    write(tmp_path / "proc/1/comm", "init")
    assert told(examine(machine(tmp_path)), "ModemManager runs (pid 812)").grade == NOTE
    found = told(examine(machine(tmp_path, [PICO])), "ModemManager runs (pid 812)")
    assert found.grade == BAD
    assert "--udev" in found.advice


@pytest.mark.parametrize(("timer_ms", "grade"), [(16, BAD), (1, GOOD)])
def test_the_latency_timer_of_ftdi(tmp_path: Path, timer_ms: int, grade: str) -> None:
    bench = machine(tmp_path, [FTDI, PICO])
    write(tmp_path / "sys/bus/usb-serial/devices/ttyUSB2/latency_timer", str(timer_ms))
    found = told(examine(bench), "latency timer")  # of the one port that has such a timer
    assert (found.grade, found.what.partition(":")[0]) == (grade, "/dev/ttyUSB2")


def test_equal_serial_numbers_are_found_and_two_interfaces_of_one_board_are_none(tmp_path: Path) -> None:
    second = PICO._replace(device="/dev/ttyACM1", location="1-1.4:1.2")
    findings = examine(machine(tmp_path, [PICO, TWIN, OTHER_TWIN]))
    found = told(findings, "is carried by")
    assert found.grade == BAD
    assert "0001 is carried by 2 ports: /dev/ttyUSB0, /dev/ttyUSB1" in found.what
    assert not [one for one in examine(Machine(tmp_path, lambda: [PICO, second])) if "is carried by" in one.what]


def test_autosuspend(tmp_path: Path) -> None:
    assert told(examine(machine(tmp_path, [PICO])), "autosuspend").grade == NOTE


def test_a_map_whose_boards_are_not_there(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(
        f"- {{connected: true, id: {PICO.serial}, kind: eps}}\n- {{connected: true, id: gone, kind: laser}}\n"
        "- {connected: false, id: away, kind: payload}\n"
    )
    findings = examine(machine(tmp_path, [PICO]), load(path))
    assert told(findings, "eps `E463").grade == GOOD
    assert told(findings, "laser `gone`: not there").grade == BAD
    assert not [one for one in findings if "away" in one.what]


def test_two_boards_of_a_map_at_one_port(tmp_path: Path) -> None:
    there = machine(tmp_path, [PICO])
    (tmp_path / "dev/bench-left").symlink_to(tmp_path / "dev/ttyACM0")
    path = tmp_path / "map.yaml"
    path.write_text(
        f"- {{connected: true, id: {PICO.serial}, kind: eps}}\n"
        "- {connected: true, id: left, kind: laser, url: /dev/bench-left}\n"
        "- {connected: true, id: far, kind: payload, url: 'socket://h:1'}\n"
    )
    findings = examine(there, load(path))
    assert told(findings, f"laser `left`: /dev/bench-left is also that of {path}:1: eps").grade == BAD
    assert told(findings, "payload `far`").grade == GOOD


def test_udev_rules_of_a_map(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(
        f"- {{connected: true, id: {PICO.serial}, kind: eps}}\n"
        f"- {{connected: true, id: FT4XYZ, kind: laser}}\n"
        "- {connected: true, id: away, kind: payload, vid_pid: '1A86:7523'}\n"
        "- {connected: true, id: unknown, kind: radiator}\n"
        "- {connected: true, id: other}\n"
    )
    lines = rules(load(path), [PICO, FTDI._replace(serial='FT"4*')])
    text = "\n".join(lines)
    (eps,) = [line for line in lines if "everdawn/eps" in line]
    for part in (
        'SUBSYSTEM=="tty"', 'ATTRS{idVendor}=="2e8a"', 'ATTRS{idProduct}=="0005"',
        'ATTRS{serial}=="E463A8574B3F3935"', 'TAG+="uaccess"', 'ENV{ID_MM_DEVICE_IGNORE}="1"',
    ):  # fmt: skip
        assert part in eps
    assert 'ATTR{idVendor}=="1a86", ATTR{idProduct}=="7523", ATTR{power/control}="on"' in text
    assert f"# {path}:4: radiator `unknown` is not plugged in and has no vid_pid: no rule" in lines
    assert "latency_timer" not in text  # the FTDI of the map is not plugged in under that number
    quoted = "\n".join(rules(load(path), [FTDI]))
    assert 'DRIVER=="ftdi_sio", ATTRS{idVendor}=="0403"' in quoted
    assert quoted.count('ATTR{latency_timer}="1"') == 1


def test_a_serial_number_cannot_break_out_of_its_rule(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text("- {connected: true, id: 'A\"*[x]', kind: eps}\n")
    (line,) = [line for line in rules(load(path), [PICO._replace(serial='A"*[x]')]) if "everdawn/eps" in line]
    assert 'ATTRS{serial}=="A???x?"' in line
