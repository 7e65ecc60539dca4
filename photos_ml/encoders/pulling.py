"""Models fetched from a hub into the user's folder: foreseen, resumed, checked, and whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path

from filelock import FileLock, Timeout

from photos_ml.encoders.catalog import SUGGESTIONS, SuggestedModel, suggestion
from photos_ml.encoders.hub import AGAIN, REPOSITORY, Hub, HubFile, Repository, is_silence
from photos_ml.encoders.layouts import TowerFiles, choose_layout
from photos_ml.encoders.manifest import Manifest
from photos_ml.encoders.registry import Registry
from photos_ml.encoders.taking_in import take_in
from photos_ml.errors import EncoderError, FetchError
from photos_ml.files import sync_file, sync_folder

PART = ".part"
PIECE_BYTES = 1 << 20
SPARE_BYTES = 64 << 20
"""Left on the disk beside the model."""
BREAKS = 8
"""So often in a row a connection may break without a byte more."""
SILENCE_COUNTS = 4
"""A connection that says nothing for so long is as bad as so many that broke at once."""
STAGING = ".pulling-"
SOURCE_FIELD = "source"
"""Of model.json: endpoint, repository and commit that it came from."""

Progress = Callable[[int, int], None]
"""Called as progress(bytes that are there, bytes in all); what it raises ends the download."""


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file to be fetched, and its path below the model's folder."""

    repository: Repository
    file: HubFile
    path: str


@dataclass(frozen=True, slots=True)
class Pull:
    """What would be fetched."""

    name: str
    repository: Repository
    layout: TowerFiles
    variant: str
    licence: str
    source: str
    """Where it is, as it is said to people."""
    suggested: SuggestedModel | None
    already: int
    """Bytes of it that an earlier attempt left."""

    @property
    def parts(self) -> tuple[WantedFile, ...]:
        return _parts(self.repository, self.layout)

    @property
    def size_bytes(self) -> int:
        return size_of(self.parts)

    @property
    def published(self) -> tuple[str, str]:
        """What a gain was, and who says so; '' where nobody does."""
        return (self.suggested.gain, self.suggested.source) if self.suggested else ("", "")


def foresee_pull(registry: Registry, hub: Hub, wanted: str, variant: str = "", revision: str = "") -> Pull:
    """What pulling a suggested model, or OWNER/NAME, would fetch. Asks the hub; fetches nothing yet."""
    found = suggestion(wanted)
    if found is None and not REPOSITORY.fullmatch(wanted):
        names = ", ".join(one.name for one in SUGGESTIONS)
        raise EncoderError(
            f"'{wanted}' is not a suggested model", hint=f"suggested: {names}; or give OWNER/NAME"
        )
    if found and variant and variant not in found.variants:
        raise EncoderError(
            f"'{wanted}' is not published as {variant}",
            hint=f"variants: {', '.join(filter(None, found.variants)) or 'none'}",
        )
    name = found.name if found else wanted.split("/")[1]
    name = f"{name}-{variant}" if variant else name
    registry.check_free(name)
    repository = hub.repository(
        found.repository if found else wanted, revision or (found.revision if found else "main")
    )
    told = found is not None and found.open_clip is not None
    try:
        layout = choose_layout(
            repository.files.keys(), variant, folder=found.folder if found else "", described=told
        )
    except EncoderError as error:
        raise EncoderError(f"{repository.name} cannot be used: {error}", hint=error.hint) from error
    licence = found.licence if found else repository.licence or "not stated"
    already = already_there(registry, name, _parts(repository, layout))
    return Pull(name, repository, layout, variant, licence, f"{hub.host}/{repository.name}", found, already)


def pull(
    registry: Registry, hub: Hub, planned: Pull, progress: Progress = lambda done, total: None
) -> Manifest:
    """Fetch it into the user's models folder, and try it. What is there of an earlier attempt is kept.

    Raises EncoderError; what was fetched stays for the next attempt, and no half a model is ever listed."""
    found = planned.suggested

    def finish(folder: Path) -> None:
        take_in(
            folder,
            planned.layout,
            planned.name,
            licence=planned.licence,
            told=found.open_clip if found else None,
            pad_id=found.pad_id if found else None,
            extra={
                SOURCE_FIELD: {
                    "endpoint": hub.endpoint,
                    "repository": planned.repository.name,
                    "revision": planned.repository.revision,
                },
                **({"languages": list(found.languages)} if found and found.languages else {}),
            },
        )

    fetch(registry, hub, planned.name, planned.parts, finish, progress)
    return registry.manifest(planned.name)


def fetch(
    registry: Registry,
    hub: Hub,
    name: str,
    parts: Sequence[WantedFile],
    finish: Callable[[Path], None],
    progress: Progress,
) -> None:
    """Fetch files into a folder of that name among the user's models. `finish` tries them where they have
    come, and writes what describes them; what it raises leaves them for the next attempt."""
    staging = _staging(registry, name, parts)
    try:
        staging.mkdir(parents=True, exist_ok=True)
        lock = staging.with_name(f"{staging.name}.lock")
        with FileLock(lock, timeout=0):
            _fetch_all(hub, parts, staging, progress)
            finish(staging)
            registry.check_free(name)
            staging.rename(registry.shared / name)
            sync_folder(registry.shared)
        lock.unlink(missing_ok=True)
    except Timeout as error:
        raise EncoderError(
            f"'{name}' is being pulled already", hint="wait for it, or end the other program"
        ) from error
    except OSError as error:
        raise _of_disk(error, staging) from error


