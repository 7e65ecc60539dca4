"""How long text in pictures is searched for: `python -m tests.bench.bench_text --library DIR`.

Pages are made of words that thin out as those of a language do, of prices, dates and plates, and every
seventh of a word that stands nowhere else. A library that is there already is filled up.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from photos_ml.search.words import find_exact, find_written
from photos_ml.store import Library
from photos_ml.store.read_text import joined
from photos_ml.store.text import indexed

WORDS, SPREAD, PAGE = 200_000, 1.05, (4, 30)
"""Different words, how steeply they thin out (Zipf), and how many a page has."""
LETTERS = np.array(list("aaabcdeeeefghiiijklmnnoooprrsssttttuuvwyz"))
BATCH = 10_000
TURNS = 15
QUERIES: Mapping[str, str] = {
    "common word": "w3", "middling word": "w300", "rare word": "w30000", "two words": "w40 w400",
    "beginning": "w5000:5", "part of a word": "w20000:-4", "plate": "RE16 TGK", "number": "4711",
    "price": "85.26", "date": "12.11.2025", "one slip": "w20001~", "nowhere": "qxzvwkjq",
    "five words": "w9 w90 w900 w9000 w90000",
}  # fmt: skip


def vocabulary(random: np.random.Generator) -> list[str]:
    lengths = random.integers(3, 11, WORDS)
    letters = "".join(random.choice(LETTERS, int(lengths.sum())).tolist())
    ends = lengths.cumsum().tolist()
    return [letters[end - length : end] for end, length in zip(ends, lengths.tolist(), strict=True)]


def drawn(start: int, end: int, words: list[str]) -> Iterator[str]:
    random = np.random.default_rng(start)
    counts = random.integers(*PAGE, end - start)
    chance = 1 / np.arange(1, WORDS + 1) ** SPREAD
    ranks = random.choice(WORDS, int(counts.sum()), p=chance / chance.sum()).tolist()
    numbers = random.integers(0, 1_000_000_000, (end - start, 2)).tolist()
    at = 0
    for number, count, (price, day) in zip(range(start, end), counts.tolist(), numbers, strict=True):
        told = [words[rank] for rank in ranks[at : at + count]]
        at += count
        told.append(f"{price % 199 + 1}.{price // 199 % 100:02}")
        told.append(f"{day % 28 + 1:02}.{day // 28 % 12 + 1:02}.{2010 + day // 336 % 16}")
        if number % 50 == 0:
            told.append(
                f"{words[price % WORDS][:2].upper()} {day % 90 + 10} {words[day % WORDS][:3].upper()}"
            )
        if number % 7 == 0:
            told.append(f"{words[price % WORDS]}{words[day % WORDS]}")
        if number % 9973 == 0:
            told.append("RE 16 TGK")
        yield " ".join(told)


def fill(library: Library, count: int, words: list[str], seconds: float) -> int:
    """Pages up to `count`, straight into the tables: what the step writes, without its boxes. How many there
    are after `seconds` at most."""
    database, started = library.database, time.perf_counter()
    root = library.add_root(Path("/photos"))
    assert root.id
    done = int(database.scalar("SELECT count(*) FROM text_pages") or 0)
    for start in range(done, count, BATCH):
        if time.perf_counter() - started > seconds:
            return start
        numbers = range(start, min(start + BATCH, count))
        told = list(drawn(numbers.start, numbers.stop, words))
        with database.transaction() as connection:
            connection.executemany(
                "INSERT INTO contents (id, hash) VALUES (?, ?)", ((n + 1, f"{n:064x}") for n in numbers)
            )
            connection.executemany(
                "INSERT INTO photos (id, content_id, media, width, height, lens, title, caption, burst_id, "
                "added_at) VALUES (?, ?, 'photo', 4000, 3000, '', '', '', '', '')",
                ((n + 1, n + 1) for n in numbers),
            )
            connection.executemany(
                "INSERT INTO text_pages (content_id, words, joined) VALUES (?, ?, ?)",
                ((n + 1, indexed(page), joined(page)) for n, page in zip(numbers, told, strict=True)),
            )
    return max(done, count)


def asked(query: str, words: list[str]) -> str:
    """A query with its words by rank: 'w30', the first letters 'w30:5', the last 'w30:-4', a slip 'w30~'."""
    found = []
    for part in query.split():
        rank, _, cut = part.removesuffix("~")[1:].partition(":")
        if not rank.isdigit() or not part.startswith("w"):
            found.append(part)
            continue
        long = next(word for word in words[int(rank) :] if len(word) >= 8)
        word = long if cut or part.endswith("~") else words[int(rank)]
        if cut:
            word = word[: int(cut)] if int(cut) > 0 else word[int(cut) :]
        found.append(f"{word[:3]}{word[4]}{word[3]}{word[5:]}" if part.endswith("~") else word)
    return " ".join(found)


def measured(library: Library, words: list[str]) -> None:
    """Milliseconds of processor time of each query, the first turn apart: a busy machine says no other."""
    everything: list[float] = []
    for name, pattern in {**QUERIES, "quote": "w40 w400"}.items():
        query, times, hits = asked(pattern, words), list[float](), 0
        for _ in range(TURNS):
            started = time.process_time()
            if name == "quote":
                exact = find_exact(library, [query])
                hits = 0 if exact is None else len(exact)
            else:
                hits = len(find_written(library, query).ids)
            times.append((time.process_time() - started) * 1000)
        everything += times[1:]
        middle, worst = statistics.median(times[1:]), max(times[1:])
        print(
            f"{name:16} {query[:34]:34} {hits:8,} photos  first {times[0]:7.1f}  "
            f"median {middle:7.1f}  worst {worst:7.1f} ms"
        )
    everything.sort()
    late = everything[int(len(everything) * 0.95)]
    print(f"all: median {statistics.median(everything):.1f} ms, 95 % within {late:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=170, help="to fill it; another run goes on")
    options = parser.parse_args()
    words = vocabulary(np.random.default_rng(1))
    with Library.open(options.library, create=True) as library:
        started = time.perf_counter()
        pages = fill(library, options.pages, words, options.seconds)
        size = library.database.path.stat().st_size
        print(f"{pages:,} pages, {size / 1e6:.0f} MB, filled in {time.perf_counter() - started:.0f} s")
        measured(library, words)


if __name__ == "__main__":
    main()
