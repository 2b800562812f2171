"""The same fleet on threads and on a real cluster of two worker processes on this machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from hil.errors import ConfigError
from hil.fleet.cluster import DaskWorkers
from hil.fleet.workers import LocalWorkers, WorkerLost, Workers, in_order
from sim.fleet.run import BlockResult, run_block
from sim.fleet.spec import BLOCK, FleetSpec, block_count
from sim.orbit.shells import Shell

distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed (extra dask)")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SPEC = FleetSpec(
    (Shell("sso", 600e3, 18.0, BLOCK), Shell("inclined", 700e3, 30.0, BLOCK + 7)),
    datetime(2026, 6, 21, tzinfo=UTC), 120.0,
)  # fmt: skip


@pytest.fixture
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


def bits(workers: Workers) -> list[bytes]:
    def of(result: BlockResult) -> bytes:
        return b"".join(part.tobytes() for part in result[1:])

    with closing(workers):
        return [of(result) for result in in_order(workers, partial(run_block, SPEC), block_count(SPEC))]


def test_a_cluster_gives_the_same_bits_as_threads(cluster: Any) -> None:
    crew = DaskWorkers(cluster.scheduler_address)
    assert crew.count == 2
    assert bits(crew) == bits(LocalWorkers(2))


def die(block: int) -> int:
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)
    return block


def test_work_that_kills_its_workers_is_a_lost_worker(cluster: Any) -> None:
    with closing(DaskWorkers(cluster.scheduler_address)) as crew, pytest.raises(WorkerLost) as raised:
        list(in_order(crew, die, 1))
    assert raised.value.exit_code == 3


def test_no_scheduler_is_bad_input() -> None:
    with pytest.raises(ConfigError, match="no host and port"):
        DaskWorkers("rubbish")


def test_the_block_of_a_killed_worker_is_done_by_another(cluster: Any) -> None:
    """One of two workers dies with blocks in hand; the results are still those of threads, bit for bit."""
    crew = DaskWorkers(cluster.scheduler_address)
    with closing(crew), distributed.Client(cluster.scheduler_address, set_as_default=False) as outside:
        victims = list(outside.run(os.getpid).values())
        assert len(set(victims)) == 2
        results = in_order(crew, partial(run_block, SPEC), block_count(SPEC))
        found = [next(results)]
        os.kill(victims[0], signal.SIGKILL)
        found += list(results)
    for result, alone in zip(found, (run_block(SPEC, block) for block in range(block_count(SPEC))), strict=True):
        assert all(part.tobytes() == other.tobytes() for part, other in zip(result[1:], alone[1:], strict=True))
