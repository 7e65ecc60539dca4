"""What a person says of faces holds, is seen everywhere, and can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from photos_ml.app.service import corrections
from photos_ml.app.service.latest import latest_searches, remember_search
from photos_ml.app.service.people import acting, asking, forgetting, listing, naming
from photos_ml.app.service.people.grouping import group_new, regroup
from photos_ml.errors import UsageError
from photos_ml.store.feedback import Feedback, FeedbackEvent, FeedbackKind
from photos_ml.store.filters import PhotoFilter
from photos_ml.store.memories import Excluded, Memories
from photos_ml.store.persons import Persons
from photos_ml.store.repair import is_whole
from photos_ml.types import Metadata, PersonTag

NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def grouped(family: Any) -> Any:
    """Five photos of 0, four of 1, and one of both."""
    family.of_0 = [family.photo(0) for _ in range(5)]
    family.of_1 = [family.photo(1) for _ in range(4)]
    family.both = family.photo(0, 1)
    regroup(family.context)
    return family


def group_of(family: Any, photo: int, place: int = 0) -> int:
    row = family.library.database.query(
        "SELECT cluster_id FROM faces WHERE id = ?", (family.face(photo, place),)
    )
    return int(row[0][0])


def person(family: Any, name: str) -> int:
    return next(p.id for p in listing.listed(family.context, hidden=True).persons if p.name == name)


def found(family: Any, **people: Any) -> list[int]:
    return family.library.photo_ids(PhotoFilter(**people)).tolist()


def test_groups_are_listed_the_largest_first(grouped: Any) -> None:
    groups = listing.listed(grouped.context).groups
    assert [(group.faces, group.photos) for group in groups] == [(6, 6), (5, 5)]
    assert listing.listed(grouped.context).persons == []


def test_a_named_group_is_found_by_name(grouped: Any) -> None:
    naming.name_group(grouped.context, group_of(grouped, grouped.of_0[0]), "Anna")
    naming.name_group(grouped.context, group_of(grouped, grouped.of_1[0]), "Ben")
    assert found(grouped, people_all=("anna",)) == [*grouped.of_0, grouped.both]
    assert found(grouped, people_all=("Anna", "Ben")) == [grouped.both]
    assert found(grouped, people_all=("Ben",), people_only=True) == grouped.of_1
    assert grouped.library.names().people == ("Anna", "Ben")
    assert [(p.name, p.faces, p.photos) for p in listing.listed(grouped.context).persons] == [
        ("Anna", 6, 6),
        ("Ben", 5, 5),
    ]
    assert listing.listed(grouped.context).groups == []


def test_every_gesture_can_be_undone_and_redone(grouped: Any) -> None:
    named = naming.name_group(grouped.context, group_of(grouped, grouped.of_0[0]), "Anna")
    back = acting.undo(grouped.context, named)
    assert (found(grouped, people_all=("Anna",)), grouped.names(grouped.both)) == ([], [])
    assert len(listing.listed(grouped.context).groups) == 2
    acting.undo(grouped.context, back)
    assert grouped.names(grouped.both) == ["Anna"]


def test_renamed_merged_and_split(grouped: Any) -> None:
    naming.name_group(grouped.context, group_of(grouped, grouped.of_0[0]), "Anna")
    naming.name_group(grouped.context, group_of(grouped, grouped.of_1[0]), "Ben")
    anna, ben = person(grouped, "Anna"), person(grouped, "Ben")
    naming.rename(grouped.context, anna, "Anne")
    assert grouped.names(grouped.both) == ["Anne", "Ben"]
    with pytest.raises(UsageError, match="called Ben already"):
        naming.rename(grouped.context, anna, "ben")
    merged = naming.merge(grouped.context, anna, [ben])
    assert grouped.names(grouped.of_1[0]) == ["Anne"]
    acting.undo(grouped.context, merged)
    assert grouped.names(grouped.of_1[0]) == ["Ben"]
    naming.split(grouped.context, anna, [grouped.face(grouped.of_0[0])], "Zoe")
    assert (grouped.names(grouped.of_0[0]), grouped.names(grouped.of_0[1])) == (["Zoe"], ["Anne"])
    assert person(grouped, "Zoe") not in (anna, ben)


def test_not_this_person_is_for_ever(grouped: Any) -> None:
    naming.name_faces(grouped.context, [grouped.face(photo) for photo in grouped.of_0[:3]], "Anna")
    group_new(grouped.context)
    assert grouped.names(grouped.of_0[4]) == ["Anna"]
    naming.not_person(grouped.context, [grouped.face(grouped.of_0[4])])
    assert grouped.names(grouped.of_0[4]) == []
    for _ in range(2):
        regroup(grouped.context)
        grouped.find_faces(grouped.of_0[4], [0], shift=0.01)
        acting.settle(grouped.context)
    assert grouped.names(grouped.of_0[4]) == []
    assert grouped.names(grouped.of_0[3]) == ["Anna"]


def test_another_version_hands_names_over_by_the_place(grouped: Any) -> None:
    naming.name_group(grouped.context, group_of(grouped, grouped.of_1[0]), "Ben")
    grouped.find_faces(grouped.both, [0, 1], shift=0.02)
    acting.settle(grouped.context)
    assert grouped.names(grouped.both) == ["Ben"]
    grouped.find_faces(grouped.both, [])  # it finds nobody any more: what was said stays
    acting.settle(grouped.context)
    assert grouped.names(grouped.both) == ["Ben"]


def test_a_region_in_the_file_is_a_confirmed_face(family: Any) -> None:
    tag = PersonTag("Mia", (0.1, 0.2, 0.11, 0.16))
    named = [family.photo(3, metadata=Metadata(width=400, height=300, people=(tag,))) for _ in range(3)]
    other = family.photo(3)
    regroup(family.context)
    acting.settle(family.context)
    regroup(family.context)
    assert family.names(other) == ["Mia"]
    mia = person(family, "Mia")
    naming.rename(family.context, mia, "Maria")
    assert family.names(named[0]) == ["Maria"]
    assert found(family, people_all=("Mia",)) == []


def test_a_region_without_a_found_face_is_a_face(family: Any) -> None:
    tag = PersonTag("Mia", (0.7, 0.7, 0.1, 0.1))
    photo = family.photo(metadata=Metadata(width=400, height=300, people=(tag, PersonTag("Tom"))))
    acting.settle(family.context)
    faces = naming.faces_of_photo(family.context, photo)
    assert [(face.origin, face.box) for face in faces] == [("file", (0.7, 0.7, 0.1, 0.1))]
    assert family.names(photo) == ["Mia", "Tom"]
    naming.not_person(family.context, [faces[0].id])
    assert family.names(photo) == ["Tom"]


def test_regions_without_a_found_face_are_faces_once_others_are_grouped(family: Any) -> None:
    tag = PersonTag("Mia", (0.7, 0.7, 0.1, 0.1))
    photo = family.photo(metadata=Metadata(width=400, height=300, people=(tag,)))
    family.photo(1)
    group_new(family.context)
    assert [face.origin for face in naming.faces_of_photo(family.context, photo)] == ["file"]


def test_a_face_drawn_by_hand(family: Any) -> None:
    photo = family.photo()
    naming.draw_face(family.context, photo, (0.4, 0.4, 0.2, 0.2), "Leo")
    assert family.names(photo) == ["Leo"]
    assert [face.origin for face in naming.faces_of_photo(family.context, photo)] == ["drawn"]
    family.find_faces(photo, [1], shift=0.31)  # where it was drawn, by and large
    acting.settle(family.context)
    assert len(naming.faces_of_photo(family.context, photo)) == 2


def test_two_photos_of_the_same_bytes_show_the_same_person(family: Any) -> None:
    one = family.photo(2, content="c" * 64)
    other = family.photo(2, content="c" * 64)
    naming.name_faces(family.context, [family.face(one)], "Ida")
    assert family.names(one) == family.names(other) == ["Ida"]


def test_a_copy_that_comes_later_has_the_names(family: Any) -> None:
    """No face is new then, and nothing was said since: nothing else would bring them."""
    from dataclasses import replace

    from photos_ml.store import Batch, FileStat

    photo = family.photo(2)
    naming.name_faces(family.context, [family.face(photo)], "Ida")
    change = family.changes[photo]
    file = replace(change.group, primary=FileStat("copy.jpg", 1, 1))
    copy = family.library.write(Batch(upserts=(replace(change, group=file),)))[0]
    assert group_new(family.context) is not None
    assert family.names(copy) == ["Ida"]
    other = family.library.write(Batch(upserts=(replace(change, group=replace(file, folder="b")),)))[0]
    assert group_new(family.context) is None, "nothing is due"
    assert family.names(other) == ["Ida"]


def test_strangers_and_hidden_ones_are_not_listed(grouped: Any) -> None:
    naming.name_group(grouped.context, group_of(grouped, grouped.of_0[0]), "Anna")
    naming.ignore_group(grouped.context, group_of(grouped, grouped.of_1[0]))
    anna = person(grouped, "Anna")
    naming.mark_person(grouped.context, anna, hidden=True)
    seen = listing.listed(grouped.context)
    assert not (seen.persons or seen.groups)
    assert len(listing.listed(grouped.context, hidden=True).persons) == 2
    assert grouped.names(grouped.both) == ["Anna"]


def rows_with(library: Any, name: str) -> list[str]:
    """Tables in which a name stands."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
    tables = [row[0] for row in library.database.query(sql)]
    rows = {table: library.database.query(f"SELECT * FROM {table}") for table in tables}
    return [table for table in tables if any(name in repr(tuple(row)) for row in rows[table])]


