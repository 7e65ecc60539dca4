"""The steps over HTTP, and in the background of the service."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app import background
from photos_ml.app.api import enrich_runs
from photos_ml.machine import Courtesy


class Told:
    """A machine that is as a test says."""

    def __init__(self) -> None:
        self.battery = False
        self.share = 0.0

    def on_battery(self) -> bool:
        return self.battery

    def others_share(self) -> float:
        return self.share


@pytest.fixture(autouse=True)
def machine(client: Any, monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told()
    monkeypatch.setattr(client.server.backend.steps._steps, "_courtesy", Courtesy(told))
    monkeypatch.setattr(enrich_runs, "MACHINE_SECONDS", 0.0)
    return told


def forget_quality(client: Any) -> None:
    """So that there is something to do."""
    client.post("/api/steps", {"step": "quality", "on": False})
    client.post("/api/steps", {"step": "quality", "on": True})


def stands(client: Any) -> dict[str, dict[str, Any]]:
    return {one["step"]: one for one in client.get("/api/steps").json["steps"]}


def test_steps_are_listed_switched_off_and_computed_again(client: Any) -> None:
    photos = stands(client)["embed"]["done"]
    assert stands(client)["quality"]["done"] + stands(client)["quality"]["due"] == photos > 0
    backend = client.server.backend
    backend.steps.run(threading.Event())
    assert stands(client)["quality"]["done"] == photos
    off = client.post("/api/steps", {"step": "quality", "on": False})
    assert off.status == 200
    assert Path(off.json["traces"][0]["place"]).name == "library.sqlite"
    assert {one["step"]: one["on"] for one in off.json["steps"]}["quality"] is False
    assert stands(client)["quality"]["done"] == 0
    backend.steps.run(threading.Event())
    assert stands(client)["quality"]["done"] == 0
    client.post("/api/steps", {"step": "quality", "on": True})
    backend.steps.run(threading.Event())
    assert stands(client)["quality"]["done"] == photos
    assert client.get("/api/steps").json["running"] is False


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"step": "embed", "on": False}, 422, "Embed cannot be switched off"),
        ({"step": "nothing", "on": True}, 422, "There is no step nothing"),
        ({"step": "quality"}, 422, ""),
    ],
)
def test_what_cannot_be_chosen_is_refused(client: Any, body: dict[str, Any], status: int, words: str) -> None:
    answer = client.post("/api/steps", body)
    assert answer.status == status
    assert words in answer.body.decode()


def test_what_cannot_be_done_is_left_for_a_while(
    client: Any, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend, asked = client.server.backend, []
    client.post("/api/steps", {"step": "quality", "on": False})
    client.post("/api/steps", {"step": "quality", "on": True})
    away = photos.with_name("away")
    photos.rename(away)
    monkeypatch.setattr(backend.context.thumbnails, "kept", lambda content, pixels: asked.append(content))
    try:
        backend.steps.run(threading.Event())
        looked = len(asked)
        backend.steps.run(threading.Event())
        assert len(asked) == looked > 0
    finally:
        away.rename(photos)
    monkeypatch.undo()
    client.post("/api/steps", {"step": "quality", "on": True})
    backend.steps.run(threading.Event())
    assert stands(client)["quality"]["due"] == 0


def test_a_search_and_an_index_run_come_first(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = client.server.backend
    steps, stop = backend.steps, threading.Event()
    steps.searched()
    waiting = threading.Thread(target=steps._go_on, args=(stop,))
    waiting.start()
    waiting.join(0.3)
    assert waiting.is_alive()
    stop.set()
    waiting.join(5)
    assert not waiting.is_alive()
    monkeypatch.setattr(steps, "_searched", 0.0)
    assert steps._go_on(threading.Event())
    monkeypatch.setattr(steps, "_is_indexing", lambda: True)
    assert not steps._go_on(threading.Event())
    assert not steps._go_on(stop)


@pytest.mark.parametrize(
    ("battery", "share", "choice", "words"),
    [(True, 0.0, "pause_on_battery", "on battery"), (False, 0.9, "pause_when_busy", "the machine is busy")],
)
def test_steps_wait_for_the_person_at_the_machine(
    client: Any, machine: Told, battery: bool, share: float, choice: str, words: str
) -> None:
    forget_quality(client)
    backend = client.server.backend
    machine.battery, machine.share = battery, share
    working = threading.Thread(target=backend.steps.run, args=(threading.Event(),))
    working.start()
    while client.get("/api/steps").json["waits_for"] != words:
        working.join(0.01)
    assert stands(client)["quality"]["done"] == 0
    client.post("/api/settings", {choice: False})
    working.join(30)
    assert stands(client)["quality"]["due"] == 0
    assert client.get("/api/steps").json["waits_for"] == ""
    client.post("/api/settings", {choice: True})


def test_they_go_on_when_the_machine_is_free_again(client: Any, machine: Told) -> None:
    machine.share = 0.9
    forget_quality(client)
    backend = client.server.backend
    working = threading.Thread(target=backend.steps.run, args=(threading.Event(),))
    working.start()
    working.join(0.3)
    assert working.is_alive()
    machine.share = 0.1
    working.join(30)
    assert not working.is_alive()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows a priority for a thread")
def test_only_a_thread_beside_the_first_steps_back() -> None:
    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = priority()
    beside: list[int] = []

    def look() -> None:
        background.step_back()
        beside.append(priority())

    background.step_back()
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert (priority(), beside) == (before, [max(before, background.NICENESS)])
