"""The photo folder is only read, and what did not change is not even opened."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Paint = Callable[..., Path]

AUDITED = """
import json, sys
from pathlib import Path
sys.path.insert(0, {here!r})
from projection import ProjectionEncoder
from photos_ml.indexer.pipeline import Indexer
from photos_ml.store import Library
opened, started = [], []
def audit(event, arguments):
    if event == "open":
        opened.append(str(arguments[0]))
    elif event == "subprocess.Popen":
        started.append(str(arguments[0]))
with Library.open(Path({library!r})) as library:
    encoder = ProjectionEncoder()
    sys.addaudithook(audit)
    report = Indexer(library, encoder).run([Path({photos!r})])
inside = [path for path in opened if path.startswith({photos!r})]
print(json.dumps([report.counts.numbers(), inside, started]))
"""


def snapshot(folder: Path) -> dict[bytes, tuple[Any, ...]]:
    """Everything about every file and folder but the time of its last reading."""
    found: dict[bytes, tuple[Any, ...]] = {}
    for parent, folders, names in os.walk(os.fsencode(folder)):
        for name in [*folders, *names, b"."]:
            path = os.path.join(parent, name)  # noqa: PTH118 - bytes
            stat = os.lstat(path)
            content = b""
            if os.path.isfile(path):  # noqa: PTH113
                with open(path, "rb") as file:  # noqa: PTH123
                    content = hashlib.sha256(file.read()).digest()
            found[path] = (
                stat.st_mode,
                stat.st_size,
                stat.st_mtime_ns,
                stat.st_ctime_ns,
                stat.st_ino,
                content,
            )
    return found


def test_photo_folder_is_the_same_before_and_after(studio: Any, painter: Paint) -> None:
    for seed, name in enumerate(("a.jpg", "sub/b.jpg", "line\nbreak.jpg", "deep/er/😀.jpg")):
        painter(studio.photos / name, seed)
    shutil.copy2(studio.photos / "a.jpg", studio.photos / "copy.jpg")
    (studio.photos / "broken.jpg").write_bytes(b"nothing")
    (studio.photos / "a.xmp").write_text("no XMP either")
    (studio.photos / "link.jpg").symlink_to("a.jpg")
    before = snapshot(studio.photos)
    studio.index()
    studio.index()
    assert snapshot(studio.photos) == before


def test_second_run_opens_no_photo_and_starts_no_process(studio: Any, painter: Paint) -> None:
    import json

    for seed in range(30):
        painter(studio.photos / f"{seed % 3}/{seed}.jpg", seed)
    (studio.photos / "broken.jpg").write_bytes(b"nothing")
    (studio.photos / "0/0.xmp").write_text("<x/>")
    studio.index()
    program = AUDITED.format(
        here=str(Path(__file__).parent), library=str(studio.library.folder), photos=str(studio.photos)
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    counts, inside, started = json.loads(done.stdout)
    assert (counts["unchanged"], counts["failed"], counts["embedded"]) == (30, 1, 0)
    # A folder is read by scandir, which is no 'open' event.
    assert inside == []
    assert started == []


def test_the_audit_would_notice(studio: Any, painter: Paint, toucher: Callable[..., None]) -> None:
    import json

    photo = painter(studio.photos / "a.jpg", 1)
    studio.index()
    toucher(photo)
    program = AUDITED.format(
        here=str(Path(__file__).parent), library=str(studio.library.folder), photos=str(studio.photos)
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    _, inside, started = json.loads(done.stdout)
    assert inside == [str(photo)]
    assert len(started) == 1
