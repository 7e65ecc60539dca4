"""Why a photo is a hit, in words a person can check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from photos_ml.planner.plan import QueryPlan
from photos_ml.saying import Saying
from photos_ml.search.words import Written
from photos_ml.store import PhotoRow
from photos_ml.types import DateSource, Precision, Taken


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where a hit's score comes from: score = 1 - (1 - visual_score) * (1 - text_score)."""

    visual_score: float
    """How likely the picture shows what was asked, and nothing unwanted."""
    text_score: float
    """How likely it is meant by what is written of it."""
    similarity: float | None
    """Cosine of picture and text; None where no picture was asked for or the photo has no vector yet."""
    above: float | None
    """Share of the library that looks less like it."""
    words: Mapping[str, str]
    """Word of the query -> 'text' (caption, keywords, people, place), 'path', 'name' (the whole of one) or
    'picture' (in it)."""
    asked: Mapping[str, tuple[str, ...]]
    """Field of the plan that this photo fulfils -> the words of the query that say so."""


def explanation(
    plan: QueryPlan,
    written: Written | None,
    scores: tuple[float, float],
    standing: tuple[float, float] | None,
) -> Explanation:
    """`scores`: visual and text score; `standing`: cosine and the share of the library below it."""
    words = {}
    if written:
        words = dict.fromkeys(sorted(written.location), "path") | dict.fromkeys(
            sorted(written.meaning), "text"
        )
        words = dict.fromkeys(sorted(written.read), "picture") | words
        if written.named:
            words[plan.text] = "name"
    similarity, above = standing or (None, None)
    asked = {name: plan.evidence.get(name, ()) for name in plan.filters() if name not in _NO_FILTERS}
    return Explanation(*scores, similarity, above, words, asked)


_NO_FILTERS = frozenset({"without", "order", "limit"})

WORTH_SAYING = 0.2
"""A likeness less probable than this is no reason."""


def reasons(
    plan: QueryPlan,
    photo: PhotoRow,
    visual: float,
    written: Written | None,
    written_place: Saying | None = None,
) -> tuple[str, ...]:
    """One short reason each, the strongest kind first. `written_place`: where a place that was asked for is
    written, of a photo that has none of its own."""
    return tuple(_reasons(plan, photo, visual, written, written_place))


def _reasons(
    plan: QueryPlan, photo: PhotoRow, visual: float, written: Written | None, written_place: Saying | None
) -> Iterator[str]:
    metadata = photo.metadata
    if plan.text and visual >= WORTH_SAYING:
        words = f"looks like '{plan.text}' ({visual:.0%})"
        yield Saying("looks", words, text=plan.text, share=f"{visual:.0%}")
    yield from _by_words(written or Written())
    yield from (Saying("has", f"has '{phrase}'", text=phrase) for phrase in plan.exact)
    if metadata.taken and (plan.taken or plan.recurring):
        yield Saying("taken", _when(metadata.taken), taken=metadata.taken)
    for fact in _unknown(plan, photo, written_place):
        yield Saying(f"no_{fact}", f"{fact} not known, so lower down")
    if plan.places and metadata.place:
        yield Saying("in", f"in {metadata.place}", place=metadata.place)
    elif plan.places and written_place:
        yield written_place
    asked = {name.casefold() for name in (*plan.people.all, *plan.people.any)}
    shown = [person.name for person in metadata.people if person.name.casefold() in asked]
    if shown:
        yield Saying("with", f"with {_listed(shown)}", names=_listed(shown))
    if plan.camera:
        yield Saying("by", f"by {metadata.camera.name}", name=metadata.camera.name)


def _unknown(plan: QueryPlan, photo: PhotoRow, written_place: Saying | None) -> Iterator[str]:
    """Facts that a soft filter asks about and that are not known of the photo."""
    taken, place = photo.metadata.taken, photo.metadata.place
    dated = taken is not None and taken.source not in (DateSource.MTIME, DateSource.GUESS)
    if "recurring" in plan.soft and not dated:
        yield "date"
    if "places" in plan.soft and place is None and not written_place:
        yield "place"


def _by_words(written: Written) -> Iterator[str]:
    if written.named:
        yield Saying("named", "file name")
    if written.meaning:
        yield Saying("described", f"described as {_listed(written.meaning)}", words=_listed(written.meaning))
    if elsewhere := written.location - written.meaning:
        yield Saying("path", f"path has {_listed(elsewhere)}", words=_listed(elsewhere))
    if written.read:
        words = ", ".join(f'"{word}"' for word in sorted(written.read))
        yield Saying("says", f"says {words}", words=words)


def _when(taken: Taken) -> str:
    if taken.source is DateSource.MTIME:
        return f"perhaps taken on {_day(taken)}: the file's own date"
    about = "about " if taken.source is DateSource.GUESS else ""
    match taken.precision:
        case Precision.SECOND | Precision.MINUTE:
            return f"taken {about}on {_day(taken)} at {taken.local:%H:%M}"
        case Precision.DAY:
            return f"taken {about}on {_day(taken)}"
        case Precision.MONTH:
            return f"taken {about}in {taken.local:%B %Y}"
        case _:
            the = "the " if taken.precision is Precision.DECADE else ""
            return f"taken in {the}{taken}"


def _day(taken: Taken) -> str:
    return f"{taken.local.day} {taken.local:%B %Y}"


def _listed(words: frozenset[str] | list[str]) -> str:
    return ", ".join(sorted(words))
