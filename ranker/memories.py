"""Making the memories of a day, and reading them again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from photos_ml.ranker.appeal import hand_scores
from photos_ml.ranker.by_place import candidates_by_place
from photos_ml.ranker.by_subject import candidates_by_subject
from photos_ml.ranker.by_time import candidates_by_time
from photos_ml.ranker.candidates import Candidate, MemoryKind
from photos_ml.ranker.exclusions import Exclusions
from photos_ml.ranker.features import photo_features
from photos_ml.ranker.feedback import Feedback
from photos_ml.ranker.memory import Memory, as_frozen, as_kept, from_kept, least
from photos_ml.ranker.quality import QUALITY_VERSION, Quality, measure
from photos_ml.ranker.scene import Reader, Scene, read_scene
from photos_ml.ranker.score import Draft, hand_score, memory_features, overlap, reasons
from photos_ml.ranker.select import choose, cover_of, moments, shortlist, thinned, wanted_length
from photos_ml.ranker.titles import title_of
from photos_ml.ranker.wishes import Wishes, about
from photos_ml.store import Library
from photos_ml.store.dated import read_dated
from photos_ml.store.memories import KeptMemory, Memories, Showing

if TYPE_CHECKING:
    from PIL.Image import Image

    from photos_ml.store import PhotoRow

Decode = Callable[["PhotoRow"], "Image"]
"""The picture of a photo, upright; raises any Exception where it cannot be read."""

COOL_DOWN_DAYS = {
    MemoryKind.ON_THIS_DAY: 300, MemoryKind.HOLIDAY: 300, MemoryKind.TRIP: 120, MemoryKind.DAY_OUT: 120,
    MemoryKind.FIRST_TIME: 300, MemoryKind.PERSON: 48, MemoryKind.TOGETHER: 48, MemoryKind.THEME: 30,
    MemoryKind.MONTH: 300, MemoryKind.SEASON: 300, MemoryKind.YEAR: 300, MemoryKind.THEN_AND_NOW: 120,
    MemoryKind.RECENT: 14,
}  # fmt: skip
"""Days until a subject may be shown again: Ente's for persons, themes and trips, like ones for the rest."""
A_KIND = {MemoryKind.TRIP: 2, MemoryKind.DAY_OUT: 2, MemoryKind.PERSON: 2, MemoryKind.THEME: 2}
"""Most memories of a kind on one day; one of the others."""
MAX_OVERLAP = 0.5
SEEN_DAYS = 7
MAX_SEEN = 0.5
"""Not more than this share of its photos may have been shown in the days before: nothing twice in a row."""
WORTH_SHOWING = 0.30
"""A quiet day shows nothing rather than something below this score."""
LOOKED_AT = 24
"""Candidates of a kind that are looked at closely: a life of travel has hundreds of days out."""
SPARE = 4
"""Candidates measured beyond the number wanted, so that a better one is not missed."""
CHANCE = 0.02
"""How much the seed may move a score: a tie-breaker."""


