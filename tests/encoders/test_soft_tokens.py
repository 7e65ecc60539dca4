"""A model whose pictures go through the model of texts, laid out as EmbeddingGemma 2 is published: what comes
of it is what is computed by hand, from the hub to the search; what is said otherwise is refused in a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from photos_ml.encoders.hub import Hub
from photos_ml.encoders.layouts import HubLayout, choose_layout
from photos_ml.encoders.manifest import read_manifest, write_manifest
from photos_ml.encoders.preprocess import PatchPreprocessor
from photos_ml.encoders.providers import CPU
from photos_ml.encoders.pulling import foresee_pull, pull
from photos_ml.encoders.registry import Registry, make_encoder
from photos_ml.encoders.soft_tokens import QUERY, SoftTokensEncoder, describe_soft_tokens
from photos_ml.errors import EncoderError
from tests.encoders import published_soft_tokens as soft
from tests.encoders.conftest import random_photo
from tests.encoders.hub_server import HubServer, serving

pytest.importorskip("tokenizers")
NAME = "onnx-community/tiny-gemma-ONNX"
SIZES = [(60, 40), (300, 201), (1000, 30), (20, 900), (480, 336), (1, 1), (700, 700)]
TEXTS = [
    "a dog",
    "Schnee auf den Bergen  bei\nSonnenuntergang",
    "",
    "日本の海",
    "a photo of two dogs on the beach",
]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return soft.repository(tmp_path_factory.mktemp("hub") / "gemma")


def names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def described(folder: Path, variant: str = "") -> SoftTokensEncoder:
    layout = choose_layout(names(folder), variant)
    write_manifest(describe_soft_tokens(folder, layout, "tried"))
    encoder = make_encoder(read_manifest(folder), threads=1)
    assert isinstance(encoder, SoftTokensEncoder)
    return encoder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return soft.repository(tmp_path / "gemma", endings=("",))


def ends() -> tuple[list[int], list[int]]:
    made = soft.tokenizer()
    return [made.token_to_id("<bos>")], [made.token_to_id("<eos>")]


def test_rows_of_pictures_are_those_computed_by_hand(folder: Path) -> None:
    encoder, stored = described(folder), soft.weights(0)
    assert (encoder.info.dimension, encoder.info.image_size) == (soft.DIMENSION, 8 * 48)
    pictures = [random_photo(seed, *size) for seed, size in enumerate(SIZES)]
    rows = encoder.encode_images(pictures)
    expected = np.stack([soft.picture_row(one, stored, ends()) for one in pictures])
    assert np.abs(rows - expected).max() < 2e-6
    assert np.allclose(rows[2:3], encoder.encode_images(pictures[2:3]), atol=1e-6)
    assert encoder.encode_images([]).shape == (0, soft.DIMENSION)
    turned = encoder.encode_images([pictures[1].transpose(Image.Transpose.ROTATE_180)])
    assert float(turned[0] @ rows[1]) < 0.999, "where something stands is seen"


def test_rows_of_texts_are_those_computed_by_hand(folder: Path) -> None:
    encoder, stored, package = described(folder), soft.weights(0), soft.tokenizer()
    rows = encoder.encode_texts(TEXTS)
    ids = [package.encode(QUERY + " ".join(text.split())).ids for text in TEXTS]
    assert np.abs(rows - np.stack([soft.text_row(one, stored) for one in ids])).max() < 2e-6
    assert np.allclose(rows[:1], encoder.encode_texts(TEXTS[:1]), atol=1e-6), "padding is not seen"
    assert encoder.loaded == {"texts"}, "no picture was asked for"


def test_a_text_that_names_a_token_is_words(folder: Path) -> None:
    """Whoever searches for '<|image|>' gets no row where there is no picture."""
    encoder = described(folder)
    assert np.isfinite(encoder.encode_texts(["<|image|> <bos>", "x" * 5000])).all()


@given(width=st.integers(1, 12_000), height=st.integers(1, 12_000), most=st.sampled_from([70, 280, 1120]))
@settings(max_examples=300)
def test_sizes(width: int, height: int, most: int) -> None:
    """Whole blocks, as many as there may be, in the picture's shape."""
    wide, high = PatchPreprocessor(48, most).fitted(width, height)
    assert wide % 48 == high % 48 == 0 and 0 < wide * high <= most * 48 * 48
    columns, lines = wide // 48, high // 48
    if min(columns, lines) > 1:
        scale = (most * 48 * 48 / (width * height)) ** 0.5
        assert columns <= scale * width / 48 < columns + 1 and lines <= scale * height / 48 < lines + 1
    if most == soft.TOKENS:
        assert (wide, high) == soft.fitted(width, height)


