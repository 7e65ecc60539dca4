"""Photos, their files and all that is known of them: what goes in comes out."""

from __future__ import annotations

import os
import string
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.store import Batch, FileGroup, FileRole, FileStat, Library, Status, Upsert
from photos_ml.store.paths import from_stored, name_key, path_key, printable, to_stored
from photos_ml.types import (
    Camera,
    DateSource,
    Kind,
    Media,
    Metadata,
    PersonTag,
    Place,
    Position,
    Taken,
)

NASTY_NAMES = (
    "new\nline.jpg",
    "tab\t.jpg",
    "😀👨‍👩‍👧.jpg",
    os.fsdecode(b"latin-1 \xe9.jpg"),
    os.fsdecode(b"\xff\xfe\x80.jpg"),
    "n" * 251 + ".jpg",
    "'quote\" `x` \\ %s {} ; DROP TABLE photos; --.jpg",
    "decomposed e\u0301.jpg",
    "composed \u00e9.jpg",
    "-rf.jpg",
    " .jpg",
    "*?[].jpg",
)

plain = st.characters(exclude_categories=["Cs", "Cc"])
text = st.text(plain, max_size=30).map(str.strip)
name = text.filter(bool)
finite = st.floats(allow_nan=False, allow_infinity=False, width=32)
small = st.integers(0, 100_000)
fraction = st.floats(0, 1)


@st.composite
def taken(draw: st.DrawFn) -> Taken:
    moment = draw(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)))
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    offset = draw(st.none() | st.integers(-14 * 60, 14 * 60))
    return Taken(moment, offset, draw(st.sampled_from(DateSource)))


def distinct(names: list[str]) -> tuple[str, ...]:
    """Names the library can tell apart, in its order."""
    return tuple(sorted({name_key(one): one for one in names}.values()))


@st.composite
def metadata(draw: st.DrawFn) -> Metadata:
    boxes = st.none() | st.tuples(fraction, fraction, fraction, fraction)
    people = distinct(draw(st.lists(name, max_size=4)))
    return Metadata(
        width=draw(small),
        height=draw(small),
        media=draw(st.sampled_from(Media)),
        taken=draw(st.none() | taken()),
        position=draw(st.none() | st.builds(Position, finite, finite, st.none() | finite)),
        place=draw(st.none() | st.builds(Place, text, text, text, text)),
        camera=draw(
            st.builds(
                Camera, make=text, model=text, lens=text, iso=st.none() | small,
                aperture=st.none() | finite, exposure_s=st.none() | finite, focal_mm=st.none() | finite,
            )
        ),
        title=draw(text),
        caption=draw(text),
        keywords=distinct(draw(st.lists(name, max_size=5))),
        people=tuple(PersonTag(person, draw(boxes)) for person in people),
        rating=draw(st.none() | st.integers(0, 5)),
        heart=draw(st.none() | st.booleans()),
        kinds=draw(st.frozensets(st.sampled_from(sorted(set(Kind) - {Kind.TRASHED})))),  # that one is a mark
        burst_id=draw(text),
        duration_s=draw(st.none() | finite),
        problems=tuple(draw(st.lists(text, max_size=3))),
    )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=metadata(), second=metadata())
def test_metadata_comes_out_as_it_went_in(shelf: Any, first: Metadata, second: Metadata) -> None:
    """Also over another: nothing of what stood there before is left. Place codes and the spelling of names
    are those that came first, so each example has a library of its own."""
    library = shelf.library
    for table in ("places", "people", "keywords"):
        library.database.execute("UPDATE photos SET place_id = NULL")
        library.database.execute("DELETE FROM photo_people")
        library.database.execute("DELETE FROM photo_keywords")
        library.database.execute(f"DELETE FROM {table}")
    photo = shelf.add("a.jpg", first)
    assert library.photos.get([photo])[photo].metadata == first
    if (second.place and first.place) and str(second.place) == str(first.place):
        return
    spelled = {name_key(n): n for n in [*first.keywords, *(p.name for p in first.people)]}
    if any(spelled.get(name_key(n), n) != n for n in [*second.keywords, *(p.name for p in second.people)]):
        return
    shelf.add("a.jpg", second, photo_id=photo)
    assert library.photos.get([photo])[photo].metadata == second


