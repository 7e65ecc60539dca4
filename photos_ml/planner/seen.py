"""What of a query the picture itself may show: filters that are soft, and the words for the encoder."""

from __future__ import annotations

from photos_ml.planner.dates.expressions import Expression
from photos_ml.planner.dates.values import Outside
from photos_ml.planner.reading import Draft, Reading
from photos_ml.planner.spans import SpanRole
from photos_ml.planner.tokens import is_word
from photos_ml.planner.where import introduced

_VISIBLE = ("season", "seasons", "daypart", "dayparts", "holiday", "holidays", "hours said")
"""Times that a picture may show: snow, darkness, a tree with lights."""
_NAMED = ("month", "months", "weekday", "weekdays", "unit", "decade", "last", "this", "next", "past")
"""Times that no picture shows."""

_SAYS_LITTLE = frozenset((SpanRole.OTHER, SpanRole.MEDIA))


def soft_fields(draft: Draft) -> tuple[str, ...]:
    """Fields whose words may as well be of the picture, where other words tell of it. In a library that knows
    no place at all, a place can only be of the picture."""
    return tuple(
        field
        for field, role in (("recurring", SpanRole.WHEN), ("places", SpanRole.WHERE))
        if (readings := draft.with_role(role)) and all(_may_be_seen(draft, reading) for reading in readings)
    )


def words_to_see(draft: Draft, soft: tuple[str, ...]) -> str:
    """The query as the encoder shall have it, '' where it is best left to the plan's text: as it was written
    where no word of it asks for anything but the picture, else with the words of the soft fields in it.
    """
    kept = {SpanRole.WHAT, None}
    kept |= {SpanRole.WHEN} if "recurring" in soft else set()
    kept |= {SpanRole.WHERE} if "places" in soft else set()
    inside = [role in kept or _small(draft, k) for k, role in enumerate(draft.roles)]
    if all(inside):
        return draft.query.strip()
    if not soft:
        return ""
    _keep_what_is_leant_on(draft, inside)
    pieces, start = [], None
    for k, within in enumerate([*inside, False]):
        if within and start is None:
            start = k
        elif not within and start is not None:
            pieces.append(draft.quote(start, k))
            start = None
    return " ".join(pieces)


def _keep_what_is_leant_on(draft: Draft, inside: list[bool]) -> None:
    """The 'bunch' of 'a bunch of people', the 'picture' of 'night picture of a car': without it, 'a of
    people' would be left."""
    for at in range(len(inside) - 2, -1, -1):
        leant_on = inside[at + 1] and draft.lexicon.has(draft.word(at + 1), "genitive")
        inside[at] = inside[at] or (leant_on and draft.roles[at] in _SAYS_LITTLE)


def _small(draft: Draft, at: int) -> bool:
    """The 'some' of 'some food in a pot': an encoder knows it as part of a sentence."""
    word, other = draft.word(at), draft.roles[at] is SpanRole.OTHER
    small = draft.lexicon.has(word, "stop") and word in draft.language.stop_words
    return other and small and not draft.lexicon.has(word, "photo noun")


def _may_be_seen(draft: Draft, reading: Reading) -> bool:
    if reading.role is SpanRole.WHERE:
        bound_for = draft.lexicon.has(draft.word(reading.start - 1), "bound for")
        return bound_for or not (draft.known.places and introduced(draft, reading.start))
    value = reading.value
    if not isinstance(value, Expression) or any(isinstance(one, Outside) for one in value.values):
        return False
    words = [k for k in range(reading.start, reading.end) if is_word(draft.tokens[k])]
    named = any(draft.lexicon.find_any(draft.tokens, k, _NAMED) for k in words)
    digits = any(letter.isdigit() for k in words for letter in draft.word(k))
    return not (named or digits) and any(draft.lexicon.find_any(draft.tokens, k, _VISIBLE) for k in words)
