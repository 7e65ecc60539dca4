"""Holidays: fixed days, nth weekdays, days around Easter, and lunar feasts from the `holidays` package."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from photos_ml.planner.dates.calendar import days_of_year, make_day, nth_weekday
from photos_ml.planner.dates.values import Grain, Yearly

Ends = tuple[date, date]


class _Lunar(NamedTuple):
    """A feast whose days another package has worked out: a country that keeps it, and its names there."""

    country: str
    names: tuple[str, ...]


_FIXED: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "christmas": ((12, 24), (12, 26)),
    "christmas eve": ((12, 24), (12, 24)),
    "holiday season": ((12, 24), (1, 1)),
    "christmas day": ((12, 25), (12, 25)),
    "boxing day": ((12, 26), (12, 26)),
    "new year's eve": ((12, 31), (1, 1)),
    "new year's day": ((1, 1), (1, 1)),
    "epiphany": ((1, 6), (1, 6)),
    "burns night": ((1, 25), (1, 25)),
    "australia day": ((1, 26), (1, 26)),
    "waitangi day": ((2, 6), (2, 6)),
    "groundhog day": ((2, 2), (2, 2)),
    "candlemas": ((2, 2), (2, 2)),
    "valentine's day": ((2, 14), (2, 14)),
    "lovers' day": ((2, 14), (2, 14)),
    "st david's day": ((3, 1), (3, 1)),
    "women's day": ((3, 8), (3, 8)),
    "st patrick's day": ((3, 17), (3, 17)),
    "st joseph's day": ((3, 19), (3, 19)),
    "april fools": ((4, 1), (4, 1)),
    "songkran": ((4, 13), (4, 15)),
    "earth day": ((4, 22), (4, 22)),
    "st george's day": ((4, 23), (4, 23)),
    "anzac day": ((4, 25), (4, 25)),
    "italian liberation day": ((4, 25), (4, 25)),
    "portuguese freedom day": ((4, 25), (4, 25)),
    "king's day": ((4, 27), (4, 27)),
    "walpurgis night": ((4, 30), (4, 30)),
    "may day": ((5, 1), (5, 1)),
    "cinco de mayo": ((5, 5), (5, 5)),
    "victory day": ((5, 8), (5, 8)),
    "syttende mai": ((5, 17), (5, 17)),
    "children's day": ((6, 1), (6, 1)),
    "italian republic day": ((6, 2), (6, 2)),
    "portugal day": ((6, 10), (6, 10)),
    "st anthony's day": ((6, 12), (6, 13)),
    "juneteenth": ((6, 19), (6, 19)),
    "music day": ((6, 21), (6, 21)),
    "st john's eve": ((6, 23), (6, 24)),
    "canada day": ((7, 1), (7, 1)),
    "fourth of july": ((7, 4), (7, 4)),
    "bastille day": ((7, 14), (7, 14)),
    "swiss national day": ((8, 1), (8, 1)),
    "st lawrence's night": ((8, 10), (8, 10)),
    "assumption": ((8, 15), (8, 15)),
    "brazilian independence day": ((9, 7), (9, 7)),
    "german unity day": ((10, 3), (10, 3)),
    "hispanic day": ((10, 12), (10, 12)),
    "reformation day": ((10, 31), (10, 31)),
    "halloween": ((10, 31), (10, 31)),
    "all saints": ((11, 1), (11, 1)),
    "all souls": ((11, 2), (11, 2)),
    "day of the dead": ((11, 1), (11, 2)),
    "bonfire night": ((11, 5), (11, 5)),
    "st martin's day": ((11, 11), (11, 11)),
    "veterans day": ((11, 11), (11, 11)),
    "remembrance day": ((11, 11), (11, 11)),
    "st andrew's day": ((11, 30), (11, 30)),
    "st nicholas day": ((12, 6), (12, 6)),
    "spanish constitution day": ((12, 6), (12, 6)),
    "immaculate conception": ((12, 8), (12, 8)),
    "st lucia's day": ((12, 13), (12, 13)),
}

_JOSEPH, _LOVERS = ((3, 19), (3, 19)), ((6, 12), (6, 12))
_FIXED_BY_COUNTRY: dict[tuple[str, str], tuple[tuple[int, int], tuple[int, int]]] = {
    ("father's day", "ES"): _JOSEPH,
    ("father's day", "IT"): _JOSEPH,
    ("father's day", "PT"): _JOSEPH,
    ("mother's day", "MX"): ((5, 10), (5, 10)),
    ("lovers' day", "BR"): _LOVERS,
    ("children's day", "BR"): ((10, 12), (10, 12)),
}

_EASTER_OFFSETS: dict[str, tuple[int, int]] = {
    "easter": (-2, 1),
    "easter sunday": (0, 0),
    "easter monday": (1, 1),
    "good friday": (-2, -2),
    "maundy thursday": (-3, -3),
    "mothering sunday": (-21, -21),
    "holy week": (-7, -1),
    "palm sunday": (-7, -7),
    "carnival": (-52, -47),
    "mardi gras": (-47, -47),
    "rose monday": (-48, -48),
    "ash wednesday": (-46, -46),
    "ascension": (39, 39),
    "pentecost": (49, 50),
    "corpus christi": (60, 60),
}

_NTH_WEEKDAYS: dict[str, tuple[int, int, int]] = {
    "mlk day": (1, 0, 3),
    "presidents day": (2, 0, 3),
    "world book day": (3, 3, 1),
    "may bank holiday": (5, 0, 1),
    "spring bank holiday": (5, 0, -1),
    "august bank holiday": (8, 0, -1),
    "remembrance sunday": (11, 6, 2),
    "mother's day": (5, 6, 2),
    "memorial day": (5, 0, -1),
    "father's day": (6, 6, 3),
    "labor day": (9, 0, 1),
    "columbus day": (10, 0, 2),
    "thanksgiving": (11, 3, 4),
}

_LUNAR: dict[str, _Lunar] = {
    "chinese new year": _Lunar("CN", ("Chinese New Year (Spring Festival)", "Chinese New Year")),
    "diwali": _Lunar("SG", ("Diwali", "Deepavali")),
    "holi": _Lunar("IN", ("Holi",)),
    "purim": _Lunar("IL", ("Purim",)),
    "hanukkah": _Lunar("IL", ("Hanukkah",)),
    "passover": _Lunar("IL", ("Pesach", "Pesach holiday", "Seventh day of Pesach")),
    "rosh hashanah": _Lunar("IL", ("Rosh Hashanah",)),
    "yom kippur": _Lunar("IL", ("Yom Kippur",)),
    "eid al-fitr": _Lunar("AE", ("Eid al-Fitr",)),
    "eid al-adha": _Lunar("AE", ("Eid al-Adha",)),
    "islamic new year": _Lunar("AE", ("Islamic New Year",)),
    "vesak": _Lunar("SG", ("Vesak Day",)),
    "mid-autumn festival": _Lunar("CN", ("Mid-Autumn Festival",)),
    "dragon boat festival": _Lunar("CN", ("Dragon Boat Festival",)),
    "sukkot": _Lunar("IL", ("Sukkot", "Sukkot holiday", "Simchat Torah / Shemini Atzeret")),
    "dussehra": _Lunar("IN", ("Dussehra",)),
    "raksha bandhan": _Lunar("IN", ("Raksha Bandhan",)),
    "ganesh chaturthi": _Lunar("IN", ("Ganesh Chaturthi",)),
    "janmashtami": _Lunar("IN", ("Janmashtami (Vaishnava)",)),
    "onam": _Lunar("IN", ("Onam",)),
}


ESTIMATED = " (estimated)"
"""What `holidays` puts behind a feast that hangs on the moon being seen."""
_CATEGORIES = {"IL": ("public", "optional", "school"), "IN": ("public", "optional")}
"""Which of a country's holidays hold the feasts above, where the public ones do not."""


