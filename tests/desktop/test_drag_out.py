"""A photo dragged out of Qt's window is its file; a mouse under Xvfb drags it to another program."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from photos_ml.app.api.backend import Backend
from photos_ml.app.desktop.run import file_of
from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders

ADDRESS = "http://127.0.0.1:4711/"
PLACE = (1590, 100, 200, 600)
"""Of the other program: left, top, width, height, beside a window of 1280 pixels in the middle of 1800."""
OTHER_PROGRAM = """
import json, sys
from qtpy.QtWidgets import QApplication, QWidget

class Folder(QWidget):
    def dragEnterEvent(self, event):
        event.acceptProposedAction()

    def dropEvent(self, event):
        files = [url.toLocalFile() for url in event.mimeData().urls()]
        print(json.dumps({"files": files, "actions": event.possibleActions().name}), flush=True)

app = QApplication([])
folder = Folder()
folder.setAcceptDrops(True)
folder.setGeometry(*map(int, sys.argv[1:]))
folder.show()
print("ready", flush=True)
app.exec()
"""


def test_a_photo_dragged_out_is_its_file_to_copy(
    shown: Any, display: dict[str, str], sample_library: Path, tmp_path: Path
) -> None:
    if shutil.which("xdotool") is None:
        pytest.skip("xdotool is not installed: apt-get install xdotool")
    with shown(tmp_path / "library"):
        folder = subprocess.Popen(
            [sys.executable, "-c", OTHER_PROGRAM, *map(str, PLACE)], env=display, stdout=subprocess.PIPE
        )
        try:
            assert folder.stdout is not None
            assert folder.stdout.readline() == b"ready\n"
            drag((695, 320), (PLACE[0] + 50, PLACE[1] + 300), display)
            dropped = json.loads(folder.stdout.readline())
        finally:
            folder.kill()
            folder.communicate()
    assert dropped["actions"] == "CopyAction", "no program is told that it may move the photo"
    (file,) = dropped["files"]
    assert Path(file).is_file()
    assert Path(file).is_relative_to(sample_library / "photos" / "2023")


def drag(start: tuple[int, int], end: tuple[int, int], environment: dict[str, str]) -> None:
    """As a hand does: press, wait, go in steps, wait, let go."""
    steps = [f"mousemove {start[0]} {start[1]} sleep 0.5 mousedown 1 sleep 1"]
    for number in range(1, 11):
        x, y = (a + (b - a) * number // 10 for a, b in zip(start, end, strict=True))
        steps.append(f"mousemove {x} {y} sleep 0.2")
    steps.append(f"mousemove {end[0] + 5} {end[1] + 5} sleep 1 mouseup 1")
    subprocess.run(["xdotool", *" ".join(steps).split()], env=environment, check=True)


@pytest.fixture
def server(tmp_path: Path, sample_library: Path) -> Any:
    """What is asked of a server, over photos that can be spoilt."""
    album = tmp_path / "album"
    album.mkdir()
    for photo in sorted((sample_library / "photos" / "2023").rglob("*.jpg"))[:2]:
        shutil.copy(photo, album)
    with Context(tmp_path / "library") as context:
        index_folders(context, [album])
        yield SimpleNamespace(address=ADDRESS, backend=Backend(context))


def test_only_addresses_of_photos_lead_to_files(server: Any) -> None:
    file = file_of(server, f"{ADDRESS}api/photos/1/original")
    assert file is not None
    assert file.is_file()
    for address in (
        *(f"{ADDRESS}api/photos/99/original", f"{ADDRESS}api/photos/0/original", f"{ADDRESS}api/photos/1"),
        *(f"{ADDRESS}api/photos/../original", f"{ADDRESS}api/photos/1/original?a", "file:///etc/passwd", ""),
        *(f"http://evil.example/?{ADDRESS}api/photos/1/original", "http://127.0.0.1:1/api/photos/1/original"),
        f"{ADDRESS}api/photos/{'9' * 400}/original",
    ):
        assert file_of(server, address) is None, address


def test_what_took_the_place_of_a_photo_is_not_handed_out(server: Any) -> None:
    address = f"{ADDRESS}api/photos/1/original"
    file = file_of(server, address)
    assert file is not None
    file.unlink()
    assert file_of(server, address) is None
    file.symlink_to("/etc/passwd")
    assert file_of(server, address) is None
