"""The MicroPython board: the same agent and flight modules under the real MicroPython VM, behind a PTY.

Its heap is bounded. The sources are compiled by mpy-cross first, as they are for a dev board, into a folder named by
the hash of them and of how it is done.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tty
from pathlib import Path

import firmware_py
from hil.board import trimmed
from hil.board.firmware import firmware_hash
from hil.board.process import ProcessBoard
from hil.errors import ConfigError
from hil.transport.base import Transport
from hil.transport.serial import SerialTransport

#: Heap of the agent alone and with flight software, on a 64-bit machine, where a word takes 8 bytes and a float 32:
#: some 48 kB and 160 kB on a microcontroller. docs/decisions.md says what of it is in use.
HEAP = "96k"
HEAP_FLIGHT = "320k"
#: Collecting often while modules are loaded keeps what stays together, and the rest of the heap in one piece.
LAUNCHER = (
    "import gc, sys\ngc.threshold(8192)\nsys.path.insert(0, sys.argv[1])\nfrom firmware_py.board import main\n"
    "agent = main.build(sys.argv[2:])\ngc.threshold(-1)\nmain.run(agent)\n"
)
WHEELS = "pip install 'everdawn[mpy]'"


class MicropythonBoard(ProcessBoard):
    """A board of `kind` run by MicroPython's unix port. Its process ends when the host closes the port."""

    NOT_MODELLED = ("baud", "parity", "usb-frames", "bit-timing", "overrun", "replug", "single-precision-floats")
    OUTLIVES_ITS_PORT = False

    _slave: int | None = None  # our end of its PTY, until the port is open

    def start(self) -> None:
        """Start the process without waiting for it. Raises ConfigError when MicroPython is not installed."""
        if self._process is not None:
            return
        program, folder = _tool("micropython"), compiled()
        master, self._slave = os.openpty()
        tty.setraw(self._slave)  # before anybody writes: a cooked port would echo
        os.set_blocking(master, False)  # MicroPython's read(n) waits for all n on a stream that blocks
        heap = HEAP if self._parameters is None else HEAP_FLIGHT
        command = [program, "-X", f"heapsize={heap}", str(folder / "launch.py"), str(folder), *self._words()]
        try:
            self._process = subprocess.Popen(command, stdin=master, stdout=master, process_group=0)
        finally:
            os.close(master)

    def _words(self) -> list[str]:
        """Return the arguments of `firmware_py.board.main`."""
        words = [
            self.kind, f"reset_ticks={self._declared_reset_ticks}", f"serial=mpy-{self.kind}",
            f"firmware={firmware_hash().hex()}",
        ]  # fmt: skip
        if self._parameters is not None:
            words += ["flight", *(f"{number}={value!r}" for number, value in self._parameters)]
        return words

    def connect(self) -> Transport:
        """Return an open transport to the board."""
        self.start()
        assert self._slave is not None
        try:
            return SerialTransport(os.ttyname(self._slave), lock_folder=self._lock_folder)
        finally:
            os.close(self._slave)  # ours would hide from the board that the host has hung up
            self._slave = None

    def _parted(self) -> None:
        if self._slave is not None:
            os.close(self._slave)
            self._slave = None
        super()._parted()


def compiled() -> Path:
    """Return a folder with `firmware_py` as .mpy files and its launcher, made on first use. Raises ConfigError."""
    source = Path(firmware_py.__file__).resolve().parent
    build = hashlib.sha256(Path(trimmed.__file__).read_bytes() + Path(__file__).read_bytes()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"everdawn-mpy-{os.getuid()}" / f"{firmware_hash().hex()}-{build}"
    if (folder / "launch.py").is_file():
        return folder
    cross = _tool("mpy-cross")
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent))
    for path in sorted(source.rglob("*.py")):
        target = fresh / "firmware_py" / path.relative_to(source).with_suffix(".mpy")
        target.parent.mkdir(parents=True, exist_ok=True)
        done = _cross_compiled(cross, path, target)
        if done.returncode != 0:
            shutil.rmtree(fresh)
            raise ConfigError("the firmware for MicroPython", f"{path.name} to compile", done.stderr.strip(), "mend it")
    (fresh / "launch.py").write_text(LAUNCHER, encoding="utf-8")
    try:
        fresh.rename(folder)
    except OSError:  # another process was first, with the same files
        shutil.rmtree(fresh)
    return folder


def _cross_compiled(cross: str, path: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Compile the source at `path` to `target`; an error names `path`."""
    read = path
    if trimmed.has_texts(path):
        read = target.with_suffix(".py")
        read.write_text(trimmed.without_texts(path.read_text(encoding="utf-8")), encoding="utf-8")
    done = subprocess.run(
        [cross, "-O2", "-s", path.name, "-o", str(target), str(read)], capture_output=True, text=True, check=False
    )
    if read is not path:
        read.unlink()
    return done


def _tool(name: str) -> str:
    """Return the path of a program of the MicroPython wheels. Raises ConfigError."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.is_file() else shutil.which(name)
    if found is None:
        raise ConfigError("a board on MicroPython", f"the program {name}", "none installed", WHEELS)
    return found
