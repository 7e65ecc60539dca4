"""XMP sidecars of any program: digiKam, Lightroom, Apple Photos by osxphotos, Immich, ours."""

from __future__ import annotations

from pathlib import Path

from photos_ml.errors import UsageError
from photos_ml.indexer.imports.record import (
    ANY_SUFFIX,
    ForeignLibrary,
    PhotoRecord,
    files_below,
    first_bytes,
    one_record,
)
from photos_ml.indexer.imports.saying import facts_of_file
from photos_ml.indexer.metadata.packet import read_packet
from photos_ml.indexer.metadata.xmp import MAX_PACKET_BYTES, Value, parse_packet, texts
from photos_ml.provenance import import_of

SUFFIX = ".xmp"


def read_xmp_of(program: str, path: Path) -> ForeignLibrary:
    """All sidecars of a folder and below it, as this program's. UsageError where there is none."""
    reading = ForeignLibrary(import_of(program))
    for file in files_below(path, (SUFFIX,)):
        try:
            packet = parse_packet(first_bytes(file, MAX_PACKET_BYTES + 1))
        except (OSError, ValueError) as error:
            reading.problems.append(f"{file.name}: {' '.join(str(error).split())[:120]}")
            continue
        with one_record(reading, file.name):
            reading.records.append(_record(file, path, packet))
    if not reading.records and not reading.problems:
        raise UsageError(f"there is no .xmp in {path}", hint="give the folder that holds the sidecars")
    return reading


def _record(file: Path, path: Path, packet: dict[str, Value]) -> PhotoRecord:
    said = read_packet(packet)
    name = (file.relative_to(path).as_posix() if path.is_dir() else file.name)[: -len(SUFFIX)]
    extension = "".join(texts(packet.get("photoshop:SidecarForExtension"))[:1])
    if extension and not name.lower().endswith(f".{extension.lower()}"):
        name = f"{name}.{extension}"
    taken = said.dates[0].local if said.dates else None
    if "." not in name.rpartition("/")[2]:
        name += ANY_SUFFIX
    return PhotoRecord(name, facts_of_file(said), taken=taken, regions=said if said.people else None)


def read(path: Path) -> ForeignLibrary:
    """Sidecars of whatever program."""
    return read_xmp_of("xmp", path)
