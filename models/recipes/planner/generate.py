"""Training queries for the planner's model: a grammar of lead, picture, constraints and tail, over many worlds.

    python generate.py --count 60000 --seed 1 --captions coco_captions.txt --out train.jsonl

A line: {query, known, answer}; `answer` is the compact form. The same seed gives the same file.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import vocabulary as v

from photos_ml.planner.context import Known
from photos_ml.planner.llm.form import written
from photos_ml.planner.spans import Role, Span

Piece = tuple[str, Role]
"""Words and their role; OTHER pieces only ask and get no line."""


@dataclass
class World:
    """One library's names, and chance."""

    chance: random.Random
    people: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    cameras: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    captions: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()

    def one(self, *choices: str) -> str:
        return self.chance.choice(choices)

    def maybe(self, probability: float) -> bool:
        return self.chance.random() < probability

    def known(self) -> Known:
        return Known(tuple(self.people), tuple(self.places), tuple(self.cameras), tuple(self.folders))


@lru_cache(maxsize=1)
def templates() -> tuple[str, ...]:
    """Lines of the hand-written templates."""
    lines = (Path(__file__).parent / "templates.txt").read_text().splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def new_world(chance: random.Random, captions: tuple[str, ...]) -> World:
    """A library of 2-9 people, 3-14 places, 1-4 cameras, 1-6 folders; now and then one that knows nothing."""
    world = World(chance, captions=captions, templates=templates())
    if world.maybe(0.04):
        return world
    world.people = chance.sample(v.PEOPLE, chance.randint(2, 8))
    if world.maybe(0.3):
        world.people.append(chance.choice(v.TRAP_PEOPLE))
    world.places = [*chance.sample(v.PLACES, chance.randint(3, 13)), *(["Home"] if world.maybe(0.6) else [])]
    world.cameras = chance.sample(v.CAMERAS, chance.randint(1, 4))
    world.folders = chance.sample(v.FOLDERS, chance.randint(1, 6))
    return world


# --- constraints ---------------------------------------------------------------------------------------------


def other(text: str) -> Piece:
    return text, Role.OTHER


def what(text: str) -> Piece:
    """Content without its leading article."""
    return text, Role.WHAT


def when(w: World) -> list[Piece]:
    """A time in words, now and then behind a hedge that says nothing."""
    number, year = w.one(*v.NUMBERS), str(w.chance.randint(2004, 2026))
    month, season, day, feast = w.one(*v.MONTHS), w.one(*v.SEASONS), w.one(*v.WEEKDAYS), w.one(*v.FEASTS)
    date_of_month = w.one("3rd", "12th", "21st", "30th", "the 5th")
    unit = w.one("years", "years", "summers", "winters", "months", "weeks", "days", "yrs")
    choice: tuple[str, ...] = (
        year, f"in {year}", f"in {year}", f"in {month}", f"in {month} {year}", f"{month} {year}", f"{season} {year}",
        f"in the {season} of {year}", f"last {season}", f"this {season}", f"in {season}", f"last {month}",
        f"{number} {unit} ago", f"{number} {unit} ago", f"a {w.one('year', 'week', 'month', 'decade')} ago",
        f"last {w.one('year', 'week', 'month', 'weekend', 'night')}", f"this {w.one('year', 'week', 'month')}",
        "yesterday", "today", "the day before yesterday", f"since {year}", f"before {year}", f"after {month} {year}",
        f"until {year}", f"since {month}", f"between {year} and 2026", f"from 2005 to {year}", f"on {day}s",
        f"last {day}", f"on {month} {date_of_month}", f"the {w.one('3rd', '9th', '14th')} of {month} {year}",
        f"at {feast}", f"{feast} {year}", f"{feast} {year}", f"last {feast}", "on weekends", "last weekend", "at night",
        "in the morning", f"on {day} afternoon", f"around {feast} {year}", "in the 90s", f"in early {year}",
        f"late {season} {year}", f"the end of {month}", f"mid {month} {year}", f"the last {number} {w.one('days', 'weeks', 'months')}",
        f"{month} or {w.one(*v.MONTHS)} {year}", f"over {feast}", f"during {season} {year}", f"the {season} before last",
        f"{w.one('5', '9', '14')}/{w.one('3', '7', '11')}/{year}", f"the {season} of '{w.one('08', '12', '19')}",
    )  # fmt: skip
    text = w.chance.choice(choice)
    hedges = (
        "i think it was", "i think", "must have been", "it was", "probably", "sometime", "maybe", "i believe", "say",
        "it must be from", "that was", "i guess", "taken", "from", "we took", "i'm fairly sure", "could be", "or so i think",
        "back", "way back", "i want to say", "if i remember right", "would have been", "should be from",
    )  # fmt: skip
    return [other(w.one(*hedges)), (text, Role.WHEN)] if w.maybe(0.35) else [(text, Role.WHEN)]


