"""Photos that are there more than once: the same bytes, the same picture saved again, shots of one moment.
No file is touched here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from photos_ml.search.alike import pairs_alike, spread
from photos_ml.search.folding import BUILTIN_LIKENESS, LikenessLines, base_likeness
from photos_ml.store import Library, PhotoFilter, PhotoRow, Vectors
from photos_ml.store.different import ToldApart
from photos_ml.types import FloatMatrix
from photos_ml.vectors.base import VectorIndex

SAME_SHAPE = 0.02
"""Relative difference of the aspect ratio that saving a picture smaller can make by rounding."""
ONE_SHOT_SECONDS = 1.0
"""Two camera times further apart than this are of two shots, however alike."""
CAMERA_TRUST = 3
EVEN_QUALITY = 0.05
"""Pictures whose quality differs by less than this are told apart by their pixels."""
BASE_SAMPLE = 1000

Quality = Callable[[PhotoRow], float]
"""From 0 to 1, how good a picture is as a picture, whatever its size."""


class DuplicateKind(StrEnum):
    """From certain to likely; a group lists one photo of each group of a more certain kind."""

    EXACT = "exact"
    SAME_PICTURE = "same picture"
    BURST = "burst"


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Photos of one kind of likeness, by id."""

    kind: DuplicateKind
    photo_ids: tuple[int, ...]


def find_duplicates(
    library: Library, vectors: Vectors, index: VectorIndex, likeness: LikenessLines = BUILTIN_LIKENESS
) -> list[DuplicateGroup]:
    """Every group of the library's present photos, the most certain kind first, then by the first photo. None
    has two that the user says are different. `likeness`: the lines of the model whose vectors these are."""
    by_content, apart = photos_by_content(library), ToldApart(library.database)
    exact = [tuple(group) for group in by_content if len(group) > 1]
    firsts, rows = with_rows([group[0] for group in by_content], vectors, index)
    photos = library.photos.get(firsts)
    base = base_likeness(spread(rows, BASE_SAMPLE))
    contents = _contents_of(library, by_content) if apart else {}
    pairs = _same_pictures(firsts, rows, photos, base + likeness.same_picture * (1.0 - base))
    pictures = _led(firsts, _alike(firsts, pairs, apart, contents))
    leaders = [group[0] for group in pictures]
    kept = np.isin(firsts, leaders)
    shots = _bursts(leaders, rows[kept], photos, base, likeness)
    bursts = _joined(leaders, _alike(leaders, shots, apart, contents))
    found = (
        (DuplicateKind.EXACT, exact),
        (DuplicateKind.SAME_PICTURE, pictures),
        (DuplicateKind.BURST, bursts),
    )
    return [
        DuplicateGroup(kind, part)
        for kind, groups in found
        for group in groups
        if len(group) > 1
        for part in (apart.parted(group, contents) if apart else [group])
    ]


def _contents_of(library: Library, groups: Iterable[Sequence[int]]) -> dict[int, int]:
    photos = [photo for group in groups for photo in group]
    return {photo: moment.content_id for photo, moment in library.photos.moments(photos).items()}


