"""From records to acts: only what is new, so that the same import twice changes nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from photos_ml.indexer.imports.matching import Matcher
from photos_ml.indexer.imports.record import ForeignLibrary, PhotoRecord
from photos_ml.indexer.imports.saying import person_facts
from photos_ml.indexer.imports.soundness import cut, is_name, is_sound
from photos_ml.indexer.metadata.bounds import MOST_KEYWORDS
from photos_ml.indexer.metadata.reader import shown_regions
from photos_ml.provenance import NONE, USER, Fact, Facts, Field
from photos_ml.store import Library
from photos_ml.store.acts import Act
from photos_ml.store.albums import album_act, in_album_act
from photos_ml.store.fact_rows import read_facts
from photos_ml.store.paths import name_key, printable
from photos_ml.store.settled_albums import ALBUM, IN_ALBUM
from photos_ml.types import DateSource

ALBUM_ID_DIGITS = 16
MOST_NAMES = MOST_KEYWORDS
"""Of keywords, people and albums, of one photo."""
GUESSES = (DateSource.MTIME, DateSource.GUESS)
TELL_EVERY = 256
"""Records, between two words on how far it is."""
NEAR = 1e-3
"""Of a picture's side; of degrees and metres it is less than positions are good for."""


@dataclass(slots=True)
class Import:
    """What an import does, or would do."""

    records: int = 0
    matched: int = 0
    facts: dict[str, int] = field(default_factory=dict)
    """Facts that are new, by field."""
    albums: int = 0
    """Albums that are new."""
    in_albums: int = 0
    """Photos put into albums."""
    unmatched: list[tuple[str, str]] = field(default_factory=list)
    """Paths of records without a photo here, and why."""
    problems: list[str] = field(default_factory=list)
    gestures: tuple[int, ...] = ()
    """The numbers to undo it by."""

    @property
    def changes(self) -> int:
        return sum(self.facts.values()) + self.albums + self.in_albums