def where(w: World) -> list[Piece]:
    """A place, known to the library or not, with the words that lead to it outside its span."""
    place = w.one(*w.places) if w.places and w.maybe(0.75) else w.one(*v.PLACES)
    if w.maybe(0.12):
        place += w.one(" or ", " and ") + w.one(*v.PLACES)
    leads = ("in", "in", "in", "from", "at", "near", "around") if not w.maybe(0.3) else (
        "when we were in", "while we were in", "somewhere in", "when we went to", "the time we went to", "on the way to",
        "back when we lived in", "we took in", "that we took in", "just outside", "not far from", "while visiting",
        "during our stay in", "all over", "on our way back from", "when i lived in", "the week we spent in",
    )  # fmt: skip
    return [other(w.one(*leads)), (place, Role.WHERE)]


def name(w: World) -> tuple[str, Role]:
    """A person: WHO where the library knows them, else words of the picture."""
    if w.people and w.maybe(0.9):
        return w.one(*w.people), Role.WHO
    stranger = w.one(*v.PEOPLE)
    return stranger, Role.WHO if stranger in w.people else Role.WHAT


def people(w: World) -> list[Piece]:
    """One to three people, or one who is alone."""
    first, role = name(w)
    second = w.one(*w.people) if w.people else first
    if role is Role.WHO and second != first and w.maybe(0.3):
        return [(first + w.one(" and ", " and ", " or ", ", ", " & ") + second, role)]
    if role is Role.WHO and w.maybe(0.1):
        return [
            (
                w.one(
                    f"only {first}",
                    f"just {first}",
                    f"{first} alone",
                    f"{first} by herself",
                    f"{first} on his own",
                ),
                role,
            )
        ]
    return [(first, role)]


def unwanted(w: World) -> list[Piece]:
    """What must not be there; the words that say so lie outside the span."""
    thing = w.one(*v.UNWANTED)
    if w.people and w.maybe(0.15):
        thing = w.one(*w.people)
    if w.maybe(0.15):
        return [
            other(w.one("with", "and")),
            ("nobody", Role.NOT),
            other(w.one("in it", "in them", "around", "in the shot")),
        ]
    if w.maybe(0.15):
        verb = w.one(
            "isn't in",
            "is not in",
            "isn't there",
            "doesn't appear",
            "is missing",
            "didn't come along",
            "is nowhere",
        )
        return [
            other(w.one("that", "where", "the ones where", "but only where")),
            (thing, Role.NOT),
            other(verb),
        ]
    if w.maybe(0.3):
        adjective = w.one(*v.ADJECTIVES)
        cue = w.one(
            "not the",
            "but not the",
            "none of the",
            "skip the",
            "leave out the",
            "except the",
            "just not the",
            "minus the",
            "forget the",
        )
        return [
            other(cue),
            (adjective, Role.NOT),
            other(w.one("ones", "ones", "ones please", "pictures", "shots")),
        ]
    cues = (
        "without", "without any", "no", "but no", "not", "but not", "except", "with no", "minus", "without the",
        "but nothing with", "just nothing with", "but i don't want any", "i don't want to see", "don't show me", "and no",
        "but leave out", "but skip", "please no", "anything but", "as long as there are no", "where there's no",
        "where you can't see", "that don't have", "which don't show", "but not a single one with", "other than", "and spare me the",
        "i'm tired of", "but please without the", "nothing with", "hide the", "so not the ones with", "and definitely no",
    )  # fmt: skip
    pieces: list[Piece] = [other(w.one(*cues)), (thing, Role.NOT)]
    if w.maybe(0.15):
        pieces += [other(w.one("or", "and", "and no", "nor")), (w.one(*v.UNWANTED), Role.NOT)]
    if w.maybe(0.2):
        pieces.append(other(w.one("in it", "in them", "in the picture", "please", "this time", "in the way")))
    return pieces