def _alike(
    ids: list[int], pairs: Iterator[tuple[int, int]], apart: ToldApart, contents: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Of pairs of places those that nobody told apart."""
    for one, two in pairs:
        first, second = ids[one], ids[two]
        if not apart or not apart.are(first, second, contents[first], contents[second]):
            yield one, two


def photos_by_content(library: Library) -> list[list[int]]:
    """The present photos by id, those of the same bytes together."""
    ids = library.photo_ids(PhotoFilter()).tolist()
    moments = library.photos.moments(ids)
    found: dict[int, list[int]] = {}
    for photo_id in ids:
        found.setdefault(moments[photo_id].content_id, []).append(photo_id)
    return list(found.values())


def best_first(photos: Sequence[PhotoRow], quality: Quality) -> list[PhotoRow]:
    """The one to keep first: what the user marked, then quality, then pixels; never the size of the file."""

    def key(photo: PhotoRow) -> tuple[bool, int, int, int, bool, int, int]:
        metadata = photo.metadata
        steps = round(quality(photo) / EVEN_QUALITY)
        pixels = metadata.width * metadata.height
        return (
            not metadata.favorite,
            -(metadata.rating or 0),
            -steps,
            -pixels,
            not metadata.camera.name,
            len(photo.path.name),  # 'a (1).jpg' is a copy of 'a.jpg'
            photo.id,
        )

    return sorted(photos, key=key)


def with_rows(ids: list[int], vectors: Vectors, index: VectorIndex) -> tuple[list[int], FloatMatrix]:
    """The photos that have a vector in the index, and those vectors."""
    known = {i: v for i, v in vectors.of_photos(ids).items() if v <= index.last_id}
    found = [photo_id for photo_id in ids if photo_id in known]
    return found, index.rows(np.array([known[photo_id] for photo_id in found], np.int64))


def _same_pictures(
    ids: list[int], rows: FloatMatrix, photos: Mapping[int, PhotoRow], least: float
) -> Iterator[tuple[int, int]]:
    """Places of pairs that show one picture: whose cosine is at least `least`."""
    for one, two in pairs_alike(rows, least):
        if _one_picture(photos[ids[one]], photos[ids[two]]):
            yield one, two


def _one_picture(one: PhotoRow, two: PhotoRow) -> bool:
    """Whether shape and camera time allow that these are one shot."""
    shapes = [photo.metadata.width / max(photo.metadata.height, 1) for photo in (one, two)]
    if abs(shapes[0] - shapes[1]) > SAME_SHAPE * max(shapes):
        return False
    taken = [photo.metadata.taken for photo in (one, two)]
    sure = [w.local for w in taken if w and w.has_time and w.source.trust >= CAMERA_TRUST]
    return len(sure) < 2 or abs((sure[0] - sure[1]).total_seconds()) < ONE_SHOT_SECONDS


def _bursts(
    ids: list[int], rows: FloatMatrix, photos: Mapping[int, PhotoRow], base: float, likeness: LikenessLines
) -> Iterator[tuple[int, int]]:
    """Places of pairs that are shots of one moment: marked so by the camera, or close in time and alike."""
    within_s, alike = likeness.of_burst
    least = base + alike * (1.0 - base)
    marked: dict[str, int] = {}
    dated = []
    for place, photo_id in enumerate(ids):
        metadata = photos[photo_id].metadata
        if metadata.burst_id:
            yield marked.setdefault(metadata.burst_id, place), place
        if metadata.taken and metadata.taken.has_time and metadata.taken.source.trust > 0:
            dated.append((metadata.taken.local.replace(tzinfo=None), place))
    dated.sort()
    first = 0
    for number, (when, place) in enumerate(dated):
        while (when - dated[first][0]).total_seconds() > within_s:
            first += 1
        for _, other in dated[first:number]:
            if float(rows[place] @ rows[other]) >= least:
                yield other, place


def _led(ids: list[int], pairs: Iterator[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Groups of all ids, each around its first: a copy without a camera's date, alike two shots of a burst,
    must not join them."""
    leader: dict[int, int] = {}
    for one, two in sorted(pairs):
        if one not in leader:
            leader.setdefault(two, one)
    groups: dict[int, list[int]] = {}
    for place, photo_id in enumerate(ids):
        groups.setdefault(leader.get(place, place), []).append(photo_id)
    return [tuple(group) for group in groups.values()]


def _joined(ids: list[int], pairs: Iterator[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Groups of all ids, joined along pairs of places; each in the order of ids given."""
    parent = list(range(len(ids)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for one, two in pairs:
        first, second = sorted((root(one), root(two)))
        parent[second] = first
    groups: dict[int, list[int]] = {}
    for place, photo_id in enumerate(ids):
        groups.setdefault(root(place), []).append(photo_id)
    return [tuple(group) for group in groups.values()]
