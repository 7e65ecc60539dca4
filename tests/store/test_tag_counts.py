"""Tags are counted in arrays that are kept: the same as by one statement over all, whatever was done."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from photos_ml.store import Library, Mark, Tags
from photos_ml.store import database as database_module
from photos_ml.store import tag_rows as module
from photos_ml.store.database import ARRAYS, FILE_NAME
from photos_ml.store.looks import NO_PHOTO
from photos_ml.store.marks import HIDDEN
from photos_ml.store.tag_rows import TagKeeper
from photos_ml.types import Tag, TaggerInfo

INFO = TaggerInfo("words", "1", "1")
WORDS = ("dog", "cat", "car", "tree")
COUNTED = f"""
SELECT t.name, p.id, c.probability - (p.id IN ({NO_PHOTO})) AS sure, c.content_id
FROM content_tags c JOIN tags t ON t.id = c.tag_id JOIN photos p ON p.content_id = c.content_id
JOIN taggers g ON g.id = c.tagger_id
WHERE (g.model, g.revision, g.version) = ('words', '1', '1')
AND p.status = 'present' AND p.id NOT IN ({HIDDEN})
AND NOT EXISTS (SELECT 1 FROM said_tags s WHERE s.tag_id = c.tag_id AND s.photo_id = p.id)
"""
GIVEN = f"""
SELECT t.name, p.id FROM said_tags s JOIN tags t ON t.id = s.tag_id JOIN photos p ON p.id = s.photo_id
WHERE s.given AND p.status = 'present' AND p.id NOT IN ({HIDDEN})
"""


@pytest.fixture(autouse=True)
def _all_is_filed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "LONG_S", 0.0)
    monkeypatch.setattr(module, "FILED_ROWS", 1)
    monkeypatch.setattr(module, "FILED_SHARE", 0.0)


def told(library: Library) -> list[tuple[str, int, int]]:
    return [(count.word, count.photos, count.cover) for count in library.tags(INFO).counts()]


def one_by_one(library: Library) -> list[tuple[str, int, int]]:
    """By what rows say, one after the other."""
    photos: dict[str, set[int]] = {}
    best: dict[str, tuple[float, int, int]] = {}
    for name, photo, sure, content in library.database.query(COUNTED):
        photos.setdefault(name, set()).add(photo)
        best[name] = max(best.get(name, (-9.0, 0, 0)), (sure, -content, -photo))
    covers = {name: -photo for name, (_, _, photo) in best.items()}
    given: dict[str, int] = {}
    for name, photo in library.database.query(GIVEN):
        photos.setdefault(name, set()).add(photo)
        given[name] = max(given.get(name, 0), photo)
    found = [(name, len(own), given.get(name) or covers[name]) for name, own in photos.items()]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def tag(library: Library, contents: list[str], dice: random.Random, words: int | None = None) -> None:
    """A few words for each, or so many; few chances, so that many are equal."""
    with library.database.transaction():
        ids = dict(map(tuple, library.database.query("SELECT hash, id FROM contents")))
        library.tags(INFO).put(
            {
                ids[content]: [
                    Tag(word, dice.choice((0.5, 0.75)))
                    for word in dice.sample(WORDS, dice.randrange(4) if words is None else words)
                ]
                for content in contents
            }
        )


def tag_all(library: Library, contents: list[str]) -> None:
    tag(library, contents, random.Random(0), words=2)


def say_of(library: Library, word: str, photos: list[int], *, given: bool) -> None:
    with library.database.transaction() as connection:
        connection.execute("INSERT OR IGNORE INTO tags (name, key) VALUES (?, ?)", (word, word))
        sql = "INSERT OR REPLACE INTO said_tags SELECT id, ?, ? FROM tags WHERE key = ?"
        connection.executemany(sql, [(photo, given, word) for photo in photos])


def test_counts_are_those_of_all_rows_after_every_change(shelf: Any, library: Library) -> None:
    dice = random.Random(5)
    contents = [f"content {number}" for number in range(12)]
    photos = [shelf.add(f"{number}.jpg", content=contents[number % 12]) for number in range(20)]
    tag(library, contents, dice)
    seen, number = set[str](), 20

    def add() -> None:
        nonlocal number
        number += 1
        contents.append(f"content {number}")
        photos.append(shelf.add(f"{number}.jpg", content=contents[-1]))
        if dice.random() < 0.7:
            tag(library, contents[-1:], dice)

    def say() -> None:
        say_of(library, dice.choice(WORDS), dice.sample(photos, 3), given=dice.random() < 0.5)

    def rows(sql: str) -> None:
        library.database.execute(sql, (dice.choice(photos),))

    changes: list[Callable[[], Any]] = [
        add,
        say,
        lambda: tag(library, dice.sample(contents, 2), dice),
        lambda: library.marks.set_all(dice.sample(photos, 2), Mark.HIDE, dice.random() < 0.5),
        lambda: library.marks.set_all(dice.sample(photos, 2), Mark.FAVORITE, True),
        lambda: rows("UPDATE photos SET status = 'missing' WHERE id = ?"),
        lambda: rows("UPDATE photos SET status = 'present' WHERE id = ?"),
        lambda: rows("INSERT OR REPLACE INTO said_kinds (photo_id, kind) VALUES (?, 'document')"),
    ]
    for _ in range(120):
        dice.choice(changes)()
        expected = one_by_one(library)
        assert told(library) == expected
        with Library.open(library.folder) as anew:  # which finds what the other kept
            assert told(anew) == expected
        seen.add(repr(expected))
    assert len(seen) > 40
    assert list((library.folder / ARRAYS).glob("tags_of*"))


def test_what_came_behind_is_all_that_is_read(
    shelf: Any, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[int]()
    for number in range(6):
        shelf.add(f"{number}.jpg", content=f"content {number}")
    tag_all(library, ["content 1", "content 3"])
    later = TagKeeper._later

    def noted(self: TagKeeper, tagger_id: int, last_content: int) -> Any:
        asked.append(last_content)
        return later(self, tagger_id, last_content)

    told(library)
    monkeypatch.setattr(TagKeeper, "_later", noted)
    tag_all(library, ["content 5"])
    assert told(library) == one_by_one(library)
    assert asked
    assert 0 not in asked
    with Library.open(library.folder) as anew:
        assert told(anew) == one_by_one(library)
        shelf.add("x.jpg")
        told(anew)
    assert 0 not in asked
    tag_all(library, ["content 2"])
    assert told(library) == one_by_one(library)
    assert 0 in asked, "that lies before what was read"


def test_what_does_not_come_to_pass_is_not_kept(shelf: Any, library: Library) -> None:
    for number in range(3):
        shelf.add(f"{number}.jpg", content=f"content {number}")
    tag_all(library, ["content 0"])
    before = told(library)
    with pytest.raises(ZeroDivisionError), library.database.transaction():
        tag_all(library, ["content 1", "content 2"])
        assert told(library) != before
        raise ZeroDivisionError
    assert told(library) == before == one_by_one(library)
    tag_all(library, ["content 2"])
    assert told(library) == one_by_one(library)


def test_of_another_copy_of_the_library_none_are_taken(shelf: Any, library: Library, tmp_path: Path) -> None:
    for number in range(4):
        shelf.add(f"{number}.jpg", content=f"content {number}")
    tag_all(library, ["content 0"])
    copy = tmp_path / "copy.sqlite"
    with closing(sqlite3.connect(copy)) as target:
        library.database.connection.backup(target)
    tag_all(library, ["content 2", "content 3"])
    told(library)
    library.close()
    for name in (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"):
        (library.folder / name).unlink(missing_ok=True)
    copy.rename(library.folder / FILE_NAME)
    with Library.open(library.folder) as older:
        assert told(older) == one_by_one(older)


def test_a_model_without_a_tagger_has_words_by_hand(shelf: Any, library: Library) -> None:
    photo = shelf.add()
    say_of(library, "boat", [photo], given=True)
    assert [(one.word, one.photos) for one in Tags(library.database, INFO).counts()] == [("boat", 1)]
