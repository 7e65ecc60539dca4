"""Picasa's file of a folder, .picasa.ini: names, stars, captions and keywords of its pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from photos_ml.formats import Role, format_of, suffix_of, suffixes_of
from photos_ml.indexer.exports import folded
from photos_ml.indexer.metadata.facts import Facts, merged_people
from photos_ml.indexer.metadata.text import caption, clean, decode
from photos_ml.types import Kind, PersonTag

NOBODY = "ffffffffffffffff"
"""The contact of a face that nobody named."""
ALBUM = ".album:"
CONTACTS = ("contacts", "contacts2")
MAX_INI_BYTES = 8 << 20
CLOCKWISE = (1, 6, 3, 8)
"""EXIF orientations by quarter turns."""
RAWS = suffixes_of(Role.RAW)
_AREA = re.compile(r"rect64\(([0-9a-f]{1,16})\)", re.IGNORECASE)
_PARTS = (0, 4, 8, 12)
_ROTATE = re.compile(r"rotate\((\d)\)")

Sections = Mapping[str, Mapping[str, str]]


def pictures_of(data: bytes) -> dict[str, tuple[str, ...]]:
    """The pictures that it speaks of, by name, and the albums that each is in."""
    sections = _sections(data[:MAX_INI_BYTES])
    albums = {
        name.removeprefix(ALBUM): clean(said.get("name", ""))
        for name, said in sections.items()
        if name.startswith(ALBUM)
    }
    return {
        name: tuple(filter(None, (albums.get(one.strip(), "") for one in said.get("albums", "").split(","))))
        for name, said in sections.items()
        if format_of(name) is not None
    }


def read_picasa(data: bytes, name: str, contacts: Mapping[str, str] = MappingProxyType({})) -> Facts:
    """What it says of one picture of its folder; `contacts`: names that the file itself does not have. Boxes
    of faces count in the stored picture, of RAW files in the upright one, as exiftool's reader has it."""
    sections = _sections(data[:MAX_INI_BYTES])
    said = sections.get(folded(name), {})
    found = (_face(sections, contacts, face) for face in said.get("faces", "").split(";"))
    turned = _ROTATE.fullmatch(said.get("rotate", ""))
    return Facts(
        caption=caption(clean(said.get("caption", ""))),
        keywords=tuple(clean(word) for word in said.get("keywords", "").split(",") if word.strip()),
        people=merged_people([[tag] for tag in found if tag]),
        regions_upright=suffix_of(name) in RAWS,
        turned=CLOCKWISE[int(turned[1]) % 4] if turned else 1,
        favorite=said.get("star") == "yes",
        kinds=frozenset({Kind.ARCHIVED} if said.get("hidden") == "yes" else ()),
    )


def _face(sections: Sections, contacts: Mapping[str, str], written: str) -> PersonTag | None:
    """'rect64(3f845bcb59418507),8e62398ebda8c1a5': left, top, right and bottom in 65535ths, leading zeros
    left out, and the contact. None for nobody that is known."""
    area, _, number = written.partition(",")
    name = _contact(sections, contacts, number.strip().casefold())
    match = _AREA.fullmatch(area.strip())
    if not name:
        return None
    left, top, right, bottom = (
        (int(match[1].zfill(16)[at : at + 4], 16) / 65535 for at in _PARTS) if match else (0.0,) * 4
    )
    box = (left, top, right - left, bottom - top) if right > left and bottom > top else None
    return PersonTag(name, box)


def _contact(sections: Sections, contacts: Mapping[str, str], number: str) -> str:
    """'Ann Lee;ann@example.org;' of a contact's number; '' where this folder does not know it."""
    if number == NOBODY:
        return ""
    known = (sections.get(section, {}).get(number, "") for section in CONTACTS)
    return next((clean(text.partition(";")[0]) for text in known if text), clean(contacts.get(number, "")))


@lru_cache(maxsize=2)
def _sections(data: bytes) -> Sections:
    """Keys and values by section, names of sections folded; what is no such line is passed over."""
    found: dict[str, dict[str, str]] = {}
    section: dict[str, str] = {}
    for line in data.split(b"\n"):
        text = decode(line)
        if text.startswith("[") and text.endswith("]"):
            section = found.setdefault(folded(text[1:-1]), {})
        else:
            key, equals, value = text.partition("=")
            if equals:
                section[key.strip().casefold()] = value.strip()
    return found
