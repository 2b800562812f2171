"""Python's collector of cyclic garbage, kept out of the way of a start."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Make what stays to the end of the process, modules above all; it is never searched for garbage, then or later.

    That is a quarter of the processor time of a `hil run` of one tick, its end included (docs/performance.md).
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
