"""The RTL board: the Verilog design of `fixtures/rtl` in a simulator, in lockstep or like any serial port."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from firmware_py.icd import packets
from hil.board.base import Sample
from hil.board.fixed import check_host_flown, check_reset_ticks
from hil.board.link import LinkModel
from hil.board.process import ProcessBoard
from hil.board.rtl.books import Books
from hil.board.rtl.design import built
from hil.board.rtl.form import Form
from hil.board.rtl.installed import check_installed
from hil.board.rtl.lockstep import WORK_S, LockstepTransport, pair
from hil.clock import Deadline
from hil.errors import PortLost, PortMissing
from hil.transport.base import Transport

START_S = 60.0  # [s] for a simulator with Python in it, on a loaded machine


class RtlBoard(ProcessBoard):
    """A board of `kind` in Verilog, simulated. No flight software on it.

    In lockstep it has a clock cycle only while it works at what was sent. With a PTY the host takes it for any port.
    """

    NOT_MODELLED = (
        "parity",
        "usb-frames",
        "idle-time",
        "analogue-noise",
        "flight-software",
        "state-service",
        "board-clock",
        "replug",
    )
    OUTLIVES_ITS_PORT = False

    def __init__(
        self,
        kind: str,
        *,
        link: LinkModel | None = None,
        parameters: Sequence[tuple[int, float]] | None = None,
        reset_ticks: int = packets.RESET_TICKS,
        lock_folder: Path | None = None,
        form: Form | None = None,
    ) -> None:
        """Raises ConfigError when flight software is to be placed on it, or another reset time asked for."""
        check_host_flown(f"board {kind} on rtl:", parameters)
        check_reset_ticks(f"board {kind} on rtl:", reset_ticks)
        super().__init__(kind, link=link, reset_ticks=reset_ticks, lock_folder=lock_folder)
        self._simulator, self._pty = form or Form()
        self.books = Books(kind, self._simulator)
        self._end: socket.socket | None = None  # of the lockstep line, until there is a transport
        self._lockstep: LockstepTransport | None = None
        self._folder: Path | None = None  # that the simulator works in
        self._design: Path | None = None  # that it simulates, once it was built
        self.start_s = START_S

    @property
    def cycles(self) -> int | None:
        """The clock cycles that the board has had, None when nobody counts: behind a PTY, or before it was open."""
        return None if self._lockstep is None else self._lockstep.cycles

    def start(self) -> None:
        """Start the simulator without waiting for it, once the design is built: Verilator takes a minute, once.

        Raises ConfigError when it is not installed, or a fault is meant for a register that it has not, BoardError when
        the build fails.
        """
        if self._process is not None:
            return
        check_installed(self.kind, self._simulator)
        self._design = built(self._simulator)
        self.books.begin()
        self._folder = Path(tempfile.mkdtemp(prefix="everdawn-rtl-"))
        if self._pty:
            super().start()
            return
        self._end, far_end = pair()
        with far_end:
            # What the simulator prints is no answer of ours: to stderr with it.
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._module()], stdin=far_end.fileno(), stdout=2, process_group=0
            )

    def connect(self) -> Transport:
        """Return an open transport to the board."""
        if self._pty:
            return super().connect()
        self.start()
        assert self._end is not None
        self._lockstep, self._end = LockstepTransport(self._end, f"board {self.kind} on rtl:{self._simulator}"), None
        try:
            got = None if self._lockstep.ready(Deadline(self.start_s)) else "silence"
        except PortLost:
            got = self._ended() or "silence"
        if got is not None:
            self._lockstep.close()
            raise PortMissing(f"board process {self.kind}", "a simulator that runs", got, "see its message above")
        return self._lockstep

    def collect(self, deadline: Deadline, due: Deadline | None = None) -> Sample | None:
        """Return the SAMPLE of the tick last posted. A simulator at work is not gone, however long it takes."""
        return super().collect(deadline if self._pty else Deadline(WORK_S), due)

    def counters(self) -> dict[str, int]:
        """Return what was counted on this link, and the clock cycles where they are."""
        cycles = self.cycles
        return super().counters() if cycles is None else {**super().counters(), "cycles": cycles}

    def _parted(self) -> None:
        if self._end is not None:
            self._end.close()
            self._end = None
        super()._parted()
        if self._folder is not None:  # its process has removed it, unless it was killed
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _module(self) -> list[str]:
        way = ["--pty"] if self._pty else []
        order = self.books.order().text()
        where = ["--simulator", self._simulator, "--design", str(self._design), "--folder", str(self._folder)]
        return ["hil.board.rtl.serve", self.kind, *where, "--order", order, *way]
