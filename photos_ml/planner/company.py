"""How many people a query asks for, and how old one of them is to be."""

from __future__ import annotations

from photos_ml.planner.filters import count_at
from photos_ml.planner.grounding import Person
from photos_ml.planner.plan import Age, Faces
from photos_ml.planner.reading import Draft, Reading
from photos_ml.planner.spans import SpanRole
from photos_ml.saying import Saying

OLDEST = 110
LONGEST_AGE = 6
"""Tokens of 'twenty-three months old'."""
_BEYOND = 2
"""What leads a number that is itself left out: 'more than', and with a minus 'fewer than'."""


def find_ages(draft: Draft) -> None:
    """'Mia when she was two', 'two year old Mia', 'Mia as a baby': of one person whose birth is known."""
    for reading in draft.with_role(SpanRole.WHO):
        name = _one(reading)
        found = (
            _age_said_of(draft, reading)
            or _age_after(draft, reading.end)
            or _age_range(draft, reading.end)
            or _age_before(draft, reading.start)
        )
        if name is None or found is None:
            continue
        start, end, years = found
        if name not in draft.known.births:
            words = f"it is not known when {name} was born (photos-ml people birth)"
            draft.notes.append(Saying("unborn", words, name=name))
            continue
        draft.add(start, end, SpanRole.AGE, Age(name, *years))


def find_counts(draft: Draft) -> None:
    """'three people', 'group photo', where faces were looked for; else it is a matter of what is seen."""
    if not draft.known.faces:
        return
    counted = None
    for at in draft.free_at():
        lead = draft.find(at, "how many lead")
        number = count_at(draft, lead.end if lead else at)
        noun = draft.find(number[1], "people noun") if number else None
        if number is None or noun is None:
            continue
        faces = _as_many(number[0], lead.value if lead else 0)
        if faces is not None:
            draft.add(at, noun.end, SpanRole.FACES, faces)
            counted = counted or faces
    for at in draft.free_at():
        group = draft.find(at, "group of people")
        if group:  # 'group photos with at least six people' are of as many as it says
            draft.add(at, group.end, SpanRole.FACES, counted or Faces(min=group.value))


def _as_many(number: int, lead: int) -> Faces | None:
    """'three people' (0), 'at least' (1), 'more than' (2), 'at most' (-1), 'fewer than' (-2) three; None
    where nobody has fewer."""
    least = number + (lead == _BEYOND) if lead >= 0 else None
    most = number - (lead == -_BEYOND) if lead <= 0 else None
    return None if most is not None and most < 0 else Faces(min=least, max=most)


def _one(reading: Reading) -> str | None:
    names = reading.value.names if isinstance(reading.value, Person) else ()
    return names[0] if len(names) == 1 else None


def _age_said_of(draft: Draft, reading: Reading) -> tuple[int, int, tuple[int, int]] | None:
    """'when mia was two', 'when mia was a baby', 'als mia zwei war'."""
    if draft.ends_with(reading.start, "age opener") is None:
        return None
    verb = draft.find(reading.end, "age verb")
    at = verb.end if verb else reading.end
    stage = draft.find(at, "stage of life") if verb else None
    if stage:
        return reading.end, stage.end, stage.value
    number = count_at(draft, at)
    part = _part_of_a_year(draft, number) if number else None
    if part:
        return reading.end, part[0], part[1]
    if number is None or number[0] > OLDEST:
        return None
    unit = draft.find(number[1], "years of age")
    if verb is None and unit is None:
        return None
    return reading.end, unit.end if unit else number[1], (number[0], number[0])


def _part_of_a_year(draft: Draft, number: tuple[int, int]) -> tuple[int, tuple[int, int]] | None:
    """'four months old', 'drei wochen alt': the token after, and the whole years of it."""
    joined = number[1] + 1 if draft.word(number[1]) == "-" else number[1]
    unit = draft.find(joined, "parts of a year of age")
    return (unit.end, (number[0] // unit.value,) * 2) if unit else None


def _age_range(draft: Draft, at: int) -> tuple[int, int, tuple[int, int]] | None:
    """'between 3 and 5 years old', 'in his first year'."""
    whole = draft.find(at, "first years")
    if whole:
        return at, whole.end, whole.value
    lead = draft.find(at, "age range")
    first = count_at(draft, lead.end) if lead else None
    link = draft.find(first[1], "and", "to", "hyphen") if first else None
    last = count_at(draft, link.end) if link else None
    unit = draft.find(last[1], "years of age") if last else None
    if first is None or last is None or unit is None or not first[0] <= last[0] <= OLDEST:
        return None
    return at, unit.end, (first[0], last[0])


def _age_after(draft: Draft, at: int) -> tuple[int, int, tuple[int, int]] | None:
    at = at + 1 if draft.word(at) == "," else at
    behind = draft.find(at, "stage of life behind")  # 'léo bébé'
    if behind:
        return at, behind.end, behind.value
    lead = draft.find(at, "age lead")
    if lead is not None:
        stage = draft.find(lead.end, "stage of life")
        if stage:
            return at, stage.end, stage.value
        number = count_at(draft, lead.end)
        part = _part_of_a_year(draft, number) if number else None
        if part:
            return at, part[0], part[1]
        if number is not None and number[0] <= OLDEST:
            unit = draft.find(number[1], "years of age")
            ends = number[1] >= len(draft.tokens) or not draft.content(number[1])
            if unit or (ends and draft.find(number[1], "unit") is None):
                return at, unit.end if unit else number[1], (number[0], number[0])
    return None


def _age_before(draft: Draft, at: int) -> tuple[int, int, tuple[int, int]] | None:
    """'two year old Mia', 'baby Mia'."""
    stage = draft.ends_with(at, "stage of life")
    if stage is not None and (found := draft.find(stage, "stage of life")):
        return stage, at, found.value
    for start in range(max(0, at - LONGEST_AGE), at):
        number = count_at(draft, start)
        part = _part_of_a_year(draft, number) if number else None
        if part and part[0] == at:
            return start, at, part[1]
    unit = draft.ends_with(at, "years of age")
    if unit is None:
        return None
    for start in range(max(0, unit - 2), unit):
        number = count_at(draft, start)
        joined = number is not None and (number[1] == unit or draft.word(number[1]) == "-")
        if number is not None and joined and number[0] <= OLDEST:
            return start, at, (number[0], number[0])
    return None
