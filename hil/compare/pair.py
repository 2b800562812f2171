"""Two run folders opened beside each other: whether they can be compared, and over which rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hil.arguments import run_folder
from hil.errors import ConfigError, RecordError
from hil.record.opened import NS_PER_S, Run, open_run

MOST_SETTINGS = 8  # shown of those that differ
ABOUT = ("seed", "placement", "pacing", "resumed_at_tick")  # of the manifest, where runs may differ


class Pair(NamedTuple):
    """Runs A and B and the ticks that both have: `first` to `last`."""

    a: Run
    b: Run
    first: int
    last: int

    @property
    def rows(self) -> int:
        """Number of rows that both have."""
        return self.last - self.first + 1

    @property
    def same_rows(self) -> bool:
        """Whether neither has a tick that the other has not."""
        return self.a.rows == self.b.rows == self.rows

    def cut(self, run: Run) -> slice:
        """Return the rows of `run`, A or B, that both have."""
        start = self.first - int(run.counts("tick")[0])
        return slice(start, start + self.rows)

    def time_s(self, tick: int) -> float:
        """Return the simulated time [s] of a tick that both have."""
        row = tick - int(self.a.counts("tick")[0])
        return float(self.a.counts("t_ns")[row]) / NS_PER_S


class Setting(NamedTuple):
    """One thing in which the runs were made differently."""

    name: str
    a: Any
    b: Any


def open_pair(a: Path, b: Path) -> Pair:
    """Open two run folders. Raises ConfigError when they cannot be compared: not runs, other columns or period."""
    first, second = _opened(a), _opened(b)
    _check_columns(first, second)
    _check_period(first, second)
    begin = max(int(run.counts("tick")[0]) for run in (first, second))
    end = min(int(run.counts("tick")[-1]) for run in (first, second))
    if begin > end:
        raise ConfigError(
            f"{a} and {b}", "ticks that both have", f"{_range(first)} and {_range(second)}", "compare runs that overlap"
        )
    return Pair(first, second, begin, end)


def _opened(path: Path) -> Run:
    try:
        run = open_run(run_folder(path))
    except (RecordError, OSError, ValueError) as error:  # a ValueError: Parquet or journal of something else
        raise ConfigError(str(path), "a run folder that opens", str(error), "name the folder of a run") from error
    if not run.rows:
        raise ConfigError(str(path), "a run with a row", "none recorded", "name another run")
    return run


def _range(run: Run) -> str:
    ticks = run.counts("tick")
    return f"ticks {int(ticks[0])} to {int(ticks[-1])} in {run.path}"


def _check_columns(a: Run, b: Run) -> None:
    """Raise ConfigError for the first column that one has not, or means differently."""
    if a.layout.schema_hash == b.layout.schema_hash:
        return
    for ours, theirs in zip(a.layout.columns, b.layout.columns, strict=False):
        if ours[:6] != theirs[:6]:  # the text means nothing to a comparison
            raise _other_dictionary(a, b, _column(ours), _column(theirs))
    raise _other_dictionary(a, b, f"{len(a.layout.columns)} columns", f"{len(b.layout.columns)} columns")


def _column(column: Any) -> str:
    return f"{column.name} ({column.dtype.lstrip('>')}, {column.scale:g} {column.unit} a count)"


def _other_dictionary(a: Run, b: Run, ours: str, theirs: str) -> ConfigError:
    return ConfigError(
        f"{a.path} and {b.path}", f"one dictionary: {ours} as in the first", theirs,
        "compare runs of one dictionary, or record one of them again",
    )  # fmt: skip


def _check_period(a: Run, b: Run) -> None:
    periods = _period_ms(a), _period_ms(b)
    if None not in periods and periods[0] != periods[1]:
        raise ConfigError(
            f"{a.path} and {b.path}", f"one control period: {periods[0]:g} ms as in the first", f"{periods[1]:g} ms",
            "set period_ms of both alike",
        )  # fmt: skip


def _period_ms(run: Run) -> float | None:
    """Return the control period, None when the run did not come past tick 0."""
    tick = int(run.counts("tick")[-1])
    return float(run.counts("t_ns")[-1]) / tick / 1e6 if tick else None


def settings(pair: Pair) -> list[Setting]:
    """Return what was set differently: of the command line, of the boards, and of the scenario."""
    ours, theirs = pair.a.manifest, pair.b.manifest
    found = [Setting(name, ours.get(name), theirs.get(name)) for name in ABOUT if ours.get(name) != theirs.get(name)]
    found += _boards(ours.get("boards") or [], theirs.get("boards") or [])
    known = {setting.name for setting in found}
    scenario = _leaves(scenario_of(pair.a)), _leaves(scenario_of(pair.b))
    names = dict.fromkeys((*scenario[0], *scenario[1]))
    pairs = ((name, scenario[0].get(name), scenario[1].get(name)) for name in names if name not in known)
    return found + [Setting(name, one, other) for name, one, other in pairs if one != other]


def _boards(ours: list[Any], theirs: list[Any]) -> Iterator[Setting]:
    others = {board["kind"]: board for board in theirs}
    for board in ours:
        other = others.get(board["kind"], {})
        for key in ("url", "firmware_hash"):
            if board.get(key) != other.get(key):
                yield Setting(f"{board['kind']} {key.replace('_', ' ')}", board.get(key), other.get(key))


def scenario_of(run: Run) -> dict[str, Any]:
    """Return the resolved scenario of a run, empty when it is none of `hil run`."""
    try:
        scenario = json.loads(run.manifest["scenario_text"])
    except (KeyError, json.JSONDecodeError):
        return {}
    return dict(scenario) if isinstance(scenario, dict) else {}


def _leaves(tree: Any, name: str = "") -> dict[str, Any]:
    """Return dotted name to value of everything in `tree` that is no map."""
    if not isinstance(tree, Mapping):
        return {name: tree}
    found: dict[str, Any] = {}
    for key, value in tree.items():
        found |= _leaves(value, f"{name}.{key}" if name else str(key))
    return found