class MemoryMaker:
    """Makes and reads the memories of one library."""

    def __init__(self, library: Library, make_reader: Callable[[], Reader], decode: Decode) -> None:
        """`make_reader` is called when memories are made, not when they are read."""
        self._library = library
        self._make_reader = make_reader
        self._decode = decode
        self._store = Memories(library.database)
        self._feedback = Feedback(library.database)

    @cached_property
    def _reader(self) -> Reader:
        return self._make_reader()

    def make(
        self, today: date, *, kinds: Collection[MemoryKind] = (), seed: int = 0, limit: int = 10
    ) -> list[Memory]:
        """The memories of a day, best first; none on a day that has none worth showing. Keeps nothing."""
        exclusions = self.exclusions()
        if not exclusions.allows_day(today):
            return []
        scene, _ = read_scene(self._library, self._reader, exclusions, today)
        found = [
            c
            for c in _candidates(scene)
            if exclusions.allows_memory(c.kind, c.subject) and (not kinds or c.kind in kinds)
        ]
        shown = self._store.shown_before(today)
        candidates = [c for c in found if not _is_cooling(c, shown, today)]
        drafts = self._drafts(scene, candidates, limit + SPARE)
        wishes = Wishes.of(self._feedback.events())
        scored = [
            (_scored(scene, draft, seed) * wishes.factor(about(draft.candidate)), draft) for draft in drafts
        ]
        scored.sort(key=lambda pair: (-pair[0], pair[1].candidate.subject))
        recent = {photo for s in shown if today - s.day <= timedelta(days=SEEN_DAYS) for photo in s.photos}
        kept = _for_a_day(scene, scored, recent, limit)
        return [_memory(scene, draft, score, seed) for score, draft in kept]

    def show(self, today: date, *, seed: int = 0, limit: int = 10) -> list[Memory]:
        """The memories of a day, made once and kept; read again they are filtered again."""
        if self._store.seed_of(today) is None:
            self.keep(today, self.make(today, seed=seed, limit=limit), seed)
        return self.read(today)

    def keep(self, today: date, memories: Sequence[Memory], seed: int = 0) -> None:
        """Save the memories of a day, in place of those it had, and what the rankers saw of them."""
        self._store.save(today, [as_kept(memory, today, rank) for rank, memory in enumerate(memories)], seed)
        self._feedback.freeze([as_frozen(memory, today, rank) for rank, memory in enumerate(memories)])

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

    def exclusions(self) -> Exclusions:
        return Exclusions.of(self._store.exclusions(), self._library.marks.hidden())

    def _filtered(self, memories: Sequence[KeptMemory], exclusions: Exclusions) -> list[Memory]:
        wanted = {photo for memory in memories for photo, _ in memory.photos}
        allowed = {p.id for p in read_dated(self._library.database, wanted) if exclusions.allows(p)}
        found = (from_kept(m, allowed) for m in memories if exclusions.allows_memory(m.kind, m.subject))
        return [memory for memory in found if memory is not None]

    def _drafts(self, scene: Scene, candidates: Sequence[Candidate], count: int) -> list[Draft]:
        """The most promising candidates with their photos chosen, after a look at the pixels."""
        first = [_draft(scene, c, _rough(scene, c), {}) for c in _promising(candidates)]
        ranked = sorted(
            (d for d in first if len(d.rows) >= least(d.candidate.kind)),
            key=lambda d: (-hand_score(memory_features(scene, d), d.candidate.kind), d.candidate.subject),
        )
        lists = []
        for draft in _varied(ranked, count):
            rows = _rough(scene, draft.candidate)
            lists.append(
                (draft.candidate, shortlist(scene, draft.candidate.kind, rows, _scores(scene, rows, {})))
            )
        qualities = self._measured(scene, sorted({row for _, rows in lists for row in rows}))
        drafts = [
            _draft(scene, candidate, [row for row in rows if row in qualities], qualities)
            for candidate, rows in lists
        ]
        return [draft for draft in drafts if len(draft.rows) >= least(draft.candidate.kind)]

    def _measured(self, scene: Scene, rows: Sequence[int]) -> dict[int, Quality]:
        """Quality by row, of those that can be read and whose pixels show no junk."""
        contents = {row: scene.photos[row].content_id for row in rows}
        known = self._store.features(sorted(set(contents.values())), QUALITY_VERSION)
        missing = {content: row for row, content in contents.items() if content not in known}
        photos = self._library.photos.get([scene.photos[row].id for row in missing.values()])
        with ThreadPoolExecutor(
            max_workers=2
        ) as pool:  # decoding and numpy leave the interpreter to each other
            looked = pool.map(
                lambda item: (item[0], self._look(photos.get(scene.photos[item[1]].id))), missing.items()
            )
            new = {content: quality.values() for content, quality in looked if quality is not None}
        self._store.put_features(sorted(new.items()), QUALITY_VERSION)
        known |= {content: _rounded(values) for content, values in new.items()}
        found = {row: Quality(*known[content]) for row, content in contents.items() if content in known}
        verdict = self._reader.junk.verdict
        return {
            row: quality
            for row, quality in found.items()
            if verdict(scene.photos[row], quality, scene.sight[row]) is None
        }

    def _look(self, photo: PhotoRow | None) -> Quality | None:
        try:
            return measure(self._decode(photo)) if photo is not None else None
        except Exception:  # noqa: BLE001 - a photo that cannot be read today is in no memory today
            return None


def _candidates(scene: Scene) -> Iterator[Candidate]:
    yield from candidates_by_time(scene)
    yield from candidates_by_place(scene)
    yield from candidates_by_subject(scene)


