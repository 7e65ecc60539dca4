"""How many lines of English text are told for another language.

python -m tests.bench.bench_told FILE: one text a line.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from photos_ml.planner.lang import told
from photos_ml.planner.tokens import tokenize

MOST = 15_000


def main(file: Path) -> None:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    chosen = lines[:: max(1, len(lines) // MOST)][:MOST]
    begun = time.process_time()
    found = Counter(one.stranger or one.first.code for one in (told(line, tokenize(line)) for line in chosen))
    spent_ms = 1000 * (time.process_time() - begun) / len(chosen)
    print(f"{len(chosen)} lines: {dict(found.most_common())}, {spent_ms:.3f} ms of processor time a line")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
