"""Text as metadata blocks hold it: unknown encodings, padding, words that cameras write by themselves."""

from __future__ import annotations

import re
import unicodedata

MAX_TEXT_CHARS = 10_000
"""No caption is longer; hostile files are."""

_CAMERA_FILLER = frozenset(
    "olympus digital camera|sony dsc|samsung|kodak digital still camera|minolta digital camera|"
    "konica minolta digital camera|digital camera|dcim|dav|hdr|sdr|default|untitled|binary comment|"
    "charset=ascii|ascii|asci|cof|mde|edf|burst|screenshot".split("|")
)
"""What cameras and programs put where a person's words belong."""
_PHONE_FILLER = re.compile(
    r"(?:oppo|oplus|dav|sdr|hdr|cof|edf|mde|ptr|rhdr|vivid|hdrpl|_|\d)+", re.IGNORECASE
)
"""Phones' codes of the shooting mode: 'oppo_2', 'sdr_vivid', 'cof_hdr'."""


def clean(text: str) -> str:
    """Without control characters and outer space, NFC, and no longer than a caption may be."""
    kept = text[:MAX_TEXT_CHARS].split("\0", 1)[0]
    plain = "".join(char for char in kept if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", plain.replace("�", "")).strip()


def decode(data: bytes) -> str:
    """UTF-8 where it is valid, else Windows Latin-1, which every byte fits."""
    data = data[: 4 * MAX_TEXT_CHARS].split(b"\0", 1)[0]
    try:
        return clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        return clean(data.decode("cp1252", errors="replace"))


def decode_utf16le(data: bytes) -> str:
    """The text of Windows' XP* tags."""
    return clean(data[: 2 * MAX_TEXT_CHARS].decode("utf-16-le", errors="ignore"))


def caption(text: str) -> str:
    """Empty where a camera wrote its own name instead of what the picture shows."""
    filler = text.casefold() in _CAMERA_FILLER or text.startswith("DCIM\\") or _PHONE_FILLER.fullmatch(text)
    return "" if filler else text


def without_noise(data: bytes) -> bytes:
    """Empty where it is no text: some cameras fill the comment with binary data."""
    shown = data.split(b"\0", 1)[0]
    controls = sum(byte < 32 and byte not in b"\t\n\r" for byte in shown)
    return b"" if controls * 10 > len(shown) else shown
