"""What narrows a query: times, places, what is unwanted, cameras, folders, ratings and orders."""

from __future__ import annotations

import vocabulary as v
from world import Piece, World, other

from photos_ml.planner.spans import SpanRole


def when(w: World) -> list[Piece]:
    """A time in words, now and then behind a hedge that says nothing."""
    number, year = w.one(*v.NUMBERS), str(w.chance.randint(2004, 2026))
    month, season, day, feast = w.one(*v.MONTHS), w.one(*v.SEASONS), w.one(*v.WEEKDAYS), w.one(*v.FEASTS)
    date_of_month = w.one("3rd", "12th", "21st", "30th", "the 5th")
    unit = w.one("years", "years", "summers", "winters", "months", "weeks", "days", "yrs")
    choice: tuple[str, ...] = (
        year,
        f"in {year}",
        f"in {year}",
        f"in {month}",
        f"in {month} {year}",
        f"{month} {year}",
        f"{season} {year}",
        f"in the {season} of {year}",
        f"last {season}",
        f"this {season}",
        f"in {season}",
        f"last {month}",
        f"{number} {unit} ago",
        f"{number} {unit} ago",
        f"a {w.one('year', 'week', 'month', 'decade')} ago",
        f"last {w.one('year', 'week', 'month', 'weekend', 'night')}",
        f"this {w.one('year', 'week', 'month')}",
        "yesterday",
        "today",
        "the day before yesterday",
        f"since {year}",
        f"before {year}",
        f"after {month} {year}",
        f"until {year}",
        f"since {month}",
        f"between {year} and 2026",
        f"from 2005 to {year}",
        f"on {day}s",
        f"last {day}",
        f"on {month} {date_of_month}",
        f"the {w.one('3rd', '9th', '14th')} of {month} {year}",
        f"at {feast}",
        f"{feast} {year}",
        f"{feast} {year}",
        f"last {feast}",
        "on weekends",
        "last weekend",
        "at night",
        "in the morning",
        f"on {day} afternoon",
        f"around {feast} {year}",
        "in the 90s",
        f"in early {year}",
        f"late {season} {year}",
        f"the end of {month}",
        f"mid {month} {year}",
        f"the last {number} {w.one('days', 'weeks', 'months')}",
        f"{month} or {w.one(*v.MONTHS)} {year}",
        f"over {feast}",
        f"during {season} {year}",
        f"the {season} before last",
        f"{w.one('5', '9', '14')}/{w.one('3', '7', '11')}/{year}",
        f"the {season} of '{w.one('08', '12', '19')}",
        f"{number} years ago today",
        f"on this day {w.one('last year', 'six years ago', 'in 2015')}",
        f"older than {w.one('2', '5', '10', 'three')} years",
        f"{year} onwards",
        f"up to {year}",
        f"{w.one('before', 'until')} {feast} {year}",
        f"the first week of {month} {year}",
        f"since last {w.one(season, feast, month)}",
        f"{year}-{w.one('2024', '2025', '2026')}",
        f"{w.one('12', '24', '31')}.{w.one('08', '12', '01')}.{year}",
        f"{month} {w.one('3', '12', '24')} {year} to {w.one(*v.MONTHS)} {w.one('2', '9')} 2026",
        f"{w.one('two or three', 'three or four', 'five or six')} years ago",
        f"{w.one(*v.LESSER_FEASTS)} {w.one('', year)}".strip(),
        f"{day} {w.one('morning', 'night', 'evening', 'nights')}",
        f"{year} or {w.one('2010', '2014', '2018')}",
        f"{w.one(*v.MONTHS)} and {month}",
    )
    text = w.chance.choice(choice)
    hedges = v.HEDGES
    return [other(w.one(*hedges)), (text, SpanRole.WHEN)] if w.maybe(0.35) else [(text, SpanRole.WHEN)]


