"""A model hub over HTTP, as Hugging Face's answers: what a repository holds, and its files. This and the
downloads of `pulling` are all in this package that uses a network, and nothing calls them but who is asked
by name. On the standard library: a client would bring packages and habits that nobody needs."""

from __future__ import annotations

import json
import os
import queue
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_address
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
    getproxies,
    proxy_bypass,
)

from photos_ml.errors import EncoderError, FetchError

ENDPOINT = "https://huggingface.co"
ENDPOINT_VARIABLE, TOKEN_VARIABLE = "HF_ENDPOINT", "HF_TOKEN"
"""As the hub's own client calls them."""
REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
TIMEOUT_S = 10.0
"""Without a byte: a hub that is there says its first within one or two."""
TRIES = 4
SILENT_TRIES = 2
"""So often a hub is asked that says nothing at all."""
LONGEST_WAIT_S = 20.0
"""A hub that asks for a longer one is told to the user, who has better to do."""
POLL_S = 0.1
MOST_PAGES = 50
MOST_BYTES = 32 << 20
"""Of a list of files."""
AGAIN = "run it again: it goes on where it was"


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a repository. `sha256` of large ones, else `git_sha1`, git's own of the content."""

    path: str
    size: int
    sha256: str = ""
    git_sha1: str = ""


@dataclass(frozen=True, slots=True)
class Repository:
    """What a repository holds at one revision, a commit: it cannot change any more."""

    name: str
    revision: str
    licence: str
    files: Mapping[str, HubFile]


