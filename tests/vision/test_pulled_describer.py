"""A describer of faces from a hub on 127.0.0.1, laid out as OpenCV's zoo publishes SFace, with
random weights: what comes, what it is shown, what is refused, and the step with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
from PIL import Image

from photos_ml.app.service import Context
from photos_ml.app.service.enrich import Enrichment, count_due
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.models import foresee_pull, pull_model
from photos_ml.app.service.networks import use_network
from photos_ml.app.service.people import describing, grouping
from photos_ml.encoders.hub import Hub
from photos_ml.encoders.registry import Registry
from photos_ml.encoders.sessions import NamedSession
from photos_ml.errors import EncoderError
from photos_ml.store.faces import OWN
from photos_ml.vision.faces.look import FaceReader
from photos_ml.vision.faces.other_describer import FRAME, SIDE_PIXELS, OtherDescriber
from photos_ml.vision.networks import DESCRIBER_FILE, FILE_NAME, Networks, StepNetwork, offer
from photos_ml.vision.pulling import foresee_network, pull_network
from tests.encoders.hub_server import COMMIT, HubServer, serving
from tests.vision import published_networks as published
from tests.vision.published_networks import FACES_PATH, FACES_REPOSITORY

FACES_SHOWN = 3


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    published.describer(tmp_path / "hub" / FACES_PATH)
    with serving({FACES_REPOSITORY: tmp_path / "hub"}) as running:
        yield running


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "library" / "models", shared=tmp_path / "user", threads=1)


@pytest.fixture(scope="module")
def pictures(shared_data: Path) -> list[Image.Image]:
    """Real faces, each on grey."""
    found = []
    for number in range(FACES_SHOWN):
        with Image.open(shared_data / "faces" / "crops" / f"p0{number + 1}" / "000.png") as crop:
            picture = Image.new("RGB", (480, 360), (128, 128, 128))
            picture.paste(crop.convert("RGB").resize((160, 160)), (200, 80))
            found.append(picture)
    return found


def fetched(registry: Registry, server: HubServer) -> StepNetwork:
    wanted, hub = offer("sface"), Hub(server.endpoint, token="", wait=lambda seconds: None)
    assert wanted is not None
    return pull_network(registry, hub, foresee_network(registry, hub, wanted, revision="main"))


def refused(registry: Registry, server: HubServer) -> str:
    with pytest.raises(EncoderError) as told:
        fetched(registry, server)
    assert "\n" not in str(told.value) and told.value.hint
    assert Networks(registry.shared).names() == []
    return str(told.value)


def test_it_comes_and_is_described(registry: Registry, server: HubServer) -> None:
    made = fetched(registry, server)
    assert (made.step, made.licence, made.about["dimension"]) == ("faces", "Apache-2.0", 128)
    told = json.loads((made.folder / FILE_NAME).read_text(encoding="utf-8"))
    assert told["source"]["repositories"] == {FACES_REPOSITORY: COMMIT}


def test_it_is_shown_red_green_and_blue_from_0_to_255(registry: Registry, server: HubServer) -> None:
    """As OpenCV's FaceRecognizerSF puts its BGR pictures, with swapRB; the mean of a face and its mirror."""
    made = fetched(registry, server)
    chip = np.random.default_rng(3).integers(0, 256, (SIDE_PIXELS, SIDE_PIXELS, 3), np.uint8)
    session = NamedSession(made.folder / DESCRIBER_FILE, 1)
    wanted = np.zeros(128, np.float32)
    for shown in (chip, chip[:, ::-1]):
        blob = np.ascontiguousarray(shown.transpose(2, 0, 1)[None].astype(np.float32))
        wanted += session.run(("fc1",), {"data": blob})[0][0]
    (row,) = OtherDescriber(made.folder).describe_chips([chip])
    assert np.allclose(row, wanted / np.linalg.norm(wanted), atol=1e-5)
    assert OtherDescriber(made.folder).describe_chips([]).shape == (0, 0)


def test_a_face_is_laid_on_the_published_frame(registry: Registry, server: HubServer) -> None:
    made = fetched(registry, server)
    noise = np.random.default_rng(4).integers(0, 256, (SIDE_PIXELS, SIDE_PIXELS, 3), np.uint8)
    describer = OtherDescriber(made.folder)
    (laid,) = describer.describe(Image.fromarray(noise), [FRAME])
    assert np.allclose(laid, describer.describe_chips([noise])[0], atol=0.02), "the frame is where it is"


