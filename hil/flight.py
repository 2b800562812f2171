"""Flight software placed on the host: the executive of one board, fed with that board's samples."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from firmware_py import flight as flight_software
from firmware_py.icd import boards, channel, messages, raw

Message = tuple[int, ...]
Event = tuple[int, int, int]  # event id, first and second parameter


class HostFlight:
    """The executive of one board, running on the host.

    `step` is called once a tick, after collection; it leaves `image` and `kick` for the next TICK. A missing sample is
    shown to the executive as the last good one with its age in ticks.
    """

    def __init__(self, kind: str, parameters: Sequence[tuple[int, float]] = ()) -> None:
        index = boards.kind_index(kind)
        self.kind = kind
        self.executive = flight_software.build(kind, list(parameters))
        self._sensors = struct.Struct(raw.struct_format(channel.raw_types(boards.SENSORS[index])))
        self._actuators = struct.Struct(raw.struct_format(channel.raw_types(boards.ACTUATORS[index])))
        self._codes: list[int] = raw.invalid_codes(channel.raw_types(boards.SENSORS[index]))
        self._age = 0
        self.image: bytes | None = None  # actuator image for the next TICK; None before the first step
        self.kick = 0

    def step(
        self, tick: int, now_ms: int, sensors: bytes | None, mail: list[Message | None]
    ) -> tuple[Message, list[Event]]:
        """Run one tick on `sensors` (raw image of SAMPLE `tick`, None when missing); return message and events."""
        if sensors is None:
            self._age += 1
        else:
            self._codes = list(self._sensors.unpack(sensors))
            self._age = 0
        executive = self.executive
        executive.tick(tick, now_ms, self._codes, self._age, mail)
        self.image = self._actuators.pack(*executive.actuators)
        self.kick = executive.kick
        return executive.message, executive.events

    def state(self) -> list[Any]:
        """Return plain data that `restore` takes back."""
        image = None if self.image is None else self.image.hex()
        return [1, self.executive.state(), self._codes, self._age, image, self.kick]

    def restore(self, state: list[Any]) -> None:
        """Take back what `state` gave. Raises ValueError on another version."""
        version, executive, codes, age, image, kick = state
        if version != 1:
            raise ValueError(f"flight state version {version}, expected 1")
        self.executive.restore(executive)
        self._codes, self._age, self.kick = codes, age, kick
        self.image = None if image is None else bytes.fromhex(image)


def topic_structs() -> list[struct.Struct]:
    """Return the wire layout of each topic's message, in topic order."""
    return [struct.Struct(f">{len(fields)}i") for fields in messages.FIELDS]
