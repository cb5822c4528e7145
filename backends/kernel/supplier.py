"""Who the supplier is: ``brand.yml`` for what customers see everywhere, ``supplier.yml`` for what a bill needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from backends.kernel.config import PROJECT_ROOT

_LEGAL_FILE = PROJECT_ROOT / "backends" / "supplier.yml"


@dataclass(frozen=True)
class Supplier:
    """Identity of the supplier. ``texts`` are the texts of ``brand.yml`` and the keys of ``supplier.yml``."""

    name: str
    texts: dict[str, str]

    def __getitem__(self, key: str) -> str:
        """Return a text, empty when the files do not give it."""
        return self.texts.get(key, "")


@lru_cache(maxsize=4)
def supplier(brand_file: Path) -> Supplier:
    """Read who the supplier is; without a brand file only the legal identity is known."""
    legal = _mapping(_LEGAL_FILE)
    brand = _mapping(brand_file).get("textes", {}) if brand_file.is_file() else {}
    texts = {str(key): str(value) for key, value in {**legal, **brand}.items()}
    return Supplier(texts.get("marque", texts["raison_sociale"]), texts)


def _mapping(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found
