"""What the library knows, taken along: as sidecars, as one JSON document, or with the photos themselves."""

from __future__ import annotations

import errno
import json
import os
import re
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO

from photos_ml.app.service.context import Context
from photos_ml.app.service.outputs import check_output
from photos_ml.errors import DecodeError, UsageError
from photos_ml.files import replace_file
from photos_ml.formats import suffix_of
from photos_ml.provenance import Field
from photos_ml.store import PhotoRow
from photos_ml.store.facts import facts_of
from photos_ml.store.looks import said_kinds
from photos_ml.store.paths import printable
from photos_ml.store.photos import CHUNK
from photos_ml.store.tags import said_tags

FORMAT = "photos-ml library"
VERSION = 1
HEIC = frozenset((".heic", ".heif", ".hif", ".avif"))
JPEG = frozenset((".jpg", ".jpeg", ".jpe"))
JPEG_QUALITY = 92
EARLIEST, LATEST = 1980, 2107
"""Years that a zip can tell."""
NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
PIECE_BYTES = 1 << 20
MOST_PACKET_BYTES = 65_000
"""A segment of a JPEG holds 65,533 bytes, its name among them."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
LARGEST_SIDE = 1 << 16
LEFT_OUT = "left out.txt"
"""What a zip that is downloaded says of photos that it lacks."""
OURS = b'x:xmptk="photos-ml"'
"""What a sidecar of ours begins with, somewhere in its first line."""


@dataclass
class Exported:
    """What was written, and what was not, in words, by path."""

    written: int = 0
    left_out: dict[str, str] = field(default_factory=dict)


def export_sidecars(context: Context, photo_ids: Sequence[int], folder: Path | None) -> Exported:
    """An XMP sidecar a photo, `NAME.EXT.xmp`: below `folder` as the photos lie below theirs, or with None
    beside them, never over another program's. UsageError for a folder among photos or in the library."""
    if folder is not None:
        check_output(context, folder / "x.xmp")
    done = Exported()
    names = _names_of(root.path for root in context.library().roots())
    for photo in _photos(context, photo_ids):
        place = photo.path if folder is None else folder / _below(photo.path, names)
        target = place.with_name(f"{place.name}.xmp")
        if os.path.lexists(target) and not _is_ours(target):
            done.left_out[str(target)] = "another program's sidecar is there"
            continue
        if folder is not None and not _stays_in(folder, target.parent):
            done.left_out[str(target)] = "a link in the folder leads out of it"
            continue
        try:
            _write(target, sidecar_of(photo))
        except OSError as error:
            done.left_out[str(target)] = error.strerror or type(error).__name__
        else:
            done.written += 1
    return done


def sidecar_of(photo: PhotoRow) -> bytes:
    """What is known of a photo as an XMP packet."""
    from photos_ml.indexer.metadata.packet_writing import packet_of
    from photos_ml.indexer.metadata.reader import stored_regions

    return packet_of(photo.metadata, *stored_regions(photo.path, photo.metadata)).encode("utf-8", "replace")


def sidecar_pieces(context: Context, photo_ids: Sequence[int], done: Exported) -> Iterator[bytes]:
    """The same sidecars as a zip, piece by piece."""
    folders, names = _names_of(root.path for root in context.library().roots()), set[str]()
    with _Zip() as whole:
        for photo in _photos(context, photo_ids):
            place = "/".join(map(_safe, _below(photo.path, folders).parts))
            whole.add(_free(f"{place}.xmp", names), sidecar_of(photo))
            done.written += 1
            yield whole.taken()
    yield whole.taken()


def export_json(context: Context, photo_ids: Sequence[int], file: Path) -> Exported:
    """All facts of photos and their albums as one document, from which `import photos-ml` makes the same
    again. UsageError where the file may not be written."""
    check_output(context, file, own=b'{"format": "photos-ml library"')
    done = Exported()

    replace_file(file, lambda stream: stream.writelines(document_pieces(context, photo_ids, done)))
    return done


def document_pieces(context: Context, photo_ids: Sequence[int], done: Exported) -> Iterator[bytes]:
    """The same document, piece by piece."""
    yield from (piece.encode("utf-8", "backslashreplace") for piece in _document(context, photo_ids, done))


def export_zip(
    context: Context, photo_ids: Sequence[int], file: Path, *, as_jpeg: bool = False, places: bool = True
) -> Exported:
    """The photos' own files with a sidecar each, in one zip. `as_jpeg`: HEIC and AVIF as JPEG. Without
    `places` no position goes along: what cannot be rid of it is left out. UsageError where the file may not
    be written."""
    check_output(context, file)
    done = Exported()
    pieces = zip_pieces(context, photo_ids, done, as_jpeg=as_jpeg, places=places)
    replace_file(file, lambda stream: stream.writelines(pieces))
    return done


