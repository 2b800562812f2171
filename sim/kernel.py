"""The one decorator that compiles physics, and the folder its machine code is kept in.

Numba's own cache looks at the file of the function it compiles, so an edit of a leaf or a constant in another
file would be served stale (measured with numba 0.68). The folder is therefore named by a hash of every
source in `sim/`, of the compiler's versions and of its options: another source is another folder.

It stands in the checkout (`.numba_cache/`), or in the user's cache folder when `sim` is installed or the
checkout cannot be written; `NUMBA_CACHE_DIR` names another place. The three newest folders stay, and any used
within the last hour. `NUMBA_DISABLE_JIT=1` runs the plain Python, which gives the same bits. All of this is ours:
docs/decisions.md.
"""

import gc
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
from numba.extending import register_jitable

Function = TypeVar("Function", bound=Callable[..., Any])

#: No fastmath: it changes bits. "numpy": a division by zero is inf or nan, guarded where it can happen.
#: No entry for C: nothing here is called from C, and making them took a tenth of the time to compile.
#: No counting of references to arrays ("_nrt"): an array is the caller's, and outlives the call. Counting them, one
#: atomic operation whenever one is cut or handed on, took nearly half of a tick (docs/performance.md). Such code can
#: make no array, and would return the wrong one to Python: hence `jit_views` and `jit_making`.
OPTIONS: dict[str, Any] = {
    "cache": True, "error_model": "numpy", "fastmath": False, "no_cfunc_wrapper": True, "_nrt": False,
}  # fmt: skip

_config: Any = numba.config

KEPT = 3  # folders that stay whatever their age: a branch or two and the one in use
SPARED_S = 3600.0  # [s] a folder used less than this before ours may belong to a process still compiling


def fingerprint(sources: Path) -> str:
    """Return 16 hex digits naming the sources under `sources` and what compiles them."""
    digest = hashlib.sha256(repr((numba.__version__, np.__version__, sorted(OPTIONS.items()))).encode())
    for path in sorted(sources.rglob("*.py")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(sources).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def cache_folder(base: Path, name: str) -> Path:
    """Make `base`/`name`, mark it as used now, and remove the folders beside it that nobody uses any more.

    Raises OSError when it cannot be made or written to.
    """
    folder = base / name
    folder.mkdir(parents=True, exist_ok=True)
    os.utime(folder)
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"cannot write compiled code into {folder}")
    used_s = folder.stat().st_mtime
    ages = sorted(((_used_s(other), other) for other in base.iterdir() if other.is_dir()), reverse=True)
    for last_s, other in ages[KEPT:]:
        if last_s < used_s - SPARED_S:
            shutil.rmtree(other, ignore_errors=True)  # another process may be removing it too
    return folder


def _used_s(folder: Path) -> float:
    """Return when `folder` was last marked as used [s since 1970]; 0 when it has just been removed."""
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _bases(sources: Path) -> list[Path]:
    """Return the places to keep compiled code in, the best first."""
    if _config.CACHE_DIR:
        return [Path(_config.CACHE_DIR)]
    user = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "everdawn" / "numba"
    checkout = sources.parent
    return [checkout / ".numba_cache", user] if (checkout / "pyproject.toml").is_file() else [user]


def _settle(sources: Path) -> None:
    """Point numba at the folder of these sources. Raises OSError when no place can be written to."""
    name = fingerprint(sources)
    bases = _bases(sources)
    for base in bases:
        try:
            _config.CACHE_DIR = str(cache_folder(base, name))
        except OSError:
            if base == bases[-1]:
                raise
        else:
            return


if not _config.DISABLE_JIT:
    _settle(Path(__file__).resolve().parent)

_compile = numba.njit(**OPTIONS)


def is_compiled(name: str) -> bool:
    """Return whether the machine code of function `name` ("module.function", the module without its package) is kept.

    Without a compiler there is nothing to wait for, so it is True then. For whoever wants to say that it takes a while.
    """
    return bool(_config.DISABLE_JIT) or any(Path(_config.CACHE_DIR).rglob(f"{name}-*.nbi"))


@contextmanager
def collector_off() -> Iterator[None]:
    """Leave Python's collector off inside: compiling makes many objects and hardly any garbage; an eighth faster."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def jit(function: Function) -> Function:
    """Compile `function` at its first call, or take the machine code from the folder of these sources."""
    compiled: Function = _compile(function)
    return compiled


def jit_views(function: Function) -> Function:
    """Let compiled code call `function`, which returns parts of the arrays it gets; Python calls it as it stands."""
    compiled: Function = register_jitable(function)
    return compiled


_compile_lanes = numba.njit(nogil=True, **OPTIONS)
_compile_making = numba.njit(nogil=True, **(OPTIONS | {"_nrt": True}))


def jit_lanes(function: Function) -> Function:
    """Compile `function` as `jit` does, but let other threads run meanwhile: for entries that work over many lanes."""
    compiled: Function = _compile_lanes(function)
    return compiled


def jit_making(function: Function) -> Function:
    """Compile `function` as `jit_lanes` does, for the few that make arrays of their own."""
    compiled: Function = _compile_making(function)
    return compiled
