"""All that files say about a photo: EXIF, XMP, IPTC, sidecars, file names, video containers."""

from photos_ml.indexer.metadata.reader import read_metadata, read_name

__all__ = ["read_metadata", "read_name"]