class Hub:
    """Asks one endpoint. `wait` sleeps; `say` is told, in a line each, what it waits for. Proxies are those
    of the system."""

    def __init__(
        self,
        endpoint: str = "",
        *,
        token: str | None = None,
        wait: Callable[[float], None] = time.sleep,
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        chosen = (endpoint or os.environ.get(ENDPOINT_VARIABLE) or ENDPOINT).rstrip("/")
        _check_safe(chosen)
        self.endpoint = chosen
        self._token = os.environ.get(TOKEN_VARIABLE, "") if token is None else token
        self._wait = wait
        self.say = say
        self._opener: OpenerDirector = build_opener(_SafeRedirects())

    @property
    def host(self) -> str:
        """Where it is, as it is said to people."""
        return urlsplit(self.endpoint).netloc

    def repository(self, name: str, revision: str = "main") -> Repository:
        """What it holds at a branch, tag or commit. Raises EncoderError, with what to do."""
        if not REPOSITORY.fullmatch(name) or ".." in name:
            raise EncoderError(f"'{name}' names no repository", hint="give it as OWNER/NAME")
        self.say(f"asking {self.host} about {name}")
        base = f"{self.endpoint}/api/models/{name}"
        about = self._document(f"{base}/revision/{quote(revision, safe='')}", name)
        commit = str(about.get("sha") or "")
        if not re.fullmatch(r"[0-9a-f]{40}", commit):
            raise self._strange(name)
        card = about.get("cardData") or {}
        licence = str(card.get("license_name") or card.get("license") or "") if isinstance(card, dict) else ""
        files: dict[str, HubFile] = {}
        url: str | None = f"{base}/tree/{commit}?recursive=true"
        for _ in range(MOST_PAGES):
            if url is None:
                break
            with self.open(url, name) as answer:
                listed, url = self._parsed(answer, name), _next(answer, url)
            if not isinstance(listed, list):
                raise self._strange(name)
            files.update({one.path: one for one in map(_file, listed) if one})
        return Repository(name, commit, licence, files)

    def address(self, repository: Repository, path: str) -> str:
        """Where a file's bytes are."""
        return f"{self.endpoint}/{repository.name}/resolve/{repository.revision}/{quote(path)}"

    def open(self, url: str, name: str, *, start: int = 0) -> HTTPResponse:
        """An answer to be read, from byte `start` on where the hub can. What may pass is tried again.

        Raises EncoderError, one line with what to do."""
        for attempt in range(TRIES):
            try:
                return self._ask(url, start)
            except HTTPError as error:
                error.close()
                wait = _wait_of(error, attempt)
                if wait is None or wait > LONGEST_WAIT_S or attempt == TRIES - 1:
                    raise self._refused(error, name, wait) from error
                self.say(f"{self.host} answers {error.code}: asking again in {wait:g} s")
                self._wait(wait)
            except (URLError, HTTPException, OSError) as error:
                tries = SILENT_TRIES if is_silence(error) else TRIES
                if attempt >= tries - 1 or not _may_pass(error):
                    raise self._unreachable(error, url) from error
                wait = 2.0**attempt / 2
                self.say(f"no answer from {self._asked(url)} yet: asking again in {wait:g} s")
                self._wait(wait)
        raise AssertionError("every attempt answers or raises")

    def _ask(self, url: str, start: int) -> HTTPResponse:
        """In a thread of its own: looking up a name knows no end, nor is it stopped by Ctrl+C."""
        _check_safe(url)
        found: queue.SimpleQueue[HTTPResponse | BaseException] = queue.SimpleQueue()

        def ask() -> None:
            try:
                found.put(self._asked_now(url, start))
            except BaseException as error:  # noqa: BLE001 - raised where it was asked for
                found.put(error)

        threading.Thread(target=ask, name="asking a hub", daemon=True).start()
        answer = _awaited(found)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _asked_now(self, url: str, start: int) -> HTTPResponse:
        request = Request(  # noqa: S310 - `_check_safe` has looked at its scheme
            url, headers={"User-Agent": "photos-ml", "Accept-Encoding": "identity"}
        )
        if start:
            request.add_header("Range", f"bytes={start}-")
        if self._token and urlsplit(url).netloc == self.host:
            request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        answer: HTTPResponse = self._opener.open(request, timeout=TIMEOUT_S)
        return answer

    def _asked(self, url: str) -> str:
        """Who is asked, as it is said to people."""
        proxy = _proxy_of(url)
        return f"the proxy {proxy}" if proxy else urlsplit(url).netloc

    def _document(self, url: str, name: str) -> dict[str, Any]:
        with self.open(url, name) as answer:
            found = self._parsed(answer, name)
        if not isinstance(found, dict):
            raise self._strange(name)
        return found

    def _parsed(self, answer: HTTPResponse, name: str) -> Any:
        try:
            return json.loads(answer.read(MOST_BYTES))
        except (ValueError, HTTPException, OSError) as error:
            raise self._strange(name) from error

    def _strange(self, name: str) -> EncoderError:
        return FetchError(
            f"{self.host} does not answer as a model hub about {name}",
            "network",
            hint=f"check {ENDPOINT_VARIABLE}; behind a hotel's or firm's page sign in there first",
        )

    def _refused(self, error: HTTPError, name: str, wait: float | None) -> FetchError:
        match error.code:
            case 404 | 410:
                return FetchError(
                    f"{self.host} has no {name}, or not this revision of it",
                    "hub",
                    hint="check the name; `photos-ml models suggested` lists some",
                )
            case 401 | 403:
                return FetchError(
                    f"{self.host} gives {name} to signed-in users only, or there is none",
                    "hub",
                    hint=f"accept its terms on its page and set {TOKEN_VARIABLE} to a token of yours",
                )
            case 407:
                return FetchError("the proxy asks for a password", "hub", hint="write it into HTTPS_PROXY")
            case 429:
                said = f"for {wait:.0f} s" if wait else "for a while"
                return FetchError(f"{self.host} asks to wait {said}", "hub", hint=f"then {AGAIN}")
            case code if code >= 500:
                return FetchError(f"{self.host} is out of order ({code})", "hub", hint=f"later {AGAIN}")
        return FetchError(f"{self.host} refuses {name} ({error.code})", "hub", hint="check the name")

    def _unreachable(self, error: Exception, url: str) -> EncoderError:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, EncoderError):
            return reason
        if proxy := _proxy_of(url):
            return FetchError(
                f"the proxy {proxy} does not answer, so {self.host} cannot be asked",
                "network",
                hint="correct HTTPS_PROXY, or unset it where there is no proxy",
            )
        if "CERTIFICATE_VERIFY_FAILED" in str(reason):
            return FetchError(
                f"{self.host} cannot prove that it is itself",
                "network",
                hint="check the clock, and who looks into the network",
            )
        if isinstance(reason, TimeoutError):
            return FetchError(
                f"{self.host} does not answer",
                "network",
                hint=f"there may be no way to the network here; else {AGAIN}",
            )
        return FetchError(
            f"{self.host} cannot be reached: there is no network, or not to there",
            "network",
            hint=f"connect once and {AGAIN}; all else works without",
        )


