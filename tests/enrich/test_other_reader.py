"""Another reader of text takes over photo by photo: what was read before is found until then, a process that
is killed goes on, and the way back loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

pytest.importorskip("cv2")

from photos_ml.app.service import Context
from photos_ml.app.service.browse import text_of
from photos_ml.app.service.enrich import Enrichment, count_due
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.models import foresee_pull, pull_model, remove_model
from photos_ml.app.service.networks import chosen_networks, network_entries, step_of, use_network
from photos_ml.errors import UsageError
from photos_ml.store.read_text import ReadText
from tests.encoders.hub_server import serving
from tests.vision import published_networks as published

NAME, PHOTOS = "pp-ocrv6-medium", 5


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    monkeypatch.setenv("PHOTOS_ML_MODELS", str(tmp_path / "user"))
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in range(PHOTOS):
        sign = Image.new("RGB", (480, 320), (245, 245, 240))
        words, font = f"PLATE {number}{number} XY", ImageFont.load_default(48)
        ImageDraw.Draw(sign).text((40, 120), words, (10, 10, 40), font)
        sign.save(photos / f"{number}.png")
    with Context(tmp_path / "library") as opened:
        index_folders(opened, [photos])
        Enrichment(opened).switch_on("text")
        Enrichment(opened).run(["text"])
        with serving(published.readers(tmp_path / "hub")) as server:
            hub, planned = foresee_pull(opened, NAME, endpoint=server.endpoint)
            pull_model(opened, hub, planned)
        yield opened


def read(context: Context) -> dict[int, list[str]]:
    """Of the photos that are found by a word on them: what they say."""
    ids = found(context, "plate")
    return {one: [line.text for line in text_of(context, one)] for one in ids}


def found(context: Context, word: str) -> list[int]:
    return [int(one) for one in ReadText(context.library().database).with_word(word)]


def active(context: Context) -> list[str]:
    return [one["name"] for one in network_entries(context) if one["active"]]


def test_it_takes_over_and_back(context: Context) -> None:
    before = read(context)
    assert len(before) == PHOTOS and active(context) == ["builtin-faces", "builtin-text"]
    assert use_network(context, NAME) == "text" and count_due(context, "text") == PHOTOS
    assert read(context) == before, "what was read before answers"
    assert Enrichment(context).run(["text"]).steps["text"].done == PHOTOS
    assert (read(context), count_due(context, "text")) == (before, 0)
    assert active(context) == ["builtin-faces", NAME]
    with pytest.raises(UsageError, match="in use"):
        remove_model(context, NAME)
    assert use_network(context, "builtin-text") == "text" and count_due(context, "text") == PHOTOS
    assert read(context) == before
    Enrichment(context).run(["text"])
    assert remove_model(context, NAME) > 10e6
    assert step_of(context, NAME) is None and read(context) == before


def test_ended_in_the_middle_it_goes_on(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photos_ml.indexer.enrich.engine.BATCH_PHOTOS", 2)
    before = read(context)
    use_network(context, NAME)
    report = Enrichment(context).run(["text"], go_on=lambda: count_due(context, "text") == PHOTOS)
    assert report.stopped and 0 < count_due(context, "text") < PHOTOS
    assert read(context) == before
    with Context(context.folder) as again:  # another process, where the first was killed
        assert Enrichment(again).is_due
        left = count_due(again, "text")
        assert Enrichment(again).run(["text"]).steps["text"].done == left
        assert (read(again), count_due(again, "text")) == (before, 0)


def test_new_words_take_the_place_of_old_ones(context: Context) -> None:
    """The rows are the new reader's: a letter that it cannot name falls out of what is found."""
    network = chosen_networks(context)
    assert network == {}
    folder = Path(context.folder).parent / "user" / NAME
    file = folder / "reader.yml"
    told = file.read_text(encoding="utf-8")
    file.write_text(told.replace("\n  - P\n", "\n  - K\n", 1), encoding="utf-8")
    use_network(context, NAME)
    Enrichment(context).run(["text"])
    assert found(context, "plate") == [] and len(found(context, "klate")) == PHOTOS


def test_one_that_was_taken_away_by_hand_is_gone_aloud(context: Context) -> None:
    use_network(context, NAME)
    said: list[str] = []
    context.say = said.append
    (Path(context.folder).parent / "user" / NAME / "finder.onnx").unlink()
    assert Enrichment(context).run(["text"]).steps.keys() <= {"text"}
    assert count_due(context, "text") == 0 and any("finder.onnx" in line for line in said)
    assert len(read(context)) == PHOTOS
