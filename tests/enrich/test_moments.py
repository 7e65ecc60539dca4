"""Videos are searched by their scenes, and a hit says when. Real pictures of the sample library, filmed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.app.evaluation.moments import evaluate_moments
from photos_ml.app.present import search_json
from photos_ml.app.service import Context
from photos_ml.app.service.browse import moments_of
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.pictures import encoded_thumbnail, thumbnail
from photos_ml.app.service.search import search_photos
from photos_ml.app.service.thumbnails import FOLDER, Size
from photos_ml.app.told import clock
from photos_ml.errors import UsageError
from photos_ml.indexer.enrich.moments import LONGEST_S, scenes, sharpness

av: Any = pytest.importorskip("av")
SAMPLES = Path(__file__).parents[2] / "sample_library" / "photos"
SCENE_S = 8
SHOWN = ("American West 2026/Coast/IMG_2200.JPG", "Downloads/Wallpapers/ama dablam.jpg")
"""A beach, and snowy mountains."""


def film(path: Path) -> None:
    """Each picture for SCENE_S, a key frame a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=5, options={"g": "5"})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for name in SHOWN:
            with Image.open(SAMPLES / name) as picture:
                frame = av.VideoFrame.from_image(picture.convert("RGB").resize((320, 240)))
            for _ in range(5 * SCENE_S):
                container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def like(picture: Image.Image, name: str) -> float:
    """How far a picture is from one of the sample library, in levels."""
    with Image.open(SAMPLES / name) as opened:
        ours, theirs = (np.asarray(one.convert("RGB").resize((32, 24)), float) for one in (picture, opened))
    return float(np.abs(ours - theirs).mean())


@pytest.fixture
def context(tmp_path: Path) -> Any:
    (tmp_path / "videos").mkdir()
    film(tmp_path / "videos" / "trip.mp4")
    with Context(tmp_path / "library") as opened:
        index_folders(opened, [tmp_path / "videos"])
        yield opened


def test_a_video_is_found_by_a_scene_that_its_poster_does_not_show(context: Context) -> None:
    before = search_photos(context, "snowy mountains").hits
    assert all(hit.second is None for hit in before)
    steps = Enrichment(context)
    if steps.is_due:
        assert steps.run(["moments"]).steps["moments"].done == 1
    (hit,) = search_json(search_photos(context, "snowy mountains"))["hits"]
    assert SCENE_S <= hit["second"] < 2 * SCENE_S
    assert hit["score"] >= max((one.score for one in before), default=0.0)
    (beach,) = search_photos(context, "beach").hits
    assert beach.second is None or beach.second < SCENE_S
    seconds = moments_of(context, hit["photo"])
    assert len(seconds) == 2 and seconds[0] < SCENE_S <= seconds[1]
    photo, kept = context.library().photos.get([hit["photo"]])[hit["photo"]], context.folder / FOLDER
    poster, shown = (encoded_thumbnail(context, photo, Size.GRID, at) for at in (None, hit["second"]))
    for picture in (Image.open(io.BytesIO(shown)), thumbnail(context, photo, 200, hit["second"])):
        assert like(picture, SHOWN[1]) < 8 < 30 < like(picture, SHOWN[0])
    assert like(Image.open(io.BytesIO(poster)), SHOWN[0]) < 8
    count = len(list(kept.rglob("*.jpg")))
    assert encoded_thumbnail(context, photo, Size.GRID, hit["second"] + 0.001) == shown
    assert len(list(kept.rglob("*.jpg"))) == count
    context.thumbnails.forget([photo.content_hash])
    assert not list(kept.rglob("*.jpg"))
    steps.switch_off("moments")
    assert moments_of(context, hit["photo"]) == []
    assert all(one.second is None for one in search_photos(context, "snowy mountains").hits)


def test_eval_moments_asks_for_the_second(tmp_path: Path) -> None:
    (tmp_path / "videos").mkdir()
    film(tmp_path / "videos" / "trip.mp4")
    table = tmp_path / "queries.csv"
    table.write_text(
        "video,start,end,text\ntrip.mp4,8,16,snowy mountains\ntrip.mp4,0,5,snowy mountains\n"
        "gone.mp4,0,1,beach\n",
        encoding="utf-8",
    )
    with Context(tmp_path / "library") as context:
        report = evaluate_moments(context, tmp_path / "videos", table)
    assert report["cost"] is not None and report["cost"] > 0
    assert {name: value for name, value in report.items() if name != "cost"} == {
        "queries": 2, "videos": 1, "moment_r1": 0.5, "moment_r3": 0.5, "video_r3": 1.0, "skipped": 1,
    }  # fmt: skip
    with Context(tmp_path / "other") as context, pytest.raises(UsageError):
        table.write_text("video,text\ntrip.mp4,beach\n", encoding="utf-8")
        evaluate_moments(context, tmp_path / "videos", table)


def test_scenes_end_at_cuts_and_after_a_while() -> None:
    one, other = np.eye(2, dtype=np.float32)
    seconds = [0.0, 3.0, 6.0, 9.0, 12.0]
    assert scenes(seconds, np.array([one, one, other, other, one])) == [[0, 1], [2, 3], [4]]
    assert scenes([n * 3.0 for n in range(7)], np.tile(one, (7, 1))) == [[0, 1, 2], [3, 4, 5], [6]]
    assert LONGEST_S == 9.0


def test_the_sharper_frame_differs_more_from_pixel_to_pixel() -> None:
    rough = Image.fromarray(np.random.default_rng(2).integers(0, 256, (40, 60), np.uint8))
    assert sharpness(rough) > sharpness(rough.resize((6, 4)).resize((60, 40))) > 0


@pytest.mark.parametrize(("second", "said"), [(0.0, "0:00"), (24.9, "0:24"), (3723.0, "1:02:03")])
def test_a_place_in_a_video_is_said_as_a_clock(second: float, said: str) -> None:
    assert clock(second) == said
