"""The window itself, with Qt's web view under Xvfb: it opens, shows the grid, closes and leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

import pytest

from photos_ml.app.desktop.instance import CARD_NAME, sole_instance
from photos_ml.app.desktop.run import LOOK
from photos_ml.app.desktop.window import FLAGS_VARIABLE, Window, WindowSize
from photos_ml.app.service import Context

GIVE_UP_SECONDS = 120
APP = "import sys; from photos_ml.app.cli import main; main(['app', '--library', sys.argv[1]])"


@pytest.mark.parametrize("given", ["", "--disable-gpu"])
def test_the_web_view_speaks_to_nobody_whatever_flags_the_user_has(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    webview: Any = ModuleType("webview")
    webview.settings, webview.start = {}, lambda **_: None
    webview.create_window = lambda *_, **__: MagicMock()
    monkeypatch.setitem(sys.modules, "webview", webview)
    monkeypatch.setenv(FLAGS_VARIABLE, given)
    Window("qt", "http://127.0.0.1:1/", WindowSize(), lambda look: None).show()
    flags = os.environ[FLAGS_VARIABLE].split()
    assert set(flags) > {"--disable-background-networking", *given.split()}
    assert webview.settings["ALLOW_FILE_URLS"] is False


def test_it_opens_shows_the_grid_and_closes(shown: Any, display: dict[str, str], tmp_path: Path) -> None:
    library = tmp_path / "library"
    with shown(library) as window:
        second = subprocess.run(
            [sys.executable, "-c", APP, library], env=display, capture_output=True, text=True, check=True
        )
        assert second.stdout == "already open: brought to the front\n"
        window.send_signal(signal.SIGTERM)
        assert window.wait(GIVE_UP_SECONDS) == 0
    assert not (library / CARD_NAME).exists()
    with sole_instance(library) as alone, Context(library) as context:
        assert alone
        assert context.library().setting(LOOK)["width"] > 300
        with context.library().indexing():
            pass  # nothing holds it
