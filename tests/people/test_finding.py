"""Photos found by who is in them, how many there are, and how old they were."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from photos_ml.app.service.people import naming
from photos_ml.app.service.planning import known_names
from photos_ml.planner.plan import Age, People, QueryPlan
from photos_ml.search.filter import filter_of
from photos_ml.store.filters import PhotoFilter
from photos_ml.store.person_lists import read_persons
from photos_ml.store.persons import births_of
from photos_ml.types import DateSource, Metadata, Taken


def taken(year: int, month: int, day: int) -> Metadata:
    return Metadata(width=400, height=300, taken=Taken(datetime(year, month, day, 12), None, DateSource.EXIF))


def test_faces_are_counted(family: Any) -> None:
    none, one, two = family.photo(), family.photo(1), family.photo(1, 2)
    ids = family.library.photo_ids
    assert ids(PhotoFilter(faces=(0, 0))).tolist() == [none]
    assert ids(PhotoFilter(faces=(1, 1))).tolist() == [one]
    assert ids(PhotoFilter(faces=(1, None))).tolist() == [one, two]
    naming.nobody(family.context, [family.face(two)])
    assert ids(PhotoFilter(faces=(1, 1))).tolist() == [one, two]


def test_a_photo_that_was_not_looked_at_has_no_number_of_faces(family: Any) -> None:
    photo = family.photo()
    family.library.database.execute("DELETE FROM step_marks")
    assert photo not in family.library.photo_ids(PhotoFilter(faces=(0, 0)))


def test_nobody_else_means_no_other_face(family: Any) -> None:
    alone, beside = family.photo(1), family.photo(1, 2)
    naming.name_faces(family.context, [family.face(alone), family.face(beside)], "Mia")
    only = PhotoFilter(people_all=("Mia",), people_only=True)
    assert family.library.photo_ids(only).tolist() == [alone]


def test_how_old_someone_was(family: Any) -> None:
    photos = [family.photo(1, metadata=taken(*day)) for day in ((2021, 6, 1), (2021, 6, 2), (2022, 6, 1))]
    photos.append(family.photo(1, metadata=taken(2022, 6, 2)))
    naming.name_faces(family.context, [family.face(photo) for photo in photos], "Mia")
    mia = read_persons(family.library.database)[0].id
    naming.set_birth(family.context, mia, "2019-06-02")
    plan = QueryPlan(people=People(all=("Mia",)), age=Age("Mia", 2, 2))
    births = births_of(family.library.database)
    found = family.library.photo_ids(filter_of(plan, {}, lambda name, place: False, births))
    assert found.tolist() == photos[1:3]
    assert known_names(family.context).births == {"Mia"}
    nobody = filter_of(QueryPlan(age=Age("Tom", 2, 2)), {}, lambda name, place: False, births)
    assert family.library.photo_ids(nobody).tolist() == []


def test_a_birth_on_a_leap_day_and_one_known_by_its_year() -> None:
    def lived(born: str, years: int) -> Any:
        plan = QueryPlan(age=Age("Mia", years, years))
        return filter_of(plan, {}, lambda name, place: False, {"mia": born}).lived

    assert lived("2020-02-29", 1) == ("2021-03-01", "2022-02-28")
    assert lived("2019", 2) == ("2021-01-01", "2022-12-31")


def test_a_birth_date_vetoes_earlier_photos(family: Any) -> None:
    from photos_ml.app.service.people.grouping import regroup

    late = [family.photo(1, metadata=taken(2020, 1, day)) for day in range(1, 6)]
    early = family.photo(1, metadata=taken(2015, 1, 1))
    naming.name_faces(family.context, [family.face(photo) for photo in late[:3]], "Mia")
    regroup(family.context)
    assert family.names(early) == family.names(late[4]) == ["Mia"]
    naming.set_birth(family.context, read_persons(family.library.database)[0].id, "2018")
    regroup(family.context)
    assert (family.names(early), family.names(late[4])) == ([], ["Mia"])


def test_the_shot_on_which_all_look_at_the_camera_with_open_eyes_is_kept(family: Any) -> None:
    from PIL import Image

    from photos_ml.app.service.duplicates import proposed
    from photos_ml.search.duplicates import DuplicateGroup, DuplicateKind

    blink, aside, away, missed = family.photo(), family.photo(), family.photo(), family.photo(1)
    good = family.photo(1, 2)
    rows = [family.row(1, (0.1, 0.2, 0.1, 0.15)), family.row(2, (0.4, 0.2, 0.1, 0.15))]
    family.write_rows(away, [(*row[:9], 0.8, *row[10:]) for row in rows])
    family.write_rows(blink, [rows[0], (*rows[1][:-2], 0.09, 0.0)])
    family.write_rows(aside, [(*row[:-1], -0.2) for row in rows])
    shots = DuplicateGroup(DuplicateKind.BURST, (blink, aside, away, missed, good))
    same = Image.effect_noise((320, 240), 40).convert("RGB")
    (found,) = proposed(family.library, [shots], lambda photo: same)
    assert found.photos[0].id == good
    family.library.database.execute("DELETE FROM faces")
    (found,) = proposed(family.library, [shots], lambda photo: same)
    assert {photo.id for photo in found.photos} == {blink, aside, away, missed, good}
