"""An address as a QR code, for a page and for a terminal."""

from __future__ import annotations

import io

QUIET = 2
"""Empty modules around it: four are asked for, two are enough for phones, and narrow terminals have room."""
BLOCKS = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
"""Two modules one above the other, each dark or not."""


def qr_svg(text: str) -> str:
    """A document of its own: dark modules on light, whatever the page around it."""
    import segno  # here: only this makes codes

    found = io.BytesIO()
    code = segno.make(text, micro=False)
    code.save(found, kind="svg", border=QUIET, dark="#000", light="#fff", omitsize=True, xmldecl=False)
    return found.getvalue().decode("utf-8")


def qr_lines(text: str) -> list[str]:
    """Lines of half blocks, two rows of modules in each: to be printed black on white."""
    import segno

    rows = [[bool(one) for one in row] for row in segno.make(text, micro=False).matrix_iter(border=QUIET)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return [
        "".join(BLOCKS[pair] for pair in zip(*rows[at : at + 2], strict=True))
        for at in range(0, len(rows), 2)
    ]
