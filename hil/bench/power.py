"""Taking a board's power away and giving it back, by the command that its entry in the map names."""

from __future__ import annotations

from hil.bench.hwmap import HardwareMap
from hil.board.power import PowerCycle
from hil.errors import ConfigError


def power_cycle(hwmap: HardwareMap, name: str) -> None:
    """Run the command of the entry whose id, or whose kind and connected, is `name`.

    The command is started without a shell. Raises ConfigError when there is none, BoardError when it fails.
    """
    found = [entry for entry in hwmap.entries if entry.id == name or (entry.kind == name and entry.connected)]
    if len(found) != 1:
        known = ", ".join(entry.id for entry in hwmap.entries)
        got = f"`{name}`, which is {'none' if not found else 'several'}"
        raise ConfigError(
            f"{hwmap.path}: power cycle",
            "the id of one board, or a kind that is connected",
            got,
            f"the ids are {known}",
        )
    command = found[0].power_cycle
    if command is None:
        what = f"{hwmap.path}: {found[0].name()}"
        raise ConfigError(
            what, "a key `power_cycle` with a command", "none", "add it, for example `uhubctl -a cycle -l 1-1`"
        )
    try:
        cycle = PowerCycle(found[0].name(), command)
    except ValueError as error:
        raise ConfigError(
            f"{hwmap.path}: {found[0].name()}", "a command", f"`{command}` ({error})", "mend it"
        ) from error
    cycle.switch()
