"""The steps over HTTP, and in the background of the service."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest


def stands(client: Any) -> dict[str, dict[str, Any]]:
    return {one["step"]: one for one in client.get("/api/steps").json["steps"]}


def test_steps_are_listed_switched_off_and_computed_again(client: Any) -> None:
    photos = stands(client)["embed"]["done"]
    assert stands(client)["quality"]["due"] == photos > 0
    backend = client.server.backend
    backend.steps.run(threading.Event())
    assert stands(client)["quality"]["done"] == photos
    off = client.post("/api/steps", {"step": "quality", "on": False})
    assert off.status == 200
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
