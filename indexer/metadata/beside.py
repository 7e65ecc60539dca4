"""What lies beside a picture: XMP sidecars and the records of exports, and which of them are its own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from photos_ml import turns
from photos_ml.formats import Role, suffixes_of
from photos_ml.indexer.exports import (
    RecordMatch,
    claim,
    is_album_record,
    is_picasa_record,
    is_titled,
    record_of,
)
from photos_ml.indexer.metadata.dates import fits_offset
from photos_ml.indexer.metadata.facts import Facts, WrittenDate
from photos_ml.indexer.metadata.packet import read_packet
from photos_ml.indexer.metadata.picasa import read_picasa
from photos_ml.indexer.metadata.takeout import read_album, read_takeout
from photos_ml.indexer.metadata.xmp import MAX_PACKET_BYTES, parse_packet, texts
from photos_ml.indexer.regular import open_regular

RAWS = suffixes_of(Role.RAW)
SAME_MOMENT_S = 300.0
"""A record that a picture shares with another file is not its own where their dates are further apart."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What sidecars say: `own` before the file itself, `shared` (another file's record) after it."""

    own: tuple[Facts, ...] = ()
    shared: tuple[Facts, ...] = ()

    def orientation(self, of_file: int) -> int:
        """The EXIF orientation that the picture is to be shown by, for one whose file says another."""
        told = next((facts.orientation for facts in self.own if facts.orientation), of_file)
        return turns.then(told, next((facts.turned for facts in self.own if facts.turned != 1), 1))

    def agreeing(self, dates: Sequence[WrittenDate]) -> tuple[Facts, ...]:
        """The shared ones, but for those of another time than the file's own dates."""
        return tuple(facts for facts in self.shared if _agree(facts.dates, dates))


@dataclass(slots=True)
class _Found:
    own: list[Facts] = field(default_factory=list)
    shared: list[Facts] = field(default_factory=list)
    has_record: bool = False


def read_beside(path: Path, sidecars: Iterable[Path]) -> Beside:
    """All that the sidecars of a picture say, the most specific first. Of several records that may be its own
    by their names, the first whose title agrees is taken."""
    found = _Found()
    for sidecar in sidecars:
        try:
            with open_regular(sidecar) as file:
                # Not more than there is: room for the most is made, and given back, for each of them.
                data = file.read(min(os.fstat(file.fileno()).st_size, MAX_PACKET_BYTES) + 1)
        except OSError as error:
            found.own.append(_problem(sidecar, error.strerror or "not readable"))
            continue
        if is_picasa_record(sidecar.name):
            found.own.append(read_picasa(data, path.name))
        elif sidecar.suffix.lower() != ".json":
            found.own.append(_read_xmp(path, sidecar, data))
        elif is_album_record(sidecar.name):
            found.own.append(_album(data))
        elif not found.has_record:
            _add_record(found, path, sidecar, data)
    return Beside(tuple(found.own), tuple(found.shared))


def read_xmp(packet: bytes, source: str) -> Facts:
    """The facts of a packet; only a problem, which names the source, where it is none."""
    if not packet.strip(b" \0\r\n\t"):
        return Facts()
    try:
        return read_packet(parse_packet(packet))
    except ValueError as error:
        return Facts(problems=(f"{source}: {_line(error)}",))


def _read_xmp(path: Path, sidecar: Path, data: bytes) -> Facts:
    """IMG.xmp may say which of IMG.jpg and IMG.cr2 it is of."""
    name = f"sidecar {sidecar.name!r}"
    try:
        packet = parse_packet(data) if data.strip(b" \0\r\n\t") else {}
    except ValueError as error:
        return Facts(problems=(f"{name}: {_line(error)}",))
    told = "".join(texts(packet.get("photoshop:SidecarForExtension"))[:1]).lower().lstrip(".")
    if not _is_for(told, path, sidecar):
        return Facts()
    facts = read_packet(packet)
    if _is_of_raw(told, path, sidecar):  # its picture may be stored another way round than this one
        return replace(facts, orientation=None)
    return facts


def _is_of_raw(told: str, path: Path, sidecar: Path) -> bool:
    """Whether a sidecar of the picture is, to the letter, its RAW file's."""
    own = path.suffix.lower()
    named = Path(sidecar.stem).suffix.lower()
    return any(suffix in RAWS and suffix != own for suffix in (f".{told}", named))


def _is_for(extension: str, path: Path, sidecar: Path) -> bool:
    """Whether a sidecar that names an extension is the picture's: of its own, or of its RAW file's."""
    suffix = f".{extension}"
    named = sidecar.stem.casefold() == path.name.casefold()
    return not extension or named or suffix == path.suffix.lower() or suffix in RAWS


def _album(data: bytes) -> Facts:
    try:
        return read_album(data)
    except ValueError:
        return Facts()  # another program's file of that name


def _add_record(found: _Found, path: Path, sidecar: Path, data: bytes) -> None:
    how = claim(sidecar.name, path.name) or RecordMatch.SHARED
    try:
        facts = read_takeout(data)
    except ValueError as error:
        found.own.append(_problem(sidecar, _line(error)))
        return
    if not is_titled(facts.file_name, path.name, how, record_of(sidecar.name)[1]):
        return
    found.has_record = True
    (found.shared if how is RecordMatch.SHARED else found.own).append(facts)


def _agree(theirs: Sequence[WrittenDate], own: Sequence[WrittenDate]) -> bool:
    return not theirs or not own or fits_offset(own[0].local, theirs[0].local, SAME_MOMENT_S)


def _problem(sidecar: Path, words: str) -> Facts:
    return Facts(problems=(f"sidecar {sidecar.name!r}: {words}",))


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
