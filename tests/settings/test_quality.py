"""How often the built-in model looks at photos is chosen with an index, remembered, and changed meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.changing import Changing, StoppedError, change_model
from photos_ml.app.service.context import ACTIVE_MODEL
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.models import LookQuality, choose_quality, next_model, previous_model
from photos_ml.app.service.search import search_photos
from photos_ml.config import BEST_NAME, BUILTIN_NAME
from photos_ml.errors import UsageError
from photos_ml.store.vectors import EMBED, embed_version
from tests.api.test_changing import NAME, registered


@pytest.fixture
def photos(tmp_path: Path, sample_library: Path) -> Path:
    """Six of the sample library."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for path in sorted((sample_library / "photos").rglob("*.jpg"))[:6]:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture
def context(tmp_path: Path) -> Any:
    with Context(tmp_path / "library") as made:
        yield made


def rows_of(context: Context, name: str) -> np.ndarray:
    info = context.registry.get(name).info
    blocks = list(context.library().vectors(info.id, info.revision, info.dimension).rows())
    return np.concatenate([rows for _, rows in blocks]) if blocks else np.empty((0, info.dimension))


def test_a_new_library_begins_with_it_and_goes_on(context: Context, photos: Path) -> None:
    index_folders(context, [photos], quality=LookQuality.BEST)
    assert context.model_name == BEST_NAME and previous_model(context) is None
    assert len(rows_of(context, BEST_NAME)) == 6 and not len(rows_of(context, BUILTIN_NAME))
    (photos / "zz.jpg").write_bytes(next(photos.glob("*.jpg")).read_bytes() + b"\0")
    index_folders(context)
    assert len(rows_of(context, BEST_NAME)) == 7


def test_the_old_rows_answer_until_the_new_are_whole(context: Context, photos: Path) -> None:
    index_folders(context, [photos])
    choose_quality(context, LookQuality.BEST)
    asked: list[str] = []

    def progress(standing: Changing) -> None:
        asked.append(context.model_name)
        assert search_photos(context, "a photo", planner="rules").hits

    with pytest.raises(StoppedError):
        change_model(context, go_on=lambda: False)
    assert context.model_name == BUILTIN_NAME and next_model(context) == BEST_NAME
    assert change_model(context, progress=progress) == BEST_NAME
    assert set(asked) == {BUILTIN_NAME}, "while it looked"
    assert context.model_name == BEST_NAME and search_photos(context, "a photo", planner="rules").hits
    one, many = rows_of(context, BUILTIN_NAME), rows_of(context, BEST_NAME)
    assert len(one) == len(many) == 6 and not np.allclose(one, many, atol=0.01)
    likeness = np.sort((one.astype(np.float32) @ many.T.astype(np.float32)).max(axis=1))
    assert likeness[0] > 0.85, "of the same photos, in the same space"
    choose_quality(context, LookQuality.QUICK)
    assert context.model_name == BUILTIN_NAME, "going back waits for nothing"


def test_tags_and_memories_have_what_they_need(context: Context, photos: Path) -> None:
    index_folders(context, [photos], quality=LookQuality.BEST)
    Enrichment(context).run()
    assert not Enrichment(context).is_due
    assert len(rows_of(context, BUILTIN_NAME)) == 6, "kinds and memories read those"
    assert context.tags.of_photos(range(1, 7))


def test_it_is_not_another_models(context: Context, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registered(monkeypatch)
    index_folders(context, [photos])
    context.library().set_setting(ACTIVE_MODEL, NAME)
    with pytest.raises(UsageError, match="quality is the built-in model's"):
        choose_quality(context, LookQuality.BEST)


def test_rows_of_an_older_revision_are_made_anew_with_the_next_index(context: Context, photos: Path) -> None:
    """What an update of the program that brings other weights meets."""
    index_folders(context, [photos])
    library, info = context.library(), context.encoder.info
    Enrichment(context).run()
    with library.database.transaction():
        library.database.execute("UPDATE models SET revision = 'older' WHERE name = ?", (info.id,))
        library.database.execute(
            "UPDATE steps SET version = ? WHERE name = ?", (embed_version(info.id, "older"), EMBED)
        )
    context.drop_loaded(model=True)
    index_folders(context)
    Enrichment(context).run()
    assert len(rows_of(context, BUILTIN_NAME)) == 6
    assert search_photos(context, "a photo", planner="rules").hits
