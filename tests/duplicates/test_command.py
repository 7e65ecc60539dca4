"""photos-ml duplicates, as it is typed: hiding, keeping, and the trash that has to be asked for."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from photos_ml.app.cli import group
from photos_ml.app.service import corrections
from photos_ml.errors import UsageError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the trash of others cannot be put aside")


@pytest.fixture
def run(home: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs it with --json: (exit code, what it prints)."""

    def command(*words: str) -> tuple[int, Any]:
        arguments = ["duplicates", *words, "--json", "--library", str(home.context.folder)]
        code = group.main(arguments, standalone_mode=False)
        return int(code or 0), json.loads(capsys.readouterr().out)

    return command


def test_one_is_kept_and_the_others_are_hidden_and_moved_when_asked(home: Any, run: Any) -> None:
    kept, copy, other = home.add("a.jpg"), home.add("trip/a (1).jpg"), home.add("b.jpg", b"other bytes")
    code, (found,) = run()
    assert (code, found["keep"], found["why"]) == (0, kept, ["the shorter name"])
    assert found["differ"] == ["folder"]
    code, done = run("--hide")
    assert (code, done["hidden"], done["moved"]) == (0, [copy], [])
    assert home.library.marks.hidden() == {copy}
    assert run("--hide") == (1, {"hidden": [], "gesture": None, "moved": []})
    corrections.undo(home.context, done["gesture"])

    assert run("--trash") == (1, {"hidden": [], "gesture": None, "moved": []})
    with pytest.raises(UsageError):
        run("--hide", "--trash")
    assert (home.in_trash(), home.library.marks.hidden()) == ([], frozenset())
    run("--forbid-trash")
    with pytest.raises(UsageError, match="switched off"):
        run("--keep", str(copy), "--trash", "--yes-trash-these-files")
    run("--allow-trash")
    code, done = run("--keep", str(copy), "--trash", "--yes-trash-these-files")
    assert (code, done["hidden"]) == (0, [kept])
    assert [(one["photo"], one["problem"]) for one in done["moved"]] == [(kept, "")]
    assert home.in_trash() == ["a.jpg"]
    code, (listed,) = run("--trashed")
    assert (code, listed["path"], listed["back"]) == (0, str(home.folder / "a.jpg"), False)
    assert (home.folder / "b.jpg").exists()
    assert home.library.marks.hidden() == {kept}
    assert other not in home.library.marks.hidden()


def test_what_stays_is_said_and_is_no_success(home: Any, run: Any) -> None:
    home.add("a.jpg")
    home.add("a (1).jpg")
    (home.folder / "a (1).jpg").write_bytes(b"changed since")
    code, done = run("--hide", "--trash", "--yes-trash-these-files")
    assert code == 3
    assert done["moved"][0]["problem"] == "it was changed since it was looked at"
    assert home.in_trash() == []


def test_copies_hidden_before_are_moved_when_asked_for_later(home: Any, run: Any) -> None:
    _, copy = home.pair()
    with pytest.raises(UsageError, match="1 files would be moved"):
        run("--trash")
    code, done = run("--trash", "--yes-trash-these-files")
    assert (code, done["hidden"], [one["photo"] for one in done["moved"]]) == (0, [], [copy])
    assert home.in_trash() == ["copy.jpg"]
    assert run("--hide", "--trash") == (1, {"hidden": [], "gesture": None, "moved": []})


def test_photos_are_told_apart(home: Any, run: Any) -> None:
    one, two = home.add("one.jpg"), home.add("two.jpg")
    assert run()[0] == 0
    _, done = run("--different", str(one), "--different", str(two))
    assert done["photos"] == 2
    assert run() == (1, [])
    corrections.undo(home.context, done["gesture"])
    assert run()[0] == 0
    run("--different", str(one))
    assert run() == (1, [])
    with pytest.raises(UsageError, match="no other choice"):
        run("--different", str(one), "--hide")
