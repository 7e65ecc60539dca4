"""In place of a window where there is none: the pages in the user's browser."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Browser:
    """Opens a link of its own each time, since a link opens one browser once."""

    new_link: Callable[[], str]
    picks = False

    def front(self) -> None:
        """Open the pages once more."""
        webbrowser.open(self.new_link())

    def pick_folder(self) -> Path | None:
        """A browser tells no page where a folder is."""
        return None
