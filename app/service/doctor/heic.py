"""A HEIC picture of one colour, to try its decoder with: what is installed writes none."""

from __future__ import annotations

import zlib
from base64 import b64decode

_PACKED = (
    "eNpjYGCQSSupLMhIzUxmAILczDRDEDs3MzGNgYExLDe1JJEBAhQzUnKKoGyGgszkEgY0oJSZkw82xMWBgREIgYCxCkIDgSQQK2dm"
    "5qWBeSBRUSAnlQnKyyhLNgQx+QoyS3LhSq5lFhQVAOntmQXJ+UC6AqjMmZEZJDQBrEjuA8Ofvz9+MDDwMycAdUg4MPIw/v8PUsAM"
    "UsEMQnK7mBwSgZLaToyMaDILFBpZp73y1FyXxyTFwwESOgEiOBySgOrZXRgPFm1QcgBaI5ycn1OUl5xTARTmZWBrAAqJZBYXpEL9"
    "5gDFAgWZFZkgAWYODqBpDOKZBbmw4AOGCEsjEzMLKCRzUxJBoSeqwbg+4iffpPj/L1rr/279yV+x13ATNwA3xEr4"
)


def heic_of_one_colour() -> bytes:
    """64 x 64 pixels of the colour (200, 60, 40)."""
    return zlib.decompress(b64decode(_PACKED))
