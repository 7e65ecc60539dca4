"""Models from a hub of our own on 127.0.0.1: what is said before, what comes, and all that can go wrong."""

from __future__ import annotations

import errno
import hashlib
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.encoders import hub as hubs
from photos_ml.encoders import pulling
from photos_ml.encoders.catalog import SUGGESTIONS, suggestion
from photos_ml.encoders.hub import Hub
from photos_ml.encoders.layouts import VARIANTS
from photos_ml.encoders.manifest import FILE_NAME
from photos_ml.encoders.onnx_towers import describe_towers
from photos_ml.encoders.pulling import STAGING, foresee_pull, forget_pulls, pull
from photos_ml.encoders.registry import Registry
from photos_ml.errors import EncoderError
from tests.encoders import published_towers as towers
from tests.encoders.hub_server import COMMIT, HubServer, serving

pytest.importorskip("tokenizers")
IMMICH, CLIP, SIGLIP = "immich-app/tiny", "Xenova/tiny-clip", "onnx-community/tiny-siglip"
OPEN_CLIP, NONE = "someone/tiny-export", "someone/torch-only"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("hub")
    return {
        IMMICH: towers.immich(root / "immich"),
        CLIP: towers.transformers(root / "clip"),
        SIGLIP: towers.transformers(root / "siglip", family="siglip", combined=False),
        OPEN_CLIP: towers.open_clip(root / "open_clip"),
        NONE: towers.write(root / "none", {"model.safetensors": b"0" * 2000, "README.md": "x"}),
    }


@pytest.fixture
def server(published: dict[str, Path]) -> Iterator[HubServer]:
    with serving(published) as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def hub(server: HubServer, waits: list[float], monkeypatch: pytest.MonkeyPatch) -> Hub:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return Hub(server.endpoint, token="", wait=waits.append)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "library" / "models", shared=tmp_path / "user" / "models", threads=1)


def fetch(registry: Registry, hub: Hub, name: str = IMMICH, variant: str = "") -> Any:
    return pull(registry, hub, foresee_pull(registry, hub, name, variant))


def refused(registry: Registry, hub: Hub, name: str = IMMICH) -> EncoderError:
    with pytest.raises(EncoderError) as told:
        fetch(registry, hub, name)
    assert "\n" not in str(told.value) and told.value.hint
    assert {entry.name for entry in registry.entries()} == {"builtin", "builtin-best"}
    return told.value


