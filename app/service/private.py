"""What is private of a library: unlocked with a passphrase, then a library like any other, for as long as it
is open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.app.service import thumbnails
from photos_ml.app.service.albums import album_named
from photos_ml.app.service.context import Context
from photos_ml.errors import UsageError
from photos_ml.store.private.key import NotSetUpError as NotSetUpError
from photos_ml.store.private.key import WrongPassphraseError as WrongPassphraseError

if TYPE_CHECKING:
    from types import TracebackType

    from photos_ml.app.service.settings import Settings
    from photos_ml.app.service.thumbnails import Thumbnails
    from photos_ml.encoders.base import Encoder
    from photos_ml.store.private.vault import MadePrivate, Vault


class PrivateContext(Context):
    """The private part of another context's library, unlocked until this is left. All use cases work on it;
    nothing of it is written in the clear."""

    def __init__(self, outer: Context, vault: Vault) -> None:
        super().__init__(outer.folder, clock=outer.clock)
        self.outer = outer
        self.vault = vault
        self.planners = outer.planners
        self._library = vault.library

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.vault.close()  # seals the second copy, too
        super().__exit__(kind, error, trace)

    @property
    def has_library(self) -> bool:
        return True

    @property
    def encoder(self) -> Encoder:
        from photos_ml.app.service.revisions import fullest

        registry = self.outer.registry
        return registry.get(fullest(self.library(), registry, self.outer.model_name))

    @property
    def fits_folder(self) -> Path:
        return self.outer.fits_folder

    @property
    def photo_folders(self) -> list[Path]:
        return [*super().photo_folders, *self.outer.photo_folders]

    @property
    def settings(self) -> Settings:
        return self.outer.settings

    def shown_state(self) -> tuple[int, ...]:
        return (*super().shown_state(), *self.outer.shown_state())

    @property
    def snapshot_folder(self) -> Path | None:
        return None

    @cached_property
    def thumbnails(self) -> Thumbnails:
        from photos_ml.store.private.key import PICTURES

        folder = self.vault.library.folder / thumbnails.FOLDER
        return self._thumbnails_in(folder, self.vault.cipher.made_for(PICTURES))


def is_set_up(context: Context) -> bool:
    """Whether a passphrase was chosen."""
    from photos_ml.store.private import vault

    return context.has_library and vault.is_set_up(context.library())


def unlock(context: Context, passphrase: str) -> PrivateContext:
    """WrongPassphraseError for another one; UsageError where none was ever chosen."""
    from photos_ml.store.private import vault

    return PrivateContext(context, vault.unlock(context.library(), passphrase))


def set_up(context: Context, passphrase: str) -> PrivateContext:
    """Choose the passphrase, and unlock; UsageError where there is one, or where this is too short."""
    from photos_ml.store.private import vault

    return PrivateContext(context, vault.set_up(context.library(), passphrase))


def change_passphrase(context: PrivateContext, passphrase: str) -> None:
    """From now on another passphrase unlocks; UsageError for one that is too short."""
    context.vault.change_passphrase(passphrase)


def make_private(context: PrivateContext, photo_ids: Sequence[int], *, album: str = "") -> MadePrivate:
    """Make photos of the outer library private, and an album by name or id with its photos. UsageError where
    there is none such, or no photo; LibraryBusyError while folders are indexed."""
    outer = context.outer
    found = album_named(outer, album) if album else None
    inside = outer.library().albums.photos(found.id) if found else []
    photos = list(dict.fromkeys((*photo_ids, *inside)))
    if not photos and found is None:
        raise UsageError("no photo is named", hint="give ids or paths, --where 'rome 2019' or --album NAME")
    done = context.vault.add(photos, albums=[found.id] if found else ())
    _drop(context)
    return done


def make_public(context: PrivateContext, photo_ids: Sequence[int], *, album: str = "") -> int:
    """Private photos, by their ids in here, are photos of the outer library again, and an album by name or id
    with its photos; how many."""
    found = album_named(context, album) if album else None
    inside = context.library().albums.photos(found.id) if found else []
    photos = list(dict.fromkeys((*photo_ids, *inside)))
    hashes = {row.content_hash for row in context.library().photos.get(photos).values()}
    count = context.vault.remove(photos, albums=[found.id] if found else ())
    context.thumbnails.forget(hashes)
    _drop(context)
    return count


def private_photos(context: PrivateContext) -> list[int]:
    """Ids of all private photos, the newest first."""
    from photos_ml.store import PhotoFilter

    library = context.library()
    return library.newest(PhotoFilter(), library.photos.count(), 0)


def give_up(context: Context) -> bool:
    """Without the passphrase: forget what is private, so that its photos are indexed as any others. What was
    done to them is lost. False where nothing was private."""
    import shutil

    from photos_ml.store.private import vault
    from photos_ml.store.private.second_copy import FOLDER

    known = vault.give_up(context.library())
    shutil.rmtree(context.folder / FOLDER, ignore_errors=True)
    return known


def _drop(context: PrivateContext) -> None:
    for one in (context, context.outer):
        one.drop_loaded()
        one.thumbnails.forget(())
