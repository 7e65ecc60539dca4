"""More languages for the built-in model, made out of an installed package: graph and pieces of another tower
like the shipped one, from which it takes the head, the words and the rest."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.e5_file import E5File, installed_file, read_e5
from photos_ml.encoders.e5_graph import text_graph
from photos_ml.encoders.manifest import sha256_of
from photos_ml.encoders.pieces import CHANGES_FILE, PIECES_FILE, SCORES_FILE
from photos_ml.encoders.second_tower import (
    ENGLISH_FILE,
    GRAPH_FILE,
    HEAD_FILE,
    LANGUAGES_FILE,
    LanguagesManifest,
    read_languages,
)
from photos_ml.encoders.word_table import ARTICLES_FILE, FORMS_FILE, GLOSS_FILE, WORDS_FILE
from photos_ml.errors import EncoderError

MORE_FILE = "more.npz"
"""`kept`: a bit for each piece of the package's vocabulary; `languages` and `scripts` that they read."""
_COPIED = (HEAD_FILE, ENGLISH_FILE, CHANGES_FILE, WORDS_FILE, FORMS_FILE, ARTICLES_FILE, GLOSS_FILE)


@dataclass(frozen=True, slots=True)
class KeptPieces:
    """Ids of pieces of the package's vocabulary, and what they read."""

    pieces: npt.NDArray[np.int64]
    languages: tuple[str, ...]
    scripts: tuple[str, ...]


def add_languages(shipped: Path, target: Path, source: Path | None = None) -> LanguagesManifest:
    """A tower for more languages in the new folder `target`. `source`: the package's weights, the
    installed ones by default. Raises EncoderError where the folder is there, or a package is missing."""
    if target.exists():
        raise EncoderError(f"there is {target} already", hint="remove it first, to make it anew")
    about = json.loads((shipped / LANGUAGES_FILE).read_text(encoding="utf-8"))
    kept, e5 = read_kept(shipped / MORE_FILE), read_e5(source or installed_file())
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".adding-", dir=target.parent))
    try:
        for name in _COPIED:
            shutil.copyfile(shipped / name, staging / name)
        write_tower(e5, kept, staging, about)
        staging.chmod(0o755)
        staging.rename(target)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    made = read_languages(target)
    assert made is not None
    return made


def write_tower(e5: E5File, kept: KeptPieces, folder: Path, about: Mapping[str, Any]) -> None:
    """Graph, pieces and scores into a folder that has the rest, and what describes them all: `about`, but for
    what follows from the pieces and the bytes."""
    graph = text_graph(e5, kept.pieces)
    (folder / GRAPH_FILE).write_bytes(graph.model(graph.nodes[-1].output[0], e5.width))
    pieces = [e5.pieces[index] for index in kept.pieces]
    (folder / PIECES_FILE).write_text("\n".join(pieces), encoding="utf-8")
    np.save(folder / SCORES_FILE, e5.scores[kept.pieces])
    names = (GRAPH_FILE, PIECES_FILE, SCORES_FILE, *_COPIED)
    said = {
        **about,
        "languages": list(kept.languages),
        "scripts": list(kept.scripts),
        "files": {name: sha256_of(folder / name) for name in names},
    }
    (folder / LANGUAGES_FILE).write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")


def read_kept(path: Path) -> KeptPieces:
    """What `write_kept` wrote."""
    with np.load(path) as stored:
        pieces = np.flatnonzero(np.unpackbits(stored["kept"])).astype(np.int64)
        return KeptPieces(pieces, tuple(map(str, stored["languages"])), tuple(map(str, stored["scripts"])))


def write_kept(kept: KeptPieces, path: Path) -> None:
    """Keep which pieces are kept."""
    bits = np.zeros(int(kept.pieces.max()) + 1, np.uint8)
    bits[kept.pieces] = 1
    scripts, languages = np.array(kept.scripts), np.array(kept.languages)
    np.savez_compressed(path, kept=np.packbits(bits), languages=languages, scripts=scripts)
