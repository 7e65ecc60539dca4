"""Names of things in several languages, by a small table of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.config import models_dir
from photos_ml.encoders.builtin import LANGUAGES_FOLDER
from photos_ml.encoders.word_table import WordTable, read_word_table

WORDS = """\
en\tes\tde
dog\tperro; perra\tHund
house\tcasa\tHaus
octopus\tpulpo\tKrake
wedding\tcasa de boda\tHochzeit
nut\t?nuez\t?Nuss
polar bear\toso polar\tEisbär
duck\tpato\tEnte
foot\tpie\tpato
"""
FORMS = "es\t\ts\nes\t\tes\nes\tz\tces\nde\t\te\nde\t\ter\nde\t\tn\n"
ARTICLES = "es\tel los un\tuna foto de {}\nde\tder die ein\tein Foto von {}\n"
GLOSS = "en\tes\tde\n-a\tun\tein\nblack\tnegro\tschwarz\nruns\tcorre\trennt\n-to\ta\tzu\n"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> WordTable:
    folder = tmp_path_factory.mktemp("words")
    for name, text in (("words", WORDS), ("forms", FORMS), ("articles", ARTICLES), ("gloss", GLOSS)):
        (folder / f"{name}.tsv").write_text(text, encoding="utf-8")
    return read_word_table(folder)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("perro", "dog"),
        ("PERRA", "dog"),
        ("perros", "dog"),
        ("los perros", "dog"),
        ("Hunde", "dog"),
        ("die Häuser", "house"),
        ("hauser", "house"),
        ("osos polares", "polar bear"),
        ("un oso polar", "polar bear"),
        ("casas de boda", "wedding"),
        ("Katze", ""),
        ("perro grande", ""),
        ("el", ""),
        ("", ""),
        ("!", ""),
    ],
)
def test_a_name_alone_is_found_in_each_form(said: str, meant: str, table: WordTable) -> None:
    assert table.english(said) == meant


def test_a_word_of_two_meanings_is_shown_and_not_asked_for(table: WordTable) -> None:
    assert table.in_language("nut", "es") == "nuez" and table.in_language("nut", "de") == "Nuss"
    assert table.english("nuez") == table.english("nueces") == table.english("Nuss") == ""


def test_where_languages_disagree_the_one_that_is_meant_decides(table: WordTable) -> None:
    assert table.english("pato") == ""
    assert table.english("pato", "es") == "duck" and table.english("pato", "de") == "foot"
    assert table.english("perro", "de") == "" and table.english("perro", "fr") == "dog"


def test_names_inside_a_text_are_put_in_english(table: WordTable) -> None:
    assert table.put("Perros en la casa") == "dog en la house"
    assert table.put("Eisbär, Hund & Haus") == "polar bear dog house"
    assert table.put("") == ""
    assert table.put("Un Árbol") == "Un Árbol", "nothing of it is a name"
    assert table.put("pie y perro", "es", keep={"pie"}) == "pie y dog"


@pytest.mark.parametrize(
    ("said", "english", "share"),
    [
        ("un perro negro corre", "dog black runs", 1.0),
        ("ein Hund rennt zur Katze", "dog runs zur katze", 0.5),
        ("perro on the beach", "dog on the beach", 1.0),
        ("Katze", "katze", 0.0),
        ("un a", "a to", 0.0),
        ("", "", 0.0),
    ],
)
def test_a_text_is_put_word_by_word_as_far_as_it_is_known(
    said: str, english: str, share: float, table: WordTable
) -> None:
    assert table.glossed(said, frozenset("on the beach".split())) == (english, share)
    assert table.captions["de"] == "ein Foto von {}"


def test_what_the_table_lacks_stays_english(table: WordTable) -> None:
    assert table.in_language("sunset", "es") == "sunset" and table.in_language("dog", "fr") == "dog"


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("building", ("edificio", "bâtiment", "Gebäude", "edificio", "edifício")),
        ("fungus", ("hongo", "champignon sauvage", "Wildpilz", "fungo selvatico", "fungo")),
        ("fence", ("valla", "clôture", "Zaun", "recinzione", "cerca")),
    ],
)
def test_a_tag_is_shown_as_what_the_picture_has(tag: str, shown: tuple[str, ...]) -> None:
    shipped = read_word_table(models_dir() / LANGUAGES_FOLDER)
    assert tuple(shipped.in_language(tag, code) for code in ("es", "fr", "de", "it", "pt")) == shown
    assert shipped.english("Bauen") == shipped.english("Schwamm") == ""


def test_no_table_knows_nothing(tmp_path: Path) -> None:
    empty = read_word_table(tmp_path)
    assert empty.languages == () and empty.english("perro") == "" and empty.put("El Perro") == "El Perro"


@given(st.text(max_size=40))
def test_any_text_can_be_put(text: str) -> None:
    nothing = WordTable({}, {})
    assert nothing.put(text) == text
