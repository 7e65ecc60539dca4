"""The model is loaded once, whoever asks first, and nobody waits for a load that goes on beside them."""

from __future__ import annotations

import threading
import time
from datetime import datetime

import pytest

from photos_ml.errors import PlanError
from photos_ml.planner import make_planner
from photos_ml.planner.context import Known
from photos_ml.planner.once import LOADING, MarkerOnce
from photos_ml.planner.spans import Marking, SpanMarker

WORDY = "so there was this evening when the whole gang had come over to our place for food"


class Silent:
    """A marker that marks nothing."""

    name = "silent"

    def mark(self, query: str, known: Known, now: datetime, budget_s: float) -> Marking | None:
        return Marking(())


class Loader:
    """Counts its loads, and holds them until it is released."""

    def __init__(self, *, held: bool = False, fails: bool = False) -> None:
        self.loads = 0
        self.release = threading.Event()
        self._fails = fails
        if not held:
            self.release.set()

    def __call__(self) -> SpanMarker | None:
        self.release.wait(60)
        self.loads += 1
        if self._fails:
            raise PlanError("no such model file")
        return Silent()


def test_it_is_loaded_once_however_many_ask_at_the_same_time() -> None:
    load = Loader(held=True)
    once = MarkerOnce(load)
    got: list[SpanMarker | None] = []
    threads = [threading.Thread(target=lambda: got.append(once.get())) for _ in range(4)]
    for thread in threads:
        thread.start()
    load.release.set()
    for thread in threads:
        thread.join()
    assert load.loads == 1
    assert len({id(marker) for marker in got}) == 1
    assert got[0] is not None
    assert once.peek() is got[0]


def test_nobody_waits_for_a_load_ahead_and_all_have_it_afterwards(known: Known, now: datetime) -> None:
    load = Loader(held=True)
    once = MarkerOnce(load)
    planner = make_planner("auto", once)
    once.start()
    time.sleep(0.1)  # so that the load goes on when it is started again
    once.start()
    early = planner.plan(WORDY, known, now)
    assert early.planner == "rules"
    assert early.working[-1] == LOADING
    load.release.set()
    once.join()
    assert load.loads == 1
    assert once.get() is once.peek() is not None
    assert LOADING not in planner.plan(WORDY, known, now).working


@pytest.mark.parametrize("ahead", [True, False])
def test_a_load_that_fails_is_said_and_not_tried_again(ahead: bool) -> None:
    load = Loader(fails=True)
    once = MarkerOnce(load)
    if ahead:
        once.start()
        once.join()
    assert once.get() is None
    assert once.get() is None
    assert load.loads == 1
    assert once.why_none() == ("no such model file",)


def test_planners_share_one_model(known: Known, now: datetime) -> None:
    load = Loader()
    once = MarkerOnce(load)
    for name in ("auto", "llm"):
        make_planner(name, once).plan(WORDY, known, now)
    assert load.loads == 1


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    load = Loader()
    once = MarkerOnce(load)
    assert once.peek() is None
    once.join()
    assert load.loads == 0


def test_who_does_not_wait_answers_by_rules_and_loads_nothing(known: Known, now: datetime) -> None:
    loads: list[int] = []

    def load() -> None:
        loads.append(1)

    planned = make_planner("auto", MarkerOnce(load), waits=False).plan(WORDY, known, now)
    assert (planned.planner, planned.working, loads) == ("rules", (), [])
