"""Flying a scenario in a test, and asserting on what was recorded, by simulated time."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path
from typing import Any

from hil.arguments import check_choice
from hil.board.replay import ReplayBoard
from hil.check.verdict import Verdict
from hil.compare.again import replay_urls
from hil.errors import ConfigError
from hil.pytest_plugin import expect
from hil.pytest_plugin.bench import Bench
from hil.pytest_plugin.board import event_number
from hil.pytest_plugin.evidence import Evidence
from hil.pytest_plugin.expect import Expected
from hil.pytest_plugin.faults import Faults
from hil.record import manifest
from hil.record.eventlog import Event
from hil.record.opened import Run, open_run
from hil.run import Outcome
from hil.scenario.shipped import scenario_path


class Flown:
    """A run that has ended. `run` has the signals, `outcome` how it went."""

    def __init__(self, outcome: Outcome, run: Run) -> None:
        self.outcome = outcome
        self.run = run

    @property
    def verdict(self) -> Verdict:
        """The verdict. AssertionError when the run broke off."""
        assert self.outcome.verdict is not None, f"the run broke off: {self.outcome.error}"
        return self.outcome.verdict

    def assert_held(self) -> None:
        """Assert that every requirement held and all was exercised that the scenario demands."""
        failed = [f"{row.id} {row.text}: {row.status}" for row in self.verdict.rows if row.failed]
        assert not failed, "; ".join(failed)

    def assert_requirement(self, name: str, status: str = "PASS") -> None:
        """Assert the status of one requirement."""
        found = {row.id: row.status for row in self.verdict.rows}
        assert found.get(name) == status, f"{name}: expected {status}, got {found.get(name, 'no such requirement')}"

    def assert_telemetry(
        self, name: str, expected: Expected, *, after_s: float = 0.0, within_s: float | None = None
    ) -> float:
        """Assert that column `name` is as expected at some row from `after_s` to `after_s + within_s`; return when [s].

        Without `within_s` it has to be so in every row from `after_s` on, and `after_s` is returned.
        """
        time_s, values = self.run.time_s, self._column(name)
        last_s = inf if within_s is None else after_s + within_s
        window = [(float(t), float(v)) for t, v in zip(time_s, values, strict=True) if after_s <= t <= last_s]
        assert window, f"{name}: no row from {after_s:g} to {last_s:g} s; the run ends at {time_s[-1]:g} s"
        resolution = self.run.layout.column(name).scale
        held = [expect.holds(expected, value, resolution) for _, value in window]
        wanted = expect.words(expected)
        if within_s is None:
            worst = next((row for row, ok in zip(window, held, strict=True) if not ok), None)
            assert worst is None, f"{name}: expected {wanted} throughout, got {worst[1]:g} at {worst[0]:g} s"
            return after_s
        first = next((row[0] for row, ok in zip(window, held, strict=True) if ok), None)
        assert first is not None, f"{name}: expected {wanted} within {within_s:g} s, last was {window[-1][1]:g}"
        return first

    def await_event(self, event: str | int, *, after_s: float = 0.0, within_s: float = inf) -> Event:
        """Return the first `event` from `after_s` on, within `within_s`. AssertionError when there is none."""
        number, period_s = event_number(event), self._period_s()
        for found in self.run.events:
            if found.number == number and after_s <= found.tick * period_s <= after_s + within_s:
                return found
        names = sorted({found.name for found in self.run.events})
        raise AssertionError(f"expected event {event} from {after_s:g} s, within {within_s:g} s; the run has {names}")

    def assert_no_event(self, event: str | int) -> None:
        """Assert that `event` never came."""
        number = event_number(event)
        found = [one for one in self.run.events if one.number == number]
        assert not found, f"{found[0].name} came at {found[0].tick * self._period_s():g} s"

    def _period_s(self) -> float:
        return float(json.loads(self.run.manifest["scenario_text"])["period_ms"]) / 1000.0

    def _column(self, name: str) -> Any:
        if name not in self.run:
            raise ConfigError("column", "a name of telemetry.parquet", f"`{name}`", "see docs/icd.md")
        return self.run.column(name)


class Flyer:
    """Flies scenarios on the boards of a bench, each into a folder of its own under `folder`."""

    def __init__(
        self, bench: Bench, faults: Faults, evidence: Evidence, folder: Path, test: str, keeps_wire: bool
    ) -> None:
        """`test` is the node id; `keeps_wire` records the runs so that they can be replayed."""
        self._bench, self._faults, self._evidence, self._folder = bench, faults, evidence, folder
        self._test, self._keeps_wire = test, keeps_wire
        self._flown = 0

    def __call__(self, scenario: str, *settings: str, place: str = "host", seed: int | None = None) -> Flown:
        """Fly `scenario`, a file or the name of a shipped one, with PATH=VALUE `settings`. Raises HilError."""
        from hil import assemble
        from hil import run as running
        from hil.compiling import compile_plant
        from hil.report.terminal import Progress
        from hil.scenario.load import load

        check_choice("place", place, ("host", "board"))
        path = scenario_path(scenario)
        chosen = seed if seed is not None else self._bench.seed if self._bench.seed_given else None
        loaded = load(path, settings, chosen)
        if self._faults.plant_faults:
            own = loaded.scenario.model_dump(mode="json")["faults"]
            loaded = load(path, [*settings, f"faults={json.dumps(own + self._faults.plant_faults)}"], chosen)
        recorded = None if self._bench.recording is None else self._bench.recording.run(self._test, self._flown)
        self._flown += 1
        compile_plant()
        parts = assemble.Parts(
            loaded,
            self._bench.urls if recorded is None else replay_urls(recorded),
            on_board=place == "board",
            capture="full" if self._keeps_wire else "ring",
            disturbances=self._faults.lines,
            corrections=self._bench.corrections(),
        )
        outcome = running.execute(
            parts, self._next_folder(), watcher=Progress(quiet=True), interrupted=lambda: False, checkpoints={}
        )
        self._keep(outcome, parts)
        if recorded is not None:
            _check_replay(recorded, outcome, parts)
        return Flown(outcome, open_run(outcome.folder))

    def _keep(self, outcome: Outcome, parts: Any) -> None:
        lines = [
            {"board": kind, **receipt}
            for kind, found in parts.accounts.disturbed().items()
            for receipt in found["first"]
        ]
        self._faults.flown([*parts.receipts(), *lines])
        about = {"folder": str(outcome.folder), "exit": outcome.exit_code, "error": outcome.error, **outcome.hashes}
        self._evidence.note(f"run.{outcome.folder.name}", about)

    def _next_folder(self) -> Path:
        number = 1
        while (path := self._folder / f"run-{number}").exists():
            number += 1
        self._folder.mkdir(parents=True, exist_ok=True)
        return path


def _check_replay(recorded: Path, outcome: Outcome, parts: Any) -> None:
    """Raise the error of the board that was asked what it was not asked then, or say where the records part."""
    from hil.compare import said
    from hil.compare.pair import open_pair
    from hil.compare.parting import compare

    for board in parts.boards:
        if isinstance(board, ReplayBoard) and board.departed is not None:
            raise board.departed
    then = manifest.read(recorded)
    if outcome.error is not None and then.get("error") is None:
        raise AssertionError(f"not the run of the recording {recorded}: it broke off: {outcome.error}")
    if outcome.error is None and outcome.hashes["record_hash"] != then["record_hash"]:
        parted = compare(open_pair(recorded, outcome.folder), {})
        where = said.parted(parted) or "their records are alike, their scenarios or plants are not."
        raise AssertionError(f"not the run of the recording (A) {recorded}: {where}")
