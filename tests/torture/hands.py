"""All that a person does by hand, at random: names, corrections, albums, choices, undoing and forgetting."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha256
from typing import TypeAlias

from photos_ml.app.service import Context, albums, corrections
from photos_ml.app.service.choices import change_settings
from photos_ml.app.service.corrections import CorrectionWords
from photos_ml.app.service.people import acting, forgetting, naming
from photos_ml.errors import UsageError
from photos_ml.store import PhotoFilter
from photos_ml.store.database import Database
from photos_ml.store.faces import faces_where
from photos_ml.store.persons import Persons

FORGETTABLE = "Nevermore"
"""How the names of those begin who are named to be forgotten."""
CAPTIONS = ("at the lake", "Grüße aus Köln", "日本", 'it\'s "quoted"\nand broken', "x" * 300)
DATES = ("1985", "2019-05", "2019-05-04", "2019-05-04 10:30+02:00", "none")

Gesture: TypeAlias = Callable[[], int]


class Hands:
    """Someone who does things to a library that has photos, faces and names."""

    def __init__(self, context: Context, seed: int) -> None:
        self._context, self._library = context, context.library()
        self._seed, self._random = seed, random.Random(seed)
        self._photos: list[int] = self._library.photo_ids(PhotoFilter()).tolist()
        self._done: list[int] = []
        self._forgotten = 0
        self._gestures: tuple[Gesture, ...] = (
            self._correct,
            self._correct,
            self._undo,
            self._make_album,
            self._change_album,
            self._name,
            self._merge,
            self._deny,
            self._draw,
            self._tell_birth,
            self._choose,
        )

    def act(self) -> str:
        """Do something; what was acknowledged, '' where it could not be done to what is there."""
        if self._random.random() < 0.04:
            return self._forget()
        try:
            gesture = self._random.choice(self._gestures)()
        except UsageError:
            return ""
        if not gesture:
            return ""
        self._done.append(gesture)
        return f"gesture {gesture} {told_of(self._library.database, gesture)}"

    def _some(self) -> list[int]:
        return self._random.sample(self._photos, self._random.choice((1, 1, 3, 12)))

    def _correct(self) -> int:
        chosen = self._random.choice
        said = chosen(
            (
                CorrectionWords(date=chosen(DATES)),
                CorrectionWords(shift=chosen(("+1h", "-1d12h"))),
                CorrectionWords(point=(self._random.uniform(-60, 60), self._random.uniform(-170, 170))),
                CorrectionWords(caption=chosen(CAPTIONS), rating=chosen((0, 3, 5))),
                CorrectionWords(keywords=(f"word{self._random.randrange(30)}",)),
                CorrectionWords(people=(f"Guest {self._random.randrange(9)}",), no_keywords=("word3",)),
            )
        )
        return corrections.correct_photos(self._context, self._some(), said).gesture

    def _undo(self) -> int:
        if not self._done:
            return 0
        gesture = self._random.choice(self._done)
        sql = "SELECT count(*) FROM acts WHERE gesture = ? AND (field GLOB 'face.*' OR field GLOB 'person.*')"
        about_people = self._library.database.scalar(sql, (gesture,))
        if about_people:
            return acting.undo(self._context, gesture)
        return corrections.undo(self._context, gesture).gesture

    def _make_album(self) -> int:
        name = f"Album {self._random.randrange(20)}"
        if self._random.random() < 0.2:
            return albums.make_album(self._context, name, query="rome 2019")[1]
        return albums.make_album(self._context, name, self._some())[1]

    def _change_album(self) -> int:
        known = albums.albums_of(self._context)
        if not known:
            return 0
        album, chosen = self._random.choice(known), self._random.randrange(5)
        if chosen == 0:
            return albums.rename_album(self._context, album, f"Renamed {self._random.randrange(99)}")
        if chosen == 1:
            return albums.delete_album(self._context, album)
        how = ("add", "remove", "order")[chosen - 2]
        return albums.change_album(self._context, album, **{how: self._some()})

    def _face(self) -> int:
        faces = faces_where(self._library.database, "1", ())
        return self._random.choice(faces).id

    def _name(self) -> int:
        return naming.name_faces(self._context, [self._face()], f"Person {self._random.randrange(8)}")

    def _merge(self) -> int:
        one, other = self._random.choice(self._persons()), self._random.choice(self._persons())
        return naming.merge(self._context, one, [other])

    def _deny(self) -> int:
        return naming.not_person(self._context, [self._face()])

    def _draw(self) -> int:
        box = (self._random.uniform(0, 0.8), self._random.uniform(0, 0.8), 0.1, 0.15)
        return naming.draw_face(self._context, self._some()[0], box, f"Person {self._random.randrange(8)}")

    def _tell_birth(self) -> int:
        day = self._random.choice(("2019-05-31", "2019", None))
        return naming.set_birth(self._context, self._random.choice(self._persons()), day)

    def _choose(self) -> int:
        change_settings(self._context, home=self._random.choice(("DE", "FR", "NZ", "")))
        return 0

    def _persons(self) -> list[int]:
        found = [one.id for one in Persons(self._library.database).all() if one.name != ""]
        if not found:
            raise UsageError("nobody has a name yet")
        return found

    def _forget(self) -> str:
        """Name somebody and forget that person: no word is kept of it."""
        self._forgotten += 1
        name = f"{FORGETTABLE}{self._seed}x{self._forgotten}"
        naming.name_faces(self._context, [self._face()], name)
        person = Persons(self._library.database).named(name)
        assert person is not None
        forgetting.forget(self._context, person.id)
        return f"forgot {name}"


def told_of(database: Database, gesture: int) -> str:
    """What stands in the library of one gesture, as a digest."""
    rows = database.query(
        "SELECT a.id, a.at, a.source, a.field, a.key, a.value, p.name FROM acts a "
        "LEFT JOIN act_photos p ON p.id = a.act_photo_id WHERE a.gesture = ? ORDER BY a.id",
        (gesture,),
    )
    return sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()[:16]
