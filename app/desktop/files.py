"""Shows a photo's file in the file manager, or opens it with the program the user has chosen for its kind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path, PureWindowsPath

from photos_ml.errors import UsageError

PATIENCE_SECONDS = 10.0
"""A file manager that has not answered by then is on its way."""
_FILE_MANAGER = "org.freedesktop.FileManager1"

Command = str | list[str]
"""Windows takes one line, the others words: explorer reads its line by rules of its own."""


def reveal(path: Path) -> None:
    """Show the file in its folder; UsageError where there is no file manager."""
    if not _first_that_runs(reveal_commands(str(path), path.as_uri(), sys.platform)):
        raise UsageError("no file manager answers", hint="the info panel shows the path")


def open_with_default(path: Path) -> None:
    """Open the file with the program set for its kind; UsageError where there is none."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - a photo of the library, by the program its user chose
    elif not _first_that_runs(open_commands(str(path), sys.platform)):
        raise UsageError("no program opens this file", hint="choose one in the file manager")


def reveal_commands(path: str, uri: str, platform: str) -> list[Command]:
    """What to try, best first. `path` is absolute, so that it can never be taken for an option."""
    if platform == "win32":
        explorer = PureWindowsPath(os.environ.get("SYSTEMROOT", r"C:\Windows"), "explorer.exe")
        return [f'"{explorer}" /select,"{path}"']  # a path on Windows holds no quotes
    if platform == "darwin":
        return [["open", "-R", path]]
    # In an array of dbus-send a comma parts two values: in the URI it is written %2C.
    show = ["dbus-send", "--session", "--print-reply", f"--dest={_FILE_MANAGER}"]
    show += [f"/{_FILE_MANAGER.replace('.', '/')}", f"{_FILE_MANAGER}.ShowItems"]
    return [
        [*show, f"array:string:{uri.replace(',', '%2C')}", "string:"],
        ["xdg-open", str(Path(path).parent)],
    ]


def open_commands(path: str, platform: str) -> list[Command]:
    """What to try, best first. On Windows there is no command: `os.startfile` does it."""
    return [["open" if platform == "darwin" else "xdg-open", path]]


def _first_that_runs(commands: Sequence[Command]) -> bool:
    return any(_runs(command) for command in commands)


def _runs(command: Command) -> bool:
    """Whether the program is there and does not fail at once."""
    silent = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            command, stdin=silent, stdout=silent, stderr=silent, start_new_session=sys.platform != "win32"
        )
    except OSError:
        return False
    if isinstance(command, str):
        return True  # explorer answers 1 whatever it did
    try:
        return process.wait(PATIENCE_SECONDS) == 0
    except subprocess.TimeoutExpired:
        return True
