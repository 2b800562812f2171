"""Tripped load feeds: a latching limiter stays off until its feed is commanded off and on again."""

OFF_SECONDS = 3
TRIES = 3
CALM_SECONDS = 600  # without a trip, after which the tries are given back
PLATFORM, PAYLOAD = 1, 4  # bits; the platform is never commanded off: it carries us
LOCKOUT = 16  # the payload feed has shut itself off at low bus voltage; it latches in the same way


class FeedRetry:
    """Once a second; `held` is the mask of feeds to keep off now, `dead` those given up."""

    STATE = ("held", "dead", "seconds", "tries", "calm")
    PARTS = ()

    def __init__(self) -> None:
        self.held = 0
        self.dead = 0
        self.seconds = 0
        self.tries = [0, 0, 0, 0]
        self.calm = 0

    def step(self, trips: int) -> None:
        """Take the mask of tripped feeds. A feed that trips after TRIES retries stays off."""
        self.seconds += 1
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
        for feed in range(4):
            if tripped & (1 << feed):
                self.tries[feed] += 1
                if self.tries[feed] > TRIES:
                    self.dead |= 1 << feed
        self.held = tripped | self.dead

    def _forgive(self) -> None:
        self.calm += 1
        if self.calm >= CALM_SECONDS:
            self.calm = 0
            self.tries[:] = [0, 0, 0, 0]
