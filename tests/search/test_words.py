"""Words of a query found in names, folders, captions, keywords, places and people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from photos_ml.search.words import (
    MAX_WORDS,
    NAMED,
    WrittenPhotos,
    content_words,
    find_exact,
    find_tagged,
    find_written,
    shows_nothing,
)
from photos_ml.store import Batch, FileGroup, FileStat, Library, Upsert
from photos_ml.types import Metadata, PersonTag


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", create=True) as opened:
        yield opened


def add(library: Library, path: str, metadata: Metadata | None = None) -> int:
    root = library.add_root(Path("/photos"))
    folder, _, name = path.rpartition("/")
    group = FileGroup(root.id, str(root.path), folder, FileStat(name, 1, 1))
    return library.write(Batch(upserts=(Upsert(group, path, metadata or Metadata()),)))[0]


def test_content_words_drop_what_says_nothing() -> None:
    assert content_words("a photo of the Dogs on the beach, dogs!") == ["dogs", "beach"]
    assert content_words("of the on") == []
    assert len(content_words(" ".join(f"w{i}" for i in range(100)))) == MAX_WORDS


def chances(found: WrittenPhotos) -> dict[int, float]:
    return dict(zip(found.ids.tolist(), found.probability().tolist(), strict=True))


def test_words_are_found_where_they_stand(library: Library) -> None:
    captioned = add(library, "2024/a.jpg", Metadata(caption="Two dogs at the beach"))
    foldered = add(library, "Beach 2019/b.jpg")
    person = add(library, "c.jpg", Metadata(people=(PersonTag("Anna Beach"),)))
    other = add(library, "d.jpg", Metadata(caption="mountains"))
    found = find_written(library, "dog on the beach")
    assert found.ids.tolist() == [captioned, foldered, person]
    first, second = found.of(captioned), found.of(foldered)
    assert first is not None and second is not None
    assert first.meaning == {"dog", "beach"}
    assert not second.meaning
    assert second.location == {"beach"}
    assert found.of(other) is None
    assert chances(found)[captioned] > chances(found)[person] > chances(found)[foldered] > 0


def test_accents_case_and_plural_do_not_matter(library: Library) -> None:
    photo = add(library, "a.jpg", Metadata(keywords=("Café", "CHURCHES")))
    found = find_written(library, "cafe church").of(photo)
    assert found is not None and found.meaning == {"cafe", "church"}


def test_a_file_name_is_found_as_such(library: Library) -> None:
    photo = add(library, "x/IMG_1234.jpg")
    add(library, "x/IMG_1235.jpg")
    found = find_written(library, "IMG_1234")
    assert found.ids[found.named].tolist() == [photo]
    assert chances(found)[photo] == pytest.approx(NAMED)


def test_tags_are_found_in_keywords_alone(library: Library) -> None:
    tagged = add(library, "a.jpg", Metadata(keywords=("People", "beach")))
    add(library, "people/b.jpg", Metadata(caption="no people here"))
    assert find_tagged(library, ["people", "dogs"]).tolist() == [tagged]
    assert find_tagged(library, ["!"]).tolist() == []


@pytest.mark.parametrize(
    "text", ["", '"', "a AND", "NEAR(", "name:x*", "-", "'; DROP TABLE photos", "(((", "^a"]
)
def test_no_query_is_read_as_syntax(library: Library, text: str) -> None:
    add(library, "a.jpg")
    find_written(library, text)
    find_exact(library, [text])
    assert library.photos.count() == 1


def exact(library: Library, *phrases: str) -> list[int]:
    found = find_exact(library, phrases)
    assert found is not None
    return [int(photo_id) for photo_id in found]


def test_exact_phrases_must_all_stand_word_for_word(library: Library) -> None:
    both = add(library, "a.jpg", Metadata(title="Happy New Year", caption="at the old mill"))
    add(library, "b.jpg", Metadata(caption="new and happy year"))
    assert exact(library, "happy new year") == [both]
    assert exact(library, "happy new year", "old mill") == [both]
    assert exact(library, "happy new year", "windmill") == []
    assert exact(library, "!!") == []
    assert find_exact(library, []) is None


def test_more_words_found_is_never_less_likely() -> None:
    nothing, one, two = 0b000, 0b001, 0b011
    found = WrittenPhotos(
        ("a", "b", "c"),
        np.arange(4),
        np.array([nothing, one, two, nothing], np.uint16),
        np.array([one, nothing, nothing, nothing], np.uint16),
        np.array([False, False, False, True]),
        np.zeros(4, np.float32),
        np.zeros(4, np.uint16),
    )
    chance = found.probability()
    assert (np.diff(chance) > 0).all()
    assert chance[-1] == pytest.approx(NAMED)


def test_words_no_picture_shows_are_content_words_all_the_same() -> None:
    assert content_words("our trip") == ["trip"]
    assert shows_nothing("our trip")
    assert not shows_nothing("trip by train")
