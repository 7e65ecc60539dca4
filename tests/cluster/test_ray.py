"""Real Ray on this machine: workers and nodes die, a photo kills whoever looks at it, and nothing is lost."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from photos_ml.indexer.cluster.engine import prepare_environment, run_shards
from photos_ml.indexer.cluster.place import PlaceFullError
from photos_ml.indexer.cluster.plan import ShardDone, Shards, progress_of
from photos_ml.indexer.cluster.work import DIED
from tests.cluster.conftest import make_shards
from tests.cluster.test_taking import differ, taken

MISSING = [name for name in ("ray", "pyarrow", "fsspec") if importlib.util.find_spec(name) is None]
pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore"),  # Ray leaves pipes to its parts open
    pytest.mark.skipif(
        bool(MISSING), reason=f"no cluster is tried without {MISSING}: pip install '.[cluster]'"
    ),
]
COMMAND = (sys.executable, "-c", "from photos_ml.app.cli import main; main()", "cluster", "embed")


def whole(folder: Path) -> dict[str, int]:
    """Files of whole shards, and when they were written."""
    done = {path.stem for path in (folder / "done").glob("*.json")}
    return {
        path.name: path.stat().st_mtime_ns for path in folder.glob("photos/*.parquet") if path.stem in done
    }


def started_by(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


@pytest.fixture
def nodes() -> Iterator[Any]:
    """Three nodes of one worker each, that are machines to Ray."""
    prepare_environment(alone=True)
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    cluster.add_node(num_cpus=1)
    cluster.last = cluster.add_node(num_cpus=1)
    yield cluster
    cluster.shutdown()


def test_the_command_computes_all_listens_to_this_machine_alone_and_leaves_no_trace(
    collection: Path, local: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    environment = {**os.environ, "HOME": str(home)}
    shards = tmp_path / "shards"
    command = [*COMMAND, str(collection), str(shards), "--workers", "2", "--shard-photos", "5"]
    process = psutil.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    heard: set[str] = set()
    while process.poll() is None:
        for one in started_by(process):
            try:
                heard |= {c.laddr.ip for c in one.net_connections("inet") if c.status == psutil.CONN_LISTEN}
            except psutil.Error:
                continue
        time.sleep(0.3)
    said = process.stdout.read().decode()
    assert process.returncode == 3, "one photo is broken"
    assert "5 of 5 shards, 25 of 25" in said or "6 of 6 shards" in said
    assert heard
    assert heard <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
    assert list(home.rglob("*")) == [], "no token, no report of usage"
    taken(shards, tmp_path / "library")
    assert differ(tmp_path / "library", local) == {}


def test_a_killed_driver_loses_no_shard_and_leaves_no_worker(collection: Path, tmp_path: Path) -> None:
    command = [*COMMAND, str(collection), str(tmp_path), "--workers", "2", "--shard-photos", "3"]
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(whole(tmp_path)) < 2:
        assert process.poll() is None
        time.sleep(0.05)
    family = started_by(process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, alive = psutil.wait_procs(family, timeout=60)
    assert [one.name() for one in alive if not one.name().endswith("Agent")] == [], "these take longer"
    before = whole(tmp_path)
    again = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert again.returncode == 3
    after = whole(tmp_path)
    assert before.items() <= after.items(), "what was done is not done again"
    progress = progress_of(Shards(str(tmp_path)))
    assert progress.photos == progress.plan.photos


def test_the_photo_that_kills_workers_is_named_and_all_others_are_there(
    collection: Path, tmp_path: Path
) -> None:
    made = make_shards(str(collection), tmp_path, compute=False)
    victim = made.listing(1)[4].path

    def compute(url: str, number: int) -> ShardDone:
        from photos_ml.indexer.cluster import work

        look = work.Looker.look

        def deadly(self: Any, photos: Any, groups: Any) -> Any:
            if any(photo.path == victim for photo in photos):
                os.kill(os.getpid(), signal.SIGKILL)
            return look(self, photos, groups)

        work.Looker.look = deadly  # type: ignore[method-assign]
        return work.compute_shard(url, number)

    ran = run_shards(str(tmp_path), workers=2, compute=compute)
    assert (ran.died, ran.given_up) == (2, {})
    progress = progress_of(made)
    assert progress.photos == progress.plan.photos
    assert progress.stopped_workers == (ascii(victim)[1:-1],)
    assert [row.photo.path for row in made.rows(1) if row.failure == DIED] == [victim]


def test_a_killed_worker_repeats_its_shard_and_no_other(collection: Path, tmp_path: Path) -> None:
    made = make_shards(str(collection), tmp_path / "shards", compute=False)
    log = tmp_path / "log"

    def compute(url: str, number: int) -> ShardDone:
        from photos_ml.indexer.cluster.work import compute_shard

        with log.open("a") as file:
            file.write(f"{number}\n")
        if log.read_text().splitlines().count("1") == 1 and number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return compute_shard(url, number)

    ran = run_shards(str(tmp_path / "shards"), workers=2, compute=compute)
    assert (ran.died, ran.given_up) == (1, {})
    assert sorted(log.read_text().split()) == ["0", "1", "1", "2"]
    assert progress_of(made).photos == progress_of(made).plan.photos


def test_a_full_disk_ends_the_run_in_one_line_and_the_next_goes_on(collection: Path, tmp_path: Path) -> None:
    made = make_shards(str(collection), tmp_path, compute=False)

    def compute(url: str, number: int) -> ShardDone:
        from photos_ml.indexer.cluster import place as places
        from photos_ml.indexer.cluster.work import compute_shard

        if number == 2:
            raise places.PlaceFullError("no room left at there", hint="make some")
        return compute_shard(url, number)

    with pytest.raises(PlaceFullError, match="no room left"):
        run_shards(str(tmp_path), workers=1, compute=compute)
    before = whole(tmp_path)
    assert len(before) == 2
    run_shards(str(tmp_path), workers=1)
    assert before.items() <= whole(tmp_path).items()
    assert progress_of(made).photos == progress_of(made).plan.photos


def test_a_node_that_goes_in_mid_run_costs_the_shard_it_held(
    collection: Path, tmp_path: Path, nodes: Any
) -> None:
    make_shards(str(collection), tmp_path / "shards", compute=False)
    seen = tmp_path / "seen"
    seen.mkdir()

    def compute(url: str, number: int) -> ShardDone:
        import ray

        node = ray.get_runtime_context().get_node_id()
        (seen / f"{number}-{node}-{time.time_ns()}").touch()
        time.sleep(2)
        return ShardDone(1, 0, 2.0, 0)

    gone = False

    def took_part() -> set[str]:
        return {path.name.split("-")[1] for path in seen.iterdir()}

    def told(done: ShardDone) -> None:
        nonlocal gone
        if not gone:
            gone, until = True, time.monotonic() + 60
            while len(took_part()) < 3 and time.monotonic() < until:
                time.sleep(0.1)
            nodes.remove_node(nodes.last, allow_graceful=False)

    ran = run_shards(
        str(tmp_path / "shards"), address=nodes.address, compute=compute, told=told, shards=list(range(9))
    )
    assert sorted(ran.done) == list(range(9))
    assert ran.given_up == {}
    assert len(took_part()) == 3
    assert len(list(seen.iterdir())) - 9 == ran.died <= 1
