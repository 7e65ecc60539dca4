"""Damage a library at random, again and again, and see what comes of it.

python -m tests.torture.damages --damages 500

After each damage the commands say what is wrong and nothing unexpected, and `repair` makes the library whole.
With the act log all acts are back; without it every act that SQLite can still read, or that lies on a page
that was not touched.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from photos_ml.app import cli
from photos_ml.config import LIBRARY_VARIABLE
from photos_ml.errors import PhotosError
from photos_ml.store import Library, Mark, PhotoFilter
from photos_ml.store.act_log import FOLDER as LOG_FOLDER
from photos_ml.store.database import FILE_NAME
from photos_ml.store.repair import is_whole, repair
from photos_ml.store.salvage.pages import open_pages
from photos_ml.store.salvage.trees import read_leaf
from tests.bench.synthetic import fill

PHOTOS = 240
FLIPPED = 64
SECTOR = 512
ACTS = "SELECT id, gesture, at, source, by_person, act_photo_id, field, key, value FROM acts"
ABOUT = 5
UNEXPECTED = 70
CALLS = (("status",), ("failures",), ("search", "newest"), ("search", "city"), ("memories", "list"))

Act = tuple[Any, ...]
Damage = Callable[[bytearray, random.Random], set[int]]
"""Changes the bytes of a file; the numbers of the pages it touched, all from one on where it was cut."""


def flip(data: bytearray, generator: random.Random) -> set[int]:
    at = generator.randrange(len(data) - FLIPPED)
    for offset in range(at, at + FLIPPED):
        data[offset] ^= generator.randrange(1, 256)
    return pages_of(at, FLIPPED)


def flip_one(data: bytearray, generator: random.Random) -> set[int]:
    at = generator.randrange(len(data))
    data[at] ^= 1 << generator.randrange(8)
    return pages_of(at, 1)


def zero_a_page(data: bytearray, generator: random.Random) -> set[int]:
    page = generator.randrange(len(data) // PAGE)
    data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    return {page + 1}


def swap_two_pages(data: bytearray, generator: random.Random) -> set[int]:
    one, other = (generator.randrange(len(data) // PAGE) for _ in range(2))
    parts = [bytes(data[page * PAGE : (page + 1) * PAGE]) for page in (other, one)]
    for page, part in zip((one, other), parts, strict=True):
        data[page * PAGE : (page + 1) * PAGE] = part
    return {one + 1, other + 1}


def junk_a_sector(data: bytearray, generator: random.Random) -> set[int]:
    at = generator.randrange(len(data) // SECTOR) * SECTOR
    data[at : at + SECTOR] = generator.randbytes(SECTOR)
    return pages_of(at, SECTOR)


def spoil_the_head(data: bytearray, generator: random.Random) -> set[int]:
    data[:100] = generator.randbytes(100)
    return {1}


def cut_short(data: bytearray, generator: random.Random) -> set[int]:
    pages = len(data) // PAGE
    left = generator.randrange(len(data))
    del data[left:]
    return set(range(left // PAGE + 1, pages + 1))


def empty(data: bytearray, generator: random.Random) -> set[int]:
    pages = len(data) // PAGE
    data.clear()
    return set(range(1, pages + 1))


def replace_by_another(data: bytearray, generator: random.Random) -> set[int]:
    pages = len(data) // PAGE
    data[:] = generator.randbytes(8 * PAGE)
    return set(range(1, pages + 1))


PAGE = 4096
KINDS: dict[str, tuple[Damage, int]] = {
    "64 bytes flipped": (flip, 50),
    "one bit flipped": (flip_one, 10),
    "a page of zeros": (zero_a_page, 10),
    "two pages swapped": (swap_two_pages, 8),
    "a sector of junk": (junk_a_sector, 10),
    "the first 100 bytes spoilt": (spoil_the_head, 4),
    "cut short": (cut_short, 5),
    "empty": (empty, 1),
    "another file": (replace_by_another, 2),
}
"""What happens to files, and how often to do it."""


def spoil(file: Path, generator: random.Random) -> None:
    """64 bytes of a file flipped."""
    data = bytearray(file.read_bytes())
    flip(data, generator)
    file.write_bytes(data)


def pages_of(at: int, length: int) -> set[int]:
    return set(range(at // PAGE + 1, (at + length - 1) // PAGE + 2))


@dataclass
class Trial:
    """How one damage ended: `faults` says what should not be."""

    kind: str
    seed: int
    faults: list[str] = field(default_factory=list)
    noticed: bool = False
    saved: int = 0
    readable: int = 0


def make(folder: Path, seed: int = 0, photos: int = PHOTOS) -> None:
    """A library with marks that were made one by one, the last of them in its write-ahead log alone."""
    with Library.open(folder / "closed", create=True) as library:
        fill(library, photos, seed=seed)
        mark_many(library, random.Random(seed), 2 * photos)
    with Library.open(folder / "closed") as library:
        mark_many(library, random.Random(seed + 1), photos // 4)
        library.act_log.sync()
        shutil.copytree(folder / "closed", folder / "open")  # as after a kill: with its log


def mark_many(library: Library, generator: random.Random, number: int) -> None:
    ids = library.photo_ids(PhotoFilter()).tolist()
    for _ in range(number):
        mark = generator.choice((Mark.FAVORITE, Mark.HIDE))
        library.marks.set(generator.choice(ids), mark, generator.random() < 0.7)


def acts_of(folder: Path) -> set[Act]:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        return set(connection.execute(ACTS))


def readable_by_sqlite(folder: Path, scratch: Path) -> set[Act]:
    """The acts that SQLite reads from either end, as its own tool does to dump what is damaged, on photos
    that it reads too: of the others nobody can say any more what they were about."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(folder, scratch)
    photos = {row[0] for row in _from_both_ends(scratch, "SELECT id FROM act_photos")}
    return {act for act in _from_both_ends(scratch, ACTS) if act[ABOUT] is None or act[ABOUT] in photos}


