"""Finds places in a draft: the library's own and the gazetteer's, with containment."""

from __future__ import annotations

import itertools

from photos_ml.planner.lang import DEFAULT, languages
from photos_ml.planner.places import ARTICLE
from photos_ml.planner.reading import Draft, Reading
from photos_ml.planner.spans import SpanRole
from photos_ml.planner.tokens import fold, is_word

HOME = "Home"
"""What a library calls where its user lives."""
MAX_WORDS = 4
"""Of a name, hyphens aside: 'Nord-Pas-de-Calais' has as many."""
CITY_PEOPLE_AFTER_IN = 50_000
"""Smaller cities need a capital: many are named like plain words."""
CITY_PEOPLE_BARE = 500_000
"""A city not introduced by 'in' and not capitalised must be this large."""
OTHER_NAME_PEOPLE = 300_000
"""After 'in' a city of so many is known by what other languages than English call it, with no capital."""
CITY_PEOPLE_PLACED = 10_000
"""With what it lies in behind it ('naples, florida') a city may be as small as this."""
MIN_OTHER_NAME = 5
"""Letters of such a name: shorter ones are other words too often."""
MIN_OUTER = 4
"""Letters of such a wider place: shorter ones are codes of states and small words."""
MAX_OWN_NAME = 7
"""Words and hyphens of a name that is all that is asked for: 'Papouasie-Nouvelle-Guinée' has five."""
NO_CITY = 1 << 40
"""More people than any city has."""
ALSO_THINGS = frozenset(
    "anguila,bale,balé,cardo,chita,colonia,corse,deli,durazno,genes,georgie,grenade,hail,litorale,marches,metà,"
    "mosca,old town,old-town,romã,sabana,são-bernardo,suede,uva".split(",")
)
"""What a language calls a place and one calls a thing: alone they are looked for in the pictures."""
MAX_OUTER_WORDS = 2
MAX_BARE_TOKENS = 8
"""In longer queries, which are sentences, only a capital or a preposition makes a place of a gazetteer's
name.
"""


def find_places(draft: Draft) -> None:
    """Every place meant; 'Paris in France' keeps the inner one, with both as evidence."""
    for at in draft.free_at():
        (
            _home(draft, at)
            or _library_place(draft, at)
            or _named_place(draft, at)
            or _own_name_alone(draft, at)
            or _gazetteer_place(draft, at)
        )
    _outer_places(draft)
    _small_cities(draft)
    narrow(draft)


def find_places_called_after_months(draft: Draft) -> None:
    """'rio de janeiro' is no January."""
    for at in draft.free_at():
        if not draft.find(at, "month"):
            continue
        for start in range(max(0, at - MAX_WORDS + 1), at):
            if not draft.free(start, at + 1) or not is_word(draft.tokens[start]):
                continue
            said = draft.quote(start, at + 1)
            if name := draft.places.canonical(said, least_people=CITY_PEOPLE_BARE):
                draft.add(start, at + 1, SpanRole.WHERE, name)
                break


def place_at(draft: Draft, at: int, end: int) -> str | None:
    """The place that tokens [at, end) name, with no question whether they are meant as one."""
    match = draft.names.places.find(draft.tokens, at)
    if match and match.end == end:
        return match.name
    return draft.places.canonical(draft.quote(at, end), least_people=0)


def _home(draft: Draft, at: int) -> bool:
    """'zu Hause', 'en casa', where this library has a home; not 'en casa de' somebody."""
    found = draft.find(at, "at home said")
    if found is None or HOME not in draft.known.places or draft.find(found.end, "genitive"):
        return False
    draft.add(at, found.end, SpanRole.WHERE, HOME)
    return True


def _named_place(draft: Draft, at: int) -> bool:
    """What a language calls a region or an island, which the gazetteer has in English: 'Baviera'."""
    found = draft.find(at, "place name")
    if found is None or _compound(draft, found.end) or draft.lexicon.has(draft.word(at - 1), "a"):
        return False
    draft.add(at, found.end, SpanRole.WHERE, found.value)
    return True


