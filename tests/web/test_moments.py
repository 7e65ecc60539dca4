"""A video in the viewer: it opens where it shows what was asked, and its moments lead on to others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.app.service import Context
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.indexing import index_folders
from photos_ml.store.faces import FACES, FaceTable
from photos_ml.store.steps import Outcome, Record

SCENE_S, FACE_S = 5, 12.0
SHOWN = (
    "American West 2026/Coast/IMG_2200.JPG",
    "Downloads/Wallpapers/ama dablam.jpg",
    "2026/10/IMG_2179.JPG",
)
"""A beach, snowy mountains, and a street."""


@pytest.fixture(scope="module")
def filmed(browser: Any, sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The library of a video of three scenes, in a format that every browser plays."""
    av = pytest.importorskip("av")
    folder = tmp_path_factory.mktemp("filmed")
    (folder / "videos").mkdir()
    with av.open(str(folder / "videos" / "trip.webm"), "w") as container:
        stream = container.add_stream("libvpx", rate=5, options={"deadline": "realtime", "cpu-used": "8"})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 320, 240, "yuv420p", 5
        for name in SHOWN:
            with Image.open(sample_library / "photos" / name) as picture:
                frame = av.VideoFrame.from_image(picture.convert("RGB").resize((320, 240)))
            for _ in range(5 * SCENE_S):
                container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with Context(folder / "library") as context:
        index_folders(context, [folder / "videos"])
        Enrichment(context).run(["moments"])
        steps = context.library().steps
        steps.switch_on(FACES)
        version = next(one.version for one in Enrichment(context).states() if one.step == FACES)
        face = (FACE_S, 0.25, 0.3, 0.2, 0.3, np.zeros(10, "<f4").tobytes(), 0.9, 0.15, 4.0, 0.0, 120)
        row = (*face, np.full(128, 0.1, "<f2").tobytes(), 0.28, 0.0)
        steps.write(Record(FACES, version, (FaceTable(),)), [Outcome(1, {FACES: [row]})])
    yield folder / "library"


def far(drawn: list[int], samples: Path, name: str) -> float:
    """How far a small picture, as a canvas tells it, is from one of the sample library, in levels."""
    with Image.open(samples / "photos" / name) as opened:
        theirs = np.asarray(opened.convert("RGB").resize((16, 12)), float)
    return float(np.abs(np.array(drawn, float).reshape(12, 16, 4)[..., :3] - theirs).mean())


def test_a_hit_is_shown_and_opens_where_it_is_and_moments_lead_on(
    open_pages: Any, filmed: Path, sample_library: Path
) -> None:
    with open_pages(filmed) as pages:
        page = pages.page
        pages.go("/search?q=snowy%20mountains")
        page.wait_for_selector(".chips")
        page.wait_for_selector(".tile.video")
        (label,) = pages.tiles()
        assert label.startswith("Video") and " 0:0" in label
        pages.until("document.querySelector('.tile img.here')")
        drawn = page.evaluate(PIXELS, ".tile img")
        assert far(drawn, sample_library, SHOWN[1]) < 12 < 30 < far(drawn, sample_library, SHOWN[0])
        page.click(".tile")
        page.wait_for_selector(".viewer video")
        now = "document.querySelector('.viewer video').currentTime"
        pages.until(f"{now} >= {SCENE_S} && {now} < {2 * SCENE_S}")
        pages.until("document.querySelectorAll('.moments img.here').length === 3")
        for number, name in enumerate(SHOWN, 1):
            drawn = page.evaluate(PIXELS, f".moments li:nth-child({number}) img")
            assert far(drawn, sample_library, name) < 12
        current = page.locator(".moments [aria-current]")
        assert SCENE_S <= float(current.get_attribute("data-second")) < 2 * SCENE_S
        page.click(".moments li:last-child button")
        pages.until(f"{now} >= {2 * SCENE_S}")
        pages.until("document.querySelector('.moments li:last-child [aria-current]')")
        assert page.locator(".viewer video").bounding_box()["height"] > 300
        video, strip = (page.locator(f".viewer {one}").bounding_box() for one in ("video", ".moments"))
        assert video["y"] + video["height"] <= strip["y"] + 1
        page.keyboard.press("p")
        box = page.locator(".facebox")
        box.wait_for()  # its person is at the end of the video, where it is
        page.click(".moments li:first-child button")
        pages.until("!document.querySelector('.facebox')")
        page.keyboard.press("i")
        page.click(".persons button:has-text('Who')")
        page.wait_for_selector(".facecard")
        assert page.evaluate(f"{now} === {FACE_S} && document.querySelector('.viewer video').paused")
        frame, face = page.locator(".viewer video").bounding_box(), box.bounding_box()
        assert abs(face["x"] - frame["x"] - 0.25 * frame["width"]) < 2
        assert page.evaluate(ASKED) == [200, [0, 6, 10], 206, 200, 6, 304]


ASKED = """async () => {
    const moments = await fetch("/api/photos/1/moments");
    const part = await fetch("/api/photos/1/original", { headers: { Range: "bytes=100-199" } });
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ query: "snowy mountains" });
    const found = await fetch("/api/search", { method: "POST", headers, body });
    const [hit] = (await found.json()).hits;
    const frame = `/api/photos/1/thumbnail/grid?second=${hit.second}`;
    const tag = (await fetch(frame)).headers.get("etag");
    const again = await fetch(frame, { headers: { "If-None-Match": tag }, cache: "no-store" });
    const seconds = (await moments.json()).seconds;
    return [moments.status, seconds, part.status, found.status, hit.second, again.status];
}"""
PIXELS = """(selector) => {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    [canvas.width, canvas.height, pen.imageSmoothingQuality] = [16, 12, "high"];
    pen.drawImage(document.querySelector(selector), 0, 0, 16, 12);
    return [...pen.getImageData(0, 0, 16, 12).data];
}"""