def zip_pieces(
    context: Context,
    photo_ids: Sequence[int],
    done: Exported,
    *,
    as_jpeg: bool = False,
    places: bool = True,
    side: int = 0,
    bare: bool = False,
    note: bool = False,
) -> Iterator[bytes]:
    """The same zip, piece by piece; with `note` it says itself what was left out. `side`, `bare`: as in
    `copy_of`."""
    names: set[str] = set()
    with _Zip() as whole:
        for photo in _photos(context, photo_ids):
            try:
                name, content = _picture(photo, as_jpeg=as_jpeg, places=places, side=side, bare=bare)
                name = _free(_safe(name), names)
                yield from whole.put(name, photo.path if content is None else content)
            except (OSError, DecodeError, ValueError) as error:
                if isinstance(error, OSError) and error.errno in NO_ROOM:
                    raise
                done.left_out[str(photo.path)] = str(error)
                continue
            if places and not bare:
                whole.add(f"{name}.xmp", sidecar_of(photo))
            done.written += 1
        if note and done.left_out:
            lines = [f"{printable(Path(path).name)}: {why}\n" for path, why in done.left_out.items()]
            whole.add(_free(LEFT_OUT, names), "".join(lines).encode())
    yield whole.taken()


class _Zip:
    """A zip that is taken away piece by piece while it grows: of any size, it is nowhere whole."""

    def __init__(self) -> None:
        self._written = bytearray()
        outlet = _Outlet(self._written)
        self._zip = zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED, strict_timestamps=False)

    def __enter__(self) -> _Zip:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add(self, name: str, content: bytes) -> None:
        self._zip.writestr(name, content)

    def put(self, name: str, content: bytes | Path) -> Iterator[bytes]:
        """Bytes, or a regular file piece by piece: a video may be larger than the memory."""
        if isinstance(content, bytes):
            self.add(name, content)
            yield self.taken()
            return
        from photos_ml.indexer.regular import open_regular

        with open_regular(content) as source:
            changed = time.localtime(os.fstat(source.fileno()).st_mtime)[:6]
            known = changed if EARLIEST <= changed[0] <= LATEST else (EARLIEST, 1, 1, 0, 0, 0)
            with self._zip.open(zipfile.ZipInfo(name, known), "w", force_zip64=True) as target:
                while piece := source.read(PIECE_BYTES):
                    target.write(piece)
                    yield self.taken()
        yield self.taken()

    def taken(self) -> bytes:
        """What was written since this was asked last."""
        piece = bytes(self._written)
        self._written.clear()
        return piece


class _Outlet(RawIOBase):
    """Where the zip is written: nobody can go back in it."""

    def __init__(self, written: bytearray) -> None:
        self._into = written

    def writable(self) -> bool:
        return True

    def write(self, content: Any, /) -> int:
        self._into += content
        return len(content)


def rows_of(context: Context, photo_ids: Sequence[int]) -> list[PhotoRow]:
    """These photos, in their order."""
    return list(_photos(context, photo_ids))


def _photos(context: Context, photo_ids: Sequence[int]) -> Iterator[PhotoRow]:
    photos = context.library().photos
    for start in range(0, len(photo_ids), CHUNK):
        chunk = list(photo_ids[start : start + CHUNK])
        found = photos.get(chunk)
        yield from (found[photo] for photo in chunk if photo in found)


def _document(context: Context, photo_ids: Sequence[int], done: Exported) -> Iterator[str]:
    library = context.library()
    hidden, archived = library.marks.hidden(), library.marks.not_browsed()
    kinds, tags = said_kinds(library.database), said_tags(library.database)
    yield f'{{"format": "{FORMAT}", "version": {VERSION}, "photos": [\n'
    for photo in _photos(context, photo_ids):
        facts = photo_facts(photo)
        facts["hidden"] = photo.id in hidden
        facts["archived"] = photo.id in archived and photo.id not in hidden
        facts["kind"] = kinds.get(photo.id)
        facts["tag"] = tags.get(photo.id, [])
        record = {"path": str(photo.path), "content": photo.bytes_hash, "size": photo.size, "facts": facts}
        yield (",\n" if done.written else "") + json.dumps(record, ensure_ascii=False)
        done.written += 1
    albums = [_album(context, album.id, set(photo_ids)) for album in library.albums.all()]
    yield f'\n], "albums": {json.dumps([album for album in albums if album], ensure_ascii=False)}}}\n'


