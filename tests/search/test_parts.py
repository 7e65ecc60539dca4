"""Fifty ways to ask for a part of what a picture says: all of them find it, first of all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from photos_ml.search.words import find_exact, find_written
from photos_ml.store import Batch, FileGroup, FileStat, Library, Upsert
from photos_ml.store.read_text import TEXT, TextTable
from photos_ml.store.steps import Outcome, Record
from photos_ml.types import Metadata

STEP = Record(TEXT, "made", (TextTable(),))
PAGES = {
    "plate": ("RE 16 TGK",),
    "plate 2": ("B-MW 4711",),
    "plate 3": ("7ABC123",),
    "receipt": ("REWE Markt GmbH", "Bio Vollmilch 1,19 €", "Summe EUR 85.26", "12.11.2025 18:04",
                "IBAN DE89 3704 0044"),
    "bill": ("Invoice No. 2024-00817", "Total due: $1,249.00", "Payment by 2025-03-31"),
    "wifi": ("WiFi: Gästenetz", "Passwort: Sommer-2024!"),
    "ticket": ("Boarding pass", "LH 1173", "Gate B42", "Seat 17F", "Frankfurt - Lissabon"),
    "slide": ("Customer churn", "Q3 2025: -4.7 %", "Retention by cohort"),
    "station": ("Hauptbahnhof", "Straße der Pariser Kommune", "Gleis 12"),
    "shop": ("Öffnungszeiten", "Mo-Fr 9:00-18:30 Uhr", "Donaudampfschifffahrtsgesellschaft"),
    "menu": ("crème brûlée 7.50", "Bœuf bourguignon 18.90"),
    "sign": ("Danger", "High voltage", "20 000 V"),
    "book": ("Chapter Seven", "The unbearable lightness of being"),
    "phone": ("Tel. +49 (0)30 901820",),
    "serial": ("S/N: C02XK1YZJHD3", "Model A2141"),
    "tokyo": ("東京タワー 出口",),
    "street": ("Calle de los Niños", "Núm. 25"),
    "label": ("Paracetamol 500 mg", "Exp 08/2027", "LOT 44-A19"),
}  # fmt: skip
ASKED = {
    # of plates and numbers, with and without what stands between
    "RE16": "plate", "RE16 TGK": "plate", "re16tgk": "plate", "16 TGK": "plate", "16TGK": "plate",
    "BMW4711": "plate 2", "MW 4711": "plate 2", "4711": "plate 2", "ABC123": "plate 3", "7abc": "plate 3",
    "LH1173": "ticket", "gate B42": "ticket", "17F": "ticket", "00817": "bill", "2024-00817": "bill",
    "DE89 3704": "receipt", "DE8937040044": "receipt", "901820": "phone", "+49 (0)30 901820": "phone",
    "C02XK1": "serial", "A2141": "serial", "44-A19": "label", "44A19": "label",
    "20000 V": "sign", "20 000": "sign", "500mg": "label",
    # prices and dates as they are written
    "85.26": "receipt", "85,26": "receipt", "1,19": "receipt", "$1,249.00": "bill", "1249.00": "bill",
    "7.50": "menu", "18.90": "menu", "12.11.2025": "receipt", "18:04": "receipt", "2025-03-31": "bill",
    "08/2027": "label", "9:00-18:30": "shop", "-4.7": "slide",
    # parts of words
    "bahnhof": "station", "dampfschiff": "shop", "gesellschaft": "shop", "cetamol": "label",
    "nungszeiten": "shop",
    "タワー": "tokyo", "vollmil": "receipt", "ninos": "street",
    # one slip in a long word
    "hauptbanhof": "station", "paracetanol": "label", "retenion": "slide", "bourguigon": "menu",
}  # fmt: skip
QUOTED = {
    "lightness of being": "book", "high voltage": "sign", "customer churn": "slide",
    "straße der pariser": "station",
    "creme brulee": "menu", "total due": "bill",
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The pages above among 400 others of words and numbers."""
    random = np.random.default_rng(5)
    others = [
        " ".join("".join(random.choice(list("abdeghiklmnoprstu"), n)) for n in random.integers(3, 9, 12))
        + f" {random.integers(100, 9999)}"
        for _ in range(400)
    ]
    with Library.open(tmp_path_factory.mktemp("parts") / "library", create=True) as opened:
        root = opened.add_root(Path("/photos"))
        pages = [*PAGES.values(), *((page,) for page in others)]
        changes = [
            Upsert(
                FileGroup(root.id, "/photos", "", FileStat(f"x{'y' * (n % 9)}.jpg", n + 1, n)),
                f"{n:064x}",
                Metadata(),
            )
            for n in range(len(pages))
        ]
        opened.write(Batch(upserts=tuple(changes)))
        ids = {row["hash"]: row["id"] for row in opened.database.query("SELECT id, hash FROM contents")}
        outcomes = [
            Outcome(
                ids[f"{n:064x}"],
                {"text_lines": [(line, 0.99, np.zeros(8, "<f4").tobytes()) for line in lines]},
            )
            for n, lines in enumerate(pages)
        ]
        opened.steps.write(STEP, outcomes)
        yield opened


def test_parts_find_the_page_they_are_of(library: Library) -> None:
    assert len(ASKED) + len(QUOTED) >= 50
    names, missed = list(PAGES), {}
    for query, page in ASKED.items():
        written = find_written(library, query)
        chances = written.probability()
        best = int(written.ids[chances.argmax()]) if len(chances) else 0
        if not best or best > len(names) or names[best - 1] != page or chances.max() < 0.5:
            missed[query] = (best, float(chances.max(initial=0)))
    assert missed == {}


def test_quotes_are_found_word_for_word(library: Library) -> None:
    names = list(PAGES)
    for query, page in QUOTED.items():
        ids = find_exact(library, [query])
        assert ids is not None
        assert [names[one - 1] for one in ids.tolist()] == [page], query
    assert find_exact(library, ["of lightness being"]).tolist() == []  # type: ignore[union-attr]
