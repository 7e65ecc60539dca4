"""What a phone is shown that is not paired: one page, whole in itself, in its own language."""

from __future__ import annotations

import base64
import hashlib
import html
import json

from fastapi.responses import HTMLResponse

from photos_ml.app.api.refusals import MARK, STYLE
from photos_ml.app.service.language import LANGUAGES
from photos_ml.app.service.page_words import worded

ASK_PATH, WAIT_PATH = "/pair/ask", "/pair/wait"
_STYLE = (
    STYLE
    + """
#code { margin: .4rem 0 .8rem; font: 700 3.2rem/1.15 ui-monospace, monospace; letter-spacing: .06em;
  color: var(--ink); }
#code:empty { display: none; }
"""
)
# A phone that is refused asks again by itself: its owner may be on the way to the computer.
_SCRIPT = f"""
const said = JSON.parse(document.getElementById("said").textContent);
const show = (code, words) => {{
  document.getElementById("code").textContent = code && `${{code.slice(0, 3)}} ${{code.slice(3)}}`;
  document.getElementById("words").textContent = words;
}};
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const headers = {{ "Content-Type": "application/json" }};
const send = (path) => fetch(path, {{ method: "POST", headers, body: "{{}}" }});
async function pair() {{
  for (;;) {{
    try {{
      const asked = await send("{ASK_PATH}");
      if (!asked.ok) {{
        show("", asked.status === 409 ? said.closed : said.busy);
        await pause(4000);
        continue;
      }}
      show((await asked.json()).code, said.type);
      for (;;) {{
        await pause(1500);
        const answer = await send("{WAIT_PATH}");
        if (answer.status === 409) break;
        if (answer.ok && (await answer.json()).state === "paired") {{ location.replace("/"); return; }}
      }}
    }} catch {{ show("", said.gone); await pause(4000); }}
  }}
}}
pair();
"""
_PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>{title}</title><style>{style}</style>
<main>{mark}
<h1>{title}</h1><p id="code" role="status"></p><p id="words" role="status">{text}</p>
<h2>{sure}</h2><p>{compare}</p></main>
<script type="application/json" id="said">{said}</script><script>{script}</script>
"""


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


POLICY = (
    f"default-src 'none'; style-src 'sha256-{_hash(_STYLE)}'; script-src 'sha256-{_hash(_SCRIPT)}'; "
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def welcome_page(language: str) -> HTMLResponse:
    """The page that asks to be let in; nothing in it is of the library or of the request."""
    assert language in LANGUAGES
    words = {name: worded(language, f"pair.{name}") for name in ("closed", "busy", "type", "gone")}
    page = _PAGE.format(
        language=language,
        title=html.escape(worded(language, "pair.title")),
        text=html.escape(worded(language, "pair.text")),
        sure=html.escape(worded(language, "pair.sure")),
        compare=html.escape(worded(language, "pair.compare")),
        said=json.dumps(words).replace("<", "\\u003c"),
        style=_STYLE,
        script=_SCRIPT,
        mark=MARK,
    )
    return HTMLResponse(page, headers={"content-security-policy": POLICY, "vary": "accept-language"})