def take(
    library: Library,
    reading: ForeignLibrary,
    *,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Import:
    """Say what a program says, as acts of its own; all of it or nothing. With `dry_run` nothing is said.
    `progress` is told how many records were looked for, and of how many."""
    wanted = sum(not record.if_there for record in reading.records)
    done = Import(records=wanted, problems=list(reading.problems))
    matcher, said, matched = Matcher(library), _Said(library, reading.source), dict[int, list[PhotoRecord]]()
    for number, record in enumerate(_sound(record, done) for record in reading.records):
        if number % TELL_EVERY == 0:
            progress(number, len(reading.records))
        photo, why = matcher.find(record)
        if photo is None:
            done.unmatched += [] if record.if_there else [(record.path, why)]
        else:
            matched.setdefault(photo, []).append(record)
    done.matched = len(matched)
    by_person, by_machine = list[Act](), list[Act]()
    current = _Current(library, list(matched))
    for photo, records in matched.items():
        for act, machine in _acts(photo, records, current, said):
            (by_machine if machine else by_person).append(act)
            done.facts[act.field] = done.facts.get(act.field, 0) + 1
    albums = list(_album_acts(reading, matched, said))
    done.albums = sum(act.field == ALBUM for act in albums)
    done.in_albums = len(albums) - done.albums
    progress(len(reading.records), len(reading.records))
    if not dry_run:
        done.gestures = _do(library, reading.source, [*by_person, *albums], by_machine)
    return done


def _sound(record: PhotoRecord, done: Import) -> PhotoRecord:
    """The record without what is no value of its field, and without more names than a photo has."""
    counts: Counter[Field] = Counter()
    facts: Facts = {}
    for fact, value in record.facts.items():
        counts[fact[0]] += 1
        said = cut(fact[0], value)
        if counts[fact[0]] <= MOST_NAMES and is_sound(fact[0], said):
            facts[fact] = said
    albums = tuple(name for name in record.albums[:MOST_NAMES] if is_name(name))
    left = len(record.facts) - len(facts) + len(record.albums) - len(albums)
    if left:
        name = printable(record.path.rpartition("/")[2])[:120]
        done.problems.append(f"{name}: {left} of what is said cannot be kept")
    return replace(record, facts=facts, albums=albums) if left else record


def _do(library: Library, source: str, by_person: list[Act], by_machine: list[Act]) -> tuple[int, ...]:
    with library.database.transaction():
        groups = ((by_person, True), (by_machine, False))
        return tuple(library.acts.do(acts, source=source, by_person=said) for acts, said in groups if acts)


class _Said:
    """What a source said last, and on which albums the user had a word."""

    def __init__(self, library: Library, source: str) -> None:
        rows = library.database.query(
            "SELECT p.photo_id, a.field, a.key, a.value, a.source FROM acts a "
            "LEFT JOIN act_photos p ON p.id = a.act_photo_id WHERE a.source = ? "
            "OR a.source = ? AND a.field IN (?, ?) ORDER BY a.id",
            (source, USER, ALBUM, IN_ALBUM),
        )
        self._last = {(row["photo_id"], row["field"], row["key"]): row["value"] for row in rows}
        self._ever = {(row["photo_id"], row["field"], row["key"]) for row in rows if row["source"] == USER}

    def same(self, photo: int | None, field: str, key: str, value: str) -> bool:
        """Whether this was said last."""
        return self._last.get((photo, field, key)) == value

    def known(self, photo: int | None, field: str, key: str) -> bool:
        """Whether anything was ever said of it, by the source or by the user."""
        return (photo, field, key) in self._last or (photo, field, key) in self._ever


class _Current:
    """What holds of photos now."""

    def __init__(self, library: Library, photos: Sequence[int]) -> None:
        self._library = library
        self._facts: dict[int, Facts] = {photo: {} for photo in photos}
        for each in Field:
            for (photo, key), value in read_facts(library.database, each, photos).items():
                if value != "false":
                    self._facts[photo][each, key] = value

    def of(self, photo: int) -> Facts:
        return self._facts[photo]

    def regions(self, photo: int, record: PhotoRecord) -> Facts:
        """People of a record with their boxes as they lie in the photo as it is shown."""
        if record.regions is None:
            return {}
        row = self._library.photos.get([photo])[photo]
        return person_facts(shown_regions(row.path, row.metadata, record.regions))


def _acts(
    photo: int, records: Sequence[PhotoRecord], current: _Current, said: _Said
) -> Iterator[tuple[Act, bool]]:
    """What is new of a photo, and whether a machine says it; of several records the first that says so."""
    holds = current.of(photo)
    done: set[Fact] = set()
    for record in records:
        facts = record.facts | current.regions(photo, record)
        facts |= _taken_away(facts, holds) if record.complete else {}
        for fact, value in facts.items():
            if fact in done or not is_sound(fact[0], value):
                continue
            done.add(fact)
            field, key = fact
            machine, known = fact in record.of_machine, holds.get(fact, NONE)
            believed = machine and _is_believed(field, known)
            if not believed and not _is_same(field, value, known) and not said.same(photo, field, key, value):
                yield Act(field, value, photo, key), machine


def _is_believed(field: Field, value: str) -> bool:
    """Whether what holds goes before what a machine says elsewhere: all but a guessed date."""
    said = json.loads(value)
    return bool(said) and (field is not Field.DATE or said["source"] not in GUESSES)


def _taken_away(facts: Facts, holds: Facts) -> Facts:
    gone = (fact for fact in holds if fact not in facts and fact[0] in (Field.KEYWORD, Field.PERSON))
    return dict.fromkeys(gone, NONE)


def _is_same(field: Field, one: str, other: str) -> bool:
    """Whether two values say the same, as far as other programs can write it down."""
    left, right = json.loads(one), json.loads(other)
    if field is Field.FAVORITE:  # a heart taken back is more than none given
        return left is right
    if not left or not right:
        return bool(left) is bool(right)
    match field:
        case Field.DATE:
            same = left["precision"] == right["precision"] and left["local"][:19] == right["local"][:19]
            return same and left["offset_minutes"] in (None, right["offset_minutes"])
        case Field.PLACE:
            return _is_near(left["position"], right["position"]) and (
                left["position"] is not None or left["place"] == right["place"]
            )
        case Field.PERSON:
            return left[0] == right[0] and (left[1] is None or _is_near(left[1], right[1]))
    return bool(left == right)


def _is_near(one: list[float | None] | None, other: list[float | None] | None) -> bool:
    """Whether numbers differ by less than anybody can see."""
    if one is None or other is None:
        return one is other
    pairs = zip(one, other, strict=True)
    return all(a == b or (a is not None and b is not None and abs(a - b) < NEAR) for a, b in pairs)


def _album_acts(reading: ForeignLibrary, matched: dict[int, list[PhotoRecord]], said: _Said) -> Iterator[Act]:
    """Albums by name, each photo at its end in the order of the records."""
    made: set[str] = set()
    position = 0.0
    for name, query in reading.searches.items():
        album = album_id(reading.source, name)
        if not said.known(None, ALBUM, album):
            yield album_act(album, name, query)
    for photo, records in matched.items():
        for name, at in {name: one.positions.get(name) for one in records for name in one.albums}.items():
            album = album_id(reading.source, name)
            if album not in made and not said.known(None, ALBUM, album):
                yield album_act(album, name)
            made.add(album)
            position += 1.0
            if not said.known(photo, IN_ALBUM, album):
                yield in_album_act(album, photo, position if at is None else at)


def album_id(source: str, name: str) -> str:
    """The same for the same album of the same program, whenever it is imported."""
    return sha256(f"{source}/{name_key(name)}".encode()).hexdigest()[:ALBUM_ID_DIGITS]
