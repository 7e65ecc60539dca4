"""English date expressions of Microsoft's Recognizers-Text, judged under the date table's conventions.

Run as a script for the figures of each group. What is left out, and why, is counted, never silent.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from photos_ml.planner.context import Known
from photos_ml.planner.dates.calendar import last_day, season
from photos_ml.planner.plan import QueryPlan
from photos_ml.planner.resolve import resolve_spans
from photos_ml.planner.spans import Span, SpanRole

FILES = ("DateParser", "DatePeriodParser", "HolidayParser", "DateTimeModel")
NEEDED = 0.85
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Expression:
    """Words, the day they were said on, and the specification's reading of them in the past."""

    text: str
    today: date
    timex: str
    mod: str
    start: date | None
    end: date | None
    """As the specification has it: a day, or a range whose end is not in it."""
    one_day: bool


Gold = tuple[str, object]
"""('taken', ((from, to), ...)), ('months', ...), ('days', ...), ('holds', day) or ('near', (from, to))."""


def expressions(folder: Path) -> Iterator[Expression]:
    """Each distinct expression of a date or a range of days, once for each day it is said on."""
    seen: set[tuple[str, date]] = set()
    for name in FILES:
        source = json.loads((folder / f"{name}.json").read_text(encoding="utf-8-sig"))
        for case in source:
            said_on = case.get("Context", {}).get("ReferenceDateTime")
            for result in case["Results"] if said_on else ():
                today = datetime.fromisoformat(said_on).date()
                found = _expression(result, today)
                if found and (found.text.lower(), today) not in seen:
                    seen.add((found.text.lower(), today))
                    yield found


def _expression(result: dict[str, object], today: date) -> Expression | None:
    text = str(result["Text"])
    value = result.get("Value")
    if isinstance(value, dict):
        past = value.get("PastResolution") or {}
        timex, mod = str(value.get("Timex") or ""), str(value.get("Mod") or "")
    elif result.get("TypeName") in ("datetimeV2.date", "datetimeV2.daterange"):
        resolution = result.get("Resolution")
        values = resolution["values"] if isinstance(resolution, dict) else [{}]
        past = values[0]
        timex, mod = str(past.get("timex") or ""), str(past.get("Mod") or "")
    else:
        return None
    day = _day(past.get("date") or past.get("value"))
    start, end = (
        _day(past.get("startDate") or past.get("start")),
        _day(past.get("endDate") or past.get("end")),
    )
    return Expression(text, today, timex, mod, day or start, None if day else end, one_day=bool(day))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None


WEEKDAY = r"(mon|tue|wed|thu|fri|sat|sun)\w*"
LEFT_OUT = {
    "work, fiscal or school calendar": r"business|fiscal|school|\bfy|\bsy|work(ing)? ?week|workweek",
    "needs words before it": (
        r"^(the |that |my |same )?(day|week|weekend|month|year|fortnight|second|thirty)$|^same |^that "
        r"|^(the day )?(after|before)$|^rest |^(the )?(rest|remaining)|^(the )?\d{1,2}(st|nd|rd|th)?$"
        r"|^the twenty|^the next day$|^(the )?(day before|day after)$|following day|^following|^month of"
        r"|^(the )?same"
    ),
    "a comparison or an amount": r"more than|less than|within|greater than|[<>=]|as early as|as late as",
    "a day of an unnamed month": (
        rf"^{WEEKDAY},? (the )?(\d{{1,2}}(st|nd|rd|th)?|\w+teen(th)?|\w+ty.*|eleventh)$"
        rf"|^(first|second|third|fourth|fifth) {WEEKDAY}$|^the \w+(-|\s)?\w*(th|st|nd|rd)? day of"
    ),
}
FUTURE = (
    r"tomorrow|tmrw|next|coming|upcoming|from now|hence|later than (now|today)"
    r"|later (in|this)|^in |days? later"
)
HOLIDAY = (
    r"day\b.*(king|luther|earth|black)|christmas|easter|halloween|new year|thanks|eid|rama|(friday|monday) 20"
    r"|\bday\b(?! (before|after)).*(20|this|last)?$|juneteenth|eve\b|patrick|yuandan|festival"
)
NO_HOLIDAY = r"yesterday|today|the day|last day|past day|days?\b.* (ago|before|after)|days"
OPEN_END = (
    r"since|after|before|until|by |later|onward|earlier|starting|beginning|till date|to date|older|not |no "
)


