"""Filters against a plain predicate in Python over random libraries."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.search.kept_facts import FactKeeper
from photos_ml.store import Batch, Library, PhotoFilter, PhotoRow, Status, Upsert, VectorRow
from photos_ml.store.filters import LACKING
from photos_ml.types import (
    LOOKS,
    Camera,
    DateSource,
    Kind,
    Media,
    Metadata,
    PersonTag,
    Place,
    Precision,
    Taken,
)

PEOPLE = ("Anna", "Bob", "Zoë", "Jean Luc")
PLACES = (
    Place("Paris", "Île-de-France", "France", "FR"),
    Place("Lyon", "Auvergne-Rhône-Alpes", "France", "FR"),
    Place("Paris", "Texas", "United States", "US"),
    Place("", "", "Norway", "NO"),
)
CAMERAS = (Camera(), Camera("Canon", "Canon EOS R6"), Camera("NIKON", "D750"), Camera("Apple", "iPhone 12"))
FOLDERS = (
    "", "Work", "Workshop", "work/2020", "2020", "2020/Work", "Home Work", "a%b", "a_b", "axb", "Ünder/é",
)  # fmt: skip
KEYWORDS = ("sea", "Sea view", "dog")
TOLD = sorted({*Kind} - {*LOOKS} | {Kind.SCREENSHOT})
"""Kinds that a file says; the others are told by looking."""


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def accepts(wanted: PhotoFilter, row: PhotoRow, root: str) -> bool:
    """What PhotoFilter means, word for word."""
    metadata, camera = row.metadata, row.metadata.camera
    taken, folder = metadata.taken, str(row.path.parent)
    checks = [
        row.status is Status.PRESENT,
        not wanted.days or any(_in_days(taken, first, last) for first, last in wanted.days),
        not wanted.months or (_known_to(taken, Precision.MONTH) and taken.local.month in wanted.months),
        not wanted.year_days or any(_in_year_days(taken, *bounds) for bounds in wanted.year_days),
        not wanted.weekdays or (_known_to(taken, Precision.DAY) and taken.day.weekday() in wanted.weekdays),
        not wanted.hours or any(_in_hours(taken, *bounds) for bounds in wanted.hours),
        not wanted.places or any(_in_place(metadata.place, name) for name in wanted.places),
        _has_people(wanted, {folded(person.name) for person in metadata.people}),
        not (wanted.media or wanted.kinds)
        or metadata.media in wanted.media
        or bool(metadata.kinds & set(wanted.kinds)),
        not wanted.camera
        or folded(wanted.camera)
        in {folded(name) for name in (camera.name, camera.make, camera.model)} - {""},
        not wanted.folders or any(_in_folder(folder, name) for name in wanted.folders),
        not {folded(k) for k in wanted.keywords_none} & {folded(k) for k in metadata.keywords},
        metadata.favorite or not wanted.favorite,
        not set(wanted.lacks) & _known(metadata),
        wanted.min_rating is None or (metadata.rating is not None and metadata.rating >= wanted.min_rating),
    ]  # fmt: skip
    return all(checks)


def _known(metadata: Metadata) -> set[str]:
    """The facts that are known of a photo."""
    facts = {
        "date": metadata.taken is not None
        and metadata.taken.source.trust > 0
        and metadata.taken.source is not DateSource.GUESS,
        "place": metadata.place is not None or metadata.position is not None,
        "people": bool(metadata.people),
        "rating": metadata.rating is not None,
        "caption": bool(metadata.caption or metadata.title),
    }
    return {fact for fact, known in facts.items() if known}


def _in_days(taken: Taken | None, first: str | None, last: str | None) -> bool:
    """Every single day that it may be."""
    if taken is None:
        return False
    may_be = [taken.day]
    while may_be[-1] < taken.last_day:
        may_be.append(may_be[-1] + timedelta(days=1))
    return all((first or "") <= day.isoformat() <= (last or "9999-12-31") for day in may_be)


def _known_to(taken: Taken | None, precision: Precision) -> TypeGuard[Taken]:
    order = list(Precision)
    return taken is not None and order.index(taken.precision) <= order.index(precision)


def _in_year_days(taken: Taken | None, first: str, last: str) -> bool:
    if not _known_to(taken, Precision.DAY):
        return False
    day = f"{taken.day:%m-%d}"
    return first <= day <= last if first <= last else day >= first or day <= last


def _in_hours(taken: Taken | None, first: int, last: int) -> bool:
    if not _known_to(taken, Precision.MINUTE) or taken.source is DateSource.MTIME:
        return False
    hour = taken.local.hour
    return first <= hour < last if first < last else hour >= first or hour < last


def _in_place(place: Place | None, name: str) -> bool:
    return place is not None and folded(name) in {
        folded(n) for n in (place.city, place.region, place.country)
    }


def _has_people(wanted: PhotoFilter, there: set[str]) -> bool:
    every, some = {folded(n) for n in wanted.people_all}, {folded(n) for n in wanted.people_any}
    return (
        every <= there
        and (not some or bool(some & there))
        and not there & {folded(n) for n in wanted.people_none}
        and (not wanted.people_only or there <= every | some)
    )


def _in_folder(folder: str, name: str) -> bool:
    there, asked = folded(folder).strip("/").split("/"), folded(name).strip("/").split("/")
    return any(there[start : start + len(asked)] == asked for start in range(len(there)))


def any_case(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    changes = (str, str.upper, str.lower, str.title, lambda s: unicodedata.normalize("NFD", s))
    return st.tuples(st.sampled_from(names), st.sampled_from(changes)).map(lambda pair: pair[1](pair[0]))


def some(items: Any, most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    strategy = items if isinstance(items, st.SearchStrategy) else st.sampled_from(items)
    return st.lists(strategy, max_size=most, unique=True).map(tuple)


moments = st.one_of(
    st.datetimes(datetime(2019, 12, 20), datetime(2021, 1, 10)),
    st.dates(date(2019, 12, 20), date(2021, 1, 10)).map(lambda d: datetime.combine(d, datetime.min.time())),
    st.sampled_from(
        (datetime(2020, 2, 29, 23, 59, 59, 999_000), datetime(2020, 12, 31, 23, 59), datetime(2020, 1, 1))
    ),
).map(lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000))

dates = st.builds(
    Taken,
    moments,
    st.none(),
    st.sampled_from(DateSource),
    st.just(Precision.SECOND) | st.sampled_from(Precision),
)
photos = st.builds(
    Metadata,
    media=st.sampled_from(Media),
    taken=st.none() | dates,
    place=st.none() | st.sampled_from(PLACES),
    camera=st.sampled_from(CAMERAS),
    keywords=some(KEYWORDS),
    people=some(PEOPLE, 3).map(lambda names: tuple(PersonTag(name) for name in names)),
    rating=st.none() | st.integers(0, 5),
    heart=st.none() | st.booleans(),
    kinds=st.frozensets(st.sampled_from(TOLD), max_size=2),
)
libraries = st.lists(
    st.tuples(photos, st.sampled_from(FOLDERS), st.sampled_from([*Status, Status.PRESENT])), max_size=25
)

iso_days = st.one_of(
    st.dates(date(2019, 12, 15), date(2021, 1, 15)).map(date.isoformat),
    st.sampled_from(("2020-01-01", "2020-12-31", "2020-02-01", "2020-02-29", "2010-01-01", "2029-12-31")),
)
month_days = st.dates(date(2020, 1, 1), date(2020, 12, 31)).map(lambda day: f"{day:%m-%d}")
hours = st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda pair: pair[0] != pair[1])
place_names = tuple({level for p in PLACES for level in (p.city, p.region, p.country)} - {""})
camera_names = ("Canon", "Canon EOS R6", "D750", "NIKON D750", "iPhone 12", "Apple", "None")
asked_folders = (
    "Work",
    "work/2020",
    "2020",
    "a%b",
    "a_b",
    "shop",
    "Ünder",
    "é",
    "pictures",
    "pictures/Work",
    "/2020/",
)

filters = st.builds(
    PhotoFilter,
    days=some(st.tuples(st.none() | iso_days, st.none() | iso_days)),
    months=some(st.integers(1, 12), 3),
    year_days=some(st.tuples(month_days, month_days)),
    weekdays=some(st.integers(0, 6), 3),
    hours=some(hours),
    places=some(any_case(place_names)),
    people_all=some(any_case(PEOPLE)),
    people_any=some(any_case(PEOPLE)),
    people_none=some(any_case(PEOPLE), 1),
    people_only=st.booleans(),
    media=some(Media),
    kinds=some(Kind),
    camera=st.just("") | any_case(camera_names),
    folders=some(any_case(asked_folders)),
    keywords_none=some(any_case(KEYWORDS), 1),
    favorite=st.booleans(),
    min_rating=st.none() | st.integers(1, 5),
    lacks=some(st.sampled_from(sorted(LACKING)), 2),
)  # fmt: skip
FIELDS = tuple(PhotoFilter.__dataclass_fields__)


def narrowed(wanted: PhotoFilter, fields: frozenset[str]) -> PhotoFilter:
    """Only some parts of a filter: all at once would let hardly any photo through."""
    return PhotoFilter(**{name: getattr(wanted, name) for name in fields})


def rebuild(shelf: Any, rows: list[tuple[Metadata, str, Status]]) -> list[int]:
    library = shelf.library
    with library.database.transaction() as connection:
        connection.execute("DELETE FROM photos")
        connection.execute("DELETE FROM photo_text")
    upserts = []
    for number, (metadata, folder, _) in enumerate(rows):
        group = shelf.group(f"{folder}/{number}.jpg" if folder else f"{number}.jpg")
        upserts.append(Upsert(group, f"{number:064x}", metadata))
    ids: list[int] = library.write(Batch(upserts=tuple(upserts)))
    for status in Status:
        library.set_status((i for i, row in zip(ids, rows, strict=True) if row[2] is status), status)
    return ids


@pytest.fixture
def facts(library: Library) -> FactKeeper:
    found = FactKeeper(library, library.vectors("none", "1", 8))
    found.read()
    return found


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=libraries,
    asked=st.lists(
        st.tuples(filters, st.frozensets(st.sampled_from(FIELDS), max_size=3)), min_size=6, max_size=6
    ),
)
def test_filter_lets_through_what_a_plain_predicate_does(
    shelf: Any,
    facts: FactKeeper,
    rows: list[tuple[Metadata, str, Status]],
    asked: list[tuple[PhotoFilter, frozenset[str]]],
) -> None:
    """By statements and by arrays; those of one example are kept for the next, and read only what changed."""
    library = shelf.library
    ids = rebuild(shelf, rows)
    thrown_away = {i for i, (said, _, _) in zip(ids, rows, strict=True) if Kind.TRASHED in said.kinds}
    found = {i: row for i, row in library.photos.get(ids).items() if i not in thrown_away}
    for whole, fields in asked:
        wanted = narrowed(whole, fields)
        expected = [i for i, row in found.items() if accepts(wanted, row, "/pictures")]
        assert library.photo_ids(wanted).tolist() == expected, wanted
        assert library.count_matching(wanted) == len(expected)
        assert sorted(library.newest(wanted, 100, 0)) == expected
        for some in (list(found), list(found)[:1], [*reversed(list(found)), *found]):
            among = library.matching(wanted, np.array(some, np.int64))
            assert among.tolist() == [i for i in expected if i in some], (wanted, some)
    kept = facts.current()
    for (whole, fields), (other, others) in pairwise(asked):
        wanted = replace(
            narrowed(whole, fields | {"days", "hours"} if others else fields),
            none_of=tuple(filter(None, [narrowed(other, others)])),
            lived=("2020-03-01", "2020-11-30") if len(fields) > 2 else None,
            lenient=("date", "place")[: len(others)],
        )
        through = kept.through(wanted)
        assert through.photo_ids().tolist() == library.photo_ids(wanted).tolist(), wanted
        assert through.count() == library.count_matching(wanted)
        for oldest in (False, True):
            page = library.newest(wanted, 7, 2, oldest=oldest, last_id=max(ids, default=0) - 2)
            assert through.newest(7, 2, oldest=oldest, last_id=max(ids, default=0) - 2).tolist() == page
            by_date = kept.by_date(np.array(ids, np.int64), oldest=oldest).tolist()
            assert by_date == library.photos.by_date(ids, oldest=oldest)
            assert through.among(np.array(ids, np.int64)).tolist() == through.photo_ids().tolist()


def test_the_property_sees_both_answers(shelf: Any) -> None:
    """Each part, alone, lets some photo through and keeps some photo out."""
    summer = Metadata(
        media=Media.VIDEO, taken=Taken(datetime(2020, 7, 4, 14), None, DateSource.EXIF), place=PLACES[0],
        camera=CAMERAS[1], keywords=("sea",), people=(PersonTag("Anna"),), rating=5, heart=True,
        kinds=frozenset({Kind.LIVE}),
    )  # fmt: skip
    inside, outside = rebuild(
        shelf, [(summer, "Work", Status.PRESENT), (Metadata(), "Workshop", Status.PRESENT)]
    )
    parts: dict[str, Any] = {
        "days": (("2020-07-04", "2020-07-04"),), "months": (7,), "year_days": (("07-01", "07-31"),),
        "weekdays": (5,), "hours": ((12, 17),), "places": ("france",), "people_all": ("ANNA",),
        "people_any": ("anna", "bob"), "media": (Media.VIDEO,), "kinds": (Kind.LIVE,), "camera": "canon",
        "folders": ("work",), "favorite": True, "min_rating": 4,
    }  # fmt: skip
    for name, value in parts.items():
        assert shelf.library.photo_ids(PhotoFilter(**{name: value})).tolist() == [inside], name
    absences: dict[str, Any] = {"people_none": ("anna",), "keywords_none": ("SEA",), "people_only": True}
    absences |= {"none_of": (PhotoFilter(months=(7,), places=("france",)),)}
    for name, value in absences.items():
        assert shelf.library.photo_ids(PhotoFilter(**{name: value})).tolist() == [outside], name
    for month, both in ((7, [inside, outside]), (8, [outside])):
        lenient = PhotoFilter(months=(month,), places=("france",), lenient=("date", "place"))
        assert shelf.library.photo_ids(lenient).tolist() == both


@pytest.mark.parametrize(
    ("bounds", "days"),
    [
        (("2020-07-04", "2020-07-04"), [4]),
        (("2020-07-04", None), [4, 5]),
        ((None, "2020-07-04"), [3, 4]),
        ((None, None), [3, 4, 5]),
        (("2020-07-05", "2020-07-03"), []),
    ],
)
def test_days_are_inclusive_to_the_last_millisecond(
    shelf: Any, bounds: tuple[str | None, str | None], days: list[int]
) -> None:
    ends = (datetime(2020, 7, day, 23, 59, 59, 999_000) for day in (3, 4, 5))
    ids = [shelf.add(f"{m:%d}.jpg", Metadata(taken=Taken(m, 60, DateSource.EXIF))) for m in ends]
    shelf.add("undated.jpg")
    found = shelf.library.photo_ids(PhotoFilter(days=(bounds,))).tolist()
    assert found == [photo for day, photo in zip((3, 4, 5), ids, strict=True) if day in days]


@pytest.mark.parametrize(
    ("precision", "found"),
    [
        (
            Precision.SECOND,
            {"day", "month", "year", "decade", "summer", "anniversary", "saturdays", "afternoon"},
        ),
        (
            Precision.MINUTE,
            {"day", "month", "year", "decade", "summer", "anniversary", "saturdays", "afternoon"},
        ),
        (Precision.DAY, {"day", "month", "year", "decade", "summer", "anniversary", "saturdays"}),
        (Precision.MONTH, {"month", "year", "decade", "summer"}),
        (Precision.YEAR, {"year", "decade"}),
        (Precision.DECADE, {"decade"}),
    ],
)
def test_a_date_is_found_by_what_is_known_of_it(shelf: Any, precision: Precision, found: set[str]) -> None:
    """'1985' is found by 'in 1985' and 'the 80s', not by 'July 1985', 'on Saturdays' or 'on this day'."""
    taken = Taken(datetime(1985, 7, 6, 14, 30), None, DateSource.EXIF, precision)
    photo = shelf.add("a.jpg", Metadata(taken=taken))
    asked = {
        "day": PhotoFilter(days=(("1985-07-06", "1985-07-06"),)),
        "month": PhotoFilter(days=(("1985-07-01", "1985-07-31"),)),
        "most of the month": PhotoFilter(days=(("1985-07-07", "1985-07-31"), ("1985-07-01", "1985-07-05"))),
        "year": PhotoFilter(days=(("1985-01-01", "1985-12-31"),)),
        "decade": PhotoFilter(days=(("1980-01-01", "1989-12-31"),)),
        "summer": PhotoFilter(months=(6, 7, 8)),
        "anniversary": PhotoFilter(year_days=(("07-06", "07-06"),)),
        "saturdays": PhotoFilter(weekdays=(5,)),
        "afternoon": PhotoFilter(hours=((12, 17),)),
    }
    assert {
        name for name, wanted in asked.items() if shelf.library.photo_ids(wanted).tolist() == [photo]
    } == found


def test_an_open_end_takes_in_all_that_lies_before_or_after(shelf: Any) -> None:
    year = Taken(datetime(1985, 1, 1), None, DateSource.XMP, Precision.YEAR)
    photo = shelf.add("a.jpg", Metadata(taken=year))
    ends = [
        (None, "1985-12-31"),
        ("1985-01-01", None),
        (None, "1985-12-30"),
        ("1985-01-02", None),
        (None, None),
    ]
    inside = [shelf.library.photo_ids(PhotoFilter(days=(bounds,))).tolist() == [photo] for bounds in ends]
    assert inside == [True, True, False, False, True]
    last = Taken(datetime(9990, 1, 1), None, DateSource.XMP, Precision.DECADE)
    far = shelf.add("b.jpg", Metadata(taken=last))
    assert shelf.library.photo_ids(PhotoFilter(days=(("9990-01-01", "9999-12-31"),))).tolist() == [far]


def test_offset_never_moves_a_photo_to_another_day(shelf: Any) -> None:
    """23:30 in New York is tomorrow in Greenwich; the day is the camera's."""
    photo = shelf.add("a.jpg", Metadata(taken=Taken(datetime(2020, 12, 31, 23, 30), -300, DateSource.EXIF)))
    assert shelf.library.photo_ids(PhotoFilter(days=(("2020-12-31", "2020-12-31"),))).tolist() == [photo]
    assert shelf.library.photo_ids(PhotoFilter(days=(("2021-01-01", None),))).tolist() == []


