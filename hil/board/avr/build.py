"""The agent in C and the harness that runs it, compiled on first use into a folder named by a hash of their sources."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
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


def built(baud: int) -> Path:
    """Return a folder with the harness `board` and one `KIND.elf` for each kind, for `baud` [bit/s].

    Raises ConfigError when a compiler, a library or the sources are missing, or they do not compile.
    """
    digest = _digest()
    folder = Path(tempfile.gettempdir()) / f"everdawn-avr-{os.getuid()}" / f"{digest.hex()[:16]}-{baud}"
    if folder.is_dir():
        return folder
    if not (SOURCES / "agent").is_dir():
        raise ConfigError(WHAT, "the sources fixtures/avr of a checkout", "none", "run it from a checkout of Everdawn")
    if missing():
        got = "none installed"
        raise ConfigError(WHAT, "avr-gcc, avr-libc, gcc and libsimavr", got, f"apt install {missing()}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        _build(fresh, baud, digest[:8])
        fresh.rename(folder)
    except OSError:  # another process was first, with the same files
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


def _digest() -> bytes:
    """Return the hash of all that the programs are made of."""
    digest = hashlib.sha256(dictionary.header().encode())
    for path in sorted(SOURCES.glob("*/*.[ch]")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


def _build(folder: Path, baud: int, firmware_hash: bytes) -> None:
    (folder / "channels.h").write_text(dictionary.header(), encoding="utf-8")
    for kind, name in enumerate(boards.NAMES):
        words = [
            f"-DBAUD={baud}UL", *agent_words(kind, firmware_hash), "-I", str(folder), "-I", str(SOURCES / "agent"),
        ]  # fmt: skip
        _compile([*AGENT, *words, "-o", str(folder / f"{name}.elf"), *map(str, agent_sources())])
    harness = map(str, sorted((SOURCES / "harness").glob("*.c")))
    _compile([*HARNESS, "-o", str(folder / "board"), *harness, "-lsimavr"])


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