def reason_to_leave_out(one: Expression) -> str | None:
    """Why an expression is no question to a photo search, else None."""
    text = one.text.lower()
    for reason, pattern in LEFT_OUT.items():
        if re.search(pattern, text):
            return reason
    if re.search(r"(-|^|\()(SP|SU|FA|WI)$", one.timex):
        if one.mod:
            return "part of a season without a value"
        return "in the future" if "next" in text else None
    if one.start is None and one.end is None:
        return "no value given (impossible or unresolved)"
    if (one.start or one.end or one.today).year < 1800:
        return "before photography, or no such day"
    if one.start and one.start > one.today:
        return "in the future"
    if re.search(r"\bfew\b", text):
        return "no exact number"
    if re.search(FUTURE, text) and not re.match(r"in (the )?(\d{4}|noughties|may|nine|two thou)", text):
        return "in the future"
    return None


def group_of(one: Expression) -> str:
    text = one.text.lower()
    if re.search(r"(-|^)(SP|SU|FA|WI)$", one.timex):
        return "season"
    if re.search(r"since|after|before|until", one.mod):
        return "open end"
    if re.search(HOLIDAY, text) and not re.search(NO_HOLIDAY, text):
        return "holiday"
    if (one.mod and re.search(r"start|mid|end|approx", one.mod)) or re.match(
        r"(the )?(early|earlier|mid|middle|late|later|beginning|start|end)\b", text
    ):
        return "part of a period"
    if re.search(OPEN_END, text):
        return "open end"
    if re.search(
        r"\bto\b|through|till|~|between|–| - |\d ?-[a-z\d]|from .* (to|until)|[a-z]-[a-z]{3}", text
    ) and one.timex.startswith("("):
        return "range"
    if re.search(r"\bago\b|last|past|previous|this|current|yesterday|today|week \d|day before", text):
        return "relative"
    if re.search(r"\d0 ?'?s|ties\b|decade|century|noughties|tens", text):
        return "decade or century"
    return (
        "day"
        if one.one_day
        else "month or year"
        if re.match(r"^[\dX]{4}(-\d\d)?$", one.timex)
        else "other period"
    )


def gold_of(one: Expression, group: str) -> Gold:
    """What the date table makes of the specification's value."""
    text = one.text.lower()
    if group == "season":
        return _season_gold(one)
    if group == "part of a period":
        return "near", (one.start, (one.end or one.start or one.today) - DAY)
    if group == "holiday":
        return _holiday_gold(one)
    month = re.fullmatch(r"(last|this) [a-z]+", text) and re.fullmatch(r"(\d{4})-(\d\d)", one.timex)
    if month:  # the latest that has begun
        year = one.today.year - (int(month[2]) > one.today.month)
        return "taken", (_unit("month", date(year, int(month[2]), 1)),)
    if group == "open end":
        return _open_gold(one)
    if re.match(r"(the )?(week|w/c)", text) and one.start and one.end:
        return "taken", ((one.start, one.end - DAY),)
    if re.fullmatch(r"XXXX-\d\d", one.timex) and not re.search(r"last|this|past|previous", text):
        return "months", (int(one.timex[5:7]),)
    if re.fullmatch(r"XXXX-\d\d-\d\d", one.timex) and not re.search(
        r"last|this|past|previous|\b(mon|tue|wed|thu|fri|sat|sun)", text
    ):
        return "days", ((one.timex[5:], one.timex[5:]),)
    if group == "range":
        return _range_gold(one)
    unit = re.search(r"\b(week|month|year|fortnight)s? ago", text)
    if unit and one.start and not re.search(r"day", text) and len(re.findall(r"year|month|week", text)) == 1:
        return "taken", (_unit(unit.group(1), one.start),)
    if one.one_day and one.start:
        return "taken", ((one.start, one.start),)
    assert one.start and one.end
    counted = re.search(
        r"\b(last|past|previous)\b.*\b(days?|weeks?|months?|years?|fortnight)\b|few days", text
    )
    if counted and one.end == one.today and "quarter" not in text:
        return "taken", ((one.start + DAY, one.end),)
    return "taken", ((one.start, one.end - DAY),)


def _season_gold(one: Expression) -> Gold:
    name = {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}[one.timex[-2:]]
    whole = season(name, southern=False)
    if re.match(r"\d{4}", one.timex):
        found = whole.anchored(int(one.timex[:4]))
        if re.search(r"last|this|current", one.text.lower()):
            found = whole.latest(one.today)
        assert found
        return "taken", ((found.start, found.end),)
    assert whole.part
    return "months", tuple(sorted(whole.part.months))


