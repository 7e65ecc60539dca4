"""Ways to find the nearest of millions of rows on disk, each built once and opened again."""

from __future__ import annotations

import mmap
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.vectors.coarse import build_coarse, load_coarse, save_coarse
from photos_ml.vectors.segment import Segment, exact_scores
from photos_ml.vectors.storage import ROOM_BYTES, Storage, row_width

DEPTH = 10
BLOCK_ROWS = 50_000
Search = Callable[[Any], Sequence[int]]
Allowed = npt.NDArray[np.int64] | None


@dataclass(frozen=True)
class Data:
    """`rows`: float16 (n, d), mapped; `parts`: int32 (n,), what filters are told by."""

    folder: Path
    rows: npt.NDArray[np.float16]
    parts: npt.NDArray[np.int32]


class Rival:
    """Opens what `build` made in a folder; `build` returns None where it is there already."""

    def __init__(self, data: Data, folder: Path) -> None:
        self.data = data
        self.open(folder)

    @classmethod
    def build(cls, data: Data, folder: Path, threads: int) -> dict[str, Any] | None:
        if (folder / "done").exists():
            return None
        cls.make(data, folder, threads)
        (folder / "done").touch()
        return {}

    @classmethod
    def make(cls, data: Data, folder: Path, threads: int) -> None: ...

    def open(self, folder: Path) -> None: ...

    def settings(self, allowed: Allowed) -> Iterable[Any]:
        """The cheapest first."""
        return [None]

    def within(self, name: str, allowed: Allowed, setting: Any) -> Search:
        raise NotImplementedError


def best_of(rows: npt.NDArray[np.float16], places: npt.NDArray[np.int64], query: Any) -> list[int]:
    """The nearest of these places by their stored rows, read in the order they lie in."""
    places = np.sort(places[places >= 0])
    scores = exact_scores(np.asarray(rows[places]), query)
    found: list[int] = places[np.argsort(-scores)[:DEPTH]].tolist()
    return found


class Inverted(Rival):
    """FAISS lists with small codes in memory; the rows themselves stay on disk and score again."""

    @classmethod
    def index(cls, lists: int, dimension: int) -> Any:
        raise NotImplementedError

    @classmethod
    def make(cls, data: Data, folder: Path, threads: int) -> None:
        import faiss

        faiss.omp_set_num_threads(threads)
        lists = lists_for(len(data.rows))
        index = cls.index(lists, data.rows.shape[1])
        index.cp.niter, index.cp.max_points_per_centroid = 8, 40
        index.cp.min_points_per_centroid = 1
        places = np.sort(
            np.random.default_rng(0).choice(len(data.rows), min(40 * lists, len(data.rows)), False)
        )
        index.train(data.rows[places].astype(np.float32))
        for start in range(0, len(data.rows), BLOCK_ROWS):
            index.add(data.rows[start : start + BLOCK_ROWS].astype(np.float32))
        faiss.write_index(index, str(folder / "index"))

    def open(self, folder: Path) -> None:
        import faiss

        faiss.omp_set_num_threads(1)
        self.faiss: Any = faiss
        self.opened: Any = faiss.read_index(str(folder / "index"))

    def settings(self, allowed: Allowed) -> Iterable[Any]:
        lists = self.opened.nlist
        for share in (0.004, 0.008, 0.016, 0.03, 0.06, 0.12, 0.25, 1.0):
            for candidates in (400, 1000, 2000, 4000):
                yield max(int(share * lists), 1), candidates
        if allowed is not None:
            yield "whole", 0

    def parameters(self, probes: int, chosen: Any) -> Any:
        return self.faiss.SearchParametersIVF(nprobe=probes, sel=chosen)

    def within(self, name: str, allowed: Allowed, setting: Any) -> Search:
        probes, candidates = setting
        if probes == "whole":
            assert allowed is not None
            return lambda query: best_of(self.data.rows, allowed, query)

        def search(query: Any) -> Sequence[int]:
            chosen = None
            if allowed is not None:
                mask = np.zeros(len(self.data.rows), bool)
                mask[allowed] = True
                chosen = self.faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
            parameters = self.parameters(probes, chosen)
            places = self.opened.search(query[None], candidates, params=parameters)[1][0]
            return best_of(self.data.rows, places, query)

        return search