@given(path=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_any_text_path_is_stored_as_text(path: str) -> None:
    assert to_stored(path) == path
    assert from_stored(to_stored(path)) == path


@given(raw=st.binary().map(lambda raw: raw.replace(b"\x00", b"")))
def test_any_bytes_path_comes_back(raw: bytes) -> None:
    path = os.fsdecode(raw)
    assert os.fsencode(from_stored(to_stored(path))) == raw
    printable(path).encode("utf-8")
    assert printable(path).isprintable()


@given(name=st.text(max_size=30))
def test_key_of_a_name_knows_no_case_and_is_stable(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
    assert name_key(name.upper().lower()) == name_key(name.lower().upper().lower())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zoë", "ZOË"), ("Zoe\u0308", "Zo\u00eb"), ("STRASSE", "straße"), ("İstanbul", "i\u0307stanbul")],
)
def test_spellings_that_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_accents_part_keys() -> None:
    assert name_key("Zoe") != name_key("Zoë")


def test_key_of_a_path_has_no_slashes_around_it() -> None:
    assert path_key("/Home/Änne/") == "home/änne"
    assert path_key("") == ""


@pytest.mark.parametrize("name", NASTY_NAMES)
@pytest.mark.parametrize("folder", ["", "a/b", "nästy\n", os.fsdecode(b"\xe9t\xe9/2020")])
def test_names_come_back_byte_for_byte(shelf: Any, name: str, folder: str) -> None:
    path = f"{folder}/{name}" if folder else name
    photo = shelf.add(path)
    whole = Path("/pictures") / folder / name
    library = shelf.library
    assert os.fsencode(library.photos.get([photo])[photo].path) == os.fsencode(whole)
    assert library.photos.find(whole).id == photo
    assert library.photos.group_of(photo).path == whole
    (known,) = library.photos.known_in(shelf.root.id, folder)
    assert known.primary.name == name
    assert list(library.photos.folders_of(shelf.root.id)) == [folder]


def test_names_that_differ_in_bytes_alone_are_different_photos(shelf: Any) -> None:
    composed, decomposed = shelf.add("é.jpg".encode().decode()), shelf.add("e\u0301.jpg")
    assert composed != decomposed
    assert shelf.library.photos.find(Path("/pictures/e\u0301.jpg")).id == decomposed


def test_root_with_undecodable_bytes_comes_back(library: Library) -> None:
    path = Path(os.fsdecode(b"/pictures \xff\xfe"))
    root = library.add_root(path)
    assert library.add_root(path).id == root.id
    assert [root.path for root in library.roots()] == [path]


class TestFiles:
    def test_group_comes_back_whole(self, shelf: Any) -> None:
        group = shelf.group(
            "2020/IMG_1.jpg",
            raw=FileStat("IMG_1.cr2", 5, 6),
            live=FileStat("IMG_1.mov", 7, 8),
            sidecars=(FileStat("IMG_1.jpg.xmp", 9, 10), FileStat("IMG_1.xmp", 11, 12)),
        )
        (photo,) = shelf.library.write(Batch(upserts=(Upsert(group, "c" * 64, Metadata()),)))
        assert shelf.library.photos.group_of(photo) == group
        (known,) = shelf.library.photos.known_in(shelf.root.id, "2020")
        assert known.files == tuple(group.files)
        assert known.status is Status.PRESENT
        assert known.content_hash == "c" * 64
        smaller = FileGroup(group.root_id, group.root, group.folder, group.primary)
        shelf.library.write(Batch(upserts=(Upsert(smaller, "c" * 64, Metadata(), photo),)))
        assert shelf.library.photos.group_of(photo) == smaller

    def test_sizes_and_times_beyond_32_bits(self, shelf: Any) -> None:
        file = FileStat("big.mp4", 2**40, -(10**18))
        group = FileGroup(shelf.root.id, "/pictures", "", file)
        shelf.library.write(Batch(upserts=(Upsert(group, "c" * 64, Metadata()),)))
        (known,) = shelf.library.photos.known_in(shelf.root.id, "")
        assert known.files == ((FileRole.PRIMARY, file),)

    def test_only_the_asked_folder_is_known(self, shelf: Any) -> None:
        inner, outer = shelf.add("a/b/1.jpg"), shelf.add("a/2.jpg")
        other = shelf.library.add_root(Path("/other"))
        shelf.add("a/3.jpg", root=other)
        assert [p.photo_id for p in shelf.library.photos.known_in(shelf.root.id, "a")] == [outer]
        assert [p.photo_id for p in shelf.library.photos.known_in(shelf.root.id, "a/b")] == [inner]
        assert shelf.library.photos.known_in(shelf.root.id, "A") == []

    def test_holders_are_paged_by_id(self, shelf: Any) -> None:
        ids = [shelf.add(f"{n}.jpg", content="d" * 64) for n in range(5)]
        shelf.add("other.jpg")
        photos = shelf.library.photos
        assert [h.photo_id for h in photos.holders_of("d" * 64, 0, 3)] == ids[:3]
        rest = photos.holders_of("d" * 64, ids[2], 3)
        assert [(h.photo_id, h.path) for h in rest] == [(i, Path(f"/pictures/{n}.jpg")) for n, i in
                                                        enumerate(ids[3:], start=3)]  # fmt: skip
        assert photos.holders_of("e" * 64, 0, 3) == []
        assert photos.content_of(ids[0]) == "d" * 64
        assert [row.id for row in photos.with_content("d" * 64)] == ids

    def test_find_prefers_the_photo_that_is_there_now(self, shelf: Any) -> None:
        old, new = shelf.add("a.jpg"), shelf.add("a.jpg")
        shelf.library.set_status([new], Status.GONE)
        assert shelf.library.photos.find(Path("/pictures/a.jpg")).id == old
        assert shelf.library.photos.find(Path("/elsewhere/a.jpg")) is None
        assert shelf.library.photos.find(Path("/pictures")) is None


class TestStatus:
    def test_counts_follow(self, shelf: Any) -> None:
        ids = [shelf.add(f"{n}.jpg") for n in range(6)]
        shelf.library.set_status(ids[:2], Status.GONE)
        shelf.library.set_status(ids[2:3], Status.MISSING)
        count = shelf.library.photos.count
        assert (count(), count(Status.GONE), count(Status.MISSING)) == (3, 2, 1)
        assert shelf.library.photos.present_in(shelf.root.id, "") == ids[3:]

    def test_writing_a_photo_makes_it_present(self, shelf: Any) -> None:
        photo = shelf.add("a.jpg")
        shelf.library.set_status([photo], Status.GONE)
        shelf.add("a.jpg", photo_id=photo)
        assert shelf.library.photos.get([photo])[photo].status is Status.PRESENT


class TestHostileValues:
    """What damaged files may claim must not stop a run."""

    @pytest.mark.parametrize(
        "hostile",
        [
            Metadata(rating=-1),
            Metadata(rating=99),
            Metadata(width=2**70, height=-(2**70)),
            Metadata(camera=Camera(iso=2**64)),
            Metadata(camera=Camera(aperture=float("nan"), exposure_s=float("inf"))),
            Metadata(position=Position(float("nan"), 1.0)),
            Metadata(duration_s=float("inf")),
            Metadata(title="nul \x00 and \ud800 surrogate", keywords=("\x00", " ", "a\x00b")),
            Metadata(people=(PersonTag("  "), PersonTag("\udcff"))),
            Metadata(camera=Camera("\x00", "\ud83d")),
            Metadata(place=Place("\ud800", "", "", "")),
            Metadata(caption="x" * 1_000_000),
            Metadata(keywords=tuple(string.printable * 20)),
            Metadata(problems=("\ud800",)),
        ],
    )
    def test_photo_is_written_and_read(self, shelf: Any, hostile: Metadata) -> None:
        photo = shelf.add("a.jpg", hostile)
        found = shelf.library.photos.get([photo])[photo].metadata
        assert found.rating is None
        shelf.library.names()
        assert len(shelf.library.match_ids('name : "a"'))

    def test_batch_with_a_fault_writes_nothing(self, shelf: Any) -> None:
        good = Upsert(shelf.group("good.jpg"), "a" * 64, Metadata())
        nowhere = FileGroup(99, "/none", "", FileStat("bad.jpg", 1, 1))
        with pytest.raises(Exception, match="FOREIGN KEY"):
            shelf.library.write(Batch(upserts=(good, Upsert(nowhere, "b" * 64, Metadata()))))
        assert shelf.library.photos.count() == 0


def test_unknown_ids_are_left_out_and_many_are_read_in_lots(shelf: Any) -> None:
    ids = [shelf.add(f"{n}.jpg") for n in range(3)]
    asked = [10_000, *ids, *range(20_000, 22_000)]
    assert list(shelf.library.photos.get(asked)) == ids
    assert shelf.library.photos.get([]) == {}
