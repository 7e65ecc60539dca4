"""Search: filter first, then the nearest vectors inside the filter, fused with what is written of a photo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import msgspec
import numpy as np

from photos_ml.encoders.base import Encoder
from photos_ml.errors import UsageError
from photos_ml.gazetteer import Gazetteer
from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.plan import QueryPlan
from photos_ml.search.calibrate import Calibrations
from photos_ml.search.candidates import POOL, Candidates, Scope, certain, find_candidates, lowered
from photos_ml.search.closer import LOOKED_AT, Closer, CloserLook, doubtful
from photos_ml.search.explain import Explanation, explanation, reasons
from photos_ml.search.filter import filter_of
from photos_ml.search.folding import Fold, fold
from photos_ml.search.lacking import lacking
from photos_ml.search.moments import MomentIndex
from photos_ml.search.read import lines_saying
from photos_ml.search.tagged import TaggedPhotos, find_by_tags, said, spoken_of, with_any
from photos_ml.search.visual import Sight, Vision
from photos_ml.search.words import (
    WrittenPhotos,
    content_words,
    find_exact,
    find_tagged,
    find_written,
    shows_nothing,
)
from photos_ml.search.written_places import WrittenPlaces, where_written, which_is_in
from photos_ml.store import Facets, Library, Names, PhotoFilter, PhotoRow, Tags
from photos_ml.store.persons import births_of
from photos_ml.store.read_text import TextLine
from photos_ml.store.vectors import embed_version
from photos_ml.types import Place
from photos_ml.vectors.base import Ids, Query, VectorIndex

GOOD = 0.5
"""Hits at least this likely are good ones; below it 'nothing matches well'."""
TAG_WEIGHT = 0.25
"""Of a tag's probability, as evidence beside what is seen: both come of one vector, so little of it is new.
Measured by models/recipes/search/tags.py and on the sample library, where 1 does harm."""
FOLD_DEPTH = 200
"""So many of the best photos are folded into moments; those after them stand alone."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a search may use: everything, unless the share of one kind is to be measured."""

    visual: bool = True
    written: bool = True
    tags: bool = True
    negation: bool = True
    folding: bool = True


EVERYTHING = Evidence()


@dataclass(frozen=True, slots=True)
class AsOf:
    """The state of the library that a list of hits was made of: what came later does not count, so that the
    pages of one list fit together while indexing goes on. Written 'PHOTO.VECTOR'."""

    photo: int
    vector: int

    def __str__(self) -> str:
        return f"{self.photo}.{self.vector}"

    @classmethod
    def parse(cls, text: str) -> AsOf:
        """Raises UsageError for anything that was not given out by a search."""
        photo, _, vector = text.partition(".")
        if not (photo.isdecimal() and vector.isdecimal()):
            raise UsageError(f"not a state of the library: {text!r}", hint="use `as_of` of the first page")
        return cls(int(photo), int(vector))


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
class SearchResult:
    """A page of hits. `total`: how many can be paged through; `good`: how many of them match well, which come
    first; `confidence`: how likely the best of all hits is what was meant, 0 without any."""

    planned: PlannedQuery
    hits: tuple[Hit, ...]
    total: int
    good: int
    confidence: float
    as_of: AsOf
    facets: Facets | None = None
    lacking: tuple[str, ...] = ()
    """Where nothing was found: the conditions, as read, that no photo of the library fits."""
    doubtful: bool = False
    """Whether a closer look may change `confidence` and `good`."""
    look: CloserLook | None = None
    """The closer look that was taken."""


