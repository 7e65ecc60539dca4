"""A second run over files that did not change: python tests/bench/bench_rescan.py --files 20000

The first run is not made: the library is written as one would have left it.
--flat puts all files in one folder.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parent.parent / "indexer"))

from projection import DIMENSION, ProjectionEncoder

from photos_ml.indexer.decide import READER
from photos_ml.indexer.pipeline import Indexer
from photos_ml.indexer.scan import walk
from photos_ml.store import Batch, FileGroup, Library, Upsert, VectorRow
from photos_ml.types import Metadata

FILES_A_FOLDER = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--flat", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        photos = Path(scratch) / "photos"
        make_files(photos, options.files, options.files if options.flat else FILES_A_FOLDER)
        with Library.open(Path(scratch) / "library", create=True) as library:
            write_library(library, photos)
            before = peak_mb()
            for _ in range(options.runs):
                begun = time.process_time()
                report = Indexer(library, ProjectionEncoder()).run([photos])
                cpu_s = time.process_time() - begun
                assert report.counts.unchanged == options.files, report.counts
                rate = options.files / report.seconds
                found = f"{options.files} unchanged files in {report.seconds:.2f} s ({cpu_s:.2f} s of CPU)"
                print(f"{found}: {rate:,.0f} files/s")
            print(f"peak memory {peak_mb():.0f} MB, {before:.0f} MB of it before the runs")


def make_files(photos: Path, files: int, files_a_folder: int) -> None:
    for number in range(files):
        folder = photos / f"{2000 + number // files_a_folder // 12}" / f"{number // files_a_folder:05d}"
        if number % files_a_folder == 0:
            folder.mkdir(parents=True)
        (folder / f"IMG_{number:06d}.jpg").write_bytes(b"%d" % number)


def write_library(library: Library, photos: Path) -> None:
    """Rows for every file, as a first run would have left them."""
    root = library.add_root(photos)
    vectors = library.vectors("projection", "1", DIMENSION)
    vector = np.ones(DIMENSION, np.float16)
    for listing in walk(root.id, photos):
        left = iter(listing.groups)
        while groups := tuple(islice(left, 1000)):
            upserts = tuple(Upsert(group, _hash(group), Metadata(), reader=READER) for group in groups)
            rows = tuple(VectorRow(change.content_hash, vector) for change in upserts)
            library.write(Batch(upserts=upserts, vectors=rows), vectors)


def _hash(group: FileGroup) -> str:
    return hashlib.sha256(group.primary.name.encode()).hexdigest()


def peak_mb() -> float:
    """Most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
