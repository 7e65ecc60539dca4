"""Memories and what was learnt, in another language than the English they are kept in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from importlib import import_module

from photos_ml.ranker.telling import english
from photos_ml.ranker.telling.learnt import Learnt
from photos_ml.ranker.telling.memory import Memory
from photos_ml.ranker.telling.phrases import Phrases
from photos_ml.types import Place

MODULES = {"de": "german", "es": "spanish", "fr": "french", "it": "italian", "pt": "portuguese"}
"""ISO 639 code -> module of a language with PHRASES."""

InLanguage = Callable[[Place], Place]
"""A place under the names that the language has for it."""


@lru_cache
def phrases(language: str) -> Phrases | None:
    """What a language says; None for English, and for one that is not spoken here."""
    if language not in MODULES:
        return None
    found: Phrases = import_module(f"{__package__}.{MODULES[language]}").PHRASES
    return found


def memory_in(memory: Memory, language: str, named: InLanguage) -> Memory:
    """The memory in a language; as it is where that is English or it was kept in English alone."""
    words = phrases(language)
    if words is None or memory.told is None:
        return memory
    told, known = memory.told, _known(words)
    places = tuple(named(place) for place in told.facts.places)
    facts = replace(told.facts, places=places)
    cities = {place.city: called.city for place, called in zip(told.facts.places, places, strict=True)}
    reasons = (replace(why, name=cities.get(why.name, why.name)) for why in told.reasons)
    title, subtitle = words.title(memory.kind, facts, told.day)
    return replace(
        memory,
        title=title,
        subtitle=subtitle,
        why=tuple(words.reason(why, facts, told.day) for why in reasons),
        parts=tuple((known.get(part, part), amount) for part, amount in memory.parts),
    )


def learnt_in(learnt: Learnt, language: str) -> Learnt:
    """What was learnt, in a language."""
    words = phrases(language)
    if words is None:
        return learnt
    known = _known(words)
    more, less = (
        tuple((known.get(said, said), weight) for said, weight in side) for side in (learnt.more, learnt.less)
    )
    return Learnt(more, less)


def _known(words: Phrases) -> dict[str, str]:
    """What English says of a ranker -> what the language says of it."""
    themes = {title: words.themes[theme][0] for theme, (title, _) in english.THEMES.items()}
    about, english_about = words.parts["theme"], english.PARTS["theme"]
    return {
        **themes,
        **{english_about.format(title): about.format(told) for title, told in themes.items()},
        **{said: words.learnt[name] for name, said in english.LEARNT.items()},
        **{said: words.parts[name] for name, said in english.PARTS.items()},
    }