def _from_both_ends(folder: Path, sql: str) -> set[Act]:
    found: set[Act] = set()
    for order in ("ASC", "DESC"):
        damaged = contextlib.suppress(sqlite3.DatabaseError, UnicodeDecodeError)
        with damaged, closing(sqlite3.connect(folder / FILE_NAME)) as connection:
            for row in connection.execute(f"{sql} ORDER BY rowid {order}"):
                found.add(row)  # one by one: what was read before the damage counts
    return found


def by_page(folder: Path) -> dict[int, int]:
    """Act -> the page it lies on, in a library that is whole."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        sql = "SELECT pageno FROM dbstat WHERE name = 'acts' AND pagetype = 'leaf'"
        leaves = [row[0] for row in connection.execute(sql)]
    with open_pages(folder / FILE_NAME) as pages:
        return {row.rowid: page for page in leaves for row in read_leaf(pages, page).rows}


def say(words: list[str], library: Path) -> tuple[int, str]:
    """A command's exit code, and what it printed."""
    out = io.StringIO()
    os.environ[LIBRARY_VARIABLE] = str(library)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            cli.main(words)
        except SystemExit as ended:
            return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


class Ordeal:
    """A library, and what is true of it before any damage."""

    def __init__(self, folder: Path, photos: int = PHOTOS) -> None:
        self._folder = folder
        make(folder, photos=photos)
        self._acts = acts_of(folder / "closed")
        self._at = by_page(folder / "closed")

    def suffer(self, seed: int) -> Trial:
        """One damage of a kind that the seed chooses."""
        generator = random.Random(seed)
        kind = generator.choices(list(KINDS), [weight for _, weight in KINDS.values()])[0]
        is_open = generator.random() < 0.3
        trial = Trial(kind + (", with a write-ahead log" if is_open else ""), seed)
        source, hurt = self._folder / ("open" if is_open else "closed"), self._folder / "hurt"
        shutil.rmtree(hurt, ignore_errors=True)
        shutil.copytree(source, hurt)
        touched = self._damage(hurt, kind, generator)
        self._speak(hurt, trial)
        readable = readable_by_sqlite(hurt, self._folder / "scratch") & self._acts
        if not is_open:
            readable |= {act for act in self._acts if self._at[act[0]] not in touched}
        trial.readable = len(readable)
        for with_log in (False, True):
            copy = self._folder / "copy"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(hurt, copy)
            if not with_log:
                shutil.rmtree(copy / LOG_FOLDER)
                (copy / "thumbnails").mkdir()
                (copy / "thumbnails" / "one").touch()
            self._repair(copy, trial, self._acts if with_log else readable, with_log=with_log)
        return trial

    def _damage(self, hurt: Path, kind: str, generator: random.Random) -> set[int]:
        file = hurt / FILE_NAME
        log = file.with_name(f"{FILE_NAME}-wal")
        if log.exists() and log.stat().st_size > FLIPPED and generator.random() < 0.3:
            file = log
        data = bytearray(file.read_bytes())
        touched = KINDS[kind][0](data, generator)
        file.write_bytes(data)
        return touched

    def _speak(self, hurt: Path, trial: Trial) -> None:
        """The commands on a copy: an answer or one line that says what to do."""
        copy = self._folder / "copy"
        for words in CALLS:
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(hurt, copy)
            code, said = say(list(words), copy)
            if code == UNEXPECTED or "Traceback" in said:
                trial.faults.append(f"{' '.join(words)} ended in {code}: {said.strip()[-300:]}")
            trial.noticed |= code == 4

    def _repair(self, copy: Path, trial: Trial, expected: set[Act], *, with_log: bool) -> None:
        name = "with the log" if with_log else "without the log"
        try:
            repaired = repair(copy)
            with Library.open(copy) as library:
                saved = acts_of(copy)
                if not is_whole(library.database):
                    trial.faults.append(f"{name}: not whole")
                self._check_marks(library, trial, name)
        except (PhotosError, sqlite3.Error, ValueError, TypeError, LookupError) as error:
            trial.faults.append(f"{name}: {type(error).__name__}: {error}")
            return
        lost = expected - saved
        if lost:
            trial.faults.append(f"{name}: {len(lost)} of {len(expected)} acts lost, {min(lost)}")
        if with_log and saved - expected:
            trial.faults.append(f"{name}: acts that nobody did: {min(saved - expected)}")
        if not with_log:
            trial.saved = len(saved & self._acts)
        assert repaired.damaged_file.exists() or not with_log

    def _check_marks(self, library: Library, trial: Trial, name: str) -> None:
        """What was last said of each photo holds."""
        sql = (
            "SELECT count(*) FROM acts a JOIN act_photos p ON p.id = a.act_photo_id "
            "JOIN photos o ON o.id = p.photo_id WHERE a.field = 'favorite' "
            "AND a.id = (SELECT max(id) FROM acts b "
            "WHERE b.act_photo_id = a.act_photo_id AND b.field = a.field) "
            "AND (a.value = 'true') <> o.favorite"
        )
        if wrong := library.database.scalar(sql):
            trial.faults.append(f"{name}: {wrong} marks that do not hold")


def trials(damages: int, seed: int, folder: Path) -> Iterator[Trial]:
    """So many damages, each of its own seed."""
    ordeal = Ordeal(folder)
    for number in range(damages):
        yield ordeal.suffer(seed + number)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--damages", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0, help="of the first; that of a fault repeats it alone")
    options = parser.parse_args()
    begun, done, bad = time.monotonic(), Counter[str](), 0
    noticed = saved = readable = 0
    with tempfile.TemporaryDirectory() as folder:
        for trial in trials(options.damages, options.seed, Path(folder)):
            done[trial.kind] += 1
            noticed, saved, readable = (
                noticed + trial.noticed,
                saved + trial.saved,
                readable + trial.readable,
            )
            for fault in trial.faults:
                bad += 1
                print(f"seed {trial.seed}, {trial.kind}: {fault}")
    for kind, number in sorted(done.items()):
        print(f"{number:4}  {kind}")
    print(f"{options.damages} damages, {noticed} of them met by a command; {bad} faults")
    print(f"acts without the log: {saved} saved, {readable} readable; with it: all" if not bad else "")
    print(f"{time.monotonic() - begun:.0f} s, seeds {options.seed} to {options.seed + options.damages - 1}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
