"""A photo without a position answers for the places that are written of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from photos_ml.gazetteer import Gazetteer
from photos_ml.search.filter import Containment
from photos_ml.search.written_places import WrittenPlaces
from photos_ml.store import Names
from photos_ml.types import Metadata, Place, Position
from tests.search.conftest import Album

NOTHING = Names((), (), (), (), (), None, None)
PORTO = Metadata(position=Position(41.1, -8.6), place=Place("Porto", "Porto", "Portugal", "PT"))


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


def contains(gazetteer: Gazetteer) -> Containment:
    return lambda name, place: any(gazetteer.contains(one, place) for one in gazetteer.find(name))


def phrases(gazetteer: Gazetteer, asked: str, *known: str, common: Sequence[str] = ()) -> list[str]:
    names = replace(NOTHING, folders=known)
    written = WrittenPlaces(gazetteer.find, contains(gazetteer), lambda: names, lambda: common)
    return list(written.phrases(asked))


@pytest.mark.parametrize(
    ("path", "metadata", "asked"),
    [
        ("Iceland 2016/a.jpg", Metadata(), "Iceland"),
        ("2016-08 iceland/a.jpg", Metadata(), "Iceland"),
        ("trips/iceland_ring-road.jpg", Metadata(), "Iceland"),
        ("a.jpg", Metadata(caption="The ferry back from Iceland"), "Iceland"),
        ("a.jpg", Metadata(title="Iceland!"), "Iceland"),
        ("a.jpg", Metadata(keywords=("hiking", "Iceland")), "Iceland"),
        ("Sao Paulo/a.jpg", Metadata(), "São Paulo"),
        ("a.jpg", Metadata(keywords=("New York City",)), "New York City"),
    ],
)
def test_a_written_place_answers(album: Album, path: str, metadata: Metadata, asked: str) -> None:
    album.fill(3)
    wanted = album.add(path, metadata=metadata)
    found = album.ask(places=[asked])
    assert [hit.photo.id for hit in found.hits] == [wanted]
    assert any("is written in" in why for why in found.hits[0].why)


def test_what_lies_in_the_place_answers_too(album: Album) -> None:
    album.fill(3)
    wanted = {album.add("Lisboa 2012/a.jpg"), album.add("b.jpg", metadata=Metadata(keywords=("Porto",)))}
    assert set(album.ids(places=["Portugal"])) == wanted
    assert album.ids(places=["Spain"]) == []


def test_a_position_outranks_what_is_written(album: Album) -> None:
    """A photo of a restaurant 'Lisboa' in Porto was taken in Porto."""
    there = album.add("Lisboa restaurant.jpg", metadata=PORTO)
    assert album.ids(places=["Lisbon"]) == []
    found = album.ask(places=["Porto"])
    assert [hit.photo.id for hit in found.hits] == [there]
    assert not any("written" in why for why in found.hits[0].why)


def test_both_answer_side_by_side(album: Album) -> None:
    both = {album.add("a.jpg", metadata=PORTO), album.add("Porto/b.jpg")}
    assert set(album.ids(places=["Porto"])) == both


def test_the_name_of_the_indexed_folder_itself_counts(album: Album) -> None:
    photo = album.add("a.jpg")
    root = album.library.roots()[0]
    album.library.database.execute(
        "UPDATE roots SET path = ?, key = ? WHERE id = ?", ("/mnt/Norway 2019", "mnt/norway 2019", root.id)
    )
    assert album.ids(places=["Norway"]) == [photo]
    assert album.ids(places=["Sweden"]) == []


def test_words_are_whole(album: Album) -> None:
    album.add("romesh and theo.jpg")
    assert album.ids(places=["Rome"]) == []


def test_with_words_of_the_picture(album: Album) -> None:
    album.fill(20)
    beach = album.add("Portugal/a.jpg", "beach")
    album.add("Portugal/b.jpg", "car")
    album.add("c.jpg", "beach")
    assert album.ids(places=["Portugal"], text="beach") == [beach]


def test_other_names_of_a_place(gazetteer: Gazetteer) -> None:
    assert phrases(gazetteer, "Vienna", "Wien 2019") == ["vienna", "wien"]
    assert phrases(gazetteer, "Austria", "2004-05 Trip to Vienna") == ["austria", "vienna"]
    assert "new york" in phrases(gazetteer, "United States", "New York with Sam")


def test_a_place_told_from_its_namesakes_is_written_without_them(gazetteer: Gazetteer) -> None:
    assert phrases(gazetteer, "Paris, Texas")[0] == "paris"


def test_words_of_what_is_seen_are_no_places(gazetteer: Gazetteer) -> None:
    assert phrases(gazetteer, "France", "Nice") == ["france", "nice"]
    assert phrases(gazetteer, "France", "Nice", common=("nice",)) == ["france"]


def test_small_towns_of_plain_names_are_no_places(gazetteer: Gazetteer) -> None:
    known = ("Best", "Party", "Work", "Camera Roll", "Screenshots", "Family", "Home", "Downloads")
    for country in ("Netherlands", "United States", "United Kingdom", "Germany"):
        assert len(phrases(gazetteer, country, *known)) == 1


def test_names_are_read_again_when_the_library_changes(gazetteer: Gazetteer) -> None:
    names = [replace(NOTHING, keywords=("Oslo",))]
    written = WrittenPlaces(gazetteer.find, contains(gazetteer), lambda: names[-1], tuple)
    assert written.phrases("Norway") == ("norway", "oslo")
    names.append(replace(NOTHING, keywords=("Oslo", "Bergen")))
    assert set(written.phrases("Norway")) == {"norway", "oslo", "bergen"}
