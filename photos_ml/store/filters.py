"""A filter over photos and its SQL. Parts combine with and; the members of one part with or, unless said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from photos_ml.favorites import LIKED
from photos_ml.provenance import Field
from photos_ml.store.database import Database
from photos_ml.store.ids import ids_of
from photos_ml.store.looks import LOOKED_LIKE
from photos_ml.store.marks import HIDDEN
from photos_ml.store.paths import name_key, path_key
from photos_ml.store.text import phrase
from photos_ml.store.while_same import MARKS
from photos_ml.types import LOOKS, DateSource, Kind, Media, Precision, first_day

Clause: TypeAlias = tuple[str, list[Any]]

IS_FAVORITE = f"coalesce(p.heart, coalesce(p.rating, 0) >= {LIKED})"
"""What the column `favorite` computes: of what it is computed from, an index holds all."""


def favorite_ids(database: Database) -> npt.NDArray[np.int64]:
    """The present photos that are favourites, hidden ones too, int64 (n,), ascending."""
    chosen = f"SELECT p.id FROM photos p WHERE p.status = 'present' AND {IS_FAVORITE}"
    return database.while_same("favorites", lambda: ids_of(database, chosen), but=MARKS - {Field.FAVORITE})


@dataclass(frozen=True, slots=True)
class PhotoFilter:
    """Which photos may be an answer. Empty parts constrain nothing; letter case never matters.

    A date is only as good as it is precise: '1985' lies in 1985 and in the 80s, not in July 1985. It fits a
    part when all of it does, and a recurring part only when it is known as finely as that part asks.
    """

    days: tuple[tuple[str | None, str | None], ...] = ()
    """Local calendar days, ISO, inclusive; None is an open end. One holds all days that a date may be."""
    months: tuple[int, ...] = ()
    year_days: tuple[tuple[str, str], ...] = ()
    """'MM-DD' to 'MM-DD', inclusive; over New Year where the first is later. For dates known to the day."""
    weekdays: tuple[int, ...] = ()
    """Monday is 0. For dates known to the day."""
    hours: tuple[tuple[int, int], ...] = ()
    """From, to (exclusive); over midnight where the first is later. For dates with a time."""
    places: tuple[str, ...] = ()
    """Names of a city, region or country."""
    place_ids: tuple[int, ...] = ()
    """Rows of places; one union with `places`."""
    written_places: tuple[str, ...] = ()
    """Phrases that name a place, of words alone. A photo without a place of its own that has one of them in
    its name, folder, caption or keywords is let through with `places`."""
    written_roots: tuple[int, ...] = ()
    """Roots named like a place: the same for all their photos."""
    people_all: tuple[str, ...] = ()
    people_any: tuple[str, ...] = ()
    people_none: tuple[str, ...] = ()
    people_only: bool = False
    media: tuple[Media, ...] = ()
    kinds: tuple[Kind, ...] = ()
    rejected: bool = False
    """Those that the file says are to be thrown away. Media, kinds and these are one union."""
    camera: str = ""
    folders: tuple[str, ...] = ()
    """A folder's name at any depth, or its path."""
    keywords_none: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """A photo has all of them, by the tagger below."""
    tagger: int | None = None
    favorite: bool = False
    min_rating: int | None = None
    lacks: tuple[str, ...] = ()
    """Facts that are not known of a photo: keys of LACKING; all of them are."""

    faces: tuple[int | None, int | None] = (None, None)
    """How many faces were found in it, both ends included; None is an open end."""
    lived: tuple[str, str] | None = None
    """Local calendar days, both included, that the date must lie in beside `days`."""
    none_of: tuple[PhotoFilter, ...] = ()
    """A photo that is known to fit one of these is not let through."""
    lenient: tuple[str, ...] = ()
    """Of 'date' and 'place': a photo of which that is not known is let through what asks about it."""

    def __bool__(self) -> bool:
        return self != PhotoFilter()

    def where(self) -> Clause:
        """A condition on photos p (present and not hidden only) and its parameters."""
        shown = f"p.status = 'present' AND p.id NOT IN ({HIDDEN})"
        clauses = [(shown, []), *self._clauses()]
        return _all_of(clauses)

    def _clauses(self) -> Iterator[Clause]:
        yield from self._unless_lacking("date", self._times())
        yield from self._unless_lacking(
            "place",
            _any_of(
                [_place(name) for name in self.places]
                + [("p.place_id = ?", [place_id]) for place_id in self.place_ids]
                + list(_written_places(self.written_places, self.written_roots))
            ),
        )
        for other in self.none_of:
            sql, values = _all_of(other._clauses())
            yield f"NOT coalesce({sql}, 0)", values
        yield from self._people()
        yield from _any_of(
            [("p.media = ?", [media.value]) for media in self.media]
            + [(f"p.id IN {_with_kind(kind)}", [kind.value]) for kind in self.kinds]
            + [("p.rejected", [])] * self.rejected
        )
        if self.camera:
            yield (
                (
                    "p.camera_id IN (SELECT id FROM cameras "
                    "WHERE ? IN (name_key(name), name_key(make), name_key(model)))"
                ),
                [name_key(self.camera)],
            )
        yield from _any_of(map(_folder, self.folders))
        for keyword in self.keywords_none:
            yield f"p.id NOT IN {_WITH_KEYWORD}", [name_key(keyword)]
        for tag in self.tags:
            yield _WITH_TAG, [self.tagger, *[name_key(tag)] * 3]
        if self.favorite:
            yield IS_FAVORITE, []
        if self.min_rating is not None:
            yield "p.rating >= ?", [self.min_rating]
        for fact in self.lacks:
            yield LACKING[fact], []
        yield from self._company()

    def _company(self) -> Iterator[Clause]:
        if self.faces != (None, None):
            least, most = self.faces
            yield f"{LOOKED_AT} AND {FACES_IN} BETWEEN ? AND ?", [least or 0, MANY if most is None else most]
        if self.lived is not None:
            yield _days(self.lived)

    def _times(self) -> Iterator[Clause]:
        yield from _any_of(map(_days, self.days))
        if self.months:
            months = [f"{month:02d}" for month in self.months]
            yield f"{_known_to(Precision.MONTH)} AND substr(p.taken, 6, 2) IN ({_marks(months)})", months
        if self.year_days or self.weekdays:
            yield _known_to(Precision.DAY), []
        yield from _any_of(map(_year_days, self.year_days))
        # SQLite's %w counts from Sunday 0
        yield from _any_of(("strftime('%w', p.taken) = ?", [str((day + 1) % 7)]) for day in self.weekdays)
        yield from _any_of(map(_hours, self.hours))

    def _unless_lacking(self, fact: str, clauses: Iterable[Clause]) -> Iterator[Clause]:
        if fact not in self.lenient:
            yield from clauses
        elif found := list(clauses):
            sql, values = _all_of(found)
            yield f"({LACKING[fact]}) OR {sql}", values

    def _people(self) -> Iterator[Clause]:
        for name in self.people_all:
            yield f"p.id IN {_WITH_PERSON}", [name_key(name)]
        yield from _any_of((f"p.id IN {_WITH_PERSON}", [name_key(name)]) for name in self.people_any)
        for name in self.people_none:
            yield f"p.id NOT IN {_WITH_PERSON}", [name_key(name)]
        if self.people_only:
            named = [name_key(name) for name in (*self.people_all, *self.people_any)]
            others = f"AND q.key NOT IN ({_marks(named)})" if named else ""
            yield (
                (
                    "NOT EXISTS (SELECT 1 FROM photo_people pp JOIN people q ON q.id = pp.person_id "
                    f"WHERE pp.photo_id = p.id {others})"
                ),
                named,
            )
            known = f"AND coalesce(q.key NOT IN ({_marks(named)}), 1)" if named else ""
            yield (
                (
                    "NOT EXISTS (SELECT 1 FROM faces f LEFT JOIN persons q ON q.id = f.person_id "
                    f"WHERE f.content_id = p.content_id AND {_COUNTS} {known})"
                ),
                named,
            )


