"""The drawing library, loaded once and used by one drawing at a time; the words on drawings."""

from __future__ import annotations

import threading
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

# Matplotlib shares font caches between figures.
drawing = threading.Lock()


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return what is written on charts and pictures."""
    path = Path(__file__).parent / "textes.yml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def blank_figure(size: tuple[float, float], dpi: int) -> Any:
    """Return a figure of a size in inches, with nothing on it."""
    with warnings.catch_warnings():
        # Matplotlib 3.5 says at import that it uses old names of pyparsing.
        warnings.simplefilter("ignore", DeprecationWarning)
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # type: ignore[import-untyped]
        from matplotlib.figure import Figure  # type: ignore[import-untyped]
    figure = Figure(figsize=size, dpi=dpi)
    FigureCanvasAgg(figure)
    return figure
