"""The button that fetches a stronger model, from a hub on 127.0.0.1: offered, followed, cancelled, failed."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from photos_ml.encoders import catalog, pulling
from photos_ml.encoders.catalog import SuggestedModel
from photos_ml.encoders.pulling import STAGING
from tests.encoders import published_towers as towers
from tests.encoders.hub_server import COMMIT, HubServer, serving

pytest.importorskip("tokenizers")
NAME = "immich-app/tiny"
OFFERED = SuggestedModel("tiny", NAME, "MIT", {"": 1}, 1, revision=COMMIT, gain="none", source="https://x.y")


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    monkeypatch.setenv("PHOTOS_ML_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(catalog, "SUGGESTIONS", (OFFERED,))
    monkeypatch.setattr(pulling, "suggestion", lambda name: OFFERED)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving({NAME: towers.immich(tmp_path / "hub")}) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


@pytest.fixture
def client(serve: Any, indexed: Path, tmp_path: Path, hub: HubServer) -> Iterator[Any]:
    with serve(Path(shutil.copytree(indexed, tmp_path / "library"))) as found:
        yield found


def ended(client: Any) -> dict[str, Any]:
    for _ in range(600):
        standing: dict[str, Any] = client.get("/api/models/pull").json
        if standing["state"] != "running":
            return standing
        time.sleep(0.05)
    raise AssertionError("it goes on for ever")


def test_offered_without_a_network(client: Any, hub: HubServer) -> None:
    one, *others = client.get("/api/models/suggested").json
    assert one["step"] == "" and {other["step"] for other in others} <= {"faces", "text"}
    assert (one["name"], one["licence"], one["megabytes"], one["gain"]) == ("tiny", "MIT", {"": 1}, "none")
    assert client.get("/api/models/pull").json["state"] == "idle"
    assert not hub.asked


def test_fetched_used_and_back(client: Any, hub: HubServer) -> None:
    assert client.post("/api/models/pull", {"model": "tiny"}).json["state"] == "running"
    standing = ended(client)
    assert (standing["state"], standing["model"], standing["error"]) == ("done", "tiny", "")
    assert standing["done"] == standing["total"] > 1000
    assert client.post("/api/models", {"model": "tiny"}).json["waiting"] == 5
    for _ in range(600):
        if client.get("/api/models/change").json["state"] == "done":
            break
        time.sleep(0.05)
    active = [one["name"] for one in client.get("/api/models").json["models"] if one["active"]]
    assert active == ["tiny"]
    assert client.post("/api/search", {"query": "a disc"}).status == 200
    assert client.post("/api/models", {"model": "builtin"}).json["waiting"] == 0
    assert client.get("/api/models").json["models"][0]["active"]


@pytest.mark.parametrize(
    ("fault", "kind"), [("flipped", "damaged"), ("status", "hub"), ("nonsense", "network")]
)
def test_what_goes_wrong_has_a_word_and_goes_on(fault: str, kind: str, client: Any, hub: HubServer) -> None:
    before = replace(hub.faults)
    broken: dict[str, Any] = {"flipped": {"config.json"}, "status": {"api": [404]}, "nonsense": True}
    setattr(hub.faults, fault, broken[fault])
    client.post("/api/models/pull", {"model": "tiny"})
    standing = ended(client)
    assert (standing["state"], standing["error"]) == ("failed", kind)
    hub.faults = before
    client.post("/api/models/pull", {"model": "tiny"})
    assert ended(client)["state"] == "done"


def test_no_network(client: Any, hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    client.post("/api/models/pull", {"model": "tiny"})
    assert ended(client)["error"] == "network"


def test_cancelled_and_gone_on_with(
    client: Any, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "PIECE_BYTES", 64)
    client.post("/api/models/pull", {"model": "tiny"})
    client.post("/api/models/pull/cancel", {})
    assert ended(client)["state"] == "idle"
    assert not (tmp_path / "models" / "tiny").exists()
    kept = sum(path.stat().st_size for path in tmp_path.glob(f"models/{STAGING}*/**/*") if path.is_file())
    monkeypatch.setattr(pulling, "PIECE_BYTES", 1 << 20)
    client.post("/api/models/pull", {"model": "tiny"})
    assert ended(client)["state"] == "done" and kept < 200_000


@pytest.mark.parametrize(
    "asked", [{"model": "vit-z"}, {"model": "immich-app/tiny"}, {"model": "tiny", "variant": "int8"}]
)
def test_only_what_is_suggested(asked: dict[str, str], client: Any, hub: HubServer) -> None:
    assert client.post("/api/models/pull", asked).status == 422
    assert not hub.asked


def test_strangers_fetch_nothing(client: Any, hub: HubServer) -> None:
    from dataclasses import replace as other

    assert other(client, token="").post("/api/models/pull", {"model": "tiny"}).status in (401, 403)
    assert not hub.asked
