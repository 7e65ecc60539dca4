"""Random orders of handing over: describers of faces, readers of text and models for search come, take over,
go back, are taken away and killed, while photos come and go and a person says things."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.app.service import Context, changing, corrections
from photos_ml.app.service.corrections import CorrectionWords, correct_photos
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.models import keep_model, next_model, previous_model, stay_with_model, use_model
from photos_ml.app.service.networks import chosen_networks, remove_network, use_network
from photos_ml.app.service.people import acting, describing, grouping, naming
from photos_ml.errors import UsageError
from photos_ml.store import Batch, FileGroup, FileStat, Upsert
from photos_ml.store.database import Database
from photos_ml.store.faces import FACES, Face, Said
from photos_ml.store.read_text import TEXT, ReadText
from photos_ml.store.rows import Status
from photos_ml.store.steps import Outcome, Record
from photos_ml.types import Metadata
from photos_ml.vision.networks import (
    DESCRIBER_FILE,
    FINDER_FILE,
    OWN_NAMES,
    SAME_PERSON,
    write_network,
)
from tests.encoders.conftest import make_tiny
from tests.people.conftest import DIMENSION, Family

PERSONS, FIRST_PHOTOS, MOST_PHOTOS = 4, 6, 14
NAMES = ("Mia", "Tom", "Ida", "Leo", "Ana")
DESCRIBERS, READERS, MODELS = ("sface", "arc"), ("medium", "large"), ("tiny", "small")
KILLED_SHARE, WHOLE_SHARE = 0.2, 0.1
"""Of all changes, how many end in the middle; of those of the folder, in how many it is indexed anew."""
WORDS = (
    {"keywords": ("sea",)}, {"no_keywords": ("sea",)}, {"keywords": ("boat", "trip")}, {"title": "Summer"},
    {"caption": "by the sea"}, {"rating": 4}, {"rating": 0}, {"date": "1985"}, {"people": ("Grandma",)},
    {"no_people": ("Grandma",)}, {"tags": ("dog",)}, {"no_tags": ("dog",)}, {"kind": "document"},
)  # fmt: skip


class KilledError(BaseException):
    """The process is gone."""


def make_templates(folder: Path) -> Path:
    """What there is to fetch, a folder each: describers, readers, models."""
    for name in DESCRIBERS:
        (folder / name).mkdir(parents=True)
        (folder / name / DESCRIBER_FILE).write_bytes(name.encode())
        write_network(folder / name, FACES, "Apache-2.0", {SAME_PERSON: 1.1, "dimension": DIMENSION}, {})
    for name in READERS:
        (folder / name).mkdir()
        (folder / name / FINDER_FILE).write_bytes(name.encode())
        write_network(folder / name, TEXT, "Apache-2.0", {}, {})
    for number, name in enumerate(MODELS):
        make_tiny(folder / name, seed=number, name=name)
    return folder


WordsOf = dict[str, dict[str, Any]]
"""What was said, by the hash of a photo's bytes."""