def test_forgetting_deletes_for_good(grouped: Any) -> None:
    naming.name_group(grouped.context, group_of(grouped, grouped.of_0[0]), "Anna")
    anna = person(grouped, "Anna")
    database = grouped.library.database
    Memories(database).exclude(Excluded.PERSON, "Anna")
    Feedback(database).add(FeedbackEvent(NOW, FeedbackKind.LESS, subject="person:Anna"))
    remember_search(grouped.context, "anna at the lake")
    remember_search(grouped.context, "the lake")
    assert is_whole(database), "names by faces, and what was taken back, are sound"
    assert forgetting.check_forget(grouped.context, anna).faces == 6
    forgetting.forget(grouped.context, anna)
    vectors = "SELECT count(*) FROM faces WHERE vector IS NOT NULL"
    assert grouped.library.database.scalar(vectors) == 5
    assert grouped.names(grouped.both) == []
    grouped.find_faces(grouped.both, [0, 1])  # described again: not that one
    acting.settle(grouped.context)
    assert grouped.library.database.scalar(vectors) == 5
    newest = grouped.library.database.scalar("SELECT max(gesture) FROM acts")
    with pytest.raises(UsageError, match="cannot be undone"):
        acting.undo(grouped.context, newest)
    assert rows_with(grouped.library, "Anna") == []
    assert latest_searches(grouped.context) == ["the lake"]
    naming.name_group(grouped.context, group_of(grouped, grouped.of_1[0]), "Anna")
    assert person(grouped, "Anna") > anna


