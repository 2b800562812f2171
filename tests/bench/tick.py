"""What a control tick in process spends its time on, each part timed in the running loop."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from firmware_py.icd import boards
from hil import assemble
from hil.scenario.load import load

from .run import PERIOD_S, SCENARIO


def tick_parts(ticks: int = 3000) -> None:
    """Print the microseconds of a tick by part, each part timed in the running loop, in process."""
    loaded = load(SCENARIO, [f"duration_s={(ticks + 300) * PERIOD_S}"])
    parts = assemble.Parts(loaded, dict.fromkeys(boards.NAMES, "inproc:"), on_board=False, capture="off")
    clock = _PartClock()
    clock.wrap(parts.plant, "advance", "plant")
    clock.wrap(parts.plant, "stimuli", "sensors")
    clock.wrap(parts.plant, "truth", "record")
    for board in parts.boards:
        clock.wrap(board, "post", "boards: codec, link, agent")
        clock.wrap(board, "collect", "boards: codec, link, agent")
    for flight in parts.loop.flight:
        if flight is not None:
            clock.wrap(flight, "step", f"flight {flight.kind}")
    parts.open()
    with tempfile.TemporaryDirectory() as folder:
        record = parts.create_folder(Path(folder) / "run", {})
        clock.wrap(record, "row", "record")
        for _ in range(300):
            parts.loop.step()
        clock.reset()
        start = time.perf_counter_ns()
        for _ in range(ticks):
            parts.loop.step()
        whole = (time.perf_counter_ns() - start) / ticks / 1000.0
        parts.close()
        record.close(3, {})
    print(f"one tick in process, {ticks} ticks, timing overhead included: {whole:.0f} us")
    for name, took in clock.table(ticks):
        print(f"  {name:28} {took:6.1f} us  {took / whole:5.1%}")
    print(f"  {'the rest (loop, clocks)':28} {whole - sum(took for _, took in clock.table(ticks)):6.1f} us")


class _PartClock:
    """Adds up the time spent in wrapped methods, by name."""

    def __init__(self) -> None:
        self._spent: dict[str, int] = {}

    def wrap(self, owner: object, method: str, name: str) -> None:
        """Time every call of `owner.method` under `name`."""
        inner = getattr(owner, method)
        spent = self._spent
        spent.setdefault(name, 0)
        now = time.perf_counter_ns

        def timed(*args: object) -> object:
            start = now()
            result = inner(*args)
            spent[name] += now() - start
            return result

        setattr(owner, method, timed)

    def reset(self) -> None:
        """Begin again."""
        for name in self._spent:
            self._spent[name] = 0

    def table(self, ticks: int) -> list[tuple[str, float]]:
        """Return (name, microseconds a tick), largest first."""
        return sorted(((name, spent / ticks / 1000.0) for name, spent in self._spent.items()), key=lambda row: -row[1])
