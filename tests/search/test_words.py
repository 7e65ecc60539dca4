"""Words of a query found in names, folders, captions, keywords, places and people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from photos_ml.search.words import MAX_WORDS, UNSEEN_WORDS, Written, content_words, find_exact, find_written
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


def test_words_are_found_where_they_stand(library: Library) -> None:
    captioned = add(library, "2024/a.jpg", Metadata(caption="Two dogs at the beach"))
    foldered = add(library, "Beach 2019/b.jpg")
    person = add(library, "c.jpg", Metadata(people=(PersonTag("Anna Beach"),)))
    add(library, "d.jpg", Metadata(caption="mountains"))
    found = find_written(library, "dog on the beach")
    assert set(found) == {captioned, foldered, person}
    assert found[captioned].meaning == {"dog", "beach"}
    assert (found[foldered].meaning, found[foldered].location) == (set(), {"beach"})
    assert found[captioned].probability(2) > found[foldered].probability(2)


def test_accents_case_and_plural_do_not_matter(library: Library) -> None:
    photo = add(library, "a.jpg", Metadata(keywords=("Café", "CHURCHES")))
    assert find_written(library, "cafe church")[photo].meaning == {"cafe", "church"}


def test_a_file_name_is_found_as_such(library: Library) -> None:
    photo = add(library, "x/IMG_1234.jpg")
    add(library, "x/IMG_1235.jpg")
    found = find_written(library, "IMG_1234")
    assert found[photo].named
    assert sum(written.named for written in found.values()) == 1
    assert found[photo].probability(1) == 0.95


@pytest.mark.parametrize(
    "text", ["", '"', "a AND", "NEAR(", "name:x*", "-", "'; DROP TABLE photos", "(((", "^a"]
)
def test_no_query_is_read_as_syntax(library: Library, text: str) -> None:
    add(library, "a.jpg")
    find_written(library, text)
    find_exact(library, [text])
    assert library.photos.count() == 1


def test_exact_phrases_must_all_stand_word_for_word(library: Library) -> None:
    both = add(library, "a.jpg", Metadata(title="Happy New Year", caption="at the old mill"))
    add(library, "b.jpg", Metadata(caption="new and happy year"))
    assert find_exact(library, ["happy new year"]) == {both}
    assert find_exact(library, ["happy new year", "old mill"]) == {both}
    assert find_exact(library, ["happy new year", "windmill"]) == set()
    assert find_exact(library, ["!!"]) == set()
    assert find_exact(library, []) is None


def test_more_words_found_is_never_less_likely() -> None:
    one, two = Written(meaning={"a"}), Written(meaning={"a", "b"})
    assert one.probability(3) < two.probability(3) < Written(named=True).probability(3)
    assert Written(location={"a"}).probability(1) < Written(meaning={"a"}).probability(1)


def test_words_no_picture_shows_are_content_words_all_the_same() -> None:
    assert UNSEEN_WORDS.issuperset(content_words("our trip"))
    assert not UNSEEN_WORDS.issuperset(content_words("trip by train"))
