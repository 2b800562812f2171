"""Serial ports that a machine has, and the choice of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hil.errors import PortMissing


class Port(NamedTuple):
    """A serial port as the system names it. Texts are empty and ids None where the system knows none."""

    device: str  # path to open
    serial: str  # USB serial number
    vid: int | None  # USB vendor
    pid: int | None  # USB product
    product: str
    maker: str
    location: str  # place on the bus: hub and socket, the same after every replug

    @property
    def vid_pid(self) -> str:
        """Vendor and product as `2e8a:0005`; empty for what is not on USB."""
        return "" if self.vid is None or self.pid is None else f"{self.vid:04x}:{self.pid:04x}"

    def words(self) -> str:
        """Return the port in one phrase: `/dev/ttyACM0 (2e8a:0005, serial E46, Board in FS mode, at 1-1.4)`."""
        serial = f"serial {self.serial}" if self.serial else "no serial number"
        said = [self.vid_pid, serial, self.product, f"at {self.location}" if self.location else ""]
        return f"{self.device} ({', '.join(part for part in said if part) if self.vid_pid else 'not on USB'})"


def with_serial(ports: Sequence[Port], serial: str) -> list[Port]:
    """Return the ports whose USB serial number is `serial`."""
    return [port for port in ports if port.serial == serial]


def with_ids(ports: Sequence[Port], vid_pid: str) -> list[Port]:
    """Return the ports of vendor and product `vid_pid`, written as 2e8a:0005."""
    return [port for port in ports if port.vid_pid == vid_pid.lower()]


def the_one(found: Sequence[Port], wanted: str, ports: Sequence[Port]) -> Port:
    """Return the only port of `found`. Raises PortMissing that names every candidate, or all there is in `ports`."""
    if len(found) == 1:
        return found[0]
    if found:
        got = f"{len(found)}: {listed(found)}"
        raise PortMissing(wanted, "one port that fits", got, "name the path, for example one of /dev/serial/by-path")
    raise PortMissing(wanted, "a port that fits", listed(ports), "plug it in, or mend the map; `hil boards scan` looks")


def listed(ports: Sequence[Port]) -> str:
    """Return `ports` in words."""
    return "; ".join(port.words() for port in ports) or "no serial port at all"
