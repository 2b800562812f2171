"""Where a plant fault can bite: the parameters of the compiled models that a run may switch."""

from __future__ import annotations

import difflib

from sim.parameters import Parameter
from sim.satellite import PARAMETERS, START_ONLY, SWITCHABLE

#: Every target by its name `section.parameter`.
TARGETS: dict[str, Parameter] = {
    f"{section}.{row.name}": row
    for section in SWITCHABLE
    for row in PARAMETERS[section]
    if f"{section}.{row.name}" not in START_ONLY
}


def advice(name: str) -> str:
    """Return what to write instead of the unknown target `name`."""
    if name in START_ONLY:
        return "it is read when the satellite is made: give it under `satellite:`"
    near = difflib.get_close_matches(name, TARGETS, n=1, cutoff=0.4)
    if near:
        return f"did you mean `{near[0]}`?"
    return f"write section.parameter, the section one of {', '.join(SWITCHABLE)}"