def _library_place(draft: Draft, at: int) -> bool:
    match = draft.names.places.find(draft.tokens, at)
    if match is None or not draft.free(at, match.end) or _compound(draft, match.end):
        return False
    if not match.exact and (draft.tokens[at].word in draft.language.place_words or _plain_plural(draft, at)):
        return False
    if (
        match.end == at + 1
        and draft.tokens[at].base in draft.language.place_words
        and not introduced(draft, at)
    ):
        return False
    if _as_person(draft, at) or draft.lexicon.has(draft.word(at - 1), "a"):
        return False
    draft.add(at, match.end, SpanRole.WHERE, match.name)
    return True


def _plain_plural(draft: Draft, at: int) -> bool:
    """'marinas at night', 'montañas nevadas': more than one of a thing that a place is called after too."""
    word, places = draft.tokens[at].word, draft.names.places
    plural = draft.plural(at) and any(places.has_word(word[:-cut]) for cut in (1, 2))
    return plural and draft.quote(at, at + 1).islower() and not introduced(draft, at)


def _own_name_alone(draft: Draft, at: int) -> bool:
    """'Genève', 'États-Unis', 'Nova Iorque 2019': what a language calls a place, with nothing else to look
    for; no common word of any language."""
    free = [k for k in range(len(draft.tokens)) if draft.roles[k] is None]
    end = free[-1] + 1
    if free != list(range(at, end)) or end - at > MAX_OWN_NAME or _as_person(draft, at):
        return False
    said = draft.quote(at, end)
    if any(not is_word(token) and token.word not in "-'." for token in draft.tokens[at:end]):
        return False
    if len(said) < MIN_OUTER or said.lower() in ALSO_THINGS or _is_plain(fold(said)):
        return False
    name = draft.places.called(said, least_people=CITY_PEOPLE_AFTER_IN)
    if name is None and "-" in said:
        name = draft.places.canonical(said, least_people=CITY_PEOPLE_AFTER_IN)
    elif name is None and " " in said:
        other = draft.places.canonical(said, least_people=OTHER_NAME_PEOPLE)
        name = other if other and (fold(other) != fold(said) or draft.find(at, "stop")) else None
    elif name is None:  # 'Auvergne', 'Algarve': of a region or country any name
        other = draft.places.canonical(said, least_people=NO_CITY)
        larger = draft.places.canonical(said, least_people=CITY_PEOPLE_AFTER_IN)
        name = other if other == larger else None
    if name is None:
        return False
    draft.add(at, end, SpanRole.WHERE, name)
    return True


def _is_plain(word: str) -> bool:
    """Whether it is a plain word or a first name in a language that is read."""
    return any(
        word in language.place_words | language.common_words | language.given_names | language.name_words
        for language in languages().values()
    )


def _gazetteer_place(draft: Draft, at: int) -> bool:
    bare = not (_capital(draft, at) or introduced(draft, at))
    if bare and len(draft.tokens) > MAX_BARE_TOKENS:
        return False
    for end in _ends(draft, at):
        if draft.free(at, end) and _nameable(draft, at, end):
            said = draft.quote(at, end)
            name = draft.places.canonical(said, least_people=_least_people(draft, at, end))
            if name and not _own_name(draft, at, said, name):
                continue
            if name and not _compound(draft, end):
                draft.add(at, end, SpanRole.WHERE, name)
                return True
    return False


def _ends(draft: Draft, at: int) -> list[int]:
    """Where a name that begins at a token may end, the farthest first."""
    words = [k for k in range(at, len(draft.tokens)) if draft.word(k) != "-"]
    return [k + 1 for k in reversed(words[:MAX_WORDS])]


def _nameable(draft: Draft, at: int, end: int, *, placed: bool = False) -> bool:
    """Cheap reasons not to ask: marks, small words at the edges, plain words, a stranger's name; fewer where
    what it lies in is named behind it.
    """
    first, last = draft.tokens[at], draft.tokens[end - 1]
    if (
        not (is_word(first) and is_word(last))
        or first.word.isdecimal()
        or (len(first.word) < 3 and end == at + 1 and not _short_name(draft, at))
    ):
        return False
    if draft.lexicon.find_any(
        draft.tokens, at, ("stop", "photo noun", "media", "month", "weekday", "favorite")
    ):
        return False
    if draft.lexicon.has(last.word, "stop") or last.word != last.base:
        return False
    if at and draft.lexicon.has(draft.word(at - 1), "a"):
        return False
    inside = draft.tokens[at:end]
    if any(not is_word(token) and token.word not in "-'." for token in inside):
        return False
    if end == at + 1 and not (
        first.word not in draft.language.place_words if placed else _telling_word(draft, at)
    ):
        return False
    return end == at + 1 or not all(token.word in draft.language.place_words for token in inside)


