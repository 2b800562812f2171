"""A scenario file as text: YAML with `extends:`, and the line on which each key stands.

Source of the merge rule: DESIGN section 2 (maps merge deeply, lists are replaced).
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
        raise ConfigError(
            f"{path}: `extends` leads back to itself",
            "a chain of files that ends",
            str(path.name),
            "remove one `extends`",
        )
    data, places = _read_one(path)
    base = data.pop("extends", None)
    if base is None:
        return Source(data, places)
    if not isinstance(base, str):
        raise ConfigError(f"{places[('extends',)]}: extends", "the name of one file", repr(base), "name one file")
    under = read(path.parent / base, (*_seen, path))
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
        raise ConfigError("--set", "PATH=VALUE, for example power.battery_soc=0.7", assignment, "write PATH=VALUE")
    path = tuple(name.split("."))
    try:
        value: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"--set {name}", "a YAML value", text, "quote the value") from error
    for key in reversed(path):
        value = {key: value}
    return Source(merge(source.data, value), {**source.places, path: Place(f"--set {name}", 0)})


def _read_one(path: Path) -> tuple[dict[str, Any], dict[KeyPath, Place]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), "a readable YAML file", str(error), "check the name and the rights") from error
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(str(path), "YAML", str(error).replace("\n", " "), "mend the line named") from error
    if not isinstance(data, dict) or root is None:
        raise ConfigError(str(path), "a YAML map", type(data).__name__, "write `key: value` lines")
    places: dict[KeyPath, Place] = {}
    _walk(root, (), str(path), places)
    return data, places


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
