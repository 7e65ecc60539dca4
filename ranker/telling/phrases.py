"""What a language says of memories, as data, and how it is put together. English has words of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from photos_ml.english import MONTHS
from photos_ml.ranker.candidates.candidate import MemoryFacts, Reason
from photos_ml.ranker.telling.english import MANY, age, is_weekend, part_of_month, years
from photos_ml.types import Place

Title = tuple[str, str]
SEASON_MONTHS = 3


@dataclass(frozen=True)
class Phrases:
    """A language. Texts have fields in braces; where a number decides, '1' is parted from the others by '|'.

    `at`: 'in Lissabon', 'à Lisbonne', of a city, else of a region, else of a country; `day`: of a day and its
    month's name; `joined`: several names; `weekdays`: 'ein Samstag'.
    """

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    seasons: tuple[str, ...]
    """From winter on."""
    themes: Mapping[str, tuple[str, str]]
    """As `english.THEMES`."""
    pets: Mapping[str, str]
    outings: Mapping[str, str]
    occasions: Mapping[str, str]
    learnt: Mapping[str, str]
    parts: Mapping[str, str]
    says: Mapping[str, str]
    at: Callable[[Place], str]
    joined: Callable[[Sequence[str]], str]
    of: Callable[[str], str] = str
    """'d’Anna', where a language joins a name to the word before it."""

    def say(self, phrase: str, count: int = 0, **fields: object) -> str:
        one, _, several = self.says[phrase].partition("|")
        return (several if several and count != 1 else one).format(n=count, **fields)

    def title(self, kind: str, facts: MemoryFacts, today: date) -> Title:
        """Title and subtitle of a memory of a kind, told on a day."""
        return self._titles[kind](facts, today)

    def reason(self, why: Reason, facts: MemoryFacts, today: date) -> str:
        """A reason for a memory."""
        people = self.joined(facts.people)
        return self.say(
            f"why.{why.what}",
            why.count,
            day=self._day(today),
            years=self.joined([str(year) for year in why.years]) if why.years else "",
            occasion=self.occasion(facts) if facts.occasion else "",
            period=self._period(why.name, facts),
            name=why.name,
            people=people,
            person=facts.people[0] if facts.people else "",
            shows=self.themes[facts.theme][1] if facts.theme else "",
            asked=facts.name,
            month=self._month_name(facts.name),
        )

    def occasion(self, facts: MemoryFacts) -> str:
        """'Weihnachten', 'Geburtstag von Anna'."""
        name = self.occasions.get(facts.occasion, facts.occasion)
        if not facts.people:
            return name
        person = facts.people[0]
        return self.say("of", what=name, name=person, of_name=self.of(person))

    def ago(self, day: date, today: date) -> str:
        return self.say("ago", today.year - day.year)

    def when(self, first: date, last: date) -> str:
        """'21. November 2023', '8.-16. Juni 2024', 'Juni-August 2024', '2022-2025'."""
        if first.year != last.year:
            return f"{first.year}–{last.year}"
        if first.month != last.month:
            months = f"{self.months[first.month - 1]}–{self.months[last.month - 1]}"
            return self.say("month", month=months, year=first.year)
        days = self._day(first) if first == last else self._days(first, last)
        return self.say("date", day=days, year=first.year)

    def _day(self, day: date) -> str:
        return self.say("day", day.day, month=self.months[day.month - 1])

    def _days(self, first: date, last: date) -> str:
        return self.say("days", first=first.day, last=last.day, month=self.months[first.month - 1])

    def _month(self, day: date) -> str:
        return self.say("month", month=self.months[day.month - 1], year=day.year)

    def _season(self, first: date) -> str:
        name = self.seasons[first.month % 12 // SEASON_MONTHS]
        begin = first.year - (first.month < SEASON_MONTHS)
        year = str(first.year) if SEASON_MONTHS <= first.month < 12 else f"{begin}/{(begin + 1) % 100:02d}"
        return self.say("season", season=name, year=year)

    def _period(self, kind: str, facts: MemoryFacts) -> str:
        told = {"month": self._month, "season": self._season}
        return told[kind](facts.first) if kind in told else str(facts.first.year)

    def _month_name(self, english: str) -> str:
        return self.months[MONTHS.index(english)] if english in MONTHS else english

    def _first_place(self, facts: MemoryFacts) -> str:
        return self.at(facts.places[0]) if facts.places else ""

    def _nearest(self, facts: MemoryFacts) -> str:
        place = facts.places[0] if facts.places else None
        return (place.city or place.region or place.country) if place else ""

    @cached_property
    def _titles(self) -> Mapping[str, Callable[[MemoryFacts, date], Title]]:
        return {
            "on_this_day": self._on_this_day,
            "holiday": self._holiday,
            "trip": lambda facts, _: (self._trip(facts), self._trip_days(facts)),
            "day_out": lambda facts, _: self._day_out(facts),
            "first_time": lambda facts, _: (
                self.say("first_time", at=self._first_place(facts)),
                self.when(facts.first, facts.last),
            ),
            "person": lambda facts, _: (self.joined(facts.people), years(facts)),
            "together": lambda facts, _: (
                self.joined(facts.people),
                self.say("together", years=years(facts)),
            ),
            "theme": lambda facts, _: (self.themes[facts.theme][0], years(facts)),
            "month": lambda facts, _: (_capital(self._month(facts.first)), self.says["best_month"]),
            "season": lambda facts, _: (_capital(self._season(facts.first)), self.says["best_season"]),
            "year": lambda facts, _: (self.say("best_year", year=facts.first.year), self._from_to(facts)),
            "then_and_now": lambda facts, _: (self.says["then_and_now"], self._place_years(facts)),
            "week": lambda facts, today: (
                self.say("week", ago=self.ago(facts.last, today)),
                self.when(facts.first, facts.last),
            ),
            "event": lambda facts, _: (self._event(facts), self.when(facts.first, facts.last)),
            "growing": lambda facts, _: (self._growing(facts), years(facts)),
            "pet": lambda facts, _: (
                facts.name or self.pets.get(facts.theme, self.says["pet"]),
                years(facts),
            ),
            "pattern": lambda facts, _: (self._pattern(facts), years(facts)),
            "wish": lambda facts, _: (
                _capital(facts.name) or self.says["wish"],
                self.when(facts.first, facts.last),
            ),
            "stop": lambda facts, _: (self._nearest(facts), self.when(facts.first, facts.last)),
            "around": lambda facts, today: (self._around(today), years(facts)),
            "place": lambda facts, _: (self._nearest(facts), years(facts)),
            "past_month": lambda facts, _: (_capital(self._month(facts.first)), self.says["look_back"]),
            "past_season": lambda facts, _: (_capital(self._season(facts.first)), self.says["look_back"]),
            "day": lambda facts, _: (self._weekday(facts), self.when(facts.first, facts.last)),
            "recent": lambda facts, _: (self.says["recent"], self.when(facts.first, facts.last)),
        }

    def _on_this_day(self, facts: MemoryFacts, today: date) -> Title:
        days = self.when(facts.first, facts.last)
        if facts.first.year < facts.last.year:
            return self.says["on_this_day"], days
        ago, cities = self.ago(facts.first, today), _unique(place.city for place in facts.places)
        if len(cities) != 1:
            return self.say("today", ago=ago), days
        here = next(place for place in facts.places if place.city)
        return f"{_capital(ago)} {self.at(here)}", days

    def _holiday(self, facts: MemoryFacts, today: date) -> Title:
        name = self.occasion(facts)
        if facts.first.year < facts.last.year:
            return self.say("through_years", name=name), years(facts)
        return name, f"{_capital(self.ago(facts.first, today))}, {self.when(facts.first, facts.last)}"

    def _trip(self, facts: MemoryFacts) -> str:
        """As `english.trip_name`: 'Juni 2024 in Lissabon', 'Italien und Frankreich, Juni 2024'."""
        month = self._month(facts.first)
        if not facts.places:
            return self.say("weekend_then" if is_weekend(facts) else "trip_then", month=month)
        abroad = [place for place in facts.places if place.country_code != facts.home_country]
        places = abroad or facts.places
        cities = _unique(place.city for place in places)
        regions = _unique(place.region or place.country for place in places)
        if len(cities) == 1 and len(regions) == 1:
            at = self.at(next(place for place in places if place.city))
            weekend = self.say("weekend", at=at, month=month)
            return weekend if is_weekend(facts) else f"{_capital(month)} {at}"
        names = cities or regions
        if len(regions) > 1 or len(cities) > MANY:
            names = _unique(place.country for place in places) if abroad else regions
        return f"{self._few(names)}, {month}"

    def _few(self, names: Sequence[str]) -> str:
        return self.joined(names) if len(names) <= MANY else f"{names[0]} – {names[-1]}"

    def _trip_days(self, facts: MemoryFacts) -> str:
        first, last, days = facts.first, facts.last, facts.nights + 1
        same = (first.year, first.month) == (last.year, last.month)
        when = self._days(first, last) if same else f"{self._day(first)} – {self._day(last)}"
        return f"{self.say('count_days', days)}, {when}"

    def _day_out(self, facts: MemoryFacts) -> Title:
        place, day = self._nearest(facts), self.when(facts.first, facts.last)
        if facts.name:
            return _capital(facts.name), f"{place}, {day}" if place and place not in facts.name else day
        if facts.theme in self.outings:
            return self.outings[facts.theme], f"{place}, {day}" if place else day
        return self.say("day_at", at=self._first_place(facts)) if place else self.says["day_out"], day

    def _from_to(self, facts: MemoryFacts) -> str:
        first, last = (self.months[day.month - 1] for day in (facts.first, facts.last))
        return _capital(first if first == last else f"{first}–{last}")

    def _place_years(self, facts: MemoryFacts) -> str:
        place = self._nearest(facts)
        return f"{place}, {years(facts)}" if place else years(facts)

    def _event(self, facts: MemoryFacts) -> str:
        if facts.name:
            return _capital(facts.name)
        if facts.occasion:
            return self.occasion(facts)
        if facts.theme in self.outings:
            return self.outings[facts.theme]
        if len(facts.people) > 1:
            return self.say("day_with", people=self.joined(facts.people))
        return self._weekday(facts)

    def _weekday(self, facts: MemoryFacts) -> str:
        weekday, month = self.weekdays[facts.first.weekday()], self.months[facts.first.month - 1]
        return self.say("weekday", weekday=weekday, month=month)

    def _around(self, today: date) -> str:
        """'Ende Mai im Lauf der Jahre'."""
        month = self.months[today.month - 1]
        part = self.say(part_of_month(today), month=month, of_month=self.of(month))
        return self.say("through_years", name=_capital(part))

    def _growing(self, facts: MemoryFacts) -> str:
        name = facts.people[0]
        if facts.born is None:
            return self.say("through_years", name=name)
        first, last = age(facts.born, facts.first), age(facts.born, facts.last)
        if first < 1 and last > 1:
            return self.say("first_years", last, name=name, of_name=self.of(name))
        if first < last:
            return self.say("growing", last, name=name, first=first)
        return self.say("aged", first, name=name)

    def _pattern(self, facts: MemoryFacts) -> str:
        about = self.joined(facts.people) if facts.people else ""
        about = about or (self.themes[facts.theme][0] if facts.theme else "")
        month = self._month_name(facts.name)
        every = self.say("every", month=month, of_month=self.of(month))
        return self.say("about", what=every, about=about) if about else every


def listed(last: str) -> Callable[[Sequence[str]], str]:
    """'Ana, Leo y Eva', the last name after a word for 'and'."""

    def joined(names: Sequence[str]) -> str:
        return names[-1] if len(names) < 2 else f"{', '.join(names[:-1])} {last} {names[-1]}"

    return lambda names: joined(names) if names else ""


def _unique(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
