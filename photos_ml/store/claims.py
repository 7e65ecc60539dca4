"""What several sources say of one photo: kept apart, resolved into the photo's row, names and text."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from photos_ml.provenance import FILE, NONE, Claim, Fact, Field
from photos_ml.store.database import Database
from photos_ml.store.fact_rows import read_facts, write_facts
from photos_ml.store.facts import facts_of, resolved, with_facts
from photos_ml.types import Metadata


class Claims:
    """The claims on the photos of a library. A photo that only its own file speaks of has none: its row is
    what the file says. Where another says something of it, what the file says of that is kept beside."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, photo_id: int) -> list[Claim]:
        """All that is said of a photo by others than its file, and what the file says of the same; by fact,
        then the most trusted first."""
        found = [c for c in self._of([photo_id]).get(photo_id, []) if (c.source, c.value) != (FILE, NONE)]
        return sorted(sorted(found, key=lambda c: c.rank, reverse=True), key=lambda claim: claim.fact)

    def of_all(self, photo_ids: Iterable[int]) -> dict[int, list[Claim]]:
        """Photo id -> all that is said of it, and what the file says of the same, in no order."""
        return self._of(photo_ids)

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
        facts = {(photo, claim.fact) for photo, claim in claims}
        with self._db.transaction() as connection:
            self._keep_files_word(facts)
            connection.executemany(
                "INSERT OR REPLACE INTO claims (photo_id, field, key, source, value, by_person, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (photo, *claim.fact, claim.source, claim.value, int(claim.by_person), claim.at)
                    for photo, claim in claims
                ],
            )
            self._settle(facts)

    def unsay(self, source: str, facts: Iterable[tuple[int, Fact]]) -> None:
        """Take back what a source says of photos: what the next one says holds."""
        facts = set(facts)
        with self._db.transaction() as connection:
            connection.executemany(
                "DELETE FROM claims WHERE source = ? AND photo_id = ? AND field = ? AND key = ?",
                [(source, photo, *fact) for photo, fact in facts],
            )
            self._settle(facts)
            # What only the file says is in its row again.
            connection.executemany(
                "DELETE FROM claims WHERE photo_id = ? AND field = ? AND key = ? AND NOT EXISTS "
                "(SELECT 1 FROM claims o WHERE o.photo_id = ? AND o.field = ? AND o.key = ? "
                f"AND o.source <> '{FILE}')",
                [2 * (photo, *fact) for photo, fact in facts],
            )

    def read_again(self, photo_id: int, metadata: Metadata) -> Metadata:
        """What holds of a photo whose file now says this: inside the transaction that writes it."""
        claims = [claim for claim in self._of([photo_id]).get(photo_id, []) if claim.source != FILE]
        of_file = facts_of(metadata)
        self._db.execute("DELETE FROM claims WHERE photo_id = ? AND source = ?", (photo_id, FILE))
        self._insert_files_word((photo_id, fact, of_file.get(fact)) for fact in {c.fact for c in claims})
        return with_facts(metadata, resolved(of_file, claims))

    def _settle(self, facts: Collection[tuple[int, Fact]]) -> None:
        """Write what holds of these facts now."""
        claims: dict[tuple[int, Fact], list[Claim]] = {about: [] for about in facts}
        for photo_id, said in self._of({photo_id for photo_id, _ in facts}).items():
            for claim in said:
                if (photo_id, claim.fact) in claims:
                    claims[photo_id, claim.fact].append(claim)
        rows: dict[Field, list[tuple[int, str, str | None]]] = {}
        for (photo_id, fact), said in claims.items():
            if not said:  # only its file ever spoke of it: the row has that
                continue
            of_file = {c.fact: c.value for c in said if c.source == FILE and c.value != NONE}
            holds = resolved(of_file, (c for c in said if c.source != FILE))
            rows.setdefault(fact[0], []).append((photo_id, fact[1], holds.get(fact)))
        for field, values in rows.items():
            write_facts(self._db, field, values)

    def _keep_files_word(self, facts: Collection[tuple[int, Fact]]) -> None:
        """What the files say of facts that nobody else spoke of until now."""
        known = {
            (photo_id, claim.fact)
            for photo_id, claims in self._of({photo_id for photo_id, _ in facts}).items()
            for claim in claims
        }
        new = [about for about in facts if about not in known]
        for field in {fact[0] for _, fact in new}:
            of_field = [(photo_id, fact) for photo_id, fact in new if fact[0] is field]
            said = read_facts(self._db, field, {photo_id for photo_id, _ in of_field})
            self._insert_files_word((photo, fact, said.get((photo, fact[1]))) for photo, fact in of_field)

    def _insert_files_word(self, said: Iterable[tuple[int, Fact, str | None]]) -> None:
        self._db.connection.executemany(
            "INSERT INTO claims (photo_id, field, key, source, value, by_person, at) "
            f"VALUES (?, ?, ?, '{FILE}', ?, 0, '')",
            # Also that it says nothing: else the row that holds another's word would be taken for the file's.
            [(photo_id, *fact, NONE if value is None else value) for photo_id, fact, value in said],
        )

    def _of(self, photo_ids: Iterable[int]) -> dict[int, list[Claim]]:
        found: dict[int, list[Claim]] = {}
        ids = json.dumps(sorted(photo_ids))
        for row in self._db.query(
            "SELECT photo_id, field, key, source, value, at, by_person FROM claims "
            "WHERE photo_id IN (SELECT value FROM json_each(?))",
            (ids,),
        ):
            photo_id, field, key, source, value, at, by_person = row
            claim = Claim((_FIELDS[field], key), source, value, at, bool(by_person))
            found.setdefault(photo_id, []).append(claim)
        return found


_FIELDS = {field.value: field for field in Field}
"""The enum's own look-up is slower, and this is per claim."""