@pytest.mark.parametrize("name", [IMMICH, CLIP, SIGLIP, OPEN_CLIP])
def test_each_layout_comes_and_runs(
    name: str, registry: Registry, hub: Hub, published: dict[str, Path], photos: list[Image.Image]
) -> None:
    planned = foresee_pull(registry, hub, name)
    seen: list[tuple[int, int]] = []
    manifest = pull(registry, hub, planned, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (planned.size_bytes, planned.size_bytes) and [done for done, _ in seen] == sorted(
        done for done, _ in seen
    )
    assert manifest.folder == registry.shared / name.split("/")[1]
    assert manifest.extra["source"] == {"endpoint": hub.endpoint, "repository": name, "revision": COMMIT}
    assert manifest.licence == "mit"
    expected = {
        path: hashlib.sha256((published[name] / path).read_bytes()).hexdigest() for path in manifest.files
    }
    assert manifest.files == expected and registry.verify(manifest.folder.name) == []
    direct = describe_towers(published[name], planned.layout, "direct")
    from photos_ml.encoders.registry import make_encoder

    ours, wanted = registry.get(manifest.folder.name), make_encoder(direct, threads=1)
    assert np.allclose(ours.encode_images(photos[:3]), wanted.encode_images(photos[:3]), atol=1e-6)
    assert np.allclose(ours.encode_texts(["a dog"]), wanted.encode_texts(["a dog"]), atol=1e-6)
    assert not list(registry.shared.glob(f"{STAGING}*"))


def test_what_is_said_before(registry: Registry, hub: Hub, server: HubServer) -> None:
    planned = foresee_pull(registry, hub, CLIP, "int8")
    assert (planned.name, planned.licence, planned.already) == ("tiny-clip-int8", "mit", 0)
    assert planned.source == f"{hub.host}/{CLIP}"
    assert planned.size_bytes == sum(
        (server.repositories[CLIP] / path).stat().st_size for path in planned.layout.files
    )
    assert [path.split("/")[1] for path in server.paths()] == ["api", "api"]  # no file was fetched
    assert not registry.shared.exists()


def test_only_what_is_needed_is_fetched(registry: Registry, hub: Hub, server: HubServer) -> None:
    fetch(registry, hub, CLIP, "int8")
    files = {path.split(f"{COMMIT}/")[1] for path in server.paths() if "/resolve/" in path}
    assert files == {
        *("config.json", "onnx/text_model_int8.onnx", "onnx/vision_model_int8.onnx"),
        *("preprocessor_config.json", "tokenizer.json", "tokenizer_config.json"),
    }


def test_a_list_of_many_pages(registry: Registry, hub: Hub, server: HubServer) -> None:
    server.faults.page = 3
    assert fetch(registry, hub).info.dimension == towers.DIMENSION


def test_a_connection_that_breaks_goes_on_where_it_was(
    registry: Registry, hub: Hub, server: HubServer
) -> None:
    server.faults.break_after["textual/tokenizer.json"] = 7000
    fetch(registry, hub)
    ranges = [headers["Range"] for path, headers in server.asked if "Range" in headers]
    size = (server.repositories[IMMICH] / "textual/tokenizer.json").stat().st_size
    assert ranges == [f"bytes={start}-" for start in range(7000, size, 7000)]


def test_one_that_gives_nothing_more_is_told(registry: Registry, hub: Hub, server: HubServer) -> None:
    server.faults.break_after["visual/model.onnx"] = 0
    assert "breaks again and again" in str(refused(registry, hub))


def test_an_interrupted_pull_is_resumed(registry: Registry, hub: Hub, server: HubServer) -> None:
    class StopError(Exception):
        pass

    planned = foresee_pull(registry, hub, IMMICH)
    pulling_bytes = pulling.PIECE_BYTES

    def stop(done: int, total: int) -> None:
        if done > total // 2:
            raise StopError

    try:
        pulling.PIECE_BYTES = 1000
        with pytest.raises(StopError):
            pull(registry, hub, planned, stop)
    finally:
        pulling.PIECE_BYTES = pulling_bytes
    again = foresee_pull(registry, hub, IMMICH)
    assert planned.size_bytes // 2 < again.already < planned.size_bytes
    assert [entry.name for entry in registry.entries()] == ["builtin", "builtin-best"]
    server.asked.clear()
    pull(registry, hub, again)
    assert "config.json" not in {path.split("/")[-1] for path in server.paths() if "/resolve/" in path}
    assert any("Range" in headers for _, headers in server.asked)


def test_a_hub_that_knows_no_ranges_begins_anew(registry: Registry, hub: Hub, server: HubServer) -> None:
    planned = foresee_pull(registry, hub, IMMICH)
    partial = registry.shared / f"{STAGING}tiny@{COMMIT[:12]}" / "visual" / "model.onnx.part"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(b"half")
    server.faults.no_ranges = True
    assert pull(registry, hub, planned).info.dimension == towers.DIMENSION


def test_a_wrong_checksum_is_told_and_fetched_anew(registry: Registry, hub: Hub, server: HubServer) -> None:
    for file in ("config.json", "visual/model.onnx"):  # by git's own checksum, and by SHA-256
        server.faults.flipped = {file}
        assert f"{file} came damaged" in str(refused(registry, hub))
    server.faults.flipped = set()
    assert fetch(registry, hub).info.dimension == towers.DIMENSION


def test_a_longer_partial_file_is_not_trusted(registry: Registry, hub: Hub) -> None:
    planned = foresee_pull(registry, hub, IMMICH)
    partial = registry.shared / f"{STAGING}tiny@{COMMIT[:12]}" / "config.json.part"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(b"x" * 100_000)
    with pytest.raises(EncoderError, match="came damaged"):
        pull(registry, hub, planned)
    assert pull(registry, hub, planned).info.dimension == towers.DIMENSION


@pytest.mark.parametrize(
    ("statuses", "headers", "message", "hint"),
    [
        ([404], {}, "has no immich-app/tiny", "suggested"),
        ([401], {}, "signed-in users only", "HF_TOKEN"),
        ([403], {}, "signed-in users only", "HF_TOKEN"),
        ([407], {}, "proxy asks for a password", "HTTPS_PROXY"),
        ([429], {"Retry-After": "3600"}, "asks to wait for 3600 s", "goes on where it was"),
        ([429] * 9, {}, "asks to wait", "goes on where it was"),
        ([503] * 9, {}, r"out of order \(503\)", "goes on where it was"),
        ([418], {}, r"refuses immich-app/tiny \(418\)", "check the name"),
    ],
)
@pytest.mark.parametrize("where", ["api", "visual/model.onnx"])
def test_refusals(
    where: str,
    statuses: list[int],
    headers: dict[str, str],
    message: str,
    hint: str,
    registry: Registry,
    hub: Hub,
    server: HubServer,
) -> None:
    server.faults.status = {where: list(statuses)}
    server.faults.headers = headers
    told = refused(registry, hub)
    import re

    assert re.search(message, str(told)) and hint in told.hint


def test_what_passes_is_waited_for(
    registry: Registry, hub: Hub, server: HubServer, waits: list[float]
) -> None:
    server.faults.status = {"api": [503, 429], "config.json": [500]}
    server.faults.headers = {"Retry-After": "2"}
    assert fetch(registry, hub).info.dimension == towers.DIMENSION
    assert waits == [2.0, 2.0, 2.0]


def test_nobody_there(registry: Registry, hub: Hub) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = refused(registry, Hub(f"http://127.0.0.1:{port}", token=""))
    assert "there is no network" in str(told) and "works without" in told.hint


def test_a_hub_that_says_nothing(
    registry: Registry, hub: Hub, server: HubServer, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "TIMEOUT_S", 0.2)
    server.faults.silent_after["api"] = -1
    said: list[str] = []
    hub.say = said.append
    begun = time.monotonic()
    told = refused(registry, hub)
    assert time.monotonic() - begun < 5
    assert str(told) == f"{hub.host} does not answer" and "run it again" in told.hint
    assert said == [
        f"asking {hub.host} about {IMMICH}",
        f"no answer from {hub.host} yet: asking again in 0.5 s",
    ]
    assert waits == [0.5]


def test_a_name_that_is_looked_up_for_ever(
    registry: Registry, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found.wait(30))
    monkeypatch.setattr(hubs, "TIMEOUT_S", 0.1)
    begun = time.monotonic()
    assert "does not answer" in str(refused(registry, hub))
    found.set()
    assert time.monotonic() - begun < 5


def test_a_hub_that_goes_silent_in_a_file(
    registry: Registry, hub: Hub, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "TIMEOUT_S", 0.2)
    server.faults.silent_after["visual/model.onnx"] = 100
    said: list[str] = []
    hub.say = said.append
    got: list[int] = []
    planned = foresee_pull(registry, hub, IMMICH)
    with pytest.raises(EncoderError, match="breaks again and again"):
        server.faults.no_ranges = True  # so that not a byte more comes the second time
        pull(registry, hub, planned, lambda done, total: got.append(done))
    assert said[1:] == [f"{hub.host} has gone silent: asking it to go on"] * 3 and got
    server.faults.silent_after.clear()
    server.faults.no_ranges = False
    assert foresee_pull(registry, hub, IMMICH).already >= 100
    assert fetch(registry, hub).info.dimension == towers.DIMENSION


def test_no_such_name_is_no_network(registry: Registry, monkeypatch: pytest.MonkeyPatch, hub: Hub) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert "huggingface.co cannot be reached" in str(
        refused(registry, Hub("https://huggingface.co", token=""))
    )


def test_a_proxy_that_is_not_there(
    registry: Registry, server: HubServer, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("http_proxy", f"http://somebody:secret@127.0.0.1:{port}")
    monkeypatch.delenv("no_proxy", raising=False)
    told = refused(registry, Hub(server.endpoint, token=""))
    assert f"the proxy 127.0.0.1:{port} does not answer" in str(told) and "secret" not in str(told)


def test_a_proxy_that_is_there_is_used(
    registry: Registry, server: HubServer, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.endpoint)
    monkeypatch.delenv("no_proxy", raising=False)
    assert foresee_pull(registry, Hub("http://127.0.0.1:9", token=""), IMMICH).name == "tiny"
    assert server.asked


def test_somebody_elses_page(registry: Registry, hub: Hub, server: HubServer) -> None:
    server.faults.nonsense = True
    assert "does not answer as a model hub" in str(refused(registry, hub))


@pytest.mark.parametrize(
    "endpoint", ["http://huggingface.co", "ftp://127.0.0.1", "http://127.0.0.1.evil.org"]
)
def test_https_only(endpoint: str) -> None:
    with pytest.raises(EncoderError, match="over https only"):
        Hub(endpoint)


def test_files_may_be_elsewhere_but_not_unencrypted(registry: Registry, hub: Hub, server: HubServer) -> None:
    server.faults.redirect = "http://files.example.org"
    assert "over https only" in str(refused(registry, hub))
    server.faults.redirect = f"{server.endpoint}/elsewhere"
    assert fetch(registry, hub).info.dimension == towers.DIMENSION


def test_the_token_goes_to_the_hub_alone(registry: Registry, server: HubServer, hub: Hub) -> None:
    other = f"http://localhost:{server.server_address[1]}"
    server.faults.redirect = f"{other}/elsewhere"
    fetch(registry, Hub(server.endpoint, token="secret"))
    for path, headers in server.asked:
        assert ("Authorization" in headers) is not path.startswith("/elsewhere")


def test_a_full_disk_is_seen_before(registry: Registry, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(".")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    assert "the disk has 1 MB free" in str(refused(registry, hub))


def test_a_disk_that_fills_up(registry: Registry, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def full(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        if mode in ("ab", "wb") and path.name == "model.onnx.part":
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(path, mode, *more, **named)

    monkeypatch.setattr(Path, "open", full)
    told = refused(registry, hub)
    assert str(told) == "the disk is full" and "goes on" in told.hint
    monkeypatch.undo()
    assert fetch(registry, hub).info.dimension == towers.DIMENSION


def test_a_folder_that_cannot_be_written(tmp_path: Path, hub: Hub) -> None:
    (tmp_path / "file").write_text("no folder")
    registry = Registry(tmp_path / "library", shared=tmp_path / "file" / "models")
    with pytest.raises(EncoderError, match="cannot be written to"):
        fetch(registry, hub)


def test_twice_at_once(registry: Registry, hub: Hub) -> None:
    planned = foresee_pull(registry, hub, IMMICH)

    def again(done: int, total: int) -> None:
        with pytest.raises(EncoderError, match="being pulled already"):
            pull(registry, hub, planned)

    pull(registry, hub, planned, again)


def test_what_is_there_is_not_fetched_again(registry: Registry, hub: Hub) -> None:
    fetch(registry, hub)
    with pytest.raises(EncoderError, match="already"):
        fetch(registry, hub)


@pytest.mark.parametrize("name", ["vit-z", "a/b/c", "../x", "a/..", "a b/c"])
def test_names_that_are_none(name: str, registry: Registry, hub: Hub, server: HubServer) -> None:
    with pytest.raises(EncoderError) as told:
        foresee_pull(registry, hub, name)
    assert told.value.hint and not server.asked


def test_a_repository_without_towers(registry: Registry, hub: Hub) -> None:
    assert "someone/torch-only cannot be used: it has no ONNX files" in str(refused(registry, hub, NONE))


def test_towers_that_are_refused_leave_no_model(registry: Registry, hub: Hub, tmp_path: Path) -> None:
    with serving({"someone/pooled": towers.transformers(tmp_path / "pooled", pooled=True)}) as other:
        assert "gives pooler_output" in str(
            refused(registry, Hub(other.endpoint, token=""), "someone/pooled")
        )
    assert forget_pulls(registry, "pooled") > 0 and not list(registry.shared.glob(f"{STAGING}*"))


def test_models_are_kept_once_for_a_user(registry: Registry, hub: Hub, tmp_path: Path) -> None:
    fetch(registry, hub)
    other = Registry(tmp_path / "another library" / "models", shared=registry.shared)
    assert [entry.name for entry in other.entries()] == ["builtin", "builtin-best", "tiny"]
    assert [entry.removable for entry in other.entries()] == [False, False, True]
    other.remove("tiny")
    assert [entry.name for entry in registry.entries()] == ["builtin", "builtin-best"]
    assert not (registry.shared / "tiny" / FILE_NAME).exists()


def test_suggestions_are_whole() -> None:
    names = [one.name for one in SUGGESTIONS]
    assert {"tinyclip", "vit-b-32-256", "siglip2-b-32", "siglip2-b-16", "mobileclip2-s0"} <= {*names}
    assert len({*names}) == len(names)
    for one in SUGGESTIONS:
        assert (
            one.repository.count("/") == 1 and one.licence and one.gain and one.source.startswith("https://")
        )
        assert {*one.variants} <= {*VARIANTS} and min(one.variants.values()) > 50
    assert suggestion("mobileclip2-s0").parameters_millions == 74.8  # type: ignore[union-attr]


def test_a_suggestion_comes_as_it_is_described(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hub: Hub
) -> None:
    folder = towers.open_clip(tmp_path / "files" / "place", described=False)
    from dataclasses import replace

    known = suggestion("vit-b-32-256")
    assert known is not None and known.open_clip is not None
    look = {**known.open_clip["preprocess_cfg"], "size": [towers.SIZE] * 2}
    text = {"model_cfg": {"text_cfg": {"context_length": towers.TOKENS}}}
    own = replace(known, repository="someone/export", revision=COMMIT, folder="place",
                  open_clip={**text, "preprocess_cfg": look})  # fmt: skip
    monkeypatch.setattr(pulling, "suggestion", lambda name: own)
    with serving({"someone/export": folder.parent}) as server:
        made = fetch(registry, Hub(server.endpoint, token=""), "vit-b-32-256")
    assert (made.licence, made.languages, made.folder.name) == ("MIT", ("en",), "vit-b-32-256")
    assert registry.get("vit-b-32-256").encode_texts(["a dog"]).shape == (1, towers.DIMENSION)


@pytest.mark.parametrize(
    "endpoint",
    ["huggingface.co", "https://", "http://[::1", "https://hub.example:99999", "https://me:word@hub.example"],
)
def test_what_is_no_address_of_a_hub_is_refused_in_a_line(endpoint: str) -> None:
    with pytest.raises(EncoderError, match="is no address of a hub") as caught:
        Hub(endpoint)
    assert "\n" not in str(caught.value) and "https://huggingface.co" in caught.value.hint
