"""Finds the people, cameras, folders and keywords of this library in a draft."""

from __future__ import annotations

from typing import NamedTuple

from photos_ml.planner.names import NameMatch, without_endings
from photos_ml.planner.naming import is_name
from photos_ml.planner.reading import Draft
from photos_ml.planner.spans import SpanRole
from photos_ml.planner.tokens import fold


class Person(NamedTuple):
    """Who a reading names: several where one first name is shared."""

    names: tuple[str, ...]


def find_people(draft: Draft) -> None:
    """Every person of the library, longest names first; names that are also words need a sign that they
    are meant.
    """
    for at in draft.free_at():
        found = _person(draft, at)
        if found:
            draft.add(at, found[1], SpanRole.WHO, Person(found[0]))


def person_at(draft: Draft, at: int) -> tuple[tuple[str, ...], int] | None:
    """The names and the token after, with no question whether a word is meant as a name."""
    match = draft.names.people.find(draft.tokens, at)
    if match:
        return (match.name,), match.end
    token = draft.tokens[at]
    names = draft.names.people_parts.names(token.base) or draft.names.people_parts.names(token.word)
    return (tuple(names), at + 1) if names else None


def _person(draft: Draft, at: int) -> tuple[tuple[str, ...], int] | None:
    match = draft.names.people.find(draft.tokens, at)
    if match and match.end == at + 1 and _one_of_months(draft, at):
        return None
    if match and draft.free(at, match.end):
        word = draft.tokens[at].base
        if match.end > at + 1:
            return (match.name,), match.end
        if not match.exact and draft.find(match.end, "of a life"):
            return (match.name,), match.end  # 'maxs birthday'
        if not match.exact and (
            fold(match.name) in draft.language.name_words or not _typo_is_likely(draft, at, match)
        ):
            return None
        if word in draft.language.name_words and not is_name(draft, at):
            return None
        return (match.name,), match.end
    word = draft.tokens[at].base
    names = draft.names.people_parts.names(word) or _without_apostrophe(draft, word)
    if not names or (draft.content(at + 1) and draft.tokens[at + 1].capital):
        return None
    if word in draft.language.name_words | draft.language.common_words and not is_name(draft, at):
        return None
    if draft.lexicon.find_any(draft.tokens, at, ("stop", "holiday", "month", "season")):
        return None
    return tuple(names), at + 1


def _without_apostrophe(draft: Draft, word: str) -> list[str]:
    """Who is meant by the 'toms' of 'toms birthday'; 'roses' are flowers."""
    language = draft.language
    return [
        name
        for part in without_endings(word, language.endings.name)
        if part not in language.name_words and part not in language.common_words
        for name in draft.names.people_parts.names(part)
    ]


def _one_of_months(draft: Draft, at: int) -> bool:
    """'may and june': a month beside another one, though somebody is called so."""
    if not draft.lexicon.has(draft.word(at), "month"):
        return False
    linked = draft.find(at + 1, "and", "or", "to", "hyphen", "comma")
    after = linked and draft.lexicon.has(draft.word(linked.end), "month")
    before = draft.find(at - 1, "and", "or", "to", "hyphen", "comma") if at > 1 else None
    return bool(after or (before and draft.lexicon.has(draft.word(at - 2), "month")))


def _typo_is_likely(draft: Draft, at: int, match: NameMatch) -> bool:
    """A plural always; a typo not beside 'a', and not in front of another capital, where it is a
    stranger's name.
    """
    if draft.lexicon.find(draft.tokens, at - 1, "a") if at else None:
        return False
    following = draft.tokens[match.end] if match.end < len(draft.tokens) else None
    stranger = (
        following is not None and following.capital and draft.tokens[at].capital and draft.content(match.end)
    )
    return not stranger


def find_folders(draft: Draft) -> None:
    """Folders and albums by name: several words alone, one word only beside 'folder', 'album' or after a
    capital 'in'.
    """
    for at in draft.free_at():
        match = draft.names.folders.find(draft.tokens, at)
        if match is None or not draft.free(at, match.end):
            continue
        start, end = _folder_cues(draft, at, match.end)
        cued = (start, end) != (at, match.end)
        if cued or match.end - at > 1 or _capital_after_in(draft, at, match):
            draft.add(start, end, SpanRole.FOLDER, match.name)


