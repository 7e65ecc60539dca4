"""A cluster over networks, one machine of which is cut off in mid-run: python tests/torture/nets.py DIR

As root on Linux. Three network namespaces are three machines: the first holds Ray's head and the command, the
others a worker each. Made photos go through `cluster embed --address`; once a few shards are done the last
machine's network goes down. Told is whether every photo is there once, and how long the cut cost.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MACHINES = ("pml-a", "pml-b", "pml-c")
BRIDGE = "pml-br"
ADDRESS = "10.99.7.{}"
PORT = 6380
CUT_AFTER_SHARDS = 4
PHOTOS_ML = (sys.executable, "-c", "from photos_ml.app.cli import main; main()")
RAY = (sys.executable, "-c", "from ray.scripts.scripts import main; main()")


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


@contextmanager
def machines() -> Iterator[None]:
    """Three namespaces on one bridge; whatever runs in them ends with them."""
    try:
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("link", "set", BRIDGE, "up")
        for number, name in enumerate(MACHINES, start=1):
            ip("netns", "add", name)
            ip("link", "add", f"{name}-o", "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("link", "set", f"{name}-o", "master", BRIDGE, "up")
            ip("-n", name, "addr", "add", f"{ADDRESS.format(number)}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "eth0", "up")
            ip("-n", name, "link", "set", "lo", "up")
        yield
    finally:
        for name in MACHINES:
            inside = subprocess.run(["ip", "netns", "pids", name], stdout=subprocess.PIPE, text=True).stdout
            for pid in inside.split():
                subprocess.run(["kill", "-9", pid], check=False)
            subprocess.run(["ip", "netns", "del", name], check=False)
        for link in (*(f"{name}-o" for name in MACHINES), BRIDGE):  # a namespace ends later than one thinks
            subprocess.run(["ip", "link", "del", link], check=False, stderr=subprocess.DEVNULL)


def on(machine: str, *words: str) -> list[str]:
    return ["ip", "netns", "exec", machine, *words]


def start(scratch: Path) -> None:
    """Ray on each machine, one worker each, listening on its own address."""
    head = f"{ADDRESS.format(1)}:{PORT}"
    for number, name in enumerate(MACHINES, start=1):
        own = ["--node-ip-address", ADDRESS.format(number), "--num-cpus", "1", "--disable-usage-stats"]
        role = ["--address", head]
        if number == 1:
            role = ["--head", "--port", str(PORT), "--include-dashboard=false", "--temp-dir", str(scratch)]
        subprocess.run(on(name, *RAY, "start", *own, *role), check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=3000)
    parser.add_argument("--shard-photos", type=int, default=150)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT / "tests" / "bench"))
    from made_photos import make_photos

    photos, shards = options.folder / "photos", options.folder / "shards"
    if not photos.exists():
        make_photos(photos, ROOT / "sample_library" / "photos", options.photos)
    os.environ.update(
        RAY_AUTH_MODE="token", RAY_AUTH_TOKEN=secrets.token_hex(32), RAY_USAGE_STATS_ENABLED="0"
    )
    command = [*PHOTOS_ML, "cluster", "embed", str(photos), str(shards), "--shard-photos"]
    with machines():
        start(options.folder / "ray")
        started, cut = time.perf_counter(), 0.0
        driver = subprocess.Popen(
            on(
                MACHINES[0],
                *command,
                str(options.shard_photos),
                "--address",
                f"{ADDRESS.format(1)}:{PORT}",
                "--json",
            ),
            stdout=subprocess.PIPE,
        )
        while driver.poll() is None:
            time.sleep(0.2)
            if not cut and len(list(shards.glob("done/*.json"))) >= CUT_AFTER_SHARDS:
                time.sleep(1)  # that it has a shard in hand
                cut = time.perf_counter() - started
                ip("-n", MACHINES[-1], "link", "set", "eth0", "down")
                print(f"cut off after {cut:.0f} s", flush=True)
        assert driver.stdout is not None
        told = json.loads(driver.stdout.read())
        print(json.dumps(told, indent=1))
        print(f"all in {time.perf_counter() - started:.0f} s")
    whole = told["photos"]["done"] == told["photos"]["all"] == options.photos and not told["given_up"]
    sys.exit(0 if whole and cut and told["died"] else "the cut was not survived, or not made")


if __name__ == "__main__":
    main()