def holiday(name: str, country: str = "") -> Yearly | None:
    """The holiday of this English name, as `country` (ISO 3166; '' for the most usual day) keeps it."""
    fixed = _FIXED_BY_COUNTRY.get((name, country)) or _FIXED.get(name)
    if fixed:
        return days_of_year(*fixed)
    found = _movable(name, country)
    return Yearly(found, None, Grain.DAY) if found else None


def names() -> frozenset[str]:
    """Every name `holiday` knows."""
    return frozenset({*_FIXED, *_EASTER_OFFSETS, *_NTH_WEEKDAYS, *_LUNAR, *_SPECIAL})


def _movable(name: str, country: str) -> Callable[[int], Ends | None] | None:
    national = _NATIONAL.get((name, country))
    if national:
        return national
    if name in _EASTER_OFFSETS:
        return _around_easter(*_EASTER_OFFSETS[name])
    if name in _NTH_WEEKDAYS:
        return _nth(*_NTH_WEEKDAYS[name])
    if name in _LUNAR:
        return _lunar(_LUNAR[name])
    return _SPECIAL.get(name)


def _around_easter(first: int, last: int) -> Callable[[int], Ends | None]:
    def in_year(year: int) -> Ends | None:
        if not 1583 <= year <= 4099:  # the Gregorian reckoning
            return None
        from dateutil.easter import easter  # type: ignore[import-untyped]

        sunday = easter(year)
        return sunday + timedelta(days=first), sunday + timedelta(days=last)

    return in_year


