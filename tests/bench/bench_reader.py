"""Whether a reader of text that was fetched reads more than the program's own, and how long it takes: words
of drawn signs, receipts, screenshots, pages, whiteboards and plates.

    python -m tests.bench.bench_reader [FOLDER] [--pictures 120] [--photos sample_library/photos]

FOLDER: a network as `photos-ml models pull` keeps it (with its network.json), or one that holds finder.onnx,
finder.yml, reader.onnx and reader.yml. Without one the package's own files are laid out as PaddlePaddle
lays out its larger ones: what the way to a fetched reader costs. Needs fonts of DejaVu or Liberation in the
folders that `drawn_text` looks through.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from photos_ml.app.evaluation.text import evaluate_text
from photos_ml.vision.networks import (
    FILE_NAME,
    FINDER_ABOUT,
    FINDER_FILE,
    READER_ABOUT,
    READER_FILE,
    TEXT,
    StepNetwork,
    read_network,
    write_network,
)
from photos_ml.vision.text.look import TextReader
from photos_ml.vision.text.other_reader import networks_of, tried
from tests.bench.drawn_text import draw
from tests.bench.threads import as_commands
from tests.vision.published_networks import FINDER_REPOSITORY, READER_REPOSITORY, readers


def as_published(folder: Path) -> Path:
    """The package's own networks, in the files of one that was fetched."""
    made = readers(folder / "hub")
    kept = folder / "laid-out"
    kept.mkdir()
    for repository, graph, about in (
        (FINDER_REPOSITORY, FINDER_FILE, FINDER_ABOUT),
        (READER_REPOSITORY, READER_FILE, READER_ABOUT),
    ):
        shutil.copy(made[repository] / "inference.onnx", kept / graph)
        shutil.copy(made[repository] / "inference.yml", kept / about)
    return kept


def network_in(folder: Path, scratch: Path) -> StepNetwork:
    """What is there, described; the folder itself stays as it is."""
    if (folder / FILE_NAME).is_file():
        return read_network(folder)
    kept = scratch / "tried"
    shutil.copytree(folder, kept)
    write_network(kept, TEXT, "", tried(kept), {})
    return read_network(kept)


def main() -> None:
    as_commands()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--pictures", type=int, default=120)
    parser.add_argument("--photos", type=Path, default=Path("sample_library/photos"))
    said = parser.parse_args()
    photos = sorted(path for path in said.photos.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        captions = draw(scratch / "drawn", said.pictures, photos)
        other = network_in(said.folder or as_published(scratch), scratch)
        for what, reader in (("own", TextReader()), (other.name, TextReader(networks_of(other)))):
            report = evaluate_text(scratch / "drawn", captions, reader=reader)
            print(json.dumps({"reader": what, **report}), flush=True)


if __name__ == "__main__":
    main()