def _holiday_gold(one: Expression) -> Gold:
    text = one.text.lower()
    assert one.start
    first = last = one.start
    if one.end:  # a weekend around it
        last = one.end - DAY
    elif "easter" in text and "monday" not in text and "sunday" not in text:
        first, last = first - 2 * DAY, last + DAY
    elif "christmas" in text and "eve" not in text and "day" not in text:
        first, last = first - DAY, last + DAY
    elif re.search(r"new year'?s? eve", text):
        last += DAY
    yearless = "XXXX" in one.timex or not re.search(r"\d{4}", one.timex)
    if yearless and not re.search(r"last|this|previous|weekend|week ", text):
        return "holds", one.start
    return "taken", ((first, last),)


def _open_gold(one: Expression) -> Gold:
    start, end = one.start, one.end
    if one.timex.startswith("("):
        return _range_gold(one) if start and end else ("taken", ((start, end),))
    day = start or end
    if (
        re.search(r"\d\d-\d\d-?\d*$|PRESENT", one.timex) and day and one.mod
    ):  # one day, which 'until' includes
        if re.search(r"until|till|no later|to date", one.text.lower()):
            return "taken", ((None, day),)
        if "after" in one.mod and "-" not in one.mod:
            return "taken", ((day + DAY, None),)
    if one.one_day and start:
        if "before" in one.mod or "until" in one.mod:
            start, end = None, start
        start = start + DAY if start and "after" in one.mod else start
    if not one.mod:
        if one.one_day and start:
            return "taken", ((start, start),)
        return "taken", ((start, end - DAY if end else None),)
    inclusive = (
        bool(re.search(r"until|till|no later|or earlier|not after|by ", one.text.lower())) and one.one_day
    )
    return "taken", ((start, end - DAY if end and not inclusive else end),)


def _range_gold(one: Expression) -> Gold:
    """Their end is the first day of the last unit, ours its last day; without a year it is every year."""
    assert one.start and one.end
    ends = re.findall(r"[\dX]{4}-[\dX]{2}-[\dX]{2}", one.timex)
    period = one.timex.rstrip(")").rpartition(",")[2]
    end = one.end
    if re.search(r"to date|now$|today$|current date$|starting", one.text.lower()):
        return "taken", ((one.start, min(one.end, one.today)),)
    if re.search(r"\bq\d\b", one.text.lower()):
        end = _quarter_end(one)
    elif period.endswith("Y") or re.search(
        r"(to|and|-|~|till|until|through) (\d{4}|two thousand[\w ]*)$", one.text.lower()
    ):
        end = date(end.year, 12, 31)
    elif period.endswith("M") or re.search(r"(to|and|-) [a-z]+\.? \d{4}$", one.text.lower()):
        end = date(end.year, end.month, last_day(end.year, end.month))
    elif period.endswith("W"):
        end = end + 6 * DAY
    if re.search(r"end of", one.text.lower()):
        return "near", (one.start, one.end)
    if ends and all(part.startswith("XXXX") and "XX-XX" not in part for part in ends):
        if period.endswith("M"):
            months = [
                (one.start.month - 1 + k) % 12 + 1 for k in range((end.month - one.start.month) % 12 + 1)
            ]
            return "months", tuple(sorted(months))
        return "days", ((ends[0][5:], ends[-1][5:]),)
    return "taken", ((one.start, end),)


def _quarter_end(one: Expression) -> date:
    """Their end is the first day of the last quarter where two are named, and the day after it where one
    is.
    """
    assert one.end
    if len(re.findall(r"\bq\d\b", one.text.lower())) == 1:
        return one.end - DAY
    month = one.end.month + 2
    return date(one.end.year, month, last_day(one.end.year, month))


def _unit(unit: str, day: date) -> tuple[date, date]:
    if unit == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if unit == "month":
        return day.replace(day=1), day.replace(day=last_day(day.year, day.month))
    monday = day - timedelta(days=day.weekday())
    return monday, monday + 6 * DAY


def agrees(plan: QueryPlan, gold: Gold) -> bool:
    """Whether the plan's days are the gold's."""
    kind, value = gold
    taken = tuple((days.start, days.end) for days in plan.taken)
    match kind:
        case "taken":
            return taken == value or _same_days(plan, value)
        case "months":
            return plan.recurring.months == value and not taken
        case "days":
            return tuple((days.start, days.end) for days in plan.recurring.days) == value and not taken
        case "holds":
            return _holds(plan, value)
        case _:
            return any(_near(ends, value) for ends in taken or _every_year(plan, value))


