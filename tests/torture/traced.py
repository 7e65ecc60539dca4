"""What a session of the pages does to the machine around it, seen by strace:
python -m tests.torture.traced [--minutes 30]

A real `photos-ml serve`, its processes too, over a copy of the sample photos, used by a scripted browser:
added, scrolled, searched, looked at, marked. Prints one JSON document; exit code 1 where it sent anything
beyond this machine, or wrote outside of its library and of the system's temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PHOTOS = Path(__file__).resolve().parents[2] / "sample_library" / "photos"
MAIN = "import sys; from photos_ml.app.cli import main; main(sys.argv[1:])"
CALLS = (
    "connect,sendto,sendmsg,bind,open,openat,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,"
    "rmdir,link,linkat,symlink,symlinkat,truncate,chmod,fchmodat,utimensat,mknod"
)
LINK = re.compile(r"open this once: (\S+)")
PEER = re.compile(r'sin6?_addr[^"]*"([^"]*)"|inet_pton\(AF_INET6, "([^"]*)"')
PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC")
HERE = ("127.", "::1", "0.0.0.0")
NO_FILES = ("/dev/", "/proc/", "/memfd:")
PAGES = (
    "/",
    "/memories",
    "/map",
    "/people",
    "/tags",
    "/albums",
    "/duplicates",
    "/folders",
    "/settings",
    "/failures",
)
QUERIES = ("dog on the beach", "snow last winter", "paris", "red car", "sunset 2023")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    minutes = parser.parse_args().minutes
    if shutil.which("strace") is None:
        sys.exit("strace is not installed")
    with tempfile.TemporaryDirectory() as scratch:
        report = session(Path(scratch), minutes)
    print(json.dumps(report, indent=1))
    return int(bool(report["beyond"] or report["written"]))


def session(scratch: Path, minutes: float) -> dict[str, Any]:
    """Serve, use, end, and read what strace saw."""
    photos, library, log = scratch / "Pictures", scratch / "library", scratch / "log"
    shutil.copytree(PHOTOS, photos)
    places = {name: scratch / name for name in ("home", "temporary")}
    for place in places.values():
        place.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    environment = kept | {"HOME": str(places["home"]), "TMPDIR": str(places["temporary"])}
    command = [sys.executable, "-u", "-c", MAIN, "serve", str(photos), "--library", str(library)]
    tracing = ["strace", "-f", "-qq", "-s", "4096", "-e", f"trace={CALLS}", "-o", str(log)]
    serving = subprocess.Popen(
        [*tracing, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment,
        start_new_session=True,
    )  # fmt: skip
    try:
        assert serving.stdout is not None
        link = next(found[1] for line in serving.stdout if (found := LINK.search(line)))
        used = use(link, minutes)
    finally:
        os.killpg(serving.pid, signal.SIGINT)
        serving.wait(60)
    lines = log.read_text(errors="replace").splitlines()
    allowed = (library, places["temporary"])
    return {
        "minutes": minutes,
        "used": used,
        "system_calls": len(lines),
        "written_in_the_library": sum(1 for _ in written(lines, (places["temporary"], photos))),
        "beyond": sorted(set(beyond(lines))),
        "written": sorted(set(written(lines, allowed))),
        "in_home": sorted(str(path) for path in places["home"].rglob("*")),
        "photos_as_they_were": same(PHOTOS, photos),
    }


def use(link: str, minutes: float) -> dict[str, int]:
    """A person at the pages until the time is over: how often each was done."""
    from playwright.sync_api import sync_playwright

    done: Counter[str] = Counter()
    with sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto(link)
        page.set_default_timeout(120_000)
        page.wait_for_selector("#content > *")
        address = page.url.partition("#")[0]
        page.evaluate(
            """async () => {
            const ask = (path, body) => fetch(path, body && { method: "POST",
              headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) })
              .then((one) => one.json());
            const folders = await ask("/api/folders");
            await ask("/api/index", { folders: folders.map((one) => one.name) });
            }"""
        )
        end = time.monotonic() + 60 * minutes
        acts = cycle_of(page, address)
        while time.monotonic() < end:
            name, act = next(acts)
            act()
            done[name] += 1
        browser.close()
    return dict(done)


def cycle_of(page: Any, address: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """What is done, one after the other, again and again."""

    def look(path: str) -> None:
        page.goto(f"{address}#{path}")
        page.wait_for_timeout(700)
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(300)

    def view() -> None:
        look("/")
        if page.locator(".tile").count():
            page.locator(".tile").first.click()
            for key in ("ArrowRight", "i", "f", "f", "ArrowRight", "Escape"):
                page.keyboard.press(key)
                page.wait_for_timeout(300)

    while True:
        yield from ((f"page {path}", lambda path=path: look(path)) for path in PAGES)  # type: ignore[misc]
        yield "viewer", view
        for query in QUERIES:
            yield "search", lambda query=query: look(f"/search?q={query}")  # type: ignore[misc]


def beyond(lines: list[str]) -> Iterator[str]:
    """Addresses of other machines that anything was sent to."""
    for line in lines:
        if "AF_INET" in line and any(call in line for call in ("connect(", "sendto(", "sendmsg(")):
            for found in PEER.finditer(line):
                if not (found[1] or found[2]).startswith(HERE):
                    yield found[1] or found[2]


def written(lines: list[str], allowed: tuple[Path, ...]) -> Iterator[str]:
    """Paths that were opened to be written, made, moved or removed, outside of what may be."""
    for line in lines:
        _, _, call = line.partition(" ")
        name = call.lstrip().partition("(")[0]
        if " = -1 " in line or name in ("connect", "sendto", "sendmsg", "bind"):
            continue
        if name in ("open", "openat") and not WRITES.search(call):
            continue
        for found in PATH.finditer(call):
            path = found[1]
            if path.startswith("/") and not path.startswith((*map(str, allowed), *NO_FILES)):
                yield f"{name} {path}"


def same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files."""
    files = [path.relative_to(one) for path in one.rglob("*") if path.is_file()]
    there = [path.relative_to(other) for path in other.rglob("*") if path.is_file()]
    return sorted(files) == sorted(there) and all(
        (one / path).read_bytes() == (other / path).read_bytes() for path in files
    )


if __name__ == "__main__":
    sys.exit(main())
