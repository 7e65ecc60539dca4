"""English: all words of memories, as templates over facts. Another language is a module with these names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from photos_ml.english import MONTHS, WEEKDAYS
from photos_ml.ranker.candidates.candidate import MemoryFacts, Reason
from photos_ml.types import Place

MANY = 3
SEASONS = ("winter", "spring", "summer", "autumn")
THEMES = {
    "beach": ("By the sea", "a beach"),
    "lake": ("By the water", "a lake"),
    "mountain": ("Mountains", "mountains"),
    "snow": ("Snow days", "snow"),
    "forest": ("In the woods", "a forest path"),
    "desert": ("Desert", "a desert"),
    "sunset": ("Golden light", "a sunset"),
    "night": ("After dark", "a city at night with lights"),
    "city": ("In the city", "a city street with buildings"),
    "architecture": ("Buildings", "an old building"),
    "flowers": ("In bloom", "flowers"),
    "food": ("Good food", "food on a plate"),
    "drinks": ("Cheers", "a cup of coffee"),
    "dogs": ("Dogs", "a dog"),
    "cats": ("Cats", "a cat"),
    "birds": ("Birds", "a bird"),
    "animals": ("Animals", "a wild animal"),
    "underwater": ("Under water", "fish in an aquarium"),
    "children": ("Little ones", "a child playing"),
    "people": ("Together", "a group of people posing"),
    "party": ("Celebrations", "a birthday party with a cake"),
    "christmas": ("Christmas", "a christmas tree"),
    "sport": ("Sports", "people playing sports"),
    "bicycle": ("On two wheels", "a person riding a bicycle"),
    "travel": ("On the way", "a train"),
    "concert": ("Live music", "a concert on a stage"),
}
"""Theme -> its title, and what its photos show."""
PETS = {"dogs": "A dog’s life", "cats": "A cat’s life"}
"""Theme -> what a pet is called whose name nobody wrote."""
OUTINGS = {
    "beach": "A day by the sea", "lake": "A day by the water", "mountain": "A day in the mountains",
    "snow": "A day in the snow", "forest": "A day in the woods", "desert": "A day in the desert",
    "city": "A day in town", "flowers": "A day among flowers", "birds": "A day with the birds",
    "animals": "A day with the animals", "underwater": "A day at the aquarium", "sport": "A day of sport",
    "bicycle": "A day on two wheels", "concert": "A concert", "party": "A celebration",
    "night": "A night out",
}  # fmt: skip
"""Theme -> what a day out is called that is about it; others are called by their place."""
LEARNT = {
    "people": "photos with people", "from_home_log_km": "photos from far away", "appeal": "fine photos",
    "weekend": "weekends", "brightness": "bright photos", "colourfulness": "colourful photos",
    "like_favourites": "what looks like your favourites", "named": "people with a name",
    "evening": "evenings", "farthest_log_km": "journeys far away", "age_years": "what is long ago",
    "nights": "long journeys", "anniversary": "days that come round", "one_event": "single events",
    "attribute_yearly": "what comes round every year", "attribute_festive": "feasts",
    "attribute_across_years": "the same over the years", "attribute_compared": "then and now",
    "attribute_people": "people", "attribute_company": "people together", "attribute_travel": "journeys",
    "attribute_place": "places", "attribute_occasion": "single days and journeys",
    "attribute_novel": "first times", "attribute_themed": "what photos show",
    "attribute_period": "the best of a time", "attribute_recent": "the last weeks",
    "attribute_span": "what goes over a life",
}  # fmt: skip
"""What a personal ranker weighs -> what that means."""
PARTS = {
    "photos": "how good its photos are",
    "anniversary": "that its day comes round",
    "ago": "how long ago it was",
    "away": "how far and how long away from home",
    "people": "who is in it",
    "favorites": "favourites and photos like them",
    "variety": "how varied it is",
    "hours": "the time of day and week",
    "kind": "what kind of memory it is",
    "theme": "how much it is about “{}”",
}
"""What speaks for a memory or against it."""


def _on_this_day(facts: MemoryFacts, today: date) -> tuple[str, str]:
    days = when(facts.first, facts.last)
    if facts.first.year < facts.last.year:
        return "On this day", days
    cities = _unique(place.city for place in facts.places)
    return f"{ago(facts.first, today)} {f'in {cities[0]}' if len(cities) == 1 else 'today'}", days


def _holiday(facts: MemoryFacts, today: date) -> tuple[str, str]:
    name = _occasion(facts)
    if facts.first.year < facts.last.year:
        return f"{name} through the years", years(facts)
    return name, f"{ago(facts.first, today)}, {when(facts.first, facts.last)}"


def _occasion(facts: MemoryFacts) -> str:
    """'Christmas', 'New Year's Eve', 'Wedding', 'Ann’s birthday'."""
    if facts.people:
        return f"{facts.people[0]}’s {facts.occasion}"
    return facts.occasion.title().replace("'S", "'s")


