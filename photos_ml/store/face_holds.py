"""What holds of the faces in one content, and the names its photos have by it: nothing is read or written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from photos_ml.boxes import Box
from photos_ml.provenance import NONE
from photos_ml.store.faces import Place, Said, same_faces
from photos_ml.store.facts import person_value
from photos_ml.store.paths import name_key
from photos_ml.store.persons import KnownPerson
from photos_ml.store.said_faces import Of, SaidOfFace
from photos_ml.types import PersonTag

Tags: TypeAlias = Mapping[str, PersonTag]
"""Key of a name -> what others than faces say of that person in a photo."""


@dataclass(slots=True)
class Holds:
    """What holds of one face; `id` is None for one that has no row yet."""

    id: int | None
    place: Place
    origin: str
    guess: int | None = None
    person: int | None = None
    said: Said = Said.GUESS
    no_face: bool = False
    forgotten: bool = False
    denied: set[int] = field(default_factory=set)


def apply_acts(faces: list[Holds], said: Sequence[SaidOfFace], person_of: Callable[[str], int]) -> None:
    """Each act to the face whose place it names; where there is none, one is there by hand."""
    at = _at(faces, (one.place for one in said), several=True)
    for one in said:
        if one.place not in at:
            if one.of is not Of.DRAWN and not (one.of is Of.IS and one.uid):
                continue
            at[one.place] = Holds(None, one.place, "drawn")
            faces.append(at[one.place])
        _apply(at[one.place], one, person_of(one.uid) if one.uid else None)


def _apply(face: Holds, one: SaidOfFace, person: int | None) -> None:
    match one.of:
        case Of.IS:
            face.person, face.said = person, one.said
            face.denied.discard(person or 0)  # said since
        case Of.NOT:
            assert person is not None
            face.denied.add(person)
            face.person = None if face.person == person else face.person
        case Of.NO_FACE:
            face.no_face = True
        case Of.FORGOTTEN:
            face.forgotten = True
        case Of.DRAWN:
            pass


def add_regions(faces: list[Holds], tags: Tags) -> None:
    """Regions that files name are faces; without one that was found, of their own."""
    places: list[Place] = [(None, tag.box) for tag in tags.values() if tag.box]
    at = _at(faces, places)
    faces += [Holds(None, place, "file") for place in dict.fromkeys(places) if place not in at]


def apply_regions(faces: Sequence[Holds], tags: Tags, who: Mapping[str, int]) -> None:
    """Each region says whose the face is that it overlaps most, where nobody else does."""
    regions = [(key, (None, tag.box)) for key, tag in tags.items() if tag.box and key in who]
    at = _at(faces, (place for _, place in regions), several=True)
    for key, place in regions:
        face = at[place]
        if face.said is Said.GUESS and who[key] not in face.denied and not face.no_face:
            face.person, face.said = who[key], Said.FILE


def apply_guesses(faces: Iterable[Holds], resolved: Mapping[int, int]) -> None:
    """What the machine says holds where nobody else says anything, and nobody denied it."""
    for face in faces:
        if face.said is Said.GUESS and face.guess and not (face.no_face or face.forgotten):
            guess = resolved[face.guess]
            face.person = None if guess in face.denied else guess


def names_by_faces(
    faces: Sequence[Holds], tags: Tags, who: Mapping[str, int], people: Mapping[int, KnownPerson]
) -> dict[tuple[str, bool], str]:
    """(key of a name, whether a person says so) -> the value of a claim, for one photo of the content: what
    its faces add to its tags, or take from them."""
    found: dict[tuple[str, bool], str] = {}
    shown = [face for face in faces if face.person in people and not face.no_face]
    there = {face.person for face in shown}
    for face in sorted(shown, key=lambda face: -face.said):
        person = people[face.person or 0]
        key = name_key(person.name)
        if person.name and not person.stranger and not (face.said is Said.FILE and key in tags):
            _add(found, key, person_value(PersonTag(person.name, face.place[1])), face.said is not Said.GUESS)
    for key, tag in tags.items():
        person_or_none = people.get(who.get(key, 0))
        if person_or_none is None:
            continue
        new = name_key(person_or_none.name)
        if new != key and new:  # renamed, or another
            found[key, True] = NONE
            if not person_or_none.stranger and person_or_none.id not in there:
                _add(found, new, person_value(PersonTag(person_or_none.name, tag.box)), True)
        elif tag.box and person_or_none.id not in there and _is_denied(faces, tag.box, person_or_none.id):
            found[key, True] = NONE
    return found


def _add(found: dict[tuple[str, bool], str], key: str, value: str, by_person: bool) -> None:
    if (key, True) not in found and (key, False) not in found:
        found[key, by_person] = value


def _is_denied(faces: Sequence[Holds], box: Box, person: int) -> bool:
    """Whether the face in a region was said to be another's, or nobody's."""
    face = _at(faces, [(None, box)]).get((None, box))
    return face is not None and (face.no_face or person in face.denied or face.said > Said.FILE)


def _at(faces: Sequence[Holds], places: Iterable[Place], *, several: bool = False) -> dict[Place, Holds]:
    """The face at each place that has one: each at one place, with `several` also at others that are left."""
    wanted, theirs = list(dict.fromkeys(places)), [face.place for face in faces]
    found = {wanted[i]: faces[j] for i, j in same_faces(wanted, theirs)}
    for place in wanted if several else ():
        if place not in found and (pairs := same_faces([place], theirs)):
            found[place] = faces[pairs[0][1]]
    return found