def test_place_rows_and_place_names_are_one_union(shelf: Any) -> None:
    ids = [shelf.add(f"{n}.jpg", Metadata(place=place)) for n, place in enumerate(PLACES)]
    numbers = {place: number for number, place in shelf.library.places().items()}
    wanted = PhotoFilter(places=("Norway",), place_ids=(numbers[PLACES[2]],))
    assert shelf.library.photo_ids(wanted).tolist() == [ids[2], ids[3]]


def test_folder_of_a_root_that_a_longer_root_begins_like(library: Library, shelf: Any) -> None:
    other = library.add_root(Path("/pictures-old"))
    inside = shelf.add("a.jpg")
    shelf.add("a.jpg", root=other)
    assert library.photo_ids(PhotoFilter(folders=("pictures",))).tolist() == [inside]
    assert library.photo_ids(PhotoFilter(folders=("/pictures",))).tolist() == [inside]
    assert library.photo_ids(PhotoFilter(folders=("old",))).tolist() == []


def test_empty_filter_is_false_and_lets_all_present_through(shelf: Any) -> None:
    assert not PhotoFilter()
    assert PhotoFilter(favorite=True)
    ids = [shelf.add(f"{n}.jpg") for n in range(3)]
    shelf.library.set_status(ids[:1], Status.GONE)
    assert shelf.library.photo_ids(PhotoFilter()).tolist() == ids[1:]


