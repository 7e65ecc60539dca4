"""Languages that are told but not read: so that a query in one of them is not silently half understood."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from photos_ml.planner.lang.base import words_in

LEAST_TOLD = 2
"""Words of a language before a query is taken for it: one may be a name or a loan."""
UNMISTAKABLE = 2
"""What a word counts for that is of no other language and in no name."""
_LATIN = "LATIN"
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "Dutch": "van het een met zonder op aan bij naar voor mijn onze wij deze vorige vorig jaar geleden "
        "zomer hond kat sneeuw kinderen gisteren maand laatste nieuwste toon niet strand "
        "vakantie",
        "Swedish": "och pa utan fran mitt vara forra aret sommaren stranden hunden bilder visa igar med snon "
        "barnen semestern katten",
        "Danish or Norwegian": "og pa uden uten fra mit vores sidste siste aret sommeren stranden hunden vis "
        "billeder bilder med barna bornene katten ferien",
        "Finnish": "ja kuvat kuva kuvia ilman viime kesa kesalla rannalla koira koirasta vuonna nayta",
        "Polish": "z na bez w zdjecia zdjecie zeszlego lata roku psa plazy moje pokaz latem pies kot snieg",
        "Czech or Slovak": "bez na fotky fotka fotografie loni leto leta plazi moje ukaz pes v z psa zime",
        "Hungarian": "az kepek kep kutya nelkul tavaly nyaron nyar kutyak strandon mutasd evben",
        "Romanian": "fara poze poza cu din vara trecuta caine plaja anul trecut pe imagini",
        "Turkish": "ve gecen yaz fotograflar fotograflari kopek plajda resimleri ile yil resimler goster",
        "Indonesian or Malay": "dan di tanpa pantai anjing tahun lalu dengan gambar pada liburan tunjukkan",
        "Catalan": "amb sense els dels gos platja l'estiu passat mostra fotografies hivern gossos",
        "Vietnamese": "anh khong bai bien cho mua nam ngoai hinh cua toi voi",
    }
)
_SURE: Mapping[str, str] = MappingProxyType(
    {
        "Dutch": "foto's honden hondje vakantie kinderen zomer zomers afgelopen geleden verjaardag "
        "zonsondergang sneeuw gisteren eergisteren vandaag fiets fietsen huwelijk bruiloft "
        "bloemen zwemmen vliegtuig vrienden jarig voorjaar weekeinde schermafbeelding "
        "schermafbeeldingen nieuwste oudste mijn meisje jongen buiten",
        "Swedish": "sommaren hundar semester semestern barnen julafton igar forra solnedgang fodelsedag "
        "skarmbilder vanner",
        "Danish or Norwegian": "billeder fodselsdag bornene skjermbilder skaermbilleder juleaften venner",
        "Finnish": "kuvat kuvia kesalla kesalta koirat kissat rannalla syntymapaiva lapset mokki "
        "auringonlasku",
        "Polish": "zdjecia zdjecie zdjec wakacje wakacji plazy dzieci dziecko urodziny gorach zachod "
        "slonca morzem wesele babcia dziadek rodzina wczoraj zeszlym latem jezioro kwiaty",
        "Czech or Slovak": "fotky dovolena dovolenka narozeniny slunce vanoce vianoce",
        "Hungarian": "kepek kutya kutyak tengerpart szuletesnap karacsony nyaralas gyerekek naplemente",
        "Romanian": "caine pisica vacanta nastere craciun copii",
        "Turkish": "fotograflar kopek plajda tatil cocuklar gunbatimi",
        "Indonesian or Malay": "anjing kucing liburan",
        "Catalan": "gossos platja aniversari muntanya hivern",
    }
)
"""Of which one is enough where no language that is read is told."""
_SCRIPTS: Mapping[str, str] = MappingProxyType(
    {
        "CYRILLIC": "Cyrillic letters",
        "GREEK": "Greek letters",
        "ARABIC": "Arabic letters",
        "HEBREW": "Hebrew letters",
        "DEVANAGARI": "Devanagari letters",
        "THAI": "Thai letters",
        "HANGUL": "Korean letters",
        "HIRAGANA": "Japanese letters",
        "KATAKANA": "Japanese letters",
        "CJK": "Chinese or Japanese letters",
    }
)


def stranger(words: Sequence[str], score: float) -> str:
    """What these folded words are of more than of a language that is read, by its name in English; '' where
    they are of none. `score`: how much the best of those that are read is told by them.
    """
    counts: dict[str, int] = {}
    for word in set(words):
        for name, count in _by_word().get(word, {}).items():
            counts[name] = counts.get(name, 0) + count
    name, most = max(counts.items(), key=lambda item: item[1], default=("", 0))
    return name if most >= LEAST_TOLD and most > score else ""


def script_of(text: str) -> str:
    """The letters that most of a text is written in, '' where they are Latin or there are none."""
    counts: dict[str, int] = {}
    for letter in text:
        if letter.isalpha():
            script = unicodedata.name(letter, _LATIN).split()[0]
            counts[script] = counts.get(script, 0) + 1
    most = max(counts, key=lambda script: counts[script], default=_LATIN)
    return "" if most == _LATIN else _SCRIPTS.get(most, "other letters")


@lru_cache(maxsize=1)
def _by_word() -> Mapping[str, Mapping[str, int]]:
    """Word -> what it counts for each language that it is of."""
    found: dict[str, dict[str, int]] = {}
    for told, count in ((_WORDS, 1), (_SURE, UNMISTAKABLE)):
        for name, words in told.items():
            for word in words_in(words):
                found.setdefault(word, {})[name] = count
    return found
