"""What is wrong with the machine of a bench, and what to do about each thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hil.bench.choose import port_of
from hil.bench.hwmap import HardwareMap
from hil.bench.machine import Machine
from hil.bench.scan import NO_PORTS, NO_USB
from hil.errors import PortMissing
from hil.transport import url
from hil.transport.ports import Port

GOOD, NOTE, BAD = "ok", "note", "BAD"
LATENCY_MS = 1  # [ms] what an FTDI converter can do; Linux leaves it at 16, and every answer waits for it


class Finding(NamedTuple):
    """One thing that was looked at."""

    grade: str  # GOOD, NOTE or BAD
    what: str
    advice: str = ""

    def lines(self) -> list[str]:
        """Return the finding, and what to do under it."""
        return [f"{self.grade:4s}  {self.what}"] + ([f"      -> {self.advice}"] if self.advice else [])


def examine(machine: Machine, hwmap: HardwareMap | None = None) -> list[Finding]:
    """Return every finding, in the order in which a person would look."""
    ports = machine.ports()
    found = list(_presence(machine, ports))
    for port in ports:
        found += _rights(machine, port.device)
        found += _latency(machine, port.device)
        found += _sleep(machine, port.device)
    found += _serials(ports)
    found += _modem_manager(machine, bool(ports))
    if hwmap is not None:
        found += _map(machine, hwmap, ports)
    return found


def _presence(machine: Machine, ports: Sequence[Port]) -> Iterator[Finding]:
    if any(port.vid_pid for port in ports):
        return
    said, *more = NO_PORTS if machine.has_usb() else NO_USB
    yield Finding(NOTE, said, " ".join(more))


def _rights(machine: Machine, device: str) -> Iterator[Finding]:
    rights = machine.rights(device)
    if rights is None:
        yield Finding(BAD, f"{device}: not there", "plug it in again")
    elif rights.allowed:
        yield Finding(GOOD, f"{device}: may be opened ({rights.words()})")
    else:
        named = not rights.group.isdecimal() and rights.group != "root" and rights.mode & 0o060 == 0o060
        join = f"sudo usermod -aG {rights.group} $USER, then log in again; or "
        advice = f"{join if named else ''}install the rules of `hil boards doctor --udev`"
        yield Finding(BAD, f"{device}: you may not open it ({rights.words()})", advice)


def _latency(machine: Machine, device: str) -> Iterator[Finding]:
    latency_ms = machine.latency_ms(device)
    if latency_ms is None:
        return
    if latency_ms <= LATENCY_MS:
        yield Finding(GOOD, f"{device}: latency timer {latency_ms} ms")
    else:
        timer = f"/sys/bus/usb-serial/devices/{device.rpartition('/')[2]}/latency_timer"
        yield Finding(
            BAD,
            f"{device}: latency timer {latency_ms} ms: every answer waits up to that long",
            f"echo {LATENCY_MS} | sudo tee {timer}; a replug forgets it, the rules of `--udev` do not",
        )


def _sleep(machine: Machine, device: str) -> Iterator[Finding]:
    control = machine.power_control(device)
    if control == "on":
        yield Finding(GOOD, f"{device}: never put to sleep")
    elif control == "auto":
        yield Finding(
            NOTE, f"{device}: USB autosuspend is on: a quiet board may be put to sleep and lose its first bytes",
            "the rules of `hil boards doctor --udev` switch it off for the boards of a map",
        )  # fmt: skip


def _serials(ports: Sequence[Port]) -> Iterator[Finding]:
    for serial, number in sorted(Counter(port.serial for port in ports if port.serial).items()):
        at = [port for port in ports if port.serial == serial]
        if number > 1 and len({port.location.partition(":")[0] for port in at}) > 1:
            where = ", ".join(port.device for port in at)
            yield Finding(
                BAD, f"serial number {serial} is carried by {number} ports: {where}",
                "choose these boards in the map by `serial: /dev/serial/by-path/...`, which names the socket",
            )  # fmt: skip


def _modem_manager(machine: Machine, matters: bool) -> Iterator[Finding]:
    running = machine.running("ModemManager")
    if running:
        yield Finding(
            BAD if matters else NOTE,
            f"ModemManager runs (pid {running[0]}): it talks to every new port as if it were a modem",
            "install the rules of `hil boards doctor --udev`, or: sudo systemctl mask --now ModemManager",
        )
    else:
        yield Finding(GOOD, "ModemManager does not run")


def _map(machine: Machine, hwmap: HardwareMap, ports: Sequence[Port]) -> Iterator[Finding]:
    taken: dict[str, str] = {}  # port: who has it by an earlier line of the map
    for number, entry in enumerate(hwmap.entries):
        if not entry.connected:
            continue
        where = f"{hwmap.where(number)}: {entry.name()}"
        try:
            address = url.parse(port_of(entry, ports)).address
        except PortMissing as error:
            yield Finding(BAD, f"{where}: not there, found {error.got}", error.remedy)
            continue
        if (other := taken.setdefault(machine.resolved(address), where)) != where:
            yield Finding(BAD, f"{where}: {address} is also that of {other}", "give one of them its own port")
            continue
        if "://" in address or machine.exists(address):
            yield Finding(GOOD, f"{where} is {address}")
        else:
            yield Finding(BAD, f"{where}: {address} is not there", "plug it in, or set `connected: false`")
