"""Pictures of any format as upright sRGB pixels, at the least cost that keeps `min_side`."""

from __future__ import annotations

from photos_ml.indexer.decode.limits import DecodeLimits
from photos_ml.indexer.decode.picture import decode_frame, decode_image, open_video, probe

__all__ = ["DecodeLimits", "decode_frame", "decode_image", "open_video", "probe"]