def photo_facts(photo: PhotoRow) -> dict[str, Any]:
    """What holds of a photo, by names of fields; keywords and people as lists, None where there is none."""
    facts: dict[str, Any] = {each.value: None for each in Field}
    facts |= {Field.KEYWORD.value: [], Field.PERSON.value: [], Field.TAG.value: []}
    for (each, _), value in facts_of(photo.metadata).items():
        if each in (Field.KEYWORD, Field.PERSON):
            facts[each.value].append(json.loads(value))
        else:
            facts[each.value] = json.loads(value)
    return facts


def _album(context: Context, album_id: str, chosen: set[int]) -> dict[str, Any] | None:
    albums = context.library().albums
    album, inside = albums.get(album_id), [p for p in albums.photos(album_id) if p in chosen]
    if album is None or (album.query is None and not inside):
        return None
    paths = [str(photo.path) for photo in _photos(context, inside)]
    return {"id": album.id, "name": album.name, "query": album.query, "photos": paths}


def _names_of(roots: Iterable[Path]) -> dict[Path, str]:
    """What each folder is called where all stand side by side."""
    taken: set[str] = set()
    return {root: _free(root.name or "photos", taken) for root in roots}


def _below(path: Path, names: Mapping[Path, str]) -> Path:
    """Where a photo lies below its folder, with a name of that folder before it."""
    root = next((root for root in names if path.is_relative_to(root)), path.parent)
    return Path(names.get(root, root.name)) / path.relative_to(root)


def _stays_in(folder: Path, place: Path) -> bool:
    """Whether no link between them leads elsewhere: into the photos, say."""
    return place.resolve().is_relative_to(folder.resolve())


def _is_ours(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return OURS in stream.read(400)
    except OSError:
        return False


def _write(target: Path, content: bytes) -> None:
    def write(stream: BinaryIO) -> None:
        stream.write(content)

    replace_file(target, write)


def _safe(name: str) -> str:
    """A name that no system takes for a path, or refuses."""
    return _UNSAFE.sub("_", printable(name)).rstrip(". ") or "photo"


def copy_of(photo: PhotoRow, *, side: int = 0, bare: bool = False) -> tuple[str, bytes | None]:
    """The name and the bytes of a photo to give away, None for the file's own. `side`: as a JPEG of so many
    pixels at most; `bare`: without metadata. Raises DecodeError, OSError or ValueError."""
    return _picture(photo, as_jpeg=False, places=True, side=side, bare=bare)


def _picture(
    photo: PhotoRow, *, as_jpeg: bool, places: bool, side: int = 0, bare: bool = False
) -> tuple[str, bytes | None]:
    """The name and the bytes that go along, None for the file's own. Raises DecodeError where what is not to
    go along cannot be left out."""
    from photos_ml.indexer.decode import decode_image
    from photos_ml.indexer.decode.orient import upright
    from photos_ml.indexer.metadata.stripping import without_metadata
    from photos_ml.indexer.regular import open_regular

    path, suffix = photo.path, suffix_of(photo.path.name)

    def convert() -> bytes:
        picture = upright(decode_image(path, min_side=side or LARGEST_SIDE), photo.metadata.turn)
        if side:
            picture.thumbnail((side, side))
        packet = sidecar_of(photo) if side and places and not bare else b""
        return _as_jpeg(picture, packet)

    is_video = photo.metadata.media.value == "video"
    if (side and not is_video) or (as_jpeg and suffix in HEIC):
        return f"{path.stem}.jpg", convert()
    if not bare and (places or photo.metadata.position is None):
        return path.name, None
    if suffix in JPEG:
        with open_regular(path) as file:
            return path.name, without_metadata(file.read())
    if is_video:
        raise DecodeError("a video keeps its position in many places: it is left out")
    return f"{path.stem}.jpg", convert()


def _as_jpeg(picture: Any, packet: bytes = b"") -> bytes:
    """With the packet inside, where it fits into a segment."""
    stream, more = BytesIO(), {"xmp": packet} if 0 < len(packet) <= MOST_PACKET_BYTES else {}
    picture.save(stream, "JPEG", quality=JPEG_QUALITY, **more)
    return stream.getvalue()


def _free(name: str, names: set[str]) -> str:
    """The name, or with a number where another photo of the zip has it."""
    stem, dot, suffix = name.rpartition(".") if "." in name else (name, "", "")
    found, number = name, 1
    while found.casefold() in names:
        number += 1
        found = f"{stem} ({number}){dot}{suffix}"
    names.add(found.casefold())
    return found


def check_export(photo_ids: Sequence[int]) -> None:
    """UsageError where nothing would be written."""
    if not photo_ids:
        raise UsageError("no photo is chosen", hint="name photos, an album or --where 'rome 2019'")
