"""Another describer of faces takes over once it has seen all of them: the own one answers until then, nothing
that was said is lost on the way there or back, and what its distances mean is measured."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.networks import remove_network, use_network
from photos_ml.app.service.people import asking, describing, forgetting, grouping, naming
from photos_ml.errors import UsageError
from photos_ml.people.fitting import OWN_SAME_PERSON, fitted_describer
from photos_ml.store.faces import FACES, OWN, FaceTable
from photos_ml.store.person_lists import read_persons
from photos_ml.store.steps import Outcome, Record
from photos_ml.vision.faces.look import faces_version
from photos_ml.vision.networks import DESCRIBER_FILE, SAME_PERSON, read_network, write_network
from tests.people.conftest import DIMENSION, Family
from tests.vision import published_networks as published

PUBLISHED = 1.128


class Described:
    """A family whose faces two describers have seen, where the one that was fetched turns and squeezes what
    the own one sees."""

    def __init__(self, family: Family, models: Path) -> None:
        self.family, self.context, self.library = family, family.context, family.library
        self.networks = []
        for number, name in enumerate(("sface", "other")):
            folder = models / name
            published.describer(folder / DESCRIBER_FILE, seed=number)
            write_network(folder, FACES, "Apache-2.0", {SAME_PERSON: PUBLISHED, "dimension": 128}, {})
            self.networks.append(read_network(folder))
        self.turn = np.linalg.qr(family.random.normal(0, 1, (DIMENSION, DIMENSION)))[0]

    def seen(self, photos: Sequence[int], by: int | None) -> None:
        """The step has looked at these photos again: with one of the describers, or without."""
        record = Record(FACES, faces_version(), (FaceTable(),))
        if by is not None:
            version = self.networks[by].version
            record = Record(FACES, f"{faces_version()}+{version}", (FaceTable(),), covers=(faces_version(),))
        for photo in photos:
            content = self.family.content(photo)
            rows = FaceTable().read(self.library.database, [content]).get(content, [])
            made = [row if by is None else (*row[:14], *self._described(row, by)) for row in rows]
            self.library.steps.write(record, [Outcome(content, {FACES: made})])

    def _described(self, row: tuple[Any, ...], by: int) -> tuple[bytes, str]:
        vector = np.frombuffer(row[11], "<f2").astype(np.float32) @ self.turn.astype(np.float32)
        vector = np.roll(vector, by) - 0.02
        unit = vector / np.linalg.norm(vector)
        return unit.astype("<f2").tobytes(), self.networks[by].version

    def brought_up(self) -> None:
        """As a run of the steps ends."""
        Enrichment(self.context)._group_faces()

    def shown(self) -> list[tuple[Any, ...]]:
        """All that is known of faces, by id."""
        sql = "SELECT id, cluster_id, guess_id, person_id, said, no_face FROM faces ORDER BY id"
        return [tuple(row) for row in self.library.database.query(sql)]

    def said(self) -> list[tuple[Any, ...]]:
        """What people said, by id of face."""
        faces = [row for row in self.shown() if row[4] > 1 or row[5]]
        denied = self.library.database.query("SELECT face_id, person_id FROM face_denials ORDER BY 1, 2")
        return [(row[0], *row[3:]) for row in faces] + [tuple(row) for row in denied]


@pytest.fixture
def described(family: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Described]:
    monkeypatch.setenv("PHOTOS_ML_MODELS", str(tmp_path / "user"))
    made = Described(family, tmp_path / "user")
    family.library.steps.switch_on(FACES)
    yield made


def people_of(described: Described) -> list[int]:
    """Twelve photos of four people, two of whom have names; one face is denied, one is no face."""
    family = described.family
    photos = [family.photo(number % 4, (number + 1) % 4) for number in range(12)]
    described.seen(photos, None)
    described.brought_up()
    naming.name_faces(described.context, [family.face(photos[0])], "Mia")
    naming.name_faces(described.context, [family.face(photos[1])], "Tom")
    mia = next(one.id for one in read_persons(described.library.database) if one.name == "Mia")
    naming.not_person(described.context, [family.face(photos[4])], mia)
    naming.nobody(described.context, [family.face(photos[11])])
    described.brought_up()
    return photos


def test_the_own_one_answers_until_all_is_seen(described: Described) -> None:
    photos = people_of(described)
    before = described.shown()
    use_network(described.context, "sface")
    described.seen(photos[:7], 0)
    described.brought_up()
    assert described.shown() == before and describing.answering(described.context) == OWN
    described.seen(photos[7:], 0)
    described.brought_up()
    answering = describing.answering(described.context)
    assert answering.name == described.networks[0].version and answering.scale > 0
    assert [row[0] for row in described.shown()] == [row[0] for row in before]
    assert asking.suggestions(described.context) is not None
    assert not grouping.is_due(described.context)


def test_nothing_that_was_said_is_lost_and_back_is_at_once(described: Described) -> None:
    photos = people_of(described)
    before, said = described.shown(), described.said()
    assert len(said) >= 4
    use_network(described.context, "sface")
    described.seen(photos, 0)
    described.brought_up()
    assert described.said() == said
    with pytest.raises(UsageError, match="in use"):
        remove_network(described.context, "sface")
    use_network(described.context, "builtin-faces")
    step = Enrichment(described.context).catalogue.get(FACES)
    assert step is not None and described.library.steps.count_due(step) == 0, "nothing is looked at again"
    assert describing.answering(described.context) == OWN and grouping.is_due(described.context)
    described.brought_up()
    assert described.said() == said
    assert [row[2:] for row in described.shown()] == [row[2:] for row in before]


def test_what_it_changes_for_those_that_were_named_is_shown(described: Described) -> None:
    from click.testing import CliRunner

    from photos_ml.app.cli.models_command import command

    photos = people_of(described)
    for number in (4, 8):  # of the first person, who is Mia
        naming.name_faces(described.context, [described.family.face(photos[number])], "Mia")
    use_network(described.context, "sface")
    assert not any(row["near"] for row in describing.networks_shown(described.context)), "none is measured"
    described.seen(photos, 0)
    described.brought_up()
    rows = {row["name"]: row["near"] for row in describing.networks_shown(described.context)}
    near = rows.pop("sface")
    assert near["pairs"] == 3 and 0 <= near["before"] <= 1 >= near["after"] >= 0 and not any(rows.values())
    folder = str(described.context.folder)
    shown = CliRunner().invoke(command, ["list", "--library", folder]).output
    assert "of 3 pairs of faces that you said are one person's 100% were near enough" in shown
    use_network(described.context, "builtin-faces")
    assert not any(row["near"] for row in describing.networks_shown(described.context))


def test_from_one_to_another_the_own_one_answers_between(described: Described) -> None:
    photos = people_of(described)
    use_network(described.context, "sface")
    described.seen(photos, 0)
    described.brought_up()
    said = described.said()
    use_network(described.context, "other")
    assert describing.answering(described.context) == OWN
    described.seen(photos[:5], 1)
    described.brought_up()
    assert described.said() == said and describing.answering(described.context) == OWN
    use_network(described.context, "sface")
    step = Enrichment(described.context).catalogue.get(FACES)
    assert step is not None and described.library.steps.count_due(step) == 5, "what the other one has seen"
    described.seen(photos[:5], 0)
    described.brought_up()
    assert describing.answering(described.context).name == described.networks[0].version


def test_new_photos_join_by_whoever_answers(described: Described) -> None:
    photos = people_of(described)
    use_network(described.context, "sface")
    described.seen(photos, 0)
    described.brought_up()
    new = described.family.photo(0)
    described.seen([new], 0)
    described.brought_up()
    assert described.family.names(new) == ["Mia"]


def test_one_that_is_gone_leaves_the_own_one(described: Described) -> None:
    photos = people_of(described)
    before = described.shown()
    use_network(described.context, "sface")
    described.seen(photos, 0)
    described.brought_up()
    shutil.rmtree(described.networks[0].folder)
    described.context.drop_loaded()
    assert describing.answering(described.context) == OWN and Enrichment(described.context).catalogue
    described.brought_up()
    assert [row[2:] for row in described.shown()] == [row[2:] for row in before]


def test_who_is_forgotten_is_described_by_nobody(described: Described) -> None:
    photos = people_of(described)
    use_network(described.context, "sface")
    described.seen(photos, 0)
    described.brought_up()
    mia = next(one.id for one in read_persons(described.library.database) if one.name == "Mia")
    forgetting.forget(described.context, mia)
    count = "SELECT count(*) FROM faces WHERE vector IS NULL AND described IS NULL AND described_by IS NULL"
    gone = described.library.database.scalar(count)
    assert gone > 0
    left = "SELECT count(*) FROM faces WHERE vector IS NULL AND described IS NOT NULL"
    assert described.library.database.scalar(left) == 0
    described.library.steps.switch_off(FACES)
    assert described.library.database.scalar("SELECT count(*) FROM faces WHERE described IS NOT NULL") == 0


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 99), scale=st.floats(0.2, 4.0), photos=st.integers(0, 400), named=st.booleans())
def test_the_measured_scale_is_that_of_the_space(seed: int, scale: float, photos: int, named: bool) -> None:
    """The true one, with names and without; of hardly any faces the published one."""
    random = np.random.default_rng(seed)
    own = random.normal(0, 0.07, (2 * photos, DIMENSION)).astype(np.float32)
    contents = np.repeat(np.arange(photos), 2)
    person = np.where(named, np.arange(2 * photos) % 7, 0) * (np.arange(2 * photos) < 40)
    usable = np.ones(2 * photos, np.bool_)
    fit = fitted_describer(own / np.float32(scale), own, contents, person, usable, PUBLISHED)
    if photos:
        many = photos > 3  # pairs of which the middle is looked at
        assert fit.scale == pytest.approx(scale, rel=0.01) or not many
    else:
        assert fit.scale == pytest.approx(OWN_SAME_PERSON / PUBLISHED)
        assert fit.two_people == fit.one_person == 0
    assert (fit.one_person > 0) == (named and photos > 3)


def test_mirrors_and_one_person_twice_are_no_two_people() -> None:
    own = np.random.default_rng(1).normal(0, 0.07, (6, DIMENSION)).astype(np.float32)
    own[1] = own[0] + 0.001
    contents, person = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 0, 5, 5, 0, 0])
    fit = fitted_describer(own, own, contents, person, np.ones(6, np.bool_), PUBLISHED)
    assert (fit.two_people, fit.one_person) == (1, 1)
