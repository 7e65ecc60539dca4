"""Search: filter first, then the nearest vectors inside the filter, fused with what is written of a photo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import msgspec
import numpy as np

from photos_ml.encoders.base import Encoder
from photos_ml.errors import UsageError
from photos_ml.gazetteer import Gazetteer
from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.plan import QueryPlan
from photos_ml.search.calibrate import Calibrations
from photos_ml.search.candidates import POOL, Candidates, Scope, certain, find_candidates, lowered, sure
from photos_ml.search.caption_words import Lean
from photos_ml.search.closer import LOOKED_AT, Closer, CloserLook, doubtful
from photos_ml.search.facts import PhotoFacts
from photos_ml.search.filter import filter_of
from photos_ml.search.folding import BUILTIN_LIKENESS, FOLD_DEPTH, Fold, LikenessLines, fold
from photos_ml.search.hits import GOOD, Grounds, Hit, explained, hits_of
from photos_ml.search.kept_facts import FactKeeper
from photos_ml.search.lacking import lacking
from photos_ml.search.moments import BestMoments, MomentIndex
from photos_ml.search.reordering import REORDERED, reordered
from photos_ml.search.stacks import Stacks
from photos_ml.search.tagged import NO_TAGS, TaggedPhotos, find_by_tags, spoken_of, with_any
from photos_ml.search.visual import Sight, Vision
from photos_ml.search.words import (
    NAMED,
    WrittenPhotos,
    find_exact,
    find_tagged,
    find_written,
    shows_nothing,
)
from photos_ml.search.written_places import WrittenPlaces, which_is_in
from photos_ml.store import Facets, Library, Names, PhotoFilter, Tags
from photos_ml.store.ids import among, distinct, either
from photos_ml.store.persons import births_of
from photos_ml.store.vectors import embed_version
from photos_ml.types import FloatMatrix, Place
from photos_ml.vectors.base import Ids, Query, VectorIndex

TAG_WEIGHT = 0.25
"""Of a tag's probability, as evidence beside what is seen: both come of one vector, so little of it is new.
Measured by models/recipes/search/tags.py and on the sample library, where 1 does harm."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a search may use: everything, unless the share of one kind is to be measured."""

    visual: bool = True
    captions: bool = True
    """What captions teach of words."""
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
    """All hits in order: the first are folded, the rest stand alone; and each as a candidate."""

    folds: list[Fold]
    found: Candidates
    """Row by row those that lead."""

    def page(self, start: int, end: int) -> list[Fold]:
        alone = self.found.ids[max(start, len(self.folds)) : max(end, len(self.folds))]
        return self.folds[start:end] + [Fold(photo_id) for photo_id in alone.tolist()]

    def __len__(self) -> int:
        return len(self.found)


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
        likeness: LikenessLines = BUILTIN_LIKENESS,
        lean: Lean | None = None,
    ) -> None:
        """`index` gives the up-to-date index; it is asked once a search. `tags`: None for a model without.
        `names`: those of the library, for who keeps them. `nouns`: names of things, for one. `closer`: what
        takes closer looks, for a model that they were measured with. `likeness`: the lines of the model.
        `lean`: what captions teach of words, for a model of which that is known."""
        info = encoder.info
        self._library = library
        self._tags = tags
        self._closer = closer
        self._gazetteer = gazetteer or Gazetteer()
        self._vectors = library.vectors(info.id, info.revision, info.dimension)
        self._vision = Vision(encoder, index, calibrations or Calibrations(), nouns, lean)
        self._facts = FactKeeper(library, self._vectors)
        self._lines = likeness
        self._stacks = Stacks(self._vision, library.database, f"{info.id} {info.revision}", likeness)
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
        facts = self._facts.current()
        end = offset + max(limit if plan.limit is None else min(limit, plan.limit - offset), 0)
        if not (plan.text or plan.exact or (plan.without and evidence.negation)):
            return self._listed(planned, facts, photo_filter, (offset, end), state, facets, evidence)
        put = self._vision.in_own_words(plan.text, planned.language)
        tagged = find_by_tags(self._tags if evidence.tags else None, put)
        written = self._written(plan, tagged, evidence)
        sight = self._sight(planned, plan, state, evidence)
        scope, moments = self._scope(plan, facts, photo_filter, state, evidence, tagged.denied), None
        if plan.text or sight:
            moments = self._moments.best(sight) if sight else None
            found = find_candidates(sight, written, facts, scope, max(end, FOLD_DEPTH, REORDERED), moments)
            if sight and sight.leaning is not None and evidence.captions:
                apart = moments.ids if moments else None
                found = reordered(found, self._rows(facts, found.ids[:REORDERED]), sight.leaning, apart)
        else:
            found = certain(scope)
        in_doubt, look = self._closer is not None and doubtful(found, sight), None
        if closer and in_doubt:
            found, look = self._look(facts, found, sight, put)
        if photo_filter.lenient:
            found = lowered(found, facts.through(replace(photo_filter, lenient=())).among(found.ids))
        confidence = float(found.score[0]) if len(found) else 0.0
        ranked = self._folded(facts, self._ordered(plan, facts, found), evidence)
        asked = _asked(plan, photo_filter, tagged, written, moments)
        page = ranked.found.take(np.arange(min(offset, len(ranked)), min(end, len(ranked))))
        hits = hits_of(self._library, self._tags, asked, page, ranked.page(offset, end))
        if explain:
            why = explained(asked, page, self._rows(facts, page.ids), sight)
            hits = tuple(replace(hit, explanation=why[hit.photo.id]) for hit in hits)
        total = len(ranked) if plan.limit is None else min(len(ranked), plan.limit)
        good = int(np.count_nonzero(ranked.found.score[:total] >= GOOD))
        counted = self._facets(found.ids[found.score >= GOOD]) if facets else None
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
        facts = self._facts.current()
        within = facts.through(photo_filter).vector_ids() if photo_filter else None
        pool = self._vision.index().search(vector, POOL + len(exclude), within)
        owners, places = facts.owners(np.array([vector_id for vector_id, _ in pool], np.int64))
        ranked = [
            (photo_id, pool[place][1])
            for photo_id, place in zip(owners.tolist(), places.tolist(), strict=True)
            if photo_id not in exclude
        ]
        if photo_filter:
            kept = set(facts.through(photo_filter).among(owners).tolist())
            ranked = [pair for pair in ranked if pair[0] in kept]
        photos = self._library.photos.get([photo_id for photo_id, _ in ranked[offset : offset + limit]])
        hits = tuple(
            Hit(photos[photo_id], round(similarity, 4), (f"similarity {similarity:.2f}",))
            for photo_id, similarity in ranked[offset : offset + limit]
        )
        return hits, len(ranked)

    def likeness(self, similarity: float) -> float:
        """How alike two photos are whose vectors have this cosine: 0 as any two, 1 as copies."""
        base = self._vision.base_likeness()
        return round(min(max((similarity - base) / (1.0 - base), 0.0), 1.0), 3)

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
        facts: PhotoFacts,
        photo_filter: PhotoFilter,
        page: tuple[int, int],
        state: AsOf,
        facets: bool,
        evidence: Evidence,
    ) -> SearchResult:
        """Only filters: every photo they let through, by date. Folded as far as the page reaches."""
        plan, (start, end), through = planned.plan, page, facts.through(photo_filter)
        photos, oldest = through.count(), plan.order == "oldest"
        folds, read = list[Fold](), 0
        while len(folds) < end and len(
            ids := through.newest(FOLD_DEPTH, read, oldest=oldest, last_id=state.photo)
        ):
            folds += self._folded(facts, sure(ids), evidence).page(0, len(ids))
            read += len(ids)
        total = len(folds) + max(photos - read, 0)
        total = total if plan.limit is None else min(total, plan.limit)
        found = sure(np.array([fold.photo_id for fold in folds[start:end]], np.int64))
        hits = hits_of(self._library, self._tags, _asked(plan, photo_filter), found, folds[start:end])
        counted = self._facets(through.photo_ids()) if facets else None
        missing = () if photos else self._lacking(planned)
        return SearchResult(planned, hits, total, total, float(photos > 0), state, counted, missing)

    def _lacking(self, planned: PlannedQuery) -> tuple[str, ...]:
        return lacking(planned.plan, lambda plan: self._library.count_matching(self.filter_of(plan)))

    def _tagged_only(self, photo_filter: PhotoFilter, tags: Sequence[str]) -> PhotoFilter:
        """The filter with tags in it, each in the words of a tag or of its plural."""
        if not tags:
            return photo_filter
        names = self._tags.names() if self._tags else []
        if self._tags is None or not (names or self._tags.has_tagger):
            raise UsageError(
                "the active model gives no tags", hint="use the built-in one: photos-ml models use builtin"
            )
        words = [found[0] if whole else tag for tag in tags for found, whole in [spoken_of(tag, names)]]
        return replace(photo_filter, tags=tuple(words), tagger=self._tags.tagger_id)

    def _facets(self, ids: Ids) -> Facets:
        facets = self._library.facets(ids)
        return replace(facets, tags=self._tags.facet(ids)) if self._tags else facets

    def _written(self, plan: QueryPlan, tagged: TaggedPhotos, evidence: Evidence) -> WrittenPhotos:
        written = find_written(self._library, plan.text if evidence.written else "")
        if tagged.whole:
            by_hand = among(tagged.ids, distinct(tagged.sure))
            chances = np.where(by_hand, NAMED, TAG_WEIGHT * tagged.chances).astype(np.float32)
            return written.with_tagged(tagged.ids, chances)
        return written

    def _sight(self, planned: PlannedQuery, plan: QueryPlan, state: AsOf, evidence: Evidence) -> Sight | None:
        text = (planned.picture_text or plan.text) if plan.text else ""
        without = plan.without if evidence.negation else ()
        if not evidence.visual or not (text or without):
            return None
        return self._vision.sight(text, without, last_id=state.vector, language=planned.language)

    def _scope(
        self,
        plan: QueryPlan,
        facts: PhotoFacts,
        photo_filter: PhotoFilter,
        state: AsOf,
        evidence: Evidence,
        denied: Ids,
    ) -> Scope:
        """The filter first. What a keyword says is in a picture is not looked for a second time, and what the
        user says does not show it (`denied`) is not offered."""
        through = facts.through(photo_filter) if photo_filter else None
        banned = self._library.marks.hidden_ids()
        if len(denied):
            banned = either(banned, denied)
        if plan.without and evidence.negation:
            banned = either(banned, find_tagged(self._library, plan.without))
            if evidence.tags:
                unwanted = [self._vision.in_own_words(phrase) for phrase in plan.without]
                banned = either(banned, with_any(self._tags, unwanted))
        photos = find_exact(self._library, plan.exact)
        vectors = None
        if photos is not None:
            photos = through.among(photos) if through else photos
            vectors = distinct(facts.vectors_of(photos))
        elif through and evidence.visual:
            vectors = through.vector_ids()
        return Scope(photos, vectors, through.passes if through else None, banned, state.photo)

    def _look(
        self, facts: PhotoFacts, found: Candidates, sight: Sight | None, name: str
    ) -> tuple[Candidates, CloserLook | None]:
        """The candidates by a closer look at the best of them."""
        if sight is None or self._closer is None:
            return found, None
        best = found.ids[:LOOKED_AT]
        photos = self._library.photos.get(best.tolist())
        return self._closer.look(found, sight, self._rows(facts, best), photos, name)

    def _ordered(self, plan: QueryPlan, facts: PhotoFacts, found: Candidates) -> Candidates:
        """By score; in an order by date, the good hits (all, where none is good) by date."""
        if plan.order == "relevance":
            return found
        good = found.take(found.score >= GOOD)
        chosen = good if len(good) else found
        ids = facts.by_date(chosen.ids, oldest=plan.order == "oldest")
        by_id = np.argsort(chosen.ids)
        return chosen.take(by_id[np.searchsorted(chosen.ids, ids, sorter=by_id)])

    @property
    def stacks_are_of(self) -> str:
        """The model and the lines by which stacks are found."""
        return self._stacks.found_by

    def stacks(self, photo_ids: Ids, lengths: Ids) -> list[Fold]:
        """The shots of one moment in each of these groups of photos: `Stacks.of`."""
        return self._stacks.of(self._facts.current(), photo_ids, lengths)

    def _folded(self, facts: PhotoFacts, found: Candidates, evidence: Evidence) -> _Ranked:
        if not evidence.folding:
            return _Ranked([], found)
        first, shots = facts.shots(found.ids[:FOLD_DEPTH])
        rows, base = self._rows(facts, first), self._vision.base_likeness()
        folds = fold(first.tolist(), shots, rows, base=base, likeness=self._lines)
        leads = among(found.ids, np.sort(np.array([one.photo_id for one in folds], np.int64)))
        leads[FOLD_DEPTH:] = True
        return _Ranked(folds, found.take(leads))

    def _rows(self, facts: PhotoFacts, photo_ids: Ids) -> FloatMatrix:
        """Vectors of photos; zeros where a photo has none yet."""
        return self._vision.rows(facts.vectors_of(photo_ids))


def _asked(
    plan: QueryPlan,
    photo_filter: PhotoFilter,
    tagged: TaggedPhotos = NO_TAGS,
    written: WrittenPhotos | None = None,
    moments: BestMoments | None = None,
) -> Grounds:
    tags = (*photo_filter.tags, *tagged.words)
    return Grounds(plan, tags, photo_filter.written_places, written, moments)
