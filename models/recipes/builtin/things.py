"""Which words hold for each of the classifier's 1,000 classes: python things.py MODEL_FOLDER

Writes things.tsv: a class a line, its names, and the tags right for it. A word holds for a class that has it
among its names or is in its group (groups.tsv); tag_classes.tsv has the last word, with '-' for words that
mean something else as a tag (a kite is a toy). Words that are in no vocabulary yet are added to it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from concepts import class_lemmas, groups

NOTHING = "-"
SCENES = frozenset("alp apiary lakeside promontory seashore planetarium".split())


def holding(vocabulary: set[str]) -> dict[str, set[int]]:
    """Word -> the classes it holds for."""
    found: dict[str, set[int]] = {}
    for index, names in enumerate(class_lemmas()):
        for place, name in enumerate(names):
            if place == 0 or name.lower() in vocabulary:
                found.setdefault(name.lower(), set()).add(index)
    for group in groups():
        found.setdefault(group.text, set()).update(group.classes)
    for line in Path(__file__).with_name("tag_classes.tsv").read_text(encoding="utf-8").splitlines():
        word, members = line.split("\t")
        found.pop(word, None)
        if members != NOTHING:
            found[word] = classes_of(members, word)
    return found


def classes_of(members: str, word: str) -> set[int]:
    """'tench..stingray; gar': names of classes, all that share one, and ranges in class order."""
    first = [names[0] for names in class_lemmas()]
    classes: set[int] = set()
    for member in members.split("; "):
        low, dots, high = member.partition("..")
        own = [index for index, name in enumerate(first) if name == low]
        ends = [index for index, name in enumerate(first) if name == high] if dots else own
        if not own or not ends:
            raise SystemExit(f"tag_classes.tsv: '{word}' names '{member}', which is no class")
        classes.update(range(own[0], ends[-1] + 1) if dots else own)
    return classes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    folder = parser.parse_args().model
    path = folder / "vocabulary.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    known = {line.split("\t")[0] for line in lines}
    words = holding(known)
    lines += [
        f"{word}\t{'scene' if word in SCENES else 'object'}" for word in sorted(words) if word not in known
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    things = [
        f"{', '.join(names)}\t{', '.join(sorted(word for word, own in words.items() if index in own))}"
        for index, names in enumerate(class_lemmas())
    ]
    (folder / "things.tsv").write_text("\n".join(things) + "\n", encoding="utf-8")
    print(f"{len(words)} of {len(lines)} words hold for some class")


if __name__ == "__main__":
    main()
