"""Which record of an export (Google Takeout's JSON) belongs to which picture, told by names and titles."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

RECORD_SUFFIX = ".supplemental-metadata"
"""Stands between the picture's name and '.json' since 2024; cut anywhere where the name is long."""
LONG_NAME_BYTES = 40
"""A record's name may be cut from here on: at 46 characters, in some exports at as many bytes."""
_NUMBER = re.compile(r"\((\d+)\)$")
_EDITED = re.compile(r"(?P<original>.+)-(?P<word>[^\W\d_][^\d.()]{0,24})")
"""An edited copy carries a word of the account's language, of which there are more than lists know."""
PICASA_RECORDS = (".picasa.ini", "picasa.ini")
_ALBUM_RECORD = re.compile(r"(?:metad|metag|metaad|метадан|メタデータ|元数据|中繼資料|메타데이터|ustveri)")
"""What an album's own record is called, in the languages of Takeout, without accents."""
_ALBUM_LETTERS = ("m", "u")
"""How the names above begin that are of ASCII letters."""


class RecordMatch(IntEnum):
    """How sure a name is that a record is a picture's, the surest first."""

    EXACT = 1
    CUT = 2
    """The record's name ends within the picture's: its title must agree."""
    SHARED = 3
    """It is another file's record: of the original of an edited copy, or of a live photo's other half."""


@dataclass(frozen=True, slots=True)
class Named:
    """A file's name in parts: 'IMG_1(2).jpg' is 'IMG_1', 2, '.jpg'. `number` 0: none."""

    stem: str
    number: int
    extension: str

    @property
    def original(self) -> str:
        """The stem of what an edited copy was made of; '' for no such copy."""
        edited = _EDITED.fullmatch(self.stem)
        return edited["original"] if edited else ""


def folded(name: str) -> str:
    """A name without regard to letter case and Unicode form."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def named(name: str) -> Named:
    """The parts of a picture's file name."""
    stem, dot, extension = name.rpartition(".")
    stem, extension = (stem, dot + extension) if stem else (name, "")
    stem, number = _without_number(stem)
    return Named(stem, number, extension)


def record_of(name: str) -> tuple[str, int]:
    """The picture's name, perhaps cut, and the number that a record's name (with '.json') speaks of."""
    body, number = _without_number(name.rpartition(".")[0])
    dot = body.rfind(".")
    if dot > 0 and RECORD_SUFFIX.startswith(body[dot:].lower()):
        body = body[:dot]
    return body, number


def claim(record: str, picture: str) -> RecordMatch | None:
    """How a record is a picture's by their names; None where they have nothing to do with each other."""
    body, number = record_of(folded(record))
    name = folded(picture)
    parts = named(name)
    if (body, number) == (name, 0) or (body, number) == (parts.stem + parts.extension, parts.number):
        return RecordMatch.EXACT
    whole = Named(name.rpartition(".")[0], 0, parts.extension)
    if _is_cut(body, parts, number) or _is_cut(body, whole, number):
        return RecordMatch.CUT
    owner = named(body)
    if number == parts.number and owner.extension and owner.stem in (parts.stem, parts.original):
        return RecordMatch.SHARED
    return None


def is_titled(title: str, picture: str, how: RecordMatch, number: int) -> bool:
    """Whether a record's own title agrees that it is this picture's. Exports replace some characters of names
    and cut them; an exact name needs no such proof, and a record without a title gives none."""
    if how is RecordMatch.EXACT or not title:
        return True
    told, parts = (_letters(title), _letters(named(title).stem)), named(picture)
    if how is RecordMatch.SHARED:
        wanted = [_letters(parts.stem), _letters(parts.original or parts.stem)]
    else:
        wanted = [_letters(parts.stem if number == parts.number else picture.rpartition(".")[0])]
    return any(name in told or _is_cut_from(told[0], name) for name in wanted)


def is_long(name: str) -> bool:
    """Whether a record's name may have been cut to this."""
    return len(name.encode("utf-8", "surrogatepass")) >= LONG_NAME_BYTES


def is_picasa_record(name: str) -> bool:
    """Whether this is Picasa's file of a folder."""
    return name.lower() in PICASA_RECORDS


def is_album_record(name: str) -> bool:
    """Whether a JSON file is called as Takeout calls what it tells of an album."""
    if name.isascii() and name[:1].lower() not in _ALBUM_LETTERS:
        return False  # all but these few, a hundred thousand times
    stem = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(char for char in stem if not unicodedata.combining(char))
    folded_plain = unicodedata.normalize("NFC", plain)
    return _ALBUM_RECORD.match(folded_plain) is not None or _ALBUM_RECORD.match(folded(name)) is not None


def _is_cut(body: str, parts: Named, number: int) -> bool:
    """Whether a record's name is the beginning of a picture's. One that is cut may carry any number: it tells
    records apart whose names were cut to the same, and titles tell whose they are."""
    if body == parts.stem:
        return number == parts.number
    return is_long(body) and (parts.stem + parts.extension).startswith(body)


def _is_cut_from(whole: str, name: str) -> bool:
    return len(name.encode("utf-8", "surrogatepass")) >= LONG_NAME_BYTES - 10 and whole.startswith(name)


def _without_number(stem: str) -> tuple[str, int]:
    match = _NUMBER.search(stem)
    return (stem[: match.start()], int(match[1])) if match and match.start() else (stem, 0)


def _letters(name: str) -> str:
    """What is left of a name whatever an export made of its other characters."""
    plain = folded(name.replace("&#39;", "").replace("&amp;", ""))
    return "".join(char for char in plain if char.isalnum() or unicodedata.category(char)[0] == "M")
