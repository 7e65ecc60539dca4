"""A model that is the built-in one in a turned space is measured on the sample library: it says the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.changing import ChangeStage, Changing, StoppedError, change_model, measure_model
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.memory_maker import memory_maker
from photos_ml.app.service.models import use_model
from photos_ml.app.service.search import search_engine, search_photos
from photos_ml.encoders.fitted import fit_path
from photos_ml.encoders.registry import Registry
from photos_ml.search import measuring
from photos_ml.search.folding import LIKENESS_WITHIN
from tests.api.test_changing import NAME, Turned

SMALL = {"MOST_ASKED": 24, "MOST_THINGS": 24, "THINGS_ASKED": 16, "SCENES": measuring.SCENES[:12]}


@pytest.fixture(scope="module")
def patched() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def measured(sample_library: Path, tmp_path_factory: pytest.TempPathFactory, patched: Any) -> Any:
    """A library in which it took over, less asked than usual, and what was told on the way."""
    made, before = Turned(), Registry.__init__

    def init(self: Registry, *args: Any, **more: Any) -> None:
        before(self, *args, **more)
        self.register(NAME, lambda: made)

    patched.setattr(Registry, "__init__", init)
    for name, value in SMALL.items():
        patched.setattr(measuring, name, value)
    patched.setattr("photos_ml.app.service.fitting.PICTURES", 6)
    told: list[Changing] = []
    with Context(tmp_path_factory.mktemp("measured") / "library") as context:
        index_folders(context, [sample_library / "photos"])
        use_model(context, NAME)
        assert change_model(context, progress=told.append) == NAME
        Enrichment(context).run(("tag",))
        yield context, told


def test_it_is_told_how_far_it_is(measured: Any) -> None:
    _, told = measured
    stages = [one.stage for one in told]
    assert stages[0] is ChangeStage.LOOKING and stages[-1] is ChangeStage.MEASURING
    assert [one.done for one in told if one.stage is ChangeStage.MEASURING] == sorted(
        one.done for one in told if one.stage is ChangeStage.MEASURING
    )
    assert told[-1].total > 100 and all(one.done <= one.total for one in told)


def test_tags_are_those_of_the_built_in_model(measured: Any) -> None:
    context, _ = measured
    own, builtin = words_of(context), words_of(context, "builtin")
    both = sum(len(own[photo] & builtin[photo]) for photo in own)
    given, wanted = (sum(map(len, words.values())) for words in (own, builtin))
    assert both / given > 0.85, "what it says, the built-in model says"
    assert both / wanted > 0.6, "and it says most of that"


def words_of(context: Context, name: str = "") -> dict[int, set[str]]:
    from photos_ml.encoders.tagger import tagger_for

    ids = context.library().newest_id()
    tagger = tagger_for(context.registry.get(name).info) if name else context.tagger
    assert tagger is not None
    found = context.library().tags(tagger.info).of_photos(range(1, ids + 1))
    return {photo: {tag.word for tag in found.get(photo, ())} for photo in range(1, ids + 1)}


def test_verdicts_are_those_of_the_built_in_model(measured: Any) -> None:
    context, _ = measured
    now = {query: search_photos(context, query).confidence for query in ("snowy mountains", "beach", "zebra")}
    assert now["snowy mountains"] > 0.8 and now["beach"] > 0.8 and now["zebra"] < 0.5
    assert search_engine(context)._closer is not None


def test_the_lines_are_those_of_the_built_in_model(measured: Any) -> None:
    context, _ = measured
    told = context.measured
    assert told["same_picture"] == pytest.approx(0.98, abs=0.01)
    lines = np.array([least for _, least in told["within"]])
    assert lines == pytest.approx([least for _, least in LIKENESS_WITHIN], abs=0.03)


def test_memories_go_on_with_what_they_were_taught_by(measured: Any) -> None:
    context, _ = measured
    assert memory_maker(context)._reader.model[0] == "builtin"


def test_measured_again_when_asked_for_and_never_halfway(measured: Any) -> None:
    context, _ = measured
    path = fit_path(context.folder, context.encoder.info)
    before = path.read_bytes()

    def end(at: Changing) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        measure_model(context, NAME, end)
    assert path.read_bytes() == before
    assert measure_model(context, NAME, lambda at: None) > 100
    assert measure_model(context, "builtin", lambda at: None) == 0