def camera(w: World) -> list[Piece]:
    if not w.cameras:
        return when(w)
    leads = (
        "shot with the",
        "taken with my",
        "from my",
        "on the",
        "with the",
        "from the old",
        "i took with my",
        "using the",
        "the ones from the",
        "off my",
    )
    model = w.one(*w.cameras)
    if w.maybe(0.2) and " " in model:
        model = model.split(" ", 1)[w.chance.randint(0, 1)]
    tail = [other(w.one("camera", "phone", "ones"))] if w.maybe(0.15) else []
    return [other(w.one(*leads)), (model, Role.CAMERA), *tail]


def folder(w: World) -> list[Piece]:
    if not w.folders:
        return where(w)
    called = w.one(*w.folders)
    return w.chance.choice(
        (
            [
                other(w.one("in the", "from the", "inside the", "in my")),
                (called, Role.FOLDER),
                other(w.one("folder", "album")),
            ],
            [other(w.one("from", "in", "out of")), (called, Role.FOLDER)],
            [
                other(w.one("in the folder", "in the album", "from the album called", "somewhere in")),
                (called, Role.FOLDER),
            ],
        )
    )


def flag(w: World) -> list[Piece]:
    """Rating, favourite, order or limit, as a piece of its own."""
    choices: tuple[tuple[str, str, Role], ...] = (
        ("", w.one("newest first", "oldest first", "latest first"), Role.ORDER), ("start with the", "oldest", Role.ORDER),
        ("sorted by", "newest", Role.ORDER), ("only my", w.one("favorites", "favourites"), Role.FAVORITE),
        ("the ones", "i hearted", Role.FAVORITE), ("the ones marked", "favorite", Role.FAVORITE),
        ("with", w.one("5 stars", "four stars", "at least 3 stars"), Role.RATING), ("rated", w.one("5", "4 or more"), Role.RATING),
        ("just the", w.one("first 10", "last 5", "top 20"), Role.LIMIT), ("", w.one("10 of them", "just one"), Role.LIMIT),
        ("with the words", f'"{w.one("happy birthday", "welcome home", "total", "exit", "room 12", "for sale")}"', Role.EXACT),
    )  # fmt: skip
    lead, text, role = w.chance.choice(choices)
    return [*([other(lead)] if lead else []), (text, role)]


# --- what the picture shows -----------------------------------------------------------------------------------


def article(w: World, text: str) -> list[Piece]:
    lead = w.one("", "", "the", "a", "that", "our", "my", "some", "those", "all the")
    return [*([other(lead)] if lead else []), what(text)]


def thing(w: World) -> list[Piece]:
    if w.captions and w.maybe(0.45):
        return caption(w)
    if w.maybe(0.15):
        return [
            *article(w, w.one(*v.THINGS)),
            what(w.one("and", "next to", "in front of") + " " + w.one(*v.THINGS)),
        ]
    return article(w, w.one(*v.THINGS))


def caption(w: World) -> list[Piece]:
    text = re.sub(r"[^a-z' -]", "", w.one(*w.captions).lower()).strip()
    words = text.split()[: w.chance.randint(3, 10)]
    while words and words[-1] in {
        "a",
        "the",
        "of",
        "in",
        "on",
        "at",
        "with",
        "and",
        "to",
        "an",
        "is",
        "are",
        "for",
        "his",
        "her",
        "by",
        "that",
    }:
        words.pop()
    lead = words.pop(0) if words and words[0] in {"a", "an", "the", "some", "there"} else ""
    if not words:
        return article(w, w.one(*v.THINGS))
    return [*([other(lead)] if lead else []), what(" ".join(words))]


