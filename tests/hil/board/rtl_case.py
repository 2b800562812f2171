"""Inside the simulator: a Verilog board of kind eps that faults strike, and what is heard of it."""

from __future__ import annotations

import json
import os
from binascii import crc32
from pathlib import Path
from typing import Any

from cobs import cobs

from firmware_py.icd import boards, packets
from firmware_py.wire import image
from hil.board.rtl.bridge import exchange, power_on
from hil.board.rtl.instrument import Instrument
from hil.board.rtl.order import Order
from hil.board.rtl.signal import parse
from hil.board.session import Session

PLACE = boards.kind_index("eps")
STIMULUS = bytes(range(1, image.SENSOR_BYTES[PLACE] + 1))
ACTUATORS = bytes.fromhex("1234") + bytes(image.ACTUATOR_BYTES[PLACE] - 2)
IN_FORCE = 28 + len(STIMULUS)  # where a SAMPLE packet has its actuators


class Case:
    """A board that faults strike, with its session and its receipts."""

    def __init__(self, bench: Any, *specs: str) -> None:
        self.bench, self.session = bench, Session("eps")
        self._file = Path.cwd() / f"{os.getpid()}-receipts.json"
        self._order = Order(tuple(parse(spec) for spec in specs), self._file)
        self._instrument: Instrument | None = None

    async def begin(self) -> None:
        """Start the board; its clock stands."""
        await power_on(self.bench, PLACE, self._order.div)
        self._instrument = Instrument(self.bench, self._order, exchange)

    async def say(self, data: bytes) -> list[bytes]:
        """Return the packets that answer `data`, without their CRC."""
        assert self._instrument is not None
        answer = await self._instrument.exchange(data)
        return [packet for block in answer.split(b"\0") for packet in opened(block)]

    async def greet(self) -> bytes:
        """Return HELLO."""
        (hello,) = await self.say(self.hello())
        assert hello[1] == 0xE0
        return hello

    async def tick(self, number: int) -> list[bytes]:
        """Return what answers TICK `number`."""
        return await self.say(self.frame(number))

    def frame(self, number: int) -> bytes:
        return self.session.tick_frame(number, number * 10**8, number & 0xFF, STIMULUS, ACTUATORS)

    def hello(self) -> bytes:
        return b"\0" + self.session.request(packets.HELLO, 0, b"")[1]

    def receipts(self) -> list[dict[str, Any]]:
        return json.loads(self._file.read_text("utf-8"))


def opened(block: bytes) -> list[bytes]:
    """Return the packet in `block` without its CRC; nothing where a host would find nothing."""
    try:
        packet = cobs.decode(block)
    except cobs.DecodeError:
        return []
    return [packet[:-4]] if len(packet) > 10 and crc32(packet[:-4]) == int.from_bytes(packet[-4:], "big") else []


def is_sample(packet: bytes, number: int) -> bool:
    """Whether `packet` is SAMPLE `number` with the sensors and actuators that were sent."""
    return packet[1] == 0xE2 and packet[16:20] == number.to_bytes(4, "big") and packet[28:] == STIMULUS + ACTUATORS
