"""Parameters of the plant: a table says what there is, an array carries the values into compiled code.

Ours: one array instead of a record costs one argument a call (docs/performance.md).
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Parameter(NamedTuple):
    """One number of a model: its default is that of the reference satellite, its text says why."""

    name: str
    unit: str
    default: float
    low: float  # lowest value that makes sense, same unit
    high: float  # highest value that makes sense, same unit
    text: str


def index(table: tuple[Parameter, ...], name: str) -> int:
    """Return the position of `name` in `table`. Raises KeyError when it is not there."""
    for position, parameter in enumerate(table):
        if parameter.name == name:
            return position
    raise KeyError(name)


def pack(table: tuple[Parameter, ...], values: Mapping[str, float]) -> NDArray[np.float64]:
    """Return (len(table),) float64 in table order: `values` where given, else defaults.

    Raises KeyError for a name that is not in `table`. Ranges are the scenario's to check, at the door.
    """
    packed = np.array([parameter.default for parameter in table], dtype=np.float64)
    for name, value in values.items():
        packed[index(table, name)] = value
    return packed
