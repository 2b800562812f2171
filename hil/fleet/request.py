"""What was asked for on the command line as the plain data of a fleet run, or one error that says what to mend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from hil.errors import ConfigError
from sim.arguments import utc, whole
from sim.errors import InputError
from sim.fleet.run import check_values
from sim.fleet.spec import FleetSpec, check_spec, satellite_count
from sim.orbit.shells import Shell, default_shells, parse_shell
from sim.orbit.walker import MOST

RECORD_S = 60.0  # [s] between two recorded times, rounded to steps
RECORDS = 2000  # at most, so that a long run's series stays small: then they lie further apart
MOST_STEPS = 4_000_000  # more than a year in steps of 10 s: the Sun's positions stand in memory
SHELL_FORM = "KIND:ALTITUDE_KM:ANGLE[:SATELLITES[:PLANES[:THICKNESS_KM]]], for example sso:600:18:100000:100"

#: Beginning of a place that the simulator names, and the option that a person gave for it.
OPTIONS = {
    "epoch_utc": "--epoch", "fleet duration_s": "--hours", "fleet step_s": "--step", "fleet demand": "--demand",
    "satellites": "--satellites",
    "fleet values": "--set", "fleet array.": "--set", "fleet battery.": "--set", "fleet accelerator.": "--set",
    "fleet fleet.": "--set",
}  # fmt: skip


def fleet_spec(
    *,
    satellites: int | None,
    shells: Sequence[str],
    epoch: str,
    hours: float,
    step_s: float,
    demand: float,
    assignments: Sequence[str],
) -> FleetSpec:
    """Return the run. Raises ConfigError naming what cannot be run.

    Args:
        satellites: all together, shared out evenly over the shells that name no number of their own.
        shells: texts of SHELL_FORM; none: the 30 default shells.
        epoch: ISO 8601 with its zone.
        hours: simulated time [h]. step_s: [s].
        demand: share of peak activity that the workload asks for, 0 to 1.
        assignments: SECTION.NAME=VALUE, parameters of the chain.
    """
    try:
        start = datetime.fromisoformat(epoch)
    except ValueError:
        raise ConfigError("--epoch", "a date and time, 2026-06-21T00:00:00Z", epoch, "mend the value") from None
    if start.tzinfo is None:
        raise ConfigError("--epoch", "a time with its zone", epoch, f"write {epoch}Z")
    try:
        spec = FleetSpec(
            shells=_shells(satellites, shells),
            epoch_utc=utc(start),
            duration_s=3600.0 * hours,
            step_s=step_s,
            record_every_steps=_record_every(3600.0 * hours, step_s),
            demand=demand,
            values=_values(assignments),
        )
        check_values(check_spec(spec).values)
        return _within_reason(spec)
    except InputError as error:
        place = next((name for begins, name in OPTIONS.items() if error.place.startswith(begins)), error.place)
        if place == "--set":
            place = f"--set {error.place.removeprefix('fleet ')}"
        hours_too = f" (--hours {hours:g})" if place == "--hours" else ""
        got = f"{error.got}{hours_too}"
        raise ConfigError(place, error.expected, got, "hil fleet --help says more") from error


def whole_ticks(step_s: float, period_ms: int) -> int:
    """Return the ticks of `period_ms` [ms] in a step of the fleet of `step_s` [s]: what is compared with real modules.

    Raises ConfigError when it is no whole number of them.
    """
    ticks = round(1000.0 * step_s / period_ms)
    if ticks < 1 or abs(1000.0 * step_s - ticks * period_ms) > 1e-6 * period_ms:
        expected = f"whole ticks of {period_ms / 1000.0:g} s, those of the real modules"
        raise ConfigError("--step", expected, f"{step_s:g} s", "mend it, or leave them out: --no-compare")
    return ticks


def _record_every(duration_s: float, step_s: float) -> int:
    """Return the steps between two recorded times; 1 for what `check_spec` is going to refuse."""
    if not (0.0 < step_s < math.inf and step_s <= duration_s < math.inf):
        return 1
    steps = int(duration_s / step_s + 1e-9)
    return min(steps, max(1, round(RECORD_S / step_s), math.ceil(steps / RECORDS)))


def _within_reason(spec: FleetSpec) -> FleetSpec:
    """Return `spec` when it fits into the memory of a machine. Raises ConfigError."""
    if spec.duration_s / spec.step_s > MOST_STEPS:
        raise ConfigError("--hours and --step", f"at most {MOST_STEPS:,} steps",
                          f"{spec.duration_s / spec.step_s:,.0f}", "a longer step or a shorter run")  # fmt: skip
    if satellite_count(spec) > MOST:
        raise ConfigError("the fleet", f"at most {MOST:,} satellites", f"{satellite_count(spec):,}",
                          "fly it in parts")  # fmt: skip
    return spec


def _shells(satellites: int | None, texts: Sequence[str]) -> tuple[Shell, ...]:
    """Return the shells of `texts`; those without a number share out what `satellites` leaves."""
    if not texts:
        return default_shells(1000 if satellites is None else satellites)
    open_ = [n for n, text in enumerate(texts) if text.count(":") == 2]
    counted = {n: parse_shell(text) for n, text in enumerate(texts) if n not in open_}
    named = sum(shell.satellites for shell in counted.values())
    if satellites is not None:
        whole("satellites", satellites, 1, MOST)
    if satellites is None and open_:
        raise ConfigError("--shell", SHELL_FORM, texts[open_[0]], "write its satellites, or give --satellites")
    left = (named if satellites is None else satellites) - named
    if left < len(open_) or (left > 0 and not open_):
        each = " and one for each that names none" if open_ else ""
        expected = f"{named + len(open_)}{' or more' if open_ else ''}, what the shells name{each}"
        raise ConfigError("--satellites", expected, str(satellites), "mend one of them")
    for place, n in enumerate(open_):
        count = left // len(open_) + (1 if place < left % len(open_) else 0)
        counted[n] = parse_shell(f"{texts[n]}:{count}:{_planes(count)}")
    return tuple(counted[n] for n in range(len(texts)))


def _planes(satellites: int) -> int:
    """Return the planes of a shell that does not say: the largest divisor up to 100."""
    return max(planes for planes in range(1, min(100, satellites) + 1) if satellites % planes == 0)


def _values(assignments: Sequence[str]) -> dict[str, dict[str, float]]:
    values: dict[str, dict[str, float]] = {}
    for text in assignments:
        path, equals, value = text.partition("=")
        section, dot, name = path.partition(".")
        try:
            number = float(value)
        except ValueError:
            equals = ""
        if not (equals and dot and name):
            raise ConfigError("--set", "SECTION.NAME=NUMBER, for example fleet.soc_floor=0.35", text, "mend it")
        values.setdefault(section, {})[name] = number
    return values
