"""An update brings a newer revision of the built-in model: rows of the one before answer until there are new
ones of all photos, whenever the program is killed; then these answer, and the others no more."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.changing import StoppedError, change_model
from photos_ml.app.service.comparing import compare_models
from photos_ml.app.service.context import SNAPSHOT_FOLDER
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.models import (
    LookQuality,
    choose_quality,
    model_entries,
    next_model,
    previous_model,
    use_model,
)
from photos_ml.app.service.search import search_photos
from photos_ml.config import BEST_NAME, BUILTIN_NAME, models_dir
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.manifest import read_manifest
from photos_ml.encoders.tagger import tagger_for
from photos_ml.search.calibrate import calibrations_for
from tests.settings.revised import NEWER, NEWER_TAGS, make_release, released

PHOTOS = 6
SHIPPED = models_dir()
EARLIER = builtin_encoder().info.revision
KILLED = """
import os, signal, sys
from pathlib import Path
from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.indexer.enrich import engine
from tests.settings.revised import released

engine.BATCH_PHOTOS = 1

def kill(counts):
    if counts.anew and counts.anew[0] == 2:
        os.kill(os.getpid(), signal.SIGKILL)

with released(Path(sys.argv[1])), Context(Path(sys.argv[2])) as context:
    index_folders(context, progress=kill)
"""


@pytest.fixture
def photos(tmp_path: Path, sample_library: Path) -> Path:
    """Six of the sample library, of different moments."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for path in sorted((sample_library / "photos").rglob("*.jpg"))[::16][:PHOTOS]:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    make_release(folder)
    return folder


@pytest.fixture
def updated(tmp_path: Path, photos: Path, release: Path) -> Iterator[Callable[[], Context]]:
    """Opens the library that the release before has made, with the newer one."""
    with Context(tmp_path / "library") as before:
        index_folders(before, [photos])
        Enrichment(before).run()
    opened: list[Context] = []

    def open_it() -> Context:
        opened.append(Context(tmp_path / "library"))
        return opened[-1]

    with released(release):
        yield open_it
        for one in opened:
            one.__exit__(None, None, None)


def rows(context: Context, revision: str, model: str = BUILTIN_NAME) -> dict[int, Any]:
    """Content id -> vector."""
    vectors = context.library().vectors(model, revision, 898)
    return vectors.of_content_ids(range(1, 100))


def found(context: Context, query: str = "a photo") -> list[int]:
    hits = search_photos(context, query, planner="rules").hits
    return [one for hit in hits for one in (hit.photo.id, *hit.similar)]


def answers(context: Context) -> str:
    return context.encoder.info.revision


def test_the_rows_before_answer_and_the_new_take_over_whole(updated: Any, photos: Path) -> None:
    with updated() as context:
        tags, kept = context.tags.of_photos(range(1, PHOTOS + 1)), rows(context, EARLIER)
        assert answers(context) == EARLIER and len(kept) == PHOTOS and not rows(context, NEWER)
        assert len(found(context)) == PHOTOS, "at once, before anything is looked at"
        assert tags, "the tags that the tagger before gave"
        assert next_model(context) == BUILTIN_NAME and previous_model(context) is None
        with pytest.raises(StoppedError):
            change_model(context, go_on=lambda: False)
        assert answers(context) == EARLIER and len(found(context)) == PHOTOS
        assert change_model(context) == BUILTIN_NAME
        assert answers(context) == NEWER and len(rows(context, NEWER)) == PHOTOS
        assert len(found(context)) == PHOTOS and next_model(context) is None
        assert previous_model(context) is None, "no model was left that could be gone back to"
        assert (
            context.tags.info.version == NEWER_TAGS and context.tags.of_photos(range(1, PHOTOS + 1)) == tags
        )
        assert {one["name"] for one in model_entries(context) if one["active"]} == {BUILTIN_NAME}
    with updated() as again:
        assert answers(again) == NEWER and next_model(again) is None
        assert np.array_equal(list(rows(again, EARLIER).values()), list(kept.values())), "an older program's"


def test_it_is_the_rows_before_that_are_asked(updated: Any) -> None:
    """Those of two photos are exchanged: so is what they are found by, until both were looked at again."""
    with updated() as context:
        best = found(context, "a lighthouse")[0]
        other = next(one for one in range(1, PHOTOS + 1) if one != best)
        library = context.library()
        moments = library.photos.moments([best, other])
        contents = [moments[one].content_id for one in (best, other)]
        a, b = (rows(context, EARLIER)[one].astype("<f2").tobytes() for one in contents)
        with library.database.transaction() as connection:
            for content, vector in zip(contents, (b, a), strict=True):
                connection.execute("UPDATE vectors SET vector = ? WHERE content_id = ?", (vector, content))
        for snapshot in (context.folder / SNAPSHOT_FOLDER).iterdir():
            snapshot.unlink()
    with updated() as context:
        assert found(context, "a lighthouse")[0] == other
        change_model(context)
        assert found(context, "a lighthouse")[0] == best


