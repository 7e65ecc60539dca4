"""Photos the library knows and the scan did not find. Nothing is deleted; their status changes."""

from __future__ import annotations

from collections.abc import Collection

from photos_ml.indexer.report import Tally
from photos_ml.indexer.roots import Target
from photos_ml.indexer.scan import Listing
from photos_ml.store import Library, Status


class Absent:
    """Collects photos that were not in their place, until it is known whether they turned up elsewhere."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._status: dict[int, Status] = {}

    def note(self, listing: Listing, photo_ids: Collection[int]) -> None:
        """Photos not in their folder; one empty all at once, or unreadable, may only be out of reach."""
        out_of_reach = listing.error or not listing.groups
        status = Status.MISSING if out_of_reach else Status.GONE
        self._status.update(dict.fromkeys(photo_ids, status))

    def note_unvisited(self, target: Target, visited: Collection[str]) -> None:
        """Photos in folders that the scan never came to: the folder vanished whole."""
        for folder in self._library.photos.folders_of(target.root.id):
            below = not target.start or f"{folder}/".startswith(f"{target.start}/")
            if below and folder not in visited:
                known = self._library.photos.known_in(target.root.id, folder)
                self._status.update(dict.fromkeys((photo.photo_id for photo in known), Status.MISSING))

    def settle(self, found_elsewhere: Collection[int], tally: Tally) -> None:
        """Write the new status of those that stayed absent, and count what changed."""
        for status in (Status.MISSING, Status.GONE):
            ids = [i for i, noted in self._status.items() if noted is status and i not in found_elsewhere]
            changed = [i for i, photo in self._library.photos.get(ids).items() if photo.status is not status]
            self._library.set_status(changed, status)
            tally.absent(status.value, len(changed))
