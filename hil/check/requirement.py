"""What a requirement is, and the limits that a scenario may set.

Sources of the defaults: `../docs/requirements.md` names each limit beside its requirement; the numbers are those of the
reference satellite ODC-120, whose table closes energy and heat with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Limits = Mapping[str, float]


class Limit(NamedTuple):
    """One number that a scenario may set under `limits`."""

    name: str
    unit: str
    default: float
    low: float
    high: float
    text: str


LIMITS = (
    Limit("bus_low_v", "V", 760.0, 0.0, 1300.0, "lowest bus voltage allowed"),
    Limit("bus_high_v", "V", 840.0, 0.0, 1300.0, "highest bus voltage allowed"),
    Limit("soc_floor", "1", 0.30, 0.0, 1.0, "state of charge never below"),
    Limit("soc_drop", "1", 0.02, 0.0, 1.0, "state of charge at the end may be below its start by"),
    Limit("soc_balance_s", "s", 5700.0, 0.0, 1e6, "a run shorter than this proves nothing about the balance of charge"),
    Limit("rung_verify_s", "s", 90.0, 0.2, 3600.0, "a rung ordered is verified by measured current within"),
    Limit("eclipse_error_s", "s", 30.0, 0.1, 3600.0, "error of the predicted start of an eclipse"),
    Limit("eclipse_lead_s", "s", 300.0, 1.0, 7200.0, "the prediction is judged from this long before the eclipse on"),
    Limit("junction_high_c", "degC", 105.0, 0.0, 250.0, "hottest junction allowed"),
    Limit("supply_low_c", "degC", 20.0, -100.0, 150.0, "lowest coolant supply temperature allowed"),
    Limit("supply_high_c", "degC", 50.0, -100.0, 150.0, "highest coolant supply temperature allowed"),
    Limit("supply_rate_k_min", "K/min", 5.0, 0.01, 100.0, "rate of the supply temperature, over 60 s"),
    Limit("settle_s", "s", 900.0, 1.0, 1e5, "coolant counts as disturbed this long after the last rung is released"),
    Limit("freeze_c", "degC", -77.7, -150.0, 20.0, "freezing point of the coolant: ammonia's triple point (CoolProp)"),
    Limit("freeze_margin_k", "K", 10.0, 0.0, 100.0, "coolant stays this far above it (docs/physics.md T-11)"),
    Limit("freeze_near_k", "K", 25.0, 0.0, 200.0, "coolant so near to freezing puts the protection to the test"),
    Limit("flow_loss_s", "s", 10.0, 0.1, 1e4, "racks may stay on without flow for: half of what leads to throttling"),
    Limit("string_told_s", "s", 30.0, 1.0, 1e4, "a string group without current in full Sun is told within"),
    Limit("reacquire_s", "s", 120.0, 0.1, 1e5, "a lost link is up again within, while it sees its peer and may emit"),
    Limit(
        "acquire_s",
        "s",
        120.0,
        0.1,
        1e5,
        "a first link is up within, of its peer in view: 100 s of acquisition (SDA OCT 3.2.0) and the slew",
    ),
    Limit("restore_share", "1", 0.95, 0.0, 1.0, "compute after an eclipse over its mean before"),
    Limit("restore_s", "s", 900.0, 1.0, 1e5, "compute is restored within, from the end of the penumbra"),
    Limit("lost_steps", "count", 0.0, 0.0, 1e9, "training steps done again because no checkpoint kept them"),
    Limit("resets", "count", 0.0, 0.0, 1e6, "board resets expected in this run"),
    Limit("overruns", "count", 0.0, 0.0, 1e6, "flight steps that may fail or come late"),
    Limit("electrical_residual", "1", 1e-9, 0.0, 1.0, "electrical energy not accounted for over throughput"),
    Limit("thermal_residual", "1", 1e-6, 0.0, 1.0, "heat not accounted for over throughput"),
)


class Event(Protocol):
    """What a check reads of a recorded event."""

    @property
    def tick(self) -> int:
        """The control tick."""

    @property
    def name(self) -> str:
        """The name in the dictionary."""

    @property
    def p1(self) -> int:
        """The first parameter."""


class Signals(Protocol):
    """The recorded signals of a run, as a check sees them (hil.record.opened.Run is one)."""

    @property
    def rows(self) -> int:
        """Number of rows."""

    @property
    def time_s(self) -> Array:
        """Simulated time of each row [s], shape (rows,)."""

    @property
    def events(self) -> Any:
        """Events in order: a sequence of Event."""

    def column(self, name: str) -> Array:
        """Column `name` in its unit, shape (rows,); INVALID is NaN."""


class Finding(NamedTuple):
    """What a check measured.

    `margin` is the distance to the limit in the unit of the requirement: positive when it holds, 0 on the limit.
    With `exercised` false the premise never became true: nothing is shown, but a negative margin still fails.
    """

    measured: float
    limit: str
    margin: float
    when_s: float  # of the worst instant; NaN when there is none
    exercised: bool = True


class Requirement(NamedTuple):
    """One row of the table of requirements."""

    id: str
    text: str
    kind: str  # always | end | sequence | response | books
    unit: str
    limits: tuple[str, ...]  # names in LIMITS
    premise: str  # what must have happened for a pass; "" when nothing
    how: str  # what is measured
    find: Callable[[Signals, Limits], Finding]


def defaults() -> dict[str, float]:
    """Return every limit with its default."""
    return {limit.name: limit.default for limit in LIMITS}
