"""When photos were taken, tested on arrays: what the parts of a filter about time let through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

import numpy as np

from photos_ml.store.filters import PhotoFilter, coarse_ends
from photos_ml.store.photo_table import Mask, PhotoArrays
from photos_ml.types import Precision

_ENDLESS = 99_999_999
"""Later than any day."""


def split(wanted: PhotoFilter) -> tuple[PhotoFilter, PhotoFilter]:
    """A filter in two that let through the same together: what asks about time, and the rest."""
    others = [(other, bool(split(other)[1])) for other in wanted.none_of]
    rest = replace(
        wanted,
        days=(),
        months=(),
        year_days=(),
        weekdays=(),
        hours=(),
        lived=None,
        none_of=tuple(other for other, asks_more in others if asks_more),
        lenient=(),
    )
    times = PhotoFilter(
        days=wanted.days,
        months=wanted.months,
        year_days=wanted.year_days,
        weekdays=wanted.weekdays,
        hours=wanted.hours,
        lived=wanted.lived,
        none_of=tuple(other for other, asks_more in others if not asks_more),
        lenient=tuple(fact for fact in wanted.lenient if fact == "date"),
    )
    lenient = tuple(fact for fact in wanted.lenient if fact != "date")
    return times, replace(rest, lenient=lenient) if rest else rest


def in_time(photos: PhotoArrays, wanted: PhotoFilter) -> Mask:
    """Which photos the parts about time let through; the same as their SQL."""
    found = np.ones(len(photos.ids), bool)
    for part in _parts(photos, wanted):
        found &= part
    if "date" in wanted.lenient:
        found |= ~photos.trusted | photos.guessed | (photos.days == 0)
    for other in wanted.none_of:
        found &= ~in_time(photos, other)
    return found if wanted.lived is None else found & _in_days(photos, *wanted.lived)


def _parts(photos: PhotoArrays, wanted: PhotoFilter) -> Iterable[Mask]:
    dated, days = photos.days > 0, photos.days
    if wanted.days:
        yield _any(_in_days(photos, *bounds) for bounds in wanted.days)
    if wanted.months:
        yield dated & _known_to(photos, Precision.MONTH) & np.isin(days // 100 % 100, wanted.months)
    if wanted.year_days or wanted.weekdays:
        yield dated & _known_to(photos, Precision.DAY)
    if wanted.year_days:
        yield _any(_in_year(photos, *map(_number, bounds)) for bounds in wanted.year_days)
    if wanted.weekdays:
        yield np.isin(photos.weekdays, wanted.weekdays)
    if wanted.hours:
        yield _any(_in_hours(photos, *bounds) for bounds in wanted.hours)


def _any(masks: Iterable[Mask]) -> Mask:
    return reduce(np.logical_or, masks)


def _known_to(photos: PhotoArrays, precision: Precision) -> Mask:
    known: Mask = photos.precision <= precision.level
    return known


def _number(day: str) -> int:
    return int(day.replace("-", ""))


def _in_days(photos: PhotoArrays, first: str | None, last: str | None) -> Mask:
    found: Mask = photos.days > 0
    if first is not None:
        found &= photos.days >= _number(first)
    if last is not None:
        # Of a date that is a month, a year or a decade: all of it.
        ends = [_ENDLESS if end.endswith("~") else _number(end) for end in coarse_ends(last)]
        limits = np.array([_ENDLESS] * (Precision.DAY.level + 1) + ends, np.int64)
        found &= (photos.days <= _number(last)) & (photos.days < limits[photos.precision])
    return found


def _in_year(photos: PhotoArrays, first: int, last: int) -> Mask:
    day = photos.days % 10_000
    return (day >= first) & (day <= last) if first <= last else (day >= first) | (day <= last)


def _in_hours(photos: PhotoArrays, first: int, last: int) -> Mask:
    after, before = photos.hours >= first, photos.hours < last
    said = (photos.days > 0) & photos.trusted & _known_to(photos, Precision.MINUTE)
    return said & (after & before if first < last else after | before)
