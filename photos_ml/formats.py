"""The one table of file formats: which files are photos, what reads them, and how a browser is told of them.

Whatever is in it is looked for in a folder, and is either read or listed as a failure that says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a file of a format is to a library."""

    PICTURE = "picture"
    RAW = "raw"
    VIDEO = "video"
    UNREADABLE = "unreadable"
    """A picture that nothing here reads: a failure, so that nobody wonders where it is."""
    SIDECAR = "sidecar"


class Family(StrEnum):
    """Which library decodes a file; the raster families are Pillow's format names."""

    RAW = "raw"
    VIDEO = "video"
    JPEG_XL = "JPEG XL"
    HEIF = "HEIF"
    AVIF = "AVIF"
    BMP = "BMP"
    GIF = "GIF"
    ICO = "ICO"
    JPEG = "JPEG"
    JPEG2000 = "JPEG2000"
    PCX = "PCX"
    PNG = "PNG"
    PPM = "PPM"
    PSD = "PSD"
    QOI = "QOI"
    SGI = "SGI"
    TGA = "TGA"
    TIFF = "TIFF"
    WEBP = "WEBP"


@dataclass(frozen=True, slots=True)
class Format:
    """A file format. `suffixes` are in small letters, with their dot; content counts for more."""

    name: str
    role: Role
    suffixes: tuple[str, ...]
    family: Family | None = None
    """None where nothing here decodes it."""
    media_type: str = ""
    """As registered, or as browsers know it; empty where there is none that helps."""
    in_browsers: bool = False
    """Every browser shows it as it is."""
    extra: str = ""
    """The optional install that reads it."""
    signs: tuple[tuple[int, bytes], ...] = ()
    """(offset, bytes) that a file must hold to be of this format: for suffixes which other files share."""


def _picture(
    family: Family, suffixes: str, media_type: str = "", *, in_browsers: bool = False, extra: str = ""
) -> Format:
    name = family.value
    return Format(name, Role.PICTURE, _dotted(suffixes), family, media_type, in_browsers, extra)


def _video(name: str, suffixes: str, media_type: str, *signs: tuple[int, bytes]) -> Format:
    return Format(name, Role.VIDEO, _dotted(suffixes), Family.VIDEO, media_type, extra="video", signs=signs)


def _unreadable(name: str, suffixes: str) -> Format:
    return Format(name, Role.UNREADABLE, _dotted(suffixes))


def _dotted(suffixes: str) -> tuple[str, ...]:
    return tuple(f".{suffix}" for suffix in suffixes.split())


FORMATS = (
    _picture(Family.JPEG, "jpg jpeg jpe jfif jif jfi mpo jps insp", "image/jpeg", in_browsers=True),
    _picture(Family.PNG, "png apng", "image/png", in_browsers=True),
    _picture(Family.WEBP, "webp", "image/webp", in_browsers=True),
    _picture(Family.GIF, "gif", "image/gif", in_browsers=True),
    _picture(Family.AVIF, "avif avifs", "image/avif", in_browsers=True),
    _picture(Family.HEIF, "heic heif hif heics heifs", "image/heic"),
    _picture(Family.JPEG_XL, "jxl", "image/jxl", extra="jxl"),
    _picture(Family.TIFF, "tif tiff", "image/tiff"),
    _picture(Family.JPEG2000, "jp2 j2k j2c jpc jpx jpf", "image/jp2"),
    _picture(Family.BMP, "bmp dib", "image/bmp"),
    _picture(Family.PSD, "psd", "image/vnd.adobe.photoshop"),
    _picture(Family.PPM, "ppm pgm pbm pnm pfm", "image/x-portable-anymap"),
    _picture(Family.TGA, "tga"),
    _picture(Family.PCX, "pcx"),
    _picture(Family.ICO, "ico"),
    _picture(Family.QOI, "qoi"),
    _picture(Family.SGI, "sgi"),
    Format(
        "RAW",
        Role.RAW,
        _dotted(
            "3fr arw bay cr2 cr3 crw dcr dng drf erf fff gpr iiq k25 kdc mef mos mrw nef nrw orf ori pef ptx "
            "pxn raf raw rw2 rwl sr2 srf srw x3f"
        ),
        Family.RAW,
    ),
    _video("MP4", "mp4 m4v insv", "video/mp4"),
    _video("QuickTime", "mov qt", "video/quicktime"),
    _video("WebM", "webm", "video/webm"),
    _video("Matroska", "mkv", "video/x-matroska"),
    _video("3GPP", "3gp 3gpp 3g2", "video/3gpp"),
    _video("AVI", "avi divx", "video/x-msvideo"),
    _video("AVCHD", "mts m2ts m2t tod", "video/mp2t"),
    _video("MPEG", "mpg mpeg mpe m2v vob", "video/mpeg"),
    _video("Windows Media", "wmv asf", "video/x-ms-wmv"),
    _video("Flash", "flv f4v", "video/x-flv"),
    _video("Ogg", "ogv ogm", "video/ogg"),
    _video("DV", "dv", "video/dv"),
    _video("MXF", "mxf", "application/mxf"),
    _video("MPEG transport stream", "ts", "video/mp2t", (0, b"\x47"), (188, b"\x47")),  # or TypeScript
    _video("MPEG of a camcorder", "mod", "video/mpeg", (0, b"\x00\x00\x01\xba")),  # or go.mod, or music
    _video("clip of a Pixel's motion photo", "mp", "video/mp4", (4, b"ftyp")),
    _unreadable("SVG", "svg svgz"),
    _unreadable("PostScript", "eps ai"),
    _unreadable("large Photoshop", "psb"),
    _unreadable("GIMP", "xcf"),
    _unreadable("OpenEXR", "exr"),
    _unreadable("Radiance HDR", "hdr"),
    _unreadable("JPEG XR", "jxr wdp hdp"),
    _unreadable("RED or Blackmagic RAW", "r3d braw"),
    _unreadable("Phase One package", "eip"),
    Format("XMP", Role.SIDECAR, (".xmp",)),
    Format("JSON", Role.SIDECAR, (".json",)),
)

_BY_SUFFIX = {suffix: found for found in FORMATS for suffix in found.suffixes}


def suffix_of(name: str) -> str:
    """A file name's suffix in small letters, with its dot; empty for '.hidden' and 'name'."""
    stem, _, suffix = name.rpartition(".")
    return f".{suffix.lower()}" if stem else ""


def format_of(name: str) -> Format | None:
    """What a file's name says it is; None for what no library cares about."""
    return _BY_SUFFIX.get(suffix_of(name))


def is_video(name: str) -> bool:
    """Whether a file name is that of a video."""
    found = format_of(name)
    return found is not None and found.family is Family.VIDEO


def suffixes_of(*roles: Role) -> frozenset[str]:
    """All suffixes of formats in these roles, with their dots."""
    return frozenset(suffix for suffix, found in _BY_SUFFIX.items() if found.role in roles)
