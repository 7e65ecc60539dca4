"""Vectors: one for each content and model, in half precision, never mixed, never changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from photos_ml.store import Batch, Library, Status, VectorRow, Vectors
from photos_ml.store import vectors as module

D = 4


def row(content: str, seed: int = 0) -> VectorRow:
    vector = np.random.default_rng(seed).standard_normal(D)
    return VectorRow(content, (vector / np.linalg.norm(vector)).astype(np.float16))


@pytest.fixture
def vectors(library: Library) -> Vectors:
    return library.vectors("model", "1", D)


def found_in(vectors: Vectors, content: str) -> np.ndarray:
    found = vectors.get(content)
    assert found is not None
    return found


def write(library: Library, vectors: Vectors, *rows: VectorRow) -> None:
    library.write(Batch(vectors=rows), vectors)


def test_vector_comes_back_as_it_was_stored(library: Library, vectors: Vectors) -> None:
    write(library, vectors, row("a", 1), row("b", 2))
    found = vectors.get("a")
    assert found is not None
    assert found.dtype == np.float32
    assert (found == row("a", 1).vector.astype(np.float32)).all()
    assert vectors.get("c") is None
    assert (vectors.has("a"), vectors.has("c"), vectors.count()) == (True, False, 2)


def test_before_the_first_vector_there_is_no_model(vectors: Vectors) -> None:
    assert vectors.model_id is None
    assert (vectors.count(), vectors.generation(), list(vectors.rows())) == (0, 0, [])
    assert vectors.photos_of([1, 2]) == {}


def test_second_vector_of_a_content_is_not_taken(library: Library, vectors: Vectors) -> None:
    write(library, vectors, row("a", 1))
    generation = vectors.generation()
    write(library, vectors, row("a", 2))
    assert np.array_equal(found_in(vectors, "a"), row("a", 1).vector)
    assert (vectors.count(), vectors.generation()) == (1, generation)


@pytest.mark.parametrize("other", [("model", "2"), ("another", "1")])
def test_models_and_revisions_never_mix(library: Library, vectors: Vectors, other: tuple[str, str]) -> None:
    write(library, vectors, row("a", 1))
    second = library.vectors(*other, D)
    assert not second.has("a")
    write(library, second, row("a", 2), row("b", 3))
    assert (vectors.count(), second.count()) == (1, 2)
    assert np.array_equal(found_in(second, "a"), row("a", 2).vector)
    ids = {int(i) for block, _ in vectors.rows() for i in block}
    assert not ids & {int(i) for block, _ in second.rows() for i in block}


def test_generation_grows_with_every_vector_and_with_nothing_else(library: Library, shelf: Any) -> None:
    vectors = library.vectors("model", "1", D)
    seen = [vectors.generation()]
    for number in range(3):
        write(library, vectors, row(str(number)))
        seen.append(vectors.generation())
        shelf.add(f"{number}.jpg")
        write(library, library.vectors("other", "1", D), row(str(number)))
        assert vectors.generation() == seen[-1]
    assert seen == sorted(set(seen))


def test_rows_come_in_blocks_by_id(
    library: Library, vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS_A_READ", 3)
    write(library, vectors, *(row(f"{n}", n) for n in range(8)))
    blocks = list(vectors.rows())
    assert [len(ids) for ids, _ in blocks] == [3, 3, 2]
    ids = np.concatenate([ids for ids, _ in blocks])
    matrix = np.concatenate([rows for _, rows in blocks])
    assert ids.dtype == np.int64
    assert matrix.shape == (8, D)
    assert matrix.dtype == np.float16
    assert (np.diff(ids) > 0).all()
    assert (matrix == np.stack([row("", n).vector for n in range(8)])).all()
    after = list(vectors.rows(after_id=int(ids[5])))
    assert np.concatenate([block for block, _ in after]).tolist() == ids[6:].tolist()


def test_same_content_twice_is_one_vector_of_two_photos(
    library: Library, shelf: Any, vectors: Vectors
) -> None:
    first, second = shelf.add("a.jpg", content="c"), shelf.add("b.jpg", content="c")
    gone = shelf.add("gone.jpg", content="c")
    library.set_status([gone], Status.GONE)
    write(library, vectors, row("c"))
    only = vectors.generation()
    assert vectors.photos_of([only, 99]) == {only: [first, second]}


def test_many_vectors_are_asked_in_lots(library: Library, shelf: Any, vectors: Vectors) -> None:
    photo = shelf.add("a.jpg", content="c")
    write(library, vectors, row("c"))
    assert vectors.photos_of(list(range(3000))) == {vectors.generation(): [photo]}


def test_missing_lists_present_photos_without_a_vector(
    library: Library, shelf: Any, vectors: Vectors
) -> None:
    ids = [shelf.add(f"{n}.jpg", content=f"c{n}") for n in range(5)]
    write(library, vectors, row("c1"))
    library.set_status([ids[3]], Status.MISSING)
    assert list(vectors.missing()) == [ids[0], ids[2], ids[4]]
    assert list(library.vectors("other", "1", D).missing()) == [ids[0], ids[1], ids[2], ids[4]]


def test_missing_can_be_mended_while_it_is_listed(
    library: Library, shelf: Any, vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS_A_READ", 2)
    ids = [shelf.add(f"{n}.jpg", content=f"c{n}") for n in range(7)]
    seen = []
    for photo in vectors.missing():
        seen.append(photo)
        write(library, vectors, row(f"c{ids.index(photo)}"))
    assert seen == ids
    assert list(vectors.missing()) == []
