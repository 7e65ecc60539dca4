"""A photo dragged out of Qt's web view: that hands on its address alone, where a folder wants a file."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

FileOf = Callable[[str], Path | None]
"""The file behind an address of the pages, or None."""


def carry_files(file_of: FileOf) -> None:
    """Have photos that are dragged out of this program's web views be files. From any thread, once they are
    there."""
    core: Any = importlib.import_module("qtpy.QtCore")
    core.QTimer.singleShot(0, core.QCoreApplication.instance(), lambda: _follow_views(file_of))


def _follow_views(file_of: FileOf) -> None:
    widgets: Any = importlib.import_module("qtpy.QtWidgets")
    views: Any = importlib.import_module("qtpy.QtWebEngineWidgets")
    for window in widgets.QApplication.topLevelWidgets():
        for view in window.findChildren(views.QWebEngineView):
            view.installEventFilter(_follower(view, file_of))


def _follower(view: Any, file_of: FileOf) -> Any:
    """What sees a drag begin: Qt makes it a child of the view it comes from."""
    core: Any = importlib.import_module("qtpy.QtCore")

    class Follower(core.QObject):  # type: ignore[misc]
        def eventFilter(self, watched: Any, event: Any) -> bool:
            if event.type() == core.QEvent.Type.ChildAdded:  # made, and filled a moment later
                core.QTimer.singleShot(0, view, lambda: _give_file(view, file_of))
            return False

    return Follower(view)


def _give_file(view: Any, file_of: FileOf) -> None:
    core: Any = importlib.import_module("qtpy.QtCore")
    gui: Any = importlib.import_module("qtpy.QtGui")
    for drag in view.findChildren(gui.QDrag):
        data = drag.mimeData()
        files = [file_of(url.toString()) for url in data.urls()] if data is not None else []
        if files and all(files):
            data.setUrls([core.QUrl.fromLocalFile(str(file)) for file in files])
