"""One run of the indexer as a program of its own; prints its counts as JSON.

Exit code 4: another indexer has the library. 130: stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from projection import ProjectionEncoder

from photos_ml.errors import LibraryBusyError
from photos_ml.indexer.pipeline import Indexer
from photos_ml.store import Library


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("library", type=Path)
    parser.add_argument("photos", type=Path)
    parser.add_argument("log", type=Path)
    parser.add_argument("--batch-s", type=float, default=0.0)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    encoder = ProjectionEncoder(options.log, batch_s=options.batch_s)
    with Library.open(options.library, create=True) as library:
        try:
            report = Indexer(library, encoder, workers=options.workers).run([options.photos])
        except LibraryBusyError as error:
            print(f"{error} ({error.hint})", file=sys.stderr)  # noqa: T201
            return 4
        except KeyboardInterrupt:
            return 130
    print(json.dumps(report.counts.numbers()))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
