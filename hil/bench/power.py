"""Taking a board's power away and giving it back, by the command that its entry in the map names."""

from __future__ import annotations

import shlex
import subprocess

from hil.bench.hwmap import HardwareMap
from hil.errors import ConfigError

LONGEST_S = 60.0  # [s] for the command


def power_cycle(hwmap: HardwareMap, name: str) -> None:
    """Run the command of the entry whose id, or whose kind and connected, is `name`. Raises ConfigError.

    The command is started without a shell; it returns once the power is back.
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
    _run(command, found[0].name())


def _run(command: str, name: str) -> None:
    what = f"power cycle of {name}: `{command}`"
    try:
        done = subprocess.run(
            shlex.split(command),
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, ValueError) as error:
        raise ConfigError(what, "a command that can be run", str(error), "mend it in the map") from error
    except subprocess.TimeoutExpired as error:
        raise ConfigError(what, f"an end within {LONGEST_S:g} s", "none", "try it by hand") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        got = f"{done.returncode}{f' ({said[-1]})' if said else ''}"
        raise ConfigError(what, "exit code 0", got, "try it by hand")
