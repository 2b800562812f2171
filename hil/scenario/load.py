"""From a scenario file to a validated, resolved scenario, or to one error that says what to mend."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from hil.check.table import IDS
from hil.errors import ConfigError
from hil.scenario import source
from hil.scenario.schema import Scenario
from hil.scenario.source import KeyPath, Source


class Loaded:
    """A scenario that holds: `scenario` for the parts, `text` for the hash, `trace_path` when requests are real."""

    def __init__(self, scenario: Any, trace_path: Path | None) -> None:
        self.scenario: Any = scenario
        self.trace_path = trace_path
        self.text = resolved_text(scenario)


def load(path: Path, assignments: Sequence[str] = (), seed: int | None = None, workload: Path | None = None) -> Loaded:
    """Read, merge and validate. Raises ConfigError; creates nothing.

    Args:
        path: scenario file.
        assignments: `PATH=VALUE` of the command line, applied last.
        seed: instead of the scenario's.
        workload: request trace instead of the scenario's source.
    """
    found = source.read(path)
    for assignment in assignments:
        found = source.assign(found, assignment)
    if seed is not None:
        found = source.assign(found, f"seed={seed}")
    if workload is not None:
        over = {"requests": {"source": "trace", "trace": str(workload.resolve())}}
        found = Source(source.merge(found.data, over), found.places)
    scenario = _validated(found)
    _check_requirements(scenario, found)
    return _with_trace(scenario, found, path)


def resolved_text(scenario: Any) -> str:
    """Return the canonical text of everything that is simulated: JSON, sorted keys, no spaces."""
    data = scenario.model_dump(mode="json")
    data["requests"].pop("trace")  # the file's content counts (its digest), not where it lies
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _validated(found: Source) -> Any:
    try:
        return Scenario.model_validate(found.data)
    except ValidationError as error:
        raise _config_error(error, found) from error


def _config_error(error: ValidationError, found: Source) -> ConfigError:
    """Return the first of the errors in the words of a user; how many more there are is said."""
    first = error.errors()[0]
    path: KeyPath = tuple(str(part) for part in first["loc"])
    key, place, others = ".".join(path), found.place(path), error.error_count() - 1
    more = f" ({others} more after this one)" if others else ""
    if first["type"] == "extra_forbidden":
        names = sorted(_model_at(path[:-1]).model_fields)
        near = difflib.get_close_matches(path[-1], names, n=1, cutoff=0.4)
        advice = f"did you mean `{near[0]}`?" if near else f"the keys here are: {', '.join(names)}"
        return ConfigError(f"{place}: unknown key `{key}`", "a key of the schema", f"`{path[-1]}`", advice + more)
    expected = first["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    if first["type"] == "missing":
        return ConfigError(
            f"{place}: key `{key}` is missing", "a value for it", "nothing", f"write `{path[-1]}:`{more}"
        )
    return ConfigError(f"{place}: {key or 'the scenario'}", expected, repr(first["input"]), f"mend the value{more}")


def _check_requirements(scenario: Any, found: Source) -> None:
    for number, name in enumerate(scenario.must_exercise):
        if name not in IDS:
            near = difflib.get_close_matches(name, IDS, n=1, cutoff=0.4)
            advice = f"did you mean `{near[0]}`?" if near else f"the ids are: {', '.join(IDS)}"
            place = found.place(("must_exercise", str(number)))
            raise ConfigError(f"{place}: must_exercise", "the id of a requirement", f"`{name}`", advice)


def _model_at(path: KeyPath) -> type[BaseModel]:
    """Return the model of the section at `path`."""
    model: type[BaseModel] = Scenario
    for part in path:
        annotation = model.model_fields[part].annotation
        candidates = [one for one in (annotation, *get_args(annotation)) if isinstance(one, type)]
        model = next(one for one in candidates if issubclass(one, BaseModel))
    return model


def _with_trace(scenario: Any, found: Source, path: Path) -> Loaded:
    """Resolve the request trace to a path and put the digest of its content into the scenario."""
    requests = scenario.requests
    if requests.source != "trace":
        return Loaded(scenario, None)
    place = found.place(("requests", "trace"))
    if requests.trace is None:
        raise ConfigError(
            f"{place}: requests.trace", "a CSV file, as requests.source is `trace`", "nothing", "name the file"
        )
    file = (path.resolve().parent / requests.trace).resolve()
    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise ConfigError(
            f"{place}: requests.trace", "a readable file", str(error), "check the name and the rights"
        ) from error
    if requests.trace_sha256 not in (None, digest):
        raise ConfigError(
            f"{place}: {file}", f"SHA-256 {requests.trace_sha256}", digest, "use the file the scenario was made for"
        )
    named = requests.model_copy(update={"trace_sha256": digest})
    return Loaded(scenario.model_copy(update={"requests": named}), file)
