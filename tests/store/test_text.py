"""What is written of a photo can be found, follows every change, and names only what some photo has."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from photos_ml.store import Batch, FileGroup, FileStat, Library, PhotoFilter, Status, Upsert
from photos_ml.types import Camera, DateSource, Metadata, PersonTag, Place, Taken

PARIS = Place("Paris", "Île-de-France", "France", "FR")


def hits(library: Library, expression: str) -> list[int]:
    found: list[int] = library.match_ids(expression).tolist()
    return found


class TestFullText:
    @pytest.mark.parametrize(
        ("word", "column"),
        [
            ("img", "name"), ("1234", "name"), ("harbour", "folder"), ("lighthouse", "caption"),
            ("storms", "caption"), ("title", "caption"), ("sea", "keywords"), ("paris", "place"),
            ("france", "place"), ("ile", "place"), ("anna", "people"),
        ],
    )  # fmt: skip
    def test_every_part_is_found_by_its_words(self, shelf: Any, word: str, column: str) -> None:
        photo = shelf.add(
            "2020/Harbour walk/IMG_1234.jpg",
            Metadata(title="A title", caption="Lighthouse in a storm", keywords=("Sea", "Rocks"), place=PARIS,
                     people=(PersonTag("Anna Berg"),)),
        )  # fmt: skip
        shelf.add("other.jpg")
        assert hits(shelf.library, word) == [photo]
        assert hits(shelf.library, f'{column} : "{word}"') == [photo]

    def test_accents_and_case_do_not_matter(self, shelf: Any) -> None:
        photo = shelf.add("a.jpg", Metadata(caption="Café in MÜNCHEN"))
        assert hits(shelf.library, "cafe") == hits(shelf.library, "munchen") == [photo]

    def test_rewriting_a_photo_leaves_nothing_of_the_old_words(self, shelf: Any) -> None:
        before = Metadata(caption="lighthouse", keywords=("sea",), place=PARIS, people=(PersonTag("Anna"),))
        photo = shelf.add("old/old.jpg", before)
        after = Metadata(caption="windmill", keywords=("land",), people=(PersonTag("Bob"),))
        shelf.add("new/new.jpg", after, photo_id=photo)
        assert [hits(shelf.library, w) for w in ("old", "lighthouse", "sea", "paris", "anna")] == [[]] * 5
        assert [hits(shelf.library, w) for w in ("new", "windmill", "land", "bob")] == [[photo]] * 4
        assert shelf.library.database.scalar("SELECT count(*) FROM photo_text") == 1

    def test_absent_photos_are_no_hits(self, shelf: Any) -> None:
        ids = [shelf.add(f"{n}.jpg", Metadata(caption="sea")) for n in range(5)]
        shelf.library.set_status(ids[:2], Status.GONE)
        shelf.library.set_status(ids[2:3], Status.MISSING)
        assert hits(shelf.library, "sea") == ids[3:]

    def test_name_of_undecodable_bytes_is_found_by_its_rest(self, shelf: Any) -> None:
        photo = shelf.add("holiday \udce9 1.jpg")
        assert hits(shelf.library, "holiday") == [photo]


class TestNames:
    def test_everything_a_query_could_mean(self, shelf: Any) -> None:
        shelf.add(
            "2020/Süden/a.jpg",
            Metadata(place=PARIS, camera=Camera("Canon", "Canon EOS R6"), keywords=("sea", "Sea"),
                     people=(PersonTag("Bob"), PersonTag("Anna")),
                     taken=Taken(datetime(2020, 5, 6, 23, 59), None, DateSource.EXIF)),
        )  # fmt: skip
        new_year = Taken(datetime(2021, 1, 1), None, DateSource.FILENAME)
        norway = Place("", "", "Norway", "NO")
        shelf.add("b.jpg", Metadata(camera=Camera("NIKON", "D750"), place=norway, taken=new_year))
        shelf.add("c.jpg", Metadata(taken=Taken(datetime(1980, 1, 1), None, DateSource.MTIME)))
        names = shelf.library.names()
        assert names.people == ("Anna", "Bob")
        assert names.places == ("France", "Norway", "Paris", "Île-de-France")
        assert names.cameras == ("Canon", "Canon EOS R6", "D750", "NIKON", "NIKON D750")
        assert names.folders == ("2020", "Süden", "pictures")
        assert names.keywords == ("sea",)
        assert (names.first_day, names.last_day) == ("2020-05-06", "2021-01-01")

    def test_names_that_no_photo_has_any_more_are_forgotten(self, shelf: Any) -> None:
        whole = Metadata(
            place=PARIS, camera=Camera("Canon", "R6"), keywords=("sea",), people=(PersonTag("A"),)
        )
        photo = shelf.add("2020/a.jpg", whole)
        shelf.add("2021/a.jpg", photo_id=photo)
        names = shelf.library.names()
        assert names.people == names.places == names.cameras == names.keywords == ()
        assert names.folders == ("2021", "pictures")

    def test_empty_library_knows_nothing(self, tmp_path: Path) -> None:
        with Library.open(tmp_path / "empty", create=True) as library:
            names = library.names()
            assert (names.folders, names.first_day, names.last_day) == ((), None, None)
            assert library.places() == {}

    def test_one_place_of_many_photos_is_one_row(self, shelf: Any) -> None:
        for number in range(3):
            shelf.add(f"{number}.jpg", Metadata(place=PARIS))
        assert list(shelf.library.places().values()) == [PARIS]

    def test_first_spelling_of_a_name_stays(self, shelf: Any) -> None:
        first = shelf.add("a.jpg", Metadata(people=(PersonTag("Zoë"),)))
        second = shelf.add("b.jpg", Metadata(people=(PersonTag("ZOE\u0308", (0.1, 0.2, 0.3, 0.4)),)))
        assert shelf.library.names().people == ("Zoë",)
        wanted = PhotoFilter(people_all=("zoë",))
        assert shelf.library.photo_ids(wanted).tolist() == [first, second]


class TestRoots:
    def test_root_is_made_once(self, library: Library) -> None:
        first = library.add_root(Path("/a"))
        assert library.add_root(Path("/a")) == first
        library.set_online(first.id, False)
        assert [root.online for root in library.roots()] == [False]

    def test_merged_root_keeps_photos_and_failures_and_words_follow(
        self, library: Library, shelf: Any
    ) -> None:
        inner = library.add_root(Path("/pictures/2020/trip"))
        album = Metadata(albums=("Regatta",))
        ids = [shelf.add("a.jpg", root=inner), shelf.add("day 1/b.jpg", album, root=inner)]
        library.merge_root(inner, into=shelf.root, prefix="2020/trip")
        paths = [str(row.path) for row in library.photos.get(ids).values()]
        assert paths == ["/pictures/2020/trip/a.jpg", "/pictures/2020/trip/day 1/b.jpg"]
        assert [root.id for root in library.roots()] == [shelf.root.id]
        assert hits(library, 'folder : "trip"') == ids
        assert hits(library, 'folder : "regatta"') == ids[1:]
        assert library.photo_ids(PhotoFilter(folders=("trip/day 1",))).tolist() == ids[1:]
        assert [p.photo_id for p in library.photos.known_in(shelf.root.id, "2020/trip")] == ids[:1]

    def test_root_is_dropped_only_when_it_holds_no_photo(self, library: Library, shelf: Any) -> None:
        photo = shelf.add("a.jpg")
        assert not library.drop_root(shelf.root.id)
        other = library.add_root(Path("/moved"))
        group = FileGroup(other.id, "/moved", "", FileStat("a.jpg", 1, 1))
        library.write(Batch(upserts=(Upsert(group, "c" * 64, Metadata(), photo),)))
        assert library.drop_root(shelf.root.id)
        assert [root.id for root in library.roots()] == [other.id]
        assert library.database.query("PRAGMA foreign_key_check") == []


def test_settings_hold_json(library: Library) -> None:
    assert library.setting("nothing") is None
    for value in ("text", 1.5, None, [1, {"a": "é"}]):
        library.set_setting("key", value)
        assert library.setting("key") == value
