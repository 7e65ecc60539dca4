"""Birthdays, weddings and the like, told by what people wrote (captions, keywords, folders, albums), by
births that are known, and by what the model saw in many photos of one event."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from photos_ml.ranker.candidates.candidate import Candidate, MemoryFacts, MemoryKind, Reason, span
from photos_ml.ranker.scene.anniversaries import anniversary_days, days_since
from photos_ml.ranker.scene.scene import Scene
from photos_ml.store.dated import DatedPhoto
from photos_ml.store.paths import name_key

LAG_DAYS = 2
"""A celebration is remembered from its day to so many days after it."""
SAME_DAYS = 3
"""It is kept on the weekend near its day as often as on the day: dates this close are one."""
MIN_PHOTOS = 2


@dataclass(frozen=True, slots=True)
class Celebration:
    """A kind of celebration: `written` says that a text speaks of it."""

    id: str
    written: re.Pattern[str]
    yearly: bool
    """Whether the same day of other years belongs to it where the same person is in the picture."""
    seen: frozenset[str] = frozenset()
    """Tags of its pictures: what people wear and do there."""


CELEBRATIONS = (
    Celebration(
        "birthday",
        re.compile(
            r"\bbirthdays?\b|\bb-?day\b|\bgeburtstag|\bcumplea|\banniversaire\b|\bturn(s|ed|ing) \d{1,3}\b"
            r"|\bwird \d{1,3}\b",
            re.I,
        ),
        yearly=True,
        seen=frozenset({"birthday cake", "birthday party"}),
    ),
    Celebration(
        "wedding",
        re.compile(r"\bweddings?\b|\bhochzeit|\bmariage\b|\bboda\b", re.I),
        False,
        frozenset({"wedding", "wedding ceremony", "wedding reception", "wedding dress", "bride"}),
    ),
    Celebration(
        "graduation",
        re.compile(r"\bgraduation\b|\babschlussfeier|\bcommencement\b", re.I),
        False,
        frozenset({"graduation", "academic gown"}),
    ),
    Celebration(
        "christening",
        re.compile(r"\bchristening\b|\bbaptism\b|\btaufe\b", re.I),
        False,
        frozenset({"baptism"}),
    ),
)
CELEBRATION_TAGS = frozenset().union(*(one.seen for one in CELEBRATIONS))
MIN_SEEN, SEEN_SHARE = 4, 0.3
"""So many photos of an event, and this share of them, show a celebration: one cake is a cake."""
_WHOSE = re.compile(
    r"(?P<a>\w+)(?: turn(?:s|ed|ing)| wird) \d"
    r"|(?P<b>\w+)['’]s (?:\d+\w* )?(?:birthday|b-?day|wedding|graduation|christening|baptism)",
    re.I,
)


def celebrations(scene: Scene, kind: MemoryKind) -> Iterator[Candidate]:
    """Those whose day is about today, in earlier years; they are of this kind."""
    near = scene.earlier_years(within=LAG_DAYS + SAME_DAYS)
    for celebration in CELEBRATIONS:
        told = [(day, rows) for day in near if (rows := _told_on(scene, celebration, day))]
        named = set()
        for name, days in _by_person(scene, told):
            named.add(name_key(name))
            found = _candidate(scene, kind, celebration, name, days)
            if found is not None:
                yield found
        if celebration.yearly:
            yield from _of_births(scene, kind, celebration, named)


def _told_on(scene: Scene, celebration: Celebration, day: date) -> list[int]:
    """The rows of a day that speak of it or show it; the days of a week are asked for on each of them."""

    def find() -> list[int]:
        seen = seen_in_events(scene, celebration)
        return [
            row
            for row in scene.by_day[day]
            if row in seen or celebration.written.search(text_of(scene.photos[row]))
        ]

    return scene.once(f"{celebration.id} on {day}", find)


def seen_in_events(scene: Scene, celebration: Celebration) -> frozenset[int]:
    """All rows of the events in which the model saw it often enough."""

    def find() -> frozenset[int]:
        tagged = scene.once("tagged rows", lambda: [r for r, photo in enumerate(scene.photos) if photo.tags])
        rows = [row for row in tagged if not celebration.seen.isdisjoint(scene.photos[row].tags)]
        if not rows:
            return frozenset()
        counts = Counter(int(scene.event_of[row]) for row in rows)
        sizes = Counter(scene.event_of.tolist())
        sure = {at for at, n in counts.items() if n >= MIN_SEEN and n >= SEEN_SHARE * sizes[at]}
        return frozenset(np.flatnonzero(np.isin(scene.event_of, list(sure))).tolist())

    return scene.once(f"seen {celebration.id}", find)


def _of_births(
    scene: Scene, kind: MemoryKind, celebration: Celebration, without: Collection[str]
) -> Iterator[Candidate]:
    """Birthdays that nobody wrote of, of people whose birth is known to the day."""
    for key, born in sorted(scene.births.items()):
        if key in without or not born.to_the_day or days_since(scene.today, born.day) > LAG_DAYS:
            continue
        name = next((n for n in _people(scene) if name_key(n) == key), "")
        rows = sorted(_same_person(scene, name, born.day), key=lambda row: scene.order[row]) if name else []
        if len(rows) >= MIN_PHOTOS:
            first, last = span([scene.photos[row].local.date() for row in rows])
            near = days_since(scene.today, born.day)
            facts = MemoryFacts(
                first, last, people=(name,), occasion=celebration.id, anniversary_days=near, born=born.day
            )
            yield Candidate(
                kind, f"{celebration.id}:{name}", tuple(rows), facts, (Reason("earlier_years", len(rows)),)
            )


def _people(scene: Scene) -> tuple[str, ...]:
    return scene.once("people", lambda: tuple(sorted({n for photo in scene.photos for n in photo.people})))


def _by_person(
    scene: Scene, told: Sequence[tuple[date, list[int]]]
) -> Iterator[tuple[str, list[tuple[date, list[int]]]]]:
    """The told days by whose they are, '' where nobody is named."""
    named = sorted((whose(scene, rows), day, rows) for day, rows in told)
    for name, group in groupby(named, key=lambda one: one[0]):
        yield name, [(day, rows) for _, day, rows in group]


def _candidate(
    scene: Scene, kind: MemoryKind, celebration: Celebration, name: str, days: list[tuple[date, list[int]]]
) -> Candidate | None:
    first = days[0][0]
    near = min(days_since(scene.today, day) for day, _ in days)
    if near > LAG_DAYS:
        return None
    chosen = {row for _, rows in days for row in rows}
    if celebration.yearly and name:
        chosen |= _same_person(scene, name, first)
    rows = sorted(chosen, key=lambda row: scene.order[row])
    if len(rows) < MIN_PHOTOS:
        return None
    begin, end = span([scene.photos[row].local.date() for row in rows])
    places = tuple(dict.fromkeys(p for row in rows if (p := scene.photos[row].place) is not None))
    facts = MemoryFacts(
        begin, end, places, people=(name,) if name else (), occasion=celebration.id, anniversary_days=near
    )
    subject = f"{celebration.id}:{name or first.strftime('%m-%d')}"
    years = len({scene.photos[row].local.year for row in rows})
    return Candidate(kind, subject, tuple(rows), facts, (Reason("written", years),))


def _same_person(scene: Scene, name: str, day: date) -> set[int]:
    """Photos of the person in other years, within SAME_DAYS of the day."""
    around = (other for other in scene.by_day if other.year < scene.today.year)
    return {
        row
        for other in around
        if anniversary_days(other, day) <= SAME_DAYS
        for row in scene.by_day[other]
        if name in scene.photos[row].people
    }


def whose(scene: Scene, rows: Sequence[int]) -> str:
    """Who is named with the word, else who is in most of the pictures, else ''."""
    texts = (_WHOSE.search(text_of(scene.photos[row])) for row in rows)
    named = Counter(found["a"] or found["b"] for found in texts if found)
    if not named:
        people = Counter(name for row in rows for name in scene.photos[row].people)
        named = Counter({name: count for name, count in people.items() if 2 * count > len(rows)})
    return min(named, key=lambda name: (-named[name], name)) if named else ""


def text_of(photo: DatedPhoto) -> str:
    """What its owner wrote of a photo: not the name of the person's whole archive, only the last folder."""
    parts = (photo.folder.rpartition("/")[2], photo.name, photo.words, *photo.keywords, *photo.albums)
    return " ".join(parts).replace("_", " ")
