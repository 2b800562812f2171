"""The plant as the loop sees it: one satellite of `sim`, spoken to in raw counts of the dictionary."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_py.icd import boards, channel, raw
from firmware_py.wire import image as wire_image
from hil.errors import ConfigError, PlantError
from hil.fault.schedule import PlantFault, Schedule, Switch
from hil.scenario.load import Loaded
from hil.workload import requests
from sim import satellite
from sim.errors import InputError
from sim.satellite import Satellite
from sim.sensors import image
from sim.sensors.image import ChannelArrays, ChannelTables
from sim.streams import stream_key

STATUS = (
    "shadow",
    "payload_w",
    "platform_w",
    "pump_w",
    "laser_w",
    "soc",
    "supply_a_c",
    "supply_b_c",
    "links_mask",
)


class HostPlant:
    """Physics, sensors and actuators of the satellite of one scenario."""

    truth_names: tuple[str, ...] = satellite.TRUTH

    def __init__(self, loaded: Loaded) -> None:
        """Build the satellite at the scenario's epoch. Raises ConfigError when the request trace cannot be used."""
        scenario = loaded.scenario
        arrivals, self.workload_source = requests(loaded)
        self._sensors = _sensor_tables(scenario.noise)
        self._actuators = _actuator_tables()
        self._values = np.zeros(len(satellite.ACTUATORS))
        safe = b"".join(wire_image.SAFE)
        image.decode_tables(np.frombuffer(safe, dtype=np.uint8), self._actuators, self._values)
        self._satellite = _satellite(
            epoch_utc=scenario.epoch,
            elements=scenario.orbit.model_dump(),
            values=scenario.satellite.model_dump(),
            seed=scenario.seed,
            period_s=scenario.period_ms / 1000.0,
            substeps=scenario.substeps,
            ticks=scenario.ticks,
            arrivals=arrivals,
            safe=self._values,
        )
        self._noise_key = stream_key(scenario.seed, "sensors.noise")
        self._image = np.zeros(sum(wire_image.SENSOR_BYTES), dtype=np.uint8)
        self._cuts = _image_cuts()
        self._tick = 0  # the last tick done
        self._schedule = self._scheduled(scenario)
        self._switch(self._schedule.due(0))

    def advance(self, tick: int, actuators: bytes) -> None:
        """Integrate over [t_k-1, t_k] with the actuator images in force, all boards joined in board order.

        Raises PlantError when a quantity is no longer a number.
        """
        image.decode_tables(np.frombuffer(actuators, dtype=np.uint8), self._actuators, self._values)
        try:
            self._satellite.advance(tick, self._values)
        except ArithmeticError as error:
            raise PlantError(
                "the plant", "finite quantities", str(error), "look at the parameters of the satellite"
            ) from error
        self._tick = tick
        self._switch(self._schedule.due(tick))

    def _scheduled(self, scenario: Any) -> Schedule:
        period_ms: int = scenario.period_ms

        def tick(time_s: float) -> int:
            return round(time_s * 1000.0 / period_ms)

        faults = [
            PlantFault(
                fault.target,
                fault.value,
                tick(fault.at_s),
                None if fault.for_s is None else max(tick(fault.at_s + fault.for_s), tick(fault.at_s) + 1),
            )
            for fault in scenario.faults
        ]
        return Schedule(faults, {fault.target: self._satellite.parameter(*_split(fault.target)) for fault in faults})

    def _switch(self, switches: list[Switch]) -> None:
        for switch in switches:
            self._satellite.set_parameter(*_split(switch.target), switch.value)

    def receipts(self) -> list[dict[str, Any]]:
        """Return what each fault of the scenario did so far, as plain data (hil.fault.schedule)."""
        return self._schedule.receipts(self._tick)

    def stimuli(self, tick: int) -> list[bytes]:
        """Return the stimulus image of each board at `tick`."""
        self._satellite.sense()
        key0, key1 = self._noise_key
        image.encode_tables(self._satellite.statistics, self._sensors, key0, key1, tick, self._image)
        whole = self._image.tobytes()
        return [whole[start:end] for start, end in self._cuts]

    def truth(self) -> bytes:
        """Return the truth vector as big-endian float64."""
        return self._satellite.truth.byteswap().tobytes()

    def status(self) -> dict[str, float]:
        """Return a few truths by name, for a person who looks on."""
        truth = self._satellite.truth
        return {name: float(truth[satellite.TRUTH.index(name)]) for name in STATUS}

    def state(self) -> list[Any]:
        """Return plain data that `restore` takes back."""
        return [1, self._tick, self._satellite.state()]

    def restore(self, state: list[Any]) -> None:
        """Take back what `state` gave, and the faults that bear then. Raises ValueError on another version."""
        version, tick, satellite_state = state
        if version != 1:
            raise ValueError(f"plant state version {version}, expected 1")
        self._tick = tick
        self._satellite.restore(satellite_state)
        self._switch(self._schedule.all_at(tick))


def _split(target: str) -> tuple[str, str]:
    section, _, name = target.partition(".")
    return section, name


def _sensor_tables(noise: Any) -> ChannelTables:
    rows = [(kind, row) for kind, table in zip(boards.NAMES, boards.SENSORS, strict=True) for row in table]
    signals = [satellite.SIGNALS.index(f"{kind}.{row[channel.NAME]}") for kind, row in rows]
    samplings = [image.SAMPLINGS[row[channel.SAMPLE]] for _, row in rows]
    sigmas = [getattr(getattr(noise, kind), row[channel.NAME]) for kind, row in rows]
    return _tables([row for _, row in rows], signals, samplings, sigmas)


def _actuator_tables() -> ChannelTables:
    rows = [row for table in boards.ACTUATORS for row in table]
    names = [
        f"{kind}.{row[channel.NAME]}"
        for kind, table in zip(boards.NAMES, boards.ACTUATORS, strict=True)
        for row in table
    ]
    if tuple(names) != satellite.ACTUATORS:
        raise ValueError("the actuators of sim.satellite are not those of the dictionary")
    count = len(rows)
    return _tables(rows, list(range(count)), [0] * count, [0.0] * count)


def _tables(rows: list[Any], signals: list[int], samplings: list[int], sigmas: list[float]) -> ChannelTables:
    def floats(column: int) -> NDArray[np.float64]:
        return np.array([row[column] for row in rows], dtype=np.float64)

    def of_type(column: int) -> NDArray[np.int64]:
        return np.array([raw.TYPES[row[channel.RAW]][column] for row in rows], dtype=np.int64)

    return image.tables(
        ChannelArrays(
            np.array(signals, dtype=np.int64),
            np.array(samplings, dtype=np.int64),
            floats(channel.SCALE),
            floats(channel.OFFSET),
            floats(channel.LOW),
            floats(channel.HIGH),
            np.array(sigmas, dtype=np.float64),
            of_type(2),
            of_type(3),
            of_type(1),
        )
    )


def _satellite(**arguments: Any) -> Satellite:
    """Return the satellite. Raises ConfigError for an orbit or a start that there cannot be."""
    try:
        return Satellite(**arguments)
    except InputError as error:
        raise ConfigError(f"scenario: {error.place}", error.expected, str(error.got), "mend the scenario") from error


def _image_cuts() -> list[tuple[int, int]]:
    """Return where the image of each board begins and ends in the image of all."""
    cuts, start = [], 0
    for table in boards.SENSORS:
        end = start + sum(raw.TYPES[row[channel.RAW]][1] for row in table)
        cuts.append((start, end))
        start = end
    return cuts