def test_many_faces_at_a_time_are_those_one_by_one(tmp_path: Path) -> None:
    for folder, batch in (("one", 1), ("many", "n")):
        published.describer(tmp_path / folder / DESCRIBER_FILE, batch=batch)
    chips = list(np.random.default_rng(5).integers(0, 256, (3, SIDE_PIXELS, SIDE_PIXELS, 3), np.uint8))
    one, many = (OtherDescriber(tmp_path / name).describe_chips(chips) for name in ("one", "many"))
    assert np.allclose(one, many, atol=1e-5)


def test_faces_have_both_vectors(registry: Registry, server: HubServer, pictures: list[Image.Image]) -> None:
    made = fetched(registry, server)
    both, alone = FaceReader(other=made.folder), FaceReader()
    for picture in pictures:
        (face,), (plain,) = both.read(picture), alone.read(picture)
        assert face.vector is not None and plain.vector is not None and face.described is not None
        assert (face.vector == plain.vector).all() and plain.described is None
        assert np.linalg.norm(face.described.astype(np.float32)) == pytest.approx(1, abs=0.002)


@pytest.mark.parametrize(
    ("side", "numbers", "word"),
    [(96, 128, "takes (1, 3, 96, 96), not faces of 112 pixels"), (112, 8, "gives 8 numbers, not 32 to 1024")],
)
def test_graphs_of_another_shape(
    side: int, numbers: int, word: str, registry: Registry, server: HubServer
) -> None:
    published.describer(server.repositories[FACES_REPOSITORY] / FACES_PATH, side=side, numbers=numbers)
    assert word in refused(registry, server)


def test_one_that_tells_nobody_apart(registry: Registry, server: HubServer) -> None:
    path = server.repositories[FACES_REPOSITORY] / FACES_PATH
    model = onnx.load(path)
    for tensor in model.graph.initializer:
        if tensor.name == "project":
            tensor.raw_data = b"\0" * len(tensor.raw_data)
    onnx.save(model, path)
    assert "does not tell faces apart" in refused(registry, server)


def test_wrong_checksum_404_and_no_graph(registry: Registry, server: HubServer) -> None:
    server.faults.flipped.add(FACES_PATH)
    assert "damaged" in refused(registry, server)
    server.faults.flipped.clear()
    server.faults.status[FACES_PATH] = [404]
    assert "has no" in refused(registry, server)
    (server.repositories[FACES_REPOSITORY] / FACES_PATH).write_bytes(b"no graph" * 200)
    assert "describer.onnx cannot be opened" in refused(registry, server)


def test_the_step_with_it_ended_in_the_middle(
    tmp_path: Path, server: HubServer, pictures: list[Image.Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHOTOS_ML_MODELS", str(tmp_path / "user"))
    monkeypatch.setattr("photos_ml.indexer.enrich.engine.BATCH_PHOTOS", 1)
    (tmp_path / "photos").mkdir()
    for number, picture in enumerate(pictures):
        picture.save(tmp_path / "photos" / f"{number}.png")
    sql = "SELECT id, vector FROM faces ORDER BY id"
    with Context(tmp_path / "library") as context:
        index_folders(context, [tmp_path / "photos"])
        Enrichment(context).switch_on("faces")
        Enrichment(context).run(["faces"])
        before = [tuple(row) for row in context.library().database.query(sql)]
        assert len(before) == FACES_SHOWN
        hub, planned = foresee_pull(context, "sface", endpoint=server.endpoint, revision="main")
        pull_model(context, hub, planned)
        use_network(context, "sface")
        steps = Enrichment(context)
        assert steps.run(["faces"], go_on=lambda: count_due(context, "faces") == FACES_SHOWN).stopped
        assert 0 < count_due(context, "faces") < FACES_SHOWN and describing.answering(context) == OWN
    with Context(tmp_path / "library") as context:
        assert Enrichment(context).is_due
        Enrichment(context).run(["faces"])
        assert describing.answering(context).name.startswith("sface@")
        assert [tuple(row) for row in context.library().database.query(sql)] == before
        described = "SELECT count(*) FROM faces WHERE described_by = ?"
        by = describing.answering(context).name
        assert context.library().database.scalar(described, (by,)) == FACES_SHOWN
        assert not grouping.is_due(context) and describing.waiting(context) is None
        use_network(context, "builtin-faces")
        assert count_due(context, "faces") == 0 and grouping.is_due(context), "by the own one again"
        Enrichment(context).run(["faces"])
        assert not grouping.is_due(context)