def _promising(candidates: Sequence[Candidate]) -> list[Candidate]:
    """At most LOOKED_AT of each kind: those whose day comes round soonest, then those with most photos."""

    def order(candidate: Candidate) -> tuple[int, int, str]:
        near = candidate.facts.anniversary_days
        return (0 if near is None else near // 7, -len(candidate.rows), candidate.subject)

    taken: Counter[MemoryKind] = Counter()
    found: list[Candidate] = []
    for candidate in sorted(candidates, key=order):
        taken[candidate.kind] += 1
        if taken[candidate.kind] <= LOOKED_AT:
            found.append(candidate)
    return found


def _is_cooling(candidate: Candidate, shown: Sequence[Showing], today: date) -> bool:
    rest = timedelta(days=COOL_DOWN_DAYS[candidate.kind])
    return any(s.subject == candidate.subject and today - s.day < rest for s in shown)


def _rough(scene: Scene, candidate: Candidate) -> list[int]:
    """A pool of bearable size, thinned by what costs nothing to know."""
    rows = list(dict.fromkeys(candidate.rows))
    return thinned(scene, rows, scene.appeal[rows])


def _scores(scene: Scene, rows: Sequence[int], qualities: Mapping[int, Quality]) -> dict[int, float]:
    values = hand_scores(photo_features(scene, rows, qualities))
    return dict(zip(rows, values.tolist(), strict=True))


def _draft(scene: Scene, candidate: Candidate, rows: list[int], qualities: Mapping[int, Quality]) -> Draft:
    """The best of each moment, then the best of those."""
    if not rows:
        return Draft(candidate, (), {})
    seen = photo_features(scene, rows, qualities)
    scores = dict(zip(rows, hand_scores(seen).tolist(), strict=True))
    heads = [max(group, key=lambda row: (scores[row], -row)) for group in moments(scene, rows)]
    chosen = choose(scene, candidate.kind, heads, scores, wanted_length(len(heads)))
    return Draft(candidate, tuple(chosen), scores, dict(zip(rows, seen, strict=True)))


def _varied(ranked: Sequence[Draft], count: int) -> list[Draft]:
    """The first `count`, at most a third of them of one kind."""
    kinds: Counter[MemoryKind] = Counter()
    found: list[Draft] = []
    for draft in ranked:
        if kinds[draft.candidate.kind] < max(count // 3, 1) and len(found) < count:
            kinds[draft.candidate.kind] += 1
            found.append(draft)
    return found


def _scored(scene: Scene, draft: Draft, seed: int) -> float:
    value = hand_score(memory_features(scene, draft), draft.candidate.kind)
    return value + CHANCE * _chance(f"{seed}/{scene.today}/{draft.candidate.subject}")


def _chance(text: str) -> float:
    """A number of [0, 1) that is the same for the same text on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big") / 2**32


def _for_a_day(
    scene: Scene, scored: Sequence[tuple[float, Draft]], recent: Collection[int], limit: int
) -> list[tuple[float, Draft]]:
    kinds: Counter[MemoryKind] = Counter()
    kept: list[tuple[float, Draft]] = []
    for score, draft in scored:
        kind = draft.candidate.kind
        seen = sum(scene.photos[row].id in recent for row in draft.rows) / len(draft.rows)
        if (
            len(kept) == limit
            or score < WORTH_SHOWING
            or seen > MAX_SEEN
            or kinds[kind] == A_KIND.get(kind, 1)
        ):
            continue
        if all(overlap(draft.rows, other.rows) <= MAX_OVERLAP for _, other in kept):
            kinds[kind] += 1
            kept.append((score, draft))
    return kept


def _memory(scene: Scene, draft: Draft, score: float, seed: int) -> Memory:
    candidate = draft.candidate
    title, subtitle = title_of(candidate, scene.today)
    key = f"{candidate.kind.value}/{candidate.subject}/{scene.today}/{seed}"
    return Memory(
        id=hashlib.blake2b(key.encode(), digest_size=8).hexdigest(),
        kind=candidate.kind,
        subject=candidate.subject,
        title=title,
        subtitle=subtitle,
        score=round(score, 4),
        why=reasons(draft, scene, scene.today),
        cover=scene.photos[cover_of(scene, draft.rows, dict(draft.scores))].id,
        photos=tuple((scene.photos[row].id, round(draft.scores[row], 4)) for row in draft.rows),
        about=about(candidate),
        seen=tuple(memory_features(scene, draft).tolist()),
        seen_photos=tuple(tuple(draft.seen[row].tolist()) for row in draft.rows),
    )


def _rounded(values: Sequence[float]) -> tuple[float, ...]:
    """As the store gives them back: the first making and a later one see the same numbers."""
    return tuple(np.asarray(values, np.float32).astype(np.float64).tolist())
