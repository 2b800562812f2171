"""What the markers of a test ask for, and whether this bench has it."""

from __future__ import annotations

from typing import NoReturn

import pytest

from firmware_py.icd import boards
from hil.pytest_plugin.bench import Bench, is_real

FLIGHT = "flight"  # flight software on the board itself


def names(item: pytest.Item) -> list[str]:
    """Return everything that the `needs` markers of `item` name."""
    return [str(name) for marker in item.iter_markers("needs") for name in marker.args]


def kinds(item: pytest.Item, bench: Bench) -> list[str]:
    """Return the boards that `item` works on: those named, else the first real one, else the first of all."""
    named = [name for name in names(item) if name in boards.NAMES]
    recorded = [] if bench.recording is None else bench.recording.kinds(item.nodeid)
    return named or (recorded or bench.real or list(boards.NAMES))[:1]


def lacking(item: pytest.Item, bench: Bench) -> str:
    """Return why `item` cannot run on `bench`; empty when it can."""
    if bench.recording is not None:  # what it needed was there then, and nothing can be damaged
        return bench.recording.lacks(item.nodeid)
    wanted = kinds(item, bench)
    for kind in wanted:
        if kind in bench.missing:
            return f"board {kind} is not there: {bench.said(kind)}"
        if item.get_closest_marker("hardware") and not is_real(bench.urls[kind]):
            return f"needs a real {kind}: {bench.said(kind)}"
    real = [kind for kind in wanted if is_real(bench.urls[kind])]
    if item.get_closest_marker("destructive") and real and not item.config.option.hil_destructive:
        return f"destructive, and {' and '.join(real)} is real: allow it with --hil-destructive"
    parts = [name for name in names(item) if name not in (*boards.NAMES, FLIGHT)]
    return next((why for name in parts for kind in wanted if (why := _without(name, kind, bench))), "")


def refuse(config: pytest.Config, why: str) -> NoReturn:
    """Skip the test, or fail it when boards are required."""
    if config.option.hil_require:
        pytest.fail(f"{why} (--hil-require)", pytrace=False)
    pytest.skip(why)


def _without(name: str, kind: str, bench: Bench) -> str:
    """Return why board `kind` cannot give `name`; empty when it can."""
    url = bench.urls[kind]
    if is_real(url):
        wired = bench.fixtures(kind)
        if name in wired or name in _vocabulary():
            return ""
        return f"needs {name} at {kind}; wired to it, by the map: {', '.join(wired) or 'nothing'}"
    if name in _not_modelled(kind, url):
        return f"needs {name}, which {kind}={url} does not model"
    return (
        "" if name in _vocabulary() else f"needs {name} at {kind}, which is simulated ({url}): nothing is wired to it"
    )


def _not_modelled(kind: str, url: str) -> tuple[str, ...]:
    from hil.board.choice import make_board

    return tuple(make_board(kind, url, None, None).NOT_MODELLED)


def _vocabulary() -> set[str]:
    """Return all that some simulated board does not model: what a real one has of itself."""
    from hil.board.choice import KINDS

    return {name for kind in KINDS for name in _not_modelled(boards.NAMES[0], f"{kind}:")}
