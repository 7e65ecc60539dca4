"""One runner for all work beside the answers: one run at a time, progress, cancelling, what waits, fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from photos_ml.app.background import BackgroundJob, CancelledError, Run, State

WAIT_SECONDS = 30.0


class Gate:
    """Work that says what it was asked, and waits to be let through."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.begun = threading.Semaphore(0)
        self.open = threading.Semaphore(0)

    def work(self, asked: str, run: Run[int]) -> str:
        self.asked.append(asked)
        self.begun.release()
        assert self.open.acquire(timeout=WAIT_SECONDS)
        run.report(len(self.asked))
        if asked == "broken":
            raise ValueError("no such thing")
        return asked.upper()


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def job(gate: Gate) -> Iterator[BackgroundJob[str, int, str]]:
    made: BackgroundJob[str, int, str] = BackgroundJob("test", gate.work, lambda error: f"said: {error}")
    yield made
    gate.open.release(100)
    assert made.stop(WAIT_SECONDS)


def begun(job: BackgroundJob[str, int, str], gate: Gate, asked: str) -> None:
    assert job.start(asked)
    assert gate.begun.acquire(timeout=WAIT_SECONDS)


def test_a_run_reports_and_answers(job: BackgroundJob[str, int, str], gate: Gate) -> None:
    assert (job.standing.state, job.standing.version) == (State.IDLE, 0)
    begun(job, gate, "a")
    assert (job.standing.state, job.standing.asked, job.standing.progress) == (State.RUNNING, "a", None)
    assert job.is_running
    assert not job.wait(0.01)
    gate.open.release()
    assert job.wait(WAIT_SECONDS)
    assert not job.is_running
    standing = job.standing
    assert (standing.state, standing.progress, standing.result, standing.error) == (State.DONE, 1, "A", "")
    assert standing.version == 3, "begun, reported, done"
    assert standing.seconds > 0


def test_one_at_a_time(job: BackgroundJob[str, int, str], gate: Gate) -> None:
    begun(job, gate, "a")
    assert not job.start("b")
    gate.open.release()
    assert job.wait(WAIT_SECONDS)
    assert gate.asked == ["a"]


def test_the_last_that_was_asked_meanwhile_is_next(job: BackgroundJob[str, int, str], gate: Gate) -> None:
    begun(job, gate, "a")
    assert job.start("b", after=True)
    assert job.start("c", after=True)
    gate.open.release()
    assert gate.begun.acquire(timeout=WAIT_SECONDS)
    assert (job.standing.asked, job.standing.progress, job.standing.result) == ("c", None, None)
    gate.open.release()
    assert job.wait(WAIT_SECONDS)
    assert (gate.asked, job.standing.result) == (["a", "c"], "C")


def test_what_comes_after_nothing_begins_at_once(job: BackgroundJob[str, int, str], gate: Gate) -> None:
    assert job.start("a", after=True)
    gate.open.release()
    assert job.wait(WAIT_SECONDS)
    assert job.standing.result == "A"


def test_a_failure_is_told_and_the_next_run_forgets_it(job: BackgroundJob[str, int, str], gate: Gate) -> None:
    begun(job, gate, "broken")
    gate.open.release()
    assert job.wait(WAIT_SECONDS)
    assert (job.standing.state, job.standing.error) == (State.FAILED, "said: no such thing")
    begun(job, gate, "a")
    assert job.standing.error == ""
    gate.open.release()
    assert job.wait(WAIT_SECONDS)
    assert job.standing.state is State.DONE


def test_a_failure_does_not_hold_up_what_waits(job: BackgroundJob[str, int, str], gate: Gate) -> None:
    begun(job, gate, "broken")
    assert job.start("a", after=True)
    gate.open.release(2)
    assert job.wait(WAIT_SECONDS)
    assert job.standing.result == "A"


@pytest.mark.parametrize("end", [BackgroundJob.cancel, lambda job: job.stop(0.01)], ids=["cancel", "stop"])
def test_cancelled_at_the_next_report(
    job: BackgroundJob[str, int, str], gate: Gate, end: Callable[[BackgroundJob[str, int, str]], object]
) -> None:
    begun(job, gate, "a")
    assert job.start("b", after=True)
    end(job)
    gate.open.release()
    assert job.wait(WAIT_SECONDS)
    assert (job.standing.state, job.standing.progress, gate.asked) == (State.IDLE, None, ["a"])


def test_a_cancelled_job_can_begin_again_and_a_stopped_one_cannot(
    job: BackgroundJob[str, int, str], gate: Gate
) -> None:
    begun(job, gate, "a")
    job.cancel()
    gate.open.release()
    assert job.wait(WAIT_SECONDS)
    begun(job, gate, "b")
    gate.open.release()
    assert job.stop(WAIT_SECONDS)
    assert not job.start("c")
    assert not job.start("c", after=True)


def test_a_pause_ends_with_the_run() -> None:
    paused = threading.Event()

    def work(asked: str, run: Run[int]) -> None:
        run.pause(0)
        paused.set()
        run.pause(1000)

    job: BackgroundJob[str, int, None] = BackgroundJob("pause", work)
    job.start("a")
    assert paused.wait(WAIT_SECONDS)
    assert job.stop(WAIT_SECONDS)
    assert job.standing.state is State.IDLE


def test_work_that_asks_may_end_by_itself() -> None:
    def work(asked: str, run: Run[int]) -> int:
        run.cancel()
        assert run.cancelled
        with pytest.raises(CancelledError):
            run.report(1)
        return 7

    job: BackgroundJob[str, int, int] = BackgroundJob("ends", work)
    job.start("a")
    assert job.wait(WAIT_SECONDS)
    assert (job.standing.state, job.standing.result) == (State.DONE, 7)
