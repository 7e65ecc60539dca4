"""What tags and places are called in the language of the app. In the library their names are English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from photos_ml.app.service.context import Context
from photos_ml.app.service.language import ENGLISH
from photos_ml.app.service.settings import query_languages
from photos_ml.config import models_dir
from photos_ml.planner.tokens import fold
from photos_ml.types import Place


@dataclass(frozen=True, slots=True)
class ShownNames:
    """A language, and by their English names what it calls tags, and the parts of places with photos."""

    language: str
    tags: Mapping[str, str]
    places: Mapping[str, str]
    queries: Mapping[str, str]
    """Languages that queries are read in: code -> name in itself."""

    def place(self, place: Place) -> Place:
        """The same by the names that are shown."""
        city, region, country = (
            self.places.get(part, part) for part in (place.city, place.region, place.country)
        )
        return replace(place, city=city, region=region, country=country)


def words(context: Context) -> ShownNames:
    """The names that are others than the English ones."""
    language, queries = context.language, query_languages()
    if language == ENGLISH or not context.has_library:
        return ShownNames(language, {}, {}, queries)
    return ShownNames(language, _table(language), place_words(context), queries)


def place_words(context: Context) -> Mapping[str, str]:
    """English name of a place with photos, or of a part of it -> what it is called, where that is another."""
    language = context.language
    if language == ENGLISH or not context.has_library:
        return {}
    return context.while_unchanged(f"places in {language}", lambda: _places(context))


def tag_namer(context: Context) -> Callable[[str], str]:
    """From a tag to what it is called."""
    known = {} if context.language == ENGLISH else _table(context.language)
    return lambda tag: known.get(tag, tag)


def tag_reader(context: Context) -> Callable[[str], str]:
    """From what a tag is called, or its English name, to the tag; what is neither stays."""
    if context.language == ENGLISH:
        return lambda said: said
    called = _table(context.language)
    shown = {name: tag for tag, name in reversed([*called.items()])}
    # As they are written before as they are folded: 'Hut' is a hat in German, and 'hut' is none.
    known = {fold(name): tag for name, tag in shown.items()} | {tag: tag for tag in called} | shown
    return lambda said: known.get(said) or known.get(fold(said), said)


def place_namer(context: Context) -> Callable[[Place], Place]:
    """From a place to the same under the names that are shown."""
    from photos_ml.gazetteer import Gazetteer

    language = context.language
    if language == ENGLISH:
        return lambda place: place
    gazetteer = context.while_loaded("names of places", Gazetteer)
    return lambda place: gazetteer.in_language(place, language)


def _table(language: str) -> Mapping[str, str]:
    from photos_ml.encoders.builtin import LANGUAGES_FOLDER
    from photos_ml.encoders.word_table import read_word_table

    return read_word_table(models_dir() / LANGUAGES_FOLDER).shown.get(language, {})


def _places(context: Context) -> Mapping[str, str]:
    named = place_namer(context)
    found: dict[str, str] = {}
    for place in context.library().places().values():
        called = named(place)
        pairs = (
            (place.country, called.country),
            (place.region, called.region),
            (place.city, called.city),
        )
        found.update({name: shown for name, shown in pairs if shown != name})
    return found
