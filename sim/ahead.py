"""The parts of a plant that two processes can compile at once, before the whole tick is put together from them.

Numba keeps the machine code of every function in the folder of these sources (sim.kernel), so what one process has
compiled another one finds there. Nothing is called here: functions are compiled for the kinds of arguments that the
tick hands over. Who starts the second process: hil.compiling. Source: ours.
"""

from typing import Any

import numba
import numpy as np

from sim import parts, tick
from sim.kernel import collector_off
from sim.workload import system as workload

_NUMBER, _WHOLE = 1.0, 1
_kind_of: Any = numba.typeof


def heat_and_compute() -> None:
    """Compile the loops, which take longest of all parts, and the racks. Source: ours."""
    x, p, y, vector = _kinds()
    _compile(tick._thermal, x, p, y, vector, _WHOLE, _NUMBER)
    _compile(workload.prepare, vector, vector, *(_NUMBER,) * 5, vector, _NUMBER, vector)
    _compile(workload.draw, vector, vector, *(_NUMBER,) * 8, vector)


def light_and_power() -> None:
    """Compile sink, laser terminals and the electrical system, about as long as the others. Source: ours."""
    _compile(tick._surroundings, *_kinds(), np.zeros(2, dtype=np.int64), _WHOLE, _NUMBER)
    _compile(tick._electrical, *_kinds(), _NUMBER, _NUMBER, _NUMBER, True)


def _kinds() -> tuple[Any, ...]:
    """Return a state, parameters, outputs and a vector: of no meaning, but of the kinds that the tick hands over."""
    vector = np.zeros(1)
    return (
        parts.State(*(vector,) * len(parts.State._fields)),
        parts.Parameters(*(vector,) * len(parts.Parameters._fields)),
        parts.Outputs(*(vector,) * len(parts.Outputs._fields)),
        vector,
    )


def _compile(function: Any, *arguments: Any) -> None:
    """Compile `function` for arguments of these kinds, without a call."""
    with collector_off():
        function.compile(tuple(_kind_of(argument) for argument in arguments))
