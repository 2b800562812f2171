"""A scenario file as text: YAML with `extends:`, and the line on which each key stands.

Merge rule: maps merge deeply, lists are replaced.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import yaml

from hil.errors import ConfigError

KeyPath = tuple[str, ...]


class Place(NamedTuple):
    """Where a key was written."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Source(NamedTuple):
    """Merged data of a scenario and the place of every key."""

    data: dict[str, Any]
    places: dict[KeyPath, Place]

    def place(self, path: KeyPath) -> Place:
        """Return the place of `path`, or of its nearest parent that was written."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place("built-in defaults", 0))


def read(path: Path, _seen: tuple[Path, ...] = ()) -> Source:
    """Read `path` and everything it extends. Raises ConfigError naming file and line."""
    path = path.resolve()
    if path in _seen:
        chain = " -> ".join(file.name for file in (*_seen[_seen.index(path) :], path))
        raise ConfigError(
            f"{path}: `extends` leads back to itself", "a chain of files that ends", chain, "remove one `extends`"
        )
    data, places = _read_one(path)
    base = data.pop("extends", None)
    if base is None:
        return Source(data, places)
    if not isinstance(base, str):
        raise ConfigError(f"{places[('extends',)]}: extends", "the name of one file", repr(base), "name one file")
    under_path = path.parent / base
    if not under_path.is_file():
        place = places[("extends",)]
        raise ConfigError(f"{place}: extends", "the name of a file", f"`{base}`", f"there is no {under_path}")
    under = read(under_path, (*_seen, path))
    return Source(merge(under.data, data), {**under.places, **places})


def merge(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return `under` with `over` laid on it: maps merge deeply, everything else is replaced."""
    result = dict(under)
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merge(result[key], value)
        else:
            result[key] = value
    return result


def assign(source: Source, assignment: str) -> Source:
    """Return `source` with one `PATH=VALUE` of the command line applied. Raises ConfigError."""
    name, equals, text = assignment.partition("=")
    if not equals or not name:
        raise ConfigError("--set", "PATH=VALUE, for example satellite.start.soc=0.7", assignment, "write PATH=VALUE")
    return lay(source, tuple(name.split(".")), _value(name, text), Place(f"--set {name}", 0))


def lay(source: Source, path: KeyPath, value: Any, place: Place) -> Source:
    """Return `source` with `value` laid on it at `path`; `place` is what a message calls it."""
    places = dict(source.places)
    under: Any = source.data
    for length, key in enumerate(path, start=1):
        under = under.get(key) if isinstance(under, dict) else None
        if length == len(path) or not isinstance(under, dict):  # a map made for this value is from here too
            places[path[:length]] = place
    tree: Any = value
    for key in reversed(path):
        tree = {key: tree}
    return Source(merge(source.data, tree), places)


def _value(name: str, text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"--set {name}", "a YAML value", text, "quote the value") from error


def _read_one(path: Path) -> tuple[dict[str, Any], dict[KeyPath, Place]]:
    data, places = read_yaml(path)
    if data is None:
        raise ConfigError(str(path), "a scenario", "an empty file", "write `key: value` lines, or `extends: FILE`")
    if not isinstance(data, dict):
        raise ConfigError(str(path), "a YAML map", type(data).__name__, "write `key: value` lines")
    return data, places


def read_yaml(path: Path) -> tuple[Any, dict[KeyPath, Place]]:
    """Return the data of one YAML file, None when it is empty, and the place of every key. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            str(path), "a readable YAML file", str(error.strerror).lower(), "check the name and the rights"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            str(path), "YAML in UTF-8", f"{error.reason} at byte {error.start}", "save it as UTF-8"
        ) from error
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _no_yaml(path, error) from error
    places: dict[KeyPath, Place] = {}
    if root is not None:
        _walk(root, (), str(path), places)
    return data, places


def _no_yaml(path: Path, error: yaml.YAMLError) -> ConfigError:
    """Return what is wrong with the text of `path`, at the line where YAML's reader gave up."""
    mark = getattr(error, "problem_mark", None)
    place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark is not None else str(path)
    said = " ".join(str(getattr(error, "problem", None) or error).split())
    return ConfigError(place, "YAML", said, "mend this line or the one before")


def _walk(node: yaml.Node, path: KeyPath, file: str, places: dict[KeyPath, Place]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            here = (*path, str(key_node.value))
            if here in places:
                raise ConfigError(
                    f"{file}:{key_node.start_mark.line + 1}", "each key once", f"`{'.'.join(here)}` again", "remove one"
                )
            places[here] = Place(file, key_node.start_mark.line + 1)
            _walk(value_node, here, file, places)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            here = (*path, str(number))
            places[here] = Place(file, item.start_mark.line + 1)
            _walk(item, here, file, places)