def test_killed_while_it_looks_it_goes_on_and_the_rows_before_answer(
    updated: Any, release: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", KILLED, str(release), str(tmp_path / "library")]
    ended = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    with updated() as context:
        made = rows(context, NEWER)
        assert 0 < len(made) < PHOTOS and answers(context) == EARLIER
        assert len(found(context)) == PHOTOS and next_model(context) == BUILTIN_NAME
        index_folders(context)
        assert answers(context) == NEWER and len(rows(context, NEWER)) == PHOTOS
        assert all(np.array_equal(rows(context, NEWER)[one], row) for one, row in made.items())
        assert len(found(context)) == PHOTOS


def test_a_photo_that_comes_meanwhile_is_found(updated: Any, photos: Path) -> None:
    with updated() as context:
        (photos / "zz.jpg").write_bytes(next(photos.glob("*.jpg")).read_bytes() + b"\0")
        seen: list[int] = []

        def progress(counts: Any) -> None:
            if counts.anew:
                seen.append(len(rows(context, EARLIER)))

        index_folders(context, progress=progress)
        assert seen and seen[0] == PHOTOS + 1, "before the others were looked at again"
        assert answers(context) == NEWER and len(rows(context, NEWER)) == PHOTOS + 1


def test_looking_often_is_renewed_too(updated: Any, tmp_path: Path, photos: Path) -> None:
    with released(SHIPPED), Context(tmp_path / "often") as before:
        index_folders(before, [photos], quality=LookQuality.BEST)
    with Context(tmp_path / "often") as context:
        assert context.encoder.info.id == BEST_NAME and answers(context) == EARLIER
        assert len(found(context)) == PHOTOS and next_model(context) == BEST_NAME
        index_folders(context)
        assert context.encoder.info.id == BEST_NAME and answers(context) == NEWER
        assert len(rows(context, NEWER, BEST_NAME)) == PHOTOS == len(found(context))
        assert context.tags.of_photos(range(1, PHOTOS + 1))


def test_another_quality_may_be_chosen_meanwhile_and_back(updated: Any) -> None:
    with updated() as context:
        choose_quality(context, LookQuality.BEST)
        assert next_model(context) == BEST_NAME and answers(context) == EARLIER
        change_model(context)
        assert context.encoder.info.id == BEST_NAME and answers(context) == NEWER
        assert compare_models(context, BUILTIN_NAME, BEST_NAME, ["a photo"])[0].before, "by the rows before"
        use_model(context, BUILTIN_NAME)
        assert answers(context) == EARLIER and len(found(context)) == PHOTOS, "at once, as ever"
        assert next_model(context) == BUILTIN_NAME


def test_it_waits_for_folders_that_are_not_there(updated: Any) -> None:
    """Of their photos the rows before are all there is."""
    with updated() as context:
        (root,) = context.library().roots()
        context.library().set_online(root.id, False)
        assert next_model(context) is None and answers(context) == EARLIER
        context.library().set_online(root.id, True)
        assert next_model(context) == BUILTIN_NAME


def test_a_library_of_the_newer_release_never_asks_an_older_ones_rows(
    release: Path, tmp_path: Path, photos: Path
) -> None:
    with released(release), Context(tmp_path / "library") as context:
        index_folders(context, [photos])
        assert answers(context) == NEWER
    with Context(tmp_path / "library") as older:
        assert answers(older) == EARLIER
        index_folders(older)
        assert len(found(older)) == PHOTOS, "an older program has looked for itself"
    with released(release), Context(tmp_path / "library") as context:
        assert answers(context) == NEWER and next_model(context) is None and len(found(context)) == PHOTOS


def test_what_was_fitted_to_the_earlier_rows_is_kept_for_them(release: Path) -> None:
    folder = release / "builtin"
    with released(release):
        over = builtin_encoder().over_rows_of(EARLIER)
        assert (over.info.revision, over.info.weights) == (EARLIER, NEWER)
        tagger = tagger_for(over.info)
        assert tagger is not None and tagger.info.revision == EARLIER
        assert tagger.info.version == read_manifest(folder).rows_of[EARLIER] != NEWER_TAGS
        assert calibrations_for(over.info, folder).closer is not None
        assert "de" in builtin_encoder().languages, "the tower for other languages reads into the same space"
    assert tagger_for(over.info, folder) is not None