MANY = 1_000_000
_COUNTS = "f.no_face = 0 AND (f.said > 0 OR f.score >= 0.5 AND f.height >= 0.04)"
"""Faces that are seen as people in the picture, not somewhere in its background."""
FACES_IN = f"(SELECT count(*) FROM faces f WHERE f.content_id = p.content_id AND {_COUNTS})"
"""How many people are seen in a photo `p`."""
LOOKED_AT = (
    "p.content_id IN (SELECT m.content_id FROM step_marks m JOIN steps s ON s.id = m.step_id "
    "WHERE s.name = 'faces' AND m.reason IS NULL)"
)
_WITH_PERSON = "(SELECT photo_id FROM photo_people JOIN people q ON q.id = person_id WHERE q.key = ?)"
_WITH_KEYWORD = "(SELECT photo_id FROM photo_keywords JOIN keywords k ON k.id = keyword_id WHERE k.key = ?)"
_SAID_TAG = "(SELECT photo_id FROM said_tags WHERE {} AND tag_id = (SELECT id FROM tags WHERE key = ?))"
_WITH_TAG = (
    "(p.content_id IN (SELECT content_id FROM content_tags WHERE tagger_id IS ? "
    "AND tag_id = (SELECT id FROM tags WHERE key = ?)) "
    f"AND p.id NOT IN {_SAID_TAG.format('NOT given')} OR p.id IN {_SAID_TAG.format('given')})"
)
"""By the tagger, unless the user says that it is wrong, or by the user."""
_WITH_KIND = "(SELECT photo_id FROM photo_kinds WHERE kind = ?)"