class _SafeRedirects(HTTPRedirectHandler):
    """Follows to encrypted addresses only, or to this machine."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        try:
            _check_safe(urljoin(req.full_url, newurl))
        except EncoderError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _check_safe(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_address = bool(parts.hostname) and parts.port != 0 and parts.username is None
    except ValueError:  # brackets that do not close, a port beyond 65535
        is_address = False
    if not is_address:
        raise EncoderError(f"'{url}' is no address of a hub", hint="give one like https://huggingface.co")
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        return
    raise EncoderError(
        f"models are fetched over https only, not from {parts.scheme}://{parts.netloc}",
        hint="give an address that begins with https://",
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _proxy_of(url: str) -> str:
    parts = urlsplit(url)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all") or ""
    if not proxy or proxy_bypass(parts.hostname or ""):
        return ""
    return urlsplit(proxy if "://" in proxy else f"//{proxy}").netloc.rpartition("@")[2]


def _wait_of(error: HTTPError, attempt: int) -> float | None:
    """Seconds to wait before another attempt; None where none is of use."""
    if error.code != 429 and error.code < 500:
        return None
    said = error.headers.get("Retry-After", "") if error.headers else ""
    return float(said) if said.isdigit() else 2.0**attempt / 2


def is_silence(error: Exception) -> bool:
    """Whether nobody said anything in time."""
    reason = error.reason if isinstance(error, URLError) else error
    return isinstance(reason, TimeoutError)


def _awaited(found: queue.SimpleQueue[HTTPResponse | BaseException]) -> HTTPResponse | BaseException:
    """What comes within the time for an answer and its redirects, looked for often enough to be stopped."""
    end = time.monotonic() + 2 * TIMEOUT_S
    while True:
        try:
            return found.get(timeout=POLL_S)
        except queue.Empty:
            if time.monotonic() > end:
                return TimeoutError("nobody answered in time")


def _may_pass(error: Exception) -> bool:
    """Whether another attempt may go better: not where nobody is there, or no such name."""
    reason = error.reason if isinstance(error, URLError) else error
    return isinstance(reason, TimeoutError | ConnectionResetError | HTTPException)


def _next(answer: HTTPResponse, url: str) -> str | None:
    found = re.search(r'<([^>]+)>\s*;\s*rel="?next"?', answer.headers.get("Link", ""))
    return urljoin(url, found.group(1)) if found else None


def _file(told: Any) -> HubFile | None:
    if not isinstance(told, dict) or told.get("type") != "file":
        return None
    large = told.get("lfs") or {}
    path = str(told["path"])
    if path.startswith("/") or "\\" in path or {"..", "", "."} & set(path.split("/")):
        return None  # it would lead out of the model's folder
    sha256 = str(large.get("oid", "")).removeprefix("sha256:")
    return HubFile(
        path,
        int(large.get("size") or told.get("size") or 0),
        sha256,
        "" if sha256 else str(told.get("oid", "")),
    )
