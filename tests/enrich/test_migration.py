"""A library from before there were steps: what it has is done, nothing is computed again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from photos_ml.store import Library
from photos_ml.store.database import FILE_NAME, open_database
from photos_ml.store.qualities import QUALITY, QUALITY_TABLE, Qualities
from photos_ml.store.schema import MIGRATIONS
from photos_ml.store.steps import Record
from photos_ml.store.tags import TAG, TagTable, tag_version
from photos_ml.store.vectors import EMBED, VectorTable, embed_version
from photos_ml.types import Tag, TaggerInfo

BEFORE = next(n for n, migration in enumerate(MIGRATIONS) if migration.__name__.endswith("_steps"))
TAGGER = TaggerInfo("small", "1", "7")
NUMBERS = np.arange(15, dtype="<f4")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Ten contents; vectors of all of model `small`, of three of `large`; tags through the sixth; quality of
    four by version 2 and of two by version 1."""
    database = open_database(tmp_path, create=True, migrations=MIGRATIONS[:BEFORE])
    with database.transaction() as connection:
        connection.execute("INSERT INTO roots (path, key) VALUES ('/photos', '/photos')")
        connection.execute("INSERT INTO folders (root_id, path, key) VALUES (1, '', '')")
        for name in ("small", "large"):
            connection.execute("INSERT INTO models (name, revision, dimension) VALUES (?, '1', 4)", (name,))
        for content in range(1, 11):
            connection.execute("INSERT INTO contents (hash) VALUES (?)", (f"{content:064}",))
            connection.execute(
                "INSERT INTO photos (content_id, media, width, height, lens, title, caption, burst_id, "
                "added_at) VALUES (?, 'photo', 4, 3, '', '', '', '', '')",
                (content,),
            )
            connection.execute(
                "INSERT INTO files (photo_id, role, folder_id, name, size, mtime_ns) "
                "VALUES (?, 'primary', 1, ?, 1, 1)",
                (content, f"{content}.jpg"),
            )
        for model, contents in ((1, range(1, 11)), (2, range(1, 4))):
            for content in contents:
                vector = np.full(4, 0.5, "<f2").tobytes()
                connection.execute(
                    "INSERT INTO vectors (model_id, content_id, dimension, dtype, vector) "
                    "VALUES (?, ?, 4, 'float16', ?)",
                    (model, content, vector),
                )
        connection.execute(
            "INSERT INTO taggers (model, revision, version, through) VALUES ('small', '1', '7', 6)"
        )
        connection.execute("INSERT INTO tags (name, key) VALUES ('dog', 'dog')")
        connection.execute("INSERT INTO content_tags VALUES (1, 1, 2, 0.9)")
        for content in range(1, 7):
            connection.execute(
                "INSERT INTO photo_features VALUES (?, ?, ?)",
                (content, 2 if content < 5 else 1, NUMBERS.tobytes()),
            )
    database.close()
    return tmp_path


def test_what_it_has_is_done(old: Path) -> None:
    with Library.open(old) as library:
        steps = library.steps
        small = Record(EMBED, embed_version("small", "1"), (VectorTable("small", "1", 4),))
        large = Record(EMBED, embed_version("large", "1"), (VectorTable("large", "1", 4),))
        tag = Record(TAG, tag_version(TAGGER), (TagTable(TAGGER),))
        quality = Record(QUALITY, "2", (QUALITY_TABLE,))
        assert steps.due(small) == []
        assert steps.due(large) == list(range(4, 11))
        assert steps.due(tag, (small,)) == [7, 8, 9, 10]
        assert steps.due(quality) == [5, 6, 7, 8, 9, 10]
        assert steps.counts(quality).ms is None
        assert library.tags(TAGGER).of_photos([2]) == {2: (Tag("dog", 0.9),)}
        assert Qualities(library.database, "2").read(range(1, 11)) == {
            content: tuple(NUMBERS.tolist()) for content in range(1, 5)
        }
        assert Qualities(library.database, "1").read([4, 5]) == {5: tuple(NUMBERS.tolist())}


def test_it_keeps_a_copy_of_before(old: Path) -> None:
    Library.open(old).close()
    (backup,) = old.glob(f"{FILE_NAME}.*.backup")
    assert backup.name == f"{FILE_NAME}.schema-{BEFORE}.backup"


def test_forgetting_takes_the_marks_along(old: Path) -> None:
    with Library.open(old) as library:
        library.forget_root(1)
        for table in ("step_marks", "quality", "contents"):
            assert library.database.scalar(f"SELECT count(*) FROM {table}") == 0
