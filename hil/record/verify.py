"""Verification: the hashes of a record computed again from its rows, its events and its scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from . import eventlog
from .opened import Run, open_run
from .replay import replay

NAMES = ("schema_hash", "wire_hash", "truth_hash", "record_hash", "rows", "events")


class Difference(NamedTuple):
    """One thing that the folder says and its record does not give."""

    name: str
    said: Any  # in the manifest, or verdict.json
    found: Any  # from the record


class Verification(NamedTuple):
    """The outcome: what was computed, and each thing in which the folder says something else."""

    found: dict[str, Any]
    differences: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        """Say whether the record is what its folder says."""
        return not self.differences

    def lines(self) -> list[str]:
        """Return what a person is told: every value found, and beside each one that differs what the folder says."""
        said = {difference.name: difference.said for difference in self.differences}
        return [
            f"{name:12} {value}" + (f"  DIFFERS: the folder says {said[name]}" if name in said else "")
            for name, value in self.found.items()
        ]


def verify(path: Path) -> Verification:
    """Compute the hashes of run folder `path` again and compare. Raises RecordError when it does not open."""
    return verified(open_run(path))


def verified(run: Run) -> Verification:
    """Compute the hashes of an opened run again and compare them with its manifest."""
    said = run.manifest
    chain = replay(run.layout, run.table(), run.events, said["start"])
    schema = run.layout.schema_hash
    found = {
        "schema_hash": schema,
        "wire_hash": chain.wire.hex(),
        "truth_hash": chain.truth.hex(),
        "record_hash": chain.record_hash(schema, said["scenario_text"]),
        "rows": chain.rows,
        "events": len(eventlog.read(run.path / eventlog.NAME)),  # also one of a tick that has no row
    }
    differences = [Difference(name, said.get(name), found[name]) for name in NAMES if said.get(name) != found[name]]
    return Verification(found, tuple(differences))
