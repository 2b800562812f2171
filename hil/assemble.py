"""Putting a run together: the only place that names concrete classes."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from firmware_py.icd import boards, packets, parameters
from hil.accounts import Accounts
from hil.board.base import Hello
from hil.board.choice import link_model, make_board
from hil.board.correction import Correction
from hil.board.power import PowerCycle
from hil.board.process import ProcessBoard
from hil.board.returning import ReturningBoard
from hil.board.rtl.board import RtlBoard
from hil.board.rtl.option import Waves
from hil.board.rtl.signal import SignalFault
from hil.board.stuffing import use_compiled
from hil.board.wired import WiredBoard
from hil.checkpoint import read_checkpoint, write_checkpoint
from hil.errors import ConfigError
from hil.flight import HostFlight
from hil.loop import Loop, TickEvent
from hil.pace.lockstep import Lockstep
from hil.pace.paced import Paced
from hil.pace.plan import Plan
from hil.plant import HostPlant
from hil.record.folder import CAPTURE_NAME, RunFolder
from hil.record.layout import RowLayout
from hil.record.pcapng import Capture, FullCapture, RingCapture
from hil.scenario.load import Loaded
from hil.transport.disturbance import Disturbance
from hil.transport.url import without_token

PACKAGES = ("numpy", "numba", "pyserial", "pyerfa", "pyarrow", "bokeh")


class Parts:
    """Everything of one run, assembled. `open`, then `create_folder`, then step `loop`, then `close`."""

    def __init__(
        self,
        loaded: Loaded,
        urls: Mapping[str, str],
        *,
        on_board: bool,
        capture: str,
        disturbances: Mapping[str, Sequence[Disturbance]] | None = None,
        pace: Plan | None = None,
        power: Mapping[str, PowerCycle] | None = None,
        corrections: Mapping[str, Mapping[str, tuple[float, float]]] | None = None,
        signals: Mapping[str, Sequence[SignalFault]] | None = None,
        waves: Mapping[str, Waves] | None = None,
    ) -> None:
        """Build all parts; open nothing.

        Args:
            loaded: the scenario.
            urls: board name to URL: `inproc:`, `pty:`, or anything pyserial opens.
            on_board: place flight software on the boards.
            capture: `ring`, `full` or `off`.
            disturbances: what a fault proxy does to the frames of a board, by its name.
            pace: what to keep to; None and no factor are lockstep.
            power: how to switch the power of a board that does not greet, by its name.
            corrections: bench calibration: gain and offset by channel, by board name.
            signals: what strikes the signals of a board in Verilog, by its name.
            waves: which waves of a board in Verilog are wanted, by its name.
        """
        use_compiled()
        self.scenario = scenario = loaded.scenario
        self.limits: dict[str, float] = scenario.limits.model_dump()
        self.must_exercise: list[str] = scenario.must_exercise
        self.last_tick: int = scenario.ticks
        self.period_s: float = scenario.period_ms / 1000.0
        self._text = loaded.text
        self._urls = dict(urls)
        self._corrections = corrections or {}
        self._power = dict(power or {})
        self._on_board, self._capture_mode = on_board, capture
        self._capture: Capture | None = None
        self._greeting: list[tuple[int, int, bool, bytes]] = []  # frames from before there was a capture
        self._folder: RunFolder | None = None
        self._hellos: list[Hello] = []
        self._resume: dict[str, Any] | None = None
        self.plant = HostPlant(loaded)
        chosen = {kind: _parameters(scenario, kind) for kind in boards.NAMES}
        self.boards: list[WiredBoard] = [
            make_board(
                kind,
                self._urls[kind],
                link_model(scenario.seed, scenario.link, kind, scenario.period_ms),
                chosen[kind] if on_board else None,
            )
            for kind in boards.NAMES
        ]
        for index, board in enumerate(self.boards):
            if capture != "off":
                board.tap(self._see(index))
            if disturbances and board.kind in disturbances:
                board.disturb(disturbances[board.kind], scenario.seed)
            if self._corrections.get(board.kind):
                board.correct(Correction(board.kind, self._corrections[board.kind]))
            if isinstance(board, RtlBoard):
                board.books.ask((signals or {}).get(board.kind, ()), scenario.seed, journal=board.kind in (waves or {}))
        flight = [None if on_board else HostFlight(kind, chosen[kind]) for kind in boards.NAMES]
        self.pacer: Lockstep | Paced = (
            Lockstep() if pace is None or pace.factor is None else Paced(pace, scenario.period_ms, boards.NAMES)
        )
        resumed = self.boards if scenario.pacing.on_loss == "resume" else []
        returning = [ReturningBoard(board, scenario.pacing.resume_s) for board in resumed]
        self.accounts = Accounts(self.boards, returning, waves or {}, scenario.pacing.loss_budget, self.period_s)
        self.loop = Loop(
            period_ms=scenario.period_ms,
            plant=self.plant,
            board_list=returning or self.boards,
            flight=flight,
            recorder=self,
            pacer=self.pacer,
        )

    def open(self, stateful: bool = False) -> None:
        """Open every board; `stateful` when each has to give its state, for a checkpoint. A resumed one has to take it.

        Raises BoardError, and ConfigError when a board cannot do what is asked; nothing is left open then.
        """
        try:
            for board in self.boards:
                if isinstance(board, ProcessBoard):
                    board.start()
            self._hellos = [self._opened(board) for board in self.boards]
            for board, hello in zip(self.boards, self._hellos, strict=True):
                if self._on_board and not hello.features & packets.FEATURE_FLIGHT:
                    raise ConfigError(
                        f"board {board.kind}", "flight software on the board (--place board)", "a board without it",
                        "serve it with --flight, or use --place host",
                    )  # fmt: skip
                if (stateful or self._resume is not None) and not hello.features & packets.FEATURE_STATE:
                    raise ConfigError(
                        f"board {board.kind}", "one that gives and takes its state (--checkpoint, --resume)",
                        "a board without that", "use inproc, pty or mpy",
                    )  # fmt: skip
            if self._resume is not None:
                self._restore(self._resume["loop"])
        except BaseException:
            self.close()
            raise

    def _opened(self, board: WiredBoard) -> Hello:
        return self._power[board.kind].open(board) if board.kind in self._power else board.open()

    def _restore(self, state: dict[str, Any]) -> None:
        try:
            self.loop.restore(state)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            what = "the checkpoint to resume from"
            raise ConfigError(
                what, "the whole state of a run", f"damaged content ({error!r})", "write it again"
            ) from error

    def close(self) -> None:
        """Close every board, then the wire capture. Idempotent."""
        for board in self.boards:
            board.close()
        if self._capture is not None:
            self._capture.close()

    def create_folder(self, path: Path, about: Mapping[str, Any]) -> RunFolder:
        """Make the run folder. Raises RecordError."""
        layout = RowLayout(self.plant.truth_names)
        chain = None if self._resume is None else self._resume["chain"]
        self._folder = RunFolder.create(path, layout, self._text, {**self._about(), **about}, chain)
        if self._capture_mode != "off":
            file = path / CAPTURE_NAME
            self._capture = FullCapture(file) if self._capture_mode == "full" else RingCapture(file)
            for frame in self._greeting:
                self._capture.frame(*frame)
            self._greeting.clear()
        return self._folder

    def row(self, wire: bytes, events: Sequence[TickEvent], truth: bytes, tick: int) -> None:
        """Record one row."""
        assert self._folder is not None
        self._folder.row(wire, events, truth, tick)

    def receipts(self) -> list[dict[str, Any]]:
        """Return what each fault of the scenario did."""
        return self.plant.receipts()

    def status(self, wall_s: float) -> dict[str, float]:
        """Return what a watcher shows."""
        done = self.loop.tick - 1
        status = self.plant.status()
        status.update(time_s=done * self.period_s, total_s=self.last_tick * self.period_s, wall_s=wall_s)
        return status

    def save_checkpoint(self, path: Path) -> None:
        """Write the state after the tick just done. Raises RecordError."""
        assert self._folder is not None
        write_checkpoint(path, self._text, self.loop.state(), self._folder.state())

    def resume_from(self, path: Path) -> None:
        """Go on from a checkpoint once the boards are open. Raises ConfigError when it is of another scenario."""
        self._resume = read_checkpoint(path, self._text)

    def _about(self) -> dict[str, Any]:
        return {
            "scenario": self.scenario.name,
            "seed": self.scenario.seed,
            "placement": "board" if self._on_board else "host",
            "pacing": self.pacer.plain(),
            "resumed_at_tick": None if self._resume is None else self._resume["loop"]["tick"],
            "workload": self.plant.workload_source,
            "versions": {"everdawn": version("everdawn"), "python": platform.python_version()}
            | {name: version(name) for name in PACKAGES},
            "boards": [
                {
                    "kind": board.kind,
                    "url": without_token(self._urls[board.kind]),
                    "serial": hello.serial,
                    "firmware_hash": hello.firmware_hash.hex(),
                    "dictionary_hash": hello.dictionary_hash.hex(),
                    "boot": hello.boot,
                    "not_modelled": board.not_modelled(),
                    **({"power_cycle": self._power[board.kind].result} if board.kind in self._power else {}),
                    "calibration": dict(self._corrections.get(board.kind, {})),
                }
                for board, hello in zip(self.boards, self._hellos, strict=True)
            ],
        }

    def _see(self, index: int) -> Callable[[int, bool, bytes], None]:
        """Return where the frames of a board go: to the capture, and until there is one they are kept for it."""

        def sink(t_ns: int, outbound: bool, frame: bytes) -> None:
            if self._capture is None:
                self._greeting.append((t_ns, index, outbound, frame))
            else:
                self._capture.frame(t_ns, index, outbound, frame)

        return sink


def _parameters(scenario: Any, kind: str) -> list[tuple[int, float]]:
    """Return (id, value) of every flight parameter of a board that differs from its default."""
    values = getattr(scenario.flight, kind).model_dump()
    return [(row[0], values[row[2]]) for row in parameters.TABLE if row[1] == kind and values[row[2]] != row[4]]
