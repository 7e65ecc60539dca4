"""Training queries for the planner's model: a grammar of lead, picture, limits and tail, over many worlds.

    python generate.py --count 60000 --seed 1 --captions coco_captions.txt --out train.jsonl

A line: {query, known, answer}; `answer` is the compact form. The same seed gives the same file.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import vocabulary as v
from limits import camera, flag, folder, unwanted, when, where
from pictures import (
    event,
    lead,
    media,
    people,
    person_deed,
    person_doing,
    possession,
    short_lead,
    tail,
    thing,
    we_deed,
)
from world import Piece, World, name, new_world, other, what

from photos_ml.planner.llm.form import written
from photos_ml.planner.spans import Span, SpanRole

Maker = Callable[[World], list[Piece]]
CORES: tuple[tuple[Maker, int], ...] = (
    (thing, 26),
    (person_doing, 16),
    (person_deed, 10),
    (we_deed, 14),
    (event, 14),
    (possession, 8),
    (media, 6),
    (people, 6),
)
LIMITS: tuple[tuple[Maker, int], ...] = (
    (when, 36),
    (where, 26),
    (unwanted, 26),
    (camera, 7),
    (folder, 8),
    (flag, 7),
)


def ordinary(w: World) -> list[Piece]:
    """Lead, picture, up to three constraints, tail; any of them may be missing, limits may come first."""
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
    """A query from the hand-written templates; `+Name|` and `@Name|` put a name into the library first."""
    line = w.one(*w.templates)
    while found := _NEEDED.match(line):
        wanted = w.people if found[1] == "+" else w.places
        wanted.extend(name for name in [found[2]] if name not in wanted and w.maybe(0.85))
        line = line[found.end() :]
    while _CHOICE.search(line):  # a choice within a choice is made first
        line = _CHOICE.sub(lambda found: w.one(*found[1].split("|")), line)
    pieces: list[Piece] = []
    for found in _PART.finditer(line):
        role, words, slot, shown, plain = found.groups()
        if role:
            pieces.append((words, SpanRole(role)))
        elif slot:
            pieces += _SLOTS[slot](w)
        else:
            pieces.append(what(shown) if shown else other(plain or ""))
    return [piece for piece in pieces if piece[0].strip()]


def _possessive(w: World) -> list[Piece]:
    person, role = name(w)
    return [(f"{person}'s", role)]


def _unwanted_alone(w: World) -> list[Piece]:
    named = w.people and w.maybe(0.25)
    return [(w.one(*w.people) if named else w.one(*v.UNWANTED), SpanRole.NOT)]


def _spans_of(maker: Maker, role: SpanRole) -> Maker:
    """The pieces of one role out of what a maker makes."""

    def make(w: World) -> list[Piece]:
        return [piece for piece in maker(w) if piece[1] is role]

    return make


_CHOICE = re.compile(r"\{([^{}]*\|[^{}]*)\}")
_NEEDED = re.compile(r"([+@])(\w+)\| *")
_PART = re.compile(r"<(\w+) ([^>]*)>|\{(\w+)\}|\[([^\]]*)\]|([^\[{<]+)")
_SLOTS: dict[str, Maker] = {
    "who": people,
    "whos": _possessive,
    "when": when,
    "where": where,
    "place": _spans_of(where, SpanRole.WHERE),
    "thing": thing,
    "doing": lambda w: [what(w.one(*v.DOINGS))],
    "deed": lambda w: [what(w.one(*v.DEEDS))],
    "event": lambda w: [what(w.one(*v.EVENTS))],
    "not": _unwanted_alone,
    "camera": _spans_of(camera, SpanRole.CAMERA),
    "folder": _spans_of(folder, SpanRole.FOLDER),
    "media": lambda w: [
        (w.one("videos", "screenshots", "selfies", "panoramas", "clips", "live photos"), SpanRole.MEDIA)
    ],
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
    return [(text, SpanRole.OTHER)]


def sample(chance: random.Random, captions: tuple[str, ...]) -> dict[str, object]:
    """One line of the training file."""
    w = new_world(chance, captions)
    kind = chance.choices((ordinary, said, question, out_of_scope), (32, 58, 4, 6))[0]
    pieces = kind(w) or thing(w)
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


def _cased(w: World, text: str, role: SpanRole) -> str:
    """Mostly lower case, as people type."""
    return text if w.chance.random() < 0.3 or role is SpanRole.EXACT else text.lower()


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
    """The query and its spans, marks set close to the word before them; neighbours stay two spans."""
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
