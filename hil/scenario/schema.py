"""The schema of a scenario: every key, its range and its default.

The sections of the satellite (`power`, `thermal`, `optical`, ...) are made from the PARAMETERS tables of `sim`,
`flight` from the parameter table of `firmware_py` and `limits` from the requirements: a key is described once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, create_model, model_validator

from firmware_py.icd import boards, channel, parameters
from hil.check.requirement import LIMITS
from sim import satellite
from sim.constants import EARTH_RADIUS_M
from sim.orbit.catalogue import from_omm, from_tle

#: Keys of an orbit that a catalogue's elements replace.
ELEMENTS = (
    "altitude_km", "eccentricity", "inclination_deg", "ltan_h", "raan_deg", "argument_of_perigee_deg",
    "argument_of_latitude_deg",
)  # fmt: skip
LOWEST_PERIGEE_KM = 150.0  # an orbit below decays within hours, and no drag is modelled


class Section(BaseModel):
    """A map of a scenario: no key that is not named here, no infinity, no NaN."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Orbit(Section):
    """Elements at the epoch, frame GCRF; or a catalogue's mean elements, which give the state at the epoch by SGP4."""

    altitude_km: float | None = Field(600.0, ge=200.0, le=2500.0)  # over the WGS 84 equatorial radius
    eccentricity: float | None = Field(0.0, ge=0.0, lt=0.1)
    inclination_deg: float | None = Field(97.787670, ge=0.0, le=180.0)
    ltan_h: float | None = Field(None, ge=0.0, lt=24.0)  # local mean solar time of the ascending node
    raan_deg: float | None = Field(None, ge=0.0, lt=360.0)
    argument_of_perigee_deg: float | None = Field(0.0, ge=0.0, lt=360.0)
    argument_of_latitude_deg: float | None = Field(0.0, ge=0.0, lt=360.0)
    tle: tuple[str, str] | None = None  # the two lines
    omm: dict[str, str | float | int] | None = None  # keywords of an orbit mean-elements message, CCSDS 502.0-B

    @model_validator(mode="before")
    @classmethod
    def _elements_give_way(cls, data: Any) -> Any:
        """A catalogue's elements take the place of those that the satellite's file brings."""
        if isinstance(data, dict) and (data.get("tle") or data.get("omm")):
            return {**dict.fromkeys(ELEMENTS), **{key: value for key, value in data.items() if key not in ELEMENTS}}
        return data

    @model_validator(mode="after")
    def _one_source(self) -> Orbit:
        if self.tle and self.omm:
            raise ValueError("give tle or omm, one of the two")
        if self.tle:
            from_tle(*self.tle)
        elif self.omm:
            from_omm(self.omm)
        elif (self.ltan_h is None) == (self.raan_deg is None):
            raise ValueError("give ltan_h or raan_deg, one of the two")
        return self

    @model_validator(mode="after")
    def _clear_of_the_earth(self) -> Orbit:
        if self.altitude_km is None or self.eccentricity is None:
            return self
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
    """Seeded link model in virtual time, the same for every kind of board; probabilities per frame."""

    tick_loss: float = Field(0.0, ge=0.0, le=1.0)
    sample_loss: float = Field(0.0, ge=0.0, le=1.0)
    tick_corruption: float = Field(0.0, ge=0.0, le=1.0)


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
    """One run, less the sections made from tables. Everything in a scenario is hashed."""

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
    faults: list[Fault] = Field(default_factory=list)
    must_exercise: list[str] = Field(default_factory=list)

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
