"""What the comparison with the real flight modules gave, kept for sources, step, epoch and parameters.

An orbit with the real modules costs as much as a fleet of hundreds of thousands, and the same sources give the same
answer. It lies in the user's cache folder; one that cannot be read or written only means measuring again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hil.compiling import compile_plant
from hil.errors import RecordError
from hil.fleet.request import whole_ticks
from hil.record.disk import replace
from hil.scenario.load import load
from hil.scenario.shipped import FIXTURES
from sim.fleet.spec import FleetSpec
from sim.kernel import fingerprint

SCENARIO = FIXTURES / "scenarios" / "eclipse_pass.yaml"
KEPT = 20  # answers
NOTE = (
    "flying one satellite with the real flight modules to compare the policy with: about a minute, kept for this "
    "version (--no-compare leaves it out)"
)


def check_step(step_s: float) -> None:
    """Raise ConfigError when a step of `step_s` [s] cannot be compared with the real modules' ticks."""
    whole_ticks(step_s, load(SCENARIO, ()).scenario.period_ms)


def agreement(spec: FleetSpec, interrupted: Callable[[], bool], folder: Path | None = None) -> dict[str, Any]:
    """Return what `hil.fleet.disagreement.measure` gives for `spec`, from `folder` when it is known there.

    Says on stderr when it has to be measured. Raises HilError when the real run breaks or `interrupted`.
    """
    place = (folder or _folder()) / f"{_key(spec)}.json"
    known = _read(place)
    if known is not None:
        return known
    from hil.fleet.disagreement import measure

    compile_plant()
    print(NOTE, file=sys.stderr, flush=True)
    found = measure(spec, interrupted)
    _keep(place, found)
    return found


def _folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "everdawn" / "agreement"


def _key(spec: FleetSpec) -> str:
    """Return what the answer depends on, as 24 hex digits: every source, every scenario, step, epoch and `--set`."""
    root = FIXTURES.parent
    digest = hashlib.sha256("".join(fingerprint(root / part) for part in ("sim", "hil", "firmware_py")).encode())
    for path in sorted(FIXTURES.rglob("*.yaml")):
        digest.update(path.read_bytes())
    digest.update(f"{spec.step_s!r} {spec.epoch_utc.isoformat()} {sorted(spec.values.items())!r}".encode())
    return digest.hexdigest()[:24]


def _read(place: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "said" in found else None


def _keep(place: Path, found: dict[str, Any]) -> None:
    """Write `found` and let the oldest answers go; without room or rights, keep nothing."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        replace(place, json.dumps(found))
        answers = sorted(place.parent.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for old in answers[:-KEPT]:
            old.unlink(missing_ok=True)
    except (OSError, RecordError):
        return
