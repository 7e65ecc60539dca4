"""A library of schema 4, made by the program of then, opens, keeps what was done, answers as one of today."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from photos_ml.ranker.learning.feedback_log import FeedbackLog
from photos_ml.store import Library, Mark, PhotoFilter
from photos_ml.store.feedback import Feedback, FeedbackEvent, FeedbackKind
from photos_ml.store.memories import Excluded, Memories
from photos_ml.store.schema import LATEST
from photos_ml.types import (
    Camera,
    DateSource,
    Kind,
    Media,
    Metadata,
    PersonTag,
    Place,
    Position,
    Precision,
    Taken,
)

OLD = Path(__file__).parent / "schema_4"
PARIS = Place("Paris", "Île-de-France", "France", "FR")
QUERIES: tuple[dict[str, Any], ...] = (
    {"text": "beach"},
    {"text": "dog"},
    {"text": "beach", "without": ["sunset"]},
    {"text": "evening sea"},
    {"text": "wedding"},
    {"text": "people", "taken": [{"from": "1985-01-01", "to": "1985-12-31"}]},
    {"places": ["Paris"]},
    {"people": {"all": ["Anna"]}},
    {"favorite": True},
    {"recurring": {"weekdays": [5]}},
    {"taken": [{"from": "2020-01-01", "to": "2022-12-31"}]},
    {"media": ["video"]},
    {"min_rating": 4},
    {"exact": ["holiday"]},
    {"camera": "Canon"},
    {"text": "snow mountain", "order": "newest"},
)


def when(
    text: str,
    source: DateSource = DateSource.EXIF,
    offset: int | None = None,
    precision: Precision = Precision.SECOND,
) -> Taken:
    return Taken(datetime.fromisoformat(text), offset, source, precision)


def fill(album: Any) -> None:
    """The photos that the old library holds, in their order."""
    album.add(
        "2020/beach.jpg",
        "beach sunset",
        Metadata(
            width=40,
            height=30,
            taken=when("2020-07-04T18:30:15.250", offset=120),
            place=PARIS,
            position=Position(48.8, 2.3, 35.0),
            camera=Camera("Canon", "Canon EOS R6"),
            caption="An evening by the sea",
            keywords=("Sea", "holiday"),
            people=(PersonTag("Anna", (0.1, 0.1, 0.2, 0.2)),),
            rating=4,
        ),
    )
    moment = when("2020-07-04T18:30:15.250")
    copy = Metadata(width=40, height=30, taken=moment)
    album.add("2020/beach copy.jpg", "beach sunset", copy, content="2020/beach.jpg")
    both = (PersonTag("Anna"), PersonTag("Ben"))
    dog = Metadata(width=30, height=40, taken=when("2020-07-05T09:00:00"), people=both, heart=True)
    album.add("2020/dog.jpg", "dog beach", dog)
    named = when("2021-01-01T12:00:00", DateSource.FILENAME, precision=Precision.DAY)
    album.add("IMG-20210101-WA0001.jpg", "people food", Metadata(taken=named))
    scanned = when("1985-03-02T12:00:00", DateSource.XMP, precision=Precision.DAY)
    album.add("scans/1985.jpg", "people", Metadata(taken=scanned, title="Wedding"))
    selfie = Metadata(taken=when("2022-02-11T10:00:00"), kinds=frozenset({Kind.SELFIE}))
    album.add("snow.jpg", "snow mountain", selfie)
    filmed = when("2022-02-11T22:00:00", DateSource.VIDEO, 60)
    album.add("film.mp4", "car", Metadata(media=Media.VIDEO, duration_s=3.5, taken=filmed))
    album.add("copied.jpg", "tree", Metadata(taken=when("2026-11-20T11:00:00", DateSource.MTIME)))
    album.add("undated.jpg", "cat")
    album.fill(6)
    album.tag(1, beach=0.97)
    album.tag(3, dog=0.9, beach=0.6)
    for photo, mark, on in (
        (1, Mark.FAVORITE, True),
        (3, Mark.FAVORITE, False),
        (5, Mark.FAVORITE, True),
        (5, Mark.FAVORITE, False),
        (9, Mark.HIDE, True),
        (6, Mark.HIDE, True),
        (6, Mark.HIDE, False),
    ):
        album.library.marks.set(photo, mark, on)


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Library]:
    with zipfile.ZipFile(OLD / "library.zip") as packed:
        packed.extractall(tmp_path / "old")
    with Library.open(tmp_path / "old") as library:
        yield library


def answers(album: Any) -> list[list[tuple[int, float]]]:
    return [[(hit.photo.id, round(hit.score, 9)) for hit in album.ask(**query).hits] for query in QUERIES]


def test_it_answers_as_one_made_today(old: Library, album: Any) -> None:
    fill(album)
    migrated = answers(type(album)(old))
    assert migrated == answers(album)
    assert sum(map(len, migrated)) > len(QUERIES)
    ids = list(range(1, 16))
    assert old.photos.get(ids) == album.library.photos.get(ids)
    assert old.claims.of(1) == [c for c in old.claims.of(1) if c.source == "user"]


def test_nothing_that_was_done_is_lost(old: Library) -> None:
    expected = json.loads((OLD / "expected.json").read_text("utf-8"))
    assert old.photo_ids(PhotoFilter(favorite=True)).tolist() == expected["favorites"]
    assert sorted(old.marks.hidden()) == expected["hidden"]
    names = {"favorite": Mark.FAVORITE, "hide": Mark.HIDE}
    said = [(photo, names[mark], on) for photo, mark, on in expected["said"]]
    assert said
    assert [(photo, mark, old.marks.said(photo, mark)) for photo, mark, _ in said] == said
    memories, feedback = Memories(old.database), Feedback(old.database)
    assert [[what.value, subject] for what, subject in memories.exclusions()] == expected["exclusions"]
    assert [
        [e.id, e.at.isoformat(), e.event.value, e.memory, e.photo, e.position, e.value, e.subject]
        for e in feedback.events()
    ] == expected["events"]
    # Frozen by a test under a signature of its own, whose features had no names.
    old.database.execute("INSERT INTO feature_names (signature, memory, photo) VALUES ('sig', '[]', '[]')")
    assert [
        [memory.memory, memory.subject, [[p.photo, p.position, list(p.features)] for p in memory.photos]]
        for memory in feedback.frozen()
    ] == expected["frozen"]
    assert old.setting("settings") == {"exclude": ["*.png"], "planner": "rules"}
    assert old.database.scalar("PRAGMA user_version") == LATEST
    assert old.database.query("PRAGMA foreign_key_check") == []
    assert old.database.scalar("PRAGMA integrity_check") == "ok"
    assert [path.name for path in old.folder.glob("*.backup")] == ["library.sqlite.schema-4.backup"]


def test_all_goes_on_in_it(old: Library) -> None:
    """Marks, exclusions and feedback of before are taken back as those of today are."""
    memories, log = Memories(old.database), FeedbackLog(old)
    assert memories.include(Excluded.PERSON, "BEN")
    assert memories.include(Excluded.PHOTO, "4")
    assert [subject for _, subject in memories.exclusions()] == ["11-21", "scans", "theme"]
    log.give(FeedbackEvent(datetime.now(UTC), FeedbackKind.HIDE, "m1", 3))
    assert (Excluded.PHOTO, "3") in memories.exclusions()
    assert log.undo() is not None
    assert (Excluded.PHOTO, "3") not in memories.exclusions()
    old.marks.set(9, Mark.HIDE, False)
    assert old.marks.hidden() == frozenset()
    ((root, _, _),) = ((r.id, r.path, r.online) for r in old.roots())
    assert old.forget_root(root).photos == 15
    assert memories.exclusions() == [
        (Excluded.DAY, "11-21"),
        (Excluded.FOLDER, "scans"),
        (Excluded.KIND, "theme"),
    ]
    assert [event.photo for event in Feedback(old.database).events()] == [None, None]
