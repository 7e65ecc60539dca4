"""Commands and the service, killed at a random instant or on a disk that fails, and run again."""

from __future__ import annotations

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from photos_ml.app.service import Context
from photos_ml.app.service.people import listing
from photos_ml.store.database import FILE_NAME
from tests.torture import damages
from tests.torture.hands import FORGETTABLE
from tests.torture.judging import acts_in, judged, standing_in
from tests.torture.stage import PICTURES, Ordeal, Stage, run

LONGEST_COMMAND_S = 3.0
ENDS = (0, 1, 3)
"""How a command ends that did what it was asked."""
SHOWN_HASHES = "SELECT c.hash, v.vector FROM contents c JOIN vectors v ON v.content_id = c.id ORDER BY 1, 2"


@dataclass(frozen=True)
class Trial:
    """A library, and where a command may write beside it."""

    stage: Stage
    library: Path
    out: Path
    generator: random.Random

    def say(self, *words: str) -> tuple[int, str, str]:
        return run(self.stage.command(self.library, words))

    def photos(self) -> list[str]:
        with closing(sqlite3.connect(self.library / FILE_NAME)) as connection:
            rows = connection.execute("SELECT id FROM photos WHERE status = 'present'").fetchall()
        return [str(row[0]) for row in self.generator.sample(rows, 3)]

    def persons(self) -> list[str]:
        with Context(self.library) as context:
            return [str(one.id) for one in listing.listed(context).persons if one.name.startswith("Person")]

    def group(self) -> str:
        with Context(self.library) as context:
            groups = listing.listed(context).groups
        return f"g{self.generator.choice(groups).id}" if groups else self.persons()[0]


@dataclass(frozen=True)
class Command:
    """Words that write. `before`: what has to be there; `after`: what should be, once it was done."""

    words: Callable[[Trial], list[str]]
    before: Callable[[Trial], None] = lambda trial: None
    after: Callable[[Trial], list[str]] = lambda trial: []
    again: tuple[int, ...] = ENDS
    forgets: bool = False
    source: str = "indexed"


def _back_up(trial: Trial) -> None:
    trial.say("backup", str(trial.out / "backup"))


def _spoil(trial: Trial) -> None:
    damages.spoil(trial.library / FILE_NAME, trial.generator)


def _other_library(trial: Trial) -> None:
    """A document of the same photos in a library where more is known of them."""
    file = trial.out / "other.json"
    trial.say("export", "json", str(file))
    document = json.loads(file.read_bytes())
    for number, photo in enumerate(document["photos"]):
        said = {"caption": f"as the other says {number}", "keywords": ["from elsewhere"], "rating": 4}
        photo["facts"] |= said
    paths = [one["path"] for one in document["photos"][:5]]
    document["albums"] = [{"id": "x", "name": "Theirs", "query": None, "photos": paths}]
    file.write_text(json.dumps(document))


def _name_to_forget(trial: Trial) -> None:
    trial.say("people", "name", trial.group(), FORGETTABLE)
    _back_up(trial)


def _forgettable(trial: Trial) -> list[str]:
    with Context(trial.library) as context:
        found = [one.id for one in listing.listed(context).persons if one.name == FORGETTABLE]
    return ["people", "forget", str(found[0]) if found else "999999", "--yes"]


def _forgotten(trial: Trial) -> list[str]:
    places = (trial.library, trial.out)
    return [f"stands in {file}" for place in places for _, file in standing_in(place, [FORGETTABLE])]


def _whole_zip(trial: Trial) -> list[str]:
    with zipfile.ZipFile(trial.out / "all.zip") as whole:
        photos = [name for name in whole.namelist() if not name.endswith(".xmp")]
        bad = whole.testzip()
    return [f"the zip holds {len(photos)} photos, {bad} is bad"] if bad or len(photos) != PICTURES else []


def _whole_sidecars(trial: Trial) -> list[str]:
    found = sorted((trial.out / "sidecars").rglob("*.xmp"))
    for file in found:
        ElementTree.parse(file)
    return [] if found else ["no sidecar was written"]


