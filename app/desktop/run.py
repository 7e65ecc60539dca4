"""`photos-ml app`: a service, a window on it, and an end that leaves nothing behind."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path

from photos_ml.app.api.problems import Problem
from photos_ml.app.api.serve import prepare
from photos_ml.app.api.server import Server
from photos_ml.app.desktop.browser import Browser
from photos_ml.app.desktop.instance import CARD_NAME, bring_to_front, sole_instance
from photos_ml.app.desktop.window import Window, WindowSize, usable_toolkit
from photos_ml.app.service import Context
from photos_ml.app.service.running import leave_card
from photos_ml.errors import PhotosError, UsageError

LOOK = "window"
"""Setting: width, height and whether maximized, as it was last."""
STOP_SECONDS = 20.0


def run_app(
    library: Path,
    folders: Sequence[Path] = (),
    *,
    in_browser: bool = False,
    say: Callable[[str], None] = print,
) -> None:
    """Open the window and stay until it is closed. Where one is open, bring it to the front and return."""
    with sole_instance(library) as first:
        if not first:
            if not bring_to_front(library):
                raise UsageError(
                    "the window of this library does not answer", hint="close it and start again"
                )
            say("already open: brought to the front")
            return
        toolkit, why = (None, "as you asked") if in_browser else usable_toolkit()
        with prepare(library, folders, keep_up=True) as server:
            leave_card(library / CARD_NAME, server.address, server.gate.token)
            if toolkit is None:
                say(f"{why} - opening the pages in your browser instead; stop with Ctrl+C")
                _run_in_browser(server, say)
            else:
                _run_in_window(server, toolkit)


def _run_in_browser(server: Server, say: Callable[[str], None]) -> None:
    browser = Browser(server.gate.new_link)
    server.backend.desktop = browser
    say(f"open this once: {server.link}")
    browser.front()
    server.run()


def _run_in_window(server: Server, toolkit: str) -> None:
    context = server.backend.context
    keep_look = partial(_keep_look, context)
    window = Window(toolkit, server.link, _look(context), keep_look, partial(file_of, server))
    server.backend.desktop = window
    thread = threading.Thread(target=server.run, name="service")
    thread.start()
    before = signal.signal(signal.SIGTERM, lambda *_: window.close())
    try:
        window.show()
    finally:
        signal.signal(signal.SIGTERM, before)
        server.stop()
        thread.join(STOP_SECONDS)


def file_of(server: Server, address: str) -> Path | None:
    """The file of the photo at an address of this server; None for any other address."""
    original = rf"{re.escape(server.address)}api/photos/([0-9]{{1,18}})/original"
    found = re.fullmatch(original, address)
    with suppress(Problem, OSError, PhotosError):
        return server.backend.file_of(int(found[1])) if found else None
    return None


def _look(context: Context) -> WindowSize:
    known = context.library().setting(LOOK)
    with suppress(TypeError, ValueError):
        look = WindowSize(**known)
        return WindowSize(int(look.width), int(look.height), bool(look.maximized))
    return WindowSize()


def _keep_look(context: Context, look: WindowSize) -> None:
    context.library().set_setting(LOOK, asdict(look))
