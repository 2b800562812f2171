"""The boards of a test run: real ones from options and map, simulated ones for the rest."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from firmware_py.icd import boards
from hil.bench.choose import calibration, entries, port_of
from hil.bench.hwmap import Entry, load
from hil.bench.power import power_cycle
from hil.errors import ConfigError, PortMissing
from hil.pytest_plugin.recording import Recording
from hil.transport import url
from hil.transport.ports import listed
from hil.transport.serial import ports

SIMULATED = "inproc:"
REPLAYED = "replay:"  # each test has a recording of its own
DEFAULT_SEED = 1


class Bench:
    """Board kind to URL, and what is known of each. Opens nothing."""

    def __init__(
        self, urls: Mapping[str, str], missing: Mapping[str, str], wired: Mapping[str, Entry], seed: int | None,
        map_path: Path | None, recording: Recording | None = None,
    ) -> None:  # fmt: skip
        """`missing` says of a board that was asked for why it is not there; `wired` is its entry of the map."""
        self.urls = dict(urls)
        self.missing = dict(missing)
        self.seed = DEFAULT_SEED if seed is None else seed
        self.seed_given = seed is not None
        self._wired = dict(wired)
        self.recording = recording  # whose boards answer instead of any others
        self._map_path = map_path

    @classmethod
    def given(cls, option: Any) -> Bench:
        """Return the bench that the options of pytest describe. Raises ConfigError."""
        by_hand = _by_hand(option.hil_boards)
        path = option.hil_map or os.environ.get("HIL_MAP")
        wired = {} if not path else entries(load(Path(path)), set(by_hand))
        if option.hil_replay is not None:
            return cls._replayed(option, wired, Path(path) if path else None)
        urls, missing = dict.fromkeys(boards.NAMES, SIMULATED) | by_hand, {}
        for kind, entry in wired.items():
            try:
                urls[kind] = port_of(entry, ports())
            except PortMissing as error:
                missing[kind] = f"{error.what}: {error.got}"
        for kind, given in urls.items():
            address = url.parse(given).address
            if is_real(given) and "://" not in address and not Path(address).exists():
                missing[kind] = f"there is no {address}"
        return cls(urls, missing, wired, option.hil_seed, Path(path) if path else None)

    @classmethod
    def _replayed(cls, option: Any, wired: Mapping[str, Entry], map_path: Path | None) -> Bench:
        if option.hil_boards:
            raise ConfigError("--hil-replay", "no --board beside it", option.hil_boards[0], "leave one of them out")
        if option.hil_record is not None and option.hil_record.resolve() == option.hil_replay.resolve():
            raise ConfigError("--hil-record", "another folder than --hil-replay", str(option.hil_record), "name one")
        recording = Recording.opened(option.hil_replay)
        seed = recording.seed if option.hil_seed is None else option.hil_seed
        return cls(dict.fromkeys(boards.NAMES, REPLAYED), {}, wired, seed, map_path, recording)

    @property
    def has_real(self) -> bool:
        """Return whether any board was asked for that is not simulated, be it there or not."""
        return bool(self.missing or self.real)

    @property
    def real(self) -> list[str]:
        """Return the kinds that have a real board, in the order of the dictionary."""
        return [kind for kind in boards.NAMES if is_real(self.urls[kind]) and kind not in self.missing]

    def fixtures(self, kind: str) -> list[str]:
        """Return what is wired to board `kind`, by the map."""
        return self._wired[kind].fixtures if kind in self._wired else []

    def corrections(self) -> dict[str, dict[str, tuple[float, float]]]:
        """Return the bench calibration of the boards that the map names: gain and offset by channel, by kind."""
        wired = self._wired.items()
        return {kind: calibration(one) for kind, one in wired if self.recording is not None or is_real(self.urls[kind])}

    def power_cycle(self, kind: str) -> None:
        """Take the power of board `kind` away and give it back, by the command of the map. Raises ConfigError."""
        if self._map_path is None:
            raise ConfigError(f"power cycle of {kind}", "a hardware map (--hil-map)", "none", "name one")
        power_cycle(load(self._map_path), self._wired[kind].id if kind in self._wired else kind)

    def said(self, kind: str) -> str:
        """Return where board `kind` was looked for, and what was found."""
        where = f"a connected `kind: {kind}` in {self._map_path or 'a map (--hil-map)'}"
        found = self.missing.get(kind) or f"{kind} is {url.without_token(self.urls[kind])}, simulated"
        return f"looked for --board {kind}=URL and {where}; found: {found}; serial ports: {listed(ports())}"

    def shown(self) -> dict[str, str]:
        """Return kind to URL, fit to be shown."""
        return {kind: url.without_token(given) for kind, given in self.urls.items()}


def is_real(given: str) -> bool:
    """Return whether `given` leads out of this machine's simulation: a path or a URL with //, no `pty:` or `mpy:`."""
    scheme, colon, rest = given.partition(":")
    return not colon or rest.startswith("//") or "/" in scheme


def _by_hand(chosen: list[str]) -> dict[str, str]:
    found = {}
    for choice in chosen:
        name, equals, given = choice.partition("=")
        if not equals or not given or name not in (*boards.NAMES, "all"):
            expected = f"NAME=URL with NAME one of {', '.join(boards.NAMES)} or all"
            raise ConfigError("--board", expected, choice, "write NAME=URL")
        url.parse(given)
        found.update(dict.fromkeys(boards.NAMES if name == "all" else (name,), given))
    return found
