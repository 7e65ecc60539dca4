"""Labels of the chips of a plan in another language than the plan's English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from photos_ml.app.service.chip_words import SAYS
from photos_ml.planner.plan import (
    MANY_STRETCHES,
    Age,
    Days,
    Faces,
    Hours,
    People,
    QueryPlan,
    Recurring,
    YearDays,
    same_day_of_months,
)

if TYPE_CHECKING:
    from photos_ml.ranker.telling.phrases import Phrases


def as_typed(words: str, query: str) -> str:
    """The words in the capitals that the query has them in: 'schneebedeckte Berge'."""
    return _found(words, query) or " ".join(_found(word, query) or word for word in words.split(" "))


def _found(words: str, query: str) -> str:
    found = re.search(rf"(?i)(?<!\w){re.escape(words)}(?!\w)", query) if words else None
    return found[0] if found else ""


def labels_in(language: str, places: Mapping[str, str]) -> ChipLabels | None:
    """None for English, which the plan says itself."""
    if language not in SAYS:
        return None
    from photos_ml.ranker.telling.language import phrases  # here: it brings all that memories are told by

    words = phrases(language)
    return None if words is None else ChipLabels(SAYS[language], words, places)


class ChipLabels:
    """What a language says of chips, and of months and weekdays. `places`: English name -> the one to show.
    Days stay as ISO 8601 writes them: the page puts them as its language does."""

    def __init__(self, says: Mapping[str, str], words: Phrases, places: Mapping[str, str]) -> None:
        self._says, self._words, self._places = says, words, places

    def of(self, plan: QueryPlan, field: str) -> Iterator[str]:
        """The labels of a field, one a chip, in the order of `plan.chips`."""
        value = getattr(plan, field)
        if field == "taken" and len(value) > MANY_STRETCHES:
            first, last = self._days(value[0]), self._days(value[-1])
            yield self._say("times", len(value), first=first, last=last)
        elif field.startswith("not_"):
            pieces = self._pieces(field.removeprefix("not_"), value, every="")
            yield from (self._say("except", what=label) for label in pieces)
        else:
            yield from self._pieces(field, value, every="every")

    def _pieces(self, field: str, value: Any, every: str) -> Iterable[str]:
        """`every`: what is said of parts of every year."""
        match field:
            case "recurring":
                return self._recurring(value, every)
            case "people":
                return self._people(value)
            case "taken":
                return map(self._days, value)
            case "places":
                return (self._places.get(name, name) for name in value)
            case "without" | "exact":
                return (self._say(field, what=words) for words in value)
            case "lacks" | "media":
                return (self._says[name] for name in value)
            case "folders":
                return tuple[str, ...](value)
            case _:
                return (self._single(field, value),)

    def together(self, labels: Iterable[str]) -> str:
        """Conditions that no photo fits all at once."""
        return self._say("together", what=" + ".join(labels))

    def _say(self, phrase: str, count: int = 0, **fields: object) -> str:
        one, _, several = self._says[phrase].partition("|")
        return (several if several and count != 1 else one).format(n=count, **fields)

    def _single(self, field: str, value: object) -> str:
        match value:
            case Faces():
                return self._faces(value)
            case Age():
                years = _range(value.start, value.end)
                return self._say("age", value.end, name=value.person, what=years)
            case int() if field == "min_rating":
                stars = self._say("stars", value)
                return stars if value == 5 else self._say("least", what=stars)
            case int() if field == "limit":
                return self._say("most", what=value)
            case str() if field == "order":
                return self._says[value]
            case _:
                return self._says.get(field, str(value))

    def _days(self, days: Days) -> str:
        start, end = days.start, days.end
        if start is None:
            return self._say("until", day=end)
        if end is None:
            return self._say("since", day=start)
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return _range(start.year, end.year)
        return _range(start, end)

    def _recurring(self, value: Recurring, which: str) -> Iterator[str]:
        months = ", ".join(self._words.months[number - 1] for number in value.months)
        if months:
            yield self._say(which, what=months) if which else months
        if (day := same_day_of_months(value.days)) is not None:
            yield self._say("day", day)
        elif value.days:
            days = ", ".join(map(self._year_days, value.days))
            yield self._say(which, what=days) if which else days
        if value.weekdays:
            yield self._say("weekdays", what=", ".join(map(self._weekday, value.weekdays)))
        if value.hours:
            yield self._say("hours", what=self._either(map(_hours, value.hours)))

    def _weekday(self, number: int) -> str:
        """'lunedì': a title has it with an article."""
        return self._words.weekdays[number].rpartition(" ")[2]

    def _year_days(self, days: YearDays) -> str:
        return _range(self._month_day(days.start), self._month_day(days.end))

    def _month_day(self, value: str) -> str:
        day = int(value[3:])
        return self._words.say("day", day, month=self._words.months[int(value[:2]) - 1])

    def _people(self, people: People) -> Iterator[str]:
        yield from people.all
        if people.any:
            yield self._either(people.any)
        yield from (self._say("without", what=name) for name in people.none)
        if people.only:
            yield self._says["only"]

    def _faces(self, faces: Faces) -> str:
        least, most = faces.min, faces.max
        if most is None or least is None:
            count = most if least is None else least
            if least == 1:
                return self._says["somebody"]
            said = self._say("faces", count or 0, what=count)
            return self._say("least" if most is None else "most", what=said)
        return self._says["nobody"] if most == 0 else self._say("faces", most, what=_range(least, most))

    def _either(self, names: Iterable[str]) -> str:
        first, *others = names
        for other in others:
            first = self._say("or", one=first, other=other)
        return first


def _range(start: date | int | str, end: date | int | str) -> str:
    """'2022–2024', '24. Dezember – 6. Januar'."""
    if start == end:
        return str(start)
    return f"{start}–{end}" if isinstance(start, int) else f"{start} – {end}"


def _hours(hours: Hours) -> str:
    return f"{hours.start:02}:00–{hours.end % 24:02}:00"
