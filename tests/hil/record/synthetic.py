"""A run that never flew: plausible curves of one orbit with an eclipse, through the record's own layout.

For tests of checks, record and report. Nothing here is physics: shapes are drawn, so that a test can bend any of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from firmware_py.icd import boards, events, messages
from hil.record.chain import TickEvent
from hil.record.eventlog import Event
from hil.record.folder import RunFolder
from hil.record.layout import RowLayout, Rows

Array = npt.NDArray[Any]

TRUTH = (
    "illumination", "shadow", "beta_rad", "bus_v", "bus_min_v", "bus_max_v", "array_w", "array_available_w",
    "cell_temperature_c", "soc", "battery_w", "payload_w", "platform_w", "supply_a_c", "supply_b_c", "return_a_c",
    "return_b_c", "outlet_a_c", "outlet_b_c", "panel_mean_c", "sink_k", "heat_rejected_w", "junction_max_c",
    "emitting_mask", "unpointed_mask", "scanning_mask", "links_mask", "visible_mask",
    "gigabits", "tokens", "training_steps", "lost_steps",
    "electrical_residual", "thermal_residual", "refused", "served", "training_j", "inference_j",
)  # fmt: skip
SCENARIO = "name: drawn\nseed: 7\n"


@dataclass
class Drawn:
    """Signals in engineering units by column name, and events: a `Signals` for checks, and rows for a folder."""

    period_s: float
    values: dict[str, Array]
    found: dict[int, list[TickEvent]] = field(default_factory=dict)
    layout: RowLayout = field(default_factory=lambda: RowLayout(TRUTH))

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.values["tick"])

    @property
    def time_s(self) -> Array:
        """Simulated time [s]."""
        return self.values["tick"] * self.period_s

    @property
    def events(self) -> list[Event]:
        """The events in order."""
        return [
            Event(tick, boards.NAMES[b], n, p1=p1, p2=p2, **events.describe(n))
            for tick in sorted(self.found)
            for b, n, p1, p2 in self.found[tick]
        ]

    def column(self, name: str) -> Array:
        """Column `name` in its unit; 0 when nobody drew it."""
        self.layout.column(name)
        return self.values.get(name, np.zeros(self.rows)).astype(np.float64)

    def at(self, time_s: float) -> int:
        """Return the row of a time [s]."""
        return round(time_s / self.period_s)

    def table(self) -> Rows:
        """Return packed rows."""
        rows = np.zeros(self.rows, dtype=self.layout.dtype)
        for name, values in self.values.items():
            column = self.layout.column(name)
            counts = (values - column.offset) / column.scale
            rows[name] = counts if column.dtype == ">f8" else np.rint(counts)
        return rows

    def feed(self, folder: RunFolder, first: int = 0, end: int | None = None) -> None:
        """Give rows `first` to `end` to a recorder, as the loop does."""
        wire_size = self.layout.wire_size
        for tick, row in enumerate(self.table()):
            if tick < first or (end is not None and tick >= end):
                continue
            data = row.tobytes()
            folder.row(data[:wire_size], self.found.get(tick, ()), data[wire_size:], tick)

    def write(self, path: Path, about: dict[str, Any] | None = None, **result: Any) -> RunFolder:
        """Write a finished run folder."""
        folder = RunFolder.create(path, self.layout, SCENARIO, about or {})
        self.feed(folder)
        folder.close(0, result)
        return folder


def quiet(rows: int = 600, period_s: float = 1.0) -> Drawn:
    """Return a run in full Sun in which nothing happens: no eclipse, no shed, no emission, no checkpoint."""
    tick = np.arange(rows)
    one = np.ones(rows)
    values: dict[str, Array] = {
        "tick": tick, "t_ns": np.rint(tick * period_s * 1e9),
        "truth.illumination": one, "truth.bus_v": 800 * one, "truth.bus_min_v": 799 * one, "truth.bus_max_v": 801 * one,
        "truth.soc": 0.8 * one, "truth.payload_w": 123_000 * one, "truth.platform_w": 6000 * one,
        "truth.supply_a_c": 40 * one, "truth.supply_b_c": 40 * one, "truth.junction_max_c": 78 * one,
        "truth.outlet_a_c": 28 * one, "truth.outlet_b_c": 28 * one,
        "truth.electrical_residual": 1e-12 * one, "truth.thermal_residual": 1e-9 * one,
        "msg.eps.laser_allowed": 15 * one, "msg.eps.eclipse_in": 9000 - tick * period_s,
    }  # fmt: skip
    values["payload.set.rack_enable"] = 255 * one
    values |= {f"radiator.flow_{loop}": one for loop in "ab"}
    values |= {f"eps.string_current_{group}": 30 * one for group in range(1, 9)}
    for name in boards.NAMES:
        values[f"{name}.link.tick"] = tick
        values[f"{name}.link.boot"] = one
    for topic in messages.TOPICS:
        values[f"msg.{topic}.kicks"] = tick + 1
    return Drawn(period_s, values)


@dataclass(frozen=True)
class Times:
    """The moments of the drawn eclipse [s]."""

    start: float = 2280.0  # first penumbra
    end: float = 3528.0  # full Sun again
    penumbra: float = 25.0
    lead: float = 120.0  # first rung before `start`


def eclipse_pass(period_s: float = 0.1, duration_s: float = 5801.0, times: Times | None = None) -> Drawn:
    """Return an orbit with an eclipse, shed, return, a lost link and everything that the checks ask for."""
    times = times or Times()
    drawn = quiet(round(duration_s / period_s) + 1, period_s)
    t = drawn.time_s
    _darkness(drawn, t, times)
    _ladder(drawn, t, times)
    _power(drawn, t)
    _heat(drawn, t)
    _lasers(drawn, t)
    _events(drawn)
    return drawn


def _lag(signal: Array, tau_s: float, period_s: float) -> Array:
    """Return a first-order lag of `signal`."""
    out = np.empty(len(signal))
    state, gain = float(signal[0]), period_s / tau_s
    for row, value in enumerate(signal.tolist()):
        state += gain * (value - state)
        out[row] = state
    return out


def _darkness(drawn: Drawn, t: Array, times: Times) -> None:
    edges = [times.start, times.start + times.penumbra, times.end - times.penumbra, times.end]
    light = np.interp(t, edges, [1.0, 0.0, 0.0, 1.0])
    dark = (t >= times.start) & (t < times.end)
    drawn.values["truth.illumination"] = light
    drawn.values["truth.shadow"] = np.where(dark, np.where(light > 0.0, 1, 2), 0)
    drawn.values["msg.eps.eclipse_in"] = np.where(
        t < times.start, times.start - t + 4.0, np.where(dark, 0.0, 5801.0 + times.start - t)
    )
    drawn.values["eps.sun_sensor"] = light


def _ladder(drawn: Drawn, t: Array, times: Times) -> None:
    moments = [times.start - times.lead, times.start - times.lead + 30, times.end + 12, times.end + 24]
    ordered = np.array([0, 1, 2, 1, 0])
    drawn.values["msg.eps.rung"] = ordered[np.searchsorted(moments, t, side="right")]
    seen = [moments[0] + 12, moments[1] + 20, moments[2], moments[3]]
    drawn.values["msg.eps.rung_verified"] = ordered[np.searchsorted(seen, t, side="right")]
    drawn.values["payload.checkpoints"] = (t >= moments[1] + 15).astype(float)
    drawn.values["msg.eps.system_mode"] = np.where(t < 1, 0, np.where((t > moments[0]) & (t < moments[3]), 2, 1))


def _power(drawn: Drawn, t: Array) -> None:
    rung = drawn.values["msg.eps.rung"]
    wanted = np.select([rung == 0, rung == 1], [123_700.0, 96_000.0], 31_000.0)
    swing = np.where(rung < 2, 9_000.0 * np.sin(2 * np.pi * 0.31 * t) * np.sin(0.01 * t), 600.0 * np.sin(0.8 * t))
    payload = _lag(wanted, 40.0, drawn.period_s) + swing
    light = drawn.values["truth.illumination"]
    soc, array = np.empty(len(t)), np.empty(len(t))
    charge = 0.80
    for row, (lit, load) in enumerate(zip(light.tolist(), payload.tolist(), strict=True)):
        array[row] = min(140_900.0 * lit, load + 6000.0 + min(50_000.0, max(0.0, (0.95 - charge) * 2e6)))
        flow = array[row] - load - 6000.0
        charge += (flow * 0.96 if flow > 0 else flow / 0.96) * drawn.period_s / 180e6
        soc[row] = charge
    battery = array - payload - 6000.0
    drawn.values |= {
        "truth.payload_w": payload, "truth.array_w": array, "truth.battery_w": battery, "truth.soc": soc,
        "truth.array_available_w": 140_900.0 * light, "truth.bus_v": 800.0 + battery / 10_000.0,
        "truth.bus_min_v": 799.0 + battery / 10_000.0, "truth.bus_max_v": 801.0 + battery / 10_000.0,
        "truth.tokens": np.cumsum(payload) * drawn.period_s * 0.02,
        "truth.training_steps": np.floor(np.cumsum(rung < 2) * drawn.period_s / 4.0),
        "msg.eps.soc": soc + 0.004 * np.sin(t / 300.0), "payload.job_state": (rung < 2) * 1.0,
        "msg.eps.array_mode": np.where(light < 0.5, 0, np.where(array < 140_000.0, 2, 1)),
        "msg.eps.power_mode": np.select([rung == 0, light < 1.0, t < 3000.0], [1, 3, 2], 4),
        "eps.payload_current": payload / 800.0, "msg.eps.payload_power": payload,
    }  # fmt: skip


def _heat(drawn: Drawn, t: Array) -> None:
    payload = drawn.values["truth.payload_w"]
    heat = _lag(payload, 60.0, drawn.period_s)
    panel = _lag(-20.0 + (heat - 36_000.0) / 90_000.0 * 66.0, 300.0, drawn.period_s)
    supply = 40.0 - 2.5 * (_lag(heat, 30.0, drawn.period_s) - _lag(heat, 200.0, drawn.period_s)) / 40_000.0
    valve = np.clip((heat / 126_000.0) * 40.0 / np.maximum(panel + 30.0, 5.0) * 1.6, 0.05, 0.98)
    speed = np.clip(0.5 + 0.5 * heat / 126_000.0, 0.5, 1.1)
    for loop, shift in (("a", 0.0), ("b", 0.35)):
        drawn.values[f"truth.supply_{loop}_c"] = supply + shift
        drawn.values[f"truth.return_{loop}_c"] = supply + shift + 12.0 * heat / 126_000.0 / speed
        drawn.values[f"radiator.valve_{loop}"] = valve
        drawn.values[f"radiator.prime_speed_{loop}"] = speed
        drawn.values[f"msg.radiator.mode_{loop}"] = (t >= 0.1) * 1.0
        drawn.values[f"msg.radiator.pump_{loop}"] = np.ones(len(t))
    drawn.values["truth.panel_mean_c"] = panel
    drawn.values["truth.junction_max_c"] = supply + 5.0 + payload / 72.0 * 0.02
    drawn.values["truth.heat_rejected_w"] = heat


def _lasers(drawn: Drawn, t: Array) -> None:
    links, emitting = np.zeros(len(t), dtype=int), np.zeros(len(t), dtype=int)
    visible, inhibits = np.full(len(t), 15), np.zeros(len(t), dtype=int)
    outages = {0: [(2900.0, 2925.0)], 2: [(1400.0, 1700.0), (4300.0, 4600.0)], 3: [(1450.0, 1750.0)]}
    for terminal in range(4):
        first = 20.0 + 8.0 * terminal
        mode = np.searchsorted([2.0, 5.0, 12.0, first - 2.0, first], t, side="right")
        for begin, end in outages.get(terminal, []):
            blocked = (t >= begin) & (t < end)
            long = end - begin > 60.0
            mode = np.where(blocked, 7 if long else 6, mode)
            mode = np.where((t >= end) & (t < end + 15.0), 3, mode)
            if long:
                visible = np.where(blocked, visible & ~(1 << terminal), visible)
                inhibits = np.where(blocked, inhibits | (2 << (8 * terminal)), inhibits)
        drawn.values[f"msg.laser.mode_{terminal + 1}"] = mode
        links |= (mode == 5).astype(int) << terminal
        emitting |= ((mode >= 3) & (mode <= 6)).astype(int) << terminal
    up = sum((links >> terminal) & 1 for terminal in range(4))
    drawn.values |= {
        "truth.links_mask": links, "truth.emitting_mask": emitting, "truth.visible_mask": visible,
        "msg.laser.inhibits": inhibits, "msg.laser.links_up": up,
        "truth.gigabits": np.cumsum(up) * 50.0 * drawn.period_s,
    }  # fmt: skip


def _changes(values: Array) -> Sequence[tuple[int, int, int]]:
    rows = np.flatnonzero(np.diff(values)) + 1
    return [(int(row), int(values[row - 1]), int(values[row])) for row in rows]


def _events(drawn: Drawn) -> None:
    def add(tick: int, board: int, number: int, p1: int, p2: int) -> None:
        drawn.found.setdefault(tick, []).append((board, number, p1, p2))

    for board in range(4):
        add(0, board, events.STARTED, board, 0)
    for row, before, after in _changes(drawn.values["msg.eps.system_mode"]):
        add(row, 0, events.SYSTEM_MODE, before, after)
    for row, before, after in _changes(drawn.values["msg.eps.rung"]):
        power = int(drawn.values["truth.payload_w"][row])
        add(row, 0, *((events.RUNG_ORDERED, after, power) if after > before else (events.RUNG_RELEASED, before, power)))
    for row, before, after in _changes(drawn.values["msg.eps.rung_verified"]):
        if after > before:
            add(row, 0, events.RUNG_VERIFIED, after, int(drawn.values["truth.payload_w"][row]))
    for terminal in range(1, 5):
        for row, before, after in _changes(drawn.values[f"msg.laser.mode_{terminal}"]):
            add(row, 2, events.TERMINAL_MODE, terminal, after)
            if before == 5:
                add(row, 2, events.LINK_LOST, terminal, -4200)
