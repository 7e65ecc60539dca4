"""What a search found in lines, the same from the command line and from a service that is asked by it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from photos_ml.app.present import printable, reader, search_json

if TYPE_CHECKING:
    from photos_ml.app.service.hints import Hints
    from photos_ml.app.service.wording import ShownNames
    from photos_ml.search.engine import SearchResult
    from photos_ml.search.explain import Explanation
    from photos_ml.search.hits import Hit
    from photos_ml.types import Taken

NEAREST = 5
"""Hits shown where none matches well."""
PLACE_WIDTH = 24


def search_document(result: SearchResult, hints: Hints) -> dict[str, Any]:
    """The result as one JSON document."""
    more = hints.to_dict()
    return {**search_json(result), **({"hints": more} if more else {})}


def shown_hits(result: SearchResult, *, everything: bool) -> tuple[Hit, ...]:
    """The hits that are worth a line."""
    good = tuple(hit for hit in result.hits if hit.good)
    return result.hits if everything else good or result.hits[:NEAREST]


def search_lines(
    result: SearchResult, hints: Hints, names: ShownNames, *, everything: bool, first: int
) -> Iterator[str]:
    """The result in words, tags and places by these names."""
    yield f"{result.planned.plan}  [{reader(result.planned)}]"
    yield from (f"  {note}" for note in (*result.planned.notes, *result.planned.working))
    if not result.hits:
        yield f"nothing found{_why(result)}"
    yield from _hints(hints)
    if not result.hits:
        return
    if not result.good:
        yield "nothing matches well; the nearest are:"
    hits = shown_hits(result, everything=everything)
    yield from hit_lines(hits, names, first=first)
    yield from _tail(result, len(hits))
    yield from _facets(result, names)


def hit_lines(hits: Sequence[Hit], names: ShownNames, *, first: int = 1) -> Iterator[str]:
    """Two lines a hit: number, score, date, place, path; then why."""
    home = os.path.commonpath([hit.photo.path.parent for hit in hits]) if hits else ""
    if home:
        yield f"in {printable(home)}"
    for number, hit in enumerate(hits, start=first):
        metadata = hit.photo.metadata
        taken = _date(metadata.taken)
        place = _cut(str(names.place(metadata.place)) if metadata.place else "", PLACE_WIDTH)
        path = printable(os.path.relpath(hit.photo.path, home))
        yield f"{number:4}  {hit.score:5.0%}  {taken:16}  {place:{PLACE_WIDTH}}  {path}"
        more = [] if hit.second is None else [f"at {clock(hit.second)}"]
        more += [f"{len(hit.similar)} more of this moment"] if hit.similar else []
        if hit.why or more:
            yield f"{'':13}{'; '.join([*hit.why, *more])}"
        if hit.explanation:
            yield f"{'':13}{_explained(hit.explanation)}"


def clock(second: float) -> str:
    """'0:24', '1:02:03': a place in a video."""
    minutes, seconds = divmod(int(second), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _why(result: SearchResult) -> str:
    if not result.lacking:
        return ": no photo fits all of this at once" if len(result.planned.plan.filters()) > 1 else ""
    return ": the library has no photo with " + " or with ".join(f"'{label}'" for label in result.lacking)


def _hints(hints: Hints) -> Iterator[str]:
    for label, photos in hints.gains:
        yield f"  without '{label}': {photos} photo{'s' if photos != 1 else ''}"
    if hints.read:
        yield f"what pictures show is understood in {', '.join(hints.read)}"
    if hints.meant:
        yield f"did you mean: {hints.meant}"
    elif hints.strange:
        words = " and ".join(f"'{word}'" for word in hints.strange)
        yield f"{words}: no word the model has read often, so it may miss what is there"


def _tail(result: SearchResult, shown: int) -> Iterator[str]:
    """A word on what is folded away."""
    less = result.total - result.good
    if shown < len(result.hits):
        yield f"{less} more match less well: --all shows them"


def _facets(result: SearchResult, names: ShownNames) -> Iterator[str]:
    called = {"countries": names.places, "cities": names.places, "tags": names.tags}
    for name, counts in asdict(result.facets).items() if result.facets else ():
        shown = called.get(name, {})
        if counts:
            yield f"{name}: " + ", ".join(f"{shown.get(one, one)} {number}" for one, number in counts.items())


def _explained(why: Explanation) -> str:
    """The score taken apart, in one line."""
    parts = [f"picture {why.visual_score:.0%}", f"written {why.text_score:.0%}"]
    if why.similarity is not None and why.above is not None:
        parts.append(f"cosine {why.similarity:.3f}, above {why.above:.1%} of the library")
    parts += [f"{word}: {where}" for word, where in why.words.items()]
    parts += [f"{field}: {' '.join(words) or 'asked'}" for field, words in why.asked.items()]
    return "; ".join(parts)


def _date(taken: Taken | None) -> str:
    """The date as far as it is known; with '?' where copying the file changes it."""
    if taken is None:
        return "no date"
    return f"{taken.day}?" if taken.source.trust == 0 else str(taken)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
