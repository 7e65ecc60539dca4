"""What a person reads who is not let in. Whole in itself: who is refused gets no style sheet either."""

from __future__ import annotations

import base64
import hashlib
import html
from dataclasses import dataclass
from http import HTTPStatus

from fastapi.responses import HTMLResponse

from photos_ml.app.api.problems import Problem
from photos_ml.app.service.language import ENGLISH, best_of
from photos_ml.app.service.page_words import worded

KEYS = "refused."


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is the matter, in a line and in a sentence."""

    title: str
    text: str
    """Keys of the catalogue; of what only programs meet the words themselves, in English."""
    status: HTTPStatus = HTTPStatus.UNAUTHORIZED


USED = Refusal("refused.used", "refused.used.text")
_STRANGE = Refusal("refused.strange", "refused.strange.text")
_OTHERS = Refusal("refused.other", "refused.other.text")
STYLE = """
:root { color-scheme: light dark; --bg: #fbfaf8; --ink: #1f1c19; --muted: #68625b; --field: #f1eee9;
  --accent: #a8481f; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #131211; --ink: #f1ede8; --muted: #aaa299; --field: #242220; --accent: #f0996b; }
}
body { margin: 0; min-height: 100vh; display: grid; place-content: center;
  background: var(--bg); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 30rem; padding: 2rem 1.5rem; }
svg { width: 64px; height: 64px; color: var(--accent); }
h1 { font-size: 1.65rem; line-height: 1.2; letter-spacing: -.02em; margin: 1rem 0 .5rem; }
p { margin: 0 0 1.2rem; color: var(--muted); }
h2 { font-size: 1rem; margin: 1.6rem 0 .4rem; }
ul { margin: 0; padding: 0 0 0 1.2rem; }
li { margin: .5rem 0; }
code { padding: .15em .45em; border-radius: .4em; background: var(--field);
  font: 600 .92em ui-monospace, monospace; }
"""
MARK = """<svg viewBox="0 0 64 64" aria-hidden="true">
<rect width="64" height="64" rx="15" fill="currentColor"/>
<path d="M10 47l14-17 9 11 6-7 15 13z" fill="#fff"/><circle cx="44" cy="21" r="5" fill="#fff"/></svg>"""
_PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>{title} – Photos</title><style>{style}</style>
<main>{mark}
<h1>{title}</h1><p>{text}</p><h2>{way_in}</h2><ul>
<li>{run}</li><li>{settings}</li><li>{start}</li></ul></main>
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode("ascii")
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def refusal_page(accepted: str, refusal: Refusal = _STRANGE) -> HTMLResponse:
    """The page for a person, in what their browser's header Accept-Language likes best; nothing else in it is
    of the request."""
    language = best_of(accepted) or ENGLISH

    def said(key: str, **commands: str) -> str:
        known = html.escape(worded(language, key)) if key.startswith(KEYS) else html.escape(key)
        return (
            known.format(**{name: f"<code>{one}</code>" for name, one in commands.items()})
            if commands
            else known
        )

    page = _PAGE.format(
        language=language,
        title=said(refusal.title),
        text=said(refusal.text),
        way_in=said("refused.in"),
        run=said("refused.open", command="photos-ml open"),
        settings=said("refused.settings"),
        start=said("refused.start", command="photos-ml app", other="photos-ml serve --open"),
        style=STYLE,
        mark=MARK,
    )
    headers = {"content-security-policy": _POLICY, "vary": "accept-language"}
    return HTMLResponse(page, refusal.status, headers)


def refusal_of(problem: Problem) -> Refusal:
    """What to tell a person of a request that was not let in."""
    status = HTTPStatus(problem.status_code)
    if status is HTTPStatus.UNAUTHORIZED:
        return _STRANGE
    if status is HTTPStatus.FORBIDDEN and not problem.hint:
        return Refusal(_OTHERS.title, _OTHERS.text, status)
    return Refusal(problem.detail.rstrip("."), problem.hint, status)
