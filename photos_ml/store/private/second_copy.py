"""What is private once more, sealed as well, in a file beside the library's: for when that is damaged. It is
as of when it was locked last."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from photos_ml.files import replace_file

FOLDER = "private"
"""Of small pictures that are sealed, of locks and of this, in the library's folder."""
NAME = "private.sealed"
FORMAT = "photos-ml private"


@dataclass(frozen=True, slots=True)
class KeptKey:
    """How the passphrase opens the key, as the library has it; bytes in hex."""

    cost: int
    salt: str
    sealed: str
    marking: str


def write_copy(folder: Path, key: KeptKey, sealed: bytes) -> None:
    """Whole or not at all; OSError where that is not possible."""
    head = json.dumps({"format": FORMAT, **asdict(key)}).encode() + b"\n"
    replace_file(folder / NAME, lambda out: out.writelines((head, sealed)))


def read_copy(folder: Path) -> tuple[KeptKey, bytes] | None:
    """The key and what is sealed; None where there is no copy that can be read."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        head, _, sealed = (folder / NAME).read_bytes().partition(b"\n")
        told = json.loads(head)
        if told.pop("format") == FORMAT:
            return KeptKey(**told), sealed
    return None


def delete_copy(folder: Path) -> None:
    """There is nothing private any more."""
    (folder / NAME).unlink(missing_ok=True)
