"""Another reader of text, from a hub on 127.0.0.1 laid out as PaddlePaddle's repositories, with real weights:
what is said before, what comes, what it reads, and what can go wrong."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

pytest.importorskip("cv2")

from photos_ml.encoders import pulling
from photos_ml.encoders.hub import Hub
from photos_ml.encoders.pulling import STAGING
from photos_ml.encoders.registry import Registry
from photos_ml.errors import EncoderError
from photos_ml.vision.networks import FILE_NAME, Networks, StepNetwork, offer, read_network
from photos_ml.vision.pulling import foresee_network, pull_network
from photos_ml.vision.text.look import TextReader, look, text_version
from photos_ml.vision.text.other_reader import letters_of, look_of, networks_of
from tests.encoders.hub_server import COMMIT, HubServer, serving
from tests.vision import published_networks as published
from tests.vision.published_networks import FINDER_REPOSITORY, FINDER_YML, READER_REPOSITORY
from tests.vision.test_text import LINES, drawn

NAME = "pp-ocrv6-medium"


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return published.readers(tmp_path_factory.mktemp("hub"))


@pytest.fixture
def server(repositories: dict[str, Path]) -> Iterator[HubServer]:
    with serving(dict(repositories)) as running:
        yield running


@pytest.fixture
def hub(server: HubServer, monkeypatch: pytest.MonkeyPatch) -> Hub:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return Hub(server.endpoint, token="", wait=lambda seconds: None)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "library" / "models", shared=tmp_path / "user", threads=1)


def fetched(registry: Registry, hub: Hub) -> StepNetwork:
    wanted = offer(NAME)
    assert wanted is not None
    return pull_network(registry, hub, foresee_network(registry, hub, wanted))


def refused(registry: Registry, hub: Hub) -> EncoderError:
    with pytest.raises(EncoderError) as told:
        fetched(registry, hub)
    assert "\n" not in str(told.value) and told.value.hint
    assert Networks(registry.shared).names() == []
    return told.value


def changed(server: HubServer, repository: str, tmp_path: Path) -> Path:
    """A copy of what a repository holds, which is served from now on."""
    folder = tmp_path / "changed"
    server.repositories[repository] = Path(shutil.copytree(server.repositories[repository], folder))
    return folder


def test_it_comes_and_reads_as_the_same_weights_of_the_package(registry: Registry, hub: Hub) -> None:
    wanted = offer(NAME)
    assert wanted is not None
    planned = foresee_network(registry, hub, wanted)
    assert (planned.licence, planned.already, len(planned.parts)) == ("Apache-2.0", 0, 4)
    assert planned.published[0] and planned.published[1].startswith("https://")
    assert FINDER_REPOSITORY in planned.source and READER_REPOSITORY in planned.source
    seen: list[tuple[int, int]] = []
    made = pull_network(registry, hub, planned, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (planned.size_bytes, planned.size_bytes)
    assert (made.step, made.licence) == ("text", "Apache-2.0")
    told = json.loads((made.folder / FILE_NAME).read_text(encoding="utf-8"))
    assert told["source"]["repositories"] == {FINDER_REPOSITORY: COMMIT, READER_REPOSITORY: COMMIT}
    lines = look(drawn(), made.folder)
    assert tuple(line.text for line in lines) == LINES
    for line, own in zip(lines, look(drawn()), strict=True):
        assert np.allclose(line.corners, own.corners, atol=1e-5)
        assert line.confidence == pytest.approx(own.confidence, abs=1e-4)
    assert text_version(made) != text_version() and made.version in text_version(made)
    assert not list(registry.shared.glob(f"{STAGING}*"))


def test_the_look_that_its_file_asks_for_is_what_it_gets(registry: Registry, hub: Hub) -> None:
    made = fetched(registry, hub)
    other = StepNetwork(
        made.name, made.step, made.folder, made.files, "", {"mean": [0.4] * 3, "std": [0.1] * 3}
    )
    picture, networks = drawn(), networks_of(other)
    assert networks.mean == (0.4, 0.4, 0.4)
    plain = TextReader(networks_of(made))._finder.find(picture)
    assert [box.score for box in TextReader(networks)._finder.find(picture)] != [box.score for box in plain]
    assert look_of(FINDER_YML.replace("0.5", "0.25")) == ([0.25] * 3, [0.25] * 3)
    assert look_of("nothing of it") == ([0.5] * 3, [0.5] * 3)


@given(
    st.lists(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\x85\u2028\u2029"), min_size=10)
)
def test_letters_are_read_as_they_were_written(letters: list[str]) -> None:
    yaml = pytest.importorskip("yaml")
    document = {"PostProcess": {"name": "CTCLabelDecode", "character_dict": letters}, "Z": 1}
    for unicode in (True, False):
        assert letters_of(yaml.safe_dump(document, allow_unicode=unicode, width=10**6)) == letters


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("PostProcess:\n  character_dict: [a, b", "is no YAML"),
        ("PostProcess:\n  name: CTCLabelDecode\n", "names no letters"),
        ("- PostProcess", "names no letters"),
        ("PostProcess:\n  character_dict: [a, b]\n", "names 2 letters"),
        ("PostProcess:\n  character_dict: [[a], b, c, d, e, f, g, h, i, j, k]\n", "names 11 letters"),
    ],
)
def test_a_list_of_letters_that_is_none_is_refused_in_a_line(told: str, message: str) -> None:
    with pytest.raises(EncoderError, match=message) as refused:
        letters_of(told)
    assert "\n" not in str(refused.value)


def test_letters_that_are_words_of_yaml_stay_letters() -> None:
    letters = ["no", "1.0", "~", "null", "0x1F", "=", "y", "1", "-", "2001-01-01"]
    assert (
        letters_of("PostProcess:\n  character_dict:\n" + "\n".join(f"  - '{one}'" for one in letters))
        == letters
    )
    plain = "PostProcess:\n  character_dict:\n" + "\n".join(
        f"  - {one}" for one in letters if one not in "-="
    )
    assert letters_of(plain + "\n  - a\n  - b\n")[:4] == ["no", "1.0", "~", "null"]


def test_without_the_package_it_says_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(EncoderError, match="without PyYAML") as refused:
        letters_of("PostProcess:")
    assert "photos-ml[text]" in refused.value.hint


def test_the_name_is_taken_and_given_back(registry: Registry, hub: Hub) -> None:
    fetched(registry, hub)
    assert Networks(registry.shared).names() == [NAME]
    assert [entry.name for entry in registry.entries()] == ["builtin", "builtin-best"]
    with pytest.raises(EncoderError, match="already"):
        fetched(registry, hub)
    assert Networks(registry.shared).remove(NAME) > 10e6
    fetched(registry, hub)


def test_broken_off_it_goes_on_where_it_was(registry: Registry, hub: Hub, server: HubServer) -> None:
    server.faults.break_after["inference.yml"] = 900
    fetched(registry, hub)
    assert any("Range" in headers for _, headers in server.asked)


def test_a_wrong_checksum(registry: Registry, hub: Hub, server: HubServer) -> None:
    server.faults.flipped.add("inference.onnx")
    assert "damaged" in str(refused(registry, hub))
    server.faults.flipped.clear()
    fetched(registry, hub)


@pytest.mark.parametrize(("code", "word"), [(404, "has no"), (429, "asks to wait"), (503, "out of order")])
def test_what_a_hub_refuses(code: int, word: str, registry: Registry, hub: Hub, server: HubServer) -> None:
    server.faults.status["inference.onnx"] = [code] * 20
    server.faults.headers["Retry-After"] = "3600"
    assert word in str(refused(registry, hub))


def test_a_repository_without_the_file(
    registry: Registry, hub: Hub, server: HubServer, tmp_path: Path
) -> None:
    (changed(server, READER_REPOSITORY, tmp_path) / "inference.yml").unlink()
    assert "has no inference.yml any more" in str(refused(registry, hub))


def test_no_room(registry: Registry, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    free = shutil.disk_usage(registry.shared.parent)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: free)
    assert "MB free" in str(refused(registry, hub))


def test_a_disk_that_is_full_in_the_middle(
    registry: Registry, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(pulling, "_append", full)
        assert str(refused(registry, hub)) == "the disk is full"
    fetched(registry, hub)


def test_a_list_of_other_letters(registry: Registry, hub: Hub, server: HubServer, tmp_path: Path) -> None:
    file = changed(server, READER_REPOSITORY, tmp_path) / "inference.yml"
    file.write_text(published.reader_yml([*"abcdefghijklm"]), encoding="utf-8")
    assert "its list names 15" in str(refused(registry, hub))
    file.write_text("PostProcess:\n  name: CTCLabelDecode\n", encoding="utf-8")
    assert "names no letters" in str(refused(registry, hub))


def test_a_graph_of_another_shape(registry: Registry, hub: Hub, server: HubServer, tmp_path: Path) -> None:
    file = changed(server, FINDER_REPOSITORY, tmp_path) / "inference.onnx"
    published.describer(file)
    assert "its finder takes (1, 3, 112, 112), which is not supported" in str(refused(registry, hub))
    file.write_bytes(b"no graph at all" * 100)
    assert "finder.onnx cannot be opened" in str(refused(registry, hub))


def test_a_reader_in_the_finders_place(
    registry: Registry, hub: Hub, server: HubServer, tmp_path: Path
) -> None:
    file = changed(server, FINDER_REPOSITORY, tmp_path) / "inference.onnx"
    graph = onnx.load(server.repositories[READER_REPOSITORY] / "inference.onnx")
    onnx.save(graph, file)
    assert "finder" in str(refused(registry, hub)) or "networks cannot be used" in str(refused(registry, hub))


def test_a_description_that_is_no_more(registry: Registry, hub: Hub) -> None:
    made = fetched(registry, hub)
    (made.folder / "reader.yml").unlink()
    with pytest.raises(EncoderError, match=r"lacks reader\.yml"):
        read_network(made.folder)
    (made.folder / FILE_NAME).write_text("{", encoding="utf-8")
    with pytest.raises(EncoderError, match="cannot be read"):
        Networks(registry.shared).get(NAME)


def test_nothing_is_seen_in_an_even_picture(registry: Registry, hub: Hub) -> None:
    assert look(Image.new("RGB", (300, 200), (90, 120, 60)), fetched(registry, hub).folder) == []
