"""What a half-typed query could become: names this library knows, and openings when nothing is typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.app.service.latest import latest_searches
from photos_ml.app.service.planning import known_names
from photos_ml.planner.lang import default
from photos_ml.store import PhotoFilter

if TYPE_CHECKING:
    from photos_ml.planner.context import Known

LIMIT = 8
LATEST = 4
STARTERS = 2
"""Searches, and names of each kind, in the openings."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A whole query to put into the box, and what the name in it is."""

    query: str
    name: str
    kind: str
    """'person', 'place', 'camera', 'folder', 'keyword', 'idea' or 'latest', a search of before."""


def suggestions_for(context: Context, typed: str) -> list[Suggestion]:
    """What a half-typed query could become."""
    if typed.strip():
        return suggest(typed, known_names(context))
    library = context.library()
    # The most photographed first: they are asked for most.
    often = context.while_unchanged("often", lambda: library.facets(library.photo_ids(PhotoFilter())))
    return openings(latest_searches(context), often.people, often.cities)


def suggest(typed: str, known: Known) -> list[Suggestion]:
    """Names that the last words typed begin, longest match first, people before places before the rest; none
    where nothing is typed."""
    words = typed.split()
    found: dict[str, Suggestion] = {}
    for start in range(len(words)):
        beginning = _folded(" ".join(words[start:]))
        head = words[:start]
        for kind, names in _kinds(known):
            for name in names:
                if _begins(name, beginning):
                    found.setdefault(_folded(name), Suggestion(" ".join([*head, name]), name, kind))
    return list(found.values())[:LIMIT]


def openings(latest: Iterable[str], people: Iterable[str], places: Iterable[str]) -> list[Suggestion]:
    """What to begin with where nothing is typed: the latest searches, the first of these names, and ideas."""
    kinds = (
        ("latest", [*latest][:LATEST]),
        ("person", [*people][:STARTERS]),
        ("place", [*places][:STARTERS]),
        ("idea", default().ideas),
    )
    return [Suggestion(words, words, kind) for kind, names in kinds for words in names][:LIMIT]


def _kinds(known: Known) -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("person", known.people),
        ("place", known.places),
        ("keyword", known.keywords),
        ("camera", known.cameras),
        ("folder", known.folders),
    ]


def _begins(name: str, beginning: str) -> bool:
    """Whether the name, or a word of it, begins so and goes on."""
    folded = _folded(name)
    if folded == beginning:
        return False
    return folded.startswith(beginning) or f" {beginning}" in folded


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))