class TestOrder:
    @pytest.fixture
    def days(self, shelf: Any) -> list[int]:
        """Ids by date, the two undated ones last."""
        first = datetime(2020, 1, 1)
        moments = [first + timedelta(days=n) for n in (2, 0, 1, 1)]
        ids = [
            shelf.add(f"{n}.jpg", Metadata(taken=Taken(m, None, DateSource.EXIF)))
            for n, m in enumerate(moments)
        ]
        ids += [shelf.add("u.jpg"), shelf.add("v.jpg")]
        return [ids[1], ids[2], ids[3], ids[0], ids[4], ids[5]]

    def test_undated_photos_come_last_either_way(self, shelf: Any, days: list[int]) -> None:
        oldest = shelf.library.newest(PhotoFilter(), 10, 0, oldest=True)
        newest = shelf.library.newest(PhotoFilter(), 10, 0)
        assert oldest == days
        assert newest[:4] == days[3::-1]
        assert sorted(newest[4:]) == days[4:]

    @pytest.mark.parametrize("oldest", [True, False])
    def test_pages_put_together_are_the_whole(self, shelf: Any, days: list[int], oldest: bool) -> None:
        whole = shelf.library.newest(PhotoFilter(), 10, 0, oldest=oldest)
        pages = [shelf.library.newest(PhotoFilter(), 2, offset, oldest=oldest) for offset in range(0, 8, 2)]
        assert [photo for page in pages for photo in page] == whole


