"""Hits: the photos of a page with how likely each is meant, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from photos_ml.planner.plan import QueryPlan
from photos_ml.search.candidates import Candidates
from photos_ml.search.explain import Explanation, explanation, reasons
from photos_ml.search.folding import Fold
from photos_ml.search.moments import BestMoments
from photos_ml.search.read import lines_saying
from photos_ml.search.tagged import said
from photos_ml.search.visual import Sight
from photos_ml.search.words import WrittenPhotos, content_words
from photos_ml.search.written_places import where_written
from photos_ml.store import Library, PhotoRow, Tags
from photos_ml.store.read_text import TextLine
from photos_ml.types import FloatMatrix, Tag

GOOD = 0.5
"""Hits at least this likely are good ones; below it 'nothing matches well'."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: the photo, how likely it is meant (0 to 1), why, and the other shots of the moment."""

    photo: PhotoRow
    score: float
    why: tuple[str, ...]
    similar: tuple[int, ...] = ()
    explanation: Explanation | None = None
    text: tuple[TextLine, ...] = ()
    """The lines in the picture in which the query was found."""
    second: float | None = None
    """Where in a video it is, as far as a moment of it shows it best."""

    @property
    def good(self) -> bool:
        return self.score >= GOOD


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the reasons of hits are told from: the plan, tags, phrases that name a place, and what
    was found by words and in videos."""

    plan: QueryPlan
    tags: Sequence[str]
    written_places: Sequence[str]
    written: WrittenPhotos | None = None
    moments: BestMoments | None = None


def hits_of(
    library: Library, tags: Tags | None, asked: Grounds, found: Candidates, page: Sequence[Fold]
) -> tuple[Hit, ...]:
    """The hits of a page. `found`: candidates row by row with the folds that lead it."""
    ids = [group.photo_id for group in page]
    photos = library.photos.get(ids)
    own = tags.of_photos(ids) if tags and asked.tags else {}
    texts = _texts(library, asked, ids)
    return tuple(
        _hit(asked, photos[group.photo_id], group, found, row, own, texts)
        for row, group in enumerate(page)
        if group.photo_id in photos
    )


def _hit(
    asked: Grounds,
    photo: PhotoRow,
    group: Fold,
    found: Candidates,
    row: int,
    tags: Mapping[int, Sequence[Tag]],
    texts: Mapping[int, tuple[TextLine, ...]],
) -> Hit:
    plan, visual = asked.plan, float(found.visual_score[row])
    words = asked.written.of(photo.id) if asked.written else None
    written_place = None if photo.metadata.place else where_written(photo, asked.written_places)
    why = (
        *reasons(plan, photo, visual if plan.text else 0.0, words, written_place),
        *said(tags.get(photo.id, ()), asked.tags),
    )
    return Hit(
        photo,
        round(float(found.score[row]), 4),
        why,
        group.similar,
        text=texts.get(photo.id, ()),
        second=asked.moments.second(photo.id, visual) if asked.moments else None,
    )


def _texts(library: Library, asked: Grounds, ids: Sequence[int]) -> dict[int, tuple[TextLine, ...]]:
    """Photo -> the lines in it that say words of the query, or what it quotes."""
    quoted, words = content_words(" ".join(asked.plan.exact)), dict[int, list[str]]()
    for photo_id in ids:
        found = asked.written.of(photo_id) if asked.written else None
        if said_here := [*(found.read if found else ()), *quoted]:
            words[photo_id] = said_here
    lines = library.read_text.lines(list(words)) if words else {}
    return {photo_id: lines_saying(own, words[photo_id]) for photo_id, own in lines.items()}


def explained(
    asked: Grounds, found: Candidates, rows: FloatMatrix, sight: Sight | None
) -> dict[int, Explanation]:
    """Photo -> where its score comes from. `rows`: the vectors of `found`."""
    standing = sight.standing(rows) if sight and asked.plan.text else [None] * len(found)
    explanations = {}
    for place, (photo_id, stands) in enumerate(zip(found.ids.tolist(), standing, strict=True)):
        scores = round(float(found.visual_score[place]), 4), round(float(found.text_score[place]), 4)
        words = asked.written.of(photo_id) if asked.written else None
        explanations[photo_id] = explanation(asked.plan, words, scores, stands if rows[place].any() else None)
    return explanations
