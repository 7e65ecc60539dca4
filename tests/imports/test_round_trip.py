"""Out and in again: a library made anew is the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.backup import backup, restore
from photos_ml.app.service.choosing import chosen_photos
from photos_ml.app.service.exporting import export_json, export_sidecars
from photos_ml.app.service.importing import import_from
from photos_ml.errors import UsageError
from photos_ml.store import Library
from photos_ml.store.tags import said_tags
from photos_ml.types import Metadata
from tests.imports.lives import correct_some, fill, state

PHOTOS = 240


def made(folder: Path, *, corrected: bool) -> Context:
    context = Context(folder)
    fill(context.library(create=True), PHOTOS)
    if corrected:
        correct_some(context.library(), PHOTOS)
    return context


def ids(library: Library) -> list[int]:
    return [row[0] for row in library.database.query("SELECT id FROM photos ORDER BY id")]


def test_all_of_it_as_one_document(tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    with made(tmp_path / "old", corrected=True) as old, made(tmp_path / "new", corrected=False) as new:
        before, fresh = state(old.library()), state(new.library())
        assert before != fresh
        chosen = chosen_photos(old, all_if_none=True, hidden_too=True)
        assert export_json(old, chosen, file).written == PHOTOS > len(chosen_photos(old, all_if_none=True))
        foreseen = import_from(new, "photos-ml", file, dry_run=True)
        assert state(new.library()) == fresh
        done = import_from(new, "photos-ml", file)
        assert (done.matched, done.unmatched, done.facts) == (PHOTOS, [], foreseen.facts)
        assert state(new.library()) == before
        assert import_from(new, "photos-ml", file).changes == 0
        for gesture in reversed(done.gestures):
            new.library().acts.undo(gesture)
        assert state(new.library()) == fresh


def test_a_backup_brings_it_into_a_library_made_anew(tmp_path: Path) -> None:
    """Words for what photos show among them, said and denied by hand."""
    file = tmp_path / "backup.json"
    with made(tmp_path / "old", corrected=True) as old, made(tmp_path / "new", corrected=False) as new:
        before, fresh = state(old.library()), state(new.library())
        tags = said_tags(old.library().database)
        assert tags[1] == [("beach", True), ("dog", False), ("Harbour", False)]
        assert tags[24] == [("beach", True), ("dog", False), ("Harbour", True)]
        backup(old, file)
        restore(new, file)
        assert state(new.library()) == before
        said = new.library().database.query("SELECT DISTINCT gesture FROM acts ORDER BY gesture DESC")
        for row in said:
            new.library().acts.undo(row["gesture"])
        assert state(new.library()) == fresh
        new.library().acts.undo(new.library().acts.undo(said[0]["gesture"]))
        assert state(new.library()) == fresh, "an undo that is undone"


def test_the_users_own_word_stays(tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    with made(tmp_path / "old", corrected=True) as old:
        export_json(old, ids(old.library()), file)
        correct_some(old.library(), PHOTOS)
        before = state(old.library())
        import_from(old, "photos-ml", file)
        assert state(old.library())[0] == before[0]


def test_facts_by_sidecars(tmp_path: Path) -> None:
    """All but what XMP has no word for: hidden, albums, that there is none of what the file says."""
    with made(tmp_path / "old", corrected=True) as old, made(tmp_path / "new", corrected=False) as new:
        assert export_sidecars(old, ids(old.library()), tmp_path / "out").written == PHOTOS
        done = import_from(new, "xmp", tmp_path / "out")
        assert (done.matched, done.problems) == (PHOTOS, [])
        wanted, found = (context.library().photos.get(ids(context.library())) for context in (old, new))
        for photo, row in wanted.items():
            _same(row.metadata, found[photo].metadata)
        assert import_from(new, "xmp", tmp_path / "out").changes == 0


def _same(wanted: Metadata, found: Metadata) -> None:
    if wanted.taken is not None:
        assert found.taken is not None
        assert (found.taken.local, found.taken.precision) == (wanted.taken.local, wanted.taken.precision)
        assert found.taken.offset_minutes == wanted.taken.offset_minutes
    if wanted.position is not None:
        assert found.position is not None and found.position.lat == pytest.approx(wanted.position.lat)
    assert (wanted.title or found.title, wanted.caption or found.caption) == (found.title, found.caption)
    assert (wanted.rating or found.rating, wanted.favorite or found.favorite) == (
        found.rating,
        found.favorite,
    )
    assert set(wanted.keywords) <= set(found.keywords)
    assert {tag.name for tag in wanted.people} <= {tag.name for tag in found.people}


def test_what_is_none_of_ours_or_newer(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    with made(tmp_path / "new", corrected=False) as new:
        for text in ("", "{}", "[]", json.dumps({"format": "photos-ml library", "version": 99})):
            file.write_text(text)
            with pytest.raises(UsageError):
                import_from(new, "photos-ml", file)
        with pytest.raises(UsageError):
            import_from(new, "takeout", tmp_path / "nowhere")
