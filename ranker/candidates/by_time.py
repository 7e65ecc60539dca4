"""Candidates that a date makes: this day, a feast, the best of a month, a season, a year, the last weeks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from photos_ml.ranker.candidates.candidate import (
    Attributes,
    Candidate,
    MemoryFacts,
    MemoryKind,
    Reason,
    by_month,
    by_year,
    span,
)
from photos_ml.ranker.candidates.celebrations import celebrations, text_of
from photos_ml.ranker.scene.anniversaries import days_since
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.types import Place

MIN_BEST_PHOTOS = 6
MIN_BEST_EVENTS = 3
RECENT_DAYS = 30
AT_HOME_KM = 10
"""So near, the place says nothing that everybody there does not know."""
WEEK_DAYS = 7
MIN_WEEK_PHOTOS = 4
FEAST_LAG_DAYS = 2
"""A feast is remembered from its first day to this many days after it."""
FEASTS = (
    "christmas",
    "new year's eve",
    "easter",
    "halloween",
    "thanksgiving",
    "diwali",
    "hanukkah",
    "lunar new year",
)
FEAST_THEMES = {"christmas": ("christmas", "party"), "new year's eve": ("night", "party")}
"""What shows a feast; of the others somebody has to have written."""
FEAST_SHARE = 0.6
"""As `by_subject.STANDS`."""


def _holidays(scene: Scene) -> Iterator[Candidate]:
    """What people celebrate, in earlier years: by what they wrote, and by the calendar."""
    yield from scene.once(
        f"holidays on {scene.today}", lambda: [*celebrations(scene, HOLIDAY), *_feasts(scene)]
    )


def _make(
    scene: Scene,
    kind: MemoryKind,
    subject: str,
    rows: Iterable[int],
    why: Reason,
    *,
    occasion: str = "",
    near: int | None = None,
) -> Candidate:
    chosen = tuple(rows)
    first, last = span([scene.photos[row].local.date() for row in chosen])
    facts = MemoryFacts(first, last, places_of(scene, chosen), occasion=occasion, anniversary_days=near)
    return Candidate(kind, subject, chosen, facts, (why,))


def places_of(scene: Scene, rows: Iterable[int]) -> tuple[Place, ...]:
    """Places in the order first visited."""
    chosen = np.fromiter(rows, np.int64)
    ordered = chosen[np.argsort(scene.order[chosen])].tolist()
    named = [place for row in ordered if (place := scene.photos[row].place) is not None]
    return tuple(dict.fromkeys(named))


def _on_this_day(scene: Scene) -> Iterator[Candidate]:
    """Today's day in earlier years, unless it is mostly of a celebration, which says more."""
    rows = _rows(scene, scene.earlier_years(within=0))
    celebrated = {row for one in _holidays(scene) for row in one.rows} if rows else set()
    if rows and 2 * len(celebrated.intersection(rows)) < len(rows):
        why = Reason("taken_on", years=years_of(scene, rows))
        found = _make(scene, ON_THIS_DAY, f"day:{scene.today:%m-%d}", rows, why, near=0)
        away = [row for row in rows if not scene.from_home_km[row] <= AT_HOME_KM]
        yield replace(found, facts=replace(found.facts, places=places_of(scene, away)))


def years_of(scene: Scene, rows: Iterable[int]) -> tuple[int, ...]:
    """The years that photos were taken in, in order."""
    return tuple(sorted({scene.photos[row].local.year for row in rows}))


def _feasts(scene: Scene) -> Iterator[Candidate]:
    from photos_ml.planner.dates.holidays import holiday

    years = sorted({day.year for day in scene.by_day})
    for name in FEASTS:
        feast = holiday(name)
        this = feast.in_year(scene.today.year) if feast else None
        if feast is None or this is None:
            continue
        if not this[0] <= scene.today <= this[1] + timedelta(days=FEAST_LAG_DAYS):
            continue
        past = [ends for year in years if year < scene.today.year and (ends := feast.in_year(year))]
        rows = _kept(
            scene, name, _rows(scene, (d for d in scene.by_day if any(a <= d <= b for a, b in past)))
        )
        if len(rows) >= 2:
            reason = Reason("earlier_years")
            yield _make(scene, HOLIDAY, f"feast:{name}", rows, reason, occasion=name, near=0)


def _kept(scene: Scene, feast: str, rows: list[int]) -> list[int]:
    """Of the photos of a feast's days those of events that somebody wrote of, that show it, or that show
    somebody: a date alone celebrates nothing."""
    if not rows:
        return []
    said = re.compile(rf"\b{re.escape(feast)}\b", re.I)
    columns = [i for i, theme in enumerate(THEMES) if theme.id in FEAST_THEMES.get(feast, ())]
    shown = scene.shares[rows][:, columns].max(axis=1, initial=0.0) >= FEAST_SHARE
    written = [bool(said.search(text_of(scene.photos[row]))) for row in rows]
    told = [row for row, seen, wrote in zip(rows, shown.tolist(), written, strict=True) if seen or wrote]
    if not told:
        return []
    there = {int(scene.event_of[row]) for row in (*told, *(r for r in rows if scene.photos[r].people))}
    return [row for row in rows if int(scene.event_of[row]) in there]


def grouped_by_month(scene: Scene) -> dict[tuple[int, ...], list[int]]:
    """Rows by (year, month)."""
    return _grouped(scene, _month)


def grouped_by_season(scene: Scene) -> dict[tuple[int, ...], list[int]]:
    """Rows by (year, season), winter 0."""
    return _grouped(scene, _season)


