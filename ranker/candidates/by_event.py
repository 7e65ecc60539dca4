"""Candidates that an event makes which no journey explains: a feast at home, a match, a day with friends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from photos_ml.english import MONTHS
from photos_ml.ranker.candidates.by_place import OVER_DAYS, common_theme
from photos_ml.ranker.candidates.by_time import places_of
from photos_ml.ranker.candidates.candidate import (
    Attributes,
    Candidate,
    MemoryFacts,
    MemoryKind,
    Reason,
    by_event,
)
from photos_ml.ranker.candidates.celebrations import CELEBRATIONS, seen_in_events, whose
from photos_ml.ranker.scene.anniversaries import anniversary_days
from photos_ml.ranker.scene.scene import Scene
from photos_ml.store.dated import DatedPhoto

MIN_EVENT_PHOTOS = 5
MIN_NAMED_PHOTOS = 3
"""... where somebody gave it a name."""
NAMED_SHARE = 0.6
"""Share of an event's photos that a folder or an album has to hold to be its name ..."""
NAMED_DAYS = 4
"""... and days that it may span: what holds a year says nothing of a day."""
COMPANY_SHARE = 0.3
"""Share of the photos somebody is in who was there."""
MOST_NAMED = 3
_PLAIN = re.compile(
    r"(\d{3}[a-z_]{2,5}\d*|dcim|camera( roll| uploads)?|imgs?|images?|photos?|pictures?|pics|bilder|fotos?"
    r"|videos?|whats ?app.*|downloads?|screenshots?|unsorted|misc|various|other|import(ed|s)?|backups?"
    r"|new folder.*"
    r"|unnamed|untitled.*|favou?rites|best( of)?|for printing|prints?|saved pictures|export(ed|s)?|edited"
    r"|iphone.*|pixel.*|android|sd card|all|inbox|upload(s|ed)?|shared|album|recent(s|ly.*)?|scans?"
    rf"|{'|'.join(month.lower() for month in MONTHS)}|p|root)"
)
_DATES = re.compile(r"^[\d\s._,:–-]+|[\s._,–-]*\b(19|20)\d\d([-._ ]\d\d?){0,2}$")
_LETTERS = re.compile(r"[^\W\d_]{3}")


@lru_cache(maxsize=65_536)
def own_name(text: str) -> str:
    """What is left of a folder's or an album's name without dates and numbers: '' where it says nothing."""
    name = _DATES.sub("", text.replace("_", " ")).strip(" -,.")
    plain = any(_PLAIN.fullmatch(one.casefold()) for one in (text, name))
    return name if _LETTERS.search(name) and not plain else ""


def name_of(scene: Scene, rows: Sequence[int]) -> str:
    """What the folder or album is called that most of an event's photos are in, and little else."""
    spans = scene.once("days by name", lambda: _days_by_name(scene))
    if not spans:
        return ""
    counts = Counter(name for row in rows for name in _names(scene.photos[row]))
    fitting = [
        name
        for name, count in counts.items()
        if count >= NAMED_SHARE * len(rows) and (spans[name][1] - spans[name][0]).days < NAMED_DAYS
    ]
    return max(fitting, key=lambda name: (counts[name], name), default="")


def _names(photo: DatedPhoto) -> frozenset[str]:
    return _names_of(photo.folder, photo.albums)


@lru_cache(maxsize=65_536)
def _names_of(folder: str, albums: tuple[str, ...]) -> frozenset[str]:
    texts = (folder.rpartition("/")[2], *albums)
    return frozenset(name for text in texts if (name := own_name(text)))


def _days_by_name(scene: Scene) -> dict[str, tuple[date, date]]:
    found: dict[str, tuple[date, date]] = {}
    for photo in scene.photos:
        day = photo.local.date()
        for name in _names(photo):
            first, last = found.get(name, (day, day))
            found[name] = (min(first, day), max(last, day))
    return found


def _events(scene: Scene) -> Iterator[Candidate]:
    for one in scene.once("told events", lambda: list(_of_events(scene))):
        first = one.facts.first
        if (scene.today - first).days >= OVER_DAYS:
            yield replace(
                one, facts=replace(one.facts, anniversary_days=anniversary_days(scene.today, first))
            )


def _of_events(scene: Scene) -> Iterator[Candidate]:
    """Events that are on no journey and of which something can be said."""
    away = {row for trip in scene.trips for row in scene.rows_of(trip.start, trip.stop)}
    away.update(
        row for outing in scene.outings for row in scene.rows_of(outing.event.start, outing.event.stop)
    )
    for event in scene.events:
        if len(event) < MIN_NAMED_PHOTOS:
            continue
        rows = scene.rows_of(event.start, event.stop)
        facts = _facts(scene, rows) if away.isdisjoint(rows) else None
        if facts is not None and (facts.name or len(rows) >= MIN_EVENT_PHOTOS):
            what = "named" if facts.name else "seen" if facts.occasion or facts.theme else "there"
            yield Candidate(EVENT, f"event:{facts.first}", tuple(rows), facts, (Reason(what, len(rows)),))


def _facts(scene: Scene, rows: Sequence[int]) -> MemoryFacts | None:
    """What can be said of an event; None where that is nothing."""
    day = scene.photos[rows[0]].local.date()
    seen = Counter(name for row in rows for name in set(scene.photos[row].people))
    often = sorted((-count, name) for name, count in seen.items() if count >= COMPANY_SHARE * len(rows))
    there = [name for _, name in often[:MOST_NAMED]]
    name, theme = name_of(scene, rows), common_theme(scene, rows)
    occasion = next((c.id for c in CELEBRATIONS if not seen_in_events(scene, c).isdisjoint(rows)), "")
    people = tuple(there)
    if occasion:
        people = (owner,) if (owner := whose(scene, rows)) else ()
    if not (name or occasion or theme or len(there) > 1):
        return None
    return MemoryFacts(
        day, day, places_of(scene, rows), people=people, theme=theme, occasion=occasion, name=name
    )


EVENT = MemoryKind(
    "event", _events, Attributes(occasion=1, people=0.5, festive=0.5),
    worth=0.18, cool_down_days=120, a_day=2, part=by_event,
)  # fmt: skip
KINDS = (EVENT,)
