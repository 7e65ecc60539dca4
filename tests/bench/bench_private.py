"""What is private: how long it takes to unlock, and kills while photos are made private: python
tests/bench/bench_private.py

Rows alone, with every kind of fact, a vector and a page of text each. `--kills` times a process that makes
photos private, and public again, is killed at a random moment; what is left has to be one of the two states,
whole, with no word of what is private in any file.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing.synchronize import Event
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from photos_ml.corrections import Correction
from photos_ml.store import Library, VectorRow
from photos_ml.store.correcting import correct
from photos_ml.store.private.vault import set_up, unlock
from photos_ml.store.read_text import TextTable
from tests.bench.bench_owned import timed
from tests.imports.lives import correct_some, fill, state

PASSPHRASE = "correct horse battery"
WORD, SECRET = "zyxwvutsrq", "qponmlkjih"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        figures(Path(scratch) / "whole", asked.photos)
        kills(Path(scratch) / "killed", asked.kills)


def made(folder: Path, photos: int) -> Library:
    """A library of photos that all say WORD somewhere."""
    library = Library.open(folder, create=True)
    fill(library, photos)
    correct_some(library, photos)
    ids = list(range(1, photos + 1))
    correct(library, ids, Correction(caption=f"{WORD} harbour"))
    generator = np.random.default_rng(1)
    contents = library.database.query("SELECT id, hash FROM contents ORDER BY id")
    vectors = library.vectors("bench", "1", 512)
    rows = generator.normal(size=(len(contents), 512)).astype(np.float16)
    with library.database.transaction():
        vectors.add(tuple(VectorRow(row["hash"], vector) for row, vector in zip(contents, rows, strict=True)))
        text = {row["id"]: [(f"{WORD} {row['id']} harbour street", 0.9, bytes(32))] for row in contents}
        TextTable().put(library.database, "text", text)
    return library


def figures(folder: Path, photos: int) -> None:
    with made(folder, photos) as library:
        before = state(library)
        vault, chosen = timed(lambda: set_up(library, PASSPHRASE))
        print(f"passphrase chosen: {chosen}")
        ids = list(range(1, photos + 1))
        _, moved = timed(lambda: vault.add(ids))
        vault.close()
        sealed = library.database.scalar("SELECT sum(length(sealed)) FROM private_pieces")
        print(f"{photos} photos made private: {moved}; {sealed / 1e6:.0f} MB sealed")
        print(f"files that still say it: {said_in(folder, WORD)}")
        vault, unlocked = timed(lambda: unlock(library, PASSPHRASE))
        inside, found = timed(lambda: vault.library.match_ids(WORD))
        print(f"unlocked: {unlocked}; {len(inside)} found by a word: {found}")
        _, changed = timed(lambda: correct(vault.library, [7], Correction(caption="one more")))
        print(f"one correction, sealed: {changed}")
        vault.library.acts.undo(vault.library.database.scalar("SELECT max(gesture) FROM acts"))
        _, back = timed(lambda: vault.remove(ids))
        print(f"public again: {back}; the same as before: {state(library) == before}")
        vault.close()


def kills(folder: Path, times: int) -> None:
    """Private and public by turns, killed somewhere in between."""
    photos = list(range(1, 301))
    with made(folder, 400) as library:
        correct(library, photos, Correction(title=SECRET))
        before = state(library)
        set_up(library, PASSPHRASE).close()
    ended = {"private": 0, "public": 0, "lost": 0, "readable": 0}
    chance = random.Random(1)
    for _ in range(times):
        started = multiprocessing.Event()
        child = multiprocessing.Process(target=_to_and_fro, args=(folder, photos, started))
        child.start()
        started.wait()
        time.sleep(chance.uniform(0.0, 1.5))
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        with Library.open(folder) as library, unlock(library, PASSPHRASE) as vault:
            inside = vault.library.photos.count()
            ended["private" if inside else "public"] += 1
            if inside:
                ended["readable"] += bool(said_in(folder, SECRET))
                vault.remove(photos)
            ended["lost"] += state(library) != before
    print(f"killed {times} times: {ended}")


def _to_and_fro(folder: Path, photos: Sequence[int], started: Event) -> None:
    with Library.open(folder) as library, unlock(library, PASSPHRASE) as vault:
        started.set()
        while True:
            vault.add(photos)
            vault.remove(photos)


def said_in(folder: Path, word: str) -> list[str]:
    """Names of the files in which a word stands."""
    return [
        path.name
        for path in sorted(folder.rglob("*"))
        if path.is_file() and word.encode() in path.read_bytes().lower()
    ]


if __name__ == "__main__":
    main()
