"""The pins of a dev board: what the actuator image in force puts on them."""

from struct import unpack

from machine import PWM, Pin

from ..icd import boards, raw
from ..icd.channel import RAW
from ..wire import image

WHOLE = -1  # in place of a bit: the pin carries the whole channel, as a duty
PWM_HZ = 1000  # [Hz]
FULL = 65535  # duty of a pin that is always high


class Pins:
    """Pins of a board of `kind` (position in the dictionary).

    A row of `wiring` is (GPIO, position of the actuator, bit or WHOLE, counts at no duty and at full duty).
    """

    def __init__(self, kind: int, wiring: list) -> None:
        self._format = image.ACTUATOR_FORMATS[kind]
        self._driven = b""
        self._rows = []
        for gpio, position, bit, low, high in wiring:
            pin = Pin(gpio, Pin.OUT)
            if bit == WHOLE:
                pin = PWM(pin, freq=PWM_HZ, duty_u16=0)
            invalid = raw.TYPES[boards.ACTUATORS[kind][position][RAW]][4]
            self._rows.append((pin, position, bit, low, high, invalid))

    def drive(self, actuators: bytes) -> None:
        """Put an actuator image on the pins. A channel that is INVALID asks for nothing: its pins stay as they are."""
        if actuators == self._driven:
            return
        self._driven = actuators
        counts = unpack(self._format, actuators)
        for pin, position, bit, low, high, invalid in self._rows:
            count = counts[position]
            if count == invalid:
                continue
            if bit == WHOLE:
                pin.duty_u16((min(max(count, low), high) - low) * FULL // (high - low))
            else:
                pin.value(count >> bit & 1)
