"""Published towers beside the built-in model, with seeded random weights of ViT-B-32-256 in each layout:
processor time a photo and a query, memory, cosine with open_clip's own rows. `--flow DIR` goes the whole
way on a folder of photos instead: fetched from a hub on 127.0.0.1, every photo looked at, measured, the first
search, and back. Needs torch and open_clip, but for `--flow`.

    python -m tests.bench.bench_pulled [--flow DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from photos_ml.app.service import Context

PHOTOS, QUERIES, THREADS = 32, 16, 2
ARCHITECTURE = "ViT-B-32-256"


def pictures() -> list[Image.Image]:
    rng = np.random.default_rng(3)
    coarse = [rng.integers(0, 256, (6, 8, 3), np.uint8) for _ in range(PHOTOS)]
    return [Image.fromarray(one).resize((400, 300), Image.Resampling.BICUBIC) for one in coarse]


def texts() -> list[str]:
    return [f"a photo of {number} dogs on the beach" for number in range(QUERIES)]


def write_all(root: Path) -> dict[str, tuple[Path, str]]:
    """Name -> folder and variant."""
    from tests.encoders import test_published_torch as layouts

    look = {**layouts.CLIP_CFG, "size": 256}
    hub = {**layouts.HUB_CLIP, "size": {"shortest_edge": 256}, "crop_size": {"height": 256, "width": 256}}
    immich = layouts.immich(root / "immich", ARCHITECTURE, look)
    both = layouts.transformers(root / "transformers", ARCHITECTURE, hub)
    plain = layouts.plain(root / "open_clip", ARCHITECTURE, look)
    combined = layouts.transformers(root / "combined", ARCHITECTURE, hub, combined=True)
    for half in ("vision_model", "text_model"):
        for variant in ("fp16", "int8"):
            source = both / f"onnx/{half}.onnx"
            layouts.convert(source, source.with_name(f"{half}_{variant}.onnx"), variant)
    found = {"immich": (immich, ""), "open_clip": (plain, ""), "combined": (combined, "")}
    return found | {f"transformers {name or 'fp32'}": (both, name) for name in ("", "fp16", "int8")}


def measured(folder: str, variant: str) -> dict[str, Any]:
    """Of one model, in this process."""
    from photos_ml.encoders.base import Encoder
    from photos_ml.encoders.builtin import builtin_encoder
    from photos_ml.encoders.layouts import choose_layout
    from photos_ml.encoders.onnx_towers import OnnxTowersEncoder
    from photos_ml.encoders.taking_in import take_in

    encoder: Encoder = builtin_encoder(threads=THREADS)
    if folder:
        root = Path(folder)
        names = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
        manifest = take_in(root, choose_layout(names, variant), "measured")
        encoder = OnnxTowersEncoder(manifest, threads=THREADS)
    size = encoder.manifest.size_bytes  # type: ignore[attr-defined]
    photos = pictures()
    encoder.encode_images(photos[:8])
    encoder.encode_texts(["warm"])
    seconds = spent(lambda: encoder.encode_images(photos))
    queries = spent(lambda: [encoder.encode_texts([one]) for one in texts()])
    rows = np.concatenate([encoder.encode_images(photos), encoder.encode_texts(texts())])
    return {
        "photo_ms": 1000 * seconds / PHOTOS,
        "query_ms": 1000 * queries / QUERIES,
        "memory_mb": memory_mb(),
        "disk_mb": size / 1e6,
        "rows": rows.tolist(),
    }


def memory_mb() -> float:
    """The most that this process has had; `getrusage` would say that of the one it was forked from."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def spent(work: Callable[[], object]) -> float:
    """Processor seconds of all threads."""
    before = time.process_time()
    work()
    return time.process_time() - before


