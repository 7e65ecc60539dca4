"""Exports of other programs broken at random: an import ends in words, the library stays sound.

python -m tests.torture.imports [--documents 1000] [--seed 0]
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sqlite3
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from photos_ml.app.service import Context
from photos_ml.app.service.exporting import export_json, sidecar_of
from photos_ml.app.service.importing import import_from
from photos_ml.errors import PhotosError
from photos_ml.store import Library
from photos_ml.store.repair import is_whole
from photos_ml.types import Metadata
from tests.imports import test_sources as made
from tests.imports.conftest import NAMES
from tests.store.conftest import Shelf

JUNK: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e308, float("nan"), 2**70, "", "x" * 5000, "\ud800", "a\0b", "2019-13-45"),
    *("9999-12-31T23:59:59+23:59", [], {}, [[]], [None], {"a": 1}, ["x", None], ["Anna", [0, 0, 1]]),
    *([1, 2, 3, 4], "NaN", "../../../../etc/passwd", "C:\\x\\..\\y"),
)
CELLS: tuple[Any, ...] = (None, 0, -1, 2**62, 1e300, "", "x" * 5000, "a\0b", b"\xff\xfe", "2019-13-45")
MAKERS: Mapping[str, tuple[str, Callable[[Path], Path]]] = {
    "takeout": ("takeout", made.takeout),
    "takeout, zip": ("takeout", made.takeout_zip),
    "digikam": ("digikam", made.digikam),
    "lightroom": ("lightroom", made.lightroom),
    "picasa": ("picasa", made.picasa),
    "apple": ("apple", made.apple),
    "immich": ("immich", made.immich),
    "photoprism": ("photoprism", made.photoprism),
    "xmp": ("xmp", made.sidecars),
}


def fuzzed(library: Path, scratch: Path, seeds: Iterable[int]) -> dict[str, int]:
    """What went wrong, by where; nothing where all went well. `scratch` holds `ours.json`, of the library."""
    wrong: Counter[str] = Counter()
    for seed in seeds:
        generator = random.Random(seed)
        there = scratch / "there"
        shutil.rmtree(there, ignore_errors=True)
        shutil.rmtree(scratch / "copy", ignore_errors=True)
        there.mkdir()
        shutil.copytree(library, scratch / "copy")
        source, path = _broken(there, scratch / "ours.json", generator)
        try:
            _take(scratch / "copy", source, path)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            last = traceback.extract_tb(error.__traceback__)[-1]
            wrong[f"seed {seed}, {source}: {type(error).__name__} in {last.name}: {str(error)[:80]}"] += 1
    return dict(wrong)


def _take(library: Path, source: str, path: Path) -> None:
    """Import, and read all that there is then."""
    with Context(library) as context:
        with suppress(PhotosError):
            import_from(context, source, path)
        held = context.library()
        rows = held.photos.get(list(range(1, len(NAMES) + 1)))
        for row in rows.values():
            sidecar_of(row)
        export_json(context, list(rows), library.parent / "out.json")
        (library.parent / "out.json").unlink()
        assert is_whole(held.database), "a repair would find unsound rows"


def _broken(there: Path, ours: Path, generator: random.Random) -> tuple[str, Path]:
    """An export with something wrong in it: the name of its program, and where it is."""
    name = generator.choice([*MAKERS, "photos-ml", "photos-ml"])
    if name == "photos-ml":
        path = there / "ours.json"
        shutil.copy(ours, path)
        _break(path, generator)
        return name, path
    source, make = MAKERS[name]
    path = make(there)
    for _ in range(generator.choice((1, 2))):
        _break(generator.choice([file for file in there.rglob("*") if file.is_file()]), generator)
    return source, path


def _break(file: Path, generator: random.Random) -> None:
    """Spoil a value of a document, cells of a database, or bytes of anything."""
    if file.suffix == ".json" and generator.random() < 0.85:
        with suppress(ValueError):
            file.write_text(json.dumps(_spoilt(json.loads(file.read_bytes()), generator)))
            return
    if file.suffix in (".db", ".lrcat") and generator.random() < 0.8:
        with suppress(sqlite3.Error, UnicodeDecodeError):  # what was broken before cannot be read
            _spoil_cells(file, generator)
            return
    data = bytearray(file.read_bytes())
    for _ in range(generator.choice((1, 3, 20)) if data else 0):
        at = generator.randrange(len(data) + 1)
        data[at : at + generator.choice((0, 1, 300))] = generator.randbytes(generator.choice((0, 1, 300)))
    file.write_bytes(bytes(data))


def _spoilt(document: Any, generator: random.Random) -> Any:
    """With values replaced, taken out and put in at random places."""
    whole = [document]
    for _ in range(generator.choice((1, 1, 2, 5))):
        at: Any = whole
        key: Any = 0
        while isinstance(at[key], dict | list) and at[key] and generator.random() < 0.85:
            at = at[key]
            key = generator.choice(list(at) if isinstance(at, dict) else range(len(at)))
        if isinstance(at, dict) and generator.random() < 0.3:
            del at[key]
        else:
            at[key] = generator.choice(JUNK)
    return whole[0]


def _spoil_cells(file: Path, generator: random.Random) -> None:
    with closing(sqlite3.connect(file)) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = generator.choice(tables)
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        sql = f"UPDATE {table} SET {generator.choice(columns)} = ? WHERE rowid % 2 = ?"
        database.execute(sql, (generator.choice(CELLS), generator.randrange(2)))
        database.commit()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="of the first; that of a fault repeats it alone")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Library.open(folder / "library", create=True) as library:
            shelf = Shelf(library)
            photos = [shelf.add(file, Metadata(width=400, height=300)) for file in NAMES]
        with Context(folder / "library") as context:
            export_json(context, photos, folder / "ours.json")
        wrong = fuzzed(folder / "library", folder, range(asked.seed, asked.seed + asked.documents))
    for what in wrong:
        print(what)
    print(f"{asked.documents} broken exports: {sum(wrong.values())} ended in what nobody foresaw")


if __name__ == "__main__":
    main()
