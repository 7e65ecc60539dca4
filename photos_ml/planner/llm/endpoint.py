"""Where a prompt is completed: by a server on this very machine that speaks OpenAI's completions API."""

from __future__ import annotations

import http.client
import ipaddress
import json
import re
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, urlsplit

from photos_ml.errors import PlanError
from photos_ml.planner.llm.engine import MAX_NEW_TOKENS, within

MAX_REPLY_BYTES = 1 << 20


class EndpointEngine:
    """POST {url}/completions on a loopback address; a llama.cpp server also obeys the grammar.

    'http://127.0.0.1:11434/v1#gemma3:1b' names the model; without a name the first that {url}/models lists.
    """

    tuned = False

    def __init__(self, url: str) -> None:
        self._url = loopback(url)
        self._model = self._url.fragment
        self._port = self._url.port or 80
        self.name = self._model or f"endpoint:{self._port}"

    def complete(self, prompt: str, grammar: str, budget_s: float) -> str | None:
        """As the Protocol says; PlanError for a server that is away or answers something odd."""
        return within(budget_s, lambda: self._ask(prompt, grammar, budget_s))

    def _ask(self, prompt: str, grammar: str, budget_s: float) -> str:
        body = {
            "model": self._model_name(budget_s),
            "prompt": prompt,
            "grammar": grammar,
            "temperature": 0,
            "max_tokens": MAX_NEW_TOKENS,
            "stop": ["\n\n", "Request:"],
        }
        reply = self._answer("/completions", json.dumps(body).encode(), budget_s)
        try:
            text = reply["choices"][0]["text"]
        except (LookupError, TypeError) as error:
            raise self._odd("no completion") from error
        if not isinstance(text, str):
            raise self._odd("no completion")
        return text

    def _model_name(self, budget_s: float) -> str:
        """The named one, else the first listed, asked once; a server that lists none may need no name."""
        if not self._model:
            try:
                self._model = str(self._answer("/models", None, budget_s)["data"][0]["id"])
            except (PlanError, LookupError, TypeError):
                return ""
        return self._model

    def _answer(self, path: str, body: bytes | None, budget_s: float) -> Any:
        try:
            status, content = self._send(path, body, budget_s)
        except (OSError, http.client.HTTPException) as error:
            message = f"no language model answers at 127.0.0.1, port {self._port}"
            raise PlanError(message, hint="start its server, or set PHOTOS_ML_LLM=off") from error
        if status != 200:
            raise self._odd(str(status))
        try:
            return json.loads(content)
        except ValueError as error:
            raise self._odd("no JSON") from error

    def _send(self, path: str, body: bytes | None, budget_s: float) -> tuple[int, bytes]:
        # http.client and not urllib: it knows no proxies and follows no redirects, so nothing leaves.
        # The socket waits longer than the caller, to whom a slow server then is not one that is away.
        connection = http.client.HTTPConnection(
            self._url.hostname or "", self._port, timeout=max(budget_s, 0.0) + 1
        )
        try:
            headers = {"Content-Type": "application/json"} if body else {}
            method = "POST" if body else "GET"
            connection.request(method, self._url.path.rstrip("/") + path, body, headers)
            response = connection.getresponse()
            return response.status, response.read(MAX_REPLY_BYTES)
        finally:
            connection.close()

    def _odd(self, what: str) -> PlanError:
        message = f"the server at 127.0.0.1, port {self._port}, answered {what}"
        return PlanError(message, hint="look at its log, and at the address: http://127.0.0.1:11434/v1")


def is_address(model: str) -> bool:
    """Whether a model's name is an address rather than a file: 'http://...', '127.0.0.1:8080/v1'."""
    return bool(_address_pattern().match(model))


def loopback(url: str) -> SplitResult:
    """The parts of a plain http address of this machine, by number; PlanError for any other.

    Names are refused, 'localhost' apart, which becomes 127.0.0.1: what a name means is decided elsewhere.
    """
    hint = "an address such as http://127.0.0.1:11434/v1"
    try:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        host, port = parts.hostname or "", parts.port
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as error:
        raise PlanError(f"not an address of this machine: {url}", hint=hint) from error
    if parts.scheme != "http" or not address.is_loopback or parts.username:
        raise PlanError(f"only servers on this machine are asked, not {url}", hint=hint)
    netloc = f"[{address}]" if address.version == 6 else str(address)
    return parts._replace(netloc=f"{netloc}:{port}" if port else netloc)


@lru_cache(maxsize=1)
def _address_pattern() -> re.Pattern[str]:
    return re.compile(r"[a-z]+://|https?:|(localhost|[\d.]+|\[[\da-f:]+\]):\d+(/|#|$)")