def compare() -> None:
    from tests.encoders import test_published_torch as layouts

    layouts.TEXTS[:] = texts()
    look = {**layouts.CLIP_CFG, "size": 256}
    wanted = np.concatenate(layouts.expected(ARCHITECTURE, pictures(), look))
    with tempfile.TemporaryDirectory() as folder:
        models = {"built-in": ("", "")} | {
            name: (str(path), variant) for name, (path, variant) in write_all(Path(folder)).items()
        }
        for name, (path, variant) in models.items():
            command = [sys.executable, "-m", "tests.bench.bench_pulled", "--one", path, variant]
            row = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            rows = np.array(row.pop("rows"))
            cosine = f"{(rows * wanted).sum(axis=1).min():.6f}" if path else "-"
            print(
                f"{name:18} {row['photo_ms']:7.1f} ms/photo {row['query_ms']:6.1f} ms/query "
                f"{row['memory_mb']:6.0f} MB {row['disk_mb']:6.0f} MB on disk  worst cosine {cosine}",
                flush=True,
            )


def flow(photos: Path) -> None:
    """From the button to the first search by another model, while another thread searches; and back."""
    from photos_ml.app.service import Context
    from photos_ml.app.service import models as choice
    from photos_ml.app.service.changing import ChangeStage, Changing, change_model
    from photos_ml.app.service.indexing import index_folders
    from photos_ml.app.service.search import search_photos
    from photos_ml.encoders.hub import Hub
    from tests.bench import random_towers
    from tests.encoders.hub_server import serving

    measuring_since: list[float] = []

    def told(at: Changing) -> None:
        if at.stage is ChangeStage.MEASURING and not measuring_since:
            measuring_since.append(time.perf_counter())

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        os.environ["PHOTOS_ML_MODELS"] = str(root / "models")
        # By a process of its own: what it takes of memory is not the program's.
        subprocess.run([sys.executable, "-m", random_towers.__name__, str(root / "hub")], check=True)
        repository = root / "hub"
        with serving({"someone/towers": repository}) as server, Context(root / "library") as context:
            report = index_folders(context, [photos])
            search_photos(context, QUERY)
            print(f"{report.counts.photos} photos by the built-in model: {report.seconds:.0f} s", flush=True)
            before_mb = memory_mb()
            begun = time.perf_counter()
            hub = Hub(server.endpoint, token="")
            _, planned = choice.foresee_pull(context, "someone/towers", "", server.endpoint)
            choice.pull_model(context, hub, planned)
            fetched = time.perf_counter()
            waiting = choice.use_model(context, planned.name)
            with searching(context) as waits:
                change_model(context, progress=told, background=True)
            changed = time.perf_counter()
            search_photos(context, QUERY)
            searched = time.perf_counter()
            choice.use_model(context, "builtin")
            search_photos(context, QUERY)
            back = time.perf_counter()
        looked = measuring_since[0] if measuring_since else changed
        print(
            f"{planned.size_bytes / 1e6:.0f} MB fetched and tried in {fetched - begun:.1f} s, "
            f"{waiting} photos looked at in {looked - fetched:.0f} s, measured in {changed - looked:.0f} s, "
            f"first search {searched - changed:.2f} s: from the button to it {searched - begun:.0f} s; "
            f"back and searched {back - searched:.2f} s\n"
            f"searches by the old one meanwhile: {len(waits)}, median {np.median(waits):.2f} s, "
            f"the slowest {max(waits):.2f} s; memory at most {memory_mb():.0f} MB, {before_mb:.0f} before\n"
            "(the weights are random: the search is not better)"
        )


QUERY, PAUSE_S = "a dog on the beach", 2.0


@contextmanager
def searching(context: Context) -> Iterator[list[float]]:
    """Somebody searches now and then: seconds that each took."""
    from photos_ml.app.service.search import search_photos

    waits, stop = list[float](), threading.Event()

    def search() -> None:
        while not stop.wait(PAUSE_S):
            begun = time.perf_counter()
            search_photos(context, QUERY)
            waits.append(time.perf_counter() - begun)

    thread = threading.Thread(target=search)
    thread.start()
    yield waits
    stop.set()
    thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--flow", type=Path)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.one:
        print(json.dumps(measured(*said.one)))
    elif said.flow:
        flow(said.flow)
    else:
        compare()


if __name__ == "__main__":
    main()
