"""From a decision to a job: what a photo's bytes tell, and the least work that follows from it."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from photos_ml.indexer.decide import Decision
from photos_ml.indexer.fingerprint import content_hash
from photos_ml.indexer.workers import Work
from photos_ml.store import FileGroup, Holder, Library, Vectors
from photos_ml.store.trashed import trashed_photos
from photos_ml.turns import bytes_of, turn_of

HOLDERS_A_READ = 64


@dataclass(frozen=True, slots=True)
class Job:
    """One photo on its way to the library."""

    group: FileGroup
    content_hash: str
    """Of its bytes; with their turn, where its metadata is not wanted."""
    photo_id: int | None
    """None makes a new photo."""
    category: str
    """The count it ends in; '' when only its vector is wanted."""
    want_pixels: bool
    follows: bool = False
    """Another file with the same bytes is ahead and will bring the vector."""

    @property
    def work(self) -> Work:
        group = self.group
        sidecars = tuple(group.path_of(sidecar) for sidecar in group.sidecars)
        turn = turn_of(self.content_hash)
        return Work(group.path, sidecars, self.want_pixels, bool(self.category), self.content_hash, turn=turn)


class Router:
    """Turns hashed decisions into jobs. Knows what is under way, so that no content is encoded twice."""

    def __init__(self, library: Library, vectors: Vectors) -> None:
        self._library = library
        self._vectors = vectors
        self._decoding: set[str] = set()
        self._encoding: set[str] = set()
        self._in_place: dict[str, int] = {}
        self._trashed = trashed_photos(library.database)
        self._hidden = library.marks.hidden() | self._trashed
        self.claimed: set[int] = set()
        """Photos whose files changed or were found again at another path."""
        self.displaced: set[int] = set()
        """Photos whose place another known photo has taken."""

    def route(self, decision: Decision, hashed: str) -> Job:
        """The job for a decision; only the first of several with the same new bytes wants pixels."""
        follows = hashed in self._decoding or hashed in self._encoding
        known = decision.known.content_hash if decision.known else hashed
        keys = {hashed, known} if bytes_of(known) == hashed else {hashed}
        want_pixels = not follows and not any(map(self._vectors.has, keys))
        photo_id, category = self._identity(decision, hashed)
        if want_pixels:
            self._decoding.add(hashed)
        return Job(decision.group, hashed, photo_id, category, want_pixels, follows)

    def embed(self, photo_id: int) -> Job | None:
        """A job that gives a photo its missing vector; None where one with the same bytes is under way."""
        hashed = self._library.photos.content_of(photo_id)
        if hashed in self._decoding or hashed in self._encoding:
            return None
        self._decoding.add(hashed)
        return Job(self._library.photos.group_of(photo_id), hashed, photo_id, "", want_pixels=True)

    def must_wait(self, job: Job) -> bool:
        """Whether it is still open if the file that is to bring this job's vector can be decoded."""
        return job.follows and job.content_hash in self._decoding

    def orphaned(self, job: Job) -> Job | None:
        """The same job with pixels wanted, where the one it followed has failed."""
        hashed = job.content_hash
        if not job.follows or hashed in self._encoding or self._vectors.has(hashed):
            return None
        self._decoding.add(hashed)
        return replace(job, want_pixels=True, follows=False)

    def decoded(self, job: Job) -> None:
        """The job's pixels are there and wait for their vector."""
        if job.want_pixels:
            self._decoding.discard(job.content_hash)
            self._encoding.add(job.content_hash)

    def written(self, jobs: Iterable[Job]) -> None:
        """These jobs are in the library, with their vectors."""
        self._encoding.difference_update(job.content_hash for job in jobs if job.want_pixels)

    def failed(self, job: Job) -> None:
        """The job ended without a photo; another file with its bytes may be tried."""
        if job.want_pixels:
            self._decoding.discard(job.content_hash)
        if job.category == "moved" and job.photo_id is not None:
            self.claimed.discard(job.photo_id)

    def _identity(self, decision: Decision, hashed: str) -> tuple[int | None, str]:
        """A photo is its bytes first, and its place second: a rename over another file moves the photo."""
        known = decision.known if decision.known and decision.known.photo_id not in self.claimed else None
        same = known is not None and bytes_of(known.content_hash) == hashed
        if known is not None and same and known.photo_id not in self._hidden:
            return known.photo_id, "unchanged"
        moved = self._moved_from(decision.group, hashed)
        if known is not None and same and moved in (None, known.photo_id):
            return known.photo_id, "unchanged"
        if moved is not None:
            if known is not None:
                self.displaced.add(known.photo_id)
            return moved, "moved"
        if known is None:
            return None, "new"
        self.claimed.add(known.photo_id)
        return known.photo_id, "changed"

    def _moved_from(self, group: FileGroup, hashed: str) -> int | None:
        """A photo with these bytes whose own file is no longer where it was; the likest path is preferred,
        and before one that was moved to the trash, or is hidden and stood at this very place, the one that
        was kept instead: that was renamed, be it over the other."""
        while True:
            after = self._in_place.get(hashed, 0)
            holders = self._library.photos.holders_of(hashed, after, HOLDERS_A_READ)
            left = [h for h in holders if h.photo_id not in self.claimed and _has_left(h, group, hashed)]
            if left:
                left.sort(
                    key=lambda holder: (
                        holder.photo_id in self._trashed,
                        holder.photo_id in self._hidden and holder.path == group.path,
                        -_shared_end(holder.path, group.path),
                        holder.photo_id,
                    )
                )
                self.claimed.add(left[0].photo_id)
                return left[0].photo_id
            if not holders:
                return None
            # Not looked at again in this run: the n-th copy of a file must not cost n looks at the disk.
            self._in_place[hashed] = holders[-1].photo_id


def _shared_end(one: Path, other: Path) -> int:
    """How many names, from the last on, two paths share: copies in several folders are not mixed up when all
    of them move."""
    pairs = takewhile(
        lambda pair: pair[0] == pair[1], zip(reversed(one.parts), reversed(other.parts), strict=False)
    )
    return sum(1 for _ in pairs)


def _has_left(holder: Holder, group: FileGroup, hashed: str) -> bool:
    """Whether a photo's bytes are no longer at its place: nothing is there, or something else."""
    if holder.path == group.path:
        return True  # it comes back to its own place, which another photo had meanwhile
    try:
        found = holder.path.stat()
        if not stat.S_ISREG(found.st_mode):
            return True
        if (found.st_size, found.st_mtime_ns) == (holder.file.size, holder.file.mtime_ns):
            return False
        return content_hash(holder.path) != hashed
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
