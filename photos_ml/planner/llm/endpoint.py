"""Where a prompt is completed: by a server on this very machine that speaks OpenAI's completions API."""

from __future__ import annotations

import http.client
import ipaddress
import json
from urllib.parse import SplitResult, urlsplit

from photos_ml.errors import PlanError
from photos_ml.planner.llm.engine import MAX_NEW_TOKENS, within

MAX_REPLY_BYTES = 1 << 20


class EndpointEngine:
    """POST {url}/completions on a loopback address; a llama.cpp server also obeys the grammar."""

    tuned = False

    def __init__(self, url: str, model: str = "") -> None:
        self._url = loopback(url)
        self._model = model
        self.name = model or f"endpoint:{self._url.port or 80}"

    def complete(self, prompt: str, grammar: str, budget_s: float) -> str | None:
        """As the Protocol says; a server that is away, slow or says something odd gives None."""
        body = {
            "model": self._model,
            "prompt": prompt,
            "grammar": grammar,
            "temperature": 0,
            "max_tokens": MAX_NEW_TOKENS,
            "stop": ["\n\n", "Request:"],
        }
        return within(budget_s, lambda: self._ask(json.dumps(body).encode(), budget_s))

    def _ask(self, body: bytes, budget_s: float) -> str | None:
        try:
            text = json.loads(self._post(body, budget_s))["choices"][0]["text"]
        except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError):
            return None
        return text if isinstance(text, str) else None

    def _post(self, body: bytes, budget_s: float) -> bytes:
        # http.client and not urllib: it knows no proxies and follows no redirects, so nothing leaves.
        connection = http.client.HTTPConnection(
            self._url.hostname or "", self._url.port or 80, timeout=max(budget_s, 0.01)
        )
        try:
            path = self._url.path.rstrip("/") + "/completions"
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            if response.status != 200:
                raise OSError(f"the server answered {response.status}")
            return response.read(MAX_REPLY_BYTES)
        finally:
            connection.close()


def loopback(url: str) -> SplitResult:
    """The parts of a plain http address of this machine, by number; PlanError for any other.

    Names are refused, 'localhost' apart, which becomes 127.0.0.1: what a name means is decided elsewhere.
    """
    parts = urlsplit(url if "//" in url else f"http://{url}")
    hint = "an address such as http://127.0.0.1:11434/v1"
    try:
        host, port = parts.hostname or "", parts.port
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as error:
        raise PlanError(f"not an address of this machine: {url}", hint=hint) from error
    if parts.scheme != "http" or not address.is_loopback or parts.username:
        raise PlanError(f"only servers on this machine are asked, not {url}", hint=hint)
    netloc = f"[{address}]" if address.version == 6 else str(address)
    return parts._replace(netloc=f"{netloc}:{port}" if port else netloc)