def _whole_json(trial: Trial) -> list[str]:
    return [] if json.loads((trial.out / "all.json").read_bytes())["photos"] else ["no photo is in it"]


COMMANDS: Mapping[str, Command] = {
    "index": Command(lambda trial: ["index", str(trial.stage.photos)], source="peopled"),
    "verify": Command(lambda trial: ["index", str(trial.stage.photos), "--verify"]),
    "enrich": Command(lambda trial: ["enrich", "quality"]),
    "enrich off": Command(lambda trial: ["enrich", "--off", "quality", "--yes"]),
    "memories": Command(lambda trial: ["memories", "--today", "2026-11-21"]),
    "backup": Command(lambda trial: ["backup", str(trial.out / "backup")]),
    "restore": Command(lambda trial: ["restore", str(trial.out / "backup")], _back_up),
    "share": Command(lambda trial: ["share"]),
    "repair": Command(lambda trial: ["doctor", "--repair"], _spoil, again=(*ENDS, 4)),
    "correct date": Command(lambda trial: ["correct", *trial.photos(), "--date", "2019-05"]),
    "correct place": Command(lambda trial: ["correct", *trial.photos(), "--place", "Lisbon"]),
    "correct words": Command(
        lambda trial: [
            "correct",
            *trial.photos(),
            "--caption",
            "the lake",
            "--keyword",
            "lake",
            "--person",
            "Mia",
        ]
    ),
    "undo": Command(lambda trial: ["undo"]),
    "name": Command(lambda trial: ["people", "name", trial.group(), "Person 7"], again=(*ENDS, 2)),
    "merge": Command(lambda trial: ["people", "merge", *trial.persons()[:2]], again=(*ENDS, 2)),
    "birth": Command(lambda trial: ["people", "birth", trial.persons()[0], "1985-04"]),
    "group": Command(lambda trial: ["people", "group"]),
    "forget": Command(_forgettable, _name_to_forget, _forgotten, again=(0, 2), forgets=True),
    "album": Command(lambda trial: ["albums", "make", "Lakes", *trial.photos()]),
    "import": Command(lambda trial: ["import", "photos-ml", str(trial.out / "other.json")], _other_library),
    "export zip": Command(
        lambda trial: ["export", "zip", str(trial.out / "all.zip")], after=_whole_zip, again=(0, 2, 3)
    ),
    "export xmp": Command(
        lambda trial: ["export", "xmp", "--to", str(trial.out / "sidecars")], after=_whole_sidecars
    ),
    "export json": Command(lambda trial: ["export", "json", str(trial.out / "all.json")], after=_whole_json),
}
"""Each that writes. `again` has 2 where what was done already is bad use."""


def command_killed(stage: Stage, seed: int) -> Ordeal:
    """SIGKILL at a random instant in a command that writes; run again it comes to its end."""
    generator = random.Random(seed)
    name = list(COMMANDS)[seed % len(COMMANDS)]
    ordeal, command = Ordeal("command killed", seed), COMMANDS[name]
    trial = _trial(stage, command.source, generator)
    command.before(trial)
    before = acts_in(stage.indexed if name == "repair" else trial.library)
    words = command.words(trial)
    started = time.monotonic()
    killed = stage.command(trial.library, words)
    time.sleep(max(0.0, generator.uniform(0.1, LONGEST_COMMAND_S) + started - time.monotonic()))
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    code, _, err = trial.say(*words)
    if code not in command.again or "Traceback" in err:
        ordeal.faults.append(f"ended in {code}: {err.strip()[-300:]}")
    judged(ordeal, trial.library)
    ordeal.faults += command.after(trial)
    ordeal.acknowledged = len(before)
    lost = before - acts_in(trial.library)
    ordeal.lost = 0 if command.forgets and len(lost) < len(before) / 2 else len(lost)
    ordeal.faults = [f"{name}: {told}" for told in ordeal.faults]
    return ordeal


