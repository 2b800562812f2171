"""manifest.json: what was run, with what, and how it ended. Plain data, replaced as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hil.errors import RecordError

from .disk import replace
from .layout import RowLayout

NAME = "manifest.json"
VERSION = 1
RUNNING = "running"  # `status` of a run that has not been closed; exit is then null
ENDED = "ended"
REPAIRED = "repaired"


def begin(layout: RowLayout, scenario_text: str, start: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Return the manifest of a run that starts; `start` is the state of the hash chain before its first row."""
    return {
        "everdawn_record": VERSION,
        "status": RUNNING,
        "exit": None,
        "scenario_text": scenario_text,
        "schema_hash": layout.schema_hash,
        "start": start,
        **more,
    }


def write(folder: Path, manifest: dict[str, Any]) -> None:
    """Replace the manifest of `folder`. Raises RecordError when the disk is full."""
    replace(folder / NAME, json.dumps(manifest, indent=1) + "\n")


def read(folder: Path) -> dict[str, Any]:
    """Return the manifest of `folder`. Raises RecordError when there is none or it is no manifest of ours."""
    path = folder / NAME
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise RecordError(
            f"{folder} is no run folder", f"a readable {NAME}", str(error), "name the folder of a run"
        ) from error
    version = found.get("everdawn_record") if isinstance(found, dict) else None
    if version != VERSION:
        raise RecordError(
            f"{path} cannot be read", f"record version {VERSION}", f"version {version}", "use the version that wrote it"
        )
    return dict(found)