def person_doing(w: World) -> list[Piece]:
    who = people(w)
    text, role = who[0]
    if role is Role.WHAT:
        return [what(text + " " + w.one(*v.DOINGS))]
    link = w.one("", "", "", "is", "was", "were", "who is")
    return [*who, *([other(link)] if link else []), what(w.one(*v.DOINGS))]


def person_deed(w: World) -> list[Piece]:
    return [
        other(w.one("when", "the time", "the day", "where", "that time", "the one where", "from when")),
        *people(w),
        what(w.one(*v.DEEDS)),
    ]


def we_deed(w: World) -> list[Piece]:
    start = w.one(
        "when we",
        "where we",
        "the time we",
        "the day we",
        "that time we",
        "when i",
        "the night we",
        "that weekend when we",
        "from when they",
        "the one where i",
        "that day we all",
    )
    return [other(start), what(w.one(*v.DEEDS))]


def event(w: World) -> list[Piece]:
    pieces = article(w, w.one(*v.EVENTS))
    if w.maybe(0.4):
        pieces += [other(w.one("with", "we had with", "where", "together with")), *people(w)]
        if pieces[-2][0] == "where":
            pieces.append(what(w.one(*v.DOINGS)))
    if w.maybe(0.35):
        pieces += we_deed(w)
    return pieces


def possession(w: World) -> list[Piece]:
    person, role = name(w)
    thing = w.one(*v.THINGS, *v.EVENTS)
    if role is Role.WHAT:
        return [what(f"{person}'s {thing}")]
    if w.maybe(0.2):
        return [*article(w, thing), other(w.one("of", "that belongs to", "from")), (person, Role.WHO)]
    return [(f"{person}'s", role), what(thing)]


def media(w: World) -> list[Piece]:
    kind = w.one(
        "videos",
        "screenshots",
        "selfies",
        "panoramas",
        "live photos",
        "clips",
        "raw files",
        "a selfie",
        "a video",
        "screen recordings",
    )
    return [
        (kind.removeprefix("a "), Role.MEDIA),
        other(w.one("of", "with", "from", "showing", "where you see")),
        *thing(w),
    ]


# --- words that only ask --------------------------------------------------------------------------------------


def lead(w: World) -> str:
    """Conversation before the picture. Built from parts, so that few are seen twice."""
    noun = w.one(
        "photo",
        "picture",
        "pic",
        "shot",
        "photos",
        "pictures",
        "pics",
        "shots",
        "image",
        "one",
        "ones",
        "snap",
        "snaps",
    )
    which = w.one(
        "the",
        "that",
        "a",
        "all the",
        "those",
        "some",
        "my",
        "any",
        "that one",
        "the best",
        "a nice",
        "this one",
        "a few",
        "our",
    )
    link = w.one(
        "of",
        "with",
        "of",
        "where",
        "from",
        "showing",
        "in which",
        "that has",
        "where you see",
        "where there's",
        "when",
        "that shows",
        "i took of",
        "we have of",
        "where you can see",
    )
    verb = w.one(
        "find",
        "show",
        "pull up",
        "dig up",
        "get",
        "bring up",
        "give",
        "look for",
        "locate",
        "fetch",
        "dig out",
        "open",
        "see",
        "track down",
    )
    me = w.one("", "", " me", " us")
    start = w.one(
        verb + me, f"can you {verb}{me}", f"could you please {verb}{me}", f"please {verb}{me}", f"i want to {verb}",
        "i'm looking for", "im looking for", "i am searching for", "where is", "where are", "do we have", "do i have", "is there", "are there",
        "i need", "i'd love to see", "i would like to see", "trying to find", "i'm trying to find", "help me find", "i remember",
        "there should be", "there must be", "i lost", "didn't we take", "didn't i take", "what happened to", "you know", "hey", "remember",
        "somewhere i have", "let me see", "lets see", "ok so", "hmm", "have we got", "i swear i took", "my sister wants", "mom asked for",
        "i can't find", "where did i put", "its", "it's", "wasn't there", "i promised to send", "looking for", "any chance of finding",
        "so", "well", "i'd like to print", "let's look at", "i wonder if there is", "i could use", "what about",
    )  # fmt: skip
    return f"{start} {which} {noun} {link}"


