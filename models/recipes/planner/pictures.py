"""What a query is about: people, things, deeds and events, and the conversation around them."""

from __future__ import annotations

import re

import vocabulary as v
from world import Piece, World, name, other, what

from photos_ml.planner.spans import SpanRole


def people(w: World) -> list[Piece]:
    """One to three people, or one who is alone."""
    first, role = name(w)
    second = w.one(*w.people) if w.people else first
    if role is SpanRole.WHO and second != first and w.maybe(0.3):
        return [(first + w.one(" and ", " and ", " or ", ", ", " & ") + second, role)]
    if role is SpanRole.WHO and w.maybe(0.1):
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


def article(w: World, text: str) -> list[Piece]:
    """A thing, now and then with words of size, age or order, which belong to it, behind an article, which
    does not.
    """
    lead = w.one("", "", "the", "a", "that", "our", "my", "some", "those", "all the")
    said = f"{w.one(*v.MODIFIERS)} {text}" if w.maybe(0.3) else text
    return [*([other(lead)] if lead else []), what(said)]


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
    if role is SpanRole.WHAT:
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
    start = w.one(*v.WE_STARTS)
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
    if role is SpanRole.WHAT:
        return [what(f"{person}'s {thing}")]
    if w.maybe(0.2):
        return [*article(w, thing), other(w.one("of", "that belongs to", "from")), (person, SpanRole.WHO)]
    return [(f"{person}'s", role), what(thing)]


def media(w: World) -> list[Piece]:
    kind = w.one(*v.MEDIA_WORDS)
    return [
        (kind.removeprefix("a "), SpanRole.MEDIA),
        other(w.one("of", "with", "from", "showing", "where you see")),
        *thing(w),
    ]


def lead(w: World) -> str:
    """Conversation before the picture. Built from parts, so that few are seen twice."""
    noun = w.one(*v.PHOTO_NOUNS)
    which = w.one(*v.WHICH)
    link = w.one(*v.LINKS)
    verb = w.one(*v.ASK_VERBS)
    me = w.one("", "", " me", " us")
    start = w.one(*v.STARTS).format(verb=verb, me=me)
    return f"{start} {which} {noun} {link}"


def short_lead(w: World) -> str:
    return w.one(*v.SHORT_LEADS)


def tail(w: World) -> str:
    return w.one(*v.TAILS)
