"""Who computes the blocks of a fleet: the cores of this machine, or a cluster (hil.fleet.cluster).

Whoever it is, a block gives the same bits, and `in_order` hands them out in the order of the blocks: how many workers
there were, and which was faster, leaves no trace in a result.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from hil.errors import HilError

Result = TypeVar("Result")
Covariant = TypeVar("Covariant", covariant=True)

AHEAD = 2  # blocks asked for beyond one a worker: enough that none waits, few enough that results never pile up


class WorkerLost(HilError):
    """A worker died or failed with a block in hand: the run is broken (exit 3)."""


class Task(Protocol[Covariant]):
    """A block asked for."""

    def result(self) -> Covariant:
        """Wait for the result. Raises WorkerLost, or what the work itself raised."""

    def cancel(self) -> Any:
        """Take the block back when nobody has begun it."""


class Workers(Protocol):
    """Computes blocks. `submit` never blocks; `close` is idempotent and takes back what has not begun."""

    @property
    def count(self) -> int:
        """How many blocks are computed at a time."""

    @property
    def name(self) -> str:
        """What a person calls it, for the manifest."""

    def submit(self, work: Callable[[int], Result], block: int) -> Task[Result]:
        """Ask for `work(block)`; `work` and its result can be pickled."""

    def close(self) -> None:
        """Let go of the workers."""


class LocalWorkers:
    """Threads of this process: compiled code runs without the interpreter's lock."""

    def __init__(self, count: int) -> None:
        """Start `count` threads when there is work."""
        self.count = count
        self.name = f"{count} thread" + ("s" if count != 1 else "")
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="fleet")

    def submit(self, work: Callable[[int], Any], block: int) -> Future[Any]:
        """Ask for `work(block)`."""
        return self._pool.submit(work, block)

    def close(self) -> None:
        """Take back what has not begun and wait for what has."""
        self._pool.shutdown(cancel_futures=True)


def in_order(workers: Workers, work: Callable[[int], Result], blocks: int) -> Iterator[Result]:
    """Yield `work(0)`, `work(1)` ... `work(blocks - 1)`, at most count + AHEAD of them asked for at any moment.

    What is asked for is taken back when the caller stops early or a block fails.
    """
    asked: deque[Task[Result]] = deque()
    following = 0
    try:
        for block in range(blocks):
            while following < blocks and len(asked) < workers.count + AHEAD:
                asked.append(workers.submit(work, following))
                following += 1
            yield _result(asked.popleft(), block)
    finally:
        for task in asked:
            task.cancel()


def _result(task: Task[Result], block: int) -> Result:
    """Wait for `task`. Raises WorkerLost for whatever a worker may fail with (memory, a bug): no result, exit 3."""
    try:
        return task.result()
    except HilError:
        raise
    except Exception as error:
        raise WorkerLost(
            f"block {block} of the fleet", "a result", f"{type(error).__name__}: {error}", "see what failed, run again"
        ) from error
