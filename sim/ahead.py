"""What two processes can compile at once before the tick is put together, each about half of it.

One process makes the large parts, whose machine code numba keeps in the folder of these sources (sim.kernel), where the
other one finds them; that one makes all else and keeps it in its memory. Functions are compiled for the kinds of
arguments that the tick hands over. Who starts the second process: hil.compiling. Source: ours.
"""

from typing import Any

import numba
import numpy as np

from sim import orbit, parts, sense, tick, truth
from sim.kernel import collector_off
from sim.orbit import flight, neighbours
from sim.parameters import pack
from sim.thermal import system as thermal
from sim.workload import system as workload

_NUMBER, _WHOLE = 1.0, 1
_kind_of: Any = numba.typeof


def large_parts() -> None:
    """Compile loops, electrical system and what a satellite starts with, for another process. Source: ours."""
    x, p, y, vector = _kinds()
    _compile(tick._thermal, x, p, y, vector, _WHOLE, _NUMBER)
    _compile(tick._electrical, x, p, y, vector, _NUMBER, _NUMBER, _NUMBER, True)
    with collector_off():
        thermal.initial(pack(thermal.PARAMETERS, {}), np.full(8, 15000.0), 200.0)
        orbit.near_circular_state(7.0e6, 1.7, 0.0, 0.0)


def the_rest() -> None:
    """Compile what else the tick calls, for this process, and the sensors. Source: ours."""
    x, p, y, vector = _kinds()
    _compile(tick._surroundings, x, p, y, vector, np.zeros(2, dtype=np.int64), _WHOLE, _NUMBER)
    statistics = np.zeros((1, 1))
    _compile(workload.prepare, vector, vector, *(_NUMBER,) * 5, vector, _NUMBER, vector)
    _compile(workload.draw, vector, vector, *(_NUMBER,) * 8, vector)
    _compile(truth.write, x, p, y, statistics, vector)
    _compile(flight.step, vector, vector, _NUMBER, vector)
    _compile(neighbours.step, vector, vector, _NUMBER)
    _compile(sense.follow, vector, vector, statistics, _NUMBER)
    _compile_entry(sense.sense, vector, vector, statistics)
    _compile_entry(sense.settle, vector, statistics)


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
    """Compile `function` for a compiled caller with arguments of these kinds, without a call."""
    with collector_off():
        getattr(function, "inner", function).compile(tuple(_kind_of(argument) for argument in arguments))


def _compile_entry(function: Any, *arguments: Any) -> None:
    """Compile `function` for Python with arguments of these kinds, without a call."""
    with collector_off():
        function.compile(tuple(_kind_of(argument) for argument in arguments))
