"""udev rules for the boards of a map: a name of their own, the right to open them, and nobody who meddles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hil.bench.choose import port_of
from hil.bench.hwmap import Entry, HardwareMap
from hil.errors import PortMissing
from hil.transport import url
from hil.transport.ports import Port

FTDI = "0403"
HEADER = (
    "# Written by `hil boards doctor --udev`. Save it as /etc/udev/rules.d/60-everdawn.rules (a number below 73, or",
    "# uaccess comes too late), then: sudo udevadm control --reload && sudo udevadm trigger",
)
_PLAIN = re.compile(r"[^A-Za-z0-9._:-]")  # what udev would read as a pattern or as the end of the text


def rules(hwmap: HardwareMap, ports: Sequence[Port]) -> list[str]:
    """Return the lines of a rules file for every entry with a kind whose vendor and product are known."""
    lines = [*HEADER]
    for number, entry in enumerate(hwmap.entries):
        if entry.kind is None:
            continue
        ids, serial = _ids(entry, ports)
        lines.append("")
        if not ids:
            lines.append(f"# {hwmap.where(number)}: {entry.name()} is not plugged in and has no vid_pid: no rule")
            continue
        lines.append(f"# {entry.name()}")
        lines += _rules(entry.kind, ids.lower(), serial)
    return lines


def _ids(entry: Entry, ports: Sequence[Port]) -> tuple[str, str]:
    """Return vendor and product of `entry`, and its serial number when its id is one."""
    port = _port(entry, ports)
    if port is not None:
        return port.vid_pid, port.serial
    return entry.vid_pid or "", ""


def _port(entry: Entry, ports: Sequence[Port]) -> Port | None:
    try:
        device = url.parse(port_of(entry, ports)).address
    except PortMissing:
        return None
    return next((port for port in ports if port.device == device and port.vid_pid), None)


def _rules(kind: str, ids: str, serial: str) -> list[str]:
    vendor, product = ids.split(":")
    device = f'ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}"'
    if serial:
        device += f', ATTRS{{serial}}=="{_PLAIN.sub("?", serial)}"'
    lines = [
        f'SUBSYSTEM=="tty", {device}, SYMLINK+="everdawn/{kind}", GROUP="dialout", MODE="0660", TAG+="uaccess", '
        'ENV{ID_MM_DEVICE_IGNORE}="1"',
        f'ACTION=="add", SUBSYSTEM=="usb", {device.replace("ATTRS", "ATTR")}, ATTR{{power/control}}="on"',
    ]
    if vendor == FTDI:
        lines.append(f'ACTION=="add", SUBSYSTEM=="usb-serial", DRIVER=="ftdi_sio", {device}, ATTR{{latency_timer}}="1"')
    return lines
