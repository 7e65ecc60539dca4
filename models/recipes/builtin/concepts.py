"""What the image classifier's 1,000 classes are called: names, synonyms, and words for groups of them."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TEMPLATES = (
    "a photo of a {}",
    "{}",
    "a {}",
    "a photo of the {}",
    "a picture of a {}",
    "a close-up photo of a {}",
    "there is a {} in the picture",
    "photo of {}",
)


@dataclass(frozen=True, slots=True)
class Name:
    """A word and the classes it stands for (one for a class's own name, many for a group)."""

    text: str
    classes: tuple[int, ...]


@cache
def _timm_info() -> Path:
    """The folder of timm's synset lists (Apache-2.0), found without importing timm or torchvision."""
    spec = importlib.util.find_spec("timm")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("install timm: its synset lists name the classes")
    return Path(spec.submodule_search_locations[0]) / "data" / "_info"


def class_lemmas() -> list[list[str]]:
    """For each class its lemmas, the usual one first."""
    synsets = (_timm_info() / "imagenet_synsets.txt").read_text(encoding="utf-8").split()
    lines = (_timm_info() / "imagenet_synset_to_lemma.txt").read_text(encoding="utf-8").splitlines()
    lemmas = dict(line.split("\t", 1) for line in lines)
    return [lemmas[synset].split(", ") for synset in synsets]


def first_names() -> list[Name]:
    """One a class. A name two classes share (crane, maillot) stands for both."""
    owners: dict[str, list[int]] = {}
    lemmas = class_lemmas()
    for index, names in enumerate(lemmas):
        owners.setdefault(names[0], []).append(index)
    return [Name(names[0], tuple(owners[names[0]])) for names in lemmas]


def synonyms() -> list[Name]:
    """The other lemmas, without those that are some class's first name or have two meanings here."""
    owners: dict[str, set[int]] = {}
    lemmas = class_lemmas()
    for index, names in enumerate(lemmas):
        for name in names[1:]:
            owners.setdefault(name, set()).add(index)
    taken = {names[0] for names in lemmas}
    return [Name(name, tuple(ids)) for name, ids in owners.items() if len(ids) == 1 and name not in taken]


def groups() -> list[Name]:
    """The words of groups.tsv; a member is a class's first name or a range `first..last` in class order."""
    path = Path(__file__).with_name("groups.tsv")
    first = [names[0] for names in class_lemmas()]
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        word, members = line.split("\t")
        classes: list[int] = []
        for member in members.split("; "):
            low, _, high = member.partition("..")
            start = _index(first, low, word)
            classes.extend(range(start, _index(first, high or low, word) + 1))
        found.append(Name(word, tuple(dict.fromkeys(classes))))
    return found


def _index(first: list[str], name: str, word: str) -> int:
    if name not in first:
        raise SystemExit(f"groups.tsv: '{word}' names '{name}', which is no class")
    return first.index(name)
