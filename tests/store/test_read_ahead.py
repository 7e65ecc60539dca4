"""What pages ask of a whole library is read before they do, and found by the next process."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.api import upkeep
from photos_ml.app.api.backend import Backend
from photos_ml.app.service import Context, ahead, browse
from photos_ml.app.service.ahead import read_ahead
from photos_ml.app.service.browse import named_people, tag_counts, whole_timeline
from photos_ml.search.engine import SearchEngine
from photos_ml.store import Library
from photos_ml.store import database as database_module
from photos_ml.store import people as people_module
from photos_ml.store.database import ARRAYS
from photos_ml.store.tags import Tags
from photos_ml.types import Metadata, PersonTag


@pytest.fixture(autouse=True)
def _a_few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MANY", 3)
    monkeypatch.setattr(database_module, "LONG_S", 0.0)


def asked(folder: Path) -> list[Any]:
    with Context(folder) as context:
        questions = (whole_timeline, browse.stacks, browse.photo_map, named_people, tag_counts)
        *told, photos = *(ask(context) for ask in questions[:2]), questions[2](context)
        return [*told, len(photos), *(ask(context) for ask in questions[3:])]


def fill(shelf: Any, photos: int) -> None:
    for number in range(photos):
        shelf.add(f"{number}.jpg", Metadata(people=(PersonTag("Anna"),)))


def test_the_next_process_reads_files_alone(
    shelf: Any, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(shelf, 5)
    expected = asked(library.folder)
    for file in (library.folder / ARRAYS).glob("*"):
        file.unlink()
    told: list[tuple[int, int]] = []
    with Context(library.folder) as context:
        read_ahead(context, lambda done, of: told.append((done, of)))
    assert [done for done, _ in told] == list(range(told[0][1]))
    for where, name in (
        (browse, "written"),
        (SearchEngine, "stacks"),
        (Tags, "_counts"),
        (people_module, "_read_links"),
    ):
        assert hasattr(where, name)
        monkeypatch.setattr(where, name, None)
    assert asked(library.folder) == expected


def test_nothing_of_few_photos_and_no_more_once_it_is_stopped(shelf: Any, library: Library) -> None:
    told: list[int] = []
    fill(shelf, 2)
    with Context(library.folder) as context:
        read_ahead(context, lambda done, of: told.append(done))
        assert not told
        assert not list((library.folder / ARRAYS).glob("*"))
        fill(shelf, 5)
        read_ahead(context, lambda done, of: told.append(done), lambda: len(told) == 2)
    assert told == [0, 1]


def test_a_service_reads_ahead_once_nothing_is_written_any_more(
    shelf: Any, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(shelf, 5)
    read: list[int] = []
    monkeypatch.setattr(upkeep, "read_ahead", lambda *_: read.append(library.photos.count()))
    with Context(library.folder) as context:
        backend, seen = Backend(context), upkeep.Ahead()
        seen.look(backend, threading.Event())
        assert read == [5], "at first at once"
        seen.look(backend, threading.Event())
        assert read == [5], "nothing was written since"
        shelf.add("one.jpg")
        seen.look(backend, threading.Event())
        shelf.add("two.jpg")
        seen.look(backend, threading.Event())
        assert read == [5], "somebody still writes"
        seen.look(backend, threading.Event())
        assert read == [5, 7]
