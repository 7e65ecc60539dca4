"""The user's choices, and a folder that is forgotten."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from PIL import Image

from photos_ml.app.service import Context, choices, thumbnails
from photos_ml.app.service.choices import change_settings
from photos_ml.app.service.indexing import failed_files, forget_folder, index_folders, indexed_folders
from photos_ml.app.service.photos import find_photo, mark_photos
from photos_ml.app.service.pictures import encoded_thumbnail
from photos_ml.app.service.planning import plan_query
from photos_ml.app.service.search import search_photos
from photos_ml.app.service.settings import Settings, country_lies_south, read_settings, write_settings
from photos_ml.app.service.status import read_status
from photos_ml.app.service.thumbnails import Size
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.tagger import tagger_for
from photos_ml.errors import LibraryBusyError, UsageError
from photos_ml.store import Library
from photos_ml.store.correcting import last_gesture
from photos_ml.store.database import open_database
from photos_ml.store.schema import MIGRATIONS, _0017_choices
from photos_ml.store.settled_settings import KEY, SETTING
from photos_ml.types import Tag


@pytest.fixture
def library(tmp_path: Path) -> Any:
    with Library.open(tmp_path / "library", create=True) as found:
        yield found


def test_what_was_chosen_is_read_back(library: Library) -> None:
    assert read_settings(library) == Settings()
    chosen = Settings(
        ("Private", "2019/Work"),
        False,
        "auto",
        500,
        2000,
        "es",
        "fr",
        "NO",
        "dark",
        False,
        False,
        True,
        False,
    )
    assert all(getattr(chosen, field.name) != field.default for field in fields(Settings))
    write_settings(library, chosen)
    assert read_settings(library) == chosen


def test_what_is_chosen_meanwhile_is_not_set_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pages, or two clicks one after the other, choose at the same time."""
    with Context(tmp_path) as context:
        change_settings(context, home="NO")
        other = Thread(target=change_settings, args=(context,), kwargs={"watch": False})

        def late(library: Library, settings: Settings) -> None:
            if not other.ident:
                other.start()
                other.join(0.3)
            write_settings(library, settings)

        monkeypatch.setattr(choices, "write_settings", late)
        change_settings(context, theme="dark")
        other.join()
        assert context.settings == Settings(home="NO", watch=False, theme="dark")


def test_what_was_chosen_is_in_the_backup_and_in_the_act_log(library: Library, tmp_path: Path) -> None:
    write_settings(library, Settings(theme="light"))
    write_settings(library, Settings(theme="dark", home="NO"))
    assert last_gesture(library) is None, "`undo` takes back what was done to photos"
    library.backup(tmp_path / "backup")
    with Library.open(tmp_path / "another", create=True) as another:
        another.restore(tmp_path / "backup")
        assert read_settings(another) == Settings(theme="dark", home="NO")
    library.close()
    library.database.path.unlink()
    for rest in library.folder.glob("library.sqlite-*"):
        rest.unlink()
    with Library.open(library.folder, create=True) as anew:
        assert read_settings(anew) == Settings(theme="dark", home="NO")


def test_choices_of_before_they_were_acts_are_in_the_backup(tmp_path: Path) -> None:
    older = MIGRATIONS[: MIGRATIONS.index(_0017_choices)]
    with closing(open_database(tmp_path, create=True, migrations=older)) as database:
        kept = json.dumps({"theme": "dark", "watch": False, "exclude": ["Private"]})
        database.execute("INSERT INTO settings (key, value) VALUES (?, ?)", (KEY, kept))
    with Library.open(tmp_path) as found:
        said = {one.key: json.loads(one.value) for one in found.acts.standing(SETTING)}
        assert said == {"theme": "dark", "watch": False, "exclude": ["Private"]}
        assert read_settings(found) == Settings(("Private",), watch=False, theme="dark")


def test_choices_of_a_newer_program_are_left_out(library: Library) -> None:
    library.set_setting(KEY, {"theme": "dark", "smell": "roses"})
    assert read_settings(library) == Settings(theme="dark")


@pytest.mark.parametrize(
    "kept",
    [
        *('{"theme": ', "", "null", "7", '["theme"]', "\x00"),
        *('{"theme": 7, "thumbnails_mb": "much", "exclude": "no list", "watch": null, "home": ["NO"]}',),
        *('{"theme": "sepia", "planner": "oracle", "thumbnails_mb": 1, "exclude": [1, {}]}',),
    ],
)
def test_what_was_damaged_or_chosen_in_a_newer_program_is_as_never_chosen(
    library: Library, kept: str
) -> None:
    library.database.execute("INSERT INTO settings (key, value) VALUES (?, ?)", (KEY, kept))
    assert read_settings(library) == Settings()
    write_settings(library, Settings(theme="dark"))
    assert read_settings(library) == Settings(theme="dark")


def test_one_choice_that_is_none_costs_no_other(library: Library) -> None:
    library.set_setting(KEY, {"theme": "sepia", "exclude": ["Private"], "home": "NO", "thumbnails_mb": 1})
    assert read_settings(library) == Settings(exclude=("Private",), home="NO")


