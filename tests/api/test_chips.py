"""Chips: each stands for one piece of the plan, and taking it away leaves the rest."""

from __future__ import annotations

import re
from datetime import date
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.app.service.chip_labels import ChipLabels, as_typed, labels_in
from photos_ml.app.service.chip_words import SAYS
from photos_ml.app.service.chips import chips_json
from photos_ml.app.service.language import ENGLISH, LANGUAGES
from photos_ml.app.service.suggestions import Name, openings, spoken, suggest
from photos_ml.planner.plan import (
    FACTS,
    MEDIA,
    Age,
    Days,
    Faces,
    Hours,
    People,
    QueryPlan,
    Recurring,
    YearDays,
)

NAMES = st.lists(st.sampled_from(["Anna", "Bob", "Zoë", "Rome"]), max_size=3, unique=True).map(tuple)
EASTERS = tuple(Days(date(year, 4, 5), date(year, 4, 6)) for year in range(2018, 2024))
FACES = ((), (0, 0), (1, 1), (1, None), (2, None), (None, 3), (2, 4))
EVERY_13TH = tuple(YearDays(f"{month:02}-13", f"{month:02}-13") for month in range(1, 13))
PARTS = st.builds(
    Recurring,
    months=st.sampled_from([(), (6, 7)]),
    days=st.sampled_from([(), (YearDays("12-24", "01-06"), YearDays("05-01", "05-01")), EVERY_13TH]),
    weekdays=st.sampled_from([(), (5, 6)]),
    hours=st.sampled_from([(), (Hours(22, 5),), (Hours(22, 5), Hours(10, 12))]),
)
PLANS = st.builds(
    QueryPlan,
    text=st.sampled_from(["", "a beach"]),
    without=NAMES,
    taken=st.sampled_from(
        [(), (Days(date(2024, 1, 1), None),), (Days(None, date(2020, 1, 1)), Days(date(2024, 1, 1))), EASTERS]
    ),
    recurring=PARTS,
    places=NAMES,
    not_taken=st.sampled_from([(), (Days(date(2024, 1, 1), date(2024, 12, 31)),), EASTERS]),
    not_recurring=PARTS,
    not_places=NAMES,
    people=st.builds(People, all=NAMES, any=NAMES, none=NAMES, only=st.booleans()),
    media=st.lists(st.sampled_from(MEDIA), max_size=3, unique=True).map(tuple),
    camera=st.sampled_from(["", "Canon"]),
    folders=NAMES,
    exact=NAMES,
    favorite=st.booleans(),
    min_rating=st.sampled_from([None, 1, 3, 5]),
    lacks=st.lists(st.sampled_from(FACTS), max_size=2, unique=True).map(tuple),
    faces=st.sampled_from([Faces(*ends) for ends in FACES]),
    age=st.sampled_from([None, Age("Anna", 3, 3), Age("Anna", 1, 1), Age("Anna", 3, 5)]),
    order=st.sampled_from(["relevance", "newest", "oldest"]),
    limit=st.sampled_from([None, 10]),
)
OTHERS = tuple(code for code in LANGUAGES if code != ENGLISH)


def labels_of(language: str) -> ChipLabels:
    labels = labels_in(language, {"Rome": "ROM"})
    assert labels is not None
    return labels


@given(PLANS)
def test_taking_a_chip_away_leaves_the_others(plan: QueryPlan) -> None:
    labels = [chip.label for chip in plan.chips()]
    for number, chip in enumerate(chips_json(plan)):
        rest = QueryPlan.from_dict(chip["rest"])
        assert [left.label for left in rest.chips()] == labels[:number] + labels[number + 1 :]


@given(PLANS)
def test_taking_all_chips_away_leaves_nothing(plan: QueryPlan) -> None:
    while chips := chips_json(plan):
        plan = QueryPlan.from_dict(chips[0]["rest"])
    assert not plan


@given(PLANS, st.sampled_from(OTHERS))
def test_in_each_language_a_plan_has_the_same_pieces_and_no_english_word(
    plan: QueryPlan, language: str
) -> None:
    english, chips = chips_json(plan), chips_json(plan, labels=labels_of(language))
    assert [{**chip, "label": ""} for chip in chips] == [{**chip, "label": ""} for chip in english]
    for chip in chips:
        assert chip["label"] and not re.search(r"[{}|]|None", chip["label"])
        assert not set(re.findall(r"\w+", chip["label"])) & ENGLISH_WORDS, chip["label"]
        assert "Rome" not in chip["label"] or chip["field"] not in ("places", "not_places")


ENGLISH_WORDS = set(
    "until since to every on from or not nobody somebody face faces least most times stars star first and "
    "newest oldest location named rated caption Jun Jul Dec Saturday Sunday favorites screenshot map".split()
)


