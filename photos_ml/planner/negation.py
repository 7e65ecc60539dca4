"""What a query does not want: 'without people', 'but not Tom', 'no cars or dogs', 'except 2020'."""

from __future__ import annotations

from photos_ml.planner.dates.expressions import Expression
from photos_ml.planner.dates.values import Outside
from photos_ml.planner.reading import Draft, Reading
from photos_ml.planner.spans import SpanRole
from photos_ml.planner.tokens import is_word
from photos_ml.saying import Saying

_MARKS = frozenset(",.;!?")
_NO_OPPOSITE = frozenset(
    (
        SpanRole.MEDIA,
        SpanRole.FAVORITE,
        SpanRole.RATING,
        SpanRole.CAMERA,
        SpanRole.FOLDER,
        SpanRole.EXACT,
    )
)
"""Filters a plan cannot turn round."""
_FILTERS = _NO_OPPOSITE | {SpanRole.WHO, SpanRole.WHEN, SpanRole.WHERE}


def find_negations(draft: Draft) -> None:
    """Turn what follows each 'not' into what must not be there."""
    _find_elsewhere(draft)
    past = 0
    for at in draft.free_at():
        alone = draft.find(at, "and nobody")
        past = alone.end if alone else past
        if at < past:
            continue  # 'leo y nadie más' wants leo alone
        absent = draft.find(at, "absent")
        if absent and draft.role(at - 1) is SpanRole.WHO:
            _absent(draft, at, absent.end)
            continue
        nobody = draft.find(at, "nobody")
        if nobody:
            if draft.content(nobody.end):
                continue
            kept = draft.find(nobody.end, "not keep")
            draft.add(at, kept.end if kept else nobody.end, SpanRole.NOT, (nobody.value,))
            continue
        if _said_last(draft, at):
            continue
        after = cue_at(draft, at) or _nothing(draft, at)
        if after and not draft.find(after, "not trap"):
            negate_from(draft, at, after)


def _said_last(draft: Draft, at: int) -> bool:
    """'im winter nicht', 'leo no': a no that ends a sentence is of the time, place or person before it."""
    found = draft.find(at, "not last")
    if found is None or not (found.end == len(draft.tokens) or draft.word(found.end) in _MARKS):
        return False
    before = next((r for r in draft.readings if r.end == at), None)
    if before is None or before.role not in (SpanRole.WHEN, SpanRole.WHERE, SpanRole.WHO):
        return False
    but = draft.ends_with(before.start, "but")
    start = before.start if but is None else but
    if before.role is SpanRole.WHEN:
        not_then(draft, start, before.start, end=found.end)
    else:
        draft.remove(before)
        draft.add(start, found.end, SpanRole.NOT, before)
    return True


def _nothing(draft: Draft, at: int) -> int | None:
    """'nothing from 2020', 'non favorite': before a filter these are a no, elsewhere words."""
    found = draft.find(at, "not before filter")
    return found.end if found and draft.role(_past_fluff(draft, found.end)) in _FILTERS else None


def _absent(draft: Draft, at: int, end: int) -> None:
    """'tom isn't there': the person before is not wanted."""
    reading = next((r for r in draft.readings if r.end == at and r.role is SpanRole.WHO), None)
    if reading:
        draft.remove(reading)
        draft.add(reading.start, end, SpanRole.NOT, reading)


def cue_at(draft: Draft, at: int) -> int | None:
    """The token after 'without' or the like, or after a hyphen set before a word: 'beach -people'."""
    found = draft.find(at, "not")
    if found:
        return found.end
    if draft.word(at) != "-" or at + 1 >= len(draft.tokens):
        return None
    apart = not at or draft.tokens[at - 1].end < draft.tokens[at].start
    return at + 1 if apart and draft.tokens[at + 1].start == draft.tokens[at].end else None


def negate_from(draft: Draft, start: int, after: int, *, until: int | None = None) -> None:
    """Read what follows token `after` as unwanted, `start` being where the cue begins; to `until` where
    it is given.
    """
    at = _past_photos(draft, _past_fluff(draft, after))
    role = draft.role(at)
    if role in (SpanRole.WHO, SpanRole.WHERE):
        _not_named(draft, start, at, role)
    elif role is SpanRole.WHEN:
        not_then(draft, start, at)
    elif role in _NO_OPPOSITE:
        _not_words(draft, start, at)
    else:
        things, end = _things(draft, at, until if until is not None else len(draft.tokens))
        if things:
            kept = draft.find(end, "not keep")
            draft.add(start, kept.end if kept else end, SpanRole.NOT, tuple(things))


def _past_fluff(draft: Draft, at: int) -> int:
    while (found := draft.find(at, "not fluff", "place lead")) is not None:
        at = found.end
    return at


