"""What a fault proxy is told to do to the frames of one board, as text and as data."""

from __future__ import annotations

from typing import NamedTuple

from hil.errors import ConfigError

#: Kind -> what it does to a frame, and what its depth means.
KINDS = {
    "drop": "the frame never arrives",
    "duplicate": "the frame arrives twice",
    "reorder": "the frame arrives after the `depth` frames that follow it",
    "truncate": "the frame loses its end, its 0x00 with it, so that it runs into the next one",
    "flip": "one bit of the frame is flipped",
    "stall": "the frame and the `depth` frames that follow it arrive together",
    "garbage": "`depth` random bytes arrive before the frame",
    "half-open": "from this frame on nothing more arrives, and the port stays open",
    "disconnect": "the port is lost at this frame",
    "re-enumerate": "the board loses port and power at this frame, and comes back under another name",
}
WAYS = ("out", "in")
FORM = (
    "KIND[:WAY]:SHARE[:DEPTH] or KIND[:WAY]:@FRAME[:DEPTH], for example drop:0.01, flip:in:0.001, disconnect:out:@500"
)
DEPTH = 3


class Disturbance(NamedTuple):
    """One fault: of a kind, on one way or both, by share of the frames or at one frame."""

    kind: str
    ways: tuple[str, ...]  # "out" to the board, "in" from it
    share: float  # probability of each frame; 0 when it is at one frame
    frame: int | None  # number of the frame on its way, from 0; None when it is by share
    depth: int = DEPTH


def parse(text: str) -> Disturbance:
    """Return the disturbance in `text`, written as FORM. Raises ConfigError."""
    kind, *rest = text.split(":")
    ways = (rest.pop(0),) if rest and rest[0] in WAYS else WAYS
    try:
        place, depth = rest[0], int(rest[1]) if len(rest) > 1 else DEPTH
        share, frame = (0.0, int(place[1:])) if place.startswith("@") else (float(place), None)
        sound = (
            kind in KINDS and len(rest) <= 2 and depth >= 1 and 0.0 <= share <= 1.0 and (frame is None or frame >= 0)
        )
    except (ValueError, IndexError):
        sound = False
    if not sound:
        raise ConfigError("a disturbance", FORM, text, f"kinds are {', '.join(KINDS)}; shares lie in 0 to 1")
    return Disturbance(kind, ways, share, frame, depth)
