"""How far two runs may differ in a channel and still be called equal.

Without a word from the user: a reading may differ by one count and by what its noise makes likely, a value that flight
software computed by one count, a state, a mask or a counter not at all, a truth by a millionth of its largest value.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from hil.errors import ConfigError
from hil.record.column import Column
from hil.record.layout import RowLayout

EXACT_UNITS = ("state", "mask", "count", "index")
#: Two readings with Gaussian noise of sigma a and b differ by more than NOISES * sqrt(a2 + b2) once in 4e11 rows.
NOISES = 7.0
TRUTH_SHARE = 1e-6  # of the largest value of the run
TRUTH_FLOOR = 1e-9  # a residual of the books is smaller than this in any run
FINGERPRINTS = ("truth.state_fingerprint_a", "truth.state_fingerprint_b")  # hashes: how far apart means nothing
EVENTS = "events"  # how many ticks an event may be apart; then its parameters are not compared

Given = Mapping[str, float]  # pattern of names to tolerance, in the unit of the channel; the last that fits counts


def given(texts: Sequence[str], layout: RowLayout) -> dict[str, float]:
    """Return the tolerances of `NAME=VALUE`s; a name may hold * and ?. Raises ConfigError."""
    names = [column.name for column in layout.columns]
    found: dict[str, float] = {}
    for text in texts:
        name, _, number = text.partition("=")
        value = _number(number)
        if not name or value is None or value < 0.0:
            expected = "NAME=VALUE, a channel and 0 or more in its unit (or inf)"
            raise ConfigError("--tolerance", expected, text, "for example eps.bus_voltage=0.5 or 'truth.*=inf'")
        if name != EVENTS and not any(fnmatchcase(one, name) for one in names):
            near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
            advice = f"did you mean `{near[0]}`?" if near else "docs/icd.md lists the channels"
            raise ConfigError("--tolerance", f"a channel of the record, or `{EVENTS}`", f"`{name}`", advice)
        found.pop(name, None)  # the last word counts, also over a pattern between
        found[name] = value
    return found


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return None if math.isnan(value) else value


def tolerance(column: Column, said: Given, noise: tuple[float, float], largest: float) -> float:
    """Return the tolerance of `column` in its unit.

    `noise` is the 1-sigma noise of the channel in either run, `largest` the largest magnitude of a truth.
    """
    chosen = [value for pattern, value in said.items() if fnmatchcase(column.name, pattern)]
    if chosen:
        return chosen[-1]
    if column.name in FINGERPRINTS:
        return math.inf
    if column.name.startswith("truth."):
        return max(TRUTH_SHARE * largest, TRUTH_FLOOR)
    if column.unit in EXACT_UNITS:
        return 0.0
    return column.scale + NOISES * float(np.sqrt(noise[0] * noise[0] + noise[1] * noise[1]))


def noise(scenario: Mapping[str, Any], name: str) -> float:
    """Return the 1-sigma noise that a resolved scenario puts on channel `name`, 0.0 when it says none."""
    board, _, channel = name.partition(".")
    section = scenario.get("noise", {}).get(board, {})
    return float(section.get(channel, 0.0))
