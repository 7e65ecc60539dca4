"""Corrections: what the user says of one photo or of thousands, in the library; no file is touched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from photos_ml.app.service.context import Context
from photos_ml.app.service.people import acting
from photos_ml.app.service.photos import known_photo
from photos_ml.app.service.trash import left_in_trash
from photos_ml.corrections import Correction, Moved, Where
from photos_ml.errors import UsageError
from photos_ml.store.correcting import correct, last_gesture
from photos_ml.store.paths import name_key
from photos_ml.types import LOOKS, DateSource, PersonTag, Position, Taken

_SHIFT = re.compile(r"([+-]?)((?:\d+(?:\.\d+)?[dhms])+)")
_PART = re.compile(r"(\d+(?:\.\d+)?)([dhms])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_POSITION = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[, ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


KINDS = ("photo", *(kind.value for kind in LOOKS))
MOST_LETTERS = {"a word or name": 200, "the title": 1_000, "the caption": 20_000}
NONE = "none"
"""Says of a date or a place that there is none."""


@dataclass(frozen=True, slots=True)
class CorrectionWords:
    """A correction as people and programs write it; what is left out stays. An empty text and a rating of 0
    say that there is none."""

    date: str | None = None
    """'1985', '2019-05', '2019-05-04', '2019-05-04 10:30+02:00', or NONE."""
    shift: str | None = None
    """'+1h', '-1d12h': a clock that was wrong."""
    zone: str | None = None
    """'+09:00': a clock in another zone."""
    place: str | None = None
    """A city, 'Paris, Texas', '38.72,-9.14', or NONE."""
    place_of: str | None = None
    """Another photo, by id or path."""
    point: tuple[float, float] | None = None
    """Latitude and longitude."""
    title: str | None = None
    caption: str | None = None
    rating: int | None = None
    keywords: tuple[str, ...] = ()
    no_keywords: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    no_people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """Words for what they show, and for what they do not."""
    no_tags: tuple[str, ...] = ()
    kind: str | None = None
    """'photo', 'document', 'receipt', ..., or NONE: what it looks like."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did."""

    gesture: int
    """The number to undo it by."""
    photos: int
    asked: int

    @property
    def left(self) -> int:
        """Photos whose date could not be moved."""
        return self.asked - self.photos


def correct_photos(context: Context, photo_ids: Sequence[int], said: CorrectionWords) -> Corrected:
    """Say this of photos that exist, as one gesture. UsageError for what says nothing or cannot be read."""
    correction = read_correction(context, said)
    if not correction:
        raise UsageError("nothing is said of them", hint="photos-ml correct --help lists what can be")
    gesture, photos = correct(context.library(), photo_ids, correction)
    return Corrected(gesture, photos, len(photo_ids))


def read_correction(context: Context, said: CorrectionWords) -> Correction:
    """What is meant; UsageError for what cannot be read."""
    keywords, people, tags = map(_words, (said.keywords, said.people, said.tags))
    _is_short("the title", said.title)
    _is_short("the caption", said.caption)
    _is_one_way("keyword", keywords, said.no_keywords)
    _is_one_way("person", people, said.no_people)
    _is_one_way("tag", tags, said.no_tags)
    return Correction(
        taken=None if said.date in (None, NONE) else read_moment(said.date or ""),
        undated=said.date == NONE,
        moved=Moved(
            read_shift(said.shift) if said.shift else timedelta(),
            read_offset(said.zone) if said.zone else None,
        ),
        where=_where(context, said),
        title=said.title,
        caption=said.caption,
        rating=said.rating,
        keywords=keywords,
        no_keywords=said.no_keywords,
        people=tuple(map(PersonTag, people)),
        no_people=said.no_people,
        tags=tags,
        no_tags=said.no_tags,
        kind=None if said.kind is None else _kind(said.kind),
    )


def _words(said: tuple[str, ...]) -> tuple[str, ...]:
    words = tuple(word.strip() for word in said)
    if not all(words):
        raise UsageError("a word to add is empty", hint="leave it out, or say which")
    for word in words:
        _is_short("a word or name", word)
    return words


def _is_short(what: str, said: str | None) -> None:
    most = MOST_LETTERS[what]
    if said is not None and len(said) > most:
        raise UsageError(f"{what} has {len(said)} letters", hint=f"{most} at most")


def _is_one_way(what: str, added: tuple[str, ...], taken_away: tuple[str, ...]) -> None:
    """UsageError for a word that is both added and taken away."""
    both = {name_key(word): word for word in added}
    for word in taken_away:
        if name_key(word) in both:
            raise UsageError(f"{what} '{word}' is added and taken away at once", hint="say one of the two")


def _kind(said: str) -> str:
    if said not in (*KINDS, NONE):
        raise UsageError(f"no picture is a {said}", hint="one of " + ", ".join(KINDS))
    return "" if said == NONE else said