class FastScan(Inverted):
    """Product-quantized codes of one bit a dimension, read by the fast scan."""

    most = 4
    """Dimensions that one code of four bits stands for."""

    @classmethod
    def index(cls, lists: int, dimension: int) -> Any:
        import faiss

        width = next(width for width in range(cls.most, 0, -1) if dimension % width == 0)
        index = faiss.IndexIVFPQFastScan(
            faiss.IndexFlatIP(dimension), dimension, lists, dimension // width, 4, faiss.METRIC_INNER_PRODUCT
        )
        index.pq.cp.niter = 8
        return index


class FineFastScan(FastScan):
    """The same with codes of two bits a dimension."""

    most = 2


class RaBitQ(Inverted):
    """RaBitQ: one bit a dimension about the centre of the list, turned at random before."""

    @classmethod
    def index(cls, lists: int, dimension: int) -> Any:
        import faiss

        return faiss.IndexIVFRaBitQ(
            faiss.IndexFlatIP(dimension), dimension, lists, faiss.METRIC_INNER_PRODUCT
        )

    def parameters(self, probes: int, chosen: Any) -> Any:
        return self.faiss.IVFRaBitQSearchParameters(nprobe=probes, sel=chosen, qb=4)


class RaBitQFastScan(Inverted):
    """The same, read by the fast scan."""

    @classmethod
    def index(cls, lists: int, dimension: int) -> Any:
        import faiss

        return faiss.IndexIVFRaBitQFastScan(
            faiss.IndexFlatIP(dimension), dimension, lists, faiss.METRIC_INNER_PRODUCT
        )


class Ours(Rival):
    """The index of this program as it is."""

    @classmethod
    def make(cls, data: Data, folder: Path, threads: int) -> None:
        from photos_ml.vectors import engine

        engine.building_threads = lambda: threads
        segment = cls._segment(data)
        save_coarse(folder / "lists", build_coarse(segment, kept=folder / "lists"), segment.ids)

    @staticmethod
    def _segment(data: Data) -> Segment:
        path, dimension = data.folder / "storage", data.rows.shape[1]
        if not path.exists():
            with path.open("wb") as stream:
                stream.write(bytes(ROOM_BYTES))
                for start in range(0, len(data.rows), BLOCK_ROWS):
                    rows = data.rows[start : start + BLOCK_ROWS]
                    stream.write(np.pad(rows, ((0, 0), (0, row_width(dimension) - dimension))).tobytes())
        with path.open("rb") as stream:
            mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_COPY)
            storage = Storage(np.frombuffer(mapped, np.uint8), dimension, mapped, stream.fileno())
        return Segment(np.arange(1, len(data.rows) + 1), storage)

    def open(self, folder: Path) -> None:
        segment = self._segment(self.data)
        coarse = load_coarse(folder / "lists", segment)
        from photos_ml.vectors.scaled import ScaledIndex

        self.opened: Any = ScaledIndex(self.data.rows.shape[1], [segment])
        self.opened.attach(coarse)

    def within(self, name: str, allowed: Allowed, setting: Any) -> Search:
        ids = None if allowed is None else allowed + 1
        return lambda query: [hit - 1 for hit, _ in self.opened.search(query, DEPTH, ids)]


