"""Finds media kinds, favourites, ratings, order, limit and quoted strings in a draft."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from photos_ml.planner.lexicon import Found
from photos_ml.planner.plan import MAX_LIMIT
from photos_ml.planner.reading import Draft
from photos_ml.planner.spans import SpanRole
from photos_ml.planner.tokens import is_word

_QUOTES: Mapping[str, str] = MappingProxyType(
    {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "'": "'", "`": "`", "‹": "›"}
)
_STAR = "★⭐"
_AFTER_ADDRESS = frozenset(",:!")


class Ordered(NamedTuple):
    """An order and how many; '' and None where the words do not say."""

    order: str = ""
    limit: int | None = None


def find_quotes(draft: Draft) -> None:
    """Quoted strings; a single quote opens only after a space and closes only before one."""
    at = 0
    while at < len(draft.tokens):
        closing = _QUOTES.get(draft.query[draft.tokens[at].start])
        end = _closing(draft, at, closing) if closing and not is_word(draft.tokens[at]) else None
        if end is None:
            at += 1
            continue
        inner = draft.query[draft.tokens[at].end : draft.tokens[end].end - 1].strip()
        if any(letter.isalnum() for letter in inner):
            draft.add(at, end + 1, SpanRole.EXACT, inner)
            cue = draft.ends_with(at, "exact cue")
            if cue is not None:
                draft.add(cue, at, SpanRole.OTHER)
        at = end + 1


def _closing(draft: Draft, at: int, closing: str) -> int | None:
    """The token whose last character closes the quote."""
    single = draft.tokens[at].word in "'`‘"
    if single and at and draft.tokens[at - 1].end == draft.tokens[at].start:
        return None
    for k in range(at + 1, len(draft.tokens)):
        token = draft.tokens[k]
        if draft.query[token.end - 1] in closing and (not is_word(token) or single):
            after = draft.query[token.end : token.end + 1]
            if not single or not after.isalnum():
                return k
    return None


def find_media(draft: Draft) -> None:
    """Kinds of media; 'photos and videos' is no constraint."""
    for at in draft.free_at():
        only = draft.find(at, "still only")
        if only and not _only_of(draft, at, only.end):
            draft.add(at, only.end, SpanRole.MEDIA, only.value)
            continue
        both = _photos_and(draft, at)
        if both:
            draft.add(at, both, SpanRole.OTHER)
            continue
        found = draft.find(at, "media")
        if found and not draft.find(found.end, "media compound") and not _pictured(draft, at, found.end):
            noun = draft.find(found.end, "photo noun")
            draft.add(at, noun.end if noun else found.end, SpanRole.MEDIA, found.value)
        elif look := _look(draft, at):
            draft.add(at, look.end, SpanRole.MEDIA, look.value)


def _look(draft: Draft, at: int) -> Found | None:
    """'receipts from May', where the library knows some: several of them, asked for before all else. Those
    'on a desk' are things in a picture."""
    found = draft.find(at, "look")
    if found is None or found.value not in draft.known.kinds or any(map(draft.content, range(at))):
        return None
    return None if draft.find(found.end, "look of a thing") else found


def _only_of(draft: Draft, at: int, end: int) -> bool:
    """'only photos of anna': nobody else, not no videos."""
    return draft.lexicon.has(draft.word(end), "genitive") and draft.lexicon.has(draft.word(at), "only before")


def _photos_and(draft: Draft, at: int) -> int | None:
    """The token after 'photos and videos' or 'videos or pictures'."""
    for first, second in (("photo noun", "media"), ("media", "photo noun")):
        left = draft.find(at, first)
        link = draft.find(left.end, "and", "or") if left else None
        right = draft.find(link.end, second) if link else None
        if left and right and "video" in (left.value, right.value):
            return right.end
    return None


def _pictured(draft: Draft, at: int, end: int) -> bool:
    """'taking a selfie' shows the taking, 'old video equipment' a thing: no kinds of media."""
    amid = end == at + 1 and draft.content(at - 1) and draft.content(end) and not draft.plural(at)
    holder = draft.ends_with(at, "photo holder")
    return amid or (holder is not None and not draft.lexicon.has(draft.word(holder - 1), "taker"))


def find_favorites(draft: Draft) -> None:
    for at in draft.free_at():
        found = draft.find(at, "favorite")
        if found:
            draft.add(at, found.end, SpanRole.FAVORITE)
            continue
        adjective = draft.find(at, "favorite adjective")
        if adjective and _favorite_of(draft, adjective.end):
            draft.add(at, adjective.end, SpanRole.FAVORITE)


def _favorite_of(draft: Draft, at: int) -> bool:
    """'favourite' speaks of the photos before 'photos', a name, several things, or at the end; not of one
    'mug'.
    """
    if at >= len(draft.tokens) or draft.role(at) is not None or not draft.content(at):
        return True
    for k in range(at, min(at + 4, len(draft.tokens))):
        if draft.find(k, "photo noun", "media"):
            return True
    return draft.plural(at)


def find_lacking(draft: Draft) -> None:
    """'undated', 'without a location', 'not rated': facts that nobody wrote down, not things unseen."""
    for at in draft.free_at():
        found = draft.find(at, "lacking")
        if found is None or not draft.free(at, found.end):
            continue
        noun = draft.find(found.end, "photo noun", "media")
        # 'no date palms' and 'without name tags' speak of things.
        if noun or not draft.content(found.end) or draft.find(at, "lacking adjective"):
            draft.add(at, found.end, SpanRole.LACKS, found.value)


def find_ratings(draft: Draft) -> None:
    """'5 star', 'at least three stars', 'rated 4 or higher', '★★★'."""
    for at in draft.free_at():
        if draft.word(at) in _STAR:
            end = at + 1
            while draft.word(end) and draft.word(end) in _STAR:
                end += 1
            draft.add(at, end, SpanRole.RATING, min(end - at, 5))
            continue
        said = draft.find(at, "rating said")
        if said:
            draft.add(at, said.end, SpanRole.RATING, said.value)
            continue
        lead = draft.find(at, "rating lead")
        value = _rating(draft, lead.end if lead else at, starless=bool(lead and _starless(draft, at)))
        if value:
            draft.add(at, value[1], SpanRole.RATING, value[0])


def _starless(draft: Draft, at: int) -> bool:
    return draft.find(at, "rating needs no star") is not None


def _rating(draft: Draft, at: int, *, starless: bool) -> tuple[int, int] | None:
    number = draft.find(at, "number")
    word = draft.word(at)
    value = number.value if number else int(word) if len(word) == 1 and word.isdecimal() else 0
    end = number.end if number else at + 1
    if not 1 <= value <= 5 or not draft.free(at, end):
        return None
    star = draft.find(end, "star")
    if star is None:
        more = draft.find(end, "rating more")
        return (value, more.end if more else end) if starless else None
    if draft.find(star.end, "star compound"):
        return None
    more = draft.find(star.end, "onward")
    return value, more.end if more and draft.find(star.end, "and", "or") else star.end


def find_order(draft: Draft) -> None:
    """Order and limit: 'newest', 'oldest first', 'the last photo', 'latest 10 photos', 'top 5', '20
    pictures of'.
    """
    for at in draft.free_at():
        if draft.roles[at] is not None:
            continue
        end = add_order(draft, at, len(draft.tokens))
        tail = draft.find(end + 1, "order tail") if end > at else None
        if tail and (draft.role(end) is SpanRole.MEDIA or draft.find(end, "photo noun")):
            draft.add(end + 1, tail.end, SpanRole.OTHER)  # 'newest videos first'


def add_order(draft: Draft, at: int, until: int) -> int:
    """Record an order or limit that begins at a token and ends by `until`; the token after it, or `at`."""
    found = (
        _limited(draft, at) or _one_photo(draft, at) or _ordered(draft, at)
        if draft.free(at, at + 1)
        else None
    )
    if found is None or found[1] > until:
        return at
    draft.add(at, found[1], SpanRole.ORDER if found[0].order else SpanRole.LIMIT, found[0])
    return found[1]


def _limited(draft: Draft, at: int) -> tuple[Ordered, int] | None:
    lead = draft.find(at, "limit lead")
    begin = lead.end if lead else at
    number = count_at(draft, begin)
    if number is None or (lead is None and (draft.content(at - 1) or draft.word(at - 1) == ":")):
        return None
    value, end = number
    if value == 1 and lead is None and draft.find(at - 1, "one of these"):
        return None  # 'that one photo' is meant to be found, not to be the only one shown
    order = draft.find(end, "order")
    if order and (draft.find(order.end, "limit noun") or draft.role(order.end) is SpanRole.MEDIA):
        return Ordered(str(order.value), value), order.end
    praise = draft.find(end, "limit adjective")
    if praise and (draft.find(praise.end, "limit noun") or draft.role(praise.end) is SpanRole.MEDIA):
        return Ordered(str(lead.value) if lead else "", value), praise.end
    noun = draft.find(end, "limit noun")
    if noun and lead is None and draft.find(noun.end, "photo compound"):
        return None  # 'three pictures on the wall'
    if noun or draft.role(end) is SpanRole.MEDIA:
        return Ordered(str(lead.value) if lead else "", value), end
    if lead is None or draft.find(end, "unit"):
        return None
    noun_near = any(
        draft.find(k, "photo noun") or draft.role(k) is SpanRole.MEDIA for k in range(end, end + 3)
    )
    free = draft.lexicon.has(draft.word(at), "limit alone") or noun_near or end == len(draft.tokens)
    return (Ordered(str(lead.value), value), end) if free else None


def count_at(draft: Draft, at: int) -> tuple[int, int] | None:
    """How many, in digits or words, and the token after."""
    word = draft.word(at)
    if draft.free(at, at + 1) and word.isdecimal() and len(word) <= 5 and 1 <= int(word) <= MAX_LIMIT:
        return int(word), at + 1
    number = draft.find(at, "number", "tens")
    return (number.value, number.end) if number else None


def _one_photo(draft: Draft, at: int) -> tuple[Ordered, int] | None:
    """'the last photo of anna' asks for one."""
    found = draft.find(at, "one photo")
    if found is None:
        return None
    one_kind = draft.role(found.end) is SpanRole.MEDIA and not draft.plural(found.end)
    if one_kind or draft.find(found.end, "photo singular"):
        return Ordered(str(found.value), 1), found.end
    return None


def _ordered(draft: Draft, at: int) -> tuple[Ordered, int] | None:
    found = draft.find(at, "order")
    if found is None:
        return _order_of_many(draft, at)
    value = Ordered(str(found.value))
    if found.end - at > 1 or found.end == len(draft.tokens):
        return value, found.end
    if draft.find(found.end, "photo noun", "media", "stop") or draft.role(found.end) is not None:
        return value, found.end
    led = not any(draft.content(k) for k in range(at))
    spoken_of = any(
        draft.find(k, "photo noun") or draft.role(k) in (SpanRole.MEDIA, SpanRole.FAVORITE)
        for k in range(found.end, len(draft.tokens))
    )
    return (value, found.end) if led and spoken_of else None


def _order_of_many(draft: Draft, at: int) -> tuple[Ordered, int] | None:
    """'last photos', 'new videos of ben'; 'last photo' asks for one, a 'new car' is a thing."""
    found = draft.find(at, "order of many")
    if found is None or not draft.plural(found.end):
        return None
    many = draft.role(found.end) is SpanRole.MEDIA or draft.find(found.end, "photo noun") is not None
    return (Ordered(str(found.value)), found.end) if many else None


def find_address(draft: Draft) -> None:
    """'computer, find ...', 'hey google': whom the query speaks to; a 'computer on a desk' is seen."""
    found = draft.find(0, "address")
    if found is None:
        return
    comma = draft.word(found.end) in _AFTER_ADDRESS
    if found.end > 1 or comma or draft.find(found.end, "filler"):
        draft.add(0, found.end + comma, SpanRole.OTHER)


def keep_a_subject(draft: Draft) -> None:
    """Words that only ask are the subject of a query that has no other: 'please', 'show me'. Where photos or
    everything are asked for, the whole library is."""
    words = [k for k, token in enumerate(draft.tokens) if is_word(token)]
    if not words or any(draft.content(k) for k in words):
        return
    if any(reading.role is not SpanRole.OTHER for reading in draft.readings):
        return
    if any(draft.lexicon.find_any(draft.tokens, k, ("photo noun", "whole library", "media")) for k in words):
        return
    for reading in tuple(draft.readings):
        draft.remove(reading)
    draft.add(words[0], words[-1] + 1, SpanRole.WHAT)


def find_fillers(draft: Draft) -> None:
    """Words that only ask ('show me', 'photos of'): at the front, at the end, and 'photos' wherever it
    stands.
    """
    at = 0
    while at < len(draft.tokens):
        found = draft.find(at, "filler", *_fillers(draft, at))
        if found:
            draft.add(at, found.end, SpanRole.OTHER)
            at = found.end
        elif draft.find(at, "photo noun") and _plain_photo(draft, at):
            draft.add(at, at + 1, SpanRole.OTHER)
            at += 1
        elif draft.find(at, "stop") or draft.roles[at] is not None:
            at += 1
        else:
            break
    for k in range(at, len(draft.tokens)):
        if draft.find(k, "photo noun") and _plain_photo(draft, k):
            praised = draft.find(k - 1, "praise") is not None  # 'a good picture of ben'
            draft.add(k - praised, k + 1, SpanRole.OTHER)
        said = draft.find(k, *_fillers(draft, k))
        if said:
            draft.add(k, said.end, SpanRole.OTHER)
    _find_takers(draft)
    _find_looks(draft)
    _find_beside_names(draft)


def _fillers(draft: Draft, at: int) -> tuple[str, ...]:
    """'the pizza we ate', but not 'what we ate', which is all that is asked for."""
    asked = at > 0 and draft.lexicon.has(draft.word(at - 1), "asked thing")
    return () if asked else ("filler anywhere",)


def _find_beside_names(draft: Draft) -> None:
    """'both of', 'together' and 'me' beside names: no more is seen by them."""
    for k in draft.free_at():
        beside = draft.find(k, "beside names")
        if beside and SpanRole.WHO in (draft.role(k - 1), draft.role(beside.end)):
            draft.add(k, beside.end, SpanRole.OTHER)
        elif _oneself(draft, k):
            draft.add(k, k + 1, SpanRole.OTHER)


def _oneself(draft: Draft, at: int) -> bool:
    """'me and tomasz', 'tom with me': who asks has no name here, and no picture shows a 'me'."""
    if not draft.find(at, "oneself"):
        return False
    after = draft.find(at + 1, "and", "person lead")
    before = draft.find(at - 1, "and", "person lead") if at else None
    joins = after is not None and draft.role(after.end) is SpanRole.WHO
    return joins or (before is not None and draft.role(at - 2) is SpanRole.WHO)


def _find_looks(draft: Draft) -> None:
    """'what did the kitchen look like', 'show me how it looked': the look of a thing is the thing itself."""
    asked = (k for k, token in enumerate(draft.tokens) if draft.lexicon.has(token.word, "asks of looks"))
    first = next(asked, len(draft.tokens))
    for k in draft.free_at():
        looks = draft.find(k, "looks") if k > first else None
        if looks and not draft.lexicon.has(draft.word(k - 1), "a"):
            draft.add(k, looks.end, SpanRole.OTHER)


def _find_takers(draft: Draft) -> None:
    """'the selfies jonas took in seoul': the verb says who held the camera, not what is seen."""
    lexicon = draft.lexicon
    shown = (
        k
        for k, token in enumerate(draft.tokens)
        if lexicon.has(token.word, "photo noun") or lexicon.has(token.word, "look")
    )
    media = (reading.start for reading in draft.with_role(SpanRole.MEDIA))
    first = min((*shown, *media), default=len(draft.tokens))
    for k in draft.free_at():
        taken = draft.find(k, "taking") if k > first and draft.role(k - 1) is SpanRole.WHO else None
        if taken and (draft.role(taken.end) or _ends(draft, taken.end)):
            draft.add(k, taken.end, SpanRole.OTHER)


def _ends(draft: Draft, at: int) -> bool:
    """Whether a sentence ends or goes on with a preposition: what was taken is not named here."""
    return at == len(draft.tokens) or draft.find(at, "place lead", "not end", "folder cue") is not None


def _plain_photo(draft: Draft, at: int) -> bool:
    if draft.find(at + 1, "photo compound"):
        return False
    return draft.ends_with(at, "photo holder") is None
