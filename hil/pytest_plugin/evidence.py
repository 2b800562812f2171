"""What a test leaves behind as properties: in JUnit's XML, and in evidence.json.

Everything travels in `user_properties` of the test's report, because that alone comes back from workers of xdist.
"""

from __future__ import annotations

import json
from typing import Any

from hil.pytest_plugin.tally import PREFIX


class Evidence:
    """The notes of one test. Values are plain data."""

    def __init__(self, properties: list[tuple[str, Any]]) -> None:
        """Write into `properties`, the user_properties of the test."""
        self._properties = properties

    def note(self, name: str, value: Any) -> None:
        """Keep `value` under `name`; said again it is replaced."""
        self._properties[:] = [row for row in self._properties if row[0] != PREFIX + name]
        self._properties.append((PREFIX + name, json.dumps(value)))

    def measure(
        self, name: str, value: float, unit: str = "", *, at_least: float | None = None, at_most: float | None = None
    ) -> None:
        """Keep a measured `value` with its limits, then assert that it lies within them."""
        held = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
        self.note(
            f"measure.{name}",
            {"value": value, "unit": unit, "at_least": at_least, "at_most": at_most, "held": held},
        )
        limits = [f">= {at_least:g}" if at_least is not None else "", f"<= {at_most:g}" if at_most is not None else ""]
        assert held, f"{name}: measured {value:g} {unit}, expected {' and '.join(part for part in limits if part)}"