def index_on_a_bad_disk(stage: Stage, seed: int) -> Ordeal:
    """Indexing while the disk of the library and of the photos fails; once it is whole again all is found."""
    ordeal, generator = Ordeal("index, bad disk", seed), random.Random(seed)
    trial = _trial(stage, "peopled", generator)
    kind = generator.choice(("full", "torn", "write", "read", "short", "sync"))
    concerned = stage.folder if kind in ("read", "short") else trial.library
    at, times = generator.randrange(12 if kind == "sync" else 300), generator.choice((1, 5, 1000))
    shim: dict[str, Any] = {"kind": kind, "at": at, "for": times}
    before = acts_in(trial.library)
    words = ["index", str(stage.photos)]
    code, _, err = run(stage.command(trial.library, words, concerned=concerned, **shim))
    if code not in (0, 3, 4, 74) or "Traceback" in err:
        ordeal.faults.append(f"{kind}: ended in {code}: {err.strip()[-300:]}")
    code, _, err = trial.say("index", str(stage.photos))
    if code not in ENDS:
        ordeal.faults.append(f"{kind}, whole again: ended in {code}: {err.strip()[-300:]}")
    judged(ordeal, trial.library)
    ordeal.acknowledged, ordeal.lost = len(before), len(before - acts_in(trial.library))
    if _known_in(trial.library) != _known_in(stage.indexed):
        ordeal.faults.append(f"{kind}: not all photos and vectors are as an index on a good disk makes them")
    return ordeal


def service_killed(stage: Stage, seed: int) -> Ordeal:
    """SIGKILL of `photos-ml serve` while marks, corrections and albums come over HTTP."""
    ordeal, generator = Ordeal("service killed", seed), random.Random(seed)
    trial = _trial(stage, "peopled", generator)
    before = acts_in(trial.library)
    service = stage.command(trial.library, ["serve", "--json"])
    answered = list(_asked(service, generator, time.monotonic() + LONGEST_COMMAND_S * 2))
    service.communicate()
    judged(ordeal, trial.library)
    after = acts_in(trial.library)
    gestures = _gestures(trial.library)
    ordeal.acknowledged = len(before) + len(answered)
    ordeal.lost = len(before - after) + sum(gesture not in gestures for gesture in answered)
    return ordeal


def _asked(service: subprocess.Popen[str], generator: random.Random, end: float) -> Iterator[int]:
    """What was answered, as numbers of gestures, until the service is killed at a random instant."""
    assert service.stdout
    text = ""
    while not text.rstrip().endswith("}"):
        line = service.stdout.readline()
        assert line, "the service did not begin"
        text += line
    known = json.loads(text)
    dies = min(end, time.monotonic() + generator.uniform(0.2, 2.0))
    link = HTTPConnection(urlsplit(known["address"]).netloc, timeout=20)
    headers = {"Authorization": f"Bearer {known['token']}", "Content-Type": "application/json"}
    number = 0
    while True:
        if time.monotonic() > dies:
            service.send_signal(signal.SIGKILL)
        photo, number = generator.randrange(1, 60), number + 1
        path, body = generator.choice(
            (
                ("/api/corrections", {"photos": [photo], "caption": f"said {number}"}),
                ("/api/corrections", {"photos": [photo], "date": "2019-05", "keywords": [f"word{number}"]}),
                ("/api/albums", {"name": f"Album {number}", "photos": [photo]}),
            )
        )
        try:
            link.request("POST", path, json.dumps(body), headers)
            answer = link.getresponse()
            said = json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            service.kill()
            return
        if answer.status == 200:
            yield said["gesture"]


def _trial(stage: Stage, source: str, generator: random.Random) -> Trial:
    out = stage.folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    return Trial(stage, stage.fresh(getattr(stage, source)), out, generator)


def _gestures(library: Path) -> set[int]:
    with closing(sqlite3.connect(library / FILE_NAME)) as connection:
        return {row[0] for row in connection.execute("SELECT DISTINCT gesture FROM acts")}


def _known_in(library: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(library / FILE_NAME)) as connection:
        return connection.execute(SHOWN_HASHES).fetchall()