def where(w: World) -> list[Piece]:
    """A place, known to the library or not, with the words that lead to it outside its span."""
    place = w.one(*w.places) if w.places and w.maybe(0.75) else w.one(*v.PLACES)
    if w.maybe(0.12):
        place += w.one(" or ", " and ") + w.one(*v.PLACES)
    leads = ("in", "in", "in", "from", "at", "near", "around") if not w.maybe(0.3) else v.PLACE_LEADS
    return [other(w.one(*leads)), (place, SpanRole.WHERE)]


def unwanted(w: World) -> list[Piece]:
    """What must not be there; the words that say so lie outside the span."""
    thing = w.one(*v.UNWANTED)
    if w.people and w.maybe(0.15):
        thing = w.one(*w.people)
    if w.maybe(0.15):
        return [
            other(w.one("with", "and")),
            ("nobody", SpanRole.NOT),
            other(w.one("in it", "in them", "around", "in the shot")),
        ]
    if w.maybe(0.15):
        verb = w.one(*v.ABSENT_VERBS)
        return [
            other(w.one("that", "where", "the ones where", "but only where")),
            (thing, SpanRole.NOT),
            other(verb),
        ]
    if w.maybe(0.3):
        adjective = w.one(*v.ADJECTIVES)
        cue = w.one(*v.SKIP_CUES)
        return [
            other(cue),
            (adjective, SpanRole.NOT),
            other(w.one("ones", "ones", "ones please", "pictures", "shots")),
        ]
    cues = v.NOT_CUES
    pieces: list[Piece] = [other(w.one(*cues)), (thing, SpanRole.NOT)]
    if w.maybe(0.15):
        pieces += [other(w.one("or", "and", "and no", "nor")), (w.one(*v.UNWANTED), SpanRole.NOT)]
    if w.maybe(0.2):
        pieces.append(other(w.one("in it", "in them", "in the picture", "please", "this time", "in the way")))
    return pieces


def camera(w: World) -> list[Piece]:
    if not w.cameras:
        return when(w)
    leads = v.CAMERA_LEADS
    model = w.one(*w.cameras)
    if w.maybe(0.2) and " " in model:
        model = model.split(" ", 1)[w.chance.randint(0, 1)]
    tail = [other(w.one("camera", "phone", "ones"))] if w.maybe(0.15) else []
    return [other(w.one(*leads)), (model, SpanRole.CAMERA), *tail]


def folder(w: World) -> list[Piece]:
    if not w.folders:
        return where(w)
    called = w.one(*w.folders)
    return w.chance.choice(
        (
            [
                other(w.one("in the", "from the", "inside the", "in my")),
                (called, SpanRole.FOLDER),
                other(w.one("folder", "album")),
            ],
            [other(w.one("from", "in", "out of")), (called, SpanRole.FOLDER)],
            [
                other(w.one("in the folder", "in the album", "from the album called", "somewhere in")),
                (called, SpanRole.FOLDER),
            ],
        )
    )


def flag(w: World) -> list[Piece]:
    """Rating, favourite, order or limit, as a piece of its own."""
    choices: tuple[tuple[str, str, SpanRole], ...] = (
        ("", w.one("newest first", "oldest first", "latest first"), SpanRole.ORDER),
        ("start with the", "oldest", SpanRole.ORDER),
        ("sorted by", "newest", SpanRole.ORDER),
        ("only my", w.one("favorites", "favourites"), SpanRole.FAVORITE),
        ("the ones", "i hearted", SpanRole.FAVORITE),
        ("the ones marked", "favorite", SpanRole.FAVORITE),
        ("with", w.one("5 stars", "four stars", "at least 3 stars"), SpanRole.RATING),
        ("rated", w.one("5", "4 or more"), SpanRole.RATING),
        ("just the", w.one("first 10", "last 5", "top 20"), SpanRole.LIMIT),
        ("", w.one("10 of them", "just one"), SpanRole.LIMIT),
        (
            "with the words",
            f'"{w.one("happy birthday", "welcome home", "total", "exit", "room 12", "for sale")}"',
            SpanRole.EXACT,
        ),
    )
    lead, text, role = w.chance.choice(choices)
    return [*([other(lead)] if lead else []), (text, role)]
