"""One library for several machines: one of them writes, and publishes a copy that the others read.

Which one that is stands in a file beside the library, once the user has asked for sharing.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import uuid
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from photos_ml.errors import LibraryError, LibraryReadOnlyError
from photos_ml.files import replace_file, sync_file

OWNER_NAME = "library.shared"
PUBLISHED_NAME = "library.sqlite.published"
MACHINE_FILES = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_MULTICAST = 1 << 40
"""Set in an address that no network card has: the system gave none."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The machine that writes a library."""

    machine: str
    name: str


def owner_in(folder: Path) -> Owner | None:
    """Who writes the library in a folder; None where it is not shared."""
    try:
        found = json.loads((folder / OWNER_NAME).read_bytes())
        return Owner(str(found["machine"]), str(found["name"]))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "on the machine that writes the library run: photos-ml share --take-over"
        raise LibraryError(f"{folder / OWNER_NAME} cannot be read", hint=hint) from error


def other_owner(folder: Path) -> Owner | None:
    """The machine that writes a library, where that is another than this."""
    owner = owner_in(folder)
    return owner if owner and owner.machine != this_machine() else None


def own(folder: Path) -> None:
    """From now on this machine writes the library."""
    day = datetime.now(UTC).isoformat(timespec="seconds")
    document = {"machine": this_machine(), "name": platform.node() or "this machine", "since": day}
    replace_file(folder / OWNER_NAME, lambda out: out.write(json.dumps(document).encode()))


def stop_sharing(folder: Path) -> None:
    """The library is this machine's alone again; what was published is deleted."""
    for name in (OWNER_NAME, PUBLISHED_NAME):
        (folder / name).unlink(missing_ok=True)


def publish(source: sqlite3.Connection, folder: Path) -> None:
    """Copy what is committed to where the other machines read it, whole or not at all; OSError or
    sqlite3.Error where that is not possible."""
    part = folder / f"{PUBLISHED_NAME}.part"
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(part)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # readers need no file beside it
    sync_file(part)
    part.replace(folder / PUBLISHED_NAME)


def refusal_of(folder: Path, owner: Owner) -> LibraryReadOnlyError:
    """What writing to a library of another machine ends in."""
    hint = f"change it on {owner.name}, or here after: photos-ml share --take-over"
    return LibraryReadOnlyError(f"the library in {folder} is written by {owner.name}", hint=hint)


@cache
def this_machine() -> str:
    """What tells this machine from others, as long as its system stands."""
    told = ""
    for file in MACHINE_FILES:
        with suppress(OSError):
            told = told or Path(file).read_text().strip()
    address = uuid.getnode()
    if not told and not address & _MULTICAST:
        told = f"{address:x}"
    return sha256(f"photos-ml {told or platform.node()}".encode()).hexdigest()[:16]
