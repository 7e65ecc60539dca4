"""One window a library, and a second start that finds the first."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.api.serve import prepare
from photos_ml.app.desktop import run as app_run
from photos_ml.app.desktop import window as app_window
from photos_ml.app.desktop.instance import CARD_NAME, bring_to_front, sole_instance
from photos_ml.app.desktop.run import run_app
from photos_ml.app.desktop.window import Window, WindowSize, usable_toolkit
from photos_ml.app.service.running import leave_card
from photos_ml.errors import UsageError


class Screen:
    """Stands for a window: counts how often it came to the front."""

    picks = True

    def __init__(self, folder: Path | None = None) -> None:
        self.fronts, self.folder = 0, folder

    def front(self) -> None:
        self.fronts += 1

    def pick_folder(self) -> Path | None:
        return self.folder


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def first(library: Path) -> Iterator[tuple[Screen, Any]]:
    """A window that is open, and its server."""
    with sole_instance(library) as alone, prepare(library) as server:
        assert alone
        screen = Screen(library.parent)
        server.backend.desktop = screen
        thread = threading.Thread(target=server.run)
        thread.start()
        leave_card(library / CARD_NAME, server.address, server.gate.token)
        yield screen, server
        server.stop()
        thread.join(20)


def test_the_second_brings_the_first_to_the_front(first: tuple[Screen, Any], library: Path) -> None:
    said: list[str] = []
    run_app(library, say=said.append)
    assert first[0].fronts == 1
    assert said == ["already open: brought to the front"]


def test_a_window_that_does_not_answer_is_said(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_run, "bring_to_front", lambda library: bring_to_front(library, seconds=0.3))
    with sole_instance(library), pytest.raises(UsageError, match="does not answer"):
        run_app(library)


@pytest.mark.parametrize("card", ["", "[]", "{}", '{"address": "x", "token": "y"}', '{"address": 1}', "\0"])
def test_a_damaged_card_is_no_answer(library: Path, card: str) -> None:
    library.mkdir()
    (library / CARD_NAME).write_text(card)
    assert not bring_to_front(library, seconds=0)


def test_the_card_is_for_this_user_and_goes_with_the_window(library: Path) -> None:
    library.mkdir()
    (library / CARD_NAME).write_text("left by a killed one")
    (library / CARD_NAME).chmod(0o666)
    with sole_instance(library):
        leave_card(library / CARD_NAME, "http://127.0.0.1:1/", "secret")
        if os.name == "posix":
            assert stat.S_IMODE((library / CARD_NAME).stat().st_mode) == 0o600
        assert json.loads((library / CARD_NAME).read_text())["token"] == "secret"
    assert not (library / CARD_NAME).exists()
    with sole_instance(library) as alone:
        assert alone, "closed, it makes room"


def test_a_killed_window_makes_room(library: Path) -> None:
    code = (
        "import sys, time, pathlib\nfrom photos_ml.app.desktop.instance import sole_instance\n"
        "with sole_instance(pathlib.Path(sys.argv[1])) as alone:\n print(alone, flush=True)\n time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, library], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout as said:
        assert said.readline() == "True\n"
        with sole_instance(library) as alone:
            assert not alone
        process.kill()
        process.wait()
    with sole_instance(library) as alone:
        assert alone


def test_without_a_web_view_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert usable_toolkit() == (None, 'no web view is installed: pip install "photos-ml[desktop]"')


def test_without_a_display_qt_is_not_even_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert usable_toolkit("linux") == (None, "there is no display")
    assert usable_toolkit("darwin") == ("", ""), "the system's own"


def test_a_web_view_that_would_end_the_program_is_found_out_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object() if name != "gi" else None)
    monkeypatch.setenv("DISPLAY", ":1")
    monkeypatch.setitem(app_window._PROBES, "qt", "import os; os.abort()")
    toolkit, why = usable_toolkit("linux")
    assert toolkit is None
    assert "does not start" in why


def test_it_falls_back_to_the_browser(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr(app_run, "usable_toolkit", lambda: (None, "there is no display"))
    monkeypatch.setattr("photos_ml.app.api.server.Server.run", lambda server: server.listener.close())
    said: list[str] = []
    run_app(library, say=said.append)
    assert said[0].startswith("there is no display - opening the pages in your browser instead")
    (link,) = opened
    assert "/open?key=" in link
    assert not (library / CARD_NAME).exists()


def test_the_size_is_remembered(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[WindowSize] = []

    def show(window: Window) -> None:
        seen.append(window.look)
        window._resized(1000, 700)
        window._resized(5, 5)  # while it is minimized
        window._note(maximized=len(seen) == 2)
        window._resized(1900, 1000)  # by being maximized, the second time
        window.keep_look(window.look)

    monkeypatch.setattr(app_run, "usable_toolkit", lambda: ("qt", ""))
    monkeypatch.setattr(Window, "show", show)
    for _ in range(3):
        run_app(library)
    assert seen == [WindowSize(), WindowSize(1900, 1000), WindowSize(1000, 700, maximized=True)]
