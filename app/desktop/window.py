"""The window itself: the system's web view by pywebview, Qt's on Linux."""

from __future__ import annotations

import importlib
import importlib.util
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from photos_ml.app.desktop.drag_out import FileOf, carry_files

TITLE = "Photos"
GROUND = "#131211"
"""Shown until the page is there; the pages' own dark ground dazzles nobody."""
SMALLEST = (380, 480)
PROBE_SECONDS = 30.0
_PROBES = {
    "qt": "from qtpy.QtWidgets import QApplication\n"
    "from qtpy import QtWebEngineWidgets, QtWebChannel\n"
    "QApplication(['probe'])",
    "gtk": "import gi\ngi.require_version('Gtk', '3.0')\n"
    "from gi.repository import Gtk\nassert Gtk.init_check()[0]\n"
    "try:\n gi.require_version('WebKit2', '4.1')\n"
    "except ValueError:\n gi.require_version('WebKit2', '4.0')\n"
    "from gi.repository import WebKit2",
}
FLAGS_VARIABLE = "QTWEBENGINE_CHROMIUM_FLAGS"
"""Whose graphics card needs flags of his own has set it: they stand beside ours."""
_CHROMIUM_FLAGS = "--disable-background-networking --disable-component-update --no-pings"


@dataclass(frozen=True, slots=True)
class WindowSize:
    """How large the window is."""

    width: int = 1280
    height: int = 860
    maximized: bool = False


def usable_toolkit(platform: str = sys.platform) -> tuple[str | None, str]:
    """(toolkit, '') to open a window with, or (None, why there is none). '' stands for the system's own.

    On Linux it is tried in a process of its own: Qt ends the whole program where a library is missing.
    """
    if importlib.util.find_spec("webview") is None:
        return None, 'no web view is installed: pip install "photos-ml[desktop]"'
    if not platform.startswith("linux"):
        return "", ""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return None, "there is no display"
    why = 'no web view is installed: pip install "photos-ml[desktop]"'
    for toolkit, package in (("qt", "qtpy"), ("gtk", "gi")):
        if importlib.util.find_spec(package) is not None:
            if not (problem := _problem_of(toolkit)):
                return toolkit, ""
            why = f"the web view of {toolkit} does not start: {problem}"
    return None, why


def _problem_of(toolkit: str) -> str:
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROBES[toolkit]],
            capture_output=True,
            text=True,
            timeout=PROBE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "it does not answer"
    lines = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
    return "" if done.returncode == 0 else lines[-1][:200]


@dataclass
class Window:
    """One native window on the pages. Made and shown in the main thread, asked from any."""

    toolkit: str
    link: str
    look: WindowSize
    keep_look: Callable[[WindowSize], None]
    file_of: FileOf | None = None
    """For photos dragged out. Qt's web view needs it; others fetch the file themselves."""
    _window: Any = None
    _picking: threading.Lock = field(default_factory=threading.Lock)
    picks = True

    def show(self) -> None:
        """Open the window and stay until it is closed."""
        os.environ[FLAGS_VARIABLE] = f"{os.environ.get(FLAGS_VARIABLE, '')} {_CHROMIUM_FLAGS}".lstrip()
        webview: Any = importlib.import_module("webview")
        webview.settings["ALLOW_FILE_URLS"] = False
        # No `js_api`: what a page may ask of the desktop it asks of the service, which has a guard.
        self._window = webview.create_window(
            TITLE,
            self.link,
            width=self.look.width,
            height=self.look.height,
            maximized=self.look.maximized,
            min_size=SMALLEST,
            background_color=GROUND,
            text_select=True,
            zoomable=True,
        )
        self._follow(self._window.events)
        webview.start(gui=self.toolkit or None, private_mode=True)  # the cookie is never on disk

    def close(self) -> None:
        """Close the window, from any thread."""
        if self._window is not None:
            self._window.destroy()

    def front(self) -> None:
        """Bring the window before all others."""
        if self._window is not None:
            self._window.restore()
            self._window.show()

    def pick_folder(self) -> Path | None:
        """A folder the user picks in the system's own dialog; None where none is, or one is open already."""
        if self._window is None or not self._picking.acquire(blocking=False):
            return None
        try:
            dialog = importlib.import_module("webview").FileDialog.FOLDER
            found = self._window.create_file_dialog(dialog)
            return Path(found[0]).absolute() if found and found[0] else None
        finally:
            self._picking.release()

    def _follow(self, events: Any) -> None:
        events.resized += self._resized
        events.maximized += lambda: self._note(maximized=True)
        events.restored += lambda: self._note(maximized=False)
        if self.toolkit == "qt" and (file_of := self.file_of):
            events.shown += lambda: carry_files(file_of)
        events.closing += lambda: self.keep_look(self.look)

    def _resized(self, width: float, height: float) -> None:
        if not self.look.maximized and width >= SMALLEST[0] and height >= SMALLEST[1]:
            self._note(width=int(width), height=int(height))

    def _note(self, *, width: int = 0, height: int = 0, maximized: bool | None = None) -> None:
        look = self.look
        now = look.maximized if maximized is None else maximized
        self.look = WindowSize(width or look.width, height or look.height, now)
