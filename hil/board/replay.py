"""The replayed board: a wire capture of a run answers in place of the board that was recorded."""

from __future__ import annotations

from pathlib import Path

from firmware_py.icd import boards, packets
from firmware_py.wire import packet
from hil.board.base import Hello
from hil.board.departure import departure
from hil.board.link import LinkModel
from hil.board.wired import WiredBoard
from hil.errors import ConfigError, PortMissing, ReplayDeparted
from hil.transport.base import Transport
from hil.transport.capture import frames
from hil.transport.replay import Recording, ReplayTransport, opened

CAPTURE = "wire.pcapng"  # in a run folder
RECORD_IT = "record it with `hil run --wire full`"


class ReplayBoard(WiredBoard):
    """Board `kind` out of the capture `file`, or out of the run folder `file`. Lockstep only, from tick 0 on.

    Strict: what the host asks must be what was asked then. Whatever else it asks raises ReplayDeparted, which names the
    field. It gives no state: what was recorded cannot go on from elsewhere.
    """

    NOT_MODELLED = (
        "other-requests", "state", "live-clock", "own-error-counters",
        "baud", "parity", "usb-frames", "bit-timing", "operating-system", "overrun", "replug",
    )  # fmt: skip

    def __init__(self, kind: str, file: str, *, link: LinkModel | None = None) -> None:
        super().__init__(kind, link)
        self.departed: ReplayDeparted | None = None  # where this run departed from the recorded one
        self._path = Path(file) / CAPTURE if Path(file).is_dir() else Path(file)

    def open(self) -> Hello:
        """Open the recording and begin the session as it began then."""
        hello = super().open()
        self.hello = hello._replace(features=hello.features & ~packets.FEATURE_STATE)
        return self.hello

    def clock(self) -> dict[str, float] | None:
        """Return None: the recorded clock says nothing against the host's of today."""
        return None

    def connect(self) -> Transport:
        """Return an open transport over the recording. Raises PortMissing or ConfigError, with advice."""
        if not self._path.is_file():
            raise PortMissing(
                f"recording {self._path} of board {self.kind}", "a wire capture", "no such file", RECORD_IT
            )
        recording = Recording(frames(self._path, self.kind))
        self._check_beginning(recording)
        return ReplayTransport(f"replay:{self._path}", recording, self._departed)

    def _check_beginning(self, recording: Recording) -> None:
        """Raise ConfigError unless the recording begins with a session, and that with tick 0."""
        what = f"recording {self._path} of board {self.kind}"
        first = recording.peek(0)
        if first is None:
            raise ConfigError(what, "frames of that board", "none", RECORD_IT)
        asked = opened(first.request)
        if asked is None or packet.apid(asked) != packets.HELLO:
            got = "the last frames of a run (--wire ring), or an older recording without its greeting"
            raise ConfigError(what, "a recording from the greeting on", got, RECORD_IT)
        second = recording.peek(1)
        then = None if second is None else opened(second.request)
        if then is not None and packet.apid(then) == packets.STATE:
            service = packet.header(then)[packet.SERVICE]
            if service != packets.STATE_GET:
                raise ConfigError(what, "a run from tick 0 on", "one that was resumed", "record the run from its start")

    def _departed(self, expected: bytes | None, got: bytes, body_at: int) -> ReplayDeparted:
        found = departure(boards.kind_index(self.kind), expected, got, body_at)
        self.departed = ReplayDeparted(self.kind, str(self._path), max(self._tick, 0), *found)
        return self.departed
