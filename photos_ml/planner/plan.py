"""The query plan, version 2: what a query asks, as a validated, frozen value with a JSON form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from photos_ml.english import MONTHS, WEEKDAYS
from photos_ml.errors import PlanError

MediaName = Literal[
    "photo", "video", "screenshot", "selfie", "panorama", "live", "raw", "archived", "rejected",
    "document", "receipt", "handwriting", "whiteboard", "meme", "drawing", "map", "blank",
]  # fmt: skip
Order = Literal["relevance", "newest", "oldest"]
Fact = Literal["date", "place", "people", "rating", "caption"]
"""What may be known of a photo besides its picture."""

MEDIA: tuple[MediaName, ...] = get_args(MediaName)
FACTS: tuple[Fact, ...] = ("date", "place", "people", "rating", "caption")
MAX_LIMIT = 100_000
MAX_FACES, MAX_YEARS = 1_000, 150
MANY_STRETCHES = 4
"""More stretches of days, such as every Easter there was, are one chip."""

_FIELD_ORDER = (
    *("text", "without", "taken", "recurring", "places", "not_taken", "not_recurring", "not_places"),
    *("people", "media", "camera", "folders", "exact"),
    *("favorite", "min_rating", "lacks", "faces", "age", "order", "limit"),
)
_LACKING: Mapping[Fact, str] = MappingProxyType(
    {
        "date": "no date",
        "place": "no location",
        "people": "nobody named",
        "rating": "not rated",
        "caption": "no caption",
    }
)
_DAYS_IN_MONTH = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Days(msgspec.Struct, frozen=True, rename={"start": "from", "end": "to"}):
    """Local calendar days, both ends included; None is an open end. JSON: {from, to}."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start is None and self.end is None:
            raise ValueError("a range of days needs at least one end")
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"the range of days ends ({self.end}) before it begins ({self.start})")

    def __str__(self) -> str:
        if self.start is None:
            return f"until {self.end}"
        if self.end is None:
            return f"since {self.start}"
        return _closed_label(self.start, self.end)


class YearDays(msgspec.Struct, frozen=True, rename={"start": "from", "end": "to"}):
    """Days of every year, 'MM-DD', both included; runs over New Year where `start` is after `end`."""

    start: str
    end: str

    def __post_init__(self) -> None:
        for day in (self.start, self.end):
            _check_month_day(day)

    def __str__(self) -> str:
        first = _month_day_label(self.start)
        return first if self.start == self.end else f"{first} to {_month_day_label(self.end)}"


class Hours(msgspec.Struct, frozen=True, rename={"start": "from", "end": "to"}):
    """Hours of the day, `start` included, `end` not (5-12: 05:00-11:59); over midnight where start > end."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start <= 23 and 0 <= self.end <= 24 and self.start != self.end):
            raise ValueError("hours run from 0 to 24 and must not be empty")

    def __str__(self) -> str:
        return f"{self.start:02}:00 to {self.end % 24:02}:00"


class Recurring(msgspec.Struct, frozen=True, omit_defaults=True):
    """Parts of every year; the parts combine with and, the members of one part with or. Monday is 0."""

    months: tuple[int, ...] = ()
    days: tuple[YearDays, ...] = ()
    weekdays: tuple[int, ...] = ()
    hours: tuple[Hours, ...] = ()

    def __post_init__(self) -> None:
        if any(not 1 <= month <= 12 for month in self.months):
            raise ValueError("months run from 1 to 12")
        if any(not 0 <= day <= 6 for day in self.weekdays):
            raise ValueError("weekdays run from 0 (Monday) to 6")

    def __bool__(self) -> bool:
        return bool(self.months or self.days or self.weekdays or self.hours)

    def canonical(self) -> Recurring:
        """The same meaning with its lists sorted and without duplicates."""
        return Recurring(
            months=tuple(sorted(set(self.months))),
            days=tuple(sorted(set(self.days), key=lambda days: (days.start, days.end))),
            weekdays=tuple(sorted(set(self.weekdays))),
            hours=tuple(sorted(set(self.hours), key=lambda hours: (hours.start, hours.end))),
        )

    def labels(self, which: str = "every ") -> Iterator[str]:
        """One short label a part, `which` standing before months and days."""
        if self.months:
            yield which + ", ".join(_month(number) for number in self.months)
        if (day := same_day_of_months(self.days)) is not None:
            yield f"on day {day} of a month"
        elif self.days:
            yield which + ", ".join(str(days) for days in self.days)
        if self.weekdays:
            yield "on " + ", ".join(WEEKDAYS[day] for day in self.weekdays)
        if self.hours:
            yield "from " + " or ".join(str(hours) for hours in self.hours)


class People(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of `all`, one of `any` at least (where given), none of `none`; `only`: nobody else is in it."""

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    only: bool = False

    def __bool__(self) -> bool:
        return bool(self.all or self.any or self.none or self.only)

    def labels(self) -> Iterator[str]:
        """One short label a constraint."""
        yield from self.all
        if self.any:
            yield " or ".join(self.any)
        yield from (f"not {name}" for name in self.none)
        if self.only:
            yield "nobody else"


