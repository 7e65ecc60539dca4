"""Photos the library knows and the scan did not find. Nothing is deleted; their status changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from photos_ml.indexer.exclude import Exclusions
from photos_ml.indexer.report import Tally
from photos_ml.indexer.roots import Target
from photos_ml.indexer.scan import Listing
from photos_ml.store import KnownPhoto, Library, Status


class Absent:
    """Collects photos that were not in their place, until it is known whether they turned up elsewhere.

    Holds a number for each photo whose status changes, and nothing for those that were absent before.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._ids: dict[Status, set[int]] = {Status.MISSING: set(), Status.GONE: set()}

    def note(self, listing: Listing, photos: Iterable[KnownPhoto]) -> None:
        """Photos not in their folder; one empty all at once, or unreadable, may only be out of reach."""
        if listing.error or listing.is_empty:
            self._ids[Status.MISSING].update(p.photo_id for p in photos if p.status is Status.PRESENT)
        else:
            self._ids[Status.GONE].update(p.photo_id for p in photos if p.status is not Status.GONE)

    def note_unvisited(self, target: Target, visited: Collection[str], unwanted: Exclusions) -> None:
        """Photos in folders that the scan never came to: the folder vanished whole, or is wanted no more."""
        for folder in self._library.photos.folders_of(target.root.id):
            if target.covers(folder) and folder not in visited:
                status = Status.GONE if unwanted.covers_within(folder) else Status.MISSING
                self._ids[status].update(self._library.photos.present_in(target.root.id, folder))

    def settle(self, found_elsewhere: Collection[int], displaced: Iterable[int], tally: Tally) -> None:
        """Write the new status of those that stayed absent, and count them; `displaced` ones are gone."""
        self._ids[Status.GONE].update(displaced)
        for status, ids in self._ids.items():
            ids.difference_update(found_elsewhere)
            self._library.set_status(sorted(ids), status)
            tally.absent(status.value, len(ids))