def short_lead(w: World) -> str:
    return w.one("photos of", "pictures of", "pics of", "show me", "find", "show", "the one with", "the one where", "that one with", "remember",
                 "pictures from", "all photos of", "any pics of", "the ones with", "photos with", "something with", "anything with", "mostly", "i want")  # fmt: skip


def tail(w: World) -> str:
    return w.one(
        "please", "thanks", "thank you", "if there are any", "if we have any", "if possible", "that i can print", "for the album", "for a card",
        "we took", "i took", "that we took", "i think", "you know the one", "or something like that", "or so", "somewhere in here", "right",
        "can't find it", "i can't find them anymore", "that would be great", "i know it's in there", "is it still there", "remember",
        "the good ones", "all of them", "any will do", "for my mom", "to show at dinner", "i really need it", "where is it", "haha", "lol",
    )  # fmt: skip


# --- whole queries --------------------------------------------------------------------------------------------

Maker = Callable[[World], list[Piece]]
CORES: tuple[tuple[Maker, int], ...] = (
    (thing, 26), (person_doing, 16), (person_deed, 10), (we_deed, 14), (event, 14), (possession, 8), (media, 6), (people, 6),
)  # fmt: skip
LIMITS: tuple[tuple[Maker, int], ...] = (
    (when, 36),
    (where, 26),
    (unwanted, 26),
    (camera, 7),
    (folder, 8),
    (flag, 7),
)


def ordinary(w: World) -> list[Piece]:
    """Lead, picture, up to three constraints, tail; any of them may be missing, constraints may come first."""
    core = w.chance.choices([maker for maker, _ in CORES], [weight for _, weight in CORES])[0](w)
    count = w.chance.choices((0, 1, 2, 3), (30, 42, 22, 6))[0]
    makers = w.chance.choices([maker for maker, _ in LIMITS], [weight for _, weight in LIMITS], k=count)
    limits = [piece for maker in dict.fromkeys(makers) for piece in _joined(w, maker(w))]
    core = [] if limits and w.maybe(0.12) else core
    pieces = [*limits, *core] if w.maybe(0.12) else [*core, *limits]
    if w.maybe(0.62):
        pieces.insert(0, other(lead(w) if w.maybe(0.7) else short_lead(w)))
    if w.maybe(0.2):
        pieces.append(other((", " if w.maybe(0.4) else "") + tail(w)))
    return pieces


def _joined(w: World, pieces: list[Piece]) -> list[Piece]:
    return [other(w.one(",", ",", "and", "but", ". also", " -", "..."))] * w.maybe(0.22) + pieces


def said(w: World) -> list[Piece]:
    """A query from the hand-written templates."""
    line = _CHOICE.sub(lambda found: w.one(*found[1].split("|")), w.one(*w.templates))
    pieces: list[Piece] = []
    for found in _PART.finditer(line):
        slot, shown, plain = found.groups()
        if slot:
            pieces += _SLOTS[slot](w)
        else:
            pieces.append(what(shown) if shown else other(plain))
    return [piece for piece in pieces if piece[0].strip()]


def _possessive(w: World) -> list[Piece]:
    person, role = name(w)
    return [(f"{person}'s", role)]


def _unwanted_alone(w: World) -> list[Piece]:
    named = w.people and w.maybe(0.25)
    return [(w.one(*w.people) if named else w.one(*v.UNWANTED), Role.NOT)]


def _spans_of(maker: Maker, role: Role) -> Maker:
    """The pieces of one role out of what a maker makes."""

    def make(w: World) -> list[Piece]:
        return [piece for piece in maker(w) if piece[1] is role]

    return make


