"""Titles in other words by a local language model: a grammar lets it say the facts and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from photos_ml.english import MONTHS
from photos_ml.ranker.candidates.kinds import KINDS
from photos_ml.ranker.telling.memory import Memory

Complete = Callable[[str, str, float], str | None]
"""Prompt, GBNF grammar, seconds -> the text; None where there is none in time."""
SMALL_WORDS = tuple("a an and at by from in moments of on our the time to together with".split())
FEWEST_WORDS, MOST_WORDS = 2, 7
BUDGET_S = 10.0
_WORD = re.compile(r"[^\s,;:()]+")
_EXAMPLES = (
    ("Norway, June 2024; 9 days, 8–16 June", "Nine days in Norway, June 2024"),
    ("Ann; 2019–2024", "Ann from 2019 to 2024"),
    ("A day by the sea; Lisbon, 3 May 2023", "By the sea in Lisbon"),
)


def reworded(memory: Memory, complete: Complete, budget_s: float = BUDGET_S) -> Memory:
    """The memory with another title where the model finds a sound one in time; else as it is.

    Only what happened once: titles of others are a name or a fixed phrase.
    """
    if KINDS[memory.kind].attributes.occasion < 1:
        return memory
    told = complete(prompt_of(memory), grammar_of(memory), budget_s)
    title = (told or "").strip()
    return replace(memory, title=title[0].upper() + title[1:]) if is_sound(title, memory) else memory


def facts_of(memory: Memory) -> tuple[str, ...]:
    """All words a title may use beside SMALL_WORDS: those of the template's title and subtitle."""
    return tuple(dict.fromkeys(_WORD.findall(f"{memory.title} {memory.subtitle}")))


def prompt_of(memory: Memory) -> str:
    examples = "".join(f"Facts: {facts}\nTitle: {title}\n\n" for facts, title in _EXAMPLES)
    return f"Short titles for photo albums.\n\n{examples}Facts: {memory.title}; {memory.subtitle}\nTitle: "


def grammar_of(memory: Memory) -> str:
    """GBNF: a few words, each of the facts or small, and the end of the line."""
    allowed = dict.fromkeys([*facts_of(memory), *SMALL_WORDS])
    words = " | ".join('"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in allowed)
    more = f"{{{FEWEST_WORDS - 1},{MOST_WORDS - 1}}}"
    return f'root ::= word ((", " | " ") word){more} "\\n"\nword ::= {words}'


def is_sound(title: str, memory: Memory) -> bool:
    """Whether a title says only facts, none twice, a name among them, and does not break off. A number goes
    with what it counts in the facts: '12 March' makes no 12 days."""
    words, facts = _WORD.findall(title), facts_of(memory)
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS or words[-1] in SMALL_WORDS:
        return False
    allowed = {word.casefold() for word in (*facts, *SMALL_WORDS)}
    said = [word.casefold() for word in words]
    telling = [word for word in words if word in facts and word[0].isupper() and word not in MONTHS]
    return {*said} <= allowed and len({*said}) == len(said) and bool(telling) and _counts_right(words, memory)


def _counts_right(words: list[str], memory: Memory) -> bool:
    told = _WORD.findall(f"{memory.title} {memory.subtitle}")
    beside = set(pairwise(word.casefold() for word in told))
    said = pairwise(word.casefold() for word in words)
    return all((one, other) in beside for one, other in said if one[0].isdigit())
