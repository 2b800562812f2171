"""The schema of a scenario: every key, its range and its default.

The sections of the satellite (`power`, `thermal`, `optical`, ...) are made from the PARAMETERS tables of `sim`,
`flight` from the parameter table of `firmware_py` and `limits` from the requirements: a key is described once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    create_model,
    field_validator,
    model_serializer,
    model_validator,
)

from firmware_py.icd import boards, channel, parameters
from hil.check.requirement import LIMITS
from sim import orbit, satellite
from sim.arguments import utc
from sim.constants import EARTH_RADIUS_M

LOWEST_PERIGEE_KM = 150.0  # an orbit below decays within hours, and no drag is modelled


class Section(BaseModel):
    """A map of a scenario: no key that is not named here, no infinity, no NaN."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Orbit(Section):
    """Elements at the epoch, frame GCRF; or mean elements of SGP4 (TLE or OMM), taken to the epoch and on under J2."""

    altitude_km: float = Field(600.0, ge=200.0, le=2500.0)  # over the WGS 84 equatorial radius
    eccentricity: float = Field(0.0, ge=0.0, lt=0.1)
    inclination_deg: float = Field(97.787670, ge=0.0, le=180.0)
    ltan_h: float | None = Field(None, ge=0.0, lt=24.0)  # local mean solar time of the ascending node
    raan_deg: float | None = Field(None, ge=0.0, lt=360.0)
    argument_of_perigee_deg: float = Field(0.0, ge=0.0, lt=360.0)
    argument_of_latitude_deg: float = Field(0.0, ge=0.0, lt=360.0)
    tle: tuple[str, str] | None = None  # the two lines
    omm: dict[str, str | float] | None = None  # keywords of CCSDS 502.0-B-3

    @field_validator("tle")
    @classmethod
    def _a_tle(cls, lines: tuple[str, str] | None) -> tuple[str, str] | None:
        if lines is not None:
            orbit.from_tle(*lines)
        return lines

    @field_validator("omm", mode="before")
    @classmethod
    def _an_omm(cls, fields: Any) -> Any:
        if isinstance(fields, dict):
            fields = {key: at.isoformat() if isinstance(at, datetime) else at for key, at in fields.items()}
            orbit.from_omm(fields)
        return fields

    @model_validator(mode="after")
    def _one_node(self) -> Orbit:
        if self.tle is not None or self.omm is not None:
            return self._mean_alone()
        if (self.ltan_h is None) == (self.raan_deg is None):
            raise ValueError("give ltan_h or raan_deg, one of the two")
        return self

    def _mean_alone(self) -> Orbit:
        """Return itself when nothing but `tle` or `omm` places the satellite."""
        if self.tle is not None and self.omm is not None:
            raise ValueError("give tle or omm, one of the two")
        for name, field in type(self).model_fields.items():
            if name not in ("tle", "omm") and getattr(self, name) != field.default:
                raise ValueError(f"no elements beside tle or omm, not {name}")
        return self

    @model_serializer(mode="wrap")
    def _what_places_it(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Return the keys that place the satellite: mean elements, or the others; what is resolved says no more."""
        mean = {name: value for name, value in (("tle", self.tle), ("omm", self.omm)) if value is not None}
        return mean or {name: value for name, value in dump(self).items() if name not in ("tle", "omm")}

    @model_validator(mode="after")
    def _clear_of_the_earth(self) -> Orbit:
        a_km = EARTH_RADIUS_M / 1000.0 + self.altitude_km
        perigee_km = a_km * (1.0 - self.eccentricity) - EARTH_RADIUS_M / 1000.0
        if perigee_km < LOWEST_PERIGEE_KM:
            raise ValueError(
                f"a perigee of {LOWEST_PERIGEE_KM:g} km or more; altitude and eccentricity give {perigee_km:.0f} km"
            )
        return self


class Requests(Section):
    """Where inference requests come from."""

    source: Literal["generator", "diurnal", "trace"] = "generator"  # diurnal: the generator along a day's course
    longitude_deg: float | None = Field(None, ge=-180.0, le=360.0)  # diurnal: users there; none: all the world's
    trace: str | None = None  # CSV in the Azure LLM 2023 format, path from the scenario file's folder
    trace_sha256: str | None = None  # of the file; written into the resolved scenario, checked when given
    # Mean demand (diurnal: of a week) over what the inference racks can serve at full clock.
    load: float = Field(0.6, gt=0.0, le=10.0)

    @model_validator(mode="after")
    def _longitude_of_a_day(self) -> Requests:
        if self.longitude_deg is not None and self.source != "diurnal":
            raise ValueError("source diurnal where longitude_deg is given: only a day's course knows a longitude")
        return self


class Link(Section):
    """Seeded link model in virtual time, the same for every kind of board: what is lost, and how long it takes.

    Probabilities are per frame. Without any of the keys of wire time frames take no time, and the resolved text is
    the one from before there were such keys.
    """

    tick_loss: float = Field(0.0, ge=0.0, le=1.0)
    sample_loss: float = Field(0.0, ge=0.0, le=1.0)
    tick_corruption: float = Field(0.0, ge=0.0, le=1.0)
    baud: int | None = Field(None, ge=300, le=12_000_000)  # [bit/s], ten bits a byte; none: bytes take no time
    latency_ms: float = Field(0.0, ge=0.0, le=1000.0)  # one way, the same out and back
    jitter_ms: float = Field(0.0, ge=0.0, le=1000.0)  # at most, each way, on top of it; seeded, uniform
    fifo_bytes: int | None = Field(None, ge=16, le=4096)  # of the board's receiver; none: never full
    fifo_service_ms: float = Field(1.0, ge=0.1, le=100.0)  # how often the board empties it
    # [ms] 1 at full speed, 0.125 at high speed: bytes travel with the next frame; none: no USB
    usb_frame_ms: float | None = Field(None, ge=0.125, le=1.0)

    @model_validator(mode="after")
    def _a_fifo_fills_at_a_rate(self) -> Link:
        if self.fifo_bytes is not None and self.baud is None:
            raise ValueError("baud where fifo_bytes is given: bytes that take no time fill nothing")
        if self.fifo_bytes is None and self.fifo_service_ms != 1.0:
            raise ValueError("fifo_bytes where fifo_service_ms is given")
        return self

    @model_validator(mode="after")
    def _one_outcome_a_tick(self) -> Link:
        if (total := self.tick_loss + self.sample_loss + self.tick_corruption) > 1.0:
            raise ValueError(f"tick_loss, sample_loss and tick_corruption of 1 at most together, not {total:g}")
        return self

    @model_serializer(mode="wrap")
    def _what_is_asked_for(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Return the probabilities, and of wire time what differs from none."""
        fields, chances = type(self).model_fields, ("tick_loss", "sample_loss", "tick_corruption")
        return {key: value for key, value in dump(self).items() if key in chances or value != fields[key].default}


class Pacing(Section):
    """How the run goes against the clock. Not simulated, so not hashed: a paced run has the hash of a lockstep one."""

    factor: float | None = Field(None, ge=0.001, le=10_000.0)  # times real time; none: lockstep
    miss_budget: int = Field(0, ge=0)  # deadlines that may be missed
    policy: Literal["hold", "safe", "abort"] = "hold"  # for an answer that is late
    on_loss: Literal["abort", "resume"] = "abort"  # for a board that is lost in mid-run
    resume_s: float = Field(2.0, ge=0.1, le=600.0)  # [s] of the host's clock that it may be away
    loss_budget: int = Field(0, ge=0)  # boards that may be lost and come back before the run counts as failed


class Fault(Section):
    """A fault of the plant: one parameter of the satellite at another value, from a time on."""

    at_s: float = Field(ge=0.0)  # [s] after the epoch
    for_s: float | None = Field(None, gt=0.0)  # [s]; without it the fault stays
    target: str  # section.parameter of the satellite, for example thermal.prime_health_a
    value: float


def _section(name: str, rows: Iterable[tuple[str, float, float, float]]) -> Any:
    """Return a Section of floats: rows of name, default, lowest and highest value."""
    fields: dict[str, Any] = {key: (float, Field(default, ge=low, le=high)) for key, default, low, high in rows}
    return create_model(name, __base__=Section, **fields)


def _group(name: str, sections: dict[str, Any]) -> Any:
    """Return a Section of Sections, each with its defaults when it is not written."""
    fields: dict[str, Any] = {key: (section, Field(default_factory=section)) for key, section in sections.items()}
    return create_model(name, __base__=Section, **fields)


def _noise(kind: int) -> Any:
    rows = boards.SENSORS[kind]
    return _section(
        f"noise.{boards.NAMES[kind]}",
        [(row[channel.NAME], 0.0, 0.0, row[channel.HIGH] - row[channel.LOW]) for row in rows],
    )


def _flight(kind: str) -> Any:
    rows: list[Any] = [row for row in parameters.TABLE if row[1] == kind]
    return _section(f"flight.{kind}", [(name, default, low, high) for _, _, name, _, default, low, high, _ in rows])


SATELLITE = {
    name: _section(name, [(row.name, row.default, row.low, row.high) for row in table])
    for name, table in satellite.PARAMETERS.items()
}
Satellite = _group("satellite", SATELLITE)
Noise = _group("noise", {kind: _noise(index) for index, kind in enumerate(boards.NAMES)})
Flight = _group("flight", {kind: _flight(kind) for kind in boards.NAMES})
Limits = _section("limits", [(row.name, row.default, row.low, row.high) for row in LIMITS])


class ScenarioBase(Section):
    """One run, less the sections made from tables. Everything in a scenario but `pacing` is hashed."""

    name: str = Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_.-]+$")
    text: str = ""
    epoch: AwareDatetime
    duration_s: float = Field(gt=0.0, le=40 * 86400.0)
    period_ms: int = Field(100, ge=10, le=1000)
    substeps: int = Field(10, ge=1, le=100)
    seed: int = Field(1, ge=0, lt=2**63)
    orbit: Orbit
    requests: Requests = Field(default_factory=Requests)
    link: Link = Field(default_factory=Link)
    pacing: Pacing = Field(default_factory=Pacing)
    faults: list[Fault] = Field(default_factory=list)
    must_exercise: list[str] = Field(default_factory=list)

    @field_validator("epoch")
    @classmethod
    def _a_year_of_utc(cls, epoch: datetime) -> datetime:
        return utc(epoch)

    @model_validator(mode="after")
    def _mean_elements_at_the_epoch(self) -> ScenarioBase:
        if self.orbit.tle is not None or self.orbit.omm is not None:
            orbit.start_of_mean_elements(self.orbit.tle, self.orbit.omm, self.epoch)
        return self

    @property
    def ticks(self) -> int:
        """Return the number of the last tick."""
        return round(self.duration_s * 1000.0 / self.period_ms)


Scenario: Any = create_model(
    "Scenario",
    __base__=ScenarioBase,
    satellite=(Satellite, Field(default_factory=Satellite)),
    noise=(Noise, Field(default_factory=Noise)),
    flight=(Flight, Field(default_factory=Flight)),
    limits=(Limits, Field(default_factory=Limits)),
)