_CHOICE = re.compile(r"\{([^{}]*\|[^{}]*)\}")
_PART = re.compile(r"\{(\w+)\}|\[([^\]]*)\]|([^\[{]+)")
_SLOTS: dict[str, Maker] = {
    "who": people,
    "whos": _possessive,
    "when": when,
    "where": where,
    "place": _spans_of(where, Role.WHERE),
    "thing": thing,
    "doing": lambda w: [what(w.one(*v.DOINGS))],
    "deed": lambda w: [what(w.one(*v.DEEDS))],
    "event": lambda w: [what(w.one(*v.EVENTS))],
    "not": _unwanted_alone,
    "camera": _spans_of(camera, Role.CAMERA),
    "folder": _spans_of(folder, Role.FOLDER),
    "media": lambda w: [(w.one("videos", "screenshots", "selfies", "panoramas", "clips", "live photos"), Role.MEDIA)],
    "flag": flag,
}


def question(w: World) -> list[Piece]:
    asks, kept, _ = w.chance.choice(v.QUESTIONS)
    limit = w.chance.choice((when, where, where))(w)
    return [other(asks), what(kept), *limit, *([other("?")] if w.maybe(0.4) else [])]


def out_of_scope(w: World) -> list[Piece]:
    text = w.one(*v.OUT_OF_SCOPE)
    if w.maybe(0.4):
        text = (
            w.one("please ", "hey ", "can you ", "i need to know ", "quick question ", "ok ", "and then ")
            + text
        )
    return [(text, Role.OTHER)]


def sample(chance: random.Random, captions: tuple[str, ...]) -> dict[str, object]:
    """One line of the training file."""
    w = new_world(chance, captions)
    kind = chance.choices((ordinary, said, question, out_of_scope), (42, 46, 6, 6))[0]
    pieces = kind(w)
    show = ""
    if kind is question:
        show = next(
            picture for asks, kept, picture in v.QUESTIONS if (asks, kept) == (pieces[0][0], pieces[1][0])
        )
    pieces = [(_cased(w, text, role), role) for text, role in pieces]
    if w.maybe(0.22):
        pieces = _with_typo(w, pieces)
    query, spans = laid_out(pieces)
    if kind is ordinary and w.maybe(0.06):
        query = query.upper() if w.maybe(0.3) else query + w.one("?", "!", ".", " :)", "...")
    known = {"people": w.people, "places": w.places, "cameras": w.cameras, "folders": w.folders}
    return {"query": query, "known": known, "answer": written(query, spans, show)}


def _cased(w: World, text: str, role: Role) -> str:
    """Mostly lower case, as people type."""
    return text if w.chance.random() < 0.3 or role is Role.EXACT else text.lower()


def _with_typo(w: World, pieces: list[Piece]) -> list[Piece]:
    at = w.chance.randrange(len(pieces))
    text, role = pieces[at]
    words = text.split()
    k = w.chance.randrange(len(words)) if words else 0
    if not words or len(words[k]) < 5 or not words[k].isalpha():
        return pieces
    words[k] = misspelt(w.chance, words[k])
    return [*pieces[:at], (" ".join(words), role), *pieces[at + 1 :]]


def misspelt(chance: random.Random, word: str) -> str:
    """Two letters swapped, one dropped or one doubled, never the first."""
    k = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:k] + word[k + 1] + word[k] + word[k + 2 :],
            word[:k] + word[k + 1 :],
            word[:k] + word[k] + word[k:],
        )
    )


def laid_out(pieces: list[Piece]) -> tuple[str, tuple[Span, ...]]:
    """The query and its spans, marks set close to the word before them; neighbours of one role stay two spans."""
    query, spans = "", []
    for text, role in pieces:
        text = text.strip()
        if not text:
            continue
        query += "" if not query or text[0] in ",.?!" else " "
        spans.append(Span(len(query), len(query) + len(text), role))
        query += text
    return query, tuple(spans)


def samples(count: int, seed: int, captions: tuple[str, ...]) -> Iterator[dict[str, object]]:
    """`count` different queries."""
    chance, seen = random.Random(seed), set[str]()
    while len(seen) < count:
        line = sample(chance, captions)
        if line["query"] not in seen:
            seen.add(str(line["query"]))
            yield line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--captions", type=Path, help="one caption a line; own vocabulary alone where absent")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    captions = tuple(args.captions.read_text().splitlines()) if args.captions else ()
    with args.out.open("w") as out:
        for line in samples(args.count, args.seed, captions):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
