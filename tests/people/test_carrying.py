"""What was said of copies is said of the one that is kept, and all of it is taken back by one word."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from photos_ml.app.service import corrections
from photos_ml.app.service.corrections import CorrectionWords, correct_photos
from photos_ml.app.service.duplicate_choices import Choice, resolve_duplicates
from photos_ml.app.service.people import naming
from photos_ml.errors import UsageError
from photos_ml.search.duplicates import DuplicateKind
from photos_ml.store import Mark
from photos_ml.types import DateSource, Metadata, PersonTag, Taken

EXACT, SAME, BURST = DuplicateKind
NOON = Taken(datetime(2020, 5, 6, 12), None, DateSource.EXIF)


def now(family: Any, photo: int) -> Metadata:
    found: Metadata = family.library.photos.get([photo])[photo].metadata
    return found


def say(family: Any, *photos: int, **words: Any) -> None:
    correct_photos(family.context, photos, CorrectionWords(**words))


def resolve(family: Any, kind: DuplicateKind, kept: int, *others: int) -> int:
    return resolve_duplicates(family.context, [Choice(kind, (kept,), others)]).gesture


def test_all_that_was_said_is_carried_and_taken_back(family: Any) -> None:
    kept, other, third = (family.photo(metadata=Metadata(400, 300, keywords=("sea",))) for _ in range(3))
    library = family.library
    album, _ = library.albums.make("Trip", [third, other])
    library.albums.choose_cover(album, other)
    say(family, other, rating=4, caption="by the sea", keywords=("boat",), people=("Anna",), date="1985")
    say(family, third, rating=2, caption="the harbour", title="Harbour")
    library.marks.set(third, Mark.FAVORITE, True)
    before = now(family, kept)

    gesture = resolve(family, SAME, kept, other, third)

    found = now(family, kept)
    assert (found.rating, found.favorite, found.title) == (4, True, "Harbour")
    assert (found.caption, found.keywords) == ("by the sea\nthe harbour", ("boat", "sea"))
    assert [tag.name for tag in found.people] == ["Anna"]
    assert found.taken is not None
    assert (found.taken.local.year, found.taken.source) == (1985, DateSource.USER)
    assert library.albums.photos(album) == [kept]
    shown = library.albums.get(album)
    assert shown is not None
    assert shown.cover == kept
    assert library.marks.hidden() == {other, third}

    corrections.undo(family.context, gesture)
    assert now(family, kept) == before
    assert library.marks.hidden() == frozenset()
    assert library.albums.photos(album) == [third, other]
    assert library.albums.get(album).cover == other


def test_what_was_said_of_the_one_that_is_kept_stands(family: Any) -> None:
    kept, other = (family.photo(metadata=Metadata(400, 300, taken=NOON)) for _ in range(2))
    say(family, kept, title="mine", date="1990", rating=5, no_keywords=("boat",))
    family.library.marks.set(kept, Mark.FAVORITE, False)
    say(family, other, title="yours", date="1985", rating=1, keywords=("boat",))
    family.library.marks.set(other, Mark.FAVORITE, True)
    before = now(family, kept)
    resolve(family, EXACT, kept, other)
    assert now(family, kept) == before


def test_stars_that_were_given_stand_and_those_of_the_file_give_way(family: Any) -> None:
    kept, read = (family.photo(metadata=Metadata(400, 300, rating=2)) for _ in range(2))
    say(family, kept, rating=1)
    other = family.photo(metadata=Metadata(400, 300, rating=5))
    resolve(family, SAME, kept, other)
    assert now(family, kept).rating == 1
    resolve(family, SAME, read, other)
    assert now(family, read).rating == 5


@pytest.mark.parametrize("kind", [EXACT, SAME])
def test_names_of_faces_are_carried_with_their_places(family: Any, kind: DuplicateKind) -> None:
    content = "c" * 64 if kind is EXACT else ""
    kept, other = family.photo(0, 1, content=content), family.photo(0, 1, content=content)
    named = [naming.name_faces(family.context, [family.face(other, place)], name)
             for place, name in enumerate(("Anna", "Ben"))]  # fmt: skip
    assert named
    gesture = resolve(family, kind, kept, other)
    assert family.names(kept) == ["Anna", "Ben"]
    boxes = {tag.name: tag.box for tag in now(family, kept).people}
    left, right = boxes["Anna"], boxes["Ben"]
    assert left
    assert right
    assert left[0] < right[0]
    corrections.undo(family.context, gesture)
    assert family.names(kept) == (["Anna", "Ben"] if kind is EXACT else []), "the same bytes have one name"


def test_another_shot_gets_the_names_and_neither_the_places_nor_the_date(family: Any) -> None:
    file = Metadata(400, 300, taken=NOON, keywords=("file",), caption="of the file")
    kept = family.photo(metadata=Metadata(400, 300, taken=NOON))
    other = family.photo(0, metadata=file)
    naming.name_faces(family.context, [family.face(other)], "Anna")
    say(family, other, date="1985", keywords=("boat",))
    resolve(family, BURST, kept, other)
    found = now(family, kept)
    assert found.people == (PersonTag("Anna", None),)
    assert (found.taken, found.keywords, found.caption) == (NOON, ("boat",), "")


def test_a_photo_hidden_by_another_group_hands_on_what_it_is_given(family: Any) -> None:
    best, leader, small = (family.photo() for _ in range(3))
    say(family, small, rating=3)
    done = resolve_duplicates(
        family.context, [Choice(EXACT, (best,), (leader,)), Choice(SAME, (leader,), (small,))]
    )
    assert set(done.hidden) == {leader, small}
    assert now(family, best).rating == 3
    assert now(family, leader).rating is None


def test_of_every_group_one_is_left_to_see(family: Any) -> None:
    one, two = family.photo(), family.photo()
    around = [Choice(EXACT, (one,), (two,)), Choice(EXACT, (two,), (one,))]
    for choices in ([], [Choice(EXACT, (), (one, two))], [Choice(EXACT, (one,), (one,))], around):
        with pytest.raises(UsageError):
            resolve_duplicates(family.context, choices)
    assert family.library.marks.hidden() == frozenset()
