"""What is given on the command line, checked before anything is started or made."""

from __future__ import annotations

import json
from pathlib import Path

from hil.errors import ConfigError


def run_folder(path: Path) -> Path:
    """Return `path` when it is a run folder. Raises ConfigError."""
    from hil.record.manifest import NAME

    if not (path / NAME).is_file():
        raise ConfigError(str(path), f"a run folder, with its {NAME}", "none", "name the folder that `hil run` printed")
    if is_fleet(path):
        raise ConfigError(str(path), "the folder of a run", "that of a fleet", "`hil report` draws it again")
    return path


def is_fleet(path: Path) -> bool:
    """Return whether `path` is the folder of a fleet, whatever became of it."""
    from hil.record.manifest import NAME

    try:
        return "fleet" in json.loads((path / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def next_folder(name: str) -> Path:
    """Return the first free runs/<name>-<number>."""
    number = 1
    while (path := Path("runs") / f"{name}-{number:03d}").exists():
        number += 1
    return path


def check_choice(option: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raise ConfigError unless `value` of `option` is one of `allowed`."""
    if value not in allowed:
        raise ConfigError(option, " or ".join(allowed), value, "name one of them")


def checkpoints(texts: list[str]) -> dict[int, Path]:
    """Return the file of each tick from `TICK=FILE`s. Raises ConfigError."""
    marks: dict[int, Path] = {}
    for text in texts:
        tick, _, path = text.partition("=")
        if not tick.isdigit() or not path:
            raise ConfigError("--checkpoint", "TICK=FILE", text, "write a tick number and a file")
        if int(tick) in marks:
            raise ConfigError("--checkpoint", "each tick once", f"{tick} twice", "name another tick, or one file")
        marks[int(tick)] = Path(path)
    return marks


def check_within(marks: dict[int, Path], last_tick: int) -> None:
    """Raise ConfigError for a checkpoint after the last tick, or one whose folder does not exist."""
    for tick, path in marks.items():
        if tick > last_tick:
            raise ConfigError("--checkpoint", f"a tick up to {last_tick}, the last one", str(tick), "name one of them")
        if not path.parent.is_dir():
            raise ConfigError("--checkpoint", "a file in a folder that exists", str(path), f"make {path.parent} first")
