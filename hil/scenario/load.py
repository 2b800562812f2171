"""From a scenario file to a validated, resolved scenario, or to one error that says what to mend."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hil.check.table import IDS
from hil.errors import ConfigError
from hil.fault.target import TARGETS, advice
from hil.scenario import source
from hil.scenario.nearest import nearest
from hil.scenario.schema import Scenario
from hil.scenario.source import KeyPath, Place, Source
from hil.scenario.words import in_words, input_in_words
from sim.errors import InputError


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
        found = source.lay(found, ("seed",), seed, Place("--seed", 0))
    if workload is not None:
        place = Place("--workload", 0)
        found = source.lay(found, ("requests", "source"), "trace", place)
        found = source.lay(found, ("requests", "trace"), str(workload.resolve()), place)
    found = _placed_anew(found)
    scenario = _validated(found)
    _check_requirements(scenario, found)
    _check_faults(scenario, found)
    return _with_trace(scenario, found, path)


def load_resolved(text: str, workload: Path | None = None) -> Loaded:
    """Load the resolved text of a run again; `workload` is its request trace, when it had one. Raises ConfigError."""
    what = "the scenario of the recorded run"
    try:
        found = Source(json.loads(text), {})
    except json.JSONDecodeError as error:
        raise ConfigError(what, "the resolved text of a scenario", str(error), "record the run again") from error
    if workload is not None:
        found = source.lay(found, ("requests", "trace"), str(workload.resolve()), Place("--workload", 0))
    scenario = _validated(found)
    if scenario.requests.source == "trace" and workload is None:
        raise ConfigError(what, "its request trace (--workload)", "none", "name the file; its content is checked")
    loaded = _with_trace(scenario, found, Path())
    if loaded.text != text:
        got = "another text: its schema or its defaults have changed since"
        raise ConfigError(what, "what this version makes of it", got, "record the run again with this version")
    return loaded


def resolved_text(scenario: Any) -> str:
    """Return the canonical text of everything that is simulated: JSON, sorted keys, no spaces."""
    data = scenario.model_dump(mode="json")
    data.pop("pacing")  # how fast it goes is not what is simulated
    data["requests"].pop("trace")  # the file's content counts (its digest), not where it lies
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _placed_anew(found: Source) -> Source:
    """Return `found` without the elements of the orbit that mean elements (tle, omm), written elsewhere, replace."""
    orbit = found.data.get("orbit")
    given = [name for name in ("tle", "omm") if isinstance(orbit, dict) and orbit.get(name) is not None]
    if not given or not isinstance(orbit, dict):
        return found
    own = found.place(("orbit", given[0])).file
    kept = {key: value for key, value in orbit.items() if key in given or found.place(("orbit", key)).file == own}
    return Source({**found.data, "orbit": kept}, found.places)


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
        return ConfigError(f"{place}: unknown key", "a key of the schema", f"`{key}`", nearest(path) + more)
    if first["type"] == "missing":
        return ConfigError(
            f"{place}: key `{key}` is missing", "a value for it", "nothing", f"write `{path[-1]}:`{more}"
        )
    what = str(place) if str(place).endswith(f" {key}") else f"{place}: {key or 'the scenario'}"
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, InputError):  # of the simulator: it names the place itself
        where = f"{what}: {cause.place}" if path else cause.place
        return ConfigError(where, cause.expected, str(cause.got), f"mend the value{more}")
    return ConfigError(what, in_words(first), input_in_words(first["input"]), f"mend the value{more}")


def _check_requirements(scenario: Any, found: Source) -> None:
    for number, name in enumerate(scenario.must_exercise):
        if name not in IDS:
            near = difflib.get_close_matches(name, IDS, n=1, cutoff=0.4)
            advice = f"did you mean `{near[0]}`?" if near else f"the ids are: {', '.join(IDS)}"
            place = found.place(("must_exercise", str(number)))
            raise ConfigError(f"{place}: must_exercise", "the id of a requirement", f"`{name}`", advice)


def _check_faults(scenario: Any, found: Source) -> None:
    """Raise ConfigError for the first fault whose target is none, or whose value lies outside the target's range."""
    for number, fault in enumerate(scenario.faults):
        path = ("faults", str(number))
        if fault.target not in TARGETS:
            place = found.place((*path, "target"))
            raise ConfigError(
                f"{place}: faults.{number}.target",
                "a parameter of the satellite that can be switched",
                f"`{fault.target}`",
                advice(fault.target),
            )
        row = TARGETS[fault.target]
        if not row.low <= fault.value <= row.high:
            place = found.place((*path, "value"))
            allowed = f"{row.low:g} to {row.high:g} {row.unit} for {fault.target}"
            raise ConfigError(f"{place}: faults.{number}.value", allowed, f"{fault.value:g}", "mend the value")


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
            f"{place}: request trace {file}", "a readable file", str(error.strerror).lower(), "check name and rights"
        ) from error
    if requests.trace_sha256 not in (None, digest):
        raise ConfigError(
            f"{place}: {file}", f"SHA-256 {requests.trace_sha256}", digest, "use the file the scenario was made for"
        )
    named = requests.model_copy(update={"trace_sha256": digest})
    return Loaded(scenario.model_copy(update={"requests": named}), file)
