"""The door: one table, and an entry point through which packages from outside add steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from photos_ml.errors import UsageError
from photos_ml.indexer.enrich import registry
from photos_ml.indexer.enrich.plan import passes_of
from photos_ml.indexer.enrich.registry import BUILTIN, Catalogue, catalogue
from photos_ml.indexer.enrich.step import NeedsPixels, NeedsVector, Step
from photos_ml.store.kept import Table


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, module: str, **entries: str) -> None:
    """A package of one module with these entry points."""
    (folder / "odd.py").write_text(module)
    info = folder / "odd-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n")
    lines = [f"{name} = {value}" for name, value in entries.items()]
    (info / "entry_points.txt").write_text("\n".join(["[photos_ml.steps]", *lines]))
    monkeypatch.syspath_prepend(str(folder))


NOT_HERE = ("tag", "kind")
"""The model of these tests has no tagger, and no network for kinds."""


def test_the_table_s_own_come_through_the_same_door(workshop: Any) -> None:
    assert list(BUILTIN)[:3] == ["embed", "tag", "quality"]
    found = catalogue(workshop.encoder)
    assert [step.id for step in found.steps] == [name for name in BUILTIN if name not in NOT_HERE]
    assert found.problems == {}


def test_a_step_from_outside_decodes_owns_a_table_and_goes_without_a_trace(album: Any, outside: None) -> None:
    found = catalogue(album.encoder)
    step = found.get("redness")
    assert step is not None
    report = album.enrich(step, catalogue=found)
    assert report.steps["redness"].done == 5
    shares = album.rows("redness")
    assert len(shares) == 6
    assert all(0 < share < 1 for ((share,),) in shares.values())
    album.library.steps.switch_off("redness")
    assert "redness" not in album.tables()


def test_packages_that_cannot_be_used_are_problems_of_their_own(
    workshop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = (
        "from photos_ml.indexer.enrich.step import *\n"
        "def again(_): return Step('quality', '1', NeedsVector(), lambda items: [])\n"
        "def alone(_): return Step('alone', '1', NeedsVector(), lambda items: [], after=('nowhere',))\n"
        "def wrong(_): return Step('Wrong Name', '1', NeedsVector(), lambda items: [])\n"
    )
    (tmp_path / "site").mkdir()
    install(
        tmp_path / "site",
        monkeypatch,
        module,
        again="odd:again",
        alone="odd:alone",
        wrong="odd:wrong",
        lost="no_such_package:make",
    )
    found = catalogue(workshop.encoder)
    assert [step.id for step in found.steps] == [name for name in BUILTIN if name not in NOT_HERE]
    assert found.problems == {
        "again": "there is a step quality already",
        "alone": "waits for a step that is not there: nowhere",
        "wrong": "cannot be loaded: 'Wrong Name' is no name for a step",
        "lost": "cannot be loaded: No module named 'no_such_package'",
    }


def test_the_first_pass_takes_nothing_from_outside(workshop: Any, outside: None) -> None:
    found = catalogue(workshop.encoder, only=registry.FIRST)
    assert [step.id for step in found.steps] == ["embed"]


def step(name: str, *after: str, decodes: bool = True) -> Step:
    return Step(name, "1", NeedsPixels(8) if decodes else NeedsVector(), lambda items: [], after=after)


def test_steps_that_decode_go_together_where_they_can() -> None:
    embed, quality, faces = step("embed"), step("quality"), step("faces")
    tag = step("tag", "embed", decodes=False)
    text, people = step("text", "tag"), step("people", "faces", decodes=False)
    passes = passes_of([embed, tag, quality, faces, text, people])
    assert [[one.id for one in together] for together in passes] == [
        ["embed", "quality", "faces"],
        ["tag", "people"],
        ["text"],
    ]
    assert [[one.id for one in together] for together in passes_of([quality, faces, text])] == [
        ["quality", "faces", "text"]
    ]


def test_order_and_reading_come_from_the_catalogue() -> None:
    first, second = step("first"), step("second", "first")
    assert Catalogue((first, second)).after(second) == (first,)


@pytest.mark.parametrize("name", ["", "Upper", "two words", "a_b", "1st", "x;drop"])
def test_names_are_plain(name: str) -> None:
    with pytest.raises(UsageError, match="is no name for a step"):
        step(name)


def test_tables_are_named_after_their_step() -> None:
    with pytest.raises(UsageError, match="not named after its step"):
        Step("mine", "1", NeedsVector(), lambda items: [], keeps=(Table("yours", ("x REAL",)),))
    Step("mine", "1", NeedsVector(), lambda items: [], keeps=(Table("mine_boxes", ("x REAL",)),))
