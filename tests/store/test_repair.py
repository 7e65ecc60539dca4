"""A damaged library made whole: what is read, what is brought back, and what takes whose place."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from photos_ml.errors import LibraryBusyError, LibraryError, LibraryTooNewError
from photos_ml.store import Library, Mark
from photos_ml.store.act_log import FOLDER
from photos_ml.store.database import FILE_NAME, REPAIRED_NAME, open_database
from photos_ml.store.repair import is_whole, repair
from photos_ml.store.salvage.pages import open_pages
from photos_ml.store.salvage.records import DamagedError, read_record, read_varint
from photos_ml.store.salvage.rows import Rows, read_entries
from photos_ml.store.salvage.tables import layouts_of
from photos_ml.store.schema import LATEST, MIGRATIONS

if TYPE_CHECKING:
    from tests.store.conftest import Shelf

PAGE = 4096
HOLD_OPEN = """
import sys, time
from pathlib import Path
from photos_ml.store import Library
with Library.open(Path(sys.argv[1])) as library:
    print(library.photos.count(), flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a closed library of 40 photos with 80 marks."""
    from tests.store.conftest import Shelf

    library = Library.open(tmp_path_factory.mktemp("whole") / "library", create=True)
    shelf = Shelf(library)
    for number in range(40):
        photo = shelf.add(f"2024/{number}.jpg", content=f"{number:064x}")
        library.marks.set(photo, Mark.FAVORITE, number % 3 == 0)
        library.marks.set(photo, Mark.HIDE, number % 4 == 0)
    library.close()
    return library.folder


@pytest.fixture
def damaged(whole: Path, tmp_path: Path) -> Path:
    """A copy of it for a test to damage."""
    return shutil.copytree(whole, tmp_path / "damaged")


def table(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        return connection.execute(sql).fetchall()


def acts(folder: Path) -> list[tuple[Any, ...]]:
    return table(folder, "SELECT * FROM acts ORDER BY id")


def pages_of(folder: Path, name: str, kind: str = "leaf") -> list[int]:
    sql = f"SELECT pageno FROM dbstat WHERE name = '{name}' AND pagetype = '{kind}' ORDER BY pageno"
    return [page for (page,) in table(folder, sql)]


def spoil(folder: Path, page: int, change: Callable[[bytearray], None]) -> None:
    path = folder / FILE_NAME
    data = bytearray(path.read_bytes())
    own = data[(page - 1) * PAGE : page * PAGE]
    change(own)
    data[(page - 1) * PAGE : page * PAGE] = own
    path.write_bytes(data)


def flip(own: bytearray) -> None:
    """64 bytes in the middle."""
    own[2000:2064] = bytes(byte ^ 0x5A for byte in own[2000:2064])


def clear(own: bytearray) -> None:
    own[:] = bytes(PAGE)


def read_all(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every table as this program reads its pages; columns that came later are as they are by default."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        layouts = layouts_of(connection)
        names = {
            name: [
                (row[1], json.loads(row[4]) if (row[4] or "").isdigit() else None)
                for row in connection.execute(f"PRAGMA table_info({name})")
            ]
            for name in layouts
        }
    with open_pages(folder / FILE_NAME) as pages:
        rows = Rows(pages, layouts, read_entries(pages))
        return {
            name: [
                tuple(row.get(column, default) for column, default in names[name])
                for row in rows.of(name).rows
            ]
            for name in layouts
        }


def test_pages_of_a_whole_file_are_read_as_sqlite_reads_them(damaged: Path) -> None:
    with closing(sqlite3.connect(damaged / FILE_NAME)) as connection:
        connection.execute("INSERT INTO settings VALUES ('long', ?)", ("x" * 50_000,))  # overflow pages
        connection.execute("UPDATE photos SET lat = -1.5, lon = 9007199254740993, caption = 'Ü' WHERE id = 3")
        connection.commit()
    for name, found in read_all(damaged).items():
        if not name.startswith("photo_text_") or name.endswith("_content"):
            # What is computed is not stored.
            ((columns,),) = table(damaged, f"SELECT group_concat(name) FROM pragma_table_info('{name}')")
            stored = table(damaged, f"SELECT {columns} FROM {name}")
            assert sorted(map(repr, found)) == sorted(map(repr, stored)), name


def test_pages_that_only_the_write_ahead_log_holds_are_read(shelf: Shelf, tmp_path: Path) -> None:
    shelf.library.marks.set(shelf.add(), Mark.FAVORITE, True)
    copy = tmp_path / "killed"
    shutil.copytree(shelf.library.folder, copy)
    assert (copy / f"{FILE_NAME}-wal").stat().st_size
    with open_pages(copy / FILE_NAME) as pages:
        assert pages.newer
        found = read_entries(pages)["acts"]
    assert found.kind == "table"
    repair(copy)
    assert len(acts(copy)) == 1


@pytest.mark.parametrize(
    ("name", "change"),
    [
        *((name, clear) for name in ("acts", "act_photos", "photos", "contents", "acts_photo")),
        *((name, flip) for name in ("acts", "claims", "photos_facts")),
    ],
)
def test_no_act_is_lost_with_a_page(damaged: Path, name: str, change: Callable[[bytearray], None]) -> None:
    before = acts(damaged)
    spoil(damaged, pages_of(damaged, name)[0], change)
    repaired = repair(damaged)
    assert acts(damaged) == before
    assert repaired.acts == 80
    with Library.open(damaged) as library:
        assert is_whole(library.database)


def test_without_a_log_the_acts_on_other_pages_are_kept(damaged: Path) -> None:
    leaves = pages_of(damaged, "acts")
    assert len(leaves) > 1
    before = acts(damaged)
    spoil(damaged, leaves[0], clear)
    shutil.rmtree(damaged / FOLDER)
    repair(damaged)
    kept = acts(damaged)
    assert 0 < len(kept) < len(before)
    assert kept == [act for act in before if act in kept]


def test_pages_that_no_tree_leads_to_are_known_by_their_rows(damaged: Path) -> None:
    (root,) = pages_of(damaged, "acts", "internal")
    before = acts(damaged)
    spoil(damaged, root, clear)
    shutil.rmtree(damaged / FOLDER)
    repair(damaged)
    assert acts(damaged) == before


def test_photos_whose_rows_are_lost_are_found_again_with_their_marks(damaged: Path, shelf: Shelf) -> None:
    spoil(damaged, pages_of(damaged, "files")[0], clear)
    lost = repair(damaged)
    assert lost.photos < 40
    with Library.open(damaged) as library:
        again = type(shelf)(library)
        again.root = library.roots()[0]
        left = {row[0] for row in table(damaged, "SELECT name FROM files")}
        for number in range(40):
            if f"{number}.jpg" not in left:
                again.add(f"2024/{number}.jpg", content=f"{number:064x}")
        sql = "SELECT c.hash FROM photos p JOIN contents c ON c.id = p.content_id WHERE p.favorite"
        favourites = {int(row[0], 16) for row in library.database.query(sql)}
        assert favourites == set(range(0, 40, 3))
        assert len(library.marks.hidden()) == 10


def test_numbers_of_rows_are_not_used_again(damaged: Path) -> None:
    (last,) = table(damaged, "SELECT seq FROM sqlite_sequence WHERE name = 'photos'")
    with closing(sqlite3.connect(damaged / FILE_NAME)) as connection:
        connection.execute("DELETE FROM files WHERE photo_id = 40")
        connection.commit()
    assert repair(damaged).photos == 39
    assert table(damaged, "SELECT seq FROM sqlite_sequence WHERE name = 'photos'") == [last]


def test_photos_are_read_again_after_a_repair(damaged: Path) -> None:
    with closing(sqlite3.connect(damaged / FILE_NAME)) as connection:
        connection.execute("UPDATE photos SET reader = 9")
        connection.commit()
    repair(damaged)
    assert table(damaged, "SELECT DISTINCT reader FROM photos") == [(0,)]


@pytest.mark.parametrize("content", [b"", b"another file" * 1000])
def test_an_empty_or_a_foreign_file_beside_full_caches_is_damage(damaged: Path, content: bytes) -> None:
    (damaged / FILE_NAME).write_bytes(content)
    for create in (False, True):
        with pytest.raises(LibraryError, match=r"damaged|not a database") as caught:
            Library.open(damaged, create=create)
        assert "doctor --repair" in caught.value.hint
    assert repair(damaged).from_log == 80
    with Library.open(damaged) as library:
        assert len(library.act_log.read().documents) == 80


def test_a_database_of_another_program_is_not_written_over(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    with pytest.raises(LibraryError, match="not a photo library"):
        Library.open(tmp_path, create=True)


def test_a_library_of_an_older_schema_is_repaired_and_brought_up(tmp_path: Path) -> None:
    with closing(open_database(tmp_path, create=True, migrations=MIGRATIONS[:6])) as database:
        database.execute("INSERT INTO exclusions VALUES ('person', 'Anna', '2026-01-01T00:00:00+00:00')")
        database.execute("INSERT INTO settings VALUES ('key', '1')")
    spoil(tmp_path, pages_of(tmp_path, "photos_facts")[0], clear)
    assert repair(tmp_path).acts == 1
    assert table(tmp_path, "PRAGMA user_version") == [(LATEST,)]
    assert table(tmp_path, "SELECT value FROM settings WHERE key = 'key'") == [("1",)]


def test_a_newer_library_is_left_alone(damaged: Path) -> None:
    with closing(sqlite3.connect(damaged / FILE_NAME)) as connection:
        connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    before = (damaged / FILE_NAME).read_bytes()
    with pytest.raises(LibraryTooNewError):
        repair(damaged)
    assert (damaged / FILE_NAME).read_bytes() == before


def test_the_file_of_before_is_kept_each_time(damaged: Path) -> None:
    kept = {repair(damaged).damaged_file for _ in range(2)}
    assert len(kept) == 2
    assert all(file.exists() for file in kept)


def test_a_repair_that_was_killed_at_its_end_is_ended_by_the_next_program(damaged: Path) -> None:
    """The old file was aside already, or was not yet."""
    shutil.copy2(damaged / FILE_NAME, damaged / REPAIRED_NAME)
    (damaged / FILE_NAME).unlink()
    with Library.open(damaged) as library:
        assert library.photos.count() == 40
    shutil.copy2(damaged / FILE_NAME, damaged / REPAIRED_NAME)
    (damaged / FILE_NAME).write_bytes(b"damaged")
    with Library.open(damaged) as library:
        assert library.photos.count() == 40
    assert not (damaged / REPAIRED_NAME).exists()
    assert [file.read_bytes() for file in damaged.glob("*.damaged-*")] == [b"damaged"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let an open file be replaced")
def test_a_library_that_another_process_has_open_is_not_taken_from_it(damaged: Path) -> None:
    command = [sys.executable, "-c", HOLD_OPEN, str(damaged)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "40\n"
        with pytest.raises(LibraryBusyError, match="open"):
            repair(damaged)
        other.communicate("")
    assert repair(damaged).photos == 40


def test_while_it_is_indexed_a_library_is_not_repaired(damaged: Path) -> None:
    with Library.open(damaged) as library, library.indexing(), pytest.raises(LibraryBusyError):
        repair(damaged)


def test_a_row_that_says_nonsense_is_damage_though_sqlite_has_nothing_against_it(damaged: Path) -> None:
    with closing(sqlite3.connect(damaged / FILE_NAME)) as connection:
        connection.execute(
            "UPDATE photos SET media = 'phoxo', taken = '2024-99-01T00:00:00.000' WHERE id = 2"
        )
        connection.execute("UPDATE acts SET value = 'trve' WHERE id = 1")
        connection.commit()
    with Library.open(damaged) as library:
        assert not is_whole(library.database)
    repair(damaged)
    assert table(damaged, "SELECT media, taken FROM photos WHERE id = 2") == [("photo", None)]
    assert table(damaged, "SELECT value FROM acts WHERE id = 1") == [("true",)], "as the log has it"


def test_numbers_and_rows_that_are_cut_short_are_none() -> None:
    assert read_varint(b"\x81\x00", 0) == (128, 2)
    assert read_varint(b"\xff" * 9, 0) == ((1 << 64) - 1, 9)
    for data in (b"", b"\x81", b"\xff" * 8):
        with pytest.raises(DamagedError):
            read_varint(data, 0)
    assert read_record(bytes([4, 1, 15, 0, 7]) + b"a") == [7, "a", None]
    for payload in (b"", b"\x09\x01", bytes([2, 15]) + b"\xff", bytes([2, 11]), bytes([2, 1, 7, 7])):
        with pytest.raises(DamagedError):
            read_record(payload)
