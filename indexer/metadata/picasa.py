"""Picasa's file of a folder, .picasa.ini: names, stars, captions and keywords of its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from photos_ml.indexer.exports import folded
from photos_ml.indexer.metadata.facts import Facts
from photos_ml.indexer.metadata.text import caption, clean, decode
from photos_ml.types import Kind, PersonTag

NOBODY = "ffffffffffffffff"
"""The contact of a face that nobody named."""
CONTACTS = ("contacts", "contacts2")
MAX_INI_BYTES = 8 << 20

Sections = Mapping[str, Mapping[str, str]]


def read_picasa(data: bytes, name: str) -> Facts:
    """What it says of one picture of its folder. Faces give names alone: which way up their boxes count
    depends on when Picasa turned the picture."""
    sections = _sections(data[:MAX_INI_BYTES])
    said = sections.get(folded(name), {})
    faces = (face.partition(",")[2] for face in said.get("faces", "").split(";"))
    names = dict.fromkeys(_contact(sections, face.strip()) for face in faces)
    return Facts(
        caption=caption(clean(said.get("caption", ""))),
        keywords=tuple(clean(word) for word in said.get("keywords", "").split(",") if word.strip()),
        people=tuple(PersonTag(person) for person in names if person),
        favorite=said.get("star") == "yes",
        kinds=frozenset({Kind.ARCHIVED} if said.get("hidden") == "yes" else ()),
    )


def _contact(sections: Sections, number: str) -> str:
    """'Ann Lee;ann@example.org;' of a contact's number; '' where this folder does not know it."""
    if number == NOBODY:
        return ""
    known = (sections.get(section, {}).get(number, "") for section in CONTACTS)
    return next((clean(text.partition(";")[0]) for text in known if text), "")


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
