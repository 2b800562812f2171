"""Blocks of a fleet on a `dask.distributed` cluster: the one file that imports dask (extra `dask`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hil.errors import ConfigError
from hil.fleet.workers import WorkerLost

LOOK_S, EMPTY_LOOKS = 2.0, 3  # [s] between two looks at who is left; looks without anybody until we give up
CONNECT_S = 10.0  # [s] a scheduler on any reachable network answers long before


def check_address(address: str) -> None:
    """Raise ValueError unless `address` is HOST:PORT, with or without tcp://."""
    host, _, port = address.rpartition(":")
    if not (host and port.isdigit()):
        raise ValueError("no host and port")


class DaskTask:
    """A block that a worker of the cluster has been asked for."""

    def __init__(self, future: Any, block: int) -> None:
        """Hold the cluster's `future` of `block`."""
        self._future = future
        self._block = block

    def result(self) -> Any:
        """Wait for the result. Raises WorkerLost when the workers that tried it died or the scheduler is gone."""
        from distributed import CancelledError, KilledWorker

        try:
            return self._waited()
        except (KilledWorker, CancelledError, OSError) as error:
            raise WorkerLost(
                f"block {self._block} of the fleet", "a worker to finish it", f"{type(error).__name__}: {error}",
                "look at the logs of the workers, and run it again",
            ) from error  # fmt: skip

    def _waited(self) -> Any:
        """Wait as long as there is somebody to wait for: a cluster without workers never answers."""
        alone = 0
        while alone < EMPTY_LOOKS:
            try:
                return self._future.result(timeout=LOOK_S)
            except TimeoutError:
                if self._future.done():
                    raise
                alone = 0 if self._future.client.nthreads() else alone + 1
        raise OSError("no worker is left")

    def cancel(self) -> None:
        """Take the block back."""
        self._future.cancel()


class DaskWorkers:
    """The workers of a running cluster; each needs this version of the project installed."""

    def __init__(self, address: str) -> None:
        """Connect to the scheduler at `address` (tcp://host:port). Raises ConfigError when there is none."""
        try:
            import distributed
        except ImportError as error:
            raise ConfigError(
                "--dask", "the package dask.distributed", "none installed", "pip install 'everdawn[dask]'"
            ) from error
        try:
            check_address(address)
            self._client: Any = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, ValueError) as error:
            raise ConfigError(
                f"--dask {address}", "the address of a dask scheduler", str(error), "start one: dask scheduler"
            ) from error
        self.count = sum(self._client.nthreads().values())  # type: ignore[no-untyped-call]
        self.name = f"dask, {self.count} worker threads"
        if self.count == 0:
            self.close()
            raise ConfigError(f"--dask {address}", "a cluster with workers", "none", f"dask worker {address}")

    def submit(self, work: Callable[[int], Any], block: int) -> DaskTask:
        """Ask the cluster for `work(block)`."""
        return DaskTask(self._client.submit(work, block, pure=False), block)

    def close(self) -> None:
        """Leave the cluster; what it was asked for is forgotten there."""
        self._client.close()
