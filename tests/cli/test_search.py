"""Searching and housekeeping from the command line, over real files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture(scope="module")
def folder(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The photos, with a copy of one of them."""
    root = tmp_path_factory.mktemp("copied") / "photos"
    shutil.copytree(photos, root)
    shutil.copy(root / "Norway 2024" / "IMG_100.jpg", root / "Norway 2024" / "IMG_100 (1).jpg")
    return root


@pytest.fixture(scope="module")
def library(run: Run, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of that folder."""
    library = tmp_path_factory.mktemp("data") / "library"
    run("index", str(folder), library=library, code=3)
    return library


def test_a_copy_is_folded_into_one_hit_and_unfolded_on_request(run: Run, library: Path) -> None:
    folded = run("search", "red", "--json", library=library).json
    single = run("search", "red", "--unfold", "--json", library=library).json
    assert single["total"] > folded["total"]
    kept = [{hit["photo"], *hit["similar"]} for hit in folded["hits"]]
    assert sorted(i for group in kept for i in group) == sorted(hit["photo"] for hit in single["hits"])
    assert all(hit["similar"] == [] for hit in single["hits"])


def test_hits_are_explained_and_counted_on_request(run: Run, library: Path) -> None:
    plain = run("search", "red", "--json", library=library).json
    assert "facets" not in plain and "explanation" not in plain["hits"][0]
    full = run("search", "red", "--explain", "--facets", "--json", library=library).json
    assert set(full["facets"]) == {
        *("years", "countries", "cities", "cameras", "people", "faces", "kinds", "tags")
    }
    assert full["verdict"]["by"] in {"first look", "closer look"}
    why = full["hits"][0]["explanation"]
    assert 0 <= why["visual_score"] <= 1 and 0 <= why["text_score"] <= 1
    assert "of the library" in run("search", "red", "--explain", "--all", library=library).out


def test_pages_of_one_state(run: Run, library: Path) -> None:
    whole = run("search", "red", "--json", library=library).json
    pages = [
        run(
            "search", "red", "--limit", "2", "--offset", str(2 * page), "--as-of", whole["as_of"], "--json",
            library=library, code=None,
        ).json["hits"]
        for page in range(4)
    ]  # fmt: skip
    assert [hit["photo"] for page in pages for hit in page] == [hit["photo"] for hit in whole["hits"]]
    assert run("search", "red", "--as-of", "x", "--json", library=library, code=2).json["error"]


def test_duplicates_are_reported_and_left_alone(run: Run, library: Path, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    groups = run("duplicates", "--json", library=library).json
    exact = [group for group in groups if group["kind"] == "exact"]
    assert len(exact) == 1
    assert exact[0]["keep"] == exact[0]["photos"][0]["photo"]
    assert "(1)" in exact[0]["photos"][1]["path"]
    assert "keep" in run("duplicates", "--kind", "exact", library=library).out
    assert sorted(folder.rglob("*")) == before


def test_search_is_measured_on_judged_queries(run: Run, photos: Path, tmp_path: Path) -> None:
    name = next(path for path in sorted(photos.rglob("*.png"))).relative_to(photos).as_posix()
    labels = {
        "now": "2026-11-21T12:00:00",
        "queries": [{"query": "a red square", "tests": "visual", "relevant": {name: 3}}],
    }
    (tmp_path / "labels.json").write_text(json.dumps(labels))
    found = run(
        "eval", "search", "--labels", str(tmp_path / "labels.json"), "--photos", str(photos), "--json",
    ).json  # fmt: skip
    assert found["queries"] == 1
    assert 0 < found["ndcg10"]["fused"] <= 1


def test_explore_shows_clusters_outliers_and_a_core(run: Run, library: Path, photos: Path) -> None:
    found = run(
        "explore", "--clusters", "2", "--core", "2", "--outliers", "1", "--json", library=library
    ).json
    assert found["photos"] == 5, "a copy counts once"
    assert {Path(found["paths"][str(photo)]).parent.name for photo, _ in found["core"]} == {
        "Home",
        "Norway 2024",
    }
    assert sum(cluster["size"] for cluster in found["clusters"]) == 5
    assert 0 <= found["coverage"]["mean_of_random"] <= found["coverage"]["mean"] <= 1
    assert "stand for all" in run("explore", library=library).out


def test_an_empty_library_cannot_be_explored(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    run("index", str(tmp_path / "none"), library=tmp_path / "library")
    assert "no photo" in run("explore", "--json", library=tmp_path / "library", code=2).json["error"]


def test_why_nothing_was_found(run: Run, library: Path) -> None:
    """The folder has no videos."""
    said = run("search", "red videos", library=library, code=1)
    assert said.out.splitlines()[-2:] == [
        "nothing found: the library has no photo with 'video'",
        "  without 'video': 6 photos",
    ]
    assert run("search", "red videos", "--json", library=library, code=1).json["lacking"] == ["video"]


def test_where_nothing_matches_well_few_are_shown(run: Run, library: Path) -> None:
    few = run("search", "a zebra on the moon", "--unfold", library=library).out
    every = run("search", "a zebra on the moon", "--unfold", "--all", library=library).out
    assert "nothing matches well" in few
    assert "--all" in few
    assert every.count("%") > few.count("%")
