"""Another model takes over beside the service: the old one answers meanwhile, and is back at once."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.app.service import Context, changing, fitting
from photos_ml.app.service.changing import StoppedError, change_model
from photos_ml.app.service.context import ACTIVE_MODEL
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.models import next_model, previous_model, use_model
from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.registry import Registry
from photos_ml.types import FloatMatrix

NAME = "turned"


class Turned:
    """The built-in model with its space turned: another one, as good. It can be held up."""

    def __init__(self) -> None:
        self.base = builtin_encoder()
        dimension = self.base.info.dimension
        self.info = ModelInfo(NAME, "1", dimension, self.base.info.image_size)
        self.preprocessor = self.base.preprocessor
        square = np.random.default_rng(1).normal(size=(dimension, dimension))
        self.turn = np.linalg.qr(square)[0].astype(np.float32)
        self.goes = threading.Event()
        self.goes.set()
        self.seen = 0
        self.breaks = False

    def preprocess(self, image: Any) -> Any:
        return self.base.preprocess(image)

    def encode_pixels(self, pixels: Any) -> FloatMatrix:
        self.goes.wait(20)
        if self.breaks:
            raise ImportError("no runtime")
        self.seen += len(pixels)
        return self.base.encode_pixels(pixels) @ self.turn

    def encode_images(self, images: Any) -> FloatMatrix:
        return self.base.encode_images(images) @ self.turn

    def encode_texts(self, texts: Any) -> FloatMatrix:
        return self.base.encode_texts(texts) @ self.turn


def registered(monkeypatch: pytest.MonkeyPatch) -> Turned:
    """One that is there wherever models are looked up."""
    made, before = Turned(), Registry.__init__

    def init(self: Registry, *args: Any, **more: Any) -> None:
        before(self, *args, **more)
        self.register(NAME, lambda: made)

    monkeypatch.setattr(Registry, "__init__", init)
    return made


@pytest.fixture
def turned(monkeypatch: pytest.MonkeyPatch) -> Turned:
    return registered(monkeypatch)


@pytest.fixture
def client(serve: Any, indexed: Path, tmp_path: Path, turned: Turned) -> Iterator[Any]:
    with serve(Path(shutil.copytree(indexed, tmp_path / "library"))) as found:
        yield found
    turned.goes.set()


def ended(client: Any) -> dict[str, Any]:
    for _ in range(800):
        standing: dict[str, Any] = client.get("/api/models/change").json
        if standing["state"] != "running":
            return standing
        time.sleep(0.025)
    raise AssertionError("it goes on for ever")


def active(client: Any) -> str:
    (name,) = (one["name"] for one in client.get("/api/models").json["models"] if one["active"])
    return str(name)


def found(client: Any) -> list[int]:
    answer = client.post("/api/search", {"query": "a disc"})
    assert answer.status == 200
    return [hit["photo"] for hit in answer.json["hits"]]


def test_the_old_one_answers_until_the_new_is_whole(client: Any, turned: Turned) -> None:
    before = found(client)
    turned.goes.clear()
    assert client.post("/api/models", {"model": NAME}).json["waiting"] == 5
    assert client.get("/api/models/change").json["state"] == "running"
    assert found(client) == before and active(client) == "builtin"
    assert client.get("/api/models").json["next"] == NAME
    turned.goes.set()
    standing = ended(client)
    assert (standing["state"], standing["name"], standing["error"]) == ("done", NAME, "")
    assert active(client) == NAME and turned.seen == 5
    assert client.get("/api/models").json["previous"] == "builtin"
    assert sorted(found(client)) == sorted(before)


def test_before_and_after_then_back_at_once(client: Any) -> None:
    client.post("/api/models", {"model": NAME})
    ended(client)
    asked = {"before": "builtin", "after": NAME, "queries": ["a disc", "something red"]}
    rows = client.post("/api/models/compare", asked).json
    assert [row["query"] for row in rows] == ["a disc", "something red"] and rows[0]["own"]
    assert rows[0]["before"][0].keys() == {"photo", "name"}
    # The first hits of the built-in model alone are put in order by what captions teach of its words.
    assert {one["photo"] for one in rows[0]["before"]} == {one["photo"] for one in rows[0]["after"]}
    assert not client.post("/api/models/compare", {"before": "builtin", "after": NAME}).json[0]["own"]
    assert client.post("/api/models", {"model": "builtin"}).json["waiting"] == 0
    told = client.get("/api/models").json
    assert active(client) == "builtin" and (told["next"], told["previous"]) == (None, None)
    assert client.post("/api/models", {"model": NAME}).json["waiting"] == 0, "what it has seen is kept"


def test_kept(client: Any) -> None:
    client.post("/api/models", {"model": NAME})
    ended(client)
    assert client.post("/api/models/keep", {}).json == {"previous": None}
    assert active(client) == NAME and client.get("/api/models").json["previous"] is None


def test_called_off_and_gone_on_with(client: Any, turned: Turned) -> None:
    turned.goes.clear()
    client.post("/api/models", {"model": NAME})
    client.post("/api/models/change/cancel", {})
    turned.goes.set()
    assert ended(client)["state"] == "idle"
    assert client.get("/api/models").json["next"] is None and active(client) == "builtin"
    client.post("/api/models", {"model": NAME})
    ended(client)  # or at once, where the batch that was on its way was the last
    assert active(client) == NAME and turned.seen == 5, "nothing is looked at twice"


def test_what_goes_wrong_is_told_and_can_be_left(client: Any, turned: Turned) -> None:
    turned.breaks = True
    client.post("/api/models", {"model": NAME})
    standing = ended(client)
    assert standing["state"] == "failed" and standing["error"]
    assert active(client) == "builtin"
    assert client.post("/api/models/change/cancel", {}).json["state"] == "idle"
    turned.breaks = False
    client.post("/api/models", {"model": NAME})
    assert ended(client)["state"] == "done"


@pytest.mark.parametrize(
    "pair", [("builtin", "nothing", 422), ("no", "builtin", 422), ("builtin", NAME, 409)]
)
def test_only_models_that_have_seen_the_photos(pair: tuple[str, str, int], client: Any) -> None:
    before, after, status = pair
    assert client.post("/api/models/compare", {"before": before, "after": after}).status == status


def test_the_service_goes_on_with_what_was_begun(
    indexed: Path, tmp_path: Path, serve: Any, turned: Turned
) -> None:
    """A process that was killed leaves the name of the model, and what that has seen."""
    folder = Path(shutil.copytree(indexed, tmp_path / "library"))
    with Context(folder) as context:
        use_model(context, NAME)
        with pytest.raises(StoppedError):
            change_model(context, go_on=lambda: False)
        assert next_model(context) == NAME and context.model_name == "builtin"
    with serve(folder) as client:
        client.server.backend.changes.go_on()
        assert ended(client)["state"] == "done" and active(client) == NAME


def test_another_process_is_noticed(client: Any, tmp_path: Path) -> None:
    found(client)
    with Context(tmp_path / "library") as context:
        use_model(context, NAME)
        assert change_model(context) == NAME
        assert previous_model(context) == "builtin"
    client.server.backend.changes.go_on()
    assert client.server.backend.context.encoder.info.id == NAME


def test_the_built_in_model_goes_on_beside_the_one_in_use(
    photos: Path, tmp_path: Path, turned: Turned
) -> None:
    """What it alone tells stays up to date, and the way back to it is short after photos came, too."""
    with Context(tmp_path / "library") as context:
        context.library(create=True).set_setting(ACTIVE_MODEL, NAME)
        index_folders(context, [photos])
        info = builtin_encoder().info
        builtin = context.library().vectors(info.id, info.revision, info.dimension)
        assert builtin.count() == 0 and turned.seen == 5
        steps = Enrichment(context)
        while steps.is_due:
            steps.run()
        assert builtin.count() == 5 and turned.seen == 5
        kinds = "SELECT count(*) FROM step_marks JOIN steps ON steps.id = step_id WHERE steps.name = 'kind'"
        assert context.library().database.scalar(kinds) == 5
        assert use_model(context, "builtin") == 0 and context.model_name == "builtin"


def test_measured_on_the_way(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(changing, "is_fitted", lambda context, encoder: False)

    def measured(context: Context, encoder: Any, count: Any) -> bool:
        count(1, 4)
        told.append(client.get("/api/models/change").json)
        return True

    monkeypatch.setattr(changing, "fit_model", measured)
    client.post("/api/models", {"model": NAME})
    assert ended(client)["state"] == "done"
    assert (told[0]["stage"], told[0]["done"], told[0]["total"]) == ("measuring", 1, 4)


def test_five_photos_are_too_few_to_measure_by(client: Any, turned: Turned) -> None:
    context = client.server.backend.context
    client.post("/api/models", {"model": NAME})
    ended(client)
    assert fitting.is_fitted(context, turned) and not fitting.fit_model(context, turned)
    assert context.measured is None and context.tagger is None
