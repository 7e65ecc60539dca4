"""What the pages may ask of the desktop, and what they may not."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photos_ml.app.api import desktop_endpoints
from photos_ml.app.api.serve import prepare
from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.errors import UsageError


class Screen:
    """Stands for a window."""

    def __init__(self, folder: Path | None, *, picks: bool = True) -> None:
        self.folder, self.picks = folder, picks

    def front(self) -> None: ...

    def pick_folder(self) -> Path | None:
        return self.folder


@pytest.fixture
def album(tmp_path: Path) -> Path:
    folder = tmp_path / "album"
    folder.mkdir()
    Image.new("RGB", (300, 200), "teal").save(folder / "a.jpg")
    return folder


@pytest.fixture
def server(tmp_path: Path, album: Path) -> Iterator[Any]:
    with Context(tmp_path / "library") as context:
        index_folders(context, [album])
    with prepare(tmp_path / "library", [album]) as found:
        thread = threading.Thread(target=found.run)
        thread.start()
        yield found
        found.stop()
        thread.join(20)


def ask(server: Any, method: str, path: str) -> tuple[int, Any]:
    port = server.listener.getsockname()[1]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {server.gate.token}", "Content-Type": "application/json"}
    connection.request(method, path, b"{}" if method == "POST" else None, headers)
    answer = connection.getresponse()
    found = answer.status, json.loads(answer.read())
    connection.close()
    return found


ACTIONS = ("/api/desktop/folder", "/api/desktop/front", "/api/photos/1/reveal", "/api/photos/1/open")


@pytest.mark.parametrize("path", ACTIONS)
def test_a_service_without_a_window_starts_nothing(
    server: Any, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("subprocess.Popen", None)
    status, problem = ask(server, "POST", path)
    assert (status, problem["detail"]) == (409, "This service has no window.")
    assert ask(server, "GET", "/api/desktop") == (200, {"window": False, "picks": False})


def test_a_picked_folder_can_be_indexed_and_no_other(server: Any, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    server.backend.desktop = Screen(fresh)
    status, picked = ask(server, "POST", "/api/desktop/folder")
    assert (status, picked["path"]) == (200, str(fresh))
    _, folders = ask(server, "GET", "/api/folders")
    assert {folder["name"]: folder["path"] for folder in folders}[picked["folder"]] == str(fresh)
    assert ask(server, "POST", "/api/desktop/folder")[1] == picked, "picked twice, it is there once"


def test_a_known_folder_picked_again_keeps_its_name(server: Any, album: Path) -> None:
    server.backend.desktop = Screen(album)
    assert ask(server, "POST", "/api/desktop/folder")[1]["folder"].startswith("known-")


def test_a_dialog_may_be_cancelled(server: Any) -> None:
    server.backend.desktop = Screen(None)
    assert ask(server, "POST", "/api/desktop/folder") == (200, {"folder": None, "path": None})


def test_a_browser_has_no_picker(server: Any) -> None:
    server.backend.desktop = Screen(None, picks=False)
    assert ask(server, "POST", "/api/desktop/folder")[0] == 409


@pytest.mark.parametrize(("what", "function"), [("reveal", "reveal_file"), ("open", "open_with_default")])
def test_a_photo_is_shown_by_its_id(
    server: Any, album: Path, monkeypatch: pytest.MonkeyPatch, what: str, function: str
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(desktop_endpoints, function, shown.append)
    server.backend.desktop = Screen(None)
    assert ask(server, "POST", f"/api/photos/1/{what}") == (200, {"done": True})
    assert shown == [album / "a.jpg"]
    assert ask(server, "POST", f"/api/photos/99/{what}")[0] == 404
    (album / "a.jpg").unlink()
    (album / "a.jpg").symlink_to("/etc/passwd")
    status, problem = ask(server, "POST", f"/api/photos/1/{what}")
    assert status == 404
    assert str(album) not in json.dumps(problem)
    assert len(shown) == 1, "a link put in its place is not followed"


def test_no_file_manager_is_said(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(path: Path) -> None:
        raise UsageError("no file manager answers", hint="the info panel shows the path")

    monkeypatch.setattr(desktop_endpoints, "reveal_file", none)
    server.backend.desktop = Screen(None)
    status, problem = ask(server, "POST", "/api/photos/1/reveal")
    assert (status, problem["detail"]) == (409, "No file manager answers.")