def size_of(parts: Sequence[WantedFile]) -> int:
    """Bytes of all files."""
    return sum(part.file.size for part in parts)


def already_there(registry: Registry, name: str, parts: Sequence[WantedFile]) -> int:
    """Bytes that an earlier attempt left."""
    staging = _staging(registry, name, parts)
    return sum(_present(staging / part.path, part.file) for part in parts)


def forget_pulls(registry: Registry, name: str) -> int:
    """Delete what attempts to pull a model left; the bytes that were there."""
    from photos_ml.files import bytes_below

    kept = list(registry.shared.glob(f"{STAGING}{name}@*"))
    found = [path for path in kept if path.is_dir()]
    size = sum(map(bytes_below, found))
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    for lock in {*kept} - {*found}:
        lock.unlink(missing_ok=True)
    return size


def _fetch_all(hub: Hub, parts: Sequence[WantedFile], staging: Path, progress: Progress) -> None:
    total, done = size_of(parts), 0
    _check_room(staging, total - sum(_present(staging / part.path, part.file) for part in parts))
    for part in parts:
        before = done

        def tell(bytes_there: int, before: int = before) -> None:
            progress(before + bytes_there, total)

        _fetch(hub, part.repository, part.file, staging / part.path, tell)
        done += part.file.size


def _fetch(hub: Hub, repository: Repository, file: HubFile, path: Path, tell: Callable[[int], None]) -> None:
    """One file, checked, under its name only when it is whole."""
    if path.is_file() and path.stat().st_size == file.size and _is_right(path, file):
        tell(file.size)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}{PART}")
    url = hub.address(repository, file.path)
    breaks = 0
    while (there := _length(partial)) < file.size or not partial.exists():
        silent = False
        try:
            with hub.open(url, repository.name, start=there) as answer:
                _append(answer, partial, there, file, tell)
        except (HTTPException, TimeoutError, ConnectionError) as error:
            silent = is_silence(error)
            hub.say(f"{hub.host} {'has gone silent' if silent else 'broke off'}: asking it to go on")
        breaks = breaks + (SILENCE_COUNTS if silent else 1) if _length(partial) == there else 0
        if breaks >= BREAKS:
            raise FetchError(
                f"the connection to {hub.host} breaks again and again", "network", hint=f"later {AGAIN}"
            )
    if not _is_right(partial, file):
        partial.unlink()
        raise FetchError(
            f"{file.path} came damaged: its checksum is not the one that {hub.host} promises",
            "damaged",
            hint="pull again; where that does not help, something in between changes it",
        )
    sync_file(partial)
    partial.replace(path)


def _append(
    answer: HTTPResponse, partial: Path, there: int, file: HubFile, tell: Callable[[int], None]
) -> None:
    resumed = answer.status == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {there}-")
    with partial.open("ab" if resumed else "wb") as stream:
        known = there if resumed else 0
        # What is there: `read` would drop the part of a piece after which the connection goes silent.
        while known < file.size and (piece := answer.read1(min(PIECE_BYTES, file.size - known))):
            stream.write(piece)
            known += len(piece)
            tell(known)


def _is_right(path: Path, file: HubFile) -> bool:
    if not file.sha256 and not file.git_sha1:
        return path.stat().st_size == file.size
    digest = hashlib.sha256() if file.sha256 else hashlib.sha1(usedforsecurity=False)
    if not file.sha256:
        digest.update(f"blob {file.size}\0".encode())
    with path.open("rb") as stream:
        while piece := stream.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest() == (file.sha256 or file.git_sha1)


def _parts(repository: Repository, layout: TowerFiles) -> tuple[WantedFile, ...]:
    return tuple(WantedFile(repository, repository.files[path], path) for path in layout.files)


def _staging(registry: Registry, name: str, parts: Sequence[WantedFile]) -> Path:
    revisions = dict.fromkeys(part.repository.revision[:12] for part in parts)
    return registry.shared / f"{STAGING}{name}@{'-'.join(revisions)}"


def _present(path: Path, file: HubFile) -> int:
    return min(file.size, max(_length(path), _length(path.with_name(f"{path.name}{PART}"))))


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _check_room(folder: Path, wanted: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < wanted + SPARE_BYTES:
        raise FetchError(
            f"the model needs {wanted / 1e6:.0f} MB more and the disk has {free / 1e6:.0f} MB free",
            "disk",
            hint="make room, or pull a smaller variant: --variant int8",
        )


def _of_disk(error: OSError, folder: Path) -> EncoderError:
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return FetchError("the disk is full", "disk", hint=f"make room and {AGAIN}")
    what = os.strerror(error.errno) if error.errno else str(error)
    return FetchError(f"{folder.parent} cannot be written to: {what}", "disk", hint="see who may write there")
