"""Apple's maker note: bursts and live photos."""

from __future__ import annotations

from dataclasses import dataclass

from photos_ml.indexer.metadata import text
from photos_ml.indexer.tiff import NotTiffError, Value, from_bytes, open_tiff
from photos_ml.types import Kind

_HEADER = b"Apple iOS\0"
_DIRECTORY = b"MM\0*\0\0\0\x0e"
"""As a TIFF header: the note's directory lies 14 bytes in, and its offsets count from the note's start."""
BURST_ID, LIVE_ID = 0x0B, 0x11
_LIMITS = {BURST_ID: 64, LIVE_ID: 64}


@dataclass(frozen=True, slots=True)
class MakerNote:
    """What a maker note tells beyond EXIF."""

    kinds: frozenset[Kind] = frozenset()
    burst_id: str = ""
    content_id: str = ""


def read_maker_note(note: Value) -> MakerNote:
    """Burst and live photo identifiers; nothing for other makers' notes."""
    if not isinstance(note, bytes) or not note.startswith(_HEADER):
        return MakerNote()
    try:
        tags = open_tiff(from_bytes(_DIRECTORY + note[8:])).directory(14, _LIMITS)
    except NotTiffError:
        return MakerNote()
    burst, live = tags.get(BURST_ID), tags.get(LIVE_ID)
    burst_id = text.decode(burst) if isinstance(burst, bytes) else ""
    content_id = text.decode(live) if isinstance(live, bytes) else ""
    told = {Kind.BURST: burst_id, Kind.LIVE: content_id}
    return MakerNote(frozenset(kind for kind, sign in told.items() if sign), burst_id, content_id)