def _short_name(draft: Draft, at: int) -> bool:
    """'uk' always, 'US' in capitals."""
    word = draft.word(at)
    shouted = draft.quote(at, at + 1).isupper() and not draft.query.isupper()
    return draft.lexicon.has(word, "place alias") or (shouted and draft.lexicon.has(word, "capital alias"))


def _telling_word(draft: Draft, at: int) -> bool:
    """Neither a plain word nor a first name, or one that its company makes a place: 'in Nice'."""
    word, language = draft.word(at), draft.language
    if _short_name(draft, at):
        return True
    if word in language.place_words or word in language.common_words:
        plain = draft.lexicon.has(word, "plain after in") and draft.ends_with(at, "goes in") is not None
        return plain or (introduced(draft, at) and _capital(draft, at))
    return word not in language.given_names or introduced(draft, at)


def _least_people(draft: Draft, at: int, end: int) -> int:
    capital = _capital(draft, at)
    stranger = capital and (_capital_content(draft, at - 1) or _capital_content(draft, end))
    if introduced(draft, at):
        return 0 if capital and not stranger else CITY_PEOPLE_AFTER_IN
    if stranger:
        return NO_CITY
    return CITY_PEOPLE_AFTER_IN if capital else CITY_PEOPLE_BARE


def _own_name(draft: Draft, at: int, said: str, name: str) -> bool:
    """Other names of a place ('Oma' of Oman) count only after 'in' and with a capital, or where everybody
    uses them.
    """
    if fold(said) == fold(name).removeprefix(ARTICLE):
        return True
    if name in draft.known.places and len(said) >= MIN_OUTER:
        return True  # 'münchen' where this library has photos of Munich
    if introduced(draft, at) and (draft.tokens[at].capital or _known_elsewhere(draft, said)):
        return True
    if "-" in said:
        return True  # 'plage nord-pas-de-calais': a composed name is seldom another thing's
    if len(said) >= MIN_OTHER_NAME and said.lower() not in ALSO_THINGS and _called_so(draft, said, name):
        return True
    return draft.lexicon.has(fold(said), "place alias") or _short_name(draft, at)


def _called_so(draft: Draft, said: str, name: str) -> bool:
    """'allemagne', 'monaco di baviera': what the language of the query calls a country or a city."""
    return draft.places.called_in(draft.language.code, said) == name


def _known_elsewhere(draft: Draft, said: str) -> bool:
    """'londres', 'parigi': a large city or a country, as a language other than English calls it."""
    if draft.language.code == DEFAULT or len(said) < MIN_OTHER_NAME:
        return False
    return draft.places.canonical(said, least_people=OTHER_NAME_PEOPLE) is not None


def _capital(draft: Draft, at: int) -> bool:
    """A capital that tells a name: not in a language of capital nouns, not where every word has one."""
    return (
        draft.tokens[at].capital
        and not draft.language.capital_nouns
        and any(not token.capital for token in draft.tokens if token.word[:1].isalpha())
    )


def _capital_content(draft: Draft, at: int) -> bool:
    return 0 <= at < len(draft.tokens) and draft.tokens[at].capital and draft.content(at)


def introduced(draft: Draft, at: int) -> bool:
    """Whether a preposition of place stands in front, or another place and a comma or 'or'."""
    before = at
    while before and (draft.word(before - 1) == "," or draft.lexicon.find(draft.tokens, before - 1, "or")
                      or draft.lexicon.find(draft.tokens, before - 1, "and")):  # fmt: skip
        before -= 1
    if before != at and draft.role(before - 1) is SpanRole.WHERE:
        return True
    if draft.lexicon.has(draft.word(at), "home"):
        leads = any(draft.lexicon.has(draft.word(at - 1), kind) for kind in ("at home", "owner"))
        return leads or not any(draft.content(k) for k in range(len(draft.tokens)) if k != at)
    return draft.ends_with(at, "place lead") is not None or draft.ends_with(at, "elsewhere") is not None