def _with_kind(kind: Kind) -> str:
    return f"({LOOKED_LIKE})" if kind in LOOKS else _WITH_KIND


LACKING: Mapping[str, str] = MappingProxyType(
    {
        # The time of a file says when it was copied; a guess is what there is for want of a date.
        "date": f"p.taken IS NULL OR p.date_trust = 0 OR p.date_source = '{DateSource.GUESS}'",
        "place": "p.place_id IS NULL AND p.lat IS NULL",
        "people": "p.id NOT IN (SELECT photo_id FROM photo_people)",
        "rating": "p.rating IS NULL",
        "caption": "p.caption = '' AND p.title = ''",
    }
)
"""Fact -> the condition that it is not known."""
_MONTH_DAY = "substr(p.taken, 6, 5)"
_COARSE = (Precision.MONTH, Precision.YEAR, Precision.DECADE)
_BY_PRECISION = (
    f"CASE p.date_precision WHEN {Precision.MONTH.level} THEN ? WHEN {Precision.YEAR.level} THEN ? ELSE ? END"
)


def _known_to(precision: Precision) -> str:
    return f"p.date_precision <= {precision.level}"


def _all_of(clauses: Iterable[Clause]) -> Clause:
    found = list(clauses)
    sql = " AND ".join(f"({clause})" for clause, _ in found)
    return f"({sql})", [value for _, values in found for value in values]


def _any_of(clauses: Iterable[Clause]) -> Iterator[Clause]:
    found = list(clauses)
    if found:
        yield " OR ".join(f"({sql})" for sql, _ in found), [v for _, values in found for v in values]


def _days(bounds: tuple[str | None, str | None]) -> Clause:
    first, last = bounds
    parts, values = ["p.taken IS NOT NULL"], []
    if first is not None:
        parts.append("p.taken >= ?")
        values.append(first)
    if last is not None:
        # 'T~' sorts after every time of that day
        parts.append("p.taken < ?")
        values.append(last + "T~")
        parts.append(f"({_known_to(Precision.DAY)} OR p.taken < {_BY_PRECISION})")
        values += coarse_ends(last)
    return " AND ".join(parts), values


def coarse_ends(last: str) -> list[str]:
    """The first days of the month, year and decade that are not over by a day, ISO; after the last of all
    days what sorts after every time."""
    day = date.fromisoformat(last)
    if day == date.max:
        return [f"{last}T~"] * len(_COARSE)
    after = day + timedelta(days=1)
    return [first_day(after, precision).isoformat() for precision in _COARSE]


def _year_days(bounds: tuple[str, str]) -> Clause:
    first, last = bounds
    if first <= last:
        return f"{_MONTH_DAY} BETWEEN ? AND ?", [first, last]
    return f"{_MONTH_DAY} >= ? OR {_MONTH_DAY} <= ?", [first, last]


def _hours(bounds: tuple[int, int]) -> Clause:
    first, last = bounds
    hour = "CAST(substr(p.taken, 12, 2) AS INTEGER)"
    joint = "AND" if first < last else "OR"
    # A file's own time says when it was copied.
    said = f"p.date_trust > 0 AND {_known_to(Precision.MINUTE)}"
    return f"{said} AND ({hour} >= ? {joint} {hour} < ?)", [first, last]


def _place(name: str) -> Clause:
    levels = "name_key(city), name_key(region), name_key(country)"
    return f"p.place_id IN (SELECT id FROM places WHERE ? IN ({levels}))", [name_key(name)]


def _written_places(phrases: Sequence[str], roots: Sequence[int]) -> Iterator[Clause]:
    if phrases:
        expression = " OR ".join(map(phrase, phrases))
        yield (
            "p.place_id IS NULL AND p.id IN (SELECT rowid FROM photo_text WHERE photo_text MATCH ?)",
            [f"{{name folder caption keywords}} : ({expression})"],
        )
    if roots:
        yield (
            (
                "p.place_id IS NULL AND p.id IN (SELECT f.photo_id FROM files f "
                "JOIN folders d ON d.id = f.folder_id "
                f"WHERE f.role = 'primary' AND d.root_id IN ({_marks(roots)}))"
            ),
            list(roots),
        )


def _folder(name: str) -> Clause:
    """A folder by whole path components, 'Work' does not find 'Workshop'; or an album."""
    return (
        "p.id IN (SELECT f.photo_id FROM files f WHERE f.role = 'primary' AND f.folder_id IN "
        "(SELECT d.id FROM folders d JOIN roots r ON r.id = d.root_id "
        "WHERE instr('/' || r.key || '/' || d.key || '/', ?) > 0)) OR p.id IN (SELECT m.photo_id "
        "FROM album_photos m JOIN albums a ON a.id = m.album_id WHERE a.key = ?)"
    ), [f"/{path_key(name)}/", name_key(name)]


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