class Faces(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many people are in the picture, as far as their faces were found; None is an open end."""

    min: int | None = None
    max: int | None = None

    def __post_init__(self) -> None:
        ends = [end for end in (self.min, self.max) if end is not None]
        if any(not 0 <= end <= MAX_FACES for end in ends) or ends != sorted(ends):
            raise ValueError(f"a number of faces runs from 0 to {MAX_FACES}")

    def __bool__(self) -> bool:
        return self.min is not None or self.max is not None

    def __str__(self) -> str:
        if self.min == self.max:
            return "nobody" if self.min == 0 else _faces(self.min)
        if self.max is None:
            return "somebody" if self.min == 1 else f"{_faces(self.min)} or more"
        return f"at most {_faces(self.max)}" if self.min is None else f"{self.min} to {_faces(self.max)}"


def _faces(number: int | None) -> str:
    return f"{number} {'face' if number == 1 else 'faces'}"


class Age(msgspec.Struct, frozen=True, rename={"start": "from", "end": "to"}):
    """How old someone is in the picture, in whole years, both included; the library knows the birth."""

    person: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end <= MAX_YEARS:
            raise ValueError(f"an age runs from 0 to {MAX_YEARS} years")

    def __str__(self) -> str:
        years = str(self.start) if self.start == self.end else f"{self.start} to {self.end}"
        return f"{self.person} at {years}"


class Chip(NamedTuple):
    """One editable piece of a plan: what to show, the field it stands for, and where the query says so."""

    label: str
    field: str
    evidence: tuple[str, ...]
    span: tuple[int, int] | None
    """Characters [start, end) of the query that are the evidence; None where it is not in the query."""


class QueryPlan(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a query asks. Every field is optional; an empty one is no constraint. Lists are unions."""

    text: str = ""
    without: tuple[str, ...] = ()
    taken: tuple[Days, ...] = ()
    recurring: Recurring = Recurring()
    places: tuple[str, ...] = ()
    not_taken: tuple[Days, ...] = ()
    """None of these, as `not_recurring` and `not_places`: what is not known of a photo is not among them."""
    not_recurring: Recurring = Recurring()
    not_places: tuple[str, ...] = ()
    people: People = People()
    media: tuple[MediaName, ...] = ()
    camera: str = ""
    folders: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    favorite: bool = False
    min_rating: int | None = None
    lacks: tuple[Fact, ...] = ()
    """Facts that are not known of a photo; it lacks all of them."""
    faces: Faces = Faces()
    age: Age | None = None
    order: Order = "relevance"
    limit: int | None = None
    soft: tuple[str, ...] = ()
    """Fields whose words may as well be of the picture: a photo of which the fact is not known is ranked
    lower, not dropped."""
    evidence: dict[str, tuple[str, ...]] = {}

    def __post_init__(self) -> None:
        if self.min_rating is not None and not 1 <= self.min_rating <= 5:
            raise ValueError("min_rating runs from 1 to 5")
        if self.limit is not None and not 1 <= self.limit <= MAX_LIMIT:
            raise ValueError(f"limit runs from 1 to {MAX_LIMIT}")

    @classmethod
    def from_json(cls, source: str | bytes) -> QueryPlan:
        """Read and validate; PlanError says what is wrong. Unknown keys are ignored."""
        try:
            return msgspec.json.decode(source, type=cls)
        except msgspec.DecodeError as error:
            raise PlanError(f"not a valid plan: {error}", hint="see the plan's JSON schema") from error

    @classmethod
    def from_dict(cls, source: object) -> QueryPlan:
        """As `from_json`, from values already parsed."""
        try:
            return msgspec.convert(source, type=cls)
        except msgspec.ValidationError as error:
            raise PlanError(f"not a valid plan: {error}", hint="see the plan's JSON schema") from error

    def to_json(self) -> str:
        """Only the fields that say something, in the order of the contract."""
        return msgspec.json.encode(self.to_dict()).decode()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form as plain values."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return {name: value for name, value in plain.items() if value not in ({}, [], ())}

    def canonical(self) -> QueryPlan:
        """The same meaning with lists sorted and without duplicates: equal meanings compare equal."""
        return msgspec.structs.replace(
            self,
            text=" ".join(self.text.split()),
            without=_sorted(self.without),
            taken=tuple(sorted(set(self.taken), key=_days_key)),
            recurring=self.recurring.canonical(),
            places=_sorted(self.places),
            not_taken=tuple(sorted(set(self.not_taken), key=_days_key)),
            not_recurring=self.not_recurring.canonical(),
            not_places=_sorted(self.not_places),
            people=People(
                all=_sorted(self.people.all),
                any=_sorted(self.people.any),
                none=_sorted(self.people.none),
                only=self.people.only,
            ),
            media=tuple(name for name in MEDIA if name in self.media),
            folders=_sorted(self.folders),
            exact=_sorted(self.exact),
            lacks=tuple(name for name in FACTS if name in self.lacks),
        )

    def same_as(self, other: QueryPlan) -> bool:
        """Every field but text, evidence and soft equal, lists as sets."""
        return _bare(self) == _bare(other)

    def filters(self) -> tuple[str, ...]:
        """Names of the fields, other than text, evidence and soft, that say something."""
        said = self.to_dict()
        return tuple(name for name in _FIELD_ORDER if name in said and name != "text")

    def __bool__(self) -> bool:
        return bool(self.text) or bool(self.filters())

    def __str__(self) -> str:
        return " · ".join(chip.label for chip in self.chips()) or "everything"

    def chips(self, query: str = "") -> tuple[Chip, ...]:
        """The plan in pieces the user can read and remove; spans are found in `query` where it is given."""
        return tuple(
            Chip(label, name, self.evidence.get(name, ()), _span(query, self.evidence.get(name, ()), label))
            for name in _FIELD_ORDER
            for label in _labels(self, name)
        )

    def dropping(self, field: str) -> QueryPlan:
        """The plan without one field, as when the user removes its chip."""
        if field not in _FIELD_ORDER:
            raise PlanError(f"no such field: {field}", hint="one of " + ", ".join(_FIELD_ORDER))
        default = getattr(QueryPlan(), field)
        evidence = {name: words for name, words in self.evidence.items() if name != field}
        soft = tuple(name for name in self.soft if name != field)
        return msgspec.structs.replace(self, **{field: default}, evidence=evidence, soft=soft)


def json_schema() -> dict[str, Any]:
    """JSON schema of a plan (draft 2020-12)."""
    return msgspec.json.schema(QueryPlan)


def _bare(plan: QueryPlan) -> QueryPlan:
    return msgspec.structs.replace(plan.canonical(), text="", evidence={}, soft=())


def _sorted(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _days_key(days: Days) -> tuple[date, date]:
    return days.start or date.min, days.end or date.max


def _check_month_day(value: str) -> None:
    month, dash, day = value[:2], value[2:3], value[3:]
    if len(value) != 5 or dash != "-" or not (month.isdecimal() and day.isdecimal()):
        raise ValueError(f"not a day of the year as MM-DD: {value!r}")
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= _DAYS_IN_MONTH[int(month)]):
        raise ValueError(f"no such day of the year: {value!r}")


def same_day_of_months(days: tuple[YearDays, ...]) -> int | None:
    """The 13 of the 13th of every month; None for other days."""
    single = {one.start[3:] for one in days if one.start == one.end}
    whole = {one.start[:2] for one in days}
    return int(single.pop()) if len(single) == 1 and len(days) == len(whole) == len(MONTHS) else None


def _month(number: int) -> str:
    """'Jan' for 1."""
    return MONTHS[number - 1][:3]


def _month_day_label(value: str) -> str:
    return f"{_month(int(value[:2]))} {int(value[3:])}"


def _closed_label(start: date, end: date) -> str:
    if start == end:
        return start.isoformat()
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"
    return f"{start} to {end}"


def _labels(plan: QueryPlan, name: str) -> Iterator[str]:
    value = getattr(plan, name)
    match name:
        case "recurring" | "people":
            yield from value.labels()
        case "not_taken" | "not_places":
            yield from (f"not {item}" for item in value)
        case "not_recurring":
            yield from (f"not {label}" for label in value.labels(""))
        case "taken" if len(value) > MANY_STRETCHES:
            yield f"{len(value)} times, {value[0]} to {value[-1]}"
        case "without":
            yield from (f"no {thing}" for thing in value)
        case "lacks":
            yield from (_LACKING[fact] for fact in value)
        case "exact":
            yield from (f'"{words}"' for words in value)
        case "faces" | "age":
            yield from [str(value)] if value else []
        case "favorite" | "min_rating" | "order" | "limit" | "text" | "camera":
            yield from filter(None, [_single_label(name, value)])
        case _:
            yield from (str(item) for item in value)


def _stars(least: int) -> str:
    return "5 stars" if least == 5 else f"{least} star{'s' if least > 1 else ''} or more"


def _single_label(name: str, value: Any) -> str:
    """The label of a field that has one value; '' where it says nothing."""
    match name:
        case "favorite":
            return "favorites" if value else ""
        case "min_rating":
            return "" if value is None else _stars(value)
        case "order":
            return "" if value == "relevance" else f"{value} first"
        case "limit":
            return "" if value is None else f"at most {value}"
        case _:
            return str(value)


def _span(query: str, evidence: tuple[str, ...], label: str) -> tuple[int, int] | None:
    """The piece that says the label itself if there is one, else the first."""
    said = sorted(evidence, key=lambda piece: piece.casefold() not in label.casefold())
    for piece in said:
        start = query.find(piece)
        if piece and start >= 0:
            return start, start + len(piece)
    return None
