"""A better place with the scheduler of the operating system, and memory that stays: asked for, and told as given."""

from __future__ import annotations

import ctypes
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PRIORITY = 50  # of SCHED_FIFO, 1 to 99: above all ordinary processes, below the kernel's own interrupt threads
MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT = 1, 2, 4  # Linux, mlockall(2)


@contextmanager
def realtime(wanted: bool) -> Iterator[dict[str, Any]]:
    """Ask for SCHED_FIFO and locked memory while inside; yield what was obtained, in words, for the manifest.

    Never raises because it was refused: the words say so.
    """
    if not wanted:
        yield {}
        return
    scheduler = _take_scheduler()
    memory = _lock_memory()
    try:
        yield {"realtime_priority": {"scheduler": scheduler, "memory": memory}}
    finally:
        if not scheduler.startswith("refused"):
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        if memory.startswith("locked"):
            ctypes.CDLL(None).munlockall()


def _take_scheduler() -> str:
    try:
        # Reset on fork: a child that we start is an ordinary process again.
        os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(PRIORITY))
    except (OSError, AttributeError) as error:  # AttributeError: a system without it
        return f"refused ({_reason(error)}): ordinary priority"
    got = os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK
    if got != os.SCHED_FIFO:
        return f"refused (policy {got} instead): ordinary priority"
    return f"SCHED_FIFO {os.sched_getparam(0).sched_priority}"


def _lock_memory() -> str:
    """Lock what is in memory, and what will come, as it is touched; with a limit only what is there, or later
    allocations would fail.
    """
    unlimited = resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY
    flags = MCL_CURRENT | MCL_ONFAULT | (MCL_FUTURE if unlimited else 0)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if library.mlockall(flags) == 0:
            return "locked, with what comes" if unlimited else "locked, as far as it was there at the start"
        number = ctypes.get_errno()
        return f"refused ({os.strerror(number).lower()}): it may be swapped out"
    except (OSError, AttributeError) as error:
        return f"refused ({_reason(error)}): it may be swapped out"


def _reason(error: Exception) -> str:
    number = getattr(error, "errno", None)
    return os.strerror(number).lower() if number else str(error)
