"""The hardware map: a YAML list of the boards of a bench, checked when it is read.

Key names are those of Zephyr's twister, so that one file serves both; `kind`, `url`, `vid_pid`, `power_cycle`,
`calibration` and `pins` are ours. Keys of twister that change nothing here are let through.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from firmware_py.icd import boards, channel
from hil.board.usb.wiring import wires
from hil.errors import ConfigError
from hil.scenario.source import KeyPath, Place, read_yaml
from hil.scenario.words import in_words, input_in_words

ADVICE = "`hil boards scan --generate FILE` writes a map to start from"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Correction(_Strict):
    """Bench calibration of one sensor channel: value = gain x value of the board + offset [unit of the channel]."""

    gain: float = Field(default=1.0, gt=0.0, allow_inf_nan=False)
    offset: float = Field(default=0.0, allow_inf_nan=False)


class Entry(_Strict):
    """One board of the bench."""

    connected: bool
    id: str  # USB serial number, or any name when there is none
    kind: Literal["eps", "radiator", "laser", "payload"] | None = None  # None: a board that is not for us
    platform: str = ""
    product: str = ""
    runner: str = ""  # what flashes it
    serial: str | None = None  # path of its port
    baud: int | None = Field(default=None, gt=0, strict=True)  # [bit/s]
    vid_pid: str | None = Field(default=None, pattern=r"^[0-9a-fA-F]{4}:[0-9a-fA-F]{4}$")
    url: str | None = None  # any pyserial URL, instead of all of the above
    power_cycle: str | None = None  # command that takes its power away and gives it back
    calibration: dict[str, Correction] = {}
    pins: dict[str, int] = {}  # actuator, or ACTUATOR.BIT, to the GPIO that carries it once flashed
    fixtures: list[str] = []  # what is wired to it: a test may need it
    notes: str = ""
    # Of twister, for flashing and its own tests: nothing here reads them.
    available: bool = False
    probe_id: str = ""
    runner_params: list[str] = []
    serial_pty: str = ""
    pre_script: str = ""
    post_script: str = ""
    post_flash_script: str = ""
    script_param: dict[str, Any] = {}
    flash_timeout: int = 0
    flash_with_test: bool = False
    flash_before: bool = False

    def name(self) -> str:
        """Return what a message calls this board."""
        return f"{self.kind or 'board'} `{self.id}`"


class HardwareMap(NamedTuple):
    """A map that holds: its entries and the line of each."""

    path: Path
    entries: tuple[Entry, ...]
    lines: tuple[int, ...]

    def connected(self, kind: str) -> list[int]:
        """Return the positions of the connected entries of board `kind`."""
        return [n for n, entry in enumerate(self.entries) if entry.connected and entry.kind == kind]

    def where(self, position: int) -> str:
        """Return the place of an entry in its file."""
        return f"{self.path}:{self.lines[position]}"


def load(path: Path) -> HardwareMap:
    """Read and check the map in `path`. Raises ConfigError naming file, line and key."""
    data, places = read_yaml(path)
    if not isinstance(data, list) or not data:
        got = "an empty file" if not data else type(data).__name__
        raise ConfigError(str(path), "a YAML list of boards", got, ADVICE)
    entries = tuple(_entry(path, number, item, places) for number, item in enumerate(data))
    lines = tuple(places[(str(number),)].line for number in range(len(entries)))
    hwmap = HardwareMap(path, entries, lines)
    _check_ids(hwmap)
    return hwmap


def _entry(path: Path, number: int, item: Any, places: dict[KeyPath, Place]) -> Entry:
    try:
        entry = Entry.model_validate(item)
    except ValidationError as error:
        raise _config_error(error, (str(number),), path, places) from error
    _check_channels(entry, number, path, places)
    if entry.pins:
        wires(entry.kind, entry.pins, f"{_place((str(number), 'pins'), path, places)}: pins")
    return entry


def _config_error(error: ValidationError, at: KeyPath, path: Path, places: dict[KeyPath, Place]) -> ConfigError:
    """Return the first of the errors in the words of a user."""
    first = error.errors()[0]
    keys = tuple(str(part) for part in first["loc"])
    place, key = _place((*at, *keys), path, places), ".".join(keys)
    if first["type"] == "extra_forbidden":
        known = Entry.model_fields if len(keys) == 1 else Correction.model_fields
        return ConfigError(f"{place}: unknown key", "a key of the hardware map", f"`{key}`", _near(keys[-1], known))
    if first["type"] == "missing":
        return ConfigError(f"{place}: key `{key}` is missing", "a value for it", "nothing", f"write `{key}:`")
    return ConfigError(f"{place}: {key or 'the entry'}", in_words(first), input_in_words(first["input"]), "mend it")


def _place(at: KeyPath, path: Path, places: dict[KeyPath, Place]) -> Place:
    while at and at not in places:
        at = at[:-1]
    return places.get(at, Place(str(path), 0))


def _near(key: str, known: Any) -> str:
    near = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.4)
    return f"did you mean `{near[0]}`?" if near else f"the keys are: {', '.join(known)}"


def _check_channels(entry: Entry, number: int, path: Path, places: dict[KeyPath, Place]) -> None:
    """Raise ConfigError for a correction of what is no sensor of the board."""
    if entry.calibration and entry.kind is None:
        place = _place((str(number), "calibration"), path, places)
        raise ConfigError(f"{place}: calibration", "a board with a `kind`", "none", "write `kind:`")
    table = boards.SENSORS[boards.kind_index(entry.kind)] if entry.kind else ()
    names = [row[channel.NAME] for row in table]
    for name in entry.calibration:
        if name not in names:
            place = _place((str(number), "calibration", name), path, places)
            raise ConfigError(f"{place}: calibration", f"a sensor of {entry.kind}", f"`{name}`", _near(name, names))


def _check_ids(hwmap: HardwareMap) -> None:
    seen: dict[str, int] = {}
    for number, entry in enumerate(hwmap.entries):
        if entry.id in seen:
            got = f"`{entry.id}` again, as in line {hwmap.lines[seen[entry.id]]}"
            raise ConfigError(f"{hwmap.where(number)}: id", "each id once", got, "rename one")
        seen[entry.id] = number
