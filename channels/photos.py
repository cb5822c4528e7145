"""Photos that customers send, whatever the channel: checked by their content, made small, freed of hidden facts."""

from __future__ import annotations

import asyncio
import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_BYTES = 5_000_000
KIND = "image/jpeg"
# Formats of phones and browsers; the content tells, never the name.
FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 2000  # pixels: a meter's digits stay readable
MOST_PIXELS = 60_000_000
QUALITY = 85


class BadPhoto(ValueError):
    """The file is no photo that can be read; the message says why."""


async def clean(content: bytes) -> bytes:
    """Return a photo as a plain JPEG, worked on beside the event loop.

    Raises:
        BadPhoto: it is too large, no picture, or broken.
    """
    if len(content) > LARGEST_BYTES:
        raise BadPhoto(f"at most {LARGEST_BYTES} bytes")
    return await asyncio.to_thread(_clean, content)


def _clean(content: bytes) -> bytes:
    """Upright, at most `LONGEST_SIDE` pixels, and without the place, the hour and the phone that cameras write."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                return _as_jpeg(picture)
    except UnidentifiedImageError as error:
        raise BadPhoto("neither JPEG, PNG nor WebP") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPhoto("the picture cannot be read") from error


def _as_jpeg(picture: Image.Image) -> bytes:
    if picture.width * picture.height > MOST_PIXELS:
        raise BadPhoto(f"at most {MOST_PIXELS} pixels")
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = io.BytesIO()
    upright.save(written, "JPEG", quality=QUALITY)  # nothing but the pixels is handed over
    return written.getvalue()