class Lance(Rival):
    """LanceDB: IVF with product codes, scored again from disk; filters are columns. Rows are float32 here: of
    halves its index takes four times as long (findings/halves-indexed-by-lancedb.sh)."""

    @classmethod
    def make(cls, data: Data, folder: Path, threads: int) -> None:
        import lancedb
        import pyarrow as pa

        dimension = data.rows.shape[1]
        schema = pa.schema(
            [
                ("id", pa.int64()),
                ("part", pa.int32()),
                ("event", pa.bool_()),
                ("vector", pa.list_(pa.float32(), dimension)),
            ]
        )

        def batches() -> Iterable[Any]:
            for start in range(0, len(data.rows), BLOCK_ROWS):
                rows, parts = data.rows[start : start + BLOCK_ROWS], data.parts[start : start + BLOCK_ROWS]
                flat = pa.array(rows.astype(np.float32).reshape(-1))
                columns = [
                    pa.array(np.arange(start, start + len(rows))),
                    pa.array(parts % 1000),
                    pa.array(parts >= 1000),
                    pa.FixedSizeListArray.from_arrays(flat, dimension),
                ]
                yield pa.record_batch(columns, schema=schema)

        table = lancedb.connect(str(folder / "lance")).create_table("rows", batches(), schema=schema)
        table.create_index(
            metric="dot",
            vector_column_name="vector",
            index_type="IVF_PQ",
            num_partitions=lists_for(len(data.rows)) // 4,
            num_sub_vectors=dimension // 8,
        )
        table.create_scalar_index("part", index_type="BITMAP")
        table.create_scalar_index("event", index_type="BITMAP")

    def open(self, folder: Path) -> None:
        import lancedb

        self.table = lancedb.connect(str(folder / "lance")).open_table("rows")
        self.lists = lists_for(len(self.data.rows)) // 4

    def settings(self, allowed: Allowed) -> Iterable[Any]:
        for share in (0.02, 0.05, 0.1, 0.2, 0.5, 1.0):
            for refine in (10, 30, 100):
                yield max(int(share * self.lists), 1), refine

    def within(self, name: str, allowed: Allowed, setting: Any) -> Search:
        probes, refine = setting
        share = {"10 %": 100, "1 %": 10, "0.1 %": 1}.get(name)
        where = "event" if "event" in name else None if share is None else f"part < {share}"

        def search(query: Any) -> Sequence[int]:
            asked = self.table.search(query).distance_type("dot").nprobes(probes).refine_factor(refine)
            asked = asked.where(where, prefilter=True) if where else asked
            found: list[int] = asked.limit(DEPTH).select(["id", "_distance"]).to_arrow()["id"].to_pylist()
            return found

        return search


class Graph(Rival):
    """usearch: a graph (HNSW) of float16, mapped. It has no filter here: more are fetched and sieved."""

    @classmethod
    def make(cls, data: Data, folder: Path, threads: int) -> None:
        from usearch.index import Index

        index = Index(ndim=data.rows.shape[1], metric="ip", dtype="f16")
        for start in range(0, len(data.rows), BLOCK_ROWS):
            rows = np.ascontiguousarray(data.rows[start : start + BLOCK_ROWS])
            index.add(np.arange(start, start + len(rows)), rows, threads=threads)
        index.save(str(folder / "graph"))

    def open(self, folder: Path) -> None:
        from usearch.index import Index

        self.index = Index.restore(str(folder / "graph"), view=True)

    def settings(self, allowed: Allowed) -> Iterable[Any]:
        for expansion in (32, 64, 128, 256, 512, 1024):
            yield expansion, 2.0
        if allowed is not None:
            yield 1024, 6.0

    def within(self, name: str, allowed: Allowed, setting: Any) -> Search:
        expansion, surplus = setting
        self.index.expansion_search = expansion
        fetched = DEPTH
        if allowed is not None:
            passes = np.zeros(len(self.data.rows), bool)
            passes[allowed] = True
            share = len(allowed) / len(passes)
            fetched = min(int(surplus * DEPTH / share), 20_000)
            self.index.expansion_search = max(expansion, fetched)

        def search(query: Any) -> Sequence[int]:
            keys = self.index.search(query.astype(np.float16), fetched).keys
            if allowed is not None:
                keys = keys[passes[keys.astype(np.int64)]]
            found: list[int] = keys[:DEPTH].tolist()
            return found

        return search