def test_the_most_useful_question_comes_first_and_is_asked_once(family: Any) -> None:
    for number, count in ((6, 5), (7, 3)):  # two looks of one person, somewhat apart
        family.middles[number] = family.middles[5] + family.random.normal(0, 0.05, 128)
        for _ in range(count):
            family.photo(number)
    for _ in range(6):
        family.photo(5)
    regroup(family.context)
    groups = len(listing.listed(family.context).groups)
    asked = asking.suggestions(family.context)
    assert groups == 3
    assert [one.settles for one in asked] == sorted((one.settles for one in asked), reverse=True)
    first = asked[0]
    asking.answer(family.context, first.one.who, first.other.who, same=False)
    again = {
        frozenset((one.one.covers[0], one.other.covers[0])) for one in asking.suggestions(family.context)
    }
    assert frozenset((first.one.covers[0], first.other.covers[0])) not in again


def test_who_has_a_name_from_elsewhere_keeps_it(grouped: Any) -> None:
    naming.name_group(grouped.context, group_of(grouped, grouped.of_0[0]), "Anna")
    by_file = grouped.photo(3, metadata=Metadata(width=400, height=300, people=(PersonTag("Anna"),)))
    Memories(grouped.library.database).exclude(Excluded.PERSON, "Anna")
    forgetting.forget(grouped.context, person(grouped, "Anna"))
    assert grouped.names(by_file) == ["Anna"]
    assert Memories(grouped.library.database).exclusions() == [(Excluded.PERSON, "Anna")]


def test_names_of_files_may_have_spaces_and_begin_alike(family: Any) -> None:
    def with_name(name: str) -> int:
        return int(family.photo(metadata=Metadata(width=400, height=300, people=(PersonTag(name),))))

    photos = {name: with_name(name) for name in ("Ann", "Ann Lee", "Bo n: Lee")}
    acting.settle(family.context)
    ids = {name: person(family, name) for name in photos}
    asking.answer(
        family.context,
        asking.Who("person", ids["Ann Lee"]),
        asking.Who("person", ids["Bo n: Lee"]),
        same=False,
    )
    forbidden = Persons(family.library.database).forbidden()
    assert {frozenset(pair) for pair in forbidden} == {frozenset((ids["Ann Lee"], ids["Bo n: Lee"]))}
    naming.set_birth(family.context, ids["Ann Lee"], "1985")
    merged = naming.merge(family.context, ids["Ann Lee"], [ids["Bo n: Lee"]])
    assert family.names(photos["Bo n: Lee"]) == ["Ann Lee"]
    corrections.undo(family.context, merged)
    assert family.names(photos["Bo n: Lee"]) == ["Bo n: Lee"]
    naming.set_birth(family.context, ids["Ann"], "1950")
    forgetting.forget(family.context, ids["Ann"])
    births = {one.name: one.birth for one in Persons(family.library.database).all()}
    assert births["Ann Lee"] == "1985", "whose name begins like that of the forgotten one"


