"""Making the memories of a day, and reading them again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property, partial

import numpy as np

from photos_ml.errors import PhotosError
from photos_ml.ranker.candidates.asked import asked_for
from photos_ml.ranker.candidates.candidate import Candidate
from photos_ml.ranker.candidates.kinds import all_candidates, spare_candidates
from photos_ml.ranker.learning.feedback import NAMES, Feedback
from photos_ml.ranker.learning.in_use import load_scorer
from photos_ml.ranker.learning.leanings import Leanings
from photos_ml.ranker.learning.personal import PERSONAL
from photos_ml.ranker.learning.wishes import Wishes, about
from photos_ml.ranker.measured import Decode, MeasuredQuality
from photos_ml.ranker.ranking.drafts import (
    draft,
    features_of,
    promising,
    rough_pool,
    varied,
    worth_measuring,
)
from photos_ml.ranker.ranking.pacing import (
    MAX_OVERLAP,
    SUPPLY_DAYS,
    WEEK_DAYS,
    Pace,
    apart,
    is_timely,
    kept_apart,
    repeats,
    shown_within,
)
from photos_ml.ranker.ranking.score import MemoryDraft, hand_memory_scores, overlap
from photos_ml.ranker.ranking.scorer import Scorer
from photos_ml.ranker.scene.exclusions import MemoryExclusions
from photos_ml.ranker.scene.scene import Reader, Scene, read_scene
from photos_ml.ranker.telling.explain import parts_of_day
from photos_ml.ranker.telling.memory import Memory, as_frozen, as_kept, from_kept
from photos_ml.ranker.telling.telling import Ranked, memory_of
from photos_ml.store import Library
from photos_ml.store.dated import read_dated
from photos_ml.store.faces import face_worths, seen_faces
from photos_ml.store.memories import KeptMemory, Memories, Showing
from photos_ml.store.positions import shown_state
from photos_ml.types import FloatMatrix
from photos_ml.vision.quality import Quality

MAX_HIDDEN = 0.5
"""A memory of which more than this share of photos is in a hidden one is hidden with it."""
WORTH_SHOWING = 0.27
"""A quiet day shows nothing rather than something below this score."""
SPARE = 4
"""Candidates measured beyond the number wanted, so that a better one is not missed."""
AGAIN = 0.03
"""What a memory loses for each of its kind that was told in the week before."""
CHANCE = 0.02
"""How much the seed may move a score: a tie-breaker."""


class MemoryMaker:
    """Makes and reads the memories of one library."""

    def __init__(
        self,
        library: Library,
        make_reader: Callable[[], Reader],
        decode: Decode,
        make_scorer: Callable[[bytes | None], Scorer] = load_scorer,
    ) -> None:
        """`make_reader` and `make_scorer` are called when memories are made, not read; the latter
        with the personal model of the library, if it has one."""
        self._library = library
        self._make_reader = make_reader
        self._quality = MeasuredQuality(library, decode)
        self._decode = decode
        self._lying: dict[int, bool] = {}
        self._make_scorer = make_scorer
        self._scorer_made: tuple[datetime | None, Scorer] | None = None
        self._read: tuple[object, Scene] | None = None
        self._rough: dict[tuple[str, tuple[int, ...]], MemoryDraft] = {}
        self._store = Memories(library.database)
        self._feedback = Feedback(library.database)

    @cached_property
    def _reader(self) -> Reader:
        return self._make_reader()

    def make(
        self,
        today: date,
        *,
        kinds: Collection[str] = (),
        person: str = "",
        seed: int = 0,
        limit: int = 10,
    ) -> list[Memory]:
        """The memories of a day, best first; none on a day that has none worth showing. Keeps nothing.
        `person`: of nobody else, whatever was shown of them lately."""
        exclusions = self.exclusions()
        if not exclusions.allows_day(today):
            return []
        scene = self._scene(today, exclusions)
        shown = () if person else self._store.shown_before(today)

        def possible(some: Iterable[Candidate]) -> list[Candidate]:
            return [
                c
                for c in some
                if exclusions.allows_memory(c.kind.id, c.subject)
                and (not kinds or c.kind.id in kinds)
                and (not person or person in c.facts.people)
                and not _is_cooling(c, shown, today)
            ]

        candidates, hidden = possible(all_candidates(scene)), self._store.hidden_photos()
        if kinds or person:
            candidates += possible(spare_candidates(scene)) if kinds else []
            drafts, told = self._drafts(scene, candidates), limit
        else:
            drafts = self._drafts(scene, kept_apart(scene, candidates, shown), candidates)
            if len(apart(drafts)) < SUPPLY_DAYS:
                candidates += possible(spare_candidates(scene))
                drafts = self._drafts(scene, kept_apart(scene, candidates, shown, again=True), candidates)
            pace = Pace.of(shown, self._store.first_day_before(today))
            own = any(is_timely(one.candidate, today) for one in drafts)
            told = pace.today(today, len(apart(drafts)), has_own=own)
        close = self._looked_at(scene, drafts, limit + SPARE)
        scored = [
            one
            for one in self._scored(scene, close, seed)
            if not _is_hidden(scene, one, hidden) and (kinds or not repeats(scene, one.draft.rows, shown))
        ]
        lately = Counter(one.kind for one in shown_within(shown, today, WEEK_DAYS))
        return self._told(scene, _for_a_day(scene, scored, seed, told, limit, lately), seed)

    def make_of(self, today: date, wish: str, photos: Collection[int], seed: int = 0) -> list[Memory]:
        """A memory of what somebody asked for in words, out of the photos that were found: none where too few
        of them may be told. Keeps nothing; how it ranks beside others says nothing."""
        exclusions = self.exclusions()
        scene = self._scene(today, exclusions)
        rows = sorted(scene.row[photo] for photo in photos if photo in scene.row)
        if not rows or not exclusions.allows_day(today):
            return []
        drafts = self._drafts(scene, [asked_for(scene, wish, rows)])
        close = self._looked_at(scene, drafts, 1)
        values = self._scorer.memories(features_of(scene, close)).tolist()
        return self._told(scene, [Ranked(v, one, ()) for v, one in zip(values, close, strict=True)], seed)

    def _told(self, scene: Scene, kept: Sequence[Ranked], seed: int) -> list[Memory]:
        kept = [one for one in map(partial(self._upright, scene), kept) if one is not None]
        contents = {scene.photos[row].content_id for one in kept for row in one.draft.rows}
        faces = seen_faces(self._library.database, contents)
        found: list[Memory] = []
        for one in kept:
            covers = {memory.cover for memory in found}
            found.append(memory_of(scene, one, seed, covers, faces, partial(self._likeness, scene)))
        return found

    def _likeness(self, scene: Scene, words: str, rows: Sequence[int]) -> FloatMatrix:
        return self._reader.themes.likeness(words, scene.unit(rows))

    def _upright(self, scene: Scene, one: Ranked) -> Ranked | None:
        """A memory without the pictures that lie on their side; None where too few are left."""
        rows = tuple(row for row in one.draft.rows if not self._lies(scene, row))
        if len(rows) < one.draft.candidate.kind.min_photos:
            return None
        return replace(one, draft=replace(one.draft, rows=rows))

    def _lies(self, scene: Scene, row: int) -> bool:
        upright, photo = self._reader.upright, scene.photos[row]
        if upright is None or photo.video:
            return False
        if photo.content_id not in self._lying:
            shown = self._library.photos.get([photo.id]).get(photo.id)
            if shown is None:  # gone or made private meanwhile: it is left out when the memory is read
                return False
            try:
                lies = upright.lies(scene.unit([row])[0], lambda: self._decode(shown))
            except (OSError, PhotosError):  # one that cannot be read today is not judged today
                return False
            self._lying[photo.content_id] = lies
        return self._lying[photo.content_id]

    def _scene(self, today: date, exclusions: MemoryExclusions) -> Scene:
        """The library as it is today; what was read for a day before serves again while nothing changed."""
        state = (shown_state(self._library.database), self._store.newest_vector(), exclusions)
        if self._read is not None and self._read[0] == state:
            scene = self._read[1]
            if scene.today <= today and (scene.until is None or today < scene.until):
                return scene.on(today)
        scene, _ = read_scene(self._library, self._reader, exclusions, today)
        self._read = (state, scene)
        self._rough.clear()
        return scene

    def show(self, today: date, *, seed: int = 0, limit: int = 10) -> list[Memory]:
        """The memories of a day, made once and kept; read again they are filtered again. Of a library that
        can only be read they are made each time."""
        if self._store.seed_of(today) is None and self._library.is_read_only:
            return self.make(today, seed=seed, limit=limit)
        if self._store.seed_of(today) is None:
            self.keep(today, self.make(today, seed=seed, limit=limit), seed)
        return self.read(today)

    def keep(self, today: date, memories: Sequence[Memory], seed: int = 0) -> None:
        """Save the memories of a day, in place of those it had, and what the rankers saw of them."""
        self._store.save(today, [as_kept(memory, today, rank) for rank, memory in enumerate(memories)], seed)
        self._freeze(today, memories)

    def keep_asked_for(self, today: date, memories: Sequence[Memory]) -> None:
        """Make memories known by their ids without showing them on the day."""
        self._store.add_asked_for([as_kept(memory, today, rank) for rank, memory in enumerate(memories)])
        self._freeze(today, memories)

    def _freeze(self, today: date, memories: Sequence[Memory]) -> None:
        frozen = [as_frozen(memory, today, rank) for rank, memory in enumerate(memories)]
        self._feedback.freeze(frozen, NAMES)

    def read(self, today: date) -> list[Memory]:
        """The memories kept for a day, without what was excluded, hidden or lost since they were made."""
        exclusions = self.exclusions()
        if not exclusions.allows_day(today):
            return []
        return self._filtered(self._store.of_day(today), exclusions)

    def find(self, memory_id: str) -> tuple[Memory, date, int] | None:
        """A kept memory, filtered as `read` does, with its day and its rank on it."""
        exclusions, one = self.exclusions(), self._store.find(memory_id)
        if one is None or not exclusions.allows_day(one.made_for):
            return None
        found = self._filtered([one], exclusions)
        return (found[0], one.made_for, one.rank) if found else None

    def about_person(self, name: str) -> list[Memory]:
        """What was made of somebody, filtered as `read` does: the newest of each subject, newest first."""
        newest = {kept.subject: kept for kept in reversed(self._store.about_person(name))}
        found = sorted(newest.values(), key=lambda kept: kept.made_for, reverse=True)
        return self._filtered(found, self.exclusions())

    def exclusions(self) -> MemoryExclusions:
        return MemoryExclusions.of(self._store.exclusions(), self._library.marks.not_browsed())

    def _filtered(self, memories: Sequence[KeptMemory], exclusions: MemoryExclusions) -> list[Memory]:
        wanted = {photo for memory in memories for photo, _ in memory.photos}
        allowed = {p.id for p in read_dated(self._library.database, wanted) if exclusions.allows(p)}
        hidden = self._store.hidden_photos()
        found = (from_kept(m, allowed) for m in memories if exclusions.allows_memory(m.kind, m.subject))
        return [m for m in found if m is not None and not _is_copy({photo for photo, _ in m.photos}, hidden)]

    def _scored(self, scene: Scene, drafts: Sequence[MemoryDraft], seed: int) -> list[Ranked]:
        """The drafts worth showing, best first. What is worth showing goes by the scale set by hand: a ranker
        only says which of two is better."""
        events = self._feedback.events()
        wishes, leanings = Wishes.of(events), Leanings.of(scene, events, self._photos_of)
        wanted = np.array([wishes.factor(about(one.candidate)) for one in drafts], np.float32)
        leant = np.array([leanings.factor(scene, one.rows) for one in drafts], np.float32)
        features = features_of(scene, drafts)
        worth = hand_memory_scores(features) * wanted
        values = self._scorer.memories(features) * wanted * leant
        parts = parts_of_day(self._scorer.memory_parts(features))
        found = [
            Ranked(
                float(values[i]) + CHANCE * _chance(f"{seed}/{scene.today}/{one.candidate.subject}"),
                one,
                parts[i],
            )
            for i, one in enumerate(drafts)
            if worth[i] >= WORTH_SHOWING
        ]
        return sorted(found, key=lambda ranked: (-ranked.score, ranked.draft.candidate.subject))

    def _photos_of(self, memory_id: str) -> list[int]:
        kept = self._store.find(memory_id)
        return [photo for photo, _ in kept.photos] if kept else []

    @property
    def _scorer(self) -> Scorer:
        """The shipped rankers, under what was learnt of this person: made anew when that changes."""
        learnt = self._feedback.model(PERSONAL)
        if self._scorer_made is None or self._scorer_made[0] != (learnt.made_at if learnt else None):
            scorer = self._make_scorer(learnt.document if learnt else None)
            self._rough.clear()
            self._scorer_made = (learnt.made_at if learnt else None, scorer)
        return self._scorer_made[1]

    def _drafts(
        self, scene: Scene, candidates: Sequence[Candidate], whole: Sequence[Candidate] = ()
    ) -> list[MemoryDraft]:
        """The most promising candidates with their photos chosen without a look at the pixels, best first.
        `whole`: the same with the photos that are kept for later."""
        scorer = self._scorer
        wholes = {one.subject: one for one in whole}
        first = [self._roughly(scene, c, wholes.get(c.subject, c), scorer) for c in promising(candidates)]
        enough = [d for d in first if len(d.rows) >= d.candidate.kind.min_photos]
        values = scorer.memories(features_of(scene, enough))
        order = sorted(range(len(enough)), key=lambda i: (-values[i], enough[i].candidate.subject))
        return [enough[i] for i in order]

    def _looked_at(self, scene: Scene, rough: Sequence[MemoryDraft], count: int) -> list[MemoryDraft]:
        """So many of the best with their photos chosen anew, after a look at the pixels."""
        scorer = self._scorer
        timely = [one for one in rough if is_timely(one.candidate, scene.today)]
        others = [one for one in rough if not is_timely(one.candidate, scene.today)]
        looked_at = [*timely[:count], *varied(others, count)]
        lists = [(one.candidate, worth_measuring(scene, one)) for one in looked_at]
        qualities = self._measured(scene, sorted({row for _, rows in lists for row in rows}))
        worths = face_worths(self._library.database, [scene.photos[row].content_id for row in qualities])
        faces = {row: worths.get(scene.photos[row].content_id, 0.0) for row in qualities}
        drafts = [
            draft(scene, candidate, [row for row in rows if row in qualities], qualities, scorer, faces)
            for candidate, rows in lists
        ]
        return [one for one in drafts if len(one.rows) >= one.candidate.kind.min_photos]

    def _roughly(self, scene: Scene, candidate: Candidate, whole: Candidate, scorer: Scorer) -> MemoryDraft:
        """A draft without a look at pixels; the same photos give the same one on any day. Of a candidate that
        lacks some it is what is left of the whole one's, unless that is too little."""
        key = (whole.subject, whole.rows)
        if key not in self._rough:
            self._rough[key] = draft(scene, whole, rough_pool(scene, whole), {}, scorer)
        known = self._rough[key]
        if candidate.rows != whole.rows:
            left = set(candidate.rows)
            rows = tuple(row for row in known.rows if row in left)
            if 2 * len(rows) < len(known.rows):
                return draft(scene, candidate, rough_pool(scene, candidate), {}, scorer)
            known = replace(known, rows=rows)
        return replace(known, candidate=candidate)

    def _measured(self, scene: Scene, rows: Sequence[int]) -> dict[int, Quality]:
        """Quality by row, of those that can be read and whose pixels show no junk."""
        photos = {row: scene.photos[row] for row in rows}
        measured = self._quality.of({photo.id: photo.content_id for photo in photos.values()})
        found = {row: measured[photo.id] for row, photo in photos.items() if photo.id in measured}
        verdict = self._reader.junk.verdict
        return {
            row: quality
            for row, quality in found.items()
            if verdict(scene.photos[row], quality, scene.visual_scores[row]) is None
        }