def _folder_cues(draft: Draft, start: int, end: int) -> tuple[int, int]:
    noun = draft.find(end, "folder noun")
    if noun:
        return start, noun.end
    called = draft.ends_with(start, "folder called")
    return (called, end) if called is not None else (start, end)


def _capital_after_in(draft: Draft, at: int, match: NameMatch) -> bool:
    """'in Work', 'from Scans': a preposition and the folder's own capital; the sentence's other words are
    small. Letters that a keyboard lacks may be plain: 'in Aero' for Ærø.
    """
    cue = draft.ends_with(at, "folder cue")
    typed, token = draft.quote(at, match.end), draft.tokens[at]
    as_written = typed == match.name or (typed.isascii() and not match.name.isascii())
    return cue is not None and match.exact and token.capital and as_written


def find_cameras(draft: Draft) -> None:
    """Cameras by their whole name, or by a part that only one of them has."""
    for at in draft.free_at():
        match = draft.names.cameras.find(draft.tokens, at)
        if match and draft.free(at, match.end) and not _other_model(draft, match.end):
            if match.end - at > 1 or _camera_meant(draft, at, match.end):
                _add_camera(draft, at, match.end, match.name)
            continue
        part = _camera_part(draft, at)
        if part and not _other_model(draft, part.end):
            _add_camera(draft, at, part.end, part.name)


def _camera_part(draft: Draft, at: int) -> NameMatch | None:
    word = draft.word(at)
    names = draft.names.camera_parts.names(word) if not word.isdecimal() else []
    if not names:  # 'fuji' for a Fujifilm, 'samsung' for a Galaxy
        names = draft.names.camera_parts.names(draft.lexicon.value(word, "camera alias") or "")
    end = at + 1
    while names and end < len(draft.tokens) and draft.roles[end] is None:
        narrower = [name for name in names if name in draft.names.camera_parts.names(draft.tokens[end].word)]
        if not narrower:
            break
        names, end = narrower, end + 1
    if len(names) != 1 or not draft.free(at, end):
        return None
    telling = draft.lexicon.has(draft.word(at), "camera make") or any(
        _is_model(draft.tokens[k].word) for k in range(at, end)
    )
    if end - at > 1 or telling or _camera_meant(draft, at, end):
        return NameMatch(names[0], end, exact=False)
    return None


def _is_model(word: str) -> bool:
    return any(letter.isdigit() for letter in word) and any(letter.isalpha() for letter in word)


def _other_model(draft: Draft, end: int) -> bool:
    """'iphone 13' where only an iPhone 12 is known: the number belongs to another camera."""
    word = draft.word(end)
    nth = word.endswith(draft.language.endings.ordinal)
    return any(letter.isdigit() for letter in word) and len(word) <= 3 and not nth


def _camera_meant(draft: Draft, start: int, end: int) -> bool:
    before = draft.ends_with(start, "camera owner")
    begin = before if before is not None else start
    if draft.ends_with(begin, "camera cue") is not None:
        return True
    if draft.find(end, "camera noun", "photo noun", "media"):
        return True
    return (
        before is None
        and (end == len(draft.tokens) or not draft.content(end))
        and not draft.content(start - 1)
    )


def _add_camera(draft: Draft, start: int, end: int, name: str) -> None:
    """With its cue in front ('shot with my') and its noun behind ('camera')."""
    noun = draft.find(end, "camera noun")
    end = noun.end if noun else end
    owner = draft.ends_with(start, "camera owner")
    start = owner if owner is not None else start
    cue = draft.ends_with(start, "camera cue")
    draft.add(cue if cue is not None else start, end, SpanRole.CAMERA, name)


def find_keywords(draft: Draft) -> None:
    """'tagged beach', '#beach', 'keyword holiday': words written to the photos, matched as they are."""
    for at in draft.free_at():
        cue = draft.find(at, "tag cue")
        begin = cue.end if cue else at + 1 if draft.word(at) == "#" else None
        if begin is None or begin >= len(draft.tokens):
            continue
        match = draft.names.keywords.find(draft.tokens, begin)
        if match and draft.free(begin, match.end):
            draft.add(at, match.end, SpanRole.EXACT, match.name)