@dataclass(frozen=True, slots=True)
class _Ranked:
    """All hits in order: the first are folded, the rest stand alone."""

    folds: list[Fold]
    rest: list[int]

    def page(self, start: int, end: int) -> list[Fold]:
        folds = self.folds[start:end]
        more = max(end - max(start, len(self.folds)), 0)
        skipped = max(start - len(self.folds), 0)
        return folds + [Fold(photo_id) for photo_id in self.rest[skipped : skipped + more]]

    def __len__(self) -> int:
        return len(self.folds) + len(self.rest)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Words a hit may have for its reasons: tags, and phrases that name a place."""

    tags: Sequence[str]
    written_places: Sequence[str]


class SearchEngine:
    """Answers plans over one library with one model. Safe to call from several threads."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        index: Callable[[], VectorIndex],
        *,
        gazetteer: Gazetteer | None = None,
        calibrations: Calibrations | None = None,
        tags: Tags | None = None,
        names: Callable[[], Names] | None = None,
        nouns: Callable[[], frozenset[str]] = frozenset,
        closer: Closer | None = None,
    ) -> None:
        """`index` gives the up-to-date index; it is asked once a search. `tags`: None for a model without.
        `names`: those of the library, for who keeps them. `nouns`: names of things, for one. `closer`: what
        takes closer looks, for a model that they were measured with."""
        info = encoder.info
        self._library = library
        self._tags = tags
        self._closer = closer
        self._gazetteer = gazetteer or Gazetteer()
        self._vectors = library.vectors(info.id, info.revision, info.dimension)
        self._vision = Vision(encoder, self._vectors, index, calibrations or Calibrations(), nouns)
        self._moments = MomentIndex(library.database, embed_version(info.id, info.revision), info.dimension)
        self._entries = lru_cache(maxsize=256)(self._gazetteer.find)
        self._written_places = WrittenPlaces(
            self._gazetteer.find,
            self._contains,
            names or library.names,
            tags.names if tags else tuple,
        )

    def search(
        self,
        planned: PlannedQuery,
        *,
        limit: int = 20,
        offset: int = 0,
        as_of: AsOf | None = None,
        facets: bool = False,
        folding: bool = True,
        explain: bool = False,
        tags: Sequence[str] = (),
        closer: bool = False,
        evidence: Evidence = EVERYTHING,
    ) -> SearchResult:
        """The photos that answer the plan, `limit` hits from `offset` on; `as_of`: that of the first page.
        `tags`: words that all of them are tagged with; UsageError where the model gives none. `closer`: look
        closer where that may change the verdict, which takes a second of processor time."""
        evidence = evidence if folding else replace(evidence, folding=False)
        state = as_of or AsOf(self._library.newest_id(), self._vision.index().last_id)
        plan, photo_filter = planned.plan, self._tagged_only(self.filter_of(planned.plan), tags)
        if photo_filter and shows_nothing(plan.text):
            plan = msgspec.structs.replace(plan, text="")
        end = offset + max(limit if plan.limit is None else min(limit, plan.limit - offset), 0)
        if not (plan.text or plan.exact or (plan.without and evidence.negation)):
            return self._listed(planned, photo_filter, (offset, end), state, facets, evidence)
        tagged = find_by_tags(self._tags if evidence.tags else None, plan.text)
        written = self._written(plan, tagged, evidence)
        sight = self._sight(planned, plan, state, evidence)
        scope, moments = self._scope(plan, photo_filter, state, evidence), None
        if plan.text or sight:
            moments = self._moments.best(sight) if sight else None
            found = find_candidates(sight, written, self._vectors, scope, max(end, FOLD_DEPTH), moments)
        else:
            found = certain(scope)
        in_doubt, look = self._closer is not None and doubtful(found, sight), None
        if closer and in_doubt:
            found, look = self._look(found, sight)
        if photo_filter.lenient:
            found = lowered(found, self._library.matching(replace(photo_filter, lenient=()), found.ids))
        ids = self._ordered(plan, found)
        ranked = self._folded(ids, evidence)
        asked = _Asked((*photo_filter.tags, *tagged.words), photo_filter.written_places)
        hits = self._hits(plan, found, written, ranked.page(offset, end), asked)
        if moments:
            shown = dict(zip(found.ids.tolist(), found.visual_score.tolist(), strict=True))
            hits = tuple(
                replace(hit, second=moments.second(hit.photo.id, shown[hit.photo.id])) for hit in hits
            )
        if explain:
            hits = self._explained(plan, hits, found, written, sight)
        total = len(ranked) if plan.limit is None else min(len(ranked), plan.limit)
        scores = dict(zip(found.ids.tolist(), found.score.tolist(), strict=True))
        good = sum(scores[fold.photo_id] >= GOOD for fold in ranked.page(0, total))
        counted = self._facets(found.ids[found.score >= GOOD]) if facets else None
        confidence = float(found.score[0]) if len(found) else 0.0
        missing = () if total else self._lacking(planned)
        in_doubt = in_doubt and look is None
        return SearchResult(planned, hits, total, good, confidence, state, counted, missing, in_doubt, look)

    def similar(
        self,
        vector: Query,
        *,
        plan: QueryPlan | None = None,
        exclude: frozenset[int] = frozenset(),
        people: Sequence[str] = (),
        limit: int = 20,
        offset: int = 0,
    ) -> tuple[tuple[Hit, ...], int]:
        """Photos nearest to a unit vector (d,) among those that the conditions of `plan` let through and that
        show all `people`, without the ids in `exclude`, and how many can be paged."""
        exclude |= self._library.marks.hidden()
        photo_filter = self.filter_of(plan) if plan else PhotoFilter()
        photo_filter = replace(photo_filter, people_all=(*photo_filter.people_all, *people))
        within = self._library.vector_ids(photo_filter, self._vectors) if photo_filter else None
        pool = self._vision.index().search(vector, POOL + len(exclude), within)
        owners = self._vectors.photos_of([vector_id for vector_id, _ in pool])
        ranked = [
            (photo_id, similarity)
            for vector_id, similarity in pool
            for photo_id in owners.get(vector_id, ())
            if photo_id not in exclude
        ]
        if photo_filter:
            ids = np.array([photo_id for photo_id, _ in ranked], np.int64)
            kept = set(self._library.matching(photo_filter, ids).tolist())
            ranked = [pair for pair in ranked if pair[0] in kept]
        photos = self._library.photos.get([photo_id for photo_id, _ in ranked[offset : offset + limit]])
        hits = tuple(
            Hit(photos[photo_id], round(similarity, 4), (f"similarity {similarity:.2f}",))
            for photo_id, similarity in ranked[offset : offset + limit]
        )
        return hits, len(ranked)

    def reach(self, plan: QueryPlan, tags: Sequence[str] = ()) -> int:
        """How many photos the plan's conditions let through, whatever they show."""
        photo_filter = self._tagged_only(self.filter_of(plan), tags)
        photos = find_exact(self._library, plan.exact)
        if photos is None:
            return self._library.count_matching(photo_filter)
        return len(self._library.matching(photo_filter, photos))

    def filter_of(self, plan: QueryPlan) -> PhotoFilter:
        """The plan's constraints as the store understands them."""
        births = births_of(self._library.database) if plan.age else {}
        places = self._library.places() if plan.places or plan.not_places else {}
        if not plan.places:
            return filter_of(plan, places, self._contains, births)
        phrases = dict.fromkeys(
            phrase for name in plan.places for phrase in self._written_places.phrases(name)
        )
        return replace(
            filter_of(plan, places, self._contains, births),
            written_places=tuple(phrases),
            written_roots=tuple(
                root.id for root in self._library.roots() if which_is_in(root.path.name, phrases)
            ),
        )

    def _contains(self, name: str, place: Place) -> bool:
        return any(self._gazetteer.contains(entry, place) for entry in self._entries(name))

    def _listed(
        self,
        planned: PlannedQuery,
        photo_filter: PhotoFilter,
        page: tuple[int, int],
        state: AsOf,
        facets: bool,
        evidence: Evidence,
    ) -> SearchResult:
        """Only filters: every photo they let through, by date. Folded as far as the page reaches."""
        plan, (start, end) = planned.plan, page
        photos = self._library.count_matching(photo_filter)
        oldest, folds, read = plan.order == "oldest", list[Fold](), 0
        while len(folds) < end and (
            ids := self._library.newest(photo_filter, FOLD_DEPTH, read, oldest=oldest, last_id=state.photo)
        ):
            folds += self._folded(ids, evidence).folds
            read += len(ids)
        total = len(folds) + max(photos - read, 0)
        total = total if plan.limit is None else min(total, plan.limit)
        found = certain(Scope(np.array([fold.photo_id for fold in folds[start:end]], np.int64)))
        asked = _Asked(photo_filter.tags, photo_filter.written_places)
        hits = self._hits(plan, found, None, folds[start:end], asked)
        counted = self._facets(self._library.photo_ids(photo_filter)) if facets else None
        missing = () if photos else self._lacking(planned)
        return SearchResult(planned, hits, total, total, float(photos > 0), state, counted, missing)

    def _lacking(self, planned: PlannedQuery) -> tuple[str, ...]:
        return lacking(planned.plan, lambda plan: self._library.count_matching(self.filter_of(plan)))

    def _tagged_only(self, photo_filter: PhotoFilter, tags: Sequence[str]) -> PhotoFilter:
        """The filter with tags in it, each in the words of a tag or of its plural."""
        if not tags:
            return photo_filter
        if self._tags is None:
            raise UsageError(
                "the active model gives no tags", hint="use the built-in one: photos-ml models use builtin"
            )
        names = self._tags.names()
        words = [found[0] if whole else tag for tag in tags for found, whole in [spoken_of(tag, names)]]
        return replace(photo_filter, tags=tuple(words), tagger=self._tags.tagger_id)

    def _facets(self, ids: Ids) -> Facets:
        facets = self._library.facets(ids)
        return replace(facets, tags=self._tags.facet(ids)) if self._tags else facets

    def _written(self, plan: QueryPlan, tagged: TaggedPhotos, evidence: Evidence) -> WrittenPhotos:
        written = find_written(self._library, plan.text if evidence.written else "")
        if tagged.whole:
            return written.with_tagged(tagged.ids, TAG_WEIGHT * tagged.chances)
        return written

    def _sight(self, planned: PlannedQuery, plan: QueryPlan, state: AsOf, evidence: Evidence) -> Sight | None:
        text = (planned.picture_text or plan.text) if plan.text else ""
        without = plan.without if evidence.negation else ()
        if not evidence.visual or not (text or without):
            return None
        return self._vision.sight(text, without, last_id=state.vector)

    def _scope(self, plan: QueryPlan, photo_filter: PhotoFilter, state: AsOf, evidence: Evidence) -> Scope:
        """The filter first. What a keyword says is in a picture is not looked for a second time."""
        matching = partial(self._library.matching, photo_filter) if photo_filter else None
        banned = np.array(sorted(self._library.marks.hidden()), np.int64)
        if plan.without and evidence.negation:
            banned = np.union1d(banned, find_tagged(self._library, plan.without))
            if evidence.tags:
                banned = np.union1d(banned, with_any(self._tags, plan.without))
        photos = find_exact(self._library, plan.exact)
        vectors = None
        if photos is not None:
            photos = matching(photos) if matching else photos
            vectors = self._library.vector_ids_of(photos.tolist(), self._vectors)
        elif photo_filter and evidence.visual:
            vectors = self._library.vector_ids(photo_filter, self._vectors)
        return Scope(photos, vectors, matching, banned, state.photo)

    def _look(self, found: Candidates, sight: Sight | None) -> tuple[Candidates, CloserLook | None]:
        """The candidates by a closer look at the best of them."""
        if sight is None or self._closer is None:
            return found, None
        best = found.ids[:LOOKED_AT].tolist()
        return self._closer.look(found, sight, self._vision.rows_of(best), self._library.photos.get(best))

    def _ordered(self, plan: QueryPlan, found: Candidates) -> list[int]:
        """Ids by score; in an order by date, the good hits (all, where none is good) by date."""
        if plan.order == "relevance":
            ids: list[int] = found.ids.tolist()
            return ids
        good = found.ids[found.score >= GOOD]
        chosen = good if len(good) else found.ids
        return self._library.photos.by_date(chosen.tolist(), oldest=plan.order == "oldest")

    def folded(self, photo_ids: Sequence[int]) -> list[Fold]:
        """The shots of one moment among these photos, of which the first are the best; as hits are folded."""
        return self._folded(list(photo_ids), EVERYTHING).folds

    def _folded(self, ids: list[int], evidence: Evidence) -> _Ranked:
        if not evidence.folding:
            return _Ranked([Fold(photo_id) for photo_id in ids], [])
        first = ids[:FOLD_DEPTH]
        moments = self._library.photos.moments(first)
        first = [photo_id for photo_id in first if photo_id in moments]
        rows, base = self._vision.rows_of(first), self._vision.base_likeness()
        return _Ranked(fold(first, moments, rows, base=base), ids[FOLD_DEPTH:])

    def _hits(
        self,
        plan: QueryPlan,
        found: Candidates,
        written: WrittenPhotos | None,
        page: Sequence[Fold],
        asked: _Asked,
    ) -> tuple[Hit, ...]:
        tags = self._tags.of_photos([group.photo_id for group in page]) if self._tags and asked.tags else {}
        photos = self._library.photos.get([group.photo_id for group in page])
        row_of = {photo_id: row for row, photo_id in enumerate(found.ids.tolist())}
        texts = self._texts(plan, written, page)
        hits = []
        for group in page:
            photo, row = photos.get(group.photo_id), row_of[group.photo_id]
            if photo is None:
                continue
            visual = float(found.visual_score[row]) if plan.text else 0.0
            words = written.of(photo.id) if written else None
            written_place = "" if photo.metadata.place else where_written(photo, asked.written_places)
            why = (
                *reasons(plan, photo, visual, words, written_place),
                *said(tags.get(photo.id, ()), asked.tags),
            )
            score = round(float(found.score[row]), 4)
            hits.append(Hit(photo, score, why, group.similar, text=texts.get(photo.id, ())))
        return tuple(hits)

    def _texts(
        self, plan: QueryPlan, written: WrittenPhotos | None, page: Sequence[Fold]
    ) -> dict[int, tuple[TextLine, ...]]:
        """Photo -> the lines in it that say words of the query, or what it quotes."""
        asked = {fold.photo_id: list[str]() for fold in page}
        for photo_id, words in asked.items():
            found = written.of(photo_id) if written else None
            words += (*(found.read if found else ()), *content_words(" ".join(plan.exact)))
        lines = self._library.read_text.lines([photo_id for photo_id, words in asked.items() if words])
        return {photo_id: lines_saying(own, asked[photo_id]) for photo_id, own in lines.items()}

    def _explained(
        self,
        plan: QueryPlan,
        hits: Sequence[Hit],
        found: Candidates,
        written: WrittenPhotos,
        sight: Sight | None,
    ) -> tuple[Hit, ...]:
        """The same hits with where their scores come from."""
        rows = self._vision.rows_of([hit.photo.id for hit in hits])
        standing = sight.standing(rows) if sight and plan.text else [None] * len(hits)
        row_of = {photo_id: row for row, photo_id in enumerate(found.ids.tolist())}
        explained = []
        for hit, row, stands in zip(hits, rows, standing, strict=True):
            place = row_of[hit.photo.id]
            scores = round(float(found.visual_score[place]), 4), round(float(found.text_score[place]), 4)
            words = written.of(hit.photo.id)
            why = explanation(plan, words, scores, stands if row.any() else None)
            explained.append(replace(hit, explanation=why))
        return tuple(explained)
