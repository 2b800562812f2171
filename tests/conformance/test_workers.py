"""What every kind of fleet worker must do, on real ones: threads here, and a real cluster of two processes."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from hil.errors import ConfigError
from hil.fleet.cluster import DaskWorkers
from hil.fleet.workers import LocalWorkers, WorkerLost, Workers, in_order


def square(block: int) -> int:
    """Return the square: work that can be pickled."""
    return block * block


def fail_at_three(block: int) -> int:
    """Fail with the fourth block."""
    if block == 3:
        raise ArithmeticError("block 3")
    return block


def die(block: int) -> int:
    """End the worker's process."""
    os._exit(block + 1)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A cluster of two worker processes on loopback; its address."""
    distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(params=["local", pytest.param("dask", marks=pytest.mark.slow)])
def workers(request: pytest.FixtureRequest) -> Iterator[Workers]:
    """Each kind of worker in turn, two of them."""
    if request.param == "local":
        kind: Workers = LocalWorkers(2)
    else:
        kind = DaskWorkers(request.getfixturevalue("scheduler"))
    yield kind
    kind.close()


def test_results_come_in_the_order_of_the_blocks(workers: Workers) -> None:
    assert list(in_order(workers, square, 40)) == [n * n for n in range(40)]


def test_two_work_at_a_time(workers: Workers) -> None:
    assert workers.count == 2
    assert "2" in workers.name


def test_what_the_work_raises_is_a_lost_block_with_its_cause(workers: Workers) -> None:
    results = in_order(workers, fail_at_three, 10)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(WorkerLost, match="ArithmeticError: block 3") as lost:
        next(results)
    assert isinstance(lost.value.__cause__, ArithmeticError)


def test_no_block_is_no_result(workers: Workers) -> None:
    assert list(in_order(workers, square, 0)) == []


def test_closing_twice_is_closing_once(workers: Workers) -> None:
    assert list(in_order(workers, square, 2)) == [0, 1]
    workers.close()
    workers.close()
    with pytest.raises(Exception, match=r"closed|shutdown"):
        list(in_order(workers, square, 2))


def test_a_caller_who_stops_early_leaves_nothing_running() -> None:
    begun: list[int] = []
    gate = threading.Event()

    def work(block: int) -> int:
        begun.append(block)
        if block > 0:
            gate.wait(10.0)
        return block

    workers = LocalWorkers(1)
    results = in_order(workers, work, 100)
    assert next(results) == 0
    results.close()
    gate.set()
    workers.close()
    assert len(begun) <= 2  # the one that was given and the one in hand; three more were asked for and taken back


def test_an_address_without_a_scheduler_is_bad_input() -> None:
    pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    with pytest.raises(ConfigError, match="--dask tcp://127"):
        DaskWorkers("tcp://127.0.0.1:1")


@pytest.mark.slow
def test_work_that_kills_its_worker_is_a_lost_worker(scheduler: str) -> None:
    workers = DaskWorkers(scheduler)
    try:
        with pytest.raises(WorkerLost, match="block 0"):
            next(in_order(workers, die, 1))
    finally:
        workers.close()
