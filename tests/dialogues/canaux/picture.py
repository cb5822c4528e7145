"""A photo that a phone could have taken."""

from __future__ import annotations

import io

from PIL import Image


def picture() -> bytes:
    """A small JPEG."""
    content = io.BytesIO()
    Image.new("RGB", (320, 240), "grey").save(content, "JPEG")
    return content.getvalue()
