"""Whether a word that is also a first name stands as a name: 'rose' the person, or the flower."""

from __future__ import annotations

from photos_ml.planner.reading import Draft
from photos_ml.planner.spans import SpanRole
from photos_ml.planner.tokens import is_word


def is_name(draft: Draft, at: int) -> bool:
    """'with Rose', "Rose's", 'Rose and Tom', 'my sister rose', 'rose in italy'; not 'a rose', nor the one
    of 'bed of rose petals'.
    """
    token, lexicon = draft.tokens[at], draft.lexicon
    judged = _by_word_before(draft, at)
    if judged is not None:
        return judged
    if draft.word(at + 1).isdecimal() or draft.find(at + 1, "genitive"):
        return False  # 'may 3', 'joy of cooking'
    if not token.capital and draft.find(at + 1, "where flowers are"):
        return False  # 'rose in a vase'
    if _of_a_life(draft, at):
        return True
    following_named = draft.content(at + 1) and draft.find(at + 1, "elsewhere") is None
    begins = at == 0 or not is_word(draft.tokens[at - 1])
    acts = _acts(draft, at + 1)
    if at and lexicon.has(draft.word(at - 1), "person lead"):
        return not following_named or acts
    if at and lexicon.has(draft.word(at - 1), "told of") and acts:
        return True
    if lexicon.has(draft.word(at + 1), "and") and _plain_name(draft, at + 2):
        return True
    if following_named:
        return acts and begins
    asks = lexicon.has(draft.word(at + 1), "subject")
    if lexicon.has(draft.word(at + 1), "article"):  # 'will the boat', but 'max the dog'
        asks = lexicon.has(token.word, "asking name")
    return (token.capital or begins) and not asks


def _by_word_before(draft: Draft, at: int) -> bool | None:
    """What articles, kin, verbs, other names and things in front say; None where they leave it open."""
    token, lexicon, before = draft.tokens[at], draft.lexicon, draft.word(at - 1)
    if at and any(lexicon.has(before, kind) for kind in ("a", "the", "owner")):
        return False
    if token.word != token.base or any(lexicon.has(before, kind) for kind in ("kin", "done to somebody")):
        return True
    if draft.ends_with(at, "everyone but") is not None or draft.ends_with(at, "not") is not None:
        return not draft.content(at + 1)
    if draft.role(at - 1) is None and draft.content(at - 1):
        return token.capital and not draft.tokens[at - 1].capital
    if draft.role(at - 2) is SpanRole.WHO and draft.find(at - 1, "and", "or", "comma"):
        alone = not draft.content(at + 1) or draft.find(at + 1, "beside names") is not None
        return alone or _acts(draft, at + 1)
    owned = draft.find(at - 1, "genitive") if draft.language.endings.possessive else None
    if owned and _thing_of(draft, at - 2) and not token.capital:
        return False  # without such an ending 'de' says whose something is, too: 'bautizo de rosa'
    return None


def _acts(draft: Draft, at: int) -> bool:
    """'asleep', 'fell', 'falling': what people do; flowers bloom and the day breaks."""
    doing = draft.word(at).endswith(draft.language.endings.doing) and draft.find(at, "things do") is None
    return doing or draft.find(at, "does") is not None


def _of_a_life(draft: Draft, at: int) -> bool:
    """'poppy school play', 'jack u11s football': what people have and flowers have not; 'summer birthday' and
    'april football' tell of a time.
    """
    dated = draft.lexicon.find_any(draft.tokens, at, ("month", "season", "holiday"))
    return dated is None and draft.find(at + 1, "of a life") is not None


def _thing_of(draft: Draft, at: int) -> bool:
    """'leap of faith', 'bed of roses': one phrase with its 'of'; a 'portrait of' is somebody's."""
    return draft.content(at) and not draft.find(at, "media", "of somebody")


def _plain_name(draft: Draft, at: int) -> bool:
    if at >= len(draft.tokens):
        return False
    return draft.names.people.find(draft.tokens, at, typos=False) is not None
