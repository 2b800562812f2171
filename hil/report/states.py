"""Names of states, as the dictionary's own texts give them: "0 OFF, 1 STANDBY, ..."."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

_STATE = re.compile(r"(?:^|[\s:,])(\d+) ([A-Za-z][A-Za-z ]*)")


class Span(NamedTuple):
    """A stretch of rows in one state."""

    first: int
    end: int  # one past the last row
    state: int


def names(text: str) -> dict[int, str]:
    """Return the state names that a dictionary text spells out; none when it does not."""
    return {int(number): name.strip() for number, name in _STATE.findall(text)}


def spans(signal: npt.NDArray[Any]) -> list[Span]:
    """Return the stretches of equal value of an integer signal, shape (rows,)."""
    if not len(signal):
        return []
    edges = [0, *(np.flatnonzero(np.diff(signal)) + 1).tolist(), len(signal)]
    return [Span(first, end, int(signal[first])) for first, end in pairwise(edges)]
