"""A machine made of files, with the boards that a test plugs in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hil.bench.machine import Machine
from hil.transport.ports import Port

PICO = Port("/dev/ttyACM0", "E463A8574B3F3935", 0x2E8A, 0x0005, "Board in FS mode", "MicroPython", "1-1.4:1.0")
TWIN = Port("/dev/ttyUSB0", "0001", 0x1A86, 0x7523, "USB Serial", "", "1-2")
OTHER_TWIN = Port("/dev/ttyUSB1", "0001", 0x1A86, 0x7523, "USB Serial", "", "1-3")
FTDI = Port("/dev/ttyUSB2", "FT4XYZ", 0x0403, 0x6001, "FT232R USB UART", "FTDI", "1-1.2")
BUILT_IN = Port("/dev/ttyS0", "", None, None, "", "", "")


def write(path: Path, text: str) -> None:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n")


def machine(root: Path, ports: Sequence[Port] = (), allowed: bool = True, usb: bool = True) -> Machine:
    """Return a machine under `root` whose USB ports look as Linux shows them: device, tty class, USB device above."""
    write(root / "etc/group", "root:x:0:\ndialout:x:20:somebody")
    write(root / "etc/passwd", "root:x:0:0:root:/root:/bin/sh")
    if usb:
        write(root / "sys/bus/usb/devices/usb1", "")
    for port in ports:
        name = Path(port.device).name
        write(root / "dev" / name, "")
        if port.vid is None:
            continue
        device = root / "sys/devices/pci0000:00/usb1" / port.location.partition(":")[0]
        write(device / "idVendor", f"{port.vid:04x}")
        write(device / "power/control", "auto")
        tty = device / f"{device.name}:1.0" / "tty" / name
        tty.mkdir(parents=True)
        (tty / "device").symlink_to(device / f"{device.name}:1.0")
        (root / "sys/class/tty").mkdir(parents=True, exist_ok=True)
        (root / "sys/class/tty" / name).symlink_to(tty)
    return Machine(root, lambda: list(ports), lambda _: allowed)
