"""Folders of photos in and out of a library."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.app.service.changing import Changing, StoppedError, change_model
from photos_ml.app.service.cluster import taking_of
from photos_ml.app.service.context import SNAPSHOT_FOLDER, Context
from photos_ml.app.service.models import LookQuality, choose_quality, next_model
from photos_ml.app.service.planning import HOME
from photos_ml.app.service.revisions import replace_none
from photos_ml.errors import LibraryBusyError, UsageError
from photos_ml.store import Failure

if TYPE_CHECKING:
    from photos_ml.indexer.foresight import Foreseen
    from photos_ml.indexer.report import Progress, Report
    from photos_ml.store.traces import Trace

_log = logging.getLogger(__name__)


def index_folders(
    context: Context,
    folders: Sequence[Path] = (),
    *,
    progress: Progress | None = None,
    verify: bool = False,
    shards: str = "",
    quality: LookQuality | None = None,
) -> Report:
    """Bring the library up to date with these folders, or with all it knows; with `verify` every file's bytes
    are compared. `shards`: where a cluster has put what it computed of one folder, which is taken in.
    `quality`: how often the built-in model looks at each photo, from now on; None for as it was."""
    from photos_ml.indexer.exclude import Exclusions
    from photos_ml.indexer.pipeline import Indexer

    if shards and len(folders) > 1:
        raise UsageError("shards are of one folder", hint="name that one")
    library = context.library(create=bool(folders or shards))
    taking = taking_of(context, shards, folders[0] if folders else None) if shards else None
    if taking is not None:
        folders = [taking.folder]
    if not folders and not library.roots():
        raise UsageError("the library has no folder yet", hint="give one: photos-ml index FOLDER")
    if quality is not None:
        choose_quality(context, quality)
    listener = progress or (lambda counts: None)
    keep, unwanted = context.thumbnails.keeper(), Exclusions.of(context.settings.exclude)
    replace_none(library, context.registry)
    indexer = Indexer(
        library,
        context.encoder,
        progress=listener,
        keep=keep,
        unwanted=unwanted,
        decode_bytes=context.decode_bytes,
        verify=verify,
        elsewhere=taking,
    )
    report = indexer.run(folders)
    _log.info("indexed in %.2f s: %s", report.seconds, report.counts)
    context.thumbnails.tidy()
    if next_model(context):

        def looked(at: Changing) -> None:
            listener(replace(report.counts, anew=(at.done, at.total)))

        with suppress(LibraryBusyError, StoppedError):  # another process is at it: it goes on with it
            change_model(context, progress=looked)
    library.set_setting(HOME, library.busiest_country())
    cache = context.index_cache
    cache.current()
    cache.save()
    cache.prepare(lambda done, of: listener(replace(report.counts, sorted=(done, of))))
    return report


def foresee_index(context: Context, folders: Sequence[Path] = ()) -> Foreseen:
    """What indexing these folders, or all that are known, would cost; nothing is taken in. UsageError for a
    folder that is not there."""
    from photos_ml.indexer.exclude import Exclusions
    from photos_ml.indexer.foresight import Spent, foresee, foreseer, unmeasured
    from photos_ml.indexer.pipeline import MAX_WORKERS, usable_cores
    from photos_ml.indexer.roots import known_in
    from photos_ml.indexer.scan import Counted, count_candidates

    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"no such folder: {folder}", hint="give the folder that holds your photos")
    cores = min(usable_cores(), MAX_WORKERS)
    chosen = list(folders) or indexed_folders(context)
    unwanted = Exclusions.of(context.settings.exclude)
    photos = 0
    for folder in chosen:
        *_, counted = (Counted(), *count_candidates(folder, unwanted=unwanted))
        photos += counted.photos
    if not context.has_library:
        return foresee(photos, 0, unmeasured(context.encoder), Spent(), cores=cores)
    library = context.library()

    def known() -> int:
        return sum(known_in(library, folder) for folder in chosen)

    return foreseer(library, context.encoder, known, cores)(photos)


def indexed_folders(context: Context) -> list[Path]:
    """The folders of the library."""
    return [root.path for root in context.library().roots()]


@dataclass(frozen=True, slots=True)
class FolderForgotten:
    """What went with a folder, and where it was looked for."""

    photos: int
    traces: tuple[Trace, ...]


def forget_folder(context: Context, root_id: int, *, acts_too: bool = False) -> FolderForgotten:
    """Take a folder out of the library with all that is known of its photos; its files are not touched.
    What was done by hand is kept for when the photos come back, or with `acts_too` forgotten.
    LibraryBusyError while the library is being indexed."""
    forgotten = context.library().forget_root(root_id, acts_too=acts_too)
    traces = context.library().erase_traces()
    context.thumbnails.forget(forgotten.contents)
    for snapshot in (context.folder / SNAPSHOT_FOLDER).glob("*"):
        snapshot.unlink(missing_ok=True)
    context.drop_loaded()
    return FolderForgotten(forgotten.photos, traces)


def links_not_followed(context: Context) -> list[tuple[str, str]]:
    """Links in the folders of photos that lead into the system's own places, and where: those still there."""
    from photos_ml.indexer.links import NOT_FOLLOWED

    kept = context.library().setting(NOT_FOLLOWED)
    links = sorted(kept.items()) if isinstance(kept, dict) else []
    return [(path, target) for path, target in links if Path(path).is_symlink()]


def failed_files(context: Context) -> list[Failure]:
    """The files that could not be indexed, oldest first, and the photos that a step failed for."""
    library = context.library()
    return library.failures.all() + library.steps.failures()
