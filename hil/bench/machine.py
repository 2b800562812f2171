"""What the bench asks of the machine: its ports, and what Linux says of them under /sys, /proc and /dev.

`root` stands for / and can be a tree of files, so that a bench that is not there can be examined.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from hil.transport.ports import Port
from hil.transport.serial import ports as pyserial_ports


class Rights(NamedTuple):
    """Who may open a device."""

    allowed: bool  # us
    owner: str
    group: str
    mode: int  # permission bits

    def words(self) -> str:
        """Return the rights as `ls` would say them."""
        return f"{self.owner}:{self.group} {self.mode:04o}"


class Machine:
    """This machine, or one made of files. Reads only."""

    def __init__(
        self,
        root: Path = Path("/"),
        ports: Callable[[], Sequence[Port]] = pyserial_ports,
        may_open: Callable[[Path], bool] = lambda path: os.access(path, os.R_OK | os.W_OK),
    ) -> None:
        self._root = root
        self._may_open = may_open
        self.ports = ports

    def has_usb(self) -> bool:
        """Return whether there is any USB here to plug into."""
        devices = self._root / "sys/bus/usb/devices"
        return devices.is_dir() and any(devices.iterdir())

    def exists(self, device: str) -> bool:
        """Return whether the path `device` is there."""
        return self._at(device).exists()

    def resolved(self, address: str) -> str:
        """Return what a path of a port leads to, links followed; a URL as it is."""
        return address if "://" in address else str(self._at(address).resolve())

    def rights(self, device: str) -> Rights | None:
        """Return who may open `device`, None when it is not there."""
        path = self._at(device)
        try:
            status = path.stat()
        except OSError:
            return None
        owner, group = self._name("etc/passwd", status.st_uid), self._name("etc/group", status.st_gid)
        return Rights(self._may_open(path), owner, group, status.st_mode & 0o7777)

    def running(self, program: str) -> list[int]:
        """Return the ids of the processes of `program`."""
        found = []
        for entry in (self._root / "proc").glob("[0-9]*"):
            if self._text(entry / "comm") == program:
                found.append(int(entry.name))
        return sorted(found)

    def latency_ms(self, device: str) -> int | None:
        """Return the latency timer [ms] of an FTDI converter, None for what has none."""
        text = self._text(self._root / "sys/bus/usb-serial/devices" / Path(device).name / "latency_timer")
        return int(text) if text.isdecimal() else None

    def power_control(self, device: str) -> str:
        """Return `auto` when Linux may put the USB device behind `device` to sleep, `on` when not; empty if unknown."""
        usb = self._usb_folder(device)
        return "" if usb is None else self._text(usb / "power/control")

    def _usb_folder(self, device: str) -> Path | None:
        """Return the folder of the USB device that carries port `device`: the nearest above it that has a vendor."""
        here = (self._root / "sys/class/tty" / Path(device).name / "device").resolve()
        root = self._root.resolve()
        while here != root and here != here.parent:
            if (here / "idVendor").is_file():
                return here
            here = here.parent
        return None

    def _at(self, device: str) -> Path:
        return self._root / device.lstrip("/")

    def _name(self, table: str, number: int) -> str:
        """Return the name of a user or group, its number when it has none."""
        for line in self._text(self._root / table).splitlines():
            fields = line.split(":")
            if len(fields) > 2 and fields[2] == str(number):
                return fields[0]
        return str(number)

    def _text(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8", errors="replace").strip()
        except OSError:  # it ended meanwhile, or is not for us
            return ""
