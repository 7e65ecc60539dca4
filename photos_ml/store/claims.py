"""What several sources say of one photo: kept apart, resolved into the photo's row, names and text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from photos_ml.provenance import FILE, NONE, Claim, Fact, Facts, Field
from photos_ml.store.columns import write_facts
from photos_ml.store.database import Database
from photos_ml.store.facts import facts_of, resolved, with_facts
from photos_ml.store.photos import CHUNK, Photos
from photos_ml.types import Metadata

HIDDEN_FACT: Fact = (Field.HIDDEN, "")


class Claims:
    """The claims on the photos of a library. A photo that only its own file speaks of has none: its row is
    what the file says. Where another says something of it, what the file says of that is kept beside."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._photos = Photos(database)

    def of(self, photo_id: int) -> list[Claim]:
        """All that is said of a photo by others than its file, and what the file says of the same; by fact,
        then the most trusted first."""
        found = [c for c in self._of([photo_id]).get(photo_id, []) if (c.source, c.value) != (FILE, NONE)]
        return sorted(sorted(found, key=lambda c: c.rank, reverse=True), key=lambda claim: claim.fact)

    def by(self, source: str, field: Field) -> dict[int, str]:
        """Photo id -> what a source says of a field that has no keys."""
        rows = self._db.query(
            "SELECT photo_id, value FROM claims WHERE source = ? AND field = ?", (source, field.value)
        )
        return {row["photo_id"]: row["value"] for row in rows}

    def any_on(self, photo_id: int) -> bool:
        """Whether anybody but its file says anything of a photo."""
        return bool(self._db.scalar("SELECT 1 FROM claims WHERE photo_id = ? LIMIT 1", (photo_id,)))

    def say(self, claims: Iterable[tuple[int, Claim]]) -> None:
        """Take claims on photos that exist, each in place of what its source said of that fact before."""
        claims = list(claims)
        with self._db.transaction() as connection:
            self._keep_files_word(claims)
            connection.executemany(
                "INSERT OR REPLACE INTO claims (photo_id, field, key, source, value, by_person, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (photo, *claim.fact, claim.source, claim.value, int(claim.by_person), claim.at)
                    for photo, claim in claims
                ],
            )
            self._settle({photo for photo, _ in claims})

    def unsay(self, source: str, facts: Iterable[tuple[int, Fact]]) -> None:
        """Take back what a source says of photos: what the next one says holds."""
        facts = list(facts)
        with self._db.transaction() as connection:
            connection.executemany(
                "DELETE FROM claims WHERE source = ? AND photo_id = ? AND field = ? AND key = ?",
                [(source, photo, *fact) for photo, fact in facts],
            )
            self._settle({photo for photo, _ in facts})
            # What only the file says is in its row again.
            connection.executemany(
                "DELETE FROM claims WHERE photo_id = ?1 AND field = ?2 AND key = ?3 AND NOT EXISTS "
                "(SELECT 1 FROM claims o WHERE o.photo_id = ?1 AND o.field = ?2 AND o.key = ?3 "
                f"AND o.source <> '{FILE}')",
                [(photo, *fact) for photo, fact in facts],
            )

    def read_again(self, photo_id: int, metadata: Metadata) -> Metadata:
        """What holds of a photo whose file now says this: inside the transaction that writes it."""
        claims = [claim for claim in self._of([photo_id])[photo_id] if claim.source != FILE]
        of_file = facts_of(metadata)
        self._db.execute("DELETE FROM claims WHERE photo_id = ? AND source = ?", (photo_id, FILE))
        self._insert_files_word((photo_id, fact, of_file.get(fact)) for fact in {c.fact for c in claims})
        return with_facts(metadata, resolved(of_file, claims))

    def _settle(self, photo_ids: Iterable[int]) -> None:
        """Write what holds of these photos now."""
        for chunk in _chunks(sorted(photo_ids)):
            claims = self._of(chunk)
            for photo_id, photo in self._photos.get(chunk).items():
                of_file = _of_file(photo.metadata, claims.get(photo_id, []))
                holds = resolved(of_file, (c for c in claims.get(photo_id, []) if c.source != FILE))
                self._set_hidden(photo_id, holds.get(HIDDEN_FACT) == "true")
                write_facts(self._db, photo_id, photo.metadata, with_facts(photo.metadata, holds))

    def _set_hidden(self, photo_id: int, hidden: bool) -> None:
        if hidden:
            self._db.execute("INSERT OR IGNORE INTO hidden_photos (photo_id) VALUES (?)", (photo_id,))
        else:
            self._db.execute("DELETE FROM hidden_photos WHERE photo_id = ?", (photo_id,))

    def _keep_files_word(self, claims: Sequence[tuple[int, Claim]]) -> None:
        """What the files say of facts that nobody else spoke of until now."""
        new: dict[int, set[Fact]] = {}
        for photo_id, claim in claims:
            new.setdefault(photo_id, set()).add(claim.fact)
        for chunk in _chunks(sorted(new)):
            known = self._of(chunk)
            for photo_id, photo in self._photos.get(chunk).items():
                spoken_of = {claim.fact for claim in known.get(photo_id, [])}
                said = facts_of(photo.metadata)
                self._insert_files_word((photo_id, f, said.get(f)) for f in new[photo_id] - spoken_of)

    def _insert_files_word(self, said: Iterable[tuple[int, Fact, str | None]]) -> None:
        self._db.connection.executemany(
            "INSERT INTO claims (photo_id, field, key, source, value, by_person, at) "
            f"VALUES (?, ?, ?, '{FILE}', ?, 0, '')",
            # Also that it says nothing: else the row that holds another's word would be taken for the file's.
            [(photo_id, *fact, NONE if value is None else value) for photo_id, fact, value in said],
        )

    def _of(self, photo_ids: Sequence[int]) -> dict[int, list[Claim]]:
        found: dict[int, list[Claim]] = {}
        marks = ",".join("?" * len(photo_ids))
        for row in self._db.query(f"SELECT * FROM claims WHERE photo_id IN ({marks})", photo_ids):
            fact = (Field(row["field"]), row["key"])
            claim = Claim(fact, row["source"], row["value"], row["at"], bool(row["by_person"]))
            found.setdefault(row["photo_id"], []).append(claim)
        return found


def _of_file(metadata: Metadata, claims: Sequence[Claim]) -> Facts:
    """What the file says of a photo whose row holds what all say: its own word where others spoke too."""
    said = facts_of(metadata)
    for claim in claims:
        said.pop(claim.fact, None)
    return said | {c.fact: c.value for c in claims if c.source == FILE and c.value != NONE}


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