def test_pixels_of_another_shape_are_refused(folder: Path) -> None:
    encoder = described(folder)
    for shape in ((48, 50, 3), (48, 48), (48 * 80, 48, 3), (0, 48, 3)):
        with pytest.raises(EncoderError, match="multiples of 48"):
            encoder.encode_pixels([np.zeros(shape, np.uint8)])


@pytest.mark.parametrize(
    ("variant", "ending"), [("", ""), ("int8", "_quantized"), ("q4", "_q4")], ids=["whole", "int8", "q4"]
)
def test_what_is_fetched_of_each_variant(variant: str, ending: str, published: Path) -> None:
    layout = choose_layout(names(published), variant)
    assert layout.kind is HubLayout.SOFT_TOKENS
    assert layout.files == tuple(
        sorted(
            (
                *("config.json", "preprocessor_config.json", "processor_config.json", "tokenizer.json"),
                *(f"onnx/{half}{ending}.onnx" for half in ("model", "vision_encoder")),
                *(f"onnx/{half}{ending}.onnx_data" for half in ("model", "vision_encoder")),
                "tokenizer_config.json",
            )
        )
    )


def test_halves_are_refused_before_a_byte_is_fetched(published: Path) -> None:
    with pytest.raises(EncoderError, match="in halves") as told:
        choose_layout(names(published), "fp16")
    assert "int8 or q4" in told.value.hint


@pytest.mark.parametrize(
    ("file", "values", "message"),
    [
        ("config.json", {"model_type": "gemma4"}, "type 'gemma4'"),
        ("config.json", {"boi_token_id": ...}, "cannot be read"),
        ("config.json", {"text_config": {"hidden_size": 8}}, "takes no rows of 8"),
        (
            "processor_config.json",
            {"image_processor": {**soft.LOOK, "image_processor_type": "Other"}},
            "way that",
        ),
        ("processor_config.json", {"image_processor": {**soft.LOOK, "do_normalize": True}}, "way that"),
        ("processor_config.json", {"image_processor": {**soft.LOOK, "rescale_factor": 1}}, "scales"),
        ("processor_config.json", {"image_processor": {**soft.LOOK, "resample": 5}}, "scales"),
        ("tokenizer.json", {"pre_tokenizer": {"type": "Whitespace"}}, "cuts its texts"),
    ],
)
def test_what_is_said_otherwise_is_refused_in_a_line(
    file: str, values: dict[str, Any], message: str, folder: Path
) -> None:
    with pytest.raises(EncoderError, match=message) as told:
        described(soft.change(folder, file, **values))
    assert "\n" not in str(told.value)


def test_the_flat_configuration_is_read_where_the_other_is_missing(folder: Path) -> None:
    (folder / "processor_config.json").unlink()
    look = described(folder).preprocessor
    assert look == PatchPreprocessor(48, soft.TOKENS)


def test_another_number_of_rows_is_refused(folder: Path) -> None:
    """As a model that pools otherwise gives."""
    path = folder / "onnx/vision_encoder.onnx"
    graph = onnx.load(path)
    for one in graph.graph.initializer:
        if one.name == "pool":
            one.CopyFrom(onnx.numpy_helper.from_array(np.array(4, np.int64), "pool"))
    onnx.save(graph, path)
    with pytest.raises(EncoderError, match="rows for a picture of 64 places"):
        described(folder)


def test_its_encoder_of_pictures_is_tried_with_a_picture(folder: Path) -> None:
    """Whoever is asked who should run it gets one to try with, and the rows are the processor's."""
    plain, asked = described(folder), []

    class Chooser:
        def choose(self, graph: Any) -> Any:
            asked.append(graph.sample())
            return CPU

    encoder = SoftTokensEncoder(plain.manifest, accelerators=Chooser)  # type: ignore[arg-type]
    picture = random_photo(5, 200, 90)
    assert np.array_equal(encoder.encode_images([picture]), plain.encode_images([picture]))
    (sample,) = asked
    assert sample.feeds["pixel_values"].shape == (1, soft.PATCHES, soft.PIXELS) and sample.photos == 1
    assert sample.feeds["pixel_position_ids"].max() == 8 * 3 - 1 and sample.outputs == ("image_features",)


@pytest.fixture
def server(published: Path) -> Iterator[HubServer]:
    with serving({NAME: published}) as running:
        yield running


@pytest.fixture
def hub(server: HubServer) -> Hub:
    return Hub(server.endpoint, token="", wait=lambda seconds: None)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "library" / "models", shared=tmp_path / "user" / "models", threads=1)


