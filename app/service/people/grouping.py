"""Faces of the library into groups and to persons: whole, or only those that are new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from photos_ml.app.service.context import Context
from photos_ml.app.service.people.describing import answering
from photos_ml.store import Library
from photos_ml.store.face_names import FaceNames
from photos_ml.store.faces import DescribedBy, FaceArrays, read_arrays
from photos_ml.store.persons import Persons
from photos_ml.types import Precision, first_day

if TYPE_CHECKING:
    from photos_ml.people.faces import FaceSet, Grouping, SaidOfPersons

LEAST_GROWTH = 0.05
"""Share of new faces from which all are grouped anew."""
FEW = 200
"""Faces, the same in number."""
_DAYS = {Precision.MONTH: 31, Precision.YEAR: 366, Precision.DECADE: 3653}
"""At most in one."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """What a grouping did."""

    faces: int
    groups: int
    changed: int
    """Faces of which another is guessed, or that are in another group, than before."""


def regroup(context: Context) -> Grouped:
    """Group all faces from nothing. What was said stays; groups keep their ids by the faces they share."""
    from photos_ml.indexer.pipeline import usable_cores
    from photos_ml.people.grouping import regrouped

    library, by = context.library(), answering(context)
    arrays = read_arrays(library.database, by=by)
    faces, known = face_set(arrays), known_of(library, arrays)
    return _keep(library, arrays, regrouped(faces, known, threads=usable_cores()), by, whole=True)


def group_new(context: Context) -> Grouped | None:
    """Bring the groups up to date with faces that came and what was said since: by joining alone where little
    is new. None where nothing is."""
    library, by = context.library(), answering(context)
    if not is_due(context):
        return None
    rows = library.database.query("SELECT * FROM face_groupings ORDER BY id DESC LIMIT 1")
    _settle_new(library, rows[0]["through"] if rows else 0)
    if not rows:
        return regroup(context)
    last, (newest, acts) = rows[0], _state(library)
    whole = library.database.scalar("SELECT coalesce(max(faces), 0) FROM face_groupings WHERE whole")
    new = library.database.scalar("SELECT count(*) FROM faces WHERE vector IS NOT NULL") - int(whole)
    if new > FEW + LEAST_GROWTH * whole or last["version"] != _version(by):
        return regroup(context)
    if last["acts"] == acts and newest - last["through"] <= FEW:
        return _join_new(context, last["id"], last["through"], by)
    return _bring_up(library, by)


def _settle_new(library: Library, through: int) -> None:
    """What was said of the photos that new faces are in holds of those: they may have come back. So does
    what files say of regions in which no face was found: those are faces too."""
    sql = (
        "SELECT content_id FROM faces WHERE id > ? UNION SELECT p.content_id FROM photo_people l "
        "JOIN photos p ON p.id = l.photo_id WHERE l.x IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM faces f WHERE f.content_id = p.content_id)"
    )
    contents = [row[0] for row in library.database.query(sql, (through,))]
    FaceNames(library.database, library.claims).settle(contents)


def _bring_up(library: Library, by: DescribedBy) -> Grouped:
    from photos_ml.indexer.pipeline import usable_cores
    from photos_ml.people.grouping import brought_up

    arrays = read_arrays(library.database, by=by)
    before = np.where(arrays.cluster > 0, arrays.cluster, -1)
    faces, known = face_set(arrays), known_of(library, arrays)
    return _keep(library, arrays, brought_up(faces, before, known, threads=usable_cores()), by, whole=False)


def _join_new(context: Context, last: int, through: int, by: DescribedBy) -> Grouped:
    """A few faces that came join what there is: what the groups look like is kept in memory."""
    from photos_ml.people.faces import Grouping
    from photos_ml.people.joining import Groups, joined

    library = context.library()
    kept: dict[int, Groups] = context.while_loaded("face groups", dict)
    groups = kept.get(last)
    if groups is None:
        arrays = read_arrays(library.database, f"f.id <= {int(through)}", by)
        group = np.where(arrays.cluster > 0, arrays.cluster, -1)
        person = np.where(arrays.person > 0, arrays.person, arrays.guess)
        groups = Groups.of(face_set(arrays), Grouping(group, person))
    new = read_arrays(library.database, f"f.id > {int(through)}", by)
    made = joined(face_set(new), groups, known_of(library, new))
    done = _keep(library, new, made, by, whole=False, known=True)
    kept.clear()
    kept[int(library.database.scalar("SELECT max(id) FROM face_groupings"))] = groups
    return done


def is_due(context: Context) -> bool:
    """Whether faces came, or something was said of them, since they were grouped, or another describer
    tells them apart."""
    library = context.library()
    rows = library.database.query("SELECT * FROM face_groupings ORDER BY id DESC LIMIT 1")
    if rows and _describer(rows[0]["version"]) != _describer(_version(answering(context))):
        return True
    state = (rows[0]["through"], rows[0]["acts"]) if rows else (0, 0)
    return state != _state(library)


def face_set(arrays: FaceArrays) -> FaceSet:
    """The faces as grouping takes them."""
    from photos_ml.people.faces import FaceSet
    from photos_ml.people.gate import Measures
    from photos_ml.vision.faces.young import youth

    measures = Measures(arrays.score, arrays.sharpness, arrays.residual, arrays.height_px)
    last = np.array(
        [_last_day(d, p) for d, p in zip(arrays.day.tolist(), arrays.precision.tolist(), strict=True)],
        np.int64,
    )
    young = youth(arrays.own)
    return FaceSet(arrays.vectors, arrays.contents, measures, arrays.person, last, arrays.video, young)


def known_of(library: Library, arrays: FaceArrays) -> SaidOfPersons:
    """What was said of persons, in terms of these faces."""
    from photos_ml.people.faces import SaidOfPersons

    persons = Persons(library.database)
    resolved = persons.resolution()
    at = {int(face): number for number, face in enumerate(arrays.ids)}
    denials = library.database.query("SELECT face_id, person_id FROM face_denials")
    return SaidOfPersons(
        births={
            person.id: date.fromisoformat(f"{person.birth}-01-01"[:10]).toordinal()
            for person in persons.all()
            if person.birth
        },
        denied=frozenset(
            (at[row["face_id"]], resolved[row["person_id"]]) for row in denials if row["face_id"] in at
        ),
        apart=frozenset(
            (min(a, b), max(a, b))
            for one, other in persons.forbidden()
            if (a := resolved[one]) != (b := resolved[other])
        ),
    )


def _keep(
    library: Library,
    arrays: FaceArrays,
    grouping: Grouping,
    by: DescribedBy,
    *,
    whole: bool,
    known: bool = False,
) -> Grouped:
    """Write what changed, and make it hold. `known`: groups are called by their ids."""
    guess = np.where(arrays.person > 0, 0, grouping.person)
    with library.database.transaction() as connection:
        newest, acts = _state(library)
        if known:
            clusters = np.maximum(grouping.group, 0)
        else:
            ids = _handed_over(library, grouping.group, arrays.cluster)
            clusters = np.array([ids.get(label, 0) for label in grouping.group.tolist()], np.int64)
        changed = np.nonzero((clusters != arrays.cluster) | (guess != arrays.guess))[0]
        connection.executemany(
            "UPDATE faces SET cluster_id = ?, guess_id = ? WHERE id = ?",
            [(int(clusters[i]) or None, int(guess[i]) or None, int(arrays.ids[i])) for i in changed.tolist()],
        )
        size = Counter(clusters[clusters > 0].tolist())
        connection.executemany(
            f"UPDATE face_clusters SET faces = {'faces + ?' if known else '?'} WHERE id = ?",
            [(n, number) for number, n in size.items()],
        )
        if not known:
            connection.execute(
                "DELETE FROM face_clusters WHERE NOT EXISTS "
                "(SELECT 1 FROM faces f WHERE f.cluster_id = face_clusters.id)"
            )
        FaceNames(library.database, library.claims).settle(np.unique(arrays.contents[changed]).tolist())
        at = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(
            "INSERT INTO face_groupings (at, version, through, acts, faces, whole) VALUES (?, ?, ?, ?, ?, ?)",
            (at, _version(by), newest, acts, len(arrays.ids), int(whole)),
        )
    return Grouped(len(arrays.ids), len(size), len(changed))


def _handed_over(
    library: Library, groups: npt.NDArray[np.int64], before: npt.NDArray[np.int64]
) -> Mapping[int, int]:
    """Label of a group -> its id: that of the old group with which it shares most faces, each handed over
    once; else a new one. Inside the caller's transaction."""
    shared = Counter(
        (label, old) for label, old in zip(groups.tolist(), before.tolist(), strict=True) if label >= 0
    )
    ids: dict[int, int] = {}
    taken: set[int] = {0}
    for (label, old), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if label not in ids and old not in taken:
            ids[label] = old
            taken.add(old)
    for label in sorted({label for label, _ in shared} - ids.keys()):
        cursor = library.database.execute("INSERT INTO face_clusters (faces) VALUES (0)")
        ids[label] = int(cursor.lastrowid or 0)
    return ids


def _state(library: Library) -> tuple[int, int]:
    """The last face that came, and the last thing said of faces or persons."""
    newest = library.database.scalar("SELECT coalesce(max(id), 0) FROM faces")
    acts = library.database.scalar(
        "SELECT coalesce(max(id), 0) FROM acts WHERE field GLOB 'face.*' OR field GLOB 'person.*'"
    )
    return int(newest), int(acts)


def _version(by: DescribedBy) -> str:
    from photos_ml.people.grouping import VERSION

    return f"{VERSION} {by.name} {by.scale:.4f}" if by.name else VERSION


def _describer(version: str) -> str:
    """What of a version tells whose vectors were grouped."""
    return version.partition(" ")[2]


def _last_day(day: int, level: int) -> int:
    """The last day that a date may be of."""
    if not day:
        return 0
    precision = list(Precision)[level]
    return first_day(date.fromordinal(day), precision).toordinal() + _DAYS.get(precision, 1) - 1
