"""What was measured of a model: kept, read again, and turned into tags."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from photos_ml.encoders import fitted
from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.fitted import ModelFit, builtin_tagger, fit_path, read_fit, tagger_of, write_fit
from photos_ml.types import FloatMatrix

INFO = ModelInfo("other/model: v1", "abc", 16, 64)


def fit(info: ModelInfo = INFO, scale: float = 1.0, explained: float = 0.6) -> ModelFit:
    tagger = builtin_tagger()
    assert tagger is not None
    dimension = builtin_encoder().info.dimension
    bridge = np.zeros((info.dimension + 1, dimension), np.float16)
    bridge[: info.dimension, : info.dimension] = np.eye(info.dimension)
    return ModelFit(
        info,
        {"photos": 100, "explained": explained},
        {
            "bridge": bridge,
            "plain_curve": np.array([scale, 0.0], np.float32),
            "word_places": np.empty(0, np.int64),
            "word_rows": np.empty((0, info.dimension), np.float16),
            "word_medians": np.empty(0, np.float32),
            "word_sigmas": np.empty(0, np.float32),
            "word_offsets": np.zeros(len(tagger.words), np.float32),
            "thing_places": np.array([0, 5], np.int64),
            "things": np.eye(info.dimension, dtype=np.float16)[:2],
        },
    )


def unit(number: int = 4, dimension: int = INFO.dimension) -> FloatMatrix:
    rows = np.random.default_rng(1).normal(size=(number, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_kept_and_read_again(tmp_path: Path) -> None:
    write_fit(tmp_path, fit())
    found = read_fit(tmp_path, INFO)
    assert found is not None and found.told["photos"] == 100 and len(found.digest) == 12
    assert np.array_equal(found.arrays["bridge"], fit().arrays["bridge"])
    assert fit_path(tmp_path, INFO).parent.name == "fits"


@pytest.mark.parametrize("other", [{"id": "x"}, {"revision": "abd"}, {"dimension": 17}])
def test_of_another_model_it_says_nothing(tmp_path: Path, other: dict[str, object]) -> None:
    write_fit(tmp_path, fit())
    assert read_fit(tmp_path, replace(INFO, **other)) is None  # type: ignore[arg-type]


def test_damaged_or_of_other_rules_it_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_fit(tmp_path, fit())
    with monkeypatch.context() as patched:
        patched.setattr(fitted, "RULES", fitted.RULES + 1)
        assert read_fit(tmp_path, INFO) is None
    path = fit_path(tmp_path, INFO)
    path.write_bytes(path.read_bytes()[:-200])
    assert read_fit(tmp_path, INFO) is None
    path.write_bytes(b"")
    assert read_fit(tmp_path, INFO) is None


def test_the_shipped_tagger_comes_first(tmp_path: Path) -> None:
    info = builtin_encoder().info
    write_fit(tmp_path, fit(info))
    assert tagger_of(tmp_path, info) is not None
    assert type(tagger_of(tmp_path, info)).__name__ == "Tagger"
    assert tagger_of(tmp_path, INFO) is None and tagger_of(None, INFO) is None


def test_of_a_model_that_sees_next_to_nothing_there_are_no_tags(tmp_path: Path) -> None:
    write_fit(tmp_path, fit(explained=0.05))
    assert tagger_of(tmp_path, INFO) is None


def test_tags_as_the_built_in_model_would_give_them(tmp_path: Path) -> None:
    tagger = builtin_tagger()
    assert tagger is not None
    rows = unit()
    wide = np.zeros((len(rows), builtin_encoder().info.dimension), np.float32)
    wide[:, : INFO.dimension] = rows
    write_fit(tmp_path, fit())
    found = tagger_of(tmp_path, INFO)
    assert found is not None
    assert found.probabilities(rows) == pytest.approx(tagger.probabilities(wide), abs=1e-3)
    assert found.words == tagger.words and found.threshold == tagger.threshold
    assert len(found.tags(rows)) == len(rows)
    version = found.info.version
    write_fit(tmp_path, fit(scale=0.5))
    again = tagger_of(tmp_path, INFO)
    assert again is not None and again.info.version != version, "what is measured anew tags anew"
    assert (found.info.model, found.info.revision) == (INFO.id, INFO.revision)


def test_the_nearest_of_the_things_that_were_asked(tmp_path: Path) -> None:
    write_fit(tmp_path, fit())
    found = tagger_of(tmp_path, INFO)
    assert found is not None
    rows = np.eye(INFO.dimension, dtype=np.float32)[:3]
    assert found.nearest_thing(rows).tolist() == [1.0, 1.0, 0.0]
    name = found.things[0].names[0]
    assert found.nearest_thing(rows, frozenset({name})).tolist() == [0.0, 1.0, 0.0]