@pytest.mark.parametrize("language", OTHERS)
def test_each_language_says_all_that_a_chip_says(language: str) -> None:
    assert SAYS[language].keys() == SAYS["de"].keys() >= {*MEDIA, *FACTS}
    for name, words in SAYS[language].items():
        fields = {field for _, field, _, _ in Formatter().parse(words) if field}
        assert fields == {field for _, field, _, _ in Formatter().parse(SAYS["de"][name]) if field}


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "de",
            ["ohne Schnee", "2024", "am Samstag", "ROM", "außer Paris", "Videos", "mindestens 2 Gesichter"],
        ),
        ("fr", ["sans Schnee", "2024", "le samedi", "ROM", "sauf Paris", "vidéos", "au moins 2 visages"]),
        ("it", ["senza Schnee", "2024", "di sabato", "ROM", "tranne Paris", "video", "almeno 2 volti"]),
    ],
)
def test_chips_in_other_languages_and_as_they_were_typed(language: str, says: list[str]) -> None:
    plan = QueryPlan(
        text="schneebedeckte berge",
        without=("schnee",),
        taken=(Days(date(2024, 1, 1), date(2024, 12, 31)),),
        recurring=Recurring(weekdays=(5,)),
        places=("Rome",),
        not_places=("Paris",),
        media=("video",),
        faces=Faces(2, None),
        evidence={"recurring": ("Samstags",), "text": ("schneebedeckte Berge",)},
    )
    query = "Samstags schneebedeckte Berge ohne Schnee"
    assert as_typed(plan.text, "Berge, schneebedeckte") == "schneebedeckte Berge"
    chips = chips_json(plan, query, labels_of(language))
    assert [chip["label"] for chip in chips] == ["schneebedeckte Berge", *says]
    spans = {chip["field"]: chip["span"] for chip in chips}
    assert (spans["recurring"], spans["text"]) == ((0, 8), (9, 29))


def test_a_search_and_its_hints_are_in_the_language_of_the_app(client: Any) -> None:
    german = {"Accept-Language": "de"}
    found = client.post("/api/search", {"query": "Videos im Mai 2024"}, **german).json
    assert [chip["label"] for chip in found["chips"]] == ["2024-05-01 – 2024-05-31", "Videos"]
    assert found["lacking"] == ["Videos"]
    assert found["hints"]["gains"] == [{"label": "Videos", "photos": 1}]
    planned = client.post("/api/plan", {"query": "not in june"}, **german).json
    assert [chip["label"] for chip in planned["chips"]] == ["außer Juni"]
    assert planned["chips"][0]["rest"] == {}


KNOWN = (
    *(Name("Ana María", "person", 5), Name("Zoë", "person", 9), Name("Paris", "place", 7)),
    *(Name("New York", "place", 3), Name("parrot", "thing", 20), Name("last summer", "time", 4)),
    *(Name("parade", "keyword"), Name("Paris 2019", "folder"), Name("Canon EOS R6", "camera", 80)),
)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("par", ["parrot", "Paris", "parade", "Paris 2019"]),
        ("dog last su", ["last summer"]),
        ("eos", ["Canon EOS R6"]),
        ("photos of zoe", []),
        ("photos of zo", ["Zoë"]),
        ("sunset in new y", ["New York"]),
        ("maria", ["Ana María"]),
        ("mar", ["Ana María"]),
        ("xyz", []),
    ],
)
def test_names_that_the_last_words_begin_those_of_most_photos_first(typed: str, names: list[str]) -> None:
    assert [found.name for found in suggest(typed, KNOWN)] == names


def test_a_suggestion_is_a_whole_query() -> None:
    (found,) = suggest("sunset in new y", KNOWN)
    assert (found.query, found.kind) == ("sunset in New York", "place")


def test_a_time_goes_on_from_where_it_began_and_is_offered_once() -> None:
    times = [Name(words, "time", 3) for words in ("last summer", "in summer", "this summer", "last Summer")]
    assert [one.query for one in suggest("last su", times)] == ["last summer"]
    assert [one.query for one in suggest("dog in su", times)] == ["dog in summer"]


@pytest.mark.parametrize(
    ("typed", "chosen", "read"),
    [
        ("le", "", {"en"}),
        ("le", "de", {"en", "de"}),
        ("letz", "", {"en", "de"}),
        ("el perro en ver", "", {"en", "es"}),
        ("snow le", "", {"en"}),
    ],
)
def test_times_are_offered_in_the_language_that_is_typed(typed: str, chosen: str, read: set[str]) -> None:
    assert {language.code for language in spoken(typed, chosen)} == read


def test_openings_are_the_first_names_of_each_kind_and_ideas() -> None:
    found = openings(["a dog"], ["Zoë", "Ana María", "Bo"], iter(["Paris"]))
    assert [(one.query, one.kind) for one in found[:4]] == [
        ("a dog", "latest"), ("Zoë", "person"), ("Ana María", "person"), ("Paris", "place"),
    ]  # fmt: skip
    assert {one.kind for one in found[4:]} == {"idea"}
    assert suggest("  ", KNOWN) == []
