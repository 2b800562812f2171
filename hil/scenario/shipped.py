"""The scenarios that come with the project, by name."""

from __future__ import annotations

import difflib
from pathlib import Path

from hil.errors import ConfigError

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def scenario_path(name: str) -> Path:
    """Return the file of a scenario, given by path or by the name of a shipped one. Raises ConfigError."""
    path = Path(name)
    known = FIXTURES / "scenarios" / f"{name}.yaml"
    if path.is_file():
        return path
    if known.is_file():
        return known
    names = sorted(file.stem for file in (FIXTURES / "scenarios").glob("*.yaml"))
    near = difflib.get_close_matches(path.stem, names, n=1)
    advice = f"did you mean `{near[0]}`?" if near else f"the shipped ones are {', '.join(names)}"
    raise ConfigError("scenario", "a file, or the name of a shipped scenario", f"`{name}`", advice)