def test_the_last_gesture_is_undone_whatever_it_was_of(grouped: Any) -> None:
    naming.name_group(grouped.context, group_of(grouped, grouped.of_0[0]), "Anna")
    corrections.undo(grouped.context)
    assert grouped.names(grouped.both) == []


def test_a_name_without_a_place_proposes_the_group_it_is_found_beside(family: Any) -> None:
    tagged = Metadata(width=400, height=300, people=(PersonTag("Ida"),))
    with_name = [family.photo(0, 1, metadata=tagged), *(family.photo(0, metadata=tagged) for _ in range(3))]
    for _ in range(3):
        family.photo(1)
    regroup(family.context)
    acting.settle(family.context)
    ida = asking.Who("person", person(family, "Ida"))
    (asked,) = asking.suggestions(family.context)
    assert (asked.one.name or asked.other.name, asked.settles) == ("Ida", 4)
    assert {asked.one.who, asked.other.who} == {ida, asking.Who("group", group_of(family, with_name[0]))}
    gesture = asking.answer(family.context, asked.one.who, asked.other.who, same=False)
    assert asking.suggestions(family.context) == []
    acting.undo(family.context, gesture)
    asking.answer(family.context, asked.one.who, asked.other.who, same=True)
    assert asking.suggestions(family.context) == []
    assert [p.faces for p in listing.listed(family.context).persons] == [4]


def test_a_yes_makes_one_of_two(grouped: Any) -> None:
    pair = [asking.Who("group", group_of(grouped, photo)) for photo in (grouped.of_0[0], grouped.of_1[0])]
    asking.answer(grouped.context, *pair, same=True)
    (someone,) = listing.listed(grouped.context).persons
    assert (someone.name, someone.faces) == ("", 11)


def test_what_was_said_comes_back_from_a_backup(grouped: Any, tmp_path: Any) -> None:
    naming.name_group(grouped.context, group_of(grouped, grouped.of_0[0]), "Anna")
    naming.set_birth(grouped.context, person(grouped, "Anna"), "2019-05")
    grouped.library.backup(tmp_path / "acts.jsonl")
    for field in ("face", "person"):
        grouped.library.database.execute(f"DELETE FROM acts WHERE field GLOB '{field}.*'")
    acting.settle(grouped.context)
    assert grouped.names(grouped.both) == []
    grouped.library.restore(tmp_path / "acts.jsonl")
    acting.settle(grouped.context)
    assert grouped.names(grouped.both) == ["Anna"]
    assert [p.birth for p in listing.listed(grouped.context).persons] == ["2019-05"]


def test_what_was_said_holds_in_an_index_made_anew(grouped: Any) -> None:
    naming.name_group(grouped.context, group_of(grouped, grouped.of_0[0]), "Anna")
    naming.not_person(grouped.context, [grouped.face(grouped.of_0[4])])
    before = {photo: grouped.names(photo) for photo in (*grouped.of_0, *grouped.of_1, grouped.both)}
    assert before[grouped.of_0[4]] == []
    new = grouped.index_anew()
    for photo in before:
        grouped.find_faces(new[photo], [int(photo in grouped.of_1)] if photo != grouped.both else [0, 1])
    group_new(grouped.context)
    assert {photo: grouped.names(new[photo]) for photo in before} == before


def test_the_ids_of_groups_stay(grouped: Any) -> None:
    before = {photo: group_of(grouped, photo) for photo in (*grouped.of_0, *grouped.of_1)}
    grouped.photo(0)
    grouped.photo(4)
    regroup(grouped.context)
    assert {photo: group_of(grouped, photo) for photo in before} == before


@pytest.mark.parametrize("day", ["", "31.5.2019", "2019-13", "20190531"])
def test_a_date_of_birth_is_a_date(grouped: Any, day: str) -> None:
    naming.name_group(grouped.context, group_of(grouped, grouped.of_0[0]), "Anna")
    with pytest.raises(UsageError, match="no date of birth"):
        naming.set_birth(grouped.context, person(grouped, "Anna"), day)