def _month(facts: MemoryFacts) -> str:
    return f"{MONTHS[facts.first.month - 1]} {facts.first.year}"


def _season(facts: MemoryFacts) -> str:
    """'summer 2024', 'winter 2024/25': December belongs to the winter of the year after."""
    if 3 <= facts.first.month <= 11:
        return f"{SEASONS[facts.first.month // 3]} {facts.first.year}"
    begin = facts.first.year if facts.first.month == 12 else facts.first.year - 1
    return f"{SEASONS[0]} {begin}/{(begin + 1) % 100:02d}"


def _year(facts: MemoryFacts) -> str:
    return str(facts.first.year)


PERIODS = {"month": _month, "season": _season, "year": _year}


def _months(facts: MemoryFacts) -> str:
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


def years(facts: MemoryFacts) -> str:
    """'2024' or '2022-2025'."""
    first, last = facts.first.year, facts.last.year
    return str(first) if first == last else f"{first}–{last}"


def trip_name(facts: MemoryFacts) -> str:
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


def is_weekend(facts: MemoryFacts) -> bool:
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


def _trip_subtitle(facts: MemoryFacts) -> str:
    """Without the year, which the title says; the days where they lie in one month."""
    first, last = facts.first, facts.last
    months = MONTHS[first.month - 1], MONTHS[last.month - 1]
    if months[0] == months[1]:
        return f"{facts.nights + 1} days, {first.day}–{last.day} {months[0]}"
    return f"{facts.nights + 1} days, {first.day} {months[0]} to {last.day} {months[1]}"


def _day_out(facts: MemoryFacts, _: date) -> tuple[str, str]:
    city, day = _city(facts), when(facts.first, facts.last)
    if facts.name:
        return _capital(facts.name), f"{city}, {day}" if city and city not in facts.name else day
    if facts.theme in OUTINGS:
        return OUTINGS[facts.theme], f"{city}, {day}" if city else day
    return (f"A day in {city}" if city else "A day out"), day


def _city(facts: MemoryFacts) -> str:
    return _nearest_name(facts.places[0]) if facts.places else ""


def part_of_month(day: date) -> str:
    """'early', 'middle' or 'late': thirds of a month."""
    return "early" if day.day <= 10 else "middle" if day.day <= 20 else "late"


def _around(today: date) -> str:
    """'Early May through the years'."""
    part = {"early": "Early", "middle": "The middle of", "late": "Late"}[part_of_month(today)]
    return f"{part} {MONTHS[today.month - 1]} through the years"


def _with_city(facts: MemoryFacts) -> str:
    city = _city(facts)
    return f"{city}, {years(facts)}" if city else years(facts)


def _week(facts: MemoryFacts, today: date) -> tuple[str, str]:
    return f"{ago(facts.last, today)} this week", when(facts.first, facts.last)


def _event(facts: MemoryFacts, _: date) -> tuple[str, str]:
    """By what its folder is called, else what was celebrated, what it was about, who was there."""
    day = when(facts.first, facts.last)
    if facts.name:
        return _capital(facts.name), day
    if facts.occasion:
        return _occasion(facts), day
    if facts.theme in OUTINGS:
        return OUTINGS[facts.theme], day
    if len(facts.people) > 1:
        return f"A day with {_joined(facts.people)}", day
    return f"A {WEEKDAYS[facts.first.weekday()]} in {MONTHS[facts.first.month - 1]}", day


