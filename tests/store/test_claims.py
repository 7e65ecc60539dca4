"""Who says what of a photo, and what holds: the most trusted, whatever comes in which order."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.favorites import is_favorite
from photos_ml.provenance import FILE, NONE, USER, Claim, Fact, Field, Trust, import_of, model_of, trust_in
from photos_ml.store import Library, Mark, PhotoFilter
from photos_ml.store.acts import Act
from photos_ml.store.facts import date_value, facts_of, person_value, resolved, where_value, with_facts
from photos_ml.types import DateSource, Metadata, PersonTag, Place, Position, Precision, Taken

AT = "2026-11-21T12:00:00+00:00"
LATER = "2026-11-22T12:00:00+00:00"
CAPTION: Fact = (Field.CAPTION, "")
PARIS = Place("Paris", "Île-de-France", "France", "FR")
LYON = Place("Lyon", "Auvergne-Rhône-Alpes", "France", "FR")
TAKEN = Taken(datetime(2020, 7, 4, 12, 30), 120, DateSource.EXIF)
WHOLE = Metadata(
    width=10,
    height=20,
    taken=TAKEN,
    position=Position(48.0, 2.0, 35.0),
    place=PARIS,
    title="A title",
    caption="words of the file",
    keywords=("boat", "sea"),
    people=(PersonTag("Anna", (0.1, 0.2, 0.3, 0.4)), PersonTag("Zoë")),
    rating=3,
    heart=True,
)


def claim(source: str, value: str, fact: Fact = CAPTION, at: str = AT, by_person: bool = False) -> Claim:
    return Claim(fact, source, value, at, by_person)


def caption(library: Library, photo: int) -> str:
    return library.photos.get([photo])[photo].metadata.caption


def now(library: Library, photo: int) -> Metadata:
    return library.photos.get([photo])[photo].metadata


class TestResolution:
    LADDER = (
        claim(USER, '"user"'),
        claim(import_of("digikam"), '"corrected"', by_person=True),
        claim(FILE, '"file"'),
        claim(import_of("takeout"), '"import"'),
        claim(model_of("captioner", "1"), '"model"'),
    )
    """The most trusted first."""

    @pytest.mark.parametrize("order", list(permutations(range(5))))
    def test_the_most_trusted_holds_in_whatever_order_they_come(self, order: tuple[int, ...]) -> None:
        for said in range(1, 6):
            known = [self.LADDER[i] for i in order[:said]]
            of_file = {c.fact: c.value for c in known if c.source == FILE}
            best = min(order[:said])
            assert resolved(of_file, (c for c in known if c.source != FILE)) == {
                CAPTION: self.LADDER[best].value
            }

    def test_of_equals_the_latest_holds(self) -> None:
        old, new = claim(import_of("a"), '"old"', at=AT), claim(import_of("b"), '"new"', at=LATER)
        assert resolved({}, [old, new]) == resolved({}, [new, old]) == {CAPTION: '"new"'}

    def test_the_time_of_a_file_is_no_word_of_it(self) -> None:
        guess = facts_of(Metadata(taken=replace(TAKEN, source=DateSource.MTIME)))
        date: Fact = (Field.DATE, "")
        imported = date_value(replace(TAKEN, source=DateSource.IMPORT))
        assert resolved(guess, [claim(import_of("takeout"), imported, date)]) == {date: imported}
        assert resolved(facts_of(WHOLE), [claim(import_of("takeout"), imported, date)])[date] != imported

    def test_that_there_is_none_is_more_than_nothing_said(self) -> None:
        assert with_facts(WHOLE, resolved(facts_of(WHOLE), [claim(USER, NONE)])).caption == ""
        assert with_facts(WHOLE, resolved(facts_of(WHOLE), [])).caption == WHOLE.caption

    @pytest.mark.parametrize("source", ["", "somebody", "users"])
    def test_what_is_no_source_is_refused(self, source: str) -> None:
        with pytest.raises(ValueError, match="no source"):
            trust_in(source)

    def test_trust_is_in_order(self) -> None:
        assert sorted(Trust) == list(Trust)
        assert [c.rank[0] for c in self.LADDER] == sorted((c.rank[0] for c in self.LADDER), reverse=True)


@pytest.mark.parametrize(
    "metadata", [Metadata(), WHOLE, replace(WHOLE, place=None), replace(WHOLE, position=None)]
)
def test_facts_are_all_that_is_said(metadata: Metadata) -> None:
    assert with_facts(metadata, facts_of(metadata)) == metadata
    bare = with_facts(metadata, {})
    assert facts_of(bare) == {}
    assert with_facts(bare, facts_of(metadata)) == metadata


class TestOnePhoto:
    SAID: tuple[tuple[Fact, str], ...] = (
        (CAPTION, '"by hand"'),
        ((Field.TITLE, ""), '"named"'),
        ((Field.RATING, ""), "5"),
        ((Field.FAVORITE, ""), "false"),
        ((Field.DATE, ""), date_value(Taken(datetime(1985, 1, 1), None, DateSource.USER, Precision.YEAR))),
        ((Field.PLACE, ""), where_value(Position(45.7, 4.8), LYON)),
        ((Field.KEYWORD, "sea"), NONE),
        ((Field.KEYWORD, "lake"), '"Lake"'),
        ((Field.PERSON, "anna"), NONE),
        ((Field.PERSON, "bob"), person_value(PersonTag("Bob", (0.5, 0.5, 0.1, 0.1)))),
        ((Field.HIDDEN, ""), "true"),
    )
    CORRECTED = replace(
        WHOLE,
        caption="by hand",
        title="named",
        rating=5,
        heart=False,
        taken=Taken(datetime(1985, 1, 1), None, DateSource.USER, Precision.YEAR),
        position=Position(45.7, 4.8),
        place=LYON,
        keywords=("Lake", "boat"),
        people=(PersonTag("Bob", (0.5, 0.5, 0.1, 0.1)), PersonTag("Zoë")),
    )

    def test_what_the_user_says_holds_is_searched_and_can_be_undone(
        self, shelf: Any, library: Library
    ) -> None:
        photo = shelf.add("a.jpg", WHOLE)
        acts = [Act(f, value, photo, key) for (f, key), value in self.SAID]
        gesture = library.acts.do(acts)
        assert now(library, photo) == self.CORRECTED
        assert library.marks.hidden() == {photo}
        assert [len(library.match_ids(word)) for word in ("hand", "lyon", "bob", "lake", "sea", "anna")] == [
            1, 1, 1, 1, 0, 0,
        ]  # fmt: skip
        library.marks.set(photo, Mark.HIDE, False)
        year = PhotoFilter(days=(("1985-01-01", "1985-12-31"),), min_rating=5, people_any=("bob",))
        assert library.photo_ids(year).tolist() == [photo]
        shelf.add("a.jpg", replace(WHOLE, caption="written since", width=99), photo_id=photo)
        assert now(library, photo) == replace(self.CORRECTED, width=99)
        again = library.acts.undo(gesture)
        assert now(library, photo) == replace(WHOLE, caption="written since", width=99)
        assert library.marks.hidden() == frozenset()
        library.acts.undo(again)
        assert now(library, photo) == replace(self.CORRECTED, width=99)

    def test_what_is_taken_back_leaves_nothing_behind(self, shelf: Any, library: Library) -> None:
        photo = shelf.add("a.jpg", WHOLE)
        library.acts.undo(library.acts.do([Act(f, value, photo, key) for (f, key), value in self.SAID]))
        assert now(library, photo) == WHOLE
        assert library.claims.of(photo) == []

    def test_undoing_keeps_what_was_said_since(self, shelf: Any, library: Library) -> None:
        one, two = shelf.add("a.jpg"), shelf.add("b.jpg")
        gesture = library.acts.do([Act(Field.CAPTION, '"both"', photo) for photo in (one, two)])
        library.acts.do([Act(Field.CAPTION, '"mine"', one)])
        library.acts.undo(gesture)
        assert [caption(library, photo) for photo in (one, two)] == ["mine", ""]

    def test_who_says_it_is_told_with_what_the_file_says(self, shelf: Any, library: Library) -> None:
        photo = shelf.add("a.jpg", WHOLE)
        library.claims.say(
            [(photo, claim(import_of("takeout"), '"imported"')), (photo, claim(USER, '"mine"'))]
        )
        told = [(c.source, c.value) for c in library.claims.of(photo)]
        assert told == [(USER, '"mine"'), (FILE, '"words of the file"'), ("import:takeout", '"imported"')]

    def test_a_model_fills_in_what_the_file_leaves_open(self, shelf: Any, library: Library) -> None:
        photo, model = shelf.add("a.jpg"), model_of("captioner", "1")
        library.claims.say([(photo, claim(model, '"a guess"'))])
        assert caption(library, photo) == "a guess"
        shelf.add("a.jpg", replace(WHOLE, caption="written"), photo_id=photo)
        assert caption(library, photo) == "written"
        library.claims.unsay(model, [(photo, CAPTION)])
        assert caption(library, photo) == "written"
        assert library.claims.of(photo) == []

    def test_a_photo_that_only_its_file_speaks_of_has_no_claims(self, shelf: Any, library: Library) -> None:
        photo = shelf.add("a.jpg", WHOLE)
        shelf.add("a.jpg", replace(WHOLE, caption="changed"), photo_id=photo)
        assert library.database.scalar("SELECT count(*) FROM claims") == 0

    def test_acts_on_photos_that_are_not_there_do_nothing(self, library: Library) -> None:
        library.acts.do([Act(Field.CAPTION, '"nobody"', 99)])
        assert library.database.scalar("SELECT count(*) FROM acts") == 0


@dataclass
class Model:
    """What must hold of one photo, in plain words: the user's word, else an import's, else the file's."""

    of_file: dict[str, Any]
    user: dict[str, Any] = field(default_factory=dict)
    imported: dict[str, Any] = field(default_factory=dict)

    def expected(self) -> dict[str, Any]:
        said = {"caption": "", "rating": None, "heart": None} | self.imported | self.of_file | self.user
        return said | {"favorite": is_favorite(heart=said["heart"], rating=said["rating"])}


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "caption": st.sampled_from(("", "one", "two", "three")),
    "rating": st.none() | st.integers(0, 5),
    "heart": st.booleans(),
}
ACTED = {"heart": Field.FAVORITE}
"""Fields that metadata calls otherwise."""
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("user", "import", "index", "index", "undo", "forget user")),
        st.integers(0, 2),
        st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name])),
    ),
    max_size=12,
)