def _months(scene: Scene) -> Iterator[Candidate]:
    """Last month while this one is young, and this month in earlier years."""
    groups = _grouped(scene, _month)
    previous = scene.today.replace(day=1) - timedelta(days=1)
    for (year, month), rows in groups.items():
        recent = (year, month) == (previous.year, previous.month) and scene.today.day <= 10
        earlier = month == scene.today.month and year < scene.today.year
        if recent or earlier:
            near = 0 if earlier else None
            yield from _best_of(scene, MONTH, f"month:{year}-{month:02d}", rows, near)


def _seasons(scene: Scene) -> Iterator[Candidate]:
    """Meteorological seasons that ended within the last month, and this season a year and more ago."""
    now = _season(scene.today)
    before = _season(scene.today.replace(day=1) - timedelta(days=1))
    for (year, season), rows in _grouped(scene, _season).items():
        just_over = (year, season) == before != now
        earlier = season == now[1] and year < now[0]
        if just_over or earlier:
            near = 0 if earlier else None
            yield from _best_of(scene, SEASON, f"season:{year}-{season}", rows, near)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _season(day: date) -> tuple[int, int]:
    """Year and season; December belongs to the winter of the year after."""
    return (day.year + 1, 0) if day.month == 12 else (day.year, day.month // 3)


def _year(day: date) -> tuple[int]:
    return (day.year,)


def _years(scene: Scene) -> Iterator[Candidate]:
    """The year that ends or has ended: in December and January. Others on the first days of a month."""
    for (year,), rows in _grouped(scene, _year).items():
        ending = scene.today.month == 12 and year == scene.today.year
        ended = year < scene.today.year and (scene.today.month == 1 or scene.today.day <= 3)
        if ending or ended:
            yield from _best_of(scene, YEAR, f"year:{year}", rows, None)


def _weeks(scene: Scene) -> Iterator[Candidate]:
    """The days up to this one in each earlier year, apart: what has no day of its own to come back on."""
    by_year: dict[int, list[date]] = defaultdict(list)
    for day in scene.earlier_years(within=WEEK_DAYS - 1):
        if days_since(scene.today, day) < WEEK_DAYS:
            by_year[day.year + (day.month > scene.today.month + 6)].append(day)
    for of_year, days in sorted(by_year.items()):
        rows = _rows(scene, days)
        if len(rows) >= MIN_WEEK_PHOTOS and len(days) >= 2:
            gone = scene.today.year - of_year
            near = min(days_since(scene.today, day) for day in days)
            year, week, _ = days[0].isocalendar()
            yield _make(scene, WEEK, f"week:{year}-{week:02d}", rows, Reason("this_week", gone), near=near)


def _recent(scene: Scene) -> Iterator[Candidate]:
    since = scene.today - timedelta(days=RECENT_DAYS)
    rows = _rows(scene, (day for day in scene.by_day if since <= day < scene.today))
    if len(rows) >= MIN_BEST_PHOTOS and len({scene.event_of[row] for row in rows}) >= 2:
        why = Reason("last_days", RECENT_DAYS)
        yield _make(scene, RECENT, f"recent:{scene.today:%Y-%m}", rows, why)


def _best_of(
    scene: Scene, kind: MemoryKind, subject: str, rows: list[int], near: int | None
) -> Iterator[Candidate]:
    """A stretch of time that has enough: the same on any day but for how near its day is."""

    def make() -> Candidate | None:
        rich = _is_rich(scene, rows)
        return _make(scene, kind, subject, rows, Reason("best_of", name=kind.id)) if rich else None

    found = scene.once(subject, make)
    if found is not None:
        yield replace(found, facts=replace(found.facts, anniversary_days=near))


def _grouped(scene: Scene, key: Callable[[date], tuple[int, ...]]) -> dict[tuple[int, ...], list[int]]:
    """Rows by a function of their day, which is told from others by its name."""

    def make() -> dict[tuple[int, ...], list[int]]:
        groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for day, rows in scene.by_day.items():
            groups[key(day)] += rows
        return groups

    return scene.once(f"rows by {key.__name__}", make)


def _rows(scene: Scene, days: Iterable[date]) -> list[int]:
    return [row for day in days for row in scene.by_day[day]]


def _is_rich(scene: Scene, rows: list[int]) -> bool:
    return len(rows) >= MIN_BEST_PHOTOS and len({scene.event_of[row] for row in rows}) >= MIN_BEST_EVENTS


HOLIDAY = MemoryKind(
    "holiday", _holidays, Attributes(yearly=1, festive=1, across_years=1, occasion=0.5),
    worth=0.28, cool_down_days=300, min_photos=2, part=by_year,
)  # fmt: skip
ON_THIS_DAY = MemoryKind(
    "on_this_day", _on_this_day, Attributes(yearly=1, across_years=1),
    worth=0.30, cool_down_days=300, min_photos=1, part=by_year,
)  # fmt: skip
MONTH = MemoryKind("month", _months, Attributes(period=1, span=0.4), worth=0.12, cool_down_days=300)
SEASON = MemoryKind("season", _seasons, Attributes(period=1, span=0.5), worth=0.14, cool_down_days=300)
YEAR = MemoryKind(
    "year", _years, Attributes(period=1, span=0.7), worth=0.18, cool_down_days=300, part=by_month
)
RECENT = MemoryKind(
    "recent", _recent, Attributes(period=1, recent=1, span=0.4), worth=0.12, cool_down_days=14
)
WEEK = MemoryKind("week", _weeks, Attributes(period=1, span=0.1), worth=0.16, cool_down_days=300)
KINDS = (HOLIDAY, ON_THIS_DAY, WEEK, MONTH, SEASON, YEAR, RECENT)