def age(born: date, day: date) -> int:
    """Whole years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _growing(facts: MemoryFacts, _: date) -> tuple[str, str]:
    name = facts.people[0]
    if facts.born is None:
        return f"{name} through the years", years(facts)
    first, last = age(facts.born, facts.first), age(facts.born, facts.last)
    if first < 1 and last > 1:
        return f"{name}’s first {last} years", years(facts)
    return (f"{name}, from {first} to {last}" if first < last else f"{name} at {first}"), years(facts)


def _pet(facts: MemoryFacts, _: date) -> tuple[str, str]:
    return facts.name or PETS.get(facts.theme, "A pet’s life"), years(facts)


def _pattern(facts: MemoryFacts, _: date) -> tuple[str, str]:
    """'Every July: Ann and Ben', 'Every December: Christmas', 'Every May'."""
    about = " and ".join(facts.people) or (THEMES[facts.theme][0] if facts.theme else "")
    return f"Every {facts.name}{': ' if about else ''}{about}", years(facts)


def _wish(facts: MemoryFacts, _: date) -> tuple[str, str]:
    return _capital(facts.name) or "As you asked", when(facts.first, facts.last)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unique(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name]


TITLES: Mapping[str, Callable[[MemoryFacts, date], tuple[str, str]]] = {
    "on_this_day": _on_this_day,
    "holiday": _holiday,
    "trip": lambda facts, _: (trip_name(facts), _trip_subtitle(facts)),
    "day_out": _day_out,
    "first_time": lambda facts, _: (f"First time in {_city(facts)}", when(facts.first, facts.last)),
    "person": lambda facts, _: (" and ".join(facts.people), years(facts)),
    "together": lambda facts, _: (" and ".join(facts.people), f"Together, {years(facts)}"),
    "theme": lambda facts, _: (THEMES[facts.theme][0], years(facts)),
    "month": lambda facts, _: (_month(facts), "The best of the month"),
    "season": lambda facts, _: (_season(facts).capitalize(), "The best of the season"),
    "year": lambda facts, _: (f"The best of {_year(facts)}", _months(facts)),
    "then_and_now": lambda facts, _: ("Then and now", _with_city(facts)),
    "week": _week,
    "event": _event,
    "growing": _growing,
    "pet": _pet,
    "pattern": _pattern,
    "stop": lambda facts, _: (_city(facts), when(facts.first, facts.last)),
    "around": lambda facts, today: (_around(today), years(facts)),
    "place": lambda facts, _: (_city(facts), years(facts)),
    "past_month": lambda facts, _: (_month(facts), "A look back"),
    "past_season": lambda facts, _: (_season(facts).capitalize(), "A look back"),
    "day": lambda facts, _: (
        f"A {WEEKDAYS[facts.first.weekday()]} in {MONTHS[facts.first.month - 1]}",
        when(facts.first, facts.last),
    ),
    "wish": _wish,
    "recent": lambda facts, _: ("Recent highlights", when(facts.first, facts.last)),
}
"""Title and subtitle of each kind of memory, from its facts and the day it is told on."""
REASONS: Mapping[str, Callable[[Reason, MemoryFacts, date], str]] = {
    "taken_on": lambda why, _, today: f"taken on {today.day} {MONTHS[today.month - 1]} {_listed(why.years)}",
    "earlier_years": lambda _, facts, __: f"{_occasion(facts)} in earlier years",
    "written": lambda why, facts, _: (
        f"{_occasion(facts)}, as written with the photos"
        if why.count == 1
        else f"{_occasion(facts)} in {why.count} years, as written with the photos"
    ),
    "best_of": lambda why, facts, _: f"the best of {PERIODS[why.name](facts)}",
    "last_days": lambda why, _, __: f"the last {why.count} days",
    "days_away": lambda why, _, __: f"{why.count} days away from home",
    "km_away": lambda why, _, __: f"up to {why.count:,} km away",
    "day_out": lambda why, _, __: f"a day out, {why.count:,} km from home",
    "first_photos": lambda why, _, __: f"the first photos from {why.name}",
    "same_place": lambda why, _, __: f"the same place, {_counted(why.count, 'year')} apart",
    "photos_of": lambda why, facts, _: f"{why.count} photos of {' and '.join(facts.people)}",
    "photos_showing": lambda why, facts, _: (
        f"{why.count} photos that show {THEMES[facts.theme][1]} or something like it"
    ),
    "named": lambda why, facts, _: f"{why.count} photos of one time, called {facts.name} by you",
    "seen": lambda why, _, __: f"{why.count} photos of one time that show what it was",
    "there": lambda why, facts, _: f"{_joined(facts.people)} were there",
    "in_years": lambda why, facts, _: f"{facts.people[0]} in {why.count} years",
    "pictures_of": lambda why, _, __: f"{why.count} photos of {why.name}",
    "again": lambda why, facts, _: f"much the same picture in {facts.name} of {why.count} years",
    "stop": lambda why, facts, _: f"{_counted(why.count, 'photo')} of one stop of a journey",
    "around": lambda why, _, __: f"taken in these days of {_listed(why.years)}",
    "photos_from": lambda why, _, __: f"{_counted(why.count, 'photo')} from {why.name}",
    "one_time": lambda why, _, __: f"{_counted(why.count, 'photo')} of one time",
    "asked": lambda why, facts, _: f"you asked for {facts.name}",
    "this_week": lambda why, _, __: f"{_counted(why.count, 'year')} ago this week",
    "favorites": lambda why, _, __: (
        f"{why.count} of the photos {'is a favourite' if why.count == 1 else 'are favourites'} of yours"
    ),
}
"""The words of each reason for a memory."""


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _listed(numbers: Sequence[int]) -> str:
    """'2023', '2023 and 2025', '2022, 2023 and 2025'."""
    words = [str(number) for number in numbers]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
