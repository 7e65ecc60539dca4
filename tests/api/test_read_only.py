"""A library that cannot be written to: every route that writes says so, and changes nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.people import listing, naming
from photos_ml.app.service.people.grouping import regroup
from photos_ml.ranker.telling.memory import Memory, as_kept
from photos_ml.store import database
from photos_ml.store.faces import FACES, FaceTable
from photos_ml.store.feedback import Feedback, FeedbackEvent, FeedbackKind
from photos_ml.store.memories import Memories
from photos_ml.store.persons import Persons
from photos_ml.store.steps import Outcome, Record

MEMORY = "0123456789abcdef"
DAY = date(2026, 11, 21)
WRITING: dict[str, dict[str, Any]] = {
    "/albums": {"name": "Sea", "photos": [1]},
    "/albums/{album}": {"add": [2]},
    "/albums/{album}/delete": {},
    "/corrections": {"photos": [1], "caption": "the lake"},
    "/duplicates/choices": {"groups": [{"kind": "exact", "kept": [1], "others": [2]}]},
    "/duplicates/different": {"photos": [1, 2]},
    "/faces/name": {"faces": [1], "name": "Ben"},
    "/faces/none": {"faces": [1]},
    "/faces/not": {"faces": [1]},
    "/folders/forget": {"folder": "known-1"},
    "/import": {"source": "xmp", "path": str(Path(__file__).parent), "dry_run": False},
    "/index": {"folders": ["known-1"]},
    "/marks": {"photos": [1], "favorite": True},
    "/memories/regenerate": {},
    "/memories/undo": {},
    "/memories/wish": {"wish": "the lake"},
    "/memories/{memory}/feedback": {"event": "favourite"},
    "/memories/{memory}/less": {"what": "memory", "subject": "on_this_day:11-21"},
    "/models": {"model": "builtin"},
    "/models/change/cancel": {},
    "/models/keep": {},
    "/people/answer": {
        "one": {"kind": "person", "id": "ANNA"},
        "other": {"kind": "person", "id": "BEN"},
        "same": False,
    },
    "/people/groups/{group}/ignore": {},
    "/people/groups/{group}/name": {"name": "Cleo"},
    "/people/undo": {"gesture": 1},
    "/people/{person}/change": {"birth": "1985"},
    "/people/{person}/forget": {"sure": True},
    "/people/{person}/memories": {},
    "/people/{person}/merge": {"others": ["BEN"]},
    "/people/{person}/split": {"faces": [1], "name": "Ben"},
    "/photos/{photo}/faces": {"box": [0.7, 0.7, 0.1, 0.1], "name": "Leo"},
    "/photos/{photo}/marks": {"favorite": True},
    "/settings": {"theme": "dark"},
    "/steps": {"step": "quality", "on": False},
    "/undo": {"gesture": 1},
}
QUIET = ("/latest", "/photos/{photo}/looked-at")
"""What is noted by the way: without a word it is not noted."""
READING = (
    *("/search", "/search/closer", "/plan", "/refine", "/told", "/export", "/import/cancel"),
    *("/models/pull", "/models/pull/cancel", "/models/compare"),
    *("/sessions/link", "/sessions/end"),
    *("/devices/pairing", "/devices/allow", "/devices/{device}/change", "/devices/{device}/revoke"),
    *("/desktop/folder", "/desktop/front", "/photos/{photo}/reveal", "/photos/{photo}/open"),
)
SWITCHED_OFF = ("/duplicates/trash",)
"""Refused before it is asked whether anything can be written: see test_trash.py."""
PRIVATE = tuple(f"/private/{act}" for act in ("unlock", "lock", "passphrase", "add", "remove"))
"""Asked with a session of their own: see test_private.py."""


@dataclass(frozen=True)
class Fixed:
    """A client, and what there is: the ids of an album, a group and two persons."""

    client: Any
    known: dict[str, Any]

    def full(self, path: str) -> str:
        ids = {"photo": 1, "memory": MEMORY, "person": self.known["Anna"], **self.known}
        return f"/api{path.format(**ids)}"

    def body(self, path: str) -> dict[str, Any]:
        text = json.dumps(WRITING[path])
        return json.loads(
            text.replace('"ANNA"', str(self.known["Anna"])).replace('"BEN"', str(self.known["Ben"]))
        )


@pytest.fixture(scope="module")
def fixed(serve: Any, library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fixed]:
    """The service over a library of two persons and a group, an album and a memory, on a disk that is
    read-only now."""
    folder = tmp_path_factory.mktemp("fixed") / "library"
    shutil.copytree(library, folder)
    with Context(folder) as context:
        found, random = context.library(), np.random.default_rng(1)
        rows, stranger = found.database.query("SELECT content_id FROM photos"), random.normal(0, 0.07, 128)
        for number, row in enumerate(rows):
            middle = stranger if number > 1 else random.normal(0, 0.07, 128)
            vector = (middle + random.normal(0, 0.01, 128)).astype("<f2").tobytes()
            face = (None, 0.1 * number, 0.2, 0.1, 0.15, None, 0.9, 0.15, 4.0, 0.0, 120, vector, None, None)
            found.steps.write(Record(FACES, "made", (FaceTable(),)), [Outcome(row[0], {FACES: [face]})])
        for of, name in ((1, "Anna"), (2, "Ben")):
            naming.name_faces(context, [of], name)
        ids = {one.name: one.id for one in Persons(found.database).all()}
        regroup(context)
        album, _ = found.albums.make("Sea", [1, 2])
        photos = tuple((photo, 0.5) for photo in range(1, 6))
        memory = Memory(MEMORY, "on_this_day", "on_this_day:11-21", "Lake", "", 0.5, (), 1, photos)
        Memories(found.database).save(DAY, [as_kept(memory, DAY, 0)])
        given = FeedbackEvent(datetime.now(UTC), FeedbackKind.FAVORITE, MEMORY)
        Feedback(found.database).add(given)
        group = listing.listed(context).groups[0].id
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "may_be_written", lambda file: file.parent != folder)
        with serve(folder) as client:
            yield Fixed(client, {"album": album, "group": group, **ids})


def test_every_route_is_looked_at(fixed: Fixed) -> None:
    paths = fixed.client.get("/api/openapi.json").json["paths"]
    posts = {path.removeprefix("/api") for path, methods in paths.items() if methods.keys() - {"get", "head"}}
    assert posts == {*WRITING, *QUIET, *READING, *SWITCHED_OFF, *PRIVATE}


@pytest.mark.parametrize("path", WRITING)
def test_what_would_write_is_refused_in_words(fixed: Fixed, path: str) -> None:
    answer = fixed.client.post(fixed.full(path), fixed.body(path))
    assert (answer.status, answer.json["detail"]) == (409, "This library can only be read here.")


def test_it_is_looked_at_as_any_other(fixed: Fixed) -> None:
    before = {path: path.read_bytes() for path in fixed.client.server.backend.context.folder.glob("library*")}
    assert fixed.client.post("/api/search", {"query": "disc"}).status == 200
    assert fixed.client.post("/api/latest", {"query": "disc"}).status == 200
    assert fixed.client.post("/api/photos/1/looked-at", {}).status == 200
    assert fixed.client.get("/api/photos/1/thumbnail/grid").status == 200
    assert [one["id"] for one in fixed.client.get("/api/memories").json["memories"]] == [MEMORY]
    assert fixed.client.get("/api/memories?day=2026-05-05").json["state"] == "ready"
    assert {
        path: path.read_bytes() for path in fixed.client.server.backend.context.folder.glob("library*")
    } == before