class World(Family):
    """A library, what is true of its pictures, and what is expected of it."""

    def __init__(self, context: Context, templates: Path, user: Path, seed: int) -> None:
        super().__init__(context)
        self.random = np.random.default_rng(seed)
        self.middles = self.random.normal(0.0, 0.07, (PERSONS, DIMENSION)) + 0.05
        self.templates, self.user = templates, user
        user.mkdir()
        self.faces_in: dict[str, list[tuple[Any, ...]]] = {}
        self.text_of: dict[str, str] = {}
        self.turns = [np.linalg.qr(self.random.normal(0, 1, (DIMENSION,) * 2))[0] for _ in DESCRIBERS]
        self.gestures: list[int] = []
        self.lives: int | None = None
        """Transactions that are left to the process; None for as many as it wants."""
        for step in (FACES, TEXT):
            self.library.steps.switch_on(step)
        for _ in range(FIRST_PHOTOS):
            self.comes()
        for step in (FACES, TEXT):
            self.look(step)

    # What can happen

    def turn(self) -> str:
        """One change at random, perhaps killed; its name. AssertionError where anything is not as it was."""
        kinds = (
            *((self.a_person_speaks,) * 5), *((self.step_runs,) * 3), self.network_used, self.network_used,
            self.pulled, self.removed, self.model_used, self.model_runs, self.comes, self.copied,
            self.goes_or_comes_back, self.indexed, self.regrouped,
        )  # fmt: skip
        kind = kinds[int(self.random.integers(len(kinds)))]
        before, answers = self.said(), self.answers()
        self.lives = int(self.random.integers(4)) if self.random.random() < KILLED_SHARE else None
        try:
            kind()
            name = kind.__name__
        except KilledError:
            name = f"{kind.__name__}, killed"
            self.lives = None
            self.begun_anew()
        finally:
            self.lives = None
        if kind not in (self.a_person_speaks, self.indexed):
            assert self.said() == before, f"{name}: {_differing(before, self.said())}"
        self.check_answers(answers, name)
        return name

    def a_person_speaks(self) -> None:
        """Of one photo nothing else changes; a gesture that is taken back leaves what was."""
        before = self.said()
        content, whole = self._speak()
        after = self.said()
        changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        assert whole or changed <= {content, "persons"}, _differing(before, after)
        gone = set(before["persons"]["rows"]) - set(after["persons"]["rows"])
        assert whole or all(row[1].startswith("n:") for row in gone), gone  # those are names in use, no more

    def pulled(self) -> None:
        name = self._any(*DESCRIBERS, *READERS, *MODELS)
        if not (self.user / name).exists():
            shutil.copytree(self.templates / name, self.user / name)
        self.context.drop_loaded()

    def removed(self) -> None:
        """As the user does it, which is refused for one in use; or by hand, in a file manager."""
        name = self._any(*DESCRIBERS, *READERS)
        if not (self.user / name).exists():
            return
        used = any(one.name == name for one in chosen_networks(self.context).values())
        if self.random.random() < 0.5:
            shutil.rmtree(self.user / name)
            self.context.drop_loaded()
        elif used:
            with pytest.raises(UsageError, match="in use"):
                remove_network(self.context, name)
        else:
            remove_network(self.context, name)

    def network_used(self) -> None:
        name = self._any(*DESCRIBERS, *READERS, *OWN_NAMES.values())
        if name in OWN_NAMES.values() or (self.user / name).exists():
            use_network(self.context, name)

    def model_used(self) -> None:
        name = self._any("builtin", *MODELS)
        match int(self.random.integers(4)):
            case 0:
                stay_with_model(self.context)
            case 1:
                keep_model(self.context)
            case _ if name == "builtin" or (self.user / name).exists():
                use_model(self.context, name)

    def model_runs(self) -> None:
        """All of the way, or a part of it."""
        most = self._part()

        def look(context: Context, encoder: Any, *_: Any) -> None:
            info = encoder.info
            vectors = context.library().vectors(info.id, info.revision, info.dimension)
            left = list(vectors.missing())
            for photo in left[:most]:
                vectors.put({self.content(photo): np.ones(info.dimension, np.float16)})
            if len(left) > most:
                raise changing.StoppedError

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(changing, "_look_at_all", look)
            try:
                changing.change_model(self.context)
            except changing.StoppedError:
                return

    def step_runs(self) -> None:
        self.look(self._any(FACES, TEXT), self._part())

    def comes(self) -> None:
        if len(self.changes) >= MOST_PHOTOS:
            return
        number = max((int(change.content_hash, 16) for change in self.changes.values()), default=0) + 1
        group = FileGroup(self.root.id, str(self.root.path), "", FileStat(f"{number}.jpg", number, number))
        change = Upsert(group, f"{number:064x}", Metadata(width=400, height=300), None)
        who = self.random.permutation(PERSONS)[: int(self.random.integers(3))]
        places = [(0.1 + 0.3 * place, 0.2, 0.1, 0.15) for place in range(len(who))]
        self.faces_in[change.content_hash] = [
            self.row(int(one), box) for one, box in zip(who, places, strict=True)
        ]
        self.text_of[change.content_hash] = f"SIGN {number}"
        photo = self.library.write(Batch(upserts=(change,)))[0]
        self.changes[photo] = change

    def copied(self) -> None:
        """The same bytes in another file: what was said of them holds of it."""
        if len(self.changes) >= MOST_PHOTOS:
            return
        photo = self._any(*self.changes)
        one = self.changes[photo]
        file = FileStat(f"copy of {photo} {len(self.changes)}.jpg", 1, len(self.changes))
        change = replace(one, group=replace(one.group, primary=file))
        copy = self.library.write(Batch(upserts=(change,)))[0]
        self.changes[copy] = change
        sql = "SELECT key FROM claims WHERE photo_id = ? AND source = 'user:faces' ORDER BY key"
        named = [[row[0] for row in self.library.database.query(sql, (one,))] for one in (photo, copy)]
        assert named[0] == named[1], named

    def goes_or_comes_back(self) -> None:
        status = Status(self._any(*Status))
        self.library.set_status([self._any(*self.changes)], status)

    def indexed(self) -> None:
        """The same photos again; or the folder is forgotten and added, and they are looked at anew."""
        before = _without_ids(self.said())
        if self.random.random() < WHOLE_SHARE:
            self.lives = None
            self.index_anew()
            for step in (FACES, TEXT):
                self.look(step)
            acting.settle(self.context)
            assert _without_ids(self.said()) == before, _differing(before, _without_ids(self.said()))
            self.gestures.clear()
            return
        whole = self.said()
        for photo, change in self.changes.items():
            self.library.write(Batch(upserts=(replace(change, photo_id=photo),)))
        assert self.said() == whole, _differing(whole, self.said())

    def regrouped(self) -> None:
        grouping.regroup(self.context)
        acting.settle(self.context)

    # How it happens

    def look(self, name: str, most: int = 1000) -> None:
        """A step looks at what is due, or at some of it, as it would with the networks that are chosen; where
        nothing is left the groups are brought up to date, as a run ends."""
        enrichment = Enrichment(self.context)
        step, other = enrichment.catalogue.get(name), chosen_networks(self.context).get(name)
        assert step is not None
        due = self.library.steps.due(step)
        table = step.keeps[0]
        record = Record(name, step.version, step.keeps, covers=step.covers)
        for content in due[:most]:
            key = str(self.library.database.scalar("SELECT hash FROM contents WHERE id = ?", (content,)))
            made = self._seen(key, other) if name == FACES else [self._read(key, other)]
            self.library.steps.write(record, [Outcome(content, {table.name: made})])
        if name == FACES and len(due) <= most:
            enrichment._group_faces()

    def _seen(self, key: str, other: Any) -> list[tuple[Any, ...]]:
        shift = float(self.random.uniform(-0.01, 0.01))
        rows = [(None, row[1] + shift, *row[2:]) for row in self.faces_in[key]]
        if other is None:
            return rows
        turn = self.turns[DESCRIBERS.index(other.name)].astype(np.float32)
        vectors = [np.frombuffer(row[11], "<f2").astype(np.float32) @ turn for row in rows]
        units = [(one / np.linalg.norm(one)).astype("<f2").tobytes() for one in vectors]
        return [(*row, unit, other.version) for row, unit in zip(rows, units, strict=True)]

    def _read(self, key: str, other: Any) -> tuple[Any, ...]:
        return (f"{self.text_of[key]} {other.name if other else 'own'}", 0.9, np.zeros(8, "<f4").tobytes())

    def _speak(self) -> tuple[str, bool]:
        """Of which photo something was said, and whether of more than that one."""
        photo = self._any(*(self.library.all_present() or self.changes))
        content = self.changes[photo].content_hash
        faces = naming.faces_of_photo(self.context, photo)
        face = self._any(*faces) if faces else None
        name = self._any(*NAMES)
        match int(self.random.integers(10)):
            case 0 | 1 if face:
                self.gestures.append(naming.name_faces(self.context, [face.id], name))
                self._is_called(face, name)
            case 2 if face and face.cluster_id and face.person_id is None and face.said == Said.GUESS:
                self.gestures.append(naming.name_group(self.context, face.cluster_id, name))
                return content, True
            case 3 if face and face.person_id:
                self.gestures.append(naming.name_faces(self.context, [face.id], face.person_id))
                assert self._row(face)["said"] == Said.HAND
            case 4 if face and face.person_id:
                self.gestures.append(naming.not_person(self.context, [face.id]))
                assert self._row(face)["person_id"] != face.person_id
            case 5 if face and face.said < Said.GROUP:
                self.gestures.append(naming.nobody(self.context, [face.id]))
                assert self._row(face)["no_face"]
            case 6 if self.gestures:
                corrections.undo(self.context, self.gestures.pop())
                return content, True
            case 7 if face is None:
                self.gestures.append(naming.draw_face(self.context, photo, (0.75, 0.6, 0.1, 0.1), name))
            case _:
                said = CorrectionWords(**self._any(*WORDS))
                self.gestures.append(correct_photos(self.context, [photo], said).gesture)
        return content, False

    def _is_called(self, face: Face, name: str) -> None:
        row = self._row(face)
        sql = "SELECT name FROM persons WHERE id = ?"
        assert row["said"] == Said.HAND
        assert self.library.database.scalar(sql, (row["person_id"],)) == name

    def _row(self, face: Face) -> Any:
        return self.library.database.query("SELECT * FROM faces WHERE id = ?", (face.id,))[0]

    def _part(self) -> int:
        return int(self.random.integers(1, 5)) if self.random.random() < 0.5 else 1000

    def _any(self, *choices: Any) -> Any:
        return choices[int(self.random.integers(len(choices)))]

    # What must hold

    def said(self) -> WordsOf:
        """All that a person said, as it holds now, with the ids of faces and persons."""
        query = self.library.database.query
        found: WordsOf = {}
        for row in query(
            "SELECT c.hash, l.field, l.key, l.source, iif(l.source = 'user', l.value, '') FROM claims l "
            "JOIN photos p ON p.id = l.photo_id JOIN contents c ON c.id = p.content_id "
            "WHERE l.by_person = 1 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"
        ):
            found.setdefault(row[0], {}).setdefault("claims", []).append(tuple(row)[1:])
        for row in query(
            "SELECT c.hash, f.id, f.person_id, f.said, f.no_face, f.origin FROM faces f "
            "JOIN contents c ON c.id = f.content_id WHERE f.said >= ? OR f.no_face ORDER BY f.id",
            (Said.GROUP,),
        ):
            found.setdefault(row[0], {}).setdefault("faces", []).append(tuple(row)[1:])
        for row in query(
            "SELECT c.hash, d.face_id, d.person_id FROM face_denials d JOIN faces f ON f.id = d.face_id "
            "JOIN contents c ON c.id = f.content_id ORDER BY 2, 3"
        ):
            found.setdefault(row[0], {}).setdefault("denied", []).append(tuple(row)[1:])
        names = [tuple(row) for row in query("SELECT id, uid, name, birth, hidden FROM persons ORDER BY id")]
        found["persons"] = {"rows": names}
        return found

    def answers(self) -> dict[str, Any]:
        """Who answers, and what is found."""
        rows = self.library.database.query("SELECT id, cluster_id, guess_id FROM faces WHERE said < 2")
        return {
            "describer": describing.answering(self.context).name,
            "groups": {row[0]: tuple(row)[1:] for row in rows},
            "grouped": self.library.database.scalar("SELECT max(id) FROM face_groupings"),
            "text": self.words(),
            "model": self.context.model_name,
            "previous": previous_model(self.context),
        }

    def words(self) -> dict[str, str]:
        """Photo's bytes -> what was read in it."""
        ids = {photo: change.content_hash for photo, change in self.changes.items()}
        lines = ReadText(self.library.database).lines(list(ids))
        return {ids[photo]: " ".join(line.text for line in found) for photo, found in lines.items()}

    def check_answers(self, before: dict[str, Any], name: str) -> None:
        """Who answered goes on to, until who comes after has seen everything."""
        now, library = self.answers(), self.library
        chosen = chosen_networks(self.context).get(FACES)
        assert now["describer"] in ("", chosen.version if chosen else ""), name
        step = Enrichment(self.context).catalogue.get(FACES)
        assert step is not None
        came = now["describer"] != before["describer"] and now["describer"]
        if came and name.startswith("step_runs"):  # else it had taken over before, and was chosen again
            assert not library.steps.due(step), name
        if now["grouped"] == before["grouped"] and not name.startswith(("a_person", "indexed")):
            known = {one: now["groups"].get(one) for one in before["groups"]}
            assert known == before["groups"], name
        assert set(before["text"]) <= set(now["text"]), name
        for key, words in now["text"].items():
            assert words.startswith(self.text_of[key]) and "\n" not in words, name
            if words != before["text"].get(key, words):
                assert name.startswith(("step_runs", "indexed")), name
        if now["model"] != before["model"] and now["model"] != before["previous"]:
            info = self.context.registry.get(now["model"]).info
            vectors = library.vectors(info.id, info.revision, info.dimension)
            assert vectors.count_missing() == 0, name
        if next_model(self.context):
            assert now["model"] == before["model"], name

    def begun_anew(self) -> None:
        """Another process opens the library that one was killed over."""
        folder = self.context.folder
        self.context.__exit__(None, None, None)
        self.context = Context(folder)
        self.library = self.context.library()
        rows = self.library.database.query(
            "SELECT p.id, f.name FROM photos p JOIN files f ON f.photo_id = p.id AND f.role = 'primary'"
        )
        made = {change.group.primary.name: change for change in self.changes.values()}
        self.changes = {row[0]: made[row[1]] for row in rows}


