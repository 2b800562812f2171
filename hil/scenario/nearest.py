"""The nearest right key to a wrong one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import get_args

from pydantic import BaseModel

from hil.scenario.schema import Scenario
from hil.scenario.source import KeyPath

NEAR = 0.6  # share of equal letters that makes a slip of the pen likely (difflib's own default)
FAR = 0.4  # still worth naming when the schema has the key nowhere


def nearest(path: KeyPath) -> str:
    """Return advice on the unknown key `path`: the nearest key of its section, else the same key elsewhere."""
    path = tuple(part for part in path if not part.isdigit())  # the place in a list says nothing of keys
    names = sorted(_model_at(path[:-1]).model_fields)
    near = difflib.get_close_matches(path[-1], names, n=1, cutoff=NEAR)
    elsewhere = [".".join(known) for known in _paths(Scenario) if known[-1] == path[-1]]
    if not near and elsewhere:
        return f"did you mean {' or '.join(f'`{one}`' for one in elsewhere[:3])}?"
    near = near or difflib.get_close_matches(path[-1], names, n=1, cutoff=FAR)
    if near:
        return f"did you mean `{'.'.join((*path[:-1], near[0]))}`?"
    return f"the keys here are: {', '.join(names)}"


def _paths(model: type[BaseModel], under: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the path of every key of the schema."""
    for name in model.model_fields:
        yield (*under, name)
        section = _section(model, name)
        if section is not None:
            yield from _paths(section, (*under, name))


def _model_at(path: KeyPath) -> type[BaseModel]:
    """Return the model of the section at `path`."""
    model: type[BaseModel] = Scenario
    for part in path:
        section = _section(model, part)
        assert section is not None  # only a section has keys, known or not
        model = section
    return model


def _section(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    """Return the model of field `name`, None when it is no section."""
    annotation = model.model_fields[name].annotation
    candidates = [one for one in (annotation, *get_args(annotation)) if isinstance(one, type)]
    return next((one for one in candidates if issubclass(one, BaseModel)), None)
