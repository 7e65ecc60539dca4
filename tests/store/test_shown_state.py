"""What is kept of a library while its shown photos stay as they are is read again when they do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from photos_ml.store import Mark, Root
from photos_ml.store.positions import shown_state


def forget_the_older_folder(shelf: Any) -> None:
    """Neither the newest photo nor any mark goes with it."""
    shelf.library.forget_root(shelf.root.id)


def forget_and_add_again(shelf: Any) -> None:
    newest: Root = shelf.library.add_root(Path("/newest"))
    shown_state(shelf.library.database)
    shelf.library.forget_root(newest.id)
    shelf.library.add_root(Path("/newest"))


CHANGES: dict[str, Callable[[Any], object]] = {
    "a photo comes": lambda shelf: shelf.add("new.jpg"),
    "one is hidden": lambda shelf: shelf.library.marks.set(1, Mark.HIDE, True),
    "one is a favourite": lambda shelf: shelf.library.marks.set(1, Mark.FAVORITE, True),
    "a folder is forgotten": forget_the_older_folder,
    "a folder comes back": forget_and_add_again,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_another_state(shelf: Any, change: Callable[[Any], object]) -> None:
    shelf.add("old.jpg")
    shelf.add("other.jpg", root=shelf.library.add_root(Path("/elsewhere")))
    database = shelf.library.database
    before = shown_state(database)
    assert shown_state(database) == before
    change(shelf)
    assert shown_state(database) != before
