"""Titles and subtitles out of facts, by templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from photos_ml.ranker.candidates.by_time import MONTHS
from photos_ml.ranker.candidates.candidate import Candidate, Facts, MemoryKind
from photos_ml.types import Place

MANY = 3


def title_of(candidate: Candidate, today: date) -> tuple[str, str]:
    """A title and a subtitle. `today` turns years into 'a year ago'."""
    facts = candidate.facts
    named = {
        MemoryKind.ON_THIS_DAY: ("On this day", when(facts.first, facts.last)),
        MemoryKind.HOLIDAY: _holiday(facts, today),
        MemoryKind.TRIP: (trip_name(facts), _trip_subtitle(facts)),
        MemoryKind.DAY_OUT: _day_out(facts),
        MemoryKind.FIRST_TIME: (f"First time in {_city(facts)}", when(facts.first, facts.last)),
        MemoryKind.PERSON: (" and ".join(facts.people), years(facts)),
        MemoryKind.TOGETHER: (" and ".join(facts.people), f"Together, {years(facts)}"),
        MemoryKind.THEME: (facts.theme, years(facts)),
        MemoryKind.MONTH: (facts.period, "The best of the month"),
        MemoryKind.SEASON: (facts.period.capitalize(), "The best of the season"),
        MemoryKind.YEAR: (f"The best of {facts.period}", _months(facts)),
        MemoryKind.THEN_AND_NOW: ("Then and now", _with_city(facts)),
        MemoryKind.RECENT: ("Recent highlights", when(facts.first, facts.last)),
    }
    title, subtitle = named[candidate.kind]
    if candidate.kind is MemoryKind.ON_THIS_DAY and facts.first.year == facts.last.year:
        cities = _unique(place.city for place in facts.places)
        where = f"in {cities[0]}" if len(cities) == 1 else "today"
        title = f"{ago(facts.first, today)} {where}"
    return title, subtitle


def _holiday(facts: Facts, today: date) -> tuple[str, str]:
    if facts.first.year < facts.last.year:
        return f"{facts.period} through the years", years(facts)
    return facts.period, f"{ago(facts.first, today)}, {when(facts.first, facts.last)}"


def _months(facts: Facts) -> str:
    """'January to August'."""
    first, last = (MONTHS[day.month - 1] for day in (facts.first, facts.last))
    return first if first == last else f"{first} to {last}"


def ago(day: date, today: date) -> str:
    """'A year ago', '3 years ago'."""
    count = today.year - day.year
    return "A year ago" if count == 1 else f"{count} years ago"


def when(first: date, last: date) -> str:
    """'21 November 2023', '8-16 June 2024', 'June to August 2024', '2022-2025'."""
    if first == last:
        return f"{first.day} {MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {MONTHS[first.month - 1]} {first.year}"
    if first.year == last.year:
        return f"{MONTHS[first.month - 1]} to {MONTHS[last.month - 1]} {first.year}"
    return f"{first.year}–{last.year}"


def years(facts: Facts) -> str:
    """'2024' or '2022-2025'."""
    first, last = facts.first.year, facts.last.year
    return str(first) if first == last else f"{first}–{last}"


def trip_name(facts: Facts) -> str:
    """The smallest name that holds the trip: a city, cities of one region, countries, or regions of home.

    Of a trip abroad the places at home, an airport most often, are not said.
    """
    month = f"{MONTHS[facts.first.month - 1]} {facts.first.year}"
    if not facts.places:
        return f"{'Weekend' if is_weekend(facts) else 'Trip'} in {month}"
    abroad = [place for place in facts.places if place.country_code != facts.home_country]
    places = abroad or facts.places
    cities = _unique(place.city for place in places)
    regions = _unique(place.region or place.country for place in places)
    if len(cities) == 1 and len(regions) == 1:
        return f"{'A weekend in ' if is_weekend(facts) else ''}{cities[0]}, {month}"
    if len(regions) == 1 and len(cities) <= MANY:
        return f"{_joined(cities or regions)}, {month}"
    return f"{_joined(_unique(place.country for place in places) if abroad else regions)}, {month}"


def is_weekend(facts: Facts) -> bool:
    """Two nights at most, from Friday or Saturday on."""
    return 1 <= facts.nights <= 2 and facts.first.weekday() in (4, 5)


def _joined(names: Sequence[str]) -> str:
    """'Italy', 'Italy & France', 'Italy, France & Spain', 'Italy to Norway'."""
    if len(names) == 1:
        return names[0]
    if len(names) <= MANY:
        return f"{', '.join(names[:-1])} & {names[-1]}"
    return f"{names[0]} to {names[-1]}"


def _nearest_name(place: Place) -> str:
    return place.city or place.region or place.country


def _trip_subtitle(facts: Facts) -> str:
    """Without the year, which the title says; the days where they lie in one month."""
    first, last = facts.first, facts.last
    months = MONTHS[first.month - 1], MONTHS[last.month - 1]
    if months[0] == months[1]:
        return f"{facts.nights + 1} days, {first.day}–{last.day} {months[0]}"
    return f"{facts.nights + 1} days, {first.day} {months[0]} to {last.day} {months[1]}"


def _day_out(facts: Facts) -> tuple[str, str]:
    city, day = _city(facts), when(facts.first, facts.last)
    if facts.theme:
        return facts.theme, f"{city}, {day}" if city else day
    return (f"A day in {city}" if city else "A day out"), day


def _city(facts: Facts) -> str:
    return _nearest_name(facts.places[0]) if facts.places else ""


def _with_city(facts: Facts) -> str:
    city = _city(facts)
    return f"{city}, {years(facts)}" if city else years(facts)


def _unique(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name]