class TestQueryPlans:
    """The big filters are answered from indexes: no scan of the rows themselves."""

    WANTED = (
        PhotoFilter(),
        PhotoFilter(days=(("2020-01-01", "2020-12-31"),)),
        PhotoFilter(months=(7,)),
        PhotoFilter(weekdays=(5,)),
        PhotoFilter(hours=((22, 5),)),
        PhotoFilter(places=("Paris",)),
        PhotoFilter(place_ids=(1, 2)),
        PhotoFilter(people_all=("Anna",)),
        PhotoFilter(people_any=("Anna", "Bob")),
        PhotoFilter(people_none=("Anna",)),
        PhotoFilter(media=(Media.VIDEO,)),
        PhotoFilter(media=(Media.VIDEO,), kinds=(Kind.SCREENSHOT,)),
        PhotoFilter(kinds=(Kind.SCREENSHOT,)),
        PhotoFilter(camera="canon"),
        PhotoFilter(folders=("Work",)),
        PhotoFilter(favorite=True),
        PhotoFilter(min_rating=4),
        PhotoFilter(keywords_none=("sea",)),
    )

    @pytest.mark.parametrize("wanted", WANTED, ids=lambda f: repr(narrow(f)))
    def test_no_row_of_photos_is_scanned(self, library: Library, wanted: PhotoFilter) -> None:
        condition, values = wanted.where()
        plan = library.database.query(
            f"EXPLAIN QUERY PLAN SELECT p.id FROM photos p WHERE {condition}", values
        )
        steps = [row["detail"] for row in plan]
        bare = [
            step for step in steps if step.startswith("SCAN p ") and "COVERING INDEX photos_facts" not in step
        ]
        assert bare == []
        assert not [step for step in steps if step.startswith(("SCAN f ", "SCAN photo_", "SCAN v "))]

    def test_vectors_are_looked_up_photo_by_photo(self, library: Library) -> None:
        condition, values = PhotoFilter(people_all=("Anna",)).where()
        plan = library.database.query(
            "EXPLAIN QUERY PLAN SELECT v.id FROM photos p CROSS JOIN vectors v "
            f"ON v.content_id = p.content_id AND v.model_id = 1 WHERE {condition}",
            values,
        )
        assert any("SEARCH v USING COVERING INDEX" in row["detail"] for row in plan)

    @pytest.mark.parametrize("oldest", [True, False])
    def test_a_page_by_date_sorts_nothing(self, library: Library, oldest: bool) -> None:
        condition, values = PhotoFilter().where()
        order = "p.taken ASC NULLS LAST, p.id" if oldest else "p.taken DESC, p.id DESC"
        plan = library.database.query(
            f"EXPLAIN QUERY PLAN SELECT p.id FROM photos p WHERE {condition} ORDER BY {order} LIMIT 5", values
        )
        steps = [row["detail"] for row in plan]
        assert any("photos_facts" in step for step in steps)
        # The index ends in other columns before the id, so only rows of one moment may be sorted.
        assert not any(step == "USE TEMP B-TREE FOR ORDER BY" for step in steps)


def narrow(wanted: PhotoFilter) -> dict[str, Any]:
    return {
        name: value for name in FIELDS if (value := getattr(wanted, name)) != getattr(PhotoFilter(), name)
    }


def test_vector_ids_are_those_of_the_photos_let_through(shelf: Any) -> None:
    library = shelf.library
    vectors = library.vectors("m", "1", 2)
    ids = [shelf.add(f"{n}.jpg", Metadata(rating=n), content=f"{n // 2:064x}") for n in range(6)]
    rows = tuple(VectorRow(f"{n:064x}", np.ones(2, np.float16)) for n in range(2))
    library.write(Batch(vectors=rows), vectors)
    everything = library.vector_ids(PhotoFilter(), vectors)
    assert len(everything) == 2
    assert library.vector_ids(PhotoFilter(min_rating=2), vectors).tolist() == everything[1:].tolist()
    assert library.vector_ids(PhotoFilter(min_rating=5), vectors).tolist() == []
    assert library.vector_ids_of(ids[:1], vectors).tolist() == everything[:1].tolist()
    assert library.vector_ids_of([], vectors).tolist() == []
    assert library.vector_ids(PhotoFilter(), library.vectors("other", "1", 2)).tolist() == []