def _differing(before: WordsOf, after: WordsOf) -> str:
    keys = [key for key in {*before, *after} if before.get(key) != after.get(key)]
    return json.dumps([(before.get(key), after.get(key)) for key in keys], default=str)


def _without_ids(said: WordsOf) -> Any:
    """What was said, by names: faces that are found anew have other ids."""
    names = {row[0]: row[1] for row in said["persons"]["rows"]}

    def plain(found: dict[str, Any]) -> Any:
        faces = sorted(repr((names.get(row[1]), *row[2:])) for row in found.get("faces", ()))
        denied = sorted(str(names.get(row[1])) for row in found.get("denied", ()))
        return faces, denied, found.get("claims", [])

    return {key: plain(found) for key, found in said.items() if key != "persons"}


@contextmanager
def mortal(worlds: list[World]) -> Iterator[None]:
    """Processes that are told to die before a transaction, or before it is kept, do."""
    real = Database.transaction

    @contextmanager
    def transaction(self: Database, changes: frozenset[str] = frozenset()) -> Iterator[Any]:
        world = worlds[-1] if worlds else None
        if world is None or world.lives is None or self.connection.in_transaction:
            with real(self, changes) as connection:
                yield connection
            return
        world.lives -= 1
        if world.lives < 0:
            raise KilledError
        with real(self, changes) as connection:
            yield connection
            if world.lives == 0:
                raise KilledError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "transaction", transaction)
        yield


def play(folder: Path, templates: Path, orders: int, turns: int, seed: int) -> dict[str, int]:
    """So many random orders of so many changes each, one after the other in one library: what happened."""
    done: dict[str, int] = {}
    worlds: list[World] = []
    with pytest.MonkeyPatch.context() as patch, mortal(worlds):
        patch.setenv("PHOTOS_ML_MODELS", str(folder / "user"))
        context = Context(folder / "library")
        context.library(create=True)
        worlds.append(world := World(context, templates, folder / "user", seed))
        told: list[str] = []
        try:
            for _ in range(orders * turns):
                told.append(world.turn())
                done[told[-1]] = done.get(told[-1], 0) + 1
        except Exception as error:
            raise AssertionError(f"seed {seed}: {json.dumps(told[-turns:])}: {error!r}") from error
        finally:
            world.context.__exit__(None, None, None)
    return done