def _nth(month: int, weekday: int, nth: int, *, offset: int = 0) -> Callable[[int], Ends | None]:
    def in_year(year: int) -> Ends | None:
        day = nth_weekday(year, month, weekday, nth)
        return (day + timedelta(days=offset),) * 2 if day else None

    return in_year


def _lunar(feast: _Lunar) -> Callable[[int], Ends | None]:
    def in_year(year: int) -> Ends | None:
        days = [day for day, name in _calendar(feast.country, year) if name in feast.names]
        if not days:
            return None
        run = [day for day in days if (day - days[0]).days < 15]  # the Islamic year may hold a feast twice
        return min(run), max(run)

    return in_year


@lru_cache(maxsize=256)
def _calendar(country: str, year: int) -> tuple[tuple[date, str], ...]:
    import holidays  # 0.1 s to import and needed only for a lunar feast

    with warnings.catch_warnings():  # of years that the package has not reckoned: they hold no such feast
        warnings.simplefilter("ignore", UserWarning)
        kept = holidays.country_holidays(
            country, years=year, language="en_US", observed=False, categories=_CATEGORIES.get(country)
        )
    pairs = ((day, one) for day, name in kept.items() for one in name.split("; "))
    return tuple(sorted((day, one.removesuffix(ESTIMATED)) for day, one in pairs))


def _ramadan(year: int) -> Ends | None:
    """Thirty days up to the day before Eid al-Fitr."""
    ends = _lunar(_LUNAR["eid al-fitr"])(year)
    return (ends[0] - timedelta(days=30), ends[0] - timedelta(days=1)) if ends else None


def _advent(year: int) -> Ends | None:
    """From the fourth Sunday before Christmas Day to 24 December."""
    eve = make_day(year, 12, 24)
    return (eve - timedelta(days=(eve.weekday() + 1) % 7 + 21), eve) if eve else None


def _oktoberfest(year: int) -> Ends | None:
    """From the Saturday after 15 September to the first Sunday of October, or 3 October where that is
    later.
    """
    start, end = make_day(year, 9, 16), nth_weekday(year, 10, 6, 1)
    if start is None or end is None:
        return None
    return start + timedelta(days=(5 - start.weekday()) % 7), max(end, date(year, 10, 3))


def _midsummer(year: int) -> Ends | None:
    """Midsummer Eve and Day as kept in the north: the Friday from 19 June on, and the Saturday after."""
    start = make_day(year, 6, 19)
    if start is None:
        return None
    friday = start + timedelta(days=(4 - start.weekday()) % 7)
    return friday, friday + timedelta(days=1)


def _mothers_of_france(year: int) -> Ends | None:
    """The last Sunday of May, or the one after where that is Pentecost."""
    last, pentecost = nth_weekday(year, 5, 6, -1), _around_easter(49, 49)(year)
    if last is None:
        return None
    day = last + timedelta(days=7) if pentecost and pentecost[0] == last else last
    return day, day


_SPECIAL: dict[str, Callable[[int], Ends | None]] = {
    "ramadan": _ramadan,
    "advent": _advent,
    "oktoberfest": _oktoberfest,
    "midsummer": _midsummer,
    "black friday": _nth(11, 3, 4, offset=1),
    "cyber monday": _nth(11, 3, 4, offset=4),
}

_NATIONAL: dict[tuple[str, str], Callable[[int], Ends | None]] = {
    ("mother's day", "GB"): _around_easter(-21, -21),
    ("mother's day", "IE"): _around_easter(-21, -21),
    ("mother's day", "FR"): _mothers_of_france,
    ("mother's day", "SE"): _nth(5, 6, -1),
    ("mother's day", "ES"): _nth(5, 6, 1),
    ("mother's day", "PT"): _nth(5, 6, 1),
    ("mother's day", "AR"): _nth(10, 6, 3),
    ("father's day", "DE"): _around_easter(39, 39),
    ("father's day", "BR"): _nth(8, 6, 2),
    ("father's day", "AT"): _nth(6, 6, 2),
    ("father's day", "CH"): _nth(6, 6, 1),
    ("father's day", "AU"): _nth(9, 6, 1),
    ("father's day", "NZ"): _nth(9, 6, 1),
    ("thanksgiving", "CA"): _nth(10, 0, 2),
}