class SqliteVec(Rival):
    """sqlite-vec: bits first, then the best of them by their float32 rows; filters are a column."""

    @classmethod
    def make(cls, data: Data, folder: Path, threads: int) -> None:
        execute, many = _database(folder / "vec.sqlite")
        dimension = data.rows.shape[1]
        execute(
            "CREATE VIRTUAL TABLE rows USING vec0(id INTEGER PRIMARY KEY, part INTEGER, event INTEGER, "
            f"bits bit[{dimension // 8 * 8}], +whole BLOB)"
        )
        middle = _middle(data)[: dimension // 8 * 8]
        execute("BEGIN")
        for start in range(0, len(data.rows), BLOCK_ROWS):
            rows, parts = data.rows[start : start + BLOCK_ROWS], data.parts[start : start + BLOCK_ROWS]
            bits = np.packbits(rows[:, : dimension // 8 * 8] > middle, axis=1, bitorder="little")
            many(
                "INSERT INTO rows (id, part, event, bits, whole) VALUES (?, ?, ?, vec_bit(?), ?)",
                (
                    (start + n, int(part % 1000), int(part >= 1000), bits[n].tobytes(), rows[n].tobytes())
                    for n, part in enumerate(parts)
                ),
            )
        execute("COMMIT")

    def open(self, folder: Path) -> None:
        self.execute, _ = _database(folder / "vec.sqlite")
        self.middle = _middle(self.data)

    def settings(self, allowed: Allowed) -> Iterable[Any]:
        return [200, 500, 1000, 2000, 4000]

    def within(self, name: str, allowed: Allowed, setting: Any) -> Search:
        share = {"10 %": 100, "1 %": 10, "0.1 %": 1}.get(name)
        where = " AND event = 1" if "event" in name else "" if share is None else f" AND part < {share}"
        wide = self.data.rows.shape[1] // 8 * 8
        sql = f"SELECT id, whole FROM rows WHERE bits MATCH vec_bit(?) AND k = {setting}{where}"

        def search(query: Any) -> Sequence[int]:
            bits = np.packbits(query[:wide] > self.middle[:wide], bitorder="little").tobytes()
            found = self.execute(sql, (bits,))
            whole = np.frombuffer(b"".join(row[1] for row in found), np.float16)
            scores = exact_scores(whole.reshape(len(found), -1), query)
            return [found[place][0] for place in np.argsort(-scores)[:DEPTH]]

        return search


RIVALS: dict[str, type[Rival]] = {
    "now": Ours,
    "pq": FastScan,
    "pq-fine": FineFastScan,
    "rabitq": RaBitQ,
    "rabitq-fast": RaBitQFastScan,
    "lancedb": Lance,
    "usearch": Graph,
    "sqlite-vec": SqliteVec,
}


def lists_for(count: int) -> int:
    """Two and four of the square root, a power of two."""
    return 1 << int(np.log2(max(2 * count**0.5, 4)))


def _middle(data: Data) -> Any:
    """The mean of some rows: bits say on which side of it a row lies."""
    return data.rows[:: max(len(data.rows) // 5000, 1)].astype(np.float32).mean(0)


def _database(path: Path) -> tuple[Callable[..., list[Any]], Callable[..., Any]]:
    import sqlite_vec

    try:
        import apsw
    except ImportError:
        database = sqlite3.connect(path, isolation_level=None)
        database.enable_load_extension(True)
        sqlite_vec.load(database)
        return lambda sql, values=(): database.execute(sql, values).fetchall(), database.executemany
    connection = apsw.Connection(str(path))
    connection.enable_load_extension(True)
    connection.load_extension(sqlite_vec.loadable_path())
    return lambda sql, values=(): connection.execute(sql, values).fetchall(), connection.executemany
