"""The folder of a run that is being recorded: the loop's recorder.

Life: `create` (manifest, empty journal and event log), `row` every tick, `close` (journal to Parquet, final manifest).
At any moment of it the folder opens with `hil.record.opened.open_run`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from hil.errors import RecordError

from . import eventlog, journal, manifest, parquet
from .chain import HashChain, TickEvent
from .disk import guarded, replace
from .eventlog import EventLog
from .journal import NAME as JOURNAL_NAME
from .journal import Journal
from .layout import RowLayout

VERDICT_NAME = "verdict.json"
REPORT_NAME = "report.html"
CAPTURE_NAME = "wire.pcapng"


class RunFolder:
    """Records one run. `close` is idempotent; after a RecordError of `row` it still may be called."""

    def __init__(
        self, path: Path, layout: RowLayout, scenario_text: str, about: dict[str, Any], chain: HashChain
    ) -> None:
        """Open the files of an existing, empty folder. Use `create`."""
        self.path = path
        self.layout = layout
        self.chain = chain
        self._about = manifest.begin(layout, scenario_text, chain.state(), about)
        self._scenario_text = scenario_text
        self._event_count = 0
        self._converted = False
        with ExitStack() as undo:
            self._journal = Journal(path / JOURNAL_NAME, layout)
            undo.callback(self._journal.close)
            self._events = EventLog(path / eventlog.NAME)
            undo.callback(self._events.close)
            manifest.write(path, self._about)  # last: a folder that has one has all that it takes to open
            undo.pop_all()

    @classmethod
    def create(
        cls,
        path: Path,
        layout: RowLayout,
        scenario_text: str,
        about: dict[str, Any],
        chain_state: dict[str, Any] | None = None,
    ) -> RunFolder:
        """Make `path` and start the record of a run in it.

        `about` is plain data for the manifest (seed, versions, boards, pacing); `chain_state` continues the hashes of
        a run restored at a tick. Raises RecordError when the folder holds anything or cannot be made.
        """
        with guarded(path):
            path.mkdir(parents=True, exist_ok=True)
            found = next(path.iterdir(), None)
        if found is not None:
            raise RecordError(
                f"{path} is in use", "an empty or new folder", f"it holds {found.name}", "choose another --out"
            )
        chain = HashChain()
        if chain_state is not None:
            chain.restore(chain_state)
        try:
            return cls(path, layout, scenario_text, about, chain)
        except RecordError:
            for name in (JOURNAL_NAME, eventlog.NAME):
                (path / name).unlink(missing_ok=True)
            path.rmdir()  # it never was a run
            raise

    def row(self, wire: bytes, events: Sequence[TickEvent], truth: bytes, tick: int) -> None:
        """Take one row with the events of its tick. Raises RecordError when the disk is full."""
        self._journal.write(wire + truth)
        if events:
            self._events.write(tick, events)
            self._event_count += len(events)
        self.chain.row(tick, wire, events, truth)

    def hashes(self) -> dict[str, Any]:
        """Return the hashes in hex and the counts of what was recorded so far, as the manifest will say them."""
        return hashes(self.chain, self.layout, self._scenario_text, self._event_count)

    def state(self) -> dict[str, Any]:
        """Return plain data for `create(chain_state=...)` of the run that goes on from here."""
        return self.chain.state()

    def verdict(self, plain: dict[str, Any]) -> None:
        """Write verdict.json. Raises RecordError when the disk is full."""
        write_json(self.path / VERDICT_NAME, plain)

    def convert(self) -> None:
        """Turn the journal into Parquet and remove it; does nothing the second time. Raises RecordError."""
        if self._converted:
            return
        self._journal.close()
        self._events.close()
        convert(self.path)
        self._converted = True

    def close(self, exit_code: int, result: dict[str, Any]) -> None:
        """Convert and write the final manifest with `exit_code` and `result` (speed, counters). Raises RecordError."""
        try:
            self.convert()
        except RecordError:
            exit_code = 3
            raise
        finally:
            self._about |= {"status": manifest.ENDED, "exit": exit_code, **self.hashes(), **result}
            manifest.write(self.path, self._about)


def hashes(chain: HashChain, layout: RowLayout, scenario_text: str, events: int) -> dict[str, Any]:
    """Return what a manifest says of the content of a record."""
    schema = layout.schema_hash
    return {
        "wire_hash": chain.wire.hex(),
        "truth_hash": chain.truth.hex(),
        "record_hash": chain.record_hash(schema, scenario_text),
        "rows": chain.rows,
        "events": events,
    }


def convert(path: Path) -> None:
    """Turn the journal of folder `path` into Parquet, then remove it. Raises RecordError; the journal then stays."""
    source = path / JOURNAL_NAME
    parquet.write(path / parquet.NAME, *journal.read(source))
    source.unlink()


def write_json(path: Path, plain: Any) -> None:
    """Write plain data as JSON, whole or not at all. Raises RecordError when the disk is full."""
    replace(path, json.dumps(plain, indent=1) + "\n")