def _compound(draft: Draft, end: int) -> bool:
    """'new york style pizza', 'turkey sandwich', 'panama hat': the thing, not the place."""
    at = end + 1 if draft.word(end) == "-" else end
    return draft.find(at, "place compound") is not None


def _as_person(draft: Draft, at: int) -> bool:
    """A name shared by a person and a place is the person unless 'in' or its like stands in front."""
    person = draft.names.people.find(draft.tokens, at, typos=False)
    return person is not None and not introduced(draft, at)


def narrow(draft: Draft) -> None:
    """Of two places side by side, one within the other, only the inner counts; both are evidence."""
    readings = draft.with_role(SpanRole.WHERE)
    for first, second in itertools.pairwise(readings):
        if first not in draft.readings or not _beside(draft, first, second):
            continue
        name = _inner(draft, str(first.value), str(second.value))
        if name:
            draft.remove(first)
            draft.remove(second)
            draft.add(first.start, second.end, SpanRole.WHERE, name)


def _inner(draft: Draft, one: str, other: str) -> str | None:
    """The name of the one that lies in the other; as the library has it where it has both."""
    for outer, inner in ((other, one), (one, other)):
        name = draft.places.inside(outer, inner)
        if name:
            return inner if {inner, outer} <= set(draft.known.places) else name
    return None


def _outer_places(draft: Draft) -> None:
    """'paris, france': a name that is also a plain word here is the place that the one before it lies in."""
    for reading in draft.with_role(SpanRole.WHERE):
        at = reading.end + (draft.word(reading.end) == ",")
        for end in range(min(at + MAX_OUTER_WORDS, len(draft.tokens)), at, -1):
            said = draft.quote(at, end)
            if (
                len(said) < MIN_OUTER
                or not draft.free(at, end)
                or draft.word(end - 1) in draft.language.place_words
            ):
                continue
            if draft.places.inside(said, str(reading.value)):
                draft.add(at, end, SpanRole.WHERE, draft.places.canonical(said, least_people=0))
                break


def _small_cities(draft: Draft) -> None:
    """'springfield, illinois', 'naples in italy': no place alone, but one in front of what it lies in."""
    for reading in draft.with_role(SpanRole.WHERE):
        end = reading.start - 1
        comma = draft.word(end) == ","
        if not comma and not draft.lexicon.has(draft.word(end), "place lead"):
            continue
        for start in range(max(0, end - MAX_OUTER_WORDS), end):
            if (
                not draft.free(start, end)
                or not _nameable(draft, start, end, placed=True)
                or draft.content(start - 1)
                or not (comma or _capital(draft, start) or _is_name_alone(draft, start, end))
            ):
                continue
            least = CITY_PEOPLE_PLACED if comma else CITY_PEOPLE_AFTER_IN
            least = 0 if draft.tokens[start].capital else least
            said = draft.quote(start, end)
            name = draft.places.inside(str(reading.value), said, least_people=least)
            if name and fold(name).startswith(fold(said)):
                draft.add(start, end, SpanRole.WHERE, name.partition(",")[0])
                break


def _is_name_alone(draft: Draft, start: int, end: int) -> bool:
    """Whether no word of it is also a thing: 'bath in england' is a bath."""
    things = draft.language.common_words | draft.language.place_words
    return not any(
        (token.word in things or token.base in things) and not draft.lexicon.has(token.word, "plain after in")
        for token in draft.tokens[start:end]
    )


def _beside(draft: Draft, first: Reading, second: Reading) -> bool:
    """Nothing, a comma or a preposition between; 'and' and 'or' make a union."""
    between = [draft.word(k) for k in range(first.end, second.start)]
    return all(word == "," or draft.lexicon.has(word, "place lead") for word in between) and len(between) <= 2
