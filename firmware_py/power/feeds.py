"""Tripped load feeds: a latching limiter stays off until its feed is commanded off and on again."""

from ..icd.events import FEED_GIVEN_UP

OFF_SECONDS = 3
TRIES = 3
CALM_SECONDS = 600  # without a trip, after which the tries are given back
AGAIN_SECONDS = 3600  # a feed given up is tried once more after this
PLATFORM, PAYLOAD = 1, 4  # bits; the platform is never commanded off: it carries us
LOCKOUT = 16  # the payload feed has shut itself off at low bus voltage; it latches in the same way


class FeedRetry:
    """Once a second; `held` is the mask of feeds to keep off now, `dead` those given up."""

    STATE = ("held", "dead", "seconds", "tries", "calm", "dead_seconds")
    PARTS = ()

    def __init__(self) -> None:
        self.held = 0
        self.dead = 0
        self.seconds = 0
        self.tries = [0, 0, 0, 0]
        self.calm = 0
        self.dead_seconds = 0  # since a feed was last given up

    def step(self, trips: int, bus: object) -> None:
        """Take the mask of tripped feeds. A feed that trips after TRIES retries stays off for AGAIN_SECONDS."""
        self.seconds += 1
        self._try_again(bus)
        if self.held != self.dead:
            if self.seconds >= OFF_SECONDS:
                self.held = self.dead
            return
        if trips & LOCKOUT:
            trips |= PAYLOAD
        tripped = trips & ~PLATFORM & 15 & ~self.dead
        if not tripped:
            self._forgive()
            return
        self.calm = 0
        self.seconds = 0
        dead = self.dead
        for feed in range(4):
            if tripped & (1 << feed):
                self.tries[feed] += 1
                if self.tries[feed] > TRIES:
                    self.dead |= 1 << feed
        self.held = tripped | self.dead
        if self.dead != dead:
            self.dead_seconds = 0
            bus.event(FEED_GIVEN_UP, self.dead, 0)

    def _try_again(self, bus: object) -> None:
        """Give feeds given up one more chance; the tries stay counted, so the next trip takes them off again."""
        if not self.dead:
            return
        self.dead_seconds += 1
        if self.dead_seconds >= AGAIN_SECONDS and self.held == self.dead:
            self.dead = 0
            self.held = 0
            bus.event(FEED_GIVEN_UP, 0, 0)

    def _forgive(self) -> None:
        self.calm += 1
        if self.calm >= CALM_SECONDS:
            self.calm = 0
            self.tries[:] = [0, 0, 0, 0]
