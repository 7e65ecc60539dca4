"""What lanes share: order, the end, and a budget that is never overdrawn."""

from __future__ import annotations

import threading
import time
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photos_ml.indexer.workers import Done, Work, WorkerError
from photos_ml.indexer.workers.queues import Backlog, Budget, QueuedWork

NOTHING = Done(None, None, None)


def job(name: str = "a.jpg") -> QueuedWork:
    return QueuedWork(Work(Path(name), (), want_pixels=True, want_metadata=False))


# Jobs


def test_a_job_is_resolved_once() -> None:
    done = job()
    done.resolve(NOTHING)
    assert done.future.result(timeout=0) is NOTHING


def test_a_cancelled_job_takes_no_result_and_no_error() -> None:
    for resolved in (True, False):
        dropped = job()
        assert dropped.future.cancel()
        if resolved:
            dropped.resolve(NOTHING)
        else:
            dropped.fail(WorkerError("gone"))
        with pytest.raises(CancelledError):
            dropped.future.result(timeout=0)


def test_a_failed_job_raises_what_it_was_told() -> None:
    failed = job()
    failed.fail(WorkerError("no process"))
    with pytest.raises(WorkerError, match="no process"):
        failed.future.result(timeout=0)


def test_jobs_of_the_same_photo_are_two_jobs() -> None:
    assert job() != job()
    assert len({job(), job()}) == 2


# Backlog


@given(st.lists(st.text(min_size=1, max_size=5).filter(lambda name: "\0" not in name), max_size=20))
def test_jobs_come_in_the_order_they_were_put(names: list[str]) -> None:
    backlog, jobs = Backlog(), [job(name) for name in names]
    for one in jobs:
        backlog.put(one)
    assert [backlog.take(wait=False) for _ in jobs] == jobs
    assert backlog.take(wait=False) is None


def test_a_closed_backlog_gives_what_it_holds_and_takes_nothing() -> None:
    backlog, first = Backlog(), job()
    backlog.put(first)
    backlog.close()
    with pytest.raises(WorkerError, match="closed"):
        backlog.put(job())
    assert backlog.take(wait=True) is first
    assert backlog.take(wait=True) is None


def test_clearing_takes_everything() -> None:
    backlog, jobs = Backlog(), [job(), job()]
    for one in jobs:
        backlog.put(one)
    assert backlog.clear() == jobs
    assert backlog.take(wait=False) is None


@pytest.mark.parametrize("closing", [True, False])
def test_who_waits_is_woken_by_a_job_and_by_the_end(closing: bool) -> None:
    backlog, only, taken = Backlog(), job(), []
    thread = threading.Thread(target=lambda: taken.append(backlog.take(wait=True)))
    thread.start()
    time.sleep(0.02)
    if closing:
        backlog.close()
    else:
        backlog.put(only)
    thread.join(timeout=60)
    assert taken == [None if closing else only]


# Budget


def test_more_than_everything_is_everything() -> None:
    budget = Budget(100)
    assert budget.acquire(1000) == 100
    budget.release(100)
    assert budget.acquire(30) == 30


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 150), min_size=1, max_size=12))
def test_the_budget_is_never_overdrawn_and_nobody_waits_for_ever(costs: list[int]) -> None:
    budget, lock, held, most = Budget(100), threading.Lock(), [0], [0]

    def take(cost: int) -> None:
        share = budget.acquire(cost)
        with lock:
            held[0] += share
            most[0] = max(most[0], held[0])
        time.sleep(0.001)
        with lock:
            held[0] -= share
        budget.release(share)

    threads = [threading.Thread(target=take, args=(cost,)) for cost in costs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    assert most[0] <= 100
    assert held[0] == 0


def test_closing_lets_go_of_who_waits() -> None:
    budget = Budget(10)
    budget.acquire(10)
    thread = threading.Thread(target=budget.acquire, args=(10,))
    thread.start()
    time.sleep(0.02)
    assert thread.is_alive()
    budget.close()
    thread.join(timeout=60)
    assert not thread.is_alive()
