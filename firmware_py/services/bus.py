"""What a flight module sees of the world beyond its own board: others' messages, and where its events go."""

from ..icd.messages import FIELDS, TOPICS
from .events import EventService

NEVER = 1000000  # [ticks] age of a message that never came


class Bus:
    """Latest message of every topic and its age; numbered events out."""

    STATE = ("eps", "radiator", "laser", "payload", "ages")
    PARTS = ("events",)

    def __init__(self, board: str) -> None:
        self.events = EventService(board)
        self.event = self.events.emit  # event(event_id, p1, p2)
        self.eps = [0] * len(FIELDS[0])  # [counts]
        self.radiator = [0] * len(FIELDS[1])
        self.laser = [0] * len(FIELDS[2])
        self.payload = [0] * len(FIELDS[3])
        self.messages = (self.eps, self.radiator, self.laser, self.payload)
        self.scales = tuple([tuple([field[2] for field in fields]) for fields in FIELDS])
        self.ages = [NEVER] * len(TOPICS)  # [ticks] since the message was delivered; 0 is this tick

    def deliver(self, mail: list) -> None:
        """Take the mail of one tick: for each topic its tuple of counts, or None when nothing came."""
        ages = self.ages
        messages = self.messages
        for topic in range(4):
            counts = mail[topic]
            if counts is None:
                if ages[topic] < NEVER:
                    ages[topic] += 1
            else:
                messages[topic][:] = counts
                ages[topic] = 0

    def value(self, topic: int, field: int) -> float:
        """Return `field` of `topic` in its unit, as last delivered; look at `ages[topic]` before trusting it."""
        return self.messages[topic][field] * self.scales[topic][field]
