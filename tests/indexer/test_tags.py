"""Tags come with their vectors, are caught up on without encoding, and follow the tagger."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.corrections import Correction
from photos_ml.encoders.base import ModelInfo
from photos_ml.indexer.enrich import registry
from photos_ml.store import Library, PhotoFilter, Tags
from photos_ml.store.correcting import correct
from photos_ml.types import FloatMatrix, Tag, TaggerInfo

MARKED = "SELECT count(*) FROM step_marks JOIN steps ON steps.id = step_id WHERE steps.name = 'tag'"


class Signs:
    """Tags by the sign of the first numbers of a vector; counts the rows it has looked at."""

    def __init__(self, version: str = "1", word: str = "left") -> None:
        self.info = TaggerInfo("projection", "1", version)
        self.word = word
        self.looked_at = 0

    def tags(self, rows: FloatMatrix) -> list[tuple[Tag, ...]]:
        self.looked_at += len(rows)
        return [(Tag(self.word, 0.9),) if row[0] > 0 else () for row in rows]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes a tagger that of the projection encoder; None for none."""

    def choose(tagger: Signs | None) -> Signs | None:
        def chosen(library: Path | None, info: ModelInfo) -> Signs | None:
            return tagger if tagger and info.revision == "1" else None

        monkeypatch.setattr(registry, "tagger_of", chosen)
        return tagger

    return choose


def tagged(library: Library, tagger: Signs) -> set[int]:
    return set(library.tags(tagger.info).photos_with(tagger.word)[0].tolist())


def expected(studio: Any) -> set[int]:
    return {row.id for path, row in studio.present().items() if studio.vector(path)[0] > 0}


def test_tags_are_written_with_their_vectors(studio: Any, painter: Any, use: Any) -> None:
    tagger = use(Signs())
    for seed in range(40):
        painter(studio.photos / f"{seed}.jpg", seed)
    studio.index()
    assert tagger.looked_at == 40
    assert 0 < len(expected(studio)) < 40
    assert tagged(studio.library, tagger) == expected(studio)


def test_a_second_run_looks_at_what_is_new_alone(studio: Any, painter: Any, use: Any) -> None:
    tagger = use(Signs())
    painter(studio.photos / "a.jpg", 1)
    studio.index()
    painter(studio.photos / "b.jpg", 2)
    studio.index()
    studio.index()
    assert tagger.looked_at == 2


def test_an_older_library_is_caught_up_on_without_encoding(studio: Any, painter: Any, use: Any) -> None:
    use(None)
    for seed in range(20):
        painter(studio.photos / f"{seed}.jpg", seed)
    studio.index()
    encoded = studio.encoder.encoded
    tagger = use(Signs())
    studio.index()
    assert studio.encoder.encoded == encoded
    assert tagged(studio.library, tagger) == expected(studio)


def test_a_new_version_takes_the_place_of_the_old(studio: Any, painter: Any, use: Any) -> None:
    old = use(Signs())
    for seed in range(20):
        painter(studio.photos / f"{seed}.jpg", seed)
    studio.index()
    new = use(Signs("2", "port"))
    studio.index()
    assert tagged(studio.library, new) == expected(studio)
    assert tagged(studio.library, old) == set()
    assert studio.library.database.scalar("SELECT count(*) FROM taggers") == 1
    assert studio.library.tags(new.info).names() == ("port",)


def test_a_model_without_a_tagger_gets_no_tags_and_keeps_those_of_others(
    studio: Any, painter: Any, use: Any, projection: Any
) -> None:
    tagger = use(Signs())
    for seed in range(10):
        painter(studio.photos / f"{seed}.jpg", seed)
    studio.index()
    before = tagged(studio.library, tagger)
    studio.encoder = projection.ProjectionEncoder(revision="2")
    studio.index()
    assert tagged(studio.library, tagger) == before


def test_a_copy_is_tagged_as_its_twin_is(studio: Any, painter: Any, use: Any) -> None:
    tagger = use(Signs())
    for seed in range(6):
        painter(studio.photos / f"{seed}.jpg", seed)
        painter(studio.photos / "copies" / f"{seed}.jpg", seed)
    studio.index()
    assert tagger.looked_at == 6
    assert tagged(studio.library, tagger) == expected(studio)


def test_an_interrupted_catch_up_goes_on_where_it_was(
    studio: Any, painter: Any, use: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(None)
    for seed in range(9):
        painter(studio.photos / f"{seed}.jpg", seed)
    studio.index()
    monkeypatch.setattr(sys.modules["photos_ml.indexer.enrich.engine"], "BATCH_VECTORS", 4)
    tagger = use(Signs())
    whole = tagger.tags

    def once(rows: FloatMatrix) -> list[tuple[Tag, ...]]:
        if tagger.looked_at:
            raise KeyboardInterrupt
        return whole(rows)

    tagger.tags = once
    with pytest.raises(KeyboardInterrupt):
        studio.index()
    assert studio.library.database.scalar(MARKED) == 4
    tagger.tags = whole
    studio.index()
    assert tagger.looked_at == 9
    assert tagged(studio.library, tagger) == expected(studio)


def test_the_same_tags_come_of_a_batch_and_of_a_catch_up(studio: Any, painter: Any, use: Any) -> None:
    first = use(Signs())
    for seed in range(30):
        painter(studio.photos / f"{seed}.jpg", seed)
    studio.index()
    batch = tagged(studio.library, first)
    again = use(Signs("2"))
    studio.index()
    assert tagged(studio.library, again) == batch


def test_tags_filter(studio: Any, painter: Any, use: Any, tmp_path: Path) -> None:
    tagger = use(Signs())
    for seed in range(12):
        painter(studio.photos / f"{seed}.jpg", seed)
    studio.index()
    tags: Tags = studio.library.tags(tagger.info)
    chosen = PhotoFilter(tags=("LEFT",), tagger=tags.tagger_id)
    assert set(studio.library.photo_ids(chosen).tolist()) == expected(studio)
    assert len(studio.library.photo_ids(PhotoFilter(tags=("right",), tagger=tags.tagger_id))) == 0
    assert np.array_equal(studio.library.photo_ids(chosen), tags.photos_with("left")[0])
    (left,) = tags.counts()
    correct(studio.library, [left.cover], Correction(kind="document"))
    (again,) = tags.counts()
    assert (again.word, again.photos) == (left.word, left.photos)
    assert again.cover in expected(studio) - {left.cover}, "no page stands for what is seen"
