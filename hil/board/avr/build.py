"""The agent in C and the harness that runs it, compiled on first use into files named by a hash of their sources."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from firmware_py.icd import boards
from hil.dictionary import c as dictionary
from hil.errors import ConfigError

SOURCES = Path(__file__).resolve().parents[3] / "fixtures" / "avr"
AGENT = ["avr-gcc", "-mmcu=atmega328p", "-DF_CPU=16000000UL", "-std=c99", "-Os"]
HARNESS = ["gcc", "-std=gnu99", "-O2"]
#: Compiler, a header that it must find, and the Debian packages that have them.
NEEDED = (
    ("gcc", "stdlib.h", "gcc libc6-dev"),
    ("gcc", "simavr/sim_avr.h", "libsimavr-dev"),
    ("avr-gcc", "avr/io.h", "gcc-avr avr-libc"),
)
WHAT = "a board on avr:"


@cache
def missing() -> str:
    """Return the Debian packages that are needed and not there, empty when all are."""
    return " ".join(packages for compiler, name, packages in NEEDED if not _finds(compiler, name))


def _finds(compiler: str, name: str) -> bool:
    if shutil.which(compiler) is None:
        return False
    command = [compiler, "-E", "-x", "c", "-include", name, os.devnull]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def agent_sources() -> list[Path]:
    """Return the sources of the agent, the microcontroller's own part among them."""
    return sorted((SOURCES / "agent").glob("*.c"))


def harness() -> Path:
    """Return the program that simulates a board. Raises ConfigError when it cannot be built."""
    sources = sorted((SOURCES / "harness").glob("*.[ch]"))
    return _made(f"board-{_digest(sources, HARNESS).hex()[:16]}", lambda program: _compile_harness(program, sources))


def firmware(kind: str, baud: int) -> Path:
    """Return the agent of board `kind` at `baud` [bit/s], ELF. Raises ConfigError when it cannot be built."""
    digest = _digest(sorted((SOURCES / "agent").glob("*.[ch]")), AGENT)
    return _made(f"{kind}-{baud}-{digest.hex()[:16]}.elf", lambda program: _compile_agent(program, kind, baud, digest))


def _made(name: str, make: Callable[[Path], None]) -> Path:
    """Return file `name` of the cache, made when it is not there; nobody ever sees half of it."""
    file = Path(tempfile.gettempdir()) / f"everdawn-avr-{os.getuid()}" / name
    if file.is_file():
        return file
    if not (SOURCES / "agent").is_dir():
        raise ConfigError(WHAT, "the sources fixtures/avr of a checkout", "none", "run it from a checkout of Everdawn")
    if missing():
        got = "none installed"
        raise ConfigError(WHAT, "avr-gcc, avr-libc, gcc and libsimavr", got, f"apt install {missing()}")
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent) as fresh:
        make(Path(fresh) / name)
        (Path(fresh) / name).replace(file)
    return file


def _digest(sources: list[Path], compiler: list[str]) -> bytes:
    """Return the hash of sources, channel map and `compiler`, the command with its options."""
    digest = hashlib.sha256("\0".join([dictionary.header(), *compiler]).encode())
    for path in sources:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


def _compile_agent(program: Path, kind: str, baud: int, digest: bytes) -> None:
    (program.parent / "channels.h").write_text(dictionary.header(), encoding="utf-8")
    words = [f"-DBAUD={baud}UL", *agent_words(boards.kind_index(kind), digest[:8])]
    places = ["-I", str(program.parent), "-I", str(SOURCES / "agent")]
    _compile([*AGENT, *words, *places, "-o", str(program), *map(str, agent_sources())])


def _compile_harness(program: Path, sources: list[Path]) -> None:
    _compile([*HARNESS, "-o", str(program), *(str(path) for path in sources if path.suffix == ".c"), "-lsimavr"])


def agent_words(kind: int, firmware_hash: bytes) -> list[str]:
    """Return what makes the agent one of board `kind`: for any C compiler."""
    serial = f"avr-{boards.NAMES[kind]}".encode().ljust(16, b"\0")
    return [
        f"-DBOARD_KIND={kind}", f"-DFIRMWARE_HASH={dictionary.listed(firmware_hash)}",
        f"-DSERIAL={dictionary.listed(serial)}",
    ]  # fmt: skip


def _compile(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        wrong = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr.strip())
        raise ConfigError(WHAT, f"fixtures/avr to compile with {command[0]}", wrong, "mend it")
