"""Cities told from others of their name by what they lie in: 'Paris, Texas'."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from photos_ml.gazetteer import Gazetteer
from photos_ml.planner.context import Known, PlannedQuery
from photos_ml.planner.places import GazetteerPlaces

Plan = Callable[..., PlannedQuery]
KNOWN = Known(people=("Ben",), places=("Cambridge", "England", "Home"))


@pytest.fixture(scope="module")
def places() -> GazetteerPlaces:
    return GazetteerPlaces(Gazetteer())


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("paris, texas", "Paris, Texas"),
        ("paris texas", "Paris, Texas"),
        ("ben in Paris, Texas", "Paris, Texas"),
        ("lighthouse in portland, maine", "Portland, Maine"),
        ("springfield, illinois", "Springfield, Illinois"),
        ("moscow, idaho in winter", "Moscow, Idaho"),
        ("birmingham, alabama 2019", "Birmingham, Alabama"),
        ("paris, france", "Paris"),
        ("rome, italy", "Rome"),
        ("athens, greece", "Athens"),
        ("charlotte, north carolina", "Charlotte"),
        ("naples, florida", "Naples, Florida"),
    ],
)
def test_what_a_city_lies_in_tells_which_one_is_meant(query: str, place: str, plan: Plan) -> None:
    planned = plan(query, KNOWN)
    assert planned.plan.places == (place,)
    assert all(piece in query for piece in planned.plan.evidence["places"])


def test_a_city_the_library_has_keeps_the_librarys_name(plan: Plan) -> None:
    assert plan("cambridge, england", KNOWN).plan.places == ("Cambridge",)


@pytest.mark.parametrize(
    ("query", "text", "place"),
    [
        ("dinner, italy", "dinner", "Italy"),
        ("red bus, london", "red bus", "London"),
        ("sunset beach, california", "sunset beach", "California"),
        ("reading, england", "reading", "England"),
        ("reading in england", "reading", "England"),
        ("bath in england", "bath", "England"),
        ("turkey in france", "turkey", "France"),
        ("max in germany", "max", "Germany"),
        ("orange in california", "orange", "California"),
        ("the old mill, vermont", "old mill", "Vermont"),
    ],
)
def test_a_thing_in_front_of_a_place_is_no_city(query: str, text: str, place: str, plan: Plan) -> None:
    planned = plan(query, KNOWN).plan
    assert (planned.text, planned.places) == (text, (place,))


@pytest.mark.parametrize(
    ("outer", "inner", "name"),
    [
        ("Texas", "Paris", "Paris, Texas"),
        ("France", "Paris", "Paris"),
        ("Paris", "France", None),
        ("Texas", "Texas", None),
        ("Norway", "Paris", None),
        ("nowhere at all", "Paris", None),
        ("Texas", "nowhere at all", None),
    ],
)
def test_inside(outer: str, inner: str, name: str | None, places: GazetteerPlaces) -> None:
    assert places.inside(outer, inner) == name


def test_small_cities_can_be_left_aside(places: GazetteerPlaces) -> None:
    assert places.inside("Texas", "Paris", least_people=1_000_000) is None


@pytest.mark.parametrize("query", ["valencia oranges", "vienna pretzel", "georgia peaches at the market"])
def test_what_is_called_after_a_place_is_not_from_there(query: str, plan: Plan) -> None:
    planned = plan(query).plan
    assert (planned.text, planned.places) == (query, ())


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("paris, france", "Paris"),
        ("paris france", "Paris"),
        ("rome, italy", "Rome"),
        ("kyoto japan", "Kyoto"),
        ("new york, usa", "New York"),
        ("naples, florida", "Naples, Florida"),
        ("naples in italy", "Naples"),
        ("bergen in norway", "Bergen"),
        ("charlotte in north carolina", "Charlotte"),
        ("lima in peru", "Lima, Peru"),
    ],
)
def test_what_a_city_lies_in_is_no_word_of_the_picture(query: str, place: str, plan: Plan) -> None:
    """Countries whose names are also plain words among them, in a library that has no place."""
    planned = plan(query, Known()).plan
    assert (planned.text, planned.places) == ("", (place,))


@pytest.mark.parametrize("query", ["paris turkey sandwich", "paris me", "london bridge", "paris at night"])
def test_what_follows_a_city_is_no_place_it_does_not_lie_in(query: str, plan: Plan) -> None:
    assert plan(query, Known()).plan.places in (("Paris",), ("London",))


def test_cities_of_two_countries_are_a_union(plan: Plan) -> None:
    assert plan("vienna, austria and prague", Known()).plan.places == ("Vienna", "Prague")


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("États-Unis", "United States"),
        ("Etats-Unis", "United States"),
        ("Royaume-Uni", "United Kingdom"),
        ("Nouvelle-Zélande", "New Zealand"),
        ("Pays-Bas", "The Netherlands"),
        ("Île-de-France", "Île-de-France"),
        ("Schleswig-Holstein", "Schleswig-Holstein"),
        ("Corée du Sud", "South Korea"),
        ("München", "Munich"),
        ("münchen 2019", "Munich"),
        ("Genève", "Geneva"),
        ("Nova Iorque", "New York City"),
        ("Francia", "France"),
        ("Dänemark", "Denmark"),
        ("Köln", "Cologne"),
    ],
)
def test_a_place_alone_is_known_by_its_own_name(query: str, place: str, plan: Plan) -> None:
    found = plan(query, KNOWN).plan
    assert (found.text, found.places) == ("", (place,))


@pytest.mark.parametrize(
    "query", ["Oma", "mosca", "suede", "colonia", "grenade", "Tours", "constance", "balé"]
)
def test_a_name_that_is_a_common_word_somewhere_is_looked_for(query: str, plan: Plan) -> None:
    found = plan(query, KNOWN).plan
    assert (found.text, found.places) == (query.lower(), ())


def test_a_larger_place_of_that_very_name_is_meant(plan: Plan) -> None:
    assert plan("maryland", KNOWN).plan.places == ("Maryland",)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("Rhône-Alpes", "Auvergne-Rhône-Alpes"),
        ("wandern in rhône-alpes", "Auvergne-Rhône-Alpes"),
        ("castilla la mancha", "Castile-La Mancha"),
        ("vacaciones en Castilla-La Mancha", "Castile-La Mancha"),
        ("Trentino-Alto Adige", "Trentino-Alto Adige"),
        ("Provence-Alpes-Côte d'Azur", "Provence-Alpes-Côte d'Azur"),
        ("plage nord-pas-de-calais", "Hauts-de-France"),
        ("auvergne", "Auvergne-Rhône-Alpes"),
        ("algarve", "Faro"),
    ],
)
def test_composed_regions_and_former_ones_are_known(query: str, place: str, plan: Plan) -> None:
    assert plan(query, Known()).plan.places == (place,)


@pytest.mark.parametrize(
    ("query", "place", "elsewhere"),
    [
        ("germania tranne monaco di baviera", "Germany", "Munich"),
        ("allemagne sauf munich", "Germany", "Munich"),
        ("Deutschland außer Frankfurt am Main", "Germany", "Frankfurt am Main"),
    ],
)
def test_places_by_the_names_of_the_querys_language_stand_anywhere(
    query: str, place: str, elsewhere: str, plan: Plan
) -> None:
    planned = plan(query, Known()).plan
    assert (planned.places, planned.not_places) == ((place,), (elsewhere,))


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("rio de janeiro", "Rio de Janeiro"),
        ("fotos do rio de janeiro", "Rio de Janeiro"),
        ("las vegas", "Las Vegas"),
        ("los angeles", "Los Angeles"),
    ],
)
def test_a_name_with_a_month_or_an_article_in_it_is_a_place(query: str, place: str, plan: Plan) -> None:
    planned = plan(query, Known()).plan
    assert (planned.text, planned.places, bool(planned.recurring)) == ("", (place,), False)


@pytest.mark.parametrize(
    "query",
    [
        *("family reunion", "cascade", "portrait of a mono", "juego de mesa", "tienda de campaña"),
        *("máscara de gás", "mother-in-law", "limousin cow", "burgundy dress", "la playa"),
    ],
)
def test_words_that_are_somewhere_a_name_are_looked_for(query: str, plan: Plan) -> None:
    assert not plan(query, Known()).plan.places


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("montañas nevadas", ()),
        ("marinas at night", ()),
        ("old granadas", ()),
        ("Nevadas Wüsten", ("Nevada",)),
        ("nevada's deserts", ("Nevada",)),
        ("in marina", ("Marina",)),
    ],
)
def test_several_of_a_thing_are_no_place_of_its_name(query: str, places: tuple[str, ...], plan: Plan) -> None:
    known = Known(places=("Montana", "Nevada", "Marina", "Granada"))
    assert plan(query, known).plan.places == places
