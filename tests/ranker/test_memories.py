"""Memories of a library in a real store: what is never shown, what comes again and when, the same every
time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from photos_ml.ranker.candidates.candidate import Attributes, Candidate, MemoryFacts, MemoryKind, Reason
from photos_ml.ranker.candidates.kinds import KINDS
from photos_ml.ranker.learning.feedback import Feedback, readable
from photos_ml.ranker.learning.in_use import load_scorer
from photos_ml.ranker.memories import MemoryMaker
from photos_ml.ranker.ranking import select
from photos_ml.ranker.ranking.lambdarank import TrainedScorer
from photos_ml.ranker.ranking.score import MEMORY_FEATURES
from photos_ml.ranker.scene.exclusions import MemoryExclusions
from photos_ml.ranker.scene.junk import JunkFilter
from photos_ml.ranker.scene.scene import Reader, Scene, read_scene
from photos_ml.ranker.scene.themes import ThemeReader
from photos_ml.ranker.scene.upright import Upright
from photos_ml.ranker.telling import english
from photos_ml.ranker.telling.memory import Memory
from photos_ml.store import Batch, FileGroup, FileStat, Library, Mark, PhotoRow, Status, Upsert, VectorRow
from photos_ml.store.dated import DatedPhoto, read_dated
from photos_ml.store.faces import FaceTable
from photos_ml.store.memories import Excluded, Memories
from photos_ml.store.qualities import Qualities
from photos_ml.types import Camera, DateSource, FloatMatrix, Kind, Metadata, PersonTag, Place, Position, Taken

MakePhoto = Callable[..., DatedPhoto]
DIMENSION = 64
MODEL = ("looks", "1", DIMENSION)
TODAY = date(2026, 11, 21)
HOME = Position(52.52, 13.40), Place("Berlin", "Berlin", "Germany", "DE")
OSLO = Position(59.91, 10.75), Place("Oslo", "Oslo", "Norway", "NO")


def direction(text: str) -> FloatMatrix:
    """A unit vector that is always the same for the same text; near-orthogonal for different ones."""
    seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")
    row = np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
    return row / np.linalg.norm(row)


def encode_texts(texts: Sequence[str]) -> FloatMatrix:
    return np.stack([direction(text) for text in texts])


def reader() -> Reader:
    return Reader(MODEL[:2], DIMENSION, JunkFilter(encode_texts), ThemeReader(encode_texts))


def picture(photo: PhotoRow) -> Image.Image:
    """Noise in blocks: sharp, well lit, different for each photo. The name 'dark' gives a black picture."""
    if "dark" in photo.path.name:
        return Image.new("RGB", (320, 240), "black")
    if "lost" in photo.path.name:
        raise OSError("the file cannot be read")
    coarse = np.random.default_rng(photo.id).integers(40, 215, (12, 16, 3), np.uint8)
    return Image.fromarray(coarse).resize((320, 240), Image.Resampling.NEAREST)


@dataclass
class Album:
    """A library that tests add photos to."""

    library: Library

    def add(
        self,
        moments: Sequence[str],
        where: tuple[Position, Place] | None = HOME,
        *,
        folder: str = "",
        prefix: str = "IMG",
        source: DateSource = DateSource.EXIF,
        metadata: Metadata | None = None,
        look: str = "",
    ) -> list[int]:
        root = self.library.add_root(Path("/nowhere"))
        upserts: list[Upsert] = []
        vectors: list[VectorRow] = []
        base = metadata or Metadata()
        for moment in moments:
            name = f"{prefix}_{moment}_{self.library.photos.count()}_{len(upserts)}.jpg"
            content = hashlib.blake2b(f"{folder}/{name}".encode()).hexdigest()[:64]
            position, place = where or (None, None)
            taken = Taken(datetime.fromisoformat(moment), 60, source)
            about = replace(
                base,
                width=4000,
                height=3000,
                taken=taken,
                position=position,
                place=place,
                camera=Camera("Acme", "Phone"),
            )
            upserts.append(
                Upsert(FileGroup(root.id, str(root.path), folder, FileStat(name, 1, 1)), content, about)
            )
            vectors.append(VectorRow(content, direction(look or name).astype(np.float16)))
        return self.library.write(Batch(tuple(upserts), tuple(vectors)), self.library.vectors(*MODEL))

    def maker(self) -> MemoryMaker:
        return MemoryMaker(self.library, reader, picture)

    @property
    def store(self) -> Memories:
        return Memories(self.library.database)


def moments_of(first: date, days: int, a_day: int = 1, hour: int = 10) -> list[str]:
    start = datetime.combine(first, datetime.min.time())
    return [
        (start + timedelta(days=day, hours=hour, minutes=25 * i)).isoformat()
        for day in range(days)
        for i in range(a_day)
    ]


@pytest.fixture
def album(tmp_path: Path) -> Iterator[Album]:
    with Library.open(tmp_path / "library", create=True) as library:
        yield Album(library)


@pytest.fixture
def family(album: Album) -> Album:
    """A year at home, a trip to Oslo, this day two and three years ago."""
    album.add([(datetime(2025, 1, 1, 19) + timedelta(days=4 * i)).isoformat() for i in range(90)])
    album.add(moments_of(date(2025, 7, 5), 4, 4), OSLO, metadata=Metadata(people=(PersonTag("Ann"),)))
    album.add(["2023-11-21T10:00", "2024-11-21T10:00", "2024-11-21T12:00"])
    return album


def shown(memories: Sequence[Memory]) -> set[int]:
    return {photo for memory in memories for photo, _ in memory.photos} | {
        memory.cover for memory in memories
    }


def kinds(memories: Sequence[Memory]) -> set[str]:
    return {memory.kind for memory in memories}


def test_a_family_gets_its_day_its_trip_and_its_person(family: Album) -> None:
    memories = family.maker().make(TODAY)
    assert {"on_this_day", "trip", "person"} & kinds(memories) >= {
        "on_this_day",
        "trip",
    }
    trip = next(memory for memory in memories if memory.kind == "trip")
    assert trip.title == "Oslo, July 2025"
    assert trip.cover in {photo for photo, _ in trip.photos}


def test_who_is_well_seen_is_shown_and_covers(family: Album) -> None:
    """A trip of sixteen photos: the one with a face that looks at the camera stands for it."""
    (trip,) = family.maker().make(TODAY, kinds=["trip"])
    database = family.library.database
    photo, before = next(one for one in trip.photos if one[0] != trip.cover)
    (content,) = [one.content_id for one in read_dated(database, {photo})]
    face = (None, 0.4, 0.3, 0.2, 0.25, b"", 0.9, 0.2, 2.0, 0.0, 200, None, 0.3, 0.0)
    FaceTable().put(database, "faces", {content: [face]})
    (again,) = family.maker().make(TODAY, kinds=["trip"])
    assert again.cover == photo
    assert dict(again.photos)[photo] > before + 0.1


def test_what_lies_on_its_side_is_not_told(family: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    """One picture of the trip looks upright only when it is turned; the others cannot be read today."""
    monkeypatch.setattr(select, "MOST_OF_ALL", 1.0)
    (trip,) = family.maker().make(TODAY, kinds=["trip"])
    photo = trip.photos[0][0]
    lying = direction("a picture on its side")
    (content,) = [one.content_id for one in read_dated(family.library.database, {photo})]
    family.library.database.execute(
        "UPDATE vectors SET vector = ? WHERE content_id = ?", (lying.astype("<f2").tobytes(), content)
    )
    upright = Upright(-lying, 0.0, lambda images: np.stack([-lying for _ in images]))
    seeing = replace(reader(), upright=upright)
    (again,) = MemoryMaker(family.library, lambda: seeing, picture).make(TODAY, kinds=["trip"])
    assert photo not in dict(again.photos)
    (told,) = family.maker().make(TODAY, kinds=["trip"])
    assert photo in dict(told.photos) and len(again.photos) == len(told.photos) - 1


def test_memories_are_told_in_order_without_repeats(family: Album) -> None:
    when = {photo.id: photo.local for photo in read_dated(family.library.database)}
    for memory in family.maker().make(TODAY):
        ids = [photo for photo, _ in memory.photos]
        assert len(set(ids)) == len(ids) >= KINDS[memory.kind].min_photos
        assert [when[i] for i in ids] == sorted(when[i] for i in ids)


def test_the_same_library_day_and_seed_give_the_same(family: Album) -> None:
    first = family.maker().make(TODAY, seed=3)
    assert family.maker().make(TODAY, seed=3) == first
    assert {m.id for m in family.maker().make(TODAY, seed=4)}.isdisjoint({m.id for m in first})


def test_an_empty_library_and_a_quiet_day_show_nothing(album: Album) -> None:
    assert album.maker().make(TODAY) == []
    album.add(["2024-03-03T10:00"])
    assert album.maker().show(TODAY) == []


@pytest.mark.parametrize("source", [DateSource.MTIME])
def test_a_date_that_is_only_the_files_is_never_used(album: Album, source: DateSource) -> None:
    album.add(["2023-11-21T10:00", "2024-11-21T10:00"], source=source)
    assert album.maker().make(TODAY) == []


def test_photos_of_the_future_are_in_no_memory(album: Album) -> None:
    album.add(["2027-11-21T10:00", "2027-11-21T11:00"])
    assert album.maker().make(TODAY) == []


def test_junk_is_left_out_with_a_reason(album: Album) -> None:
    good = album.add(["2023-11-21T10:00"])
    screen = album.add(["2023-11-21T11:00"], metadata=Metadata(kinds=frozenset({Kind.SCREENSHOT})))
    dark = album.add(["2023-11-21T12:00"], prefix="dark")
    receipt = album.add(["2023-11-21T13:00"], look="a receipt")
    lost = album.add(["2023-11-21T14:00"], prefix="lost")
    assert shown(album.maker().make(TODAY)) == set(good)
    _, left_out = read_scene(album.library, reader(), MemoryExclusions(), TODAY)
    assert left_out[screen[0]].reason == "a screenshot"
    assert left_out[receipt[0]].reason == "a receipt"
    assert not {*dark, *lost} & left_out.keys(), "only their pixels tell"


def test_what_the_model_has_not_seen_is_in_no_memory(album: Album) -> None:
    album.add(["2023-11-21T10:00", "2024-11-21T10:00"])
    newer = Reader(("looks", "2"), DIMENSION, reader().junk, reader().themes)
    assert MemoryMaker(album.library, lambda: newer, picture).make(TODAY) == []
    _, left_out = read_scene(album.library, newer, MemoryExclusions(), TODAY)
    assert {verdict.reason for verdict in left_out.values()} == {"the model has not seen it yet"}


def test_a_burst_is_one_photo_of_a_memory(album: Album) -> None:
    album.add([f"2023-11-21T10:00:{second:02d}" for second in range(20)], look="one view")
    (memory,) = album.maker().make(TODAY)
    assert len(memory.photos) == 1


EXCLUDED = [
    (Excluded.PERSON, "ann"),
    (Excluded.PLACE, "Norway"),
    (Excluded.PLACE, "oslo"),
    (Excluded.DAY, "2025-07-05"),
    (Excluded.DAY, "07-06"),
    (Excluded.FOLDER, "Secret"),
    (Excluded.FOLDER, "/nowhere/secret"),
]


def is_excluded(photo: DatedPhoto, what: Excluded, subject: str) -> bool:
    """What an exclusion means, said again in other words."""
    if what is Excluded.PERSON:
        return subject in {name.lower() for name in photo.people}
    if what is Excluded.PLACE:
        return photo.place is not None and subject.lower() in str(photo.place).lower()
    if what is Excluded.DAY:
        return photo.local.date().isoformat().endswith(subject)
    return "secret" in photo.folder


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    named=st.lists(st.sampled_from(EXCLUDED), unique=True),
    muted=st.sets(st.integers(1, 109), max_size=40),
    hidden=st.sets(st.integers(1, 109), max_size=40),
)
def test_what_is_private_is_shown_neither_when_made_nor_when_read(
    family: Album, named: list[tuple[Excluded, str]], muted: set[int], hidden: set[int]
) -> None:
    if family.library.photos.count() < 120:
        family.add(moments_of(date(2025, 7, 7), 3, 4), OSLO, folder="secret")
        family.add(moments_of(date(2025, 7, 6), 1, 4), OSLO, folder="2025/Archive")
        family.add(moments_of(date(2025, 7, 6), 1, 3), OSLO, metadata=Metadata(keywords=("Archived",)))
    maker, store, marks = family.maker(), family.store, family.library.marks
    for what, subject in store.exclusions():
        store.include(what, subject)
    for photo in marks.hidden():
        marks.set(photo, Mark.HIDE, False)
    maker.keep(TODAY, maker.make(TODAY))
    ids = {memory.id for memory in maker.read(TODAY)}
    for pair in [*named, *((Excluded.PHOTO, str(photo)) for photo in muted)]:
        store.exclude(*pair)
    for photo in hidden:
        marks.set(photo, Mark.HIDE, True)
    forbidden = (
        muted
        | hidden
        | {
            photo.id
            for photo in read_dated(family.library.database)
            if any(is_excluded(photo, *pair) for pair in named)
            or photo.folder.endswith("Archive")
            or "Archived" in photo.keywords
        }
    )
    assert not shown(maker.read(TODAY)) & forbidden
    assert not shown([found[0] for i in ids if (found := maker.find(i))]) & forbidden
    assert not shown(maker.make(TODAY)) & forbidden
    assert not shown(maker.make(TODAY, kinds=list(KINDS), limit=50)) & forbidden


def test_a_memory_that_is_muted_is_neither_made_nor_read(family: Album) -> None:
    maker = family.maker()
    trip = next(memory for memory in maker.show(TODAY) if memory.kind == "trip")
    family.store.exclude(Excluded.MEMORY, trip.subject)
    assert trip.subject not in {memory.subject for memory in [*maker.read(TODAY), *maker.make(TODAY)]}
    assert maker.find(trip.id) is None


def test_what_was_read_serves_only_while_nothing_changed(family: Album) -> None:
    maker, day = family.maker(), TODAY + timedelta(days=1)
    maker.make(TODAY)
    assert maker.make(day) == family.maker().make(day)
    family.add(["2021-11-22T10:00", "2022-11-22T10:00"])
    assert maker.make(day) == family.maker().make(day)
    assert "on_this_day" in kinds(maker.make(day))
    family.add(["2026-11-24T10:00"])
    for later in (TODAY, day, day + timedelta(days=2)):
        assert maker.make(later) == family.maker().make(later)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(later=st.sets(st.integers(0, 500), min_size=3, max_size=5))
def test_a_maker_of_many_days_makes_what_one_of_each_day_would(family: Album, later: set[int]) -> None:
    """Whatever was kept of the days before: month, season, year, feasts and leap days come and go."""
    maker = family.maker()
    turns = [date(2026, 1, 5), date(2026, 3, 2), date(2026, 12, 5), date(2027, 1, 2), date(2028, 2, 29)]
    for day in sorted({*turns, *(TODAY + timedelta(days=step) for step in later)}):
        assert maker.make(day, limit=50) == family.maker().make(day, limit=50)


@given(wanted=st.sets(st.integers(1, 130)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_some_photos_are_read_as_all_are(family: Album, wanted: set[int]) -> None:
    everything = read_dated(family.library.database)
    assert read_dated(family.library.database, wanted) == [p for p in everything if p.id in wanted]


@pytest.mark.parametrize(
    "changes",
    [
        {"folder": "/p/Locked Folder/2024"},
        {"folder": "/p/.hidden"},
        {"folder": "/p/archive"},
        {"keywords": ("Private",)},
    ],
)
def test_what_other_programs_hide_is_not_shown(make_photo: MakePhoto, changes: dict[str, object]) -> None:
    assert not MemoryExclusions().allows(make_photo(1, "2024-06-01T10:00", **changes))
    assert MemoryExclusions().allows(make_photo(1, "2024-06-01T10:00", folder="/p/2024", keywords=("fun",)))


def test_a_muted_kind_and_a_muted_day(family: Album) -> None:
    maker, store = family.maker(), family.store
    maker.show(TODAY)
    store.exclude(Excluded.KIND, "trip")
    assert "trip" not in kinds(maker.read(TODAY)) | kinds(maker.make(TODAY))
    store.exclude(Excluded.DAY, "11-21")
    assert maker.read(TODAY) == maker.make(TODAY) == []


def test_a_lost_photo_leaves_its_memory_and_its_cover(family: Album) -> None:
    maker = family.maker()
    before = next(memory for memory in maker.show(TODAY) if memory.kind == "trip")
    family.library.set_status([before.cover], Status.GONE)
    after = next(memory for memory in maker.read(TODAY) if memory.id == before.id)
    assert before.cover not in shown([after])
    assert len(after.photos) == len(before.photos) - 1


def test_a_memory_that_lost_too_much_is_not_read(family: Album) -> None:
    maker = family.maker()
    trip = next(memory for memory in maker.show(TODAY) if memory.kind == "trip")
    family.library.set_status([photo for photo, _ in trip.photos[2:]], Status.MISSING)
    assert trip.id not in {memory.id for memory in maker.read(TODAY)}


def test_a_day_is_made_once_and_stays(family: Album) -> None:
    maker = family.maker()
    first = maker.show(TODAY)
    family.add(["2022-11-21T10:00"])
    assert maker.show(TODAY) == first
    maker.keep(TODAY, maker.make(TODAY))
    assert maker.show(TODAY) != first


def test_nothing_comes_again_before_its_cool_down(family: Album) -> None:
    maker = family.maker()
    trip = next(memory for memory in maker.show(TODAY) if memory.kind == "trip")
    rest = timedelta(days=KINDS["trip"].cool_down_days)
    soon = maker.make(TODAY + rest - timedelta(days=1), kinds=["trip"])
    later = maker.make(TODAY + rest, kinds=["trip"])
    assert trip.subject not in {memory.subject for memory in soon}
    assert trip.subject in {memory.subject for memory in later}


def test_nothing_is_shown_twice_in_a_row(family: Album) -> None:
    maker = family.maker()
    for step in range(5):
        day = TODAY + timedelta(days=step)
        before = {photo for s in family.store.shown_before(day) for photo in s.photos}
        for memory in maker.show(day):
            ids = [photo for photo, _ in memory.photos]
            assert sum(photo in before for photo in ids) <= len(ids) / 2


def test_a_copy_of_a_hidden_memory_under_another_name_is_hidden_with_it(album: Album) -> None:
    album.add(moments_of(date(2025, 11, 3), 12, 2))
    maker = album.maker()
    (month,) = maker.make(TODAY, kinds=["month"])
    (season,) = maker.make(TODAY, kinds=["season"])
    maker.keep_asked_for(TODAY, [month])
    album.store.exclude(Excluded.MEMORY, month.subject)
    assert maker.make(TODAY, kinds=["month", "season"]) == []
    album.store.include(Excluded.MEMORY, month.subject)
    assert maker.make(TODAY, kinds=["season"]) == [season]


def test_only_the_kinds_asked_for(family: Album) -> None:
    assert kinds(family.maker().make(TODAY, kinds=["trip"])) == {"trip"}
    assert len(family.maker().make(TODAY, limit=1)) == 1


def test_only_of_the_person_asked_for_whatever_was_shown_of_them(family: Album) -> None:
    for month in (3, 4, 6):
        family.add(moments_of(date(2024, month, 2), 1, 4), metadata=Metadata(people=(PersonTag("Ida"),)))
    maker = family.maker()
    maker.show(TODAY)
    found = maker.make(TODAY, person="Ida")
    assert found
    assert all(("person", "Ida") in memory.about for memory in found)
    assert maker.make(TODAY, person="Nobody at all") == []


def test_pictures_are_measured_once(family: Album) -> None:
    seen: list[int] = []

    def counting(photo: PhotoRow) -> Image.Image:
        seen.append(photo.id)
        return picture(photo)

    MemoryMaker(family.library, reader, counting).make(TODAY)
    assert len(seen) == len(set(seen)) > 0
    seen.clear()
    MemoryMaker(family.library, reader, counting).make(TODAY)
    assert seen == []


def test_features_of_another_version_are_not_taken(album: Album) -> None:
    album.add(["2024-01-01T10:00"])
    old, new = (Qualities(album.library.database, version) for version in "12")
    old.write({1: [1.0, 2.5], 99: [1.0, 1.0]})
    assert old.read([1, 99]) == {1: (1.0, 2.5)}
    assert new.read([1]) == {}
    new.write({1: [3.0, 4.0]})
    assert (old.read([1]), new.read([1])) == ({}, {1: (3.0, 4.0)})


NIGHTS: MemoryKind = MemoryKind(
    "nights",
    lambda scene: iter(
        [Candidate(NIGHTS, "nights:all", _late(scene), _about(scene), (Reason("last_days", 9),))]
    ),
    Attributes(themed=1, across_years=1, span=1),
    worth=0.9,
    cool_down_days=20,
)
"""A kind that this version does not have."""


def _night(scene: Scene) -> Candidate:
    return Candidate(NIGHTS, "nights:all", _late(scene), _about(scene), (Reason("last_days", 9),))


def _late(scene: Scene) -> tuple[int, ...]:
    return tuple(row for row, photo in enumerate(scene.photos) if photo.local.hour >= 19)


def _about(scene: Scene) -> MemoryFacts:
    days = [scene.photos[row].local.date() for row in _late(scene)]
    return MemoryFacts(min(days), max(days))


@pytest.fixture
def nights(monkeypatch: pytest.MonkeyPatch) -> MemoryKind:
    """One more kind: its entry in the table, and its titles."""
    monkeypatch.setitem(KINDS, "nights", NIGHTS)
    monkeypatch.setattr(english, "TITLES", {**english.TITLES, "nights": lambda facts, _: ("Late hours", "")})
    return NIGHTS


def test_a_kind_more_is_titled_ranked_and_cooled_down(family: Album, nights: MemoryKind) -> None:
    """... by the shipped rankers: it needs no training."""
    assert isinstance(load_scorer(), TrainedScorer)
    maker = family.maker()
    late = next(memory for memory in maker.show(TODAY) if memory.kind == "nights")
    assert (late.title, late.why[0]) == ("Late hours", "the last 9 days")
    assert len(late.photos) >= nights.min_photos and 0 < late.score < 1
    assert ("kind", "nights") in late.about
    assert "nights" not in kinds(maker.make(TODAY + timedelta(days=19)))
    assert "nights" in kinds(maker.make(TODAY + timedelta(days=20), kinds=["nights"]))


def test_a_kind_that_is_gone_is_not_shown_any_more(family: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as more:
        more.setitem(KINDS, "nights", NIGHTS)
        more.setattr(english, "TITLES", {**english.TITLES, "nights": lambda facts, _: ("Late hours", "")})
        maker = family.maker()
        shown_then = kinds(maker.show(TODAY))
    assert shown_then - {"nights"} == kinds(maker.show(TODAY)) != shown_then


def test_what_was_frozen_before_a_kind_more_is_learnt_from(
    family: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    feedback = Feedback(family.library.database)
    family.maker().show(TODAY)
    before = list(readable(feedback))
    monkeypatch.setitem(KINDS, "nights", NIGHTS)
    monkeypatch.setattr(english, "TITLES", {**english.TITLES, "nights": lambda facts, _: ("Late hours", "")})
    family.maker().show(TODAY + timedelta(days=40))
    after = list(readable(feedback))
    for then, now in zip(before, after, strict=False):
        np.testing.assert_array_equal(now.features, then.features)
    assert len(after) > len(before)
    assert {"nights"} <= {memory.kind for memory in after}
    assert {len(memory.features) for memory in after} == {len(MEMORY_FEATURES)}
