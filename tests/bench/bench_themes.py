"""How many photos that pass for a theme show it, by what others wrote of them: bench_themes.py DIR...

Each DIR holds photos and, beside or in it, a CSV of (image, caption). A photo shows a theme where one of its
captions has one of the theme's words; captions leave things out, so that the figures are low estimates.
"""

from __future__ import annotations

import argparse
import csv
import re
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image

from photos_ml.encoders.registry import Registry
from photos_ml.ranker.candidates.by_subject import STANDS, hanging_together
from photos_ml.ranker.scene.themes import SURE, THEMES, ThemeReader
from photos_ml.types import FloatMatrix

WORDS = {
    "beach": r"beach|ocean|sea|surf\w*|waves?|shore|sand|coast",
    "lake": r"lake|river|pond|stream|water\w*|creek|canoe|kayak\w*|dock|pier",
    "mountain": r"mountain\w*|hik\w*|cliff\w*|climb\w*|canyon|peak|hill\w*|rock\w*",
    "snow": r"snow\w*|ski\w*|sled\w*|ice",
    "forest": r"forest|wood\w*|trees?",
    "desert": r"desert|dunes?|sand",
    "sunset": r"sunset|sunrise|dusk|sun|evening|silhouette\w*",
    "night": r"night\w*|dark|firework\w*|lights",
    "city": r"city|street\w*|downtown|sidewalk|building\w*|urban|traffic",
    "architecture": r"building\w*|castle|church|tower|bridge|statue|temple|monument|house|arch",
    "flowers": r"flower\w*|garden|bloom|bouquet|vase|roses?",
    "food": r"food|eat\w*|meal|plate|cake|pizza|fruits?|sandwich\w*|restaurant|dinner|lunch|vegetable\w*"
    r"|salad|bananas?|soup|bread|oranges?|donuts?|pastr\w*",
    "drinks": r"coffee|wine|beer|drink\w*|cup|glass|bar|tea",
    "dogs": r"dogs?|pupp\w*",
    "cats": r"cats?|kittens?",
    "birds": r"birds?|ducks?|goose|geese|seagulls?|pigeons?|parrot|owl|eagle|penguins?|chickens?",
    "animals": r"animals?|horses?|cows?|elephants?|zebras?|giraffes?|bears?|sheep|zoo|monkeys?|deer|goats?"
    r"|lions?|tigers?|dogs?|cats?|bull",
    "underwater": r"underwater|fish|aquarium|div\w*|snorkel\w*|shark",
    "children": r"child\w*|kids?|bab\w*|boys?|girls?|toddlers?|infant",
    "people": r"people|famil\w*|friends?|group|man|men|woman|women|person|couple|crowd|girls|boys|lad\w*",
    "party": r"party|birthday|wedding|danc\w*|celebrat\w*|bride|cake|costumes?",
    "christmas": r"christmas|santa",
    "sport": r"sports?|ball|football|soccer|baseball|basketball|tennis|players?|rac\w*|game|team|hockey|bat"
    r"|surf\w*|skate\w*|ski\w*|rugby|volleyball|gymnast\w*|runn\w*|jog\w*|box\w*",
    "bicycle": r"bicycl\w*|bikes?|cycl\w*|motorcycl\w*|bikers?|tricycles?",
    "travel": r"trains?|planes?|airplanes?|boats?|road|ships?|sail\w*|bus|airport|jet|canoe|kayak|raft\w*"
    r"|tracks?",
    "concert": r"concert|music\w*|band|guitar\w*|stage|sing\w*|microphone|drum\w*|perform\w*",
}
BATCH = 32


def captions_of(folder: Path) -> dict[str, str]:
    """File name -> all its captions."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in (*folder.glob("*.csv"), folder.with_suffix(".csv"), folder.parent / "captions.csv"):
        if file.is_file():
            with file.open(encoding="utf-8", newline="") as opened:
                for row in csv.DictReader(opened):
                    found[row["image"]].append(row["caption"].lower())
    return {name: " ".join(texts) for name, texts in found.items()}


def main(folders: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as models:
        encoder = Registry(Path(models)).get("builtin")
        themes = ThemeReader(encoder.encode_texts)
        told = [
            (file, captions[file.name])
            for folder in folders
            for captions in (captions_of(folder),)
            for file in sorted(folder.rglob("*"))
            if file.name in captions
        ]
        blocks = [
            encoder.encode_images([Image.open(file).convert("RGB") for file, _ in told[at : at + BATCH]])
            for at in range(0, len(told), BATCH)
        ]
    vectors: FloatMatrix = np.concatenate(blocks).astype(np.float32)
    shares = themes.shares(vectors)
    for name, bar, together in (("sure", SURE, False), ("stands", STANDS, False), ("together", STANDS, True)):
        right, parts = 0, []
        for number, theme in enumerate(THEMES):
            rows = np.flatnonzero(shares[:, number] >= bar).tolist()
            rows = hanging_together(vectors[rows] - vectors.mean(axis=0), rows) if together else rows
            good = sum(bool(re.search(rf"\b({WORDS[theme.id]})\b", told[row][1])) for row in rows)
            right += good
            parts.append((theme.id, good, len(rows)))
        count = sum(total for _, _, total in parts)
        print(f"{name:9} share {bar}: {right} of {count} of {len(told)} photos, {right / max(count, 1):.3f}")
        print("   ", ", ".join(f"{theme} {good}/{total}" for theme, good, total in parts if total))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    main(parser.parse_args().folders)
