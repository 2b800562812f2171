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
from pathlib import Path

import firmware_py
from hil.board import trimmed
from hil.board.firmware import firmware_hash
from hil.board.handed import HandedBoard
from hil.errors import ConfigError

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


class MicropythonBoard(HandedBoard):
    """A board of `kind` run by MicroPython's unix port."""

    NOT_MODELLED = ("baud", "parity", "usb-frames", "bit-timing", "overrun", "replug", "single-precision-floats")

    def _command(self) -> list[str]:
        """Return the program and its arguments. Raises ConfigError when MicroPython is not installed."""
        program, folder = _tool("micropython"), compiled()
        heap = HEAP if self._parameters is None else HEAP_FLIGHT
        return [program, "-X", f"heapsize={heap}", str(folder / "launch.py"), str(folder), *self._words()]

    def _words(self) -> list[str]:
        """Return the arguments of `firmware_py.board.main`."""
        words = [
            self.kind, f"reset_ticks={self._declared_reset_ticks}", f"serial=mpy-{self.kind}",
            f"firmware={firmware_hash().hex()}",
        ]  # fmt: skip
        if self._parameters is not None:
            words += ["flight", *(f"{number}={value!r}" for number, value in self._parameters)]
        return words


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
