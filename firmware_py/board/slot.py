"""The place on a board where flight software runs: mail in, one step a tick, outputs kept for the next TICK."""

from ..icd import messages
from ..wire import image, tagged

TOPICS = len(messages.TOPICS)


class FlightSlot:
    """Holds one executive of board `kind` (position in the dictionary). It knows no frames."""

    def __init__(self, kind: int, executive) -> None:
        self._kind = kind
        self._executive = executive
        self._power_on = tagged.dumps(executive.state())  # as bytes: what it holds now cannot change them
        self._begin()

    def restart(self) -> None:
        """Put the flight software back to where it was at power-on."""
        self._executive.restore(tagged.loads(self._power_on))
        self._begin()

    def _begin(self) -> None:
        self.kick = self._executive.kick & 0xFF  # count as of the last step
        self.image = None  # actuator image for the next TICK, None before the first step
        self._inbox = [None] * TOPICS  # (tick of publication, fields)

    def deliver(self, topic: int, tick: int, body: bytes) -> bool:
        """Keep a message for the next step. False when topic or length is wrong."""
        if topic >= TOPICS or len(body) != 4 * len(messages.FIELDS[topic]):
            return False
        self._inbox[topic] = (tick, image.unpack_i32(body))
        return True

    def step(self, tick: int, now_ms: int, sensors: bytes) -> tuple:
        """Run tick `tick` on a fresh sensor image; return (message as i32 bytes, events).

        Mail counts only when it was published at `tick` - 1: what came late is no news.
        """
        mail = []
        for topic in range(TOPICS):
            held = self._inbox[topic]
            mail.append(held[1] if held is not None and held[0] == tick - 1 else None)
        self._inbox = [None] * TOPICS
        executive = self._executive
        executive.tick(tick, now_ms, image.unpack_sensors(self._kind, sensors), 0, mail)
        self.image = image.pack_actuators(self._kind, executive.actuators)
        self.kick = executive.kick & 0xFF
        return image.pack_i32(executive.message), executive.events

    def set_parameter(self, number: int, value: float) -> bool:
        """Set a parameter of the flight software; False when it does not take it."""
        return bool(self._executive.set_parameter(number, value))

    def state(self) -> list:
        """Return plain data that `restore` takes back."""
        return [self._executive.state(), self.kick, self.image, self._inbox]

    def restore(self, state: list) -> None:
        """Take back what `state` gave."""
        executive, self.kick, self.image, inbox = state
        self._executive.restore(executive)
        self._inbox = [None if one is None else (one[0], tuple(one[1])) for one in inbox]
