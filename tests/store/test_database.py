"""Opening the library file: new, old, newer, foreign, damaged, full, shared."""

from __future__ import annotations

import gc
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import photos_ml.store
from photos_ml.errors import LibraryBusyError, LibraryError, LibraryTooNewError
from photos_ml.store import Library
from photos_ml.store.database import FILE_NAME, open_database
from photos_ml.store.schema import LATEST, MIGRATIONS, Migration

MAKE_MANY = """
import sys
from pathlib import Path
from photos_ml.store import Library
with Library.open(Path(sys.argv[1]), create=True) as library:
    library.set_setting(f"writer {sys.argv[2]}", True)
    print(library.photos.count())
"""


def rows(path: Path, sql: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def read_all(folder: Path) -> None:
    with Library.open(folder) as library:
        library.photos.get(list(range(1, 501)))


def add_mood(db: Any) -> None:
    db["photos"].add_column("mood", str)


def add_moods_table(db: Any) -> None:
    db["moods"].create({"id": int, "name": str}, pk="id")
    db["moods"].insert({"id": 1, "name": "calm"})


def fail_half_way(db: Any) -> None:
    db["half"].create({"id": int}, pk="id")
    db["half"].insert({"id": 1})
    db.conn.execute("UPDATE settings SET value = 'ruined'")
    raise RuntimeError("a migration with a fault")


def migrations(*extra: Migration) -> tuple[Migration, ...]:
    return (*MIGRATIONS, *extra)


class TestNew:
    def test_new_library_has_every_table_and_is_private(self, library: Library) -> None:
        tables = {name for (name,) in rows(library.database.path, "SELECT name FROM sqlite_master")}
        assert {"photos", "files", "vectors", "failures", "runs", "acts", "photo_text"} <= tables
        assert rows(library.database.path, "PRAGMA user_version") == [(LATEST,)]
        assert rows(library.database.path, "PRAGMA journal_mode") == [("wal",)]
        if os.name != "nt":
            assert library.folder.stat().st_mode & 0o077 == 0

    @pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
    def test_in_a_folder_that_all_may_read_the_library_is_its_user_s_alone(self, tmp_path: Path) -> None:
        """As where `photos-ml demo` or a model was there first: what it made has the usual permissions."""
        tmp_path.chmod(0o755)
        with Library.open(tmp_path, create=True) as library, library.indexing():
            library.set_setting("key", 1)
            kept = sorted(path.name for path in tmp_path.iterdir())
            assert kept == ["indexing.lock", FILE_NAME, f"{FILE_NAME}-shm", f"{FILE_NAME}-wal"]
            assert [name for name in kept if (tmp_path / name).stat().st_mode & 0o077] == []
        open_database(tmp_path, migrations=migrations(add_mood)).close()
        (backup,) = tmp_path.glob("*.backup")
        assert backup.stat().st_mode & 0o077 == 0

    @pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
    def test_what_its_user_lets_others_read_stays_so(self, tmp_path: Path) -> None:
        Library.open(tmp_path, create=True).close()
        (tmp_path / FILE_NAME).chmod(0o640)
        Library.open(tmp_path, create=True).close()
        assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o640

    def test_no_library_is_one_clear_error(self, tmp_path: Path) -> None:
        with pytest.raises(LibraryError, match="no library at") as caught:
            Library.open(tmp_path / "nowhere")
        assert "photos-ml index" in caught.value.hint
        assert not (tmp_path / "nowhere").exists()

    def test_folder_that_cannot_be_made_is_one_clear_error(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(LibraryError, match="cannot make the library folder"):
            Library.open(tmp_path / "file/library", create=True)

    def test_opening_again_changes_nothing(self, library: Library) -> None:
        before = rows(library.database.path, "SELECT sql FROM sqlite_master ORDER BY name")
        with Library.open(library.folder, create=True):
            pass
        assert rows(library.database.path, "SELECT sql FROM sqlite_master ORDER BY name") == before
        assert not list(library.folder.glob("*.backup*"))

    def test_two_processes_that_make_the_same_library_agree(self, tmp_path: Path) -> None:
        command = [sys.executable, "-c", MAKE_MANY, str(tmp_path / "library")]
        makers = [
            subprocess.Popen([*command, str(n)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for n in range(4)
        ]
        assert [maker.communicate() for maker in makers] == [("0\n", "")] * 4
        with Library.open(tmp_path / "library") as library:
            assert all(library.setting(f"writer {n}") for n in range(4))


class TestMigrations:
    def test_older_library_is_migrated_after_a_complete_backup(self, shelf: Any) -> None:
        library = shelf.library
        photo = shelf.add("a.jpg")
        library.set_setting("key", "old value")
        library.close()
        database = open_database(library.folder, migrations=migrations(add_mood, add_moods_table))
        assert database.scalar("PRAGMA user_version") == LATEST + 2
        assert database.scalar("SELECT count(*) FROM photos WHERE mood IS NULL") == 1
        assert database.scalar("SELECT name FROM moods") == "calm"
        database.execute("UPDATE settings SET value = '\"new value\"'")
        database.close()
        (backup,) = library.folder.glob("*.backup*")
        assert backup.name == f"{FILE_NAME}.schema-{LATEST}.backup"
        restored = library.folder.parent / "restored"
        restored.mkdir()
        shutil.copy(backup, restored / FILE_NAME)
        with Library.open(restored) as old:
            assert old.setting("key") == "old value"
            assert list(old.photos.get([photo])) == [photo]
            assert old.database.scalar("PRAGMA integrity_check") == "ok"

    def test_backup_has_what_is_still_in_the_log(self, shelf: Any) -> None:
        """Rows that no checkpoint has moved into the file itself."""
        reader = sqlite3.connect(shelf.library.database.path)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM photos").fetchall()
        shelf.add("a.jpg")
        database = open_database(shelf.library.folder, migrations=migrations(add_mood))
        database.close()
        reader.close()
        (backup,) = shelf.library.folder.glob("*.backup")
        assert rows(backup, "SELECT count(*) FROM photos") == [(1,)]

    @pytest.mark.parametrize("before", [(), (add_mood, add_moods_table)])
    def test_failing_migration_rolls_back_whole(self, shelf: Any, before: tuple[Migration, ...]) -> None:
        library = shelf.library
        shelf.add("a.jpg")
        library.set_setting("key", "value")
        library.close()
        schema = "SELECT name, sql FROM sqlite_master ORDER BY name"
        expected = rows(library.database.path, schema)
        with pytest.raises(RuntimeError, match="with a fault"):
            open_database(library.folder, migrations=migrations(*before, fail_half_way))
        assert rows(library.database.path, schema) == expected
        assert rows(library.database.path, "PRAGMA user_version") == [(LATEST,)]
        with Library.open(library.folder) as again:
            assert again.setting("key") == "value"
            assert again.photos.count() == 1

    def test_failing_first_migration_leaves_an_empty_file(self, tmp_path: Path) -> None:
        with pytest.raises(RuntimeError):
            open_database(tmp_path / "new", create=True, migrations=(MIGRATIONS[0], fail_half_way))
        assert rows(tmp_path / "new" / FILE_NAME, "SELECT name FROM sqlite_master") == []
        with Library.open(tmp_path / "new", create=True) as library:
            assert library.photos.count() == 0

    def test_no_backup_that_is_not_complete_keeps_its_name(
        self, shelf: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shelf.library.close()
        real = sqlite3.connect

        def small_copy(path: Any, **options: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = real(path, **options)
            if str(path).endswith(".part"):
                connection.execute("PRAGMA max_page_count = 3")
            return connection

        with monkeypatch.context() as patched:
            patched.setattr(sqlite3, "connect", small_copy)
            with pytest.raises(LibraryError, match="full") as caught:
                open_database(shelf.library.folder, migrations=migrations(add_mood))
        assert "free some disk space" in caught.value.hint
        assert not list(shelf.library.folder.glob("*.backup"))
        assert rows(shelf.library.database.path, "PRAGMA user_version") == [(LATEST,)]

    def test_newer_library_is_refused_with_the_reason_and_left_alone(self, shelf: Any) -> None:
        shelf.library.close()
        open_database(shelf.library.folder, migrations=migrations(add_mood)).close()
        before = shelf.library.database.path.read_bytes()
        with pytest.raises(LibraryTooNewError, match=f"schema {LATEST + 1}.*knows {LATEST}") as caught:
            Library.open(shelf.library.folder)
        assert "install the newer version" in caught.value.hint
        assert shelf.library.database.path.read_bytes() == before


class TestForeignAndDamaged:
    def test_other_programs_database_is_refused_and_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / FILE_NAME
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE theirs (a)")
        connection.close()
        before = path.read_bytes()
        with pytest.raises(LibraryError, match="is not a photo library"):
            Library.open(tmp_path, create=True)
        assert path.read_bytes() == before
        assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]

    @pytest.mark.parametrize(
        "content", [b"\xff\xd8\xff\xe0 a JPEG" * 100, b"x", b"SQLite format 3\x00" + b"\x07" * 5000]
    )
    def test_file_that_is_no_database_is_one_clear_error(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / FILE_NAME).write_bytes(content)
        with pytest.raises(LibraryError) as caught:
            Library.open(tmp_path)
        assert "\n" not in str(caught.value)
        assert caught.value.hint
        assert (tmp_path / FILE_NAME).read_bytes() == content

    @pytest.mark.parametrize("kept", [0.3, 0.7])
    def test_truncated_file_is_one_clear_error_or_still_reads(self, shelf: Any, kept: float) -> None:
        for number in range(300):
            shelf.add(f"{number}.jpg")
        shelf.library.close()
        path = shelf.library.database.path
        with path.open("r+b") as file:
            file.truncate(int(path.stat().st_size * kept))
        with pytest.raises(LibraryError, match="cannot be used") as caught:
            read_all(path.parent)
        assert "your photos are untouched" in caught.value.hint

    def test_overwritten_pages_are_one_clear_error(self, shelf: Any) -> None:
        for number in range(500):
            shelf.add(f"{number}.jpg")
        shelf.library.close()
        path = shelf.library.database.path
        with path.open("r+b") as file:
            file.seek(8192)
            file.write(os.urandom(path.stat().st_size - 8192))
        with pytest.raises(LibraryError, match=r"malformed|not a database"):
            read_all(path.parent)


class TestSharing:
    def test_transaction_is_all_or_nothing(self, library: Library) -> None:
        with pytest.raises(ZeroDivisionError), library.database.transaction():
            library.set_setting("key", 1)
            raise ZeroDivisionError
        assert library.setting("key") is None
        library.set_setting("key", 2)
        assert library.setting("key") == 2

    def test_full_disk_is_one_clear_error_and_leaves_the_library_consistent(self, shelf: Any) -> None:
        library = shelf.library
        for number in range(50):
            shelf.add(f"{number}.jpg")
        pages = library.database.scalar("PRAGMA page_count")
        library.database.execute(f"PRAGMA max_page_count = {pages + 3}")
        with pytest.raises(LibraryError, match="full") as caught:
            for number in range(50, 2000):
                shelf.add(f"{number}.jpg")
        assert "free some disk space" in caught.value.hint
        kept = library.photos.count()
        assert 50 <= kept < 2000
        assert library.database.scalar("PRAGMA integrity_check") == "ok"
        assert library.database.query("PRAGMA foreign_key_check") == []
        assert library.database.scalar("SELECT count(*) FROM photo_text") == kept
        library.database.execute(f"PRAGMA max_page_count = {pages + 10_000}")
        shelf.add("after.jpg")
        assert library.photos.count() == kept + 1

    def test_readers_in_other_processes_go_on_while_one_writes(self, shelf: Any) -> None:
        for number in range(20):
            shelf.add(f"{number}.jpg")
        program = (
            "import sys; from pathlib import Path; from photos_ml.store import Library\n"
            "with Library.open(Path(sys.argv[1])) as library: print(library.photos.count())"
        )
        with shelf.library.database.transaction() as connection:
            connection.execute("UPDATE photos SET title = 'half written'")
            connection.execute("DELETE FROM files")
            done = subprocess.run(
                [sys.executable, "-c", program, str(shelf.library.folder)],
                capture_output=True, text=True, check=True, timeout=20,
            )  # fmt: skip
            connection.execute("ROLLBACK")
            connection.execute("BEGIN")
        assert done.stdout == "20\n"

    def test_threads_read_and_write_at_once(self, shelf: Any) -> None:
        errors: list[Exception] = []

        def work(thread: int) -> None:
            try:
                for number in range(20):
                    shelf.add(f"{thread}/{number}.jpg")
                    assert shelf.library.photos.count() > 0
            except Exception as error:  # noqa: BLE001 - whatever it is, it is shown
                errors.append(error)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert shelf.library.photos.count() == 80

    def test_connections_of_ended_threads_are_closed(self, library: Library) -> None:
        for _ in range(30):
            thread = threading.Thread(target=library.photos.count)
            thread.start()
            thread.join()
        assert len(library.database._open) <= 2

    def test_second_indexer_is_refused_and_the_first_can_come_back(self, library: Library) -> None:
        with Library.open(library.folder) as other:
            with library.indexing():
                with pytest.raises(LibraryBusyError, match="another photos-ml is indexing"), other.indexing():
                    pass
                other.set_setting("writing", "works meanwhile")
            with other.indexing():
                pass

    def test_lock_of_a_killed_process_is_free(self, library: Library) -> None:
        program = (
            "import sys, os; from pathlib import Path; from photos_ml.store import Library\n"
            "with Library.open(Path(sys.argv[1])) as library, library.indexing(): os.kill(os.getpid(), 9)"
        )
        done = subprocess.run([sys.executable, "-c", program, str(library.folder)], check=False)
        assert done.returncode != 0
        with library.indexing():
            pass

    def test_close_ends_every_thread_s_connection_and_the_library_can_be_used_again(
        self, library: Library
    ) -> None:
        assert library.photos.count() == 0
        library.close()
        assert library.photos.count() == 0


def test_closing_waits_for_what_other_threads_are_at(tmp_path: Path) -> None:
    """A server that stops closes its library while requests are still being answered."""
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) "
    slow += "SELECT count(*) FROM n"
    for _ in range(20):
        library = Library.open(tmp_path / "library", create=True)
        begun = threading.Barrier(5)
        found: list[int] = []

        def read(
            library: Library = library, begun: threading.Barrier = begun, found: list[int] = found
        ) -> None:
            library.database.scalar("SELECT 1")
            begun.wait()
            found.append(library.database.scalar(slow))

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        begun.wait()
        library.close()
        for thread in threads:
            thread.join()
        library.close()  # who came after the first close has opened it again
        assert found == [30_000] * 4


def test_what_asks_after_the_end_is_answered_and_leaves_nothing_open(tmp_path: Path) -> None:
    """Work in the background may be at its next statement when the library is closed. From Python 3.13 on a
    connection that nobody closes is a warning, and so a failure."""
    library = Library.open(tmp_path, create=True)
    library.close()
    assert [row[0] for row in library.database.iterate("SELECT 1 UNION SELECT 2")] == [1, 2]
    own = library.database._own
    assert not own.closed
    connection = own.connection
    del library, own
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_a_library_closed_between_two_rows_says_so(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library", create=True)
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i FROM n"
    rows = library.database.iterate(many)
    assert next(rows)["i"] == 1
    library.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        list(rows)


def test_values_are_bound_by_their_place_alone() -> None:
    """A sequence for `?1` is an error from Python 3.14 on, and a warning before only from 3.12 on."""
    numbered = re.compile(r"\?[1-9]\b(?=[ ,)])")
    sources = Path(photos_ml.store.__file__).parent.rglob("*.py")
    assert not [path.name for path in sources if numbered.search(path.read_text("utf-8"))]
