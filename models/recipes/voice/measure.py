"""How well spoken queries are written down, and whether the plan is the one the typed query has.

    python measure.py --voice espeak
    python measure.py --voice kokoro --voices package/voices
    python measure.py --voice recorded --recorded FOLDER

word errors: substituted, missing and added words by words said; case, accents and punctuation do not count.
same plan: the rules' plan of what was heard is that of what was typed. seconds: from the end of speech to it.
`requirements.txt` is what it needs, besides espeak-ng and ffmpeg; LOG.md says where voices come from.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import psutil
from hearing import LONGEST_S, Hearing, base_model, tiny_model
from voices import PHONEMES, Said, espeak, kokoro, recorded

from photos_ml.planner.context import Known
from photos_ml.planner.rules import RulesPlanner

CASES = Path(__file__).parents[3] / "tests" / "planner" / "cases"
RULES = RulesPlanner()


def words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return re.sub(r"[^\w' ]", " ", re.sub(r"[\u0300-\u036f]", "", plain)).split()


def errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Edits between two lists of words."""
    row = list(range(len(heard) + 1))
    for i, one in enumerate(said, 1):
        corner, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (one != other))
    return row[-1]


def planned(query: str, case: dict[str, Any]) -> str:
    known, now = Known.from_mapping(case["library"]), datetime.fromisoformat(case["now"])
    plan = json.loads(RULES.plan(query, known, now).plan.to_json())
    plan.pop("evidence", None)
    return json.dumps(plan, sort_keys=True, ensure_ascii=False).lower()


def as_typed(heard: str) -> str:
    """Without the marks Whisper sets and nobody types."""
    return " ".join(re.sub(r"[.!?…¿¡,;:]", " ", heard).split())


def same(said: str, heard: str, case: dict[str, Any]) -> bool:
    return planned(as_typed(said), case) == planned(as_typed(heard), case)


def cases(language: str, count: int) -> list[dict[str, Any]]:
    path = CASES / f"{'everyday' if language == 'en' else language}.jsonl"
    every = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    plain = [case for case in every if not any(letter.isdigit() for letter in case["query"])]
    return random.Random(0).sample(plain, count)


def spoken(args: argparse.Namespace, language: str) -> list[tuple[Said, dict[str, Any] | None]]:
    if args.voice == "recorded":
        every = list(recorded(args.recorded, language))
        return [(said, None) for said in random.Random(0).sample(every, min(args.each, len(every)))]
    asked = []
    for number, case in enumerate(cases(language, args.each)):
        text = case["query"]
        if args.voice == "espeak":
            sound = espeak(text, language)
        else:
            sound = kokoro(text, language, number, args.work, args.voices)
        asked.append((Said(text, sound), case))
    return asked


def of_language(args: argparse.Namespace, hearing: Hearing, language: str) -> str:
    wrong = total = exact = alike = 0
    took_s = []
    asked = spoken(args, language)
    for said, case in asked:
        library = case["library"] if case and args.names else {}
        names = [*library.get("people", ()), *library.get("places", ())]
        began = time.perf_counter()
        heard = hearing.words(said.sound, language, names)
        agrees = bool(case) and same(said.text, heard, case)
        took_s.append(time.perf_counter() - began)
        off = errors(words(said.text), words(heard))
        wrong, total = wrong + off, total + len(words(said.text))
        exact, alike = exact + (off == 0), alike + agrees
        if args.each_query:
            print(f"  {off} {'=' if agrees else ' '} {said.text} | {heard}")
    plans = f"  same plan {alike}/{len(asked)}" if args.voice != "recorded" else ""
    return (
        f"{language}  word errors {wrong / total:.2f}  exact {exact}/{len(asked)}{plans}"
        f"  seconds {np.median(took_s):.2f}, at most {max(took_s):.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--voice", choices=("espeak", "kokoro", "recorded"), default="espeak")
    parser.add_argument("--voices", type=Path, help="folder `voices` of npm's kokoro-js 1.2.1")
    parser.add_argument("--recorded", type=Path, help="where Debian's packages were unpacked")
    parser.add_argument("--model", choices=("base", "tiny.en"), default="base")
    parser.add_argument(
        "--names", action="store_true", help="tell the model the library's names before it listens"
    )
    parser.add_argument("--beam", type=int, default=5)
    parser.add_argument("--window", type=float, default=LONGEST_S, help="seconds the model looks at")
    parser.add_argument("--each", type=int, default=17, help="queries a language")
    parser.add_argument("--languages", default=",".join(PHONEMES))
    parser.add_argument("--each-query", action="store_true", help="print what was heard")
    args = parser.parse_args()
    with TemporaryDirectory() as folder:
        args.work = Path(folder)
        where = tiny_model() if args.model == "tiny.en" else base_model(args.work)
        planned("a dog", {"library": {}, "now": "2026-11-21T10:00:00+01:00"})
        process = psutil.Process()
        before, began = process.memory_info().rss, time.perf_counter()
        hearing = Hearing(where, beam=args.beam, window_s=args.window)
        print(f"loaded in {time.perf_counter() - began:.1f} s")
        for language in args.languages.split(","):
            print(of_language(args, hearing, language), flush=True)
        if args.voice != "kokoro":
            print(f"memory {(process.memory_info().rss - before) / 2**20:.0f} MB")


if __name__ == "__main__":
    main()
