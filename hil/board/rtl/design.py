"""The design of `fixtures/rtl`, built for a simulator: once for all board kinds, all processes and all later runs."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock

from hil.board.rtl.group import run_group
from hil.dictionary.verilog import header
from hil.errors import BoardError

SOURCES = Path(__file__).resolve().parents[3] / "fixtures" / "rtl"
BUILD_S = 900.0  # [s] Verilator's C++ may take, on a machine with other things to do
TOLD = 600  # letters of the end of what a failed build said
ASKED = {"icarus": ("iverilog", "-V"), "verilator": ("g++", "--version")}  # programs that say their version


def built(simulator: str) -> Path:
    """Return the folder of the design built for `simulator`, which is installed.

    The first time for a version of sources and tools it is built, which takes Verilator about a minute, and stderr is
    told. Whoever comes meanwhile waits, in other processes too. Raises BoardError when the build fails.
    """
    folder = _folder(simulator)
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            _build(simulator, folder)
    return folder


def _folder(simulator: str) -> Path:
    """Return where the design is built, named by all that goes into it."""
    digest = hashlib.sha256(header().encode())
    for path in sorted([*SOURCES.glob("*.v*"), Path(__file__).with_name("build.py")]):
        digest.update(path.read_bytes())
    # The path, because Verilator's program is linked to cocotb's libraries there.
    digest.update("\n".join([sys.prefix, version("cocotb"), *_tools(simulator)]).encode())
    return Path(tempfile.gettempdir()) / f"everdawn-rtl-{os.getuid()}" / f"{simulator}-{digest.hexdigest()[:12]}"


@cache
def _tools(simulator: str) -> list[str]:
    """Return what the tools say of their versions: asked once, for a run has four boards and asks for each."""
    said = subprocess.run(ASKED[simulator], capture_output=True, text=True, check=False).stdout.partition("\n")[0]
    return [said, version("verilator")] if simulator == "verilator" else [said]


def _build(simulator: str, folder: Path) -> None:
    """Build beside `folder`, then give it that name: nobody ever sees half a build."""
    if simulator == "verilator":
        print("building the Verilog board, once for this version; it takes about a minute", file=sys.stderr, flush=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent))
    command = [sys.executable, "-m", "hil.board.rtl.build", simulator, str(SOURCES), str(fresh)]
    what = f"the Verilog board on {simulator}"
    places = os.pathsep.join(place or os.getcwd() for place in sys.path)
    try:
        (fresh / "channels.vh").write_text(header(), encoding="utf-8")
        try:
            code, said = run_group(command, BUILD_S, {**os.environ, "PYTHONPATH": places})
        except subprocess.TimeoutExpired as error:
            raise BoardError(what, f"a build within {BUILD_S:g} s", "none", "try again on a quieter machine") from error
        if code != 0:
            raise BoardError(what, "a design that builds", _end(said), "mend it")
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _end(said: str) -> str:
    return "..." + said.strip()[-TOLD:]
