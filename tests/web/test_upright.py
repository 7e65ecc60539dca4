"""Whatever a browser shows stands upright: what it does with a turned file itself is measured in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders

CORNERS = """async photo => {
  const known = await (await fetch(`/api/photos/${photo}`)).json();
  const corner = async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    const at = pen.getImageData(canvas.width * 0.1, canvas.height * 0.1, 1, 1).data;
    return [canvas.width > canvas.height, ...[...at].slice(0, 3).map((value) => value > 128)].join();
  };
  return [known.name, known.displayable, await corner(`/api/photos/${photo}/original`),
    await corner(`/api/photos/${photo}/thumbnail/large`)];
}"""


def quarters(size: tuple[int, int]) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    for place, colour in (((0, 0), "red"), ((1, 0), "lime"), ((0, 1), "blue")):
        box = tuple(side * (at + more) // 2 for more in (0, 1) for side, at in zip(size, place, strict=True))
        picture.paste(colour, (box[0], box[1], box[2], box[3]))
    return picture


@pytest.fixture(scope="module")
def turned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of one picture in each format and orientation, and of one that is cut short."""
    folder = tmp_path_factory.mktemp("turned")
    (folder / "photos").mkdir()
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        for suffix in ("jpg", "png", "webp"):
            picture = quarters((320, 200 + 8 * orientation))
            picture.save(folder / "photos" / f"{suffix}{orientation}.{suffix}", exif=exif)
    Image.effect_noise((320, 240), 60).save(folder / "photos" / "cut.jpg")
    whole = (folder / "photos" / "cut.jpg").read_bytes()
    (folder / "photos" / "cut.jpg").write_bytes(whole[: len(whole) * 9 // 10])
    with Context(folder / "library") as context:
        index_folders(context, [folder / "photos"])
    return folder / "library"


def test_a_file_that_is_shown_itself_is_upright_in_every_format(open_pages: Any, turned: Path) -> None:
    with open_pages(turned) as pages:
        months = pages.page.evaluate("fetch('/api/timeline').then((answer) => answer.json())")["months"]
        photos = [photo for month in months for photo in month["ids"]]
        assert len(photos) == 25
        found = [pages.page.evaluate(CORNERS, photo) for photo in photos]
        pages.go(
            f"/?photo={next(p for p, (name, *_) in zip(photos, found, strict=True) if name == 'cut.jpg')}"
        )
        pages.page.wait_for_selector(".viewer .title:not(:empty)")
        pages.page.keyboard.press("i")
        pages.page.wait_for_selector(
            ".info .fact:has-text('Not all of this file could be read') >> text=cut short"
        )
    wrong = {name for name, _, original, shown in found if original != shown}
    assert {"webp3.webp", "webp6.webp"} <= wrong, "this browser does not turn them"
    assert not {name for name, displayable, *_ in found if displayable} & wrong
    kept = {name for name, displayable, *_ in found if displayable}
    assert {f"jpg{orientation}.jpg" for orientation in range(1, 9)} | {"png1.png", "webp1.webp"} <= kept
