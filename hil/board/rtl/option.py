"""What `hil run` is asked of Verilog boards: faults at signal level (`--signal`) and waves (`--waves`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from firmware_py.icd import boards
from hil.board.rtl.signal import FORM, SignalFault, parse
from hil.board.rtl.waves import FORMS
from hil.errors import ConfigError

WAVES_FORM = "NAME=FILE or NAME=FILE@FIRST..LAST, FILE ending in .fst or .vcd, FIRST and LAST ticks"
BEFORE, AFTER = 5, 2  # ticks drawn round a failure where no others are asked for

_WINDOW = re.compile(r"(.+)@(\d+)\.\.(\d+)")


class Waves(NamedTuple):
    """Waves of one board that are asked for."""

    file: Path
    window: tuple[int, int] | None  # first and last tick; None: round the failure, if there is one

    def ticks(self, failure: int | None) -> tuple[int, int] | None:
        """Return first and last tick to be drawn when tick `failure` went wrong; None when nothing is to be drawn."""
        if self.window is not None or failure is None:
            return self.window
        return max(0, failure - BEFORE), failure + AFTER


def signals(chosen: Sequence[str], urls: Mapping[str, str]) -> dict[str, list[SignalFault]]:
    """Return board name to faults from `--signal NAME=SPEC,SPEC`s. Raises ConfigError."""
    plans: dict[str, list[SignalFault]] = {}
    for choice in chosen:
        name, specs = _named("--signal", choice, f"SPEC is {FORM}", urls)
        plans.setdefault(name, []).extend(parse(spec) for spec in specs.split(","))
    for name, faults in plans.items():
        if len({fault.percent for fault in faults if fault.kind == "drift"}) > 1:
            raise ConfigError(f"--signal {name}", "one drift", "two", "leave one out: a board has one clock")
    return plans


def waves(chosen: Sequence[str], urls: Mapping[str, str]) -> dict[str, Waves]:
    """Return board name to the waves asked for by `--waves NAME=FILE`s. Raises ConfigError."""
    plans: dict[str, Waves] = {}
    for choice in chosen:
        name, text = _named("--waves", choice, f"write {WAVES_FORM}", urls)
        window = _WINDOW.fullmatch(text)
        file = Path(window[1] if window else text)
        ticks = (int(window[2]), int(window[3])) if window else None
        if file.suffix not in FORMS or (ticks is not None and ticks[0] > ticks[1]) or name in plans:
            raise ConfigError("--waves", f"{WAVES_FORM}, once a board", choice, "mend it")
        if not file.parent.is_dir() or file.is_dir():
            raise ConfigError("--waves", "a file in a folder that exists", str(file), f"make {file.parent} first")
        plans[name] = Waves(file, ticks)
    return plans


def _named(option: str, choice: str, advice: str, urls: Mapping[str, str]) -> tuple[str, str]:
    """Return board and the rest of NAME=..., the board being one in Verilog. Raises ConfigError."""
    name, equals, rest = choice.partition("=")
    if not equals or not rest or name not in boards.NAMES:
        raise ConfigError(option, f"NAME=... with NAME one of {', '.join(boards.NAMES)}", choice, advice)
    if not urls[name].startswith("rtl:"):
        raise ConfigError(
            f"{option} {choice}", "a board in Verilog: only rtl: has signals", f"board {name} on {urls[name]}",
            f"add --board {name}=rtl:",
        )  # fmt: skip
    return name, rest