def _is_cooling(candidate: Candidate, shown: Sequence[Showing], today: date) -> bool:
    rest = timedelta(days=candidate.kind.cool_down_days)
    return any(s.subject == candidate.subject and today - s.day < rest for s in shown)


def _chance(text: str) -> float:
    """A number of [0, 1) that is the same for the same text on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big") / 2**32


def _is_hidden(scene: Scene, one: Ranked, hidden: Sequence[frozenset[int]]) -> bool:
    return _is_copy({scene.photos[row].id for row in one.draft.rows}, hidden)


def _is_copy(photos: Collection[int], hidden: Sequence[frozenset[int]]) -> bool:
    """Whether most of a memory is what a hidden one shows."""
    return any(len(one.intersection(photos)) > MAX_HIDDEN * len(photos) for one in hidden)


def _for_a_day(
    scene: Scene, ranked: Sequence[Ranked], seed: int, told: int, limit: int, lately: Counter[str]
) -> list[Ranked]:
    """What is of the day and `told` others, best first; with each seed the others are the next ones.
    `lately`: how often kinds were told in the week before."""
    of_the_day = [one for one in ranked if is_timely(one.draft.candidate, scene.today)]
    others = [one for one in ranked if not is_timely(one.draft.candidate, scene.today)]
    others.sort(key=lambda one: AGAIN * lately[one.draft.candidate.kind.id] - one.score)
    first = seed * told % max(len(others), 1)
    kept = _apart(of_the_day, limit, [])
    kept = _apart(others[first:] + others[:first], min(limit, len(kept) + told), kept)
    return sorted(kept, key=ranked.index)


def _apart(ranked: Sequence[Ranked], limit: int, before: Sequence[Ranked]) -> list[Ranked]:
    """`before` and the next ones that share hardly a photo with those kept, up to `limit` in all."""
    kept = list(before)
    kinds = Counter(one.draft.candidate.kind.id for one in kept)
    for one in ranked:
        kind, rows = one.draft.candidate.kind, one.draft.rows
        if len(kept) == limit or kinds[kind.id] == kind.a_day:
            continue
        if all(overlap(rows, other.draft.rows) <= MAX_OVERLAP for other in kept):
            kinds[kind.id] += 1
            kept.append(one)
    return kept
