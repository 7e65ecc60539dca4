"""A command that asks the service which runs on its library: the same answer, and none from a stranger."""

from __future__ import annotations

import contextvars
import json
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers

from photos_ml.app.api.gate import Gate
from photos_ml.app.api.serve import prepare
from photos_ml.app.api.sessions import Sessions
from photos_ml.app.service import Context
from photos_ml.app.service.hints import Hints, hints_for
from photos_ml.app.service.language import ask_in
from photos_ml.app.service.running import PROOF, SERVICE_CARD, TOLD_PATH, leave_card, proof, told_by_service
from photos_ml.app.service.search import search_photos
from photos_ml.app.service.wording import words
from photos_ml.app.told import search_document, search_lines

ASKS: dict[str, Any] = {
    "query": "a green field",
    "planner": "rules",
    "limit": 5,
    "explain": True,
    "facets": True,
}
TOKEN = "a token"


@pytest.fixture(scope="module")
def served(library: Path) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patient, prepare(library, keep_up=True) as server:
        patient.setattr("photos_ml.app.service.running.SOON_SECONDS", 60.0)  # however busy the machine is
        thread = threading.Thread(target=server.run)
        thread.start()
        yield library
        server.stop()
        thread.join(20)


def test_it_tells_what_the_command_would_find(served: Path) -> None:
    told = told_by_service(served, {**ASKS, "everything": True, "offset": 1})
    with Context(served) as context:
        result = search_photos(
            context, ASKS["query"], planner="rules", limit=5, offset=1, explain=True, facets=True, closer=True
        )
        hints = hints_for(context, ASKS["query"], result)
        document = json.loads(json.dumps(search_document(result, hints)))
        lines = list(search_lines(result, hints, words(context), everything=True, first=2))
    assert told is not None
    for hit in (*told["document"]["hits"], *document["hits"]):
        hit.pop("explanation")  # its last digits are of another run of the same products
    assert told["document"] == document
    assert [line for line in told["lines"] if "cosine" not in line] == [
        line for line in lines if "cosine" not in line
    ]


def test_places_have_the_names_of_the_language_of_the_app_in_lines_alone(
    served: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photos_ml.app.told.PLACE_WIDTH", 60)  # so that none is cut

    def found() -> tuple[str, dict[str, Any]]:
        result = search_photos(context, "in Paris", planner="rules", facets=True)
        lines = search_lines(result, Hints(), words(context), everything=True, first=1)
        return "\n".join(lines), search_document(result, Hints())

    def in_german() -> tuple[str, dict[str, Any]]:
        ask_in("de")
        return found()

    with Context(served) as context:
        english, document = found()
        german, same = contextvars.copy_context().run(in_german)
    assert "countries: France" in english and "countries: Frankreich" in german
    assert ", France " in english and ", Frankreich " in german
    assert same["facets"] == document["facets"]
    assert [hit["place"] for hit in same["hits"]] == [hit["place"] for hit in document["hits"]]


def test_what_it_refuses_the_command_does_itself(served: Path) -> None:
    assert told_by_service(served, {**ASKS, "limit": 100_000}) is None
    assert told_by_service(served, {**ASKS, "planner": "llm"}) is None


def test_one_of_another_version_is_not_asked(served: Path, tmp_path: Path) -> None:
    card = {**json.loads((served / SERVICE_CARD).read_text()), "library": str(tmp_path.resolve())}
    (tmp_path / SERVICE_CARD).write_text(json.dumps(card))
    assert told_by_service(tmp_path, ASKS) is not None
    for version in ("0.0.1", None):
        (tmp_path / SERVICE_CARD).write_text(json.dumps({**card, "version": version}))
        assert told_by_service(tmp_path, ASKS) is None
    (tmp_path / SERVICE_CARD).write_text(json.dumps({**card, "token": "of one that ended"}))
    assert told_by_service(tmp_path, ASKS) is None
    (tmp_path / SERVICE_CARD).unlink()
    assert told_by_service(tmp_path, ASKS) is None


def test_a_library_that_was_copied_while_it_is_served_answers_for_itself(
    served: Path, tmp_path: Path
) -> None:
    shutil.copy(served / SERVICE_CARD, tmp_path / SERVICE_CARD)
    assert told_by_service(served, ASKS) is not None
    assert told_by_service(tmp_path, ASKS) is None


@pytest.mark.skipif(os.name != "posix", reason="permissions are of POSIX")
def test_a_card_that_leads_elsewhere_is_none(served: Path, tmp_path: Path) -> None:
    (tmp_path / SERVICE_CARD).symlink_to(served / SERVICE_CARD)
    assert told_by_service(tmp_path, ASKS) is None
    (tmp_path / SERVICE_CARD).unlink()
    os.mkfifo(tmp_path / SERVICE_CARD)  # to read it would wait for whoever made it
    assert told_by_service(tmp_path, ASKS) is None


def test_a_stranger_on_the_port_is_not_believed_and_learns_neither_token_nor_query(tmp_path: Path) -> None:
    seen = list[str]()

    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0)).decode()
            seen.append(f"{self.requestline} {self.headers} {body}")
            said = json.dumps({"document": {"hits": []}, "lines": ["\x1b[31mbad"]}).encode()
            self.send_response(200)
            self.send_header("x-photos-proof", proof("guessed", "nonce", said))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Stranger) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        leave_card(tmp_path / SERVICE_CARD, f"http://127.0.0.1:{server.server_port}/", TOKEN)
        assert told_by_service(tmp_path, ASKS) is None
        thread.join(20)
    assert len(seen) == 1
    assert TOKEN not in seen[0] and "field" not in seen[0]


def test_one_that_hangs_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photos_ml.app.service.running.SOON_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        leave_card(tmp_path / SERVICE_CARD, f"http://127.0.0.1:{deaf.getsockname()[1]}/", TOKEN)
        assert told_by_service(tmp_path, ASKS) is None


def test_a_proof_is_of_one_path(tmp_path: Path) -> None:
    gate = Gate(80, Sessions(tmp_path))
    nonce = "0" * 32
    good = proof(gate.token, nonce, TOLD_PATH.encode())

    def let_in(path: str, proved: str) -> bool:
        headers = {
            "host": "127.0.0.1:80",
            "authorization": f"{PROOF} {proved}",
            "content-type": "application/json",
        }
        return gate.refusal("POST", path, Headers(headers)) is None

    assert let_in(TOLD_PATH, f"{nonce}:{good}")
    for path, proved in (
        ("/api/marks", f"{nonce}:{good}"),
        (TOLD_PATH, f"{nonce[1:]}1:{good}"),
        (TOLD_PATH, f"{nonce}:"),
        (TOLD_PATH, nonce),
        (TOLD_PATH, f"{nonce}:{proof('', nonce, TOLD_PATH.encode())}"),
        (TOLD_PATH, f"{nonce}:é"),
    ):
        assert not let_in(path, proved)