@pytest.mark.parametrize(
    "wrong",
    [
        {"planner": "oracle"},
        {"theme": "pink"},
        {"thumbnails_mb": 1},
        {"thumbnails_mb": 10**7},
        {"language": "xx"},
        {"home": "Norway"},
        {"home": "no"},
        {"exclude": ("*",)},
        {"exclude": ("a" * 301,)},
        {"exclude": ("a",) * 201},
    ],
)
def test_what_is_no_choice_is_refused_and_changes_nothing(library: Library, wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        write_settings(library, replace(Settings(), **wrong))
    assert read_settings(library) == Settings()


def test_the_home_country_says_when_summer_is(tmp_path: Path) -> None:
    now = datetime.fromisoformat("2026-11-21T10:00:00+01:00")
    with Context(tmp_path / "library") as context:
        change_settings(context, home="NO")
        north = plan_query(context, "summer 2019", now=now).plan.taken[0].start
        change_settings(context, home="AU")
        south = plan_query(context, "summer 2019", now=now).plan.taken[0].start
    assert north is not None
    assert south is not None
    assert (north.month, south.month) == (6, 12)
    assert country_lies_south("NZ")
    assert not country_lies_south("US")


def test_the_planner_chosen_is_what_auto_means(tmp_path: Path) -> None:
    with Context(tmp_path / "library") as context:
        change_settings(context, planner="rules")
        assert plan_query(context, "a dog").planner == "rules"


@pytest.fixture
def albums(tmp_path: Path) -> list[Path]:
    """Two folders that share one picture; the first has another and a broken file."""
    found = [tmp_path / "one", tmp_path / "two"]
    for folder in found:
        folder.mkdir()
        Image.linear_gradient("L").resize((700, 500)).save(folder / "shared.jpg")
    Image.new("RGB", (640, 480), "teal").save(found[0] / "own.jpg")
    (found[0] / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    return found


def tag_everything(context: Context, word: str) -> None:
    """One more tag to every photo, and no other, whatever the tagger says."""
    tagger = tagger_for(builtin_encoder().info)
    assert tagger is not None
    library = context.library()
    tags = library.tags(tagger.info)
    library.database.execute("DELETE FROM content_tags")
    contents = [row["id"] for row in library.database.query("SELECT id FROM contents")]
    with library.database.transaction():
        tags.put({content: [Tag(word, 0.9)] for content in contents})


def test_a_forgotten_folder_leaves_no_trace_and_its_files_untouched(
    albums: list[Path], tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in albums[0].iterdir()}
    with Context(tmp_path / "library") as context:
        index_folders(context, albums)
        library = context.library()
        own, shared = (find_photo(context, str(albums[0] / name)) for name in ("own.jpg", "shared.jpg"))
        assert own is not None
        assert shared is not None
        mark_photos(context, [own.id], favorite=True, hidden=True)
        tag_everything(context, "teal")
        for photo in (own, shared):
            encoded_thumbnail(context, photo, Size.GRID)
        assert search_photos(context, "teal").hits
        root = next(root for root in library.roots() if root.path == albums[0])
        forgotten = forget_folder(context, root.id)
        assert forgotten.photos == 2
        assert [trace.place.name for trace in forgotten.traces] == ["library.sqlite", "acts"]
        assert indexed_folders(context) == albums[1:]
        assert failed_files(context) == []
        assert [photo.path for hit in search_photos(context, "teal").hits for photo in [hit.photo]] == [
            albums[1] / "shared.jpg"
        ]
        tables = (
            "photo_text",
            "files",
            "folders",
            "vectors",
            "contents",
            "content_tags",
            "photos",
        )
        for table in (*tables, "content_tags", "photos"):
            assert library.database.scalar(f"SELECT count(*) FROM {table}") == 1, table
        assert library.marks.hidden() == frozenset()
        left = [path.name for path in (context.folder / thumbnails.FOLDER).glob("*/*")]
        assert [name.partition("-")[0] for name in left] == [shared.content_hash], (
            "the other folder has it too"
        )
        assert library.database.scalar("PRAGMA foreign_key_check") is None
        assert index_folders(context, [albums[0]]).counts.new == 2, "and it can come back, as new"
        back = find_photo(context, str(own.path))
        assert back is not None
        assert back.metadata.favorite, "with what was done by hand"
        assert library.marks.hidden() == {back.id}
        (again,) = [root for root in library.roots() if root.path == albums[0]]
        forget_folder(context, again.id, acts_too=True)
        index_folders(context, [albums[0]])
        back = find_photo(context, str(own.path))
        assert back is not None
        assert not back.metadata.favorite
        assert library.marks.hidden() == frozenset(), "unless that was to be forgotten too"
    assert {path: path.read_bytes() for path in albums[0].iterdir()} == before


def test_an_offline_folder_can_be_forgotten(albums: list[Path], tmp_path: Path) -> None:
    with Context(tmp_path / "library") as context:
        index_folders(context, albums[:1])
        shutil.rmtree(albums[0])
        forget_folder(context, 1)
        assert read_status(context).photos == 0
        assert indexed_folders(context) == []


def test_nothing_is_forgotten_while_indexing(albums: list[Path], tmp_path: Path) -> None:
    with Context(tmp_path / "library") as context:
        index_folders(context, albums[:1])
        with context.library().indexing(), pytest.raises(LibraryBusyError):
            forget_folder(context, 1)
        assert read_status(context).photos == 2