def _where(context: Context, said: CorrectionWords) -> Where | None:
    if sum(one is not None for one in (said.place, said.place_of, said.point)) > 1:
        raise UsageError("the place is said twice", hint="give one of the ways to say it")
    if said.point is not None:
        return where_at(*said.point)
    if said.place_of is not None:
        return where_of(context, said.place_of)
    if said.place is None:
        return None
    return Where() if said.place == NONE else where_called(said.place)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking a gesture back did. `gesture`: by which that is undone in turn; `in_trash`: files of its
    photos that stay in the trash, from where the system alone puts them back."""

    gesture: int
    in_trash: int


def undo(context: Context, gesture: int | None = None) -> TakenBack:
    """Put back what stood before a gesture, by default the last. UsageError where there is none."""
    library = context.library()
    wanted = last_gesture(library) if gesture is None else gesture
    known = library.database.scalar("SELECT 1 FROM acts WHERE gesture = ? LIMIT 1", (wanted,))
    if wanted is None:
        raise UsageError("nothing was done by hand yet", hint="there is nothing to take back")
    if not known:
        hint = "what is done by hand prints its number; without one the last is taken back"
        raise UsageError(f"nothing was done by hand as number {wanted}", hint=hint)
    return TakenBack(acting.undo(context, wanted), left_in_trash(context, wanted))


def read_moment(text: str) -> Taken:
    """A date as people write it, with as much as is known: '1985', '1985-06', '2019-05-04 10:30', with an
    offset as in '+02:00'. UsageError for anything else."""
    from photos_ml.indexer.metadata.dates import ImpossibleDateError, parse_date

    try:
        found = parse_date(text, DateSource.USER)
    except ImpossibleDateError as error:
        raise UsageError(str(error), hint="write 2019-05-04, 2019-05 or 1985") from None
    if found is None:
        raise UsageError(f"{text!r} is no date", hint="write 2019-05-04 10:30, 2019-05-04, 2019-05 or 1985")
    return Taken(found.local, found.offset_minutes, DateSource.USER, found.precision)


def read_shift(text: str) -> timedelta:
    """'+1h', '-1d12h', '90m': how far a clock was behind. UsageError for anything else."""
    match = _SHIFT.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is no stretch of time", hint="write +1h, -1d12h30m or +90s")
    parts = {_UNITS[unit]: float(number) for number, unit in _PART.findall(match[2])}
    found = timedelta(**parts)
    return -found if match[1] == "-" else found


def read_offset(text: str) -> int:
    """Minutes east of UTC of '+02:00'; UsageError for anything else."""
    from photos_ml.indexer.metadata.dates import parse_offset

    found = parse_offset(text)
    if found is None:
        raise UsageError(f"{text!r} is no zone", hint="write +02:00 or -0330")
    return found


def where_at(lat: float, lon: float) -> Where:
    """A point on the map, and the place there."""
    from photos_ml.gazetteer import Gazetteer

    return Where(Position(lat, lon), Gazetteer().reverse(lat, lon))


def where_called(name: str) -> Where:
    """'38.7,-9.1', or a place by name, the most populous of that name. UsageError for none."""
    from photos_ml.gazetteer import Gazetteer

    match = _POSITION.fullmatch(name)
    if match and abs(float(match[1])) <= 90 and abs(float(match[2])) <= 180:
        return where_at(float(match[1]), float(match[2]))
    found = Gazetteer().find(name)
    if not found:
        raise UsageError(f"no place is called {name}", hint="write a city, 'Paris, Texas', or 38.72,-9.14")
    entry = found[0]
    city = entry.place.city or entry.place.region
    position = Position(entry.lat, entry.lon) if city else None  # a country's middle is nowhere
    return Where(position, entry.place)


@dataclass(frozen=True, slots=True)
class PlaceCalled:
    """One meaning of a name; `name` says it so that `where_called` finds this one."""

    name: str
    lat: float
    lon: float


def places_called(name: str) -> list[PlaceCalled]:
    """What a name means, the most populous first; nothing for no name."""
    from photos_ml.gazetteer import Gazetteer

    found: dict[str, PlaceCalled] = {}
    for entry in Gazetteer().find(name):
        parts = [part for part in (entry.place.city, entry.place.region, entry.place.country) if part]
        called = ", ".join(parts[:1] + parts[1:][-2:]) or entry.name
        found.setdefault(called, PlaceCalled(called, entry.lat, entry.lon))
    return list(found.values())


def where_of(context: Context, photo: str) -> Where:
    """Where another photo was taken; UsageError where that is not known."""
    known = known_photo(context, photo)
    position, place = known.metadata.position, known.metadata.place
    if position is None and place is None:
        raise UsageError(f"nobody knows where {photo} was taken", hint="name the place itself")
    return Where(position, place)
