"""What an event is called by its owner: its folder or album, where that says something."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from photos_ml.english import MONTHS
from photos_ml.ranker.scene.scene import Scene
from photos_ml.store.dated import DatedPhoto

NAMED_SHARE = 0.6
"""Share of an event's photos that a folder or an album has to hold to be its name ..."""
NAMED_DAYS = 4
"""... and days that it may span: what holds a year says nothing of a day."""
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
