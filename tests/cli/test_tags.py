"""photos-ml tags and search --tag, over the pictures of the sample library as a user runs them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

Asked = Any


@pytest.fixture(scope="module")
def ask(run: Any, sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """Runs a command over a library of a dozen photos of the sample library."""
    photos, library = tmp_path_factory.mktemp("photos"), tmp_path_factory.mktemp("data") / "library"
    found = sorted((sample_library / "photos").rglob("*.JPG"))[:24:2]
    for path in found:
        shutil.copy(path, photos / path.name)
    run("index", str(photos), library=library)

    def asked(*words: str, code: int | None = 0) -> Any:
        return run(*words, library=library, code=code)

    return asked


def test_tags_of_the_library_and_of_a_photo_agree(ask: Asked) -> None:
    tags = ask("tags", "--json").json
    assert tags and [each["photos"] for each in tags] == sorted((t["photos"] for t in tags), reverse=True)
    first = tags[0]
    (photo,) = ask("tags", str(first["cover"]), "--json").json
    assert first["tag"] in [tag["tag"] for tag in photo["tags"]]
    assert all(0.5 < tag["probability"] <= 1 for tag in photo["tags"])
    assert Path(photo["path"]).name in ask("tags", photo["path"]).out


def test_search_filters_by_tag(ask: Asked) -> None:
    tag = ask("tags", "--json").json[0]
    found = ask("search", "--tag", tag["tag"], "--unfold", "--json").json
    assert found["total"] == tag["photos"]
    assert tag["cover"] in [hit["photo"] for hit in found["hits"]]
    assert f"recognised: {tag['tag']} (" in ask("search", "--tag", tag["tag"]).out
    both = ask("search", "sky", "--tag", tag["tag"], "--unfold", "--json").json
    assert both["total"] <= tag["photos"]


def test_facets_hold_tags(ask: Asked) -> None:
    tag = ask("tags", "--json").json[0]
    facets = ask("search", "--tag", tag["tag"], "--facets", "--json").json["facets"]
    assert facets["tags"][tag["tag"]] == tag["photos"]


def test_what_is_not_there_is_said(ask: Asked) -> None:
    known = ask("tags", "--json").json[0]["tag"]
    assert f"the nearest: {known}" in ask("search", "--tag", f"{known}x", code=2).err
    unlike = ask("search", "--tag", "qqqqqqqq", code=2)
    assert "there is no tag 'qqqqqqqq'" in unlike.err and "photos-ml tags lists them" in unlike.err
    assert "say what to find" in ask("search", "  ", code=2).err
    assert "no photo" in ask("tags", "nowhere.jpg", code=2).err
    cover = str(ask("tags", "--json").json[0]["cover"])
    assert "there is no tag 'qqqqqqqq'" in ask("tags", cover, "--like", "qqqqqqqq", code=2).err
    assert "--tag" in ask("search", code=2).err


def test_words_of_the_language_of_the_app_are_taken_as_they_are_printed(
    ask: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ask("tags", "--json").json
    monkeypatch.setenv("LANGUAGE", "de")
    printed = [line.split(maxsplit=1)[1] for line in ask("tags").out.splitlines()]
    tag, shown = next(
        (one, said) for one, said in zip(found, printed, strict=True) if said.lower() != one["tag"]
    )
    cover = str(tag["cover"])
    for said in (shown, shown.lower(), tag["tag"]):
        result = ask("search", "--tag", said, "--facets", "--unfold", "--json").json
        assert (result["total"], result["facets"]["tags"][tag["tag"]]) == (tag["photos"], tag["photos"])
    assert f"{shown} {tag['photos']}" in ask("search", "--tag", shown, "--facets", "--unfold").out
    assert len(ask("tags", cover, "--like", shown, "--json", code=None).json) == tag["photos"] - 1
    assert f"the nearest: {shown}" in ask("search", "--tag", f"{shown}x", code=2).err
    done = ask("correct", cover, "--no-tag", shown, "--json").json
    left = {one["tag"]: one["photos"] for one in ask("tags", "--json").json}
    assert left.get(tag["tag"], 0) == tag["photos"] - 1
    ask("undo", str(done["gesture"]))


def test_a_wrong_tag_is_taken_away_there_and_where_photos_are_like_it(ask: Asked) -> None:
    tag = ask("tags", "--json").json[0]
    word, cover, photos = tag["tag"], str(tag["cover"]), tag["photos"]
    like = ask("tags", cover, "--like", word, "--json").json
    assert len(like) == photos - 1
    assert [one["likeness"] for one in like] == sorted((one["likeness"] for one in like), reverse=True)
    done = ask("correct", cover, str(like[0]["photo"]), "--no-tag", word, "--tag", "My boat", "--json").json
    shown = {each["tag"]: each["photos"] for each in ask("tags", "--json").json}
    assert (shown.get(word, 0), shown["My boat"]) == (photos - 2, 2)
    assert "My boat by you" in ask("tags", cover).out
    assert ask("search", "--tag", "my boats", "--unfold", "--json").json["total"] == 2
    assert len(ask("tags", cover, "--like", word, "--json", code=None).json) == photos - 2
    ask("undo", str(done["gesture"]))
    assert {each["tag"]: each["photos"] for each in ask("tags", "--json").json}[word] == photos
    assert "one photo" in ask("tags", "--like", word, code=2).err


def test_a_word_is_neither_empty_nor_added_and_taken_away_at_once(ask: Asked) -> None:
    cover = str(ask("tags", "--json").json[0]["cover"])
    for option in ("--tag", "--keyword", "--person"):
        assert "a word to add is empty" in ask("correct", cover, option, "  ", code=2).err
    both = ask("correct", cover, "--tag", "Beach", "--no-tag", "beach", code=2)
    assert "added and taken away at once" in both.err


def test_a_tag_of_ones_own_is_found_by_its_words(ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = str(ask("tags", "--json").json[0]["cover"])
    own = ("Zwetschgenmus", "Otto's Schuppen", "at the")
    done = ask("correct", photo, *(word for tag in own for word in ("--tag", tag)), "--json").json
    for language in ("en", "de"):
        monkeypatch.setenv("LANGUAGE", language)
        for said in (*own, own[0].lower(), own[1].lower()):
            found = ask("search", "--tag", said, "--unfold", "--json").json
            assert [str(hit["photo"]) for hit in found["hits"]] == [photo], said
    ask("undo", str(done["gesture"]))
    assert "there is no tag" in ask("search", "--tag", own[0], code=2).err
