"""From a decision to a job: what a photo's bytes tell, and the least work that follows from it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from photos_ml.indexer.decide import Action, Decision
from photos_ml.indexer.fingerprint import content_hash
from photos_ml.indexer.workers import Work
from photos_ml.store import FileGroup, Library, Vectors


@dataclass(frozen=True, slots=True)
class Job:
    """One photo on its way to the library."""

    group: FileGroup
    content_hash: str
    photo_id: int | None
    """None makes a new photo."""
    category: str
    """The count it ends in; '' when only its vector is wanted."""
    want_pixels: bool

    @property
    def work(self) -> Work:
        group = self.group
        sidecars = tuple(group.path_of(sidecar) for sidecar in group.sidecars)
        return Work(group.path, sidecars, want_pixels=self.want_pixels, want_metadata=bool(self.category))


def fingerprint(decision: Decision) -> str | OSError:
    """The content hash of a decision's photo, read from disk only where the bytes may be new."""
    if decision.action is Action.METADATA and decision.known is not None:
        return decision.known.content_hash
    try:
        return content_hash(decision.group.path)
    except OSError as error:
        return error


class Router:
    """Turns hashed decisions into jobs. Knows what is under way, so that no content is encoded twice."""

    def __init__(self, library: Library, vectors: Vectors) -> None:
        self._library = library
        self._vectors = vectors
        self._in_flight: set[str] = set()
        self.claimed: set[int] = set()
        """Photos that were found again at another path."""

    def route(self, decision: Decision, hashed: str) -> Job | None:
        """None while another file with the same bytes is under way: ask again when that has ended."""
        want_pixels = not self._vectors.has(hashed)
        if want_pixels and hashed in self._in_flight:
            return None
        if want_pixels:
            self._in_flight.add(hashed)
        photo_id, category = self._identity(decision, hashed)
        return Job(decision.group, hashed, photo_id, category, want_pixels)

    def failed(self, job: Job) -> None:
        """The job ended without a vector; another file with its bytes may be tried."""
        self._in_flight.discard(job.content_hash)
        if job.photo_id is not None:
            self.claimed.discard(job.photo_id)

    def _identity(self, decision: Decision, hashed: str) -> tuple[int | None, str]:
        known = decision.known
        if known is not None:
            return known.photo_id, "unchanged" if known.content_hash == hashed else "changed"
        moved = self._moved_from(hashed, decision.group.primary.name)
        return moved, "new" if moved is None else "moved"

    def _moved_from(self, hashed: str, name: str) -> int | None:
        """A photo with these bytes whose own file is no longer where it was; the same name is preferred."""
        vanished = [
            photo
            for photo in self._library.photos.with_content(hashed)
            if photo.id not in self.claimed and not os.path.lexists(photo.path)
        ]
        vanished.sort(key=lambda photo: (photo.path.name != name, photo.id))
        if not vanished:
            return None
        self.claimed.add(vanished[0].id)
        return vanished[0].id
