"""What a model is asked: the query, and which of its words this library knows by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from photos_ml.planner.context import Known
from photos_ml.planner.lang import language_of
from photos_ml.planner.llm.form import shown
from photos_ml.planner.names import NameIndex
from photos_ml.planner.spans import SpanRole
from photos_ml.planner.tokens import Token, with_bases

NO_HINTS = "-"
MAX_HINTS = 6

Indexes = tuple[tuple[SpanRole, NameIndex], ...]


def tuned_prompt(query: str, tokens: Sequence[Token], known: Known) -> str:
    """For a model trained on this form: no instruction and no example, two lines, the answer follows.

    The first word has a space before it, so that a word is the same token here and in the answer.
    """
    hints = ", ".join(f"{piece} {role.value}" for piece, role in hints_of(query, tokens, known))
    return f" {shown(query, tokens)}\n {hints or NO_HINTS}\n"


def hints_of(query: str, tokens: Sequence[Token], known: Known) -> Iterator[tuple[str, SpanRole]]:
    """Words of the query that are names of this library, longest first at each place, at most MAX_HINTS."""
    language = language_of(query)
    tokens = with_bases(tokens, language.endings.possessive)
    indexes = _indexes(known, language.endings.name)
    at = count = 0
    while at < len(tokens) and count < MAX_HINTS:
        found = [(match.end, role) for role, index in indexes if (match := index.find(tokens, at))]
        if not found:
            at += 1
            continue
        end, role = max(found, key=lambda pair: pair[0])
        yield query[tokens[at].start : tokens[end - 1].end], role
        at, count = end, count + 1


@lru_cache(maxsize=8)
def _indexes(known: Known, endings: tuple[str, ...]) -> Indexes:
    return (
        (SpanRole.WHO, NameIndex(known.people, endings=endings)),
        (SpanRole.WHERE, NameIndex(known.places, endings=endings)),
        (SpanRole.CAMERA, NameIndex(known.cameras, endings=endings)),
        (SpanRole.FOLDER, NameIndex(known.folders, endings=endings)),
    )


def instructed_prompt(query: str, tokens: Sequence[Token], known: Known) -> str:
    """For any other model: what to do, three examples, the query."""
    return f"{INSTRUCTIONS}{tuned_prompt(query, tokens, known)}Answer:\n"


_INSTRUCTION = (
    "Mark the parts of a photo search request. Write one line per part: a label, a space, then words copied "
    "from the request, in their order. Labels: when (time), where (place), who (people of the library), not "
    "(what must not be seen, without the word of negation), camera, folder, media (videos, selfies, "
    "screenshots), rating, favorite, order, limit, exact (quoted words), what (what the picture shows). "
    "Leave out words that only ask. Write nothing for a request that is not about photos. "
    "The second line of a request gives words the library knows."
)
_EXAMPLES = """Request: can you find the one where mia fell in the lake two summers ago
 mia who
Answer:
who mia
what fell in the lake
when two summers ago

Request: what did we eat in lisbon
 -
Answer:
what eat
where lisbon
show food on a table

Request: just the red boats, but nothing with people in it
 -
Answer:
what red boats
not people
"""
INSTRUCTIONS = f"{_INSTRUCTION}\n\n{_EXAMPLES}\nRequest:"
"""What stands before every query that a model without the adapter is asked."""
