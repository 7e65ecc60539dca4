"""A whole database as sealed pieces in the library's file: only those that changed are written again."""

from __future__ import annotations

import json
import secrets

from blake3 import blake3

from photos_ml.errors import LibraryError
from photos_ml.store.database import Database
from photos_ml.store.private.key import Cipher

PIECE_BYTES = 16_384
"""Four of SQLite's pages: an act changes a dozen, so that smaller pieces save little."""
NOTHING = 0
"""The generation of a library that holds nothing private yet."""
_STATE = b"photos-ml private state 1"


class UnsealedError(LibraryError):
    """What is sealed is not what was sealed."""

    def __init__(self) -> None:
        hint = "put an older copy of the library back, or give it up: photos-ml private forget"
        super().__init__("what is private in the library is damaged", hint=hint)


class Pieces:
    """The sealed pieces of one library."""

    def __init__(self, outer: Database, cipher: Cipher) -> None:
        self._db = outer
        self._cipher = cipher
        self._digests: list[bytes] = []
        self._of = NOTHING

    def generation(self) -> int:
        """Another number whenever what is sealed is another; NOTHING where nothing is."""
        return int(self._db.scalar("SELECT generation FROM private_state") or NOTHING)

    def read(self) -> tuple[bytes, int]:
        """What is sealed and its generation, b'' where nothing is; UnsealedError where it cannot be
        read whole."""
        with self._snapshot():
            rows = self._db.query("SELECT generation, sealed FROM private_state")
            if not rows and self._db.scalar("SELECT 1 FROM private_pieces LIMIT 1"):
                raise UnsealedError
            if not rows:
                self._digests, self._of = [], NOTHING
                return b"", NOTHING
            generation = int(rows[0]["generation"])
            state = self._opened(rows[0]["sealed"], _STATE + generation.to_bytes(8))
            pieces = [
                self._opened(row["sealed"], row["number"].to_bytes(8))
                for row in self._db.query("SELECT number, sealed FROM private_pieces ORDER BY number")
            ]
        image, told = b"".join(pieces), json.loads(state)
        if len(image) != told["bytes"] or blake3(image).hexdigest() != told["blake3"]:
            raise UnsealedError
        self._digests, self._of = [blake3(piece).digest() for piece in pieces], generation
        return image, generation

    def write(self, image: bytes) -> int:
        """Seal this in place of what is sealed, which has to be what was read or written last; its
        generation. Inside the caller's transaction."""
        known = self._digests if self._of == self.generation() else []
        view, digests = memoryview(image), list[bytes]()
        changed: list[tuple[int, bytes]] = []
        for number, start in enumerate(range(0, len(image), PIECE_BYTES), 1):
            piece = view[start : start + PIECE_BYTES]
            digests.append(blake3(piece).digest())
            if number > len(known) or known[number - 1] != digests[-1]:
                changed.append((number, self._cipher.seal(bytes(piece), number.to_bytes(8))))
        self._db.connection.executemany(
            "INSERT OR REPLACE INTO private_pieces (number, sealed) VALUES (?, ?)", changed
        )
        self._db.execute("DELETE FROM private_pieces WHERE number > ?", (len(digests),))
        generation = NOTHING
        while generation == NOTHING:
            generation = secrets.randbits(62)
        state = json.dumps({"bytes": len(image), "blake3": blake3(image).hexdigest()}).encode()
        sealed = self._cipher.seal(state, _STATE + generation.to_bytes(8))
        self._db.execute(
            "INSERT OR REPLACE INTO private_state (id, generation, sealed) VALUES (1, ?, ?)",
            (generation, sealed),
        )
        self._digests, self._of = digests, generation
        return generation

    def _snapshot(self) -> _Snapshot:
        return _Snapshot(self._db)

    def _opened(self, sealed: bytes, name: bytes) -> bytes:
        found = self._cipher.open(sealed, name)
        if found is None:
            raise UnsealedError
        return found


class _Snapshot:
    """All that is read in here is of one moment, whoever writes meanwhile."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._began = False

    def __enter__(self) -> None:
        if not self._db.connection.in_transaction:
            self._db.query("BEGIN")
            self._began = True

    def __exit__(self, *_: object) -> None:
        if self._began:
            self._db.query("COMMIT")