def _same_days(plan: QueryPlan, wanted: object) -> bool:
    """The same set of days, however it is said: 'last week sunday' is a week and a weekday."""
    assert isinstance(wanted, tuple)
    (start, end) = wanted[0]
    if (
        start is None
        or end is None
        or not plan.taken
        or any(None in (one.start, one.end) for one in plan.taken)
    ):
        return False
    days = {
        day
        for one in plan.taken
        if one.start and one.end
        for day in (one.start + k * DAY for k in range((one.end - one.start).days + 1))
        if not plan.recurring.weekdays or day.weekday() in plan.recurring.weekdays
    }
    return days == {start + k * DAY for k in range((end - start).days + 1)}


def _holds(plan: QueryPlan, day: object) -> bool:
    assert isinstance(day, date)
    mark = day.strftime("%m-%d")
    every = any(days.start <= mark <= days.end or days.start == mark for days in plan.recurring.days)
    slack = 2 * DAY  # the specification reckons moon feasts by a table of its own
    return every or any(
        (days.start or day) - slack <= day <= (days.end or day) + slack for days in plan.taken
    )


def _every_year(plan: QueryPlan, wanted: object) -> Iterator[tuple[date, date]]:
    """The recurring days or months in the year the specification speaks of."""
    assert isinstance(wanted, tuple)
    year = wanted[0].year
    for days in plan.recurring.days:
        yield date.fromisoformat(f"{year}-{days.start}"), date.fromisoformat(f"{year}-{days.end}")
    for month in plan.recurring.months:
        yield date(year, month, 1), date(year, month, last_day(year, month))


def _near(got: tuple[date | None, date | None], wanted: object) -> bool:
    """One lies within the other."""
    assert isinstance(wanted, tuple)
    low, high = (
        (edge or date.min for edge in (got[0], wanted[0])),
        (edge or date.max for edge in (got[1], wanted[1])),
    )
    (got_low, want_low), (got_high, want_high) = tuple(low), tuple(high)
    return (got_low >= want_low and got_high <= want_high) or (got_low <= want_low and got_high >= want_high)


def plan_of(one: Expression) -> QueryPlan:
    now = datetime(one.today.year, one.today.month, one.today.day, 12)
    return resolve_spans(one.text, [Span(0, len(one.text), SpanRole.WHEN)], Known(), now).plan


def judged(folder: Path) -> tuple[dict[str, list[tuple[Expression, bool]]], Counter[str]]:
    """Outcomes by group, and how many were left out for which reason."""
    groups: dict[str, list[tuple[Expression, bool]]] = defaultdict(list)
    left_out: Counter[str] = Counter()
    for one in expressions(folder):
        reason = reason_to_leave_out(one)
        if reason:
            left_out[reason] += 1
            continue
        group = group_of(one)
        groups[group].append((one, agrees(plan_of(one), gold_of(one, group))))
    return groups, left_out


def test_past_expressions_resolve_under_the_date_table(shared_data: Path) -> None:
    folder = shared_data / "nl" / "recognizers_text" / "Specs" / "DateTime" / "English"
    if not folder.is_dir():
        pytest.skip(f"no specifications at {folder}")
    groups, left_out = judged(folder)
    outcomes = [good for group in groups.values() for _, good in group]
    assert len(outcomes) > 400, "too few expressions judged to mean anything"
    assert sum(outcomes) / len(outcomes) >= NEEDED
    assert left_out.total() < len(outcomes)


def main(folder: Path, *, show: bool) -> None:
    groups, left_out = judged(folder)
    total = right = 0
    for name, outcomes in sorted(groups.items()):
        good = sum(ok for _, ok in outcomes)
        total, right = total + len(outcomes), right + good
        print(f"{name:20} {good:4} of {len(outcomes):4}  {good / len(outcomes):.3f}")  # noqa: T201
        for one, ok in outcomes if show else ():
            if not ok:
                plan = plan_of(one)
                got = plan.to_dict()
                said = (
                    one.text,
                    one.today,
                    got.get("taken"),
                    got.get("recurring"),
                    "want",
                    gold_of(one, name),
                )
                print("     ", *said, sep=" | ")  # noqa: T201
    print(f"{'all':20} {right:4} of {total:4}  {right / total:.3f}")  # noqa: T201
    for reason, count in left_out.most_common():
        print(f"left out: {reason}: {count}")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), show="--show" in sys.argv)