def _past_photos(draft: Draft, at: int) -> int:
    """'without photos of leo', 'no pictures with dogs', 'no photos from 2019': what they are of is not
    wanted."""
    noun = draft.find(at, "photo noun")
    if noun is None or draft.find(noun.end, "not", "and", "or"):
        return at
    lead = draft.find(noun.end, "person lead", "in place")
    following = _past_fluff(draft, lead.end if lead else noun.end)
    if following == noun.end:  # a time has its 'from' with it
        return following if draft.role(following) is SpanRole.WHEN else at
    return following if draft.role(following) is not None or draft.content(following) else at


def _find_elsewhere(draft: Draft) -> None:
    """'outside portugal', 'anywhere but italy', 'away from home': anywhere else."""
    for reading in draft.with_role(SpanRole.WHERE):
        if reading not in draft.readings:
            continue  # the second of 'outside italy or france' went with the first
        cue = draft.ends_with(reading.start, "elsewhere")
        if cue is not None:
            _not_named(draft, cue, reading.start, SpanRole.WHERE)


def _not_named(draft: Draft, start: int, at: int, role: SpanRole) -> None:
    """Every person or place of the list that follows; the cue joins the first one's evidence."""
    first = True
    while True:
        reading = next((r for r in draft.readings if r.start == at and r.role is role), None)
        if reading is None:
            return
        draft.remove(reading)
        kept = draft.find(reading.end, "not keep")
        end = kept.end if kept else reading.end
        draft.add(start if first else reading.start, end, SpanRole.NOT, reading)
        first, at = False, end
        link = at
        while draft.word(link) in _MARKS or draft.find(link, "and", "or"):
            link += 1
        if link == at:
            return
        at = _past_fluff(draft, link)
        if draft.role(at) is not role:
            return


def not_then(draft: Draft, start: int, at: int, *, end: int | None = None) -> None:
    """A time that must not be: what is left is worked out when all times of the query are known. `end`:
    where the words of it end that stand behind the time."""
    reading = next((r for r in draft.readings if r.start == at and r.role is SpanRole.WHEN), None)
    expression = reading.value if reading else None
    if reading is None or not isinstance(expression, Expression):
        return
    unwanted = tuple(Outside(value) for value in expression.values if not isinstance(value, Outside))
    draft.remove(reading)
    until = reading.end if end is None else end
    draft.add(start, until, SpanRole.WHEN, Expression(start, until, unwanted))


def _not_words(draft: Draft, start: int, at: int) -> None:
    """A kind of media or another filter that is not wanted has no field of its own: its words are
    what must not be seen.
    """
    reading = next((r for r in draft.readings if r.start == at), None)
    if reading:
        words = draft.quote(reading.start, reading.end).lower()
        if reading.role in (SpanRole.FAVORITE, SpanRole.RATING):
            said = f"photos that are not '{words}' cannot be asked for: taken as words"
            draft.notes.append(Saying("unasked", said, text=words))
        draft.remove(reading)
        draft.add(start, reading.end, SpanRole.NOT, (words,))


def _things(draft: Draft, at: int, until: int) -> tuple[list[str], int]:
    """Phrases up to the next mark, preposition or word with a role; 'or', 'and' and commas separate them."""
    things: list[str] = []
    begin = end = at
    while end < until:
        if draft.find(end, "not end", "photo noun") or not _goes_on(draft, end):
            break
        if draft.find(end, "not"):
            break
        if draft.find(end, "and", "or") or draft.word(end) == ",":
            following = _past_fluff(draft, end + 1)
            if not _another(draft, end, following):
                break
            _collect(draft, things, begin, end)
            begin = end = following
            continue
        end += 1
    _collect(draft, things, begin, end)
    return things, end


def _goes_on(draft: Draft, at: int) -> bool:
    if draft.roles[at] is SpanRole.OTHER or draft.roles[at] is not None:
        return False
    return is_word(draft.tokens[at]) or draft.word(at) in ("-", ",", "'", "&", "/")


def _another(draft: Draft, link: int, at: int) -> bool:
    """Whether one more unwanted thing follows a link: always after 'or', after a comma only in a list
    that has one.
    """
    if not draft.content(at):
        return False
    if draft.word(link) != ",":
        return True
    rest = at
    while rest < len(draft.tokens) and draft.roles[rest] is None and draft.word(rest) not in _MARKS:
        if draft.find(rest, "or"):
            return True
        if draft.find(rest, "not end"):
            return False
        rest += 1
    return False


def _collect(draft: Draft, things: list[str], begin: int, end: int) -> None:
    while end > begin and (draft.find(end - 1, "stop") or not is_word(draft.tokens[end - 1])):
        end -= 1
    while begin < end and draft.find(begin, "stop"):
        begin += 1
    if begin < end:
        things.append(draft.quote(begin, end).lower())


def unwanted(reading: Reading, role: SpanRole) -> Reading | None:
    """The person or the place that a NOT reading holds, if it holds one."""
    return reading.value if isinstance(reading.value, Reading) and reading.value.role is role else None