@pytest.mark.parametrize("variant", ["", "int8", "q4"])
def test_it_comes_from_the_hub(variant: str, registry: Registry, hub: Hub, server: HubServer) -> None:
    planned = foresee_pull(registry, hub, NAME, variant)
    manifest = pull(registry, hub, planned)
    fetched = {path.split("/resolve/")[1].split("/", 1)[1] for path in server.paths() if "/resolve/" in path}
    assert fetched == {*planned.layout.files} and not any("audio" in path for path in fetched)
    encoder = registry.get(planned.name)
    picture = random_photo(3, 90, 50)
    assert (
        np.abs(encoder.encode_images([picture])[0] - soft.picture_row(picture, soft.weights(0), ends())).max()
        < 1e-5
    )
    assert registry.verify(planned.name) == [] and manifest.runtime == "soft_tokens"
    (entry,) = [one for one in registry.entries() if one.name == planned.name]
    assert not entry.problem and entry.size_bytes == planned.size_bytes


def test_broken_off_it_goes_on_where_it_was(registry: Registry, hub: Hub, server: HubServer) -> None:
    file = "onnx/vision_encoder.onnx_data"
    server.faults.break_after[file] = 20_000
    pull(registry, hub, foresee_pull(registry, hub, NAME))
    ranges = [
        headers["Range"] for path, headers in server.asked if path.endswith(file) and "Range" in headers
    ]
    assert ranges[0] == "bytes=20000-"


class KilledError(BaseException):
    """The process is gone."""


def test_killed_it_goes_on_and_is_no_model_until_then(
    registry: Registry, hub: Hub, server: HubServer
) -> None:
    planned = foresee_pull(registry, hub, NAME)

    def dies(done: int, total: int) -> None:
        if done > total // 2:
            raise KilledError

    with pytest.raises(KilledError):
        pull(registry, hub, planned, dies)
    assert [one.name for one in registry.entries()] == ["builtin", "builtin-best"]
    again = foresee_pull(registry, hub, NAME)
    assert again.already > planned.size_bytes // 2
    before = len(server.asked)
    pull(registry, hub, again)
    assert not any(path.endswith("/config.json") for path, _ in server.asked[before:]), (
        "what was there was not asked for"
    )
    assert registry.get(again.name).info.dimension == soft.DIMENSION


def test_damaged_weights_are_no_model(registry: Registry, hub: Hub, server: HubServer) -> None:
    server.faults.flipped.add("onnx/model.onnx_data")
    with pytest.raises(EncoderError, match="came damaged"):
        pull(registry, hub, foresee_pull(registry, hub, NAME))
    server.faults.flipped.clear()
    assert pull(registry, hub, foresee_pull(registry, hub, NAME)).info.dimension == soft.DIMENSION


def test_it_takes_over_a_library_and_is_left_again(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decoding processes make its pixels, of as many shapes as there are photos."""
    from photos_ml.app.service import Context
    from photos_ml.app.service.changing import change_model
    from photos_ml.app.service.comparing import compare_models
    from photos_ml.app.service.indexing import index_folders
    from photos_ml.app.service.models import foresee_pull as foresee
    from photos_ml.app.service.models import pull_model, use_model
    from photos_ml.app.service.search import search_photos

    monkeypatch.setenv("PHOTOS_ML_MODELS", str(tmp_path / "user"))
    photos = tmp_path / "photos"
    photos.mkdir()
    for seed, size in enumerate([(90, 60), (60, 90), (300, 40)]):
        random_photo(seed, *size).save(photos / f"{seed}.png")
    with Context(tmp_path / "library") as context:
        index_folders(context, [photos])
        own, planned = foresee(context, NAME, endpoint=hub.endpoint)
        pull_model(context, own, planned)
        assert use_model(context, planned.name) == 3 and context.model_name == "builtin"
        assert change_model(context) == planned.name
        found = search_photos(context, "a dog on the beach", limit=3).hits
        assert len(found) == 3
        library, info = context.library(), context.encoder.info
        vectors = library.vectors(info.id, info.revision, info.dimension)
        for photo in library.photos.get([hit.photo.id for hit in found]).values():
            with Image.open(photo.path) as picture:
                expected = soft.picture_row(picture.convert("RGB"), soft.weights(0), ends())
            row = vectors.get(photo.content_hash)
            assert row is not None and float(row @ expected) > 0.9999
        assert [row.own for row in compare_models(context, "builtin", planned.name, ["a dog"])] == [True]
        assert use_model(context, "builtin") == 0 and context.model_name == "builtin"