@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_nothing_that_the_user_did_is_ever_rewritten(
    shelf: Any, steps: list[tuple[str, int, tuple[str, Any]]]
) -> None:
    """Acts, imports, changed sidecars and runs of the indexer in any order, over three photos."""

    library: Library = shelf.library
    with library.database.transaction() as connection:
        for table in ("acts", "act_photos", "photos", "photo_text"):
            connection.execute(f"DELETE FROM {table}")
    ids = [shelf.add(f"{number}.jpg") for number in range(3)]
    models = [Model({}) for _ in ids]
    last: tuple[int, int, dict[str, Any]] | None = None
    for what, number, (name, value) in steps:
        photo, model = ids[number], models[number]
        match what:
            case "user":
                last = (
                    library.acts.do([Act(ACTED.get(name, name), json.dumps(value), photo)]),
                    number,
                    dict(model.user),
                )
                model.user[name] = value
            case "forget user":
                library.acts.do([Act(ACTED.get(name, name), None, photo)])
                model.user.pop(name, None)
                last = None
            case "undo" if last is not None:
                gesture, of, before = last
                library.acts.undo(gesture)
                models[of].user = before
                last = None
            case "import":
                library.acts.do(
                    [Act(ACTED.get(name, name), json.dumps(value), photo)],
                    source=import_of("other"),
                    by_person=False,
                )
                model.imported[name] = value
            case "index":
                model.of_file = {key: said for key, said in model.of_file.items() if key != name}
                if value not in ("", None, False):
                    model.of_file[name] = value
                shelf.add(f"{number}.jpg", Metadata(**model.of_file), photo_id=photo)
            case _:
                pass
        for one, expected in zip(ids, models, strict=True):
            metadata = now(library, one)
            found = {key: getattr(metadata, key) for key in (*VALUES, "favorite")}
            assert found == expected.expected(), (what, name, value)


def test_what_holds_is_what_resolving_anew_gives(shelf: Any, library: Library) -> None:
    """The columns are the outcome of one function over file and claims."""
    photo = shelf.add("a.jpg", WHOLE)
    library.acts.do([Act(f, value, photo, key) for (f, key), value in TestOnePhoto.SAID])
    library.acts.do([Act(Field.TITLE, '"by import"', photo)], source=import_of("x"))
    claims = [c for c in library.claims.of(photo) if c.source != FILE]
    anew = with_facts(WHOLE, resolved(facts_of(WHOLE), claims))
    found = now(library, photo)

    def bare(metadata: Metadata) -> Metadata:  # hidden photos are in a table of their own
        return replace(metadata, keywords=(), people=(), kinds=frozenset())

    assert bare(anew) == bare(found)
    assert (set(anew.keywords), set(anew.people)) == (set(found.keywords), set(found.people))
