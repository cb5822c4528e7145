"""Business rules of the supplier, from ``regles:`` of ``brand.yml``: said by the assistant, kept by the back ends."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

import yaml

from backends.kernel.config import ConfigError


@lru_cache(maxsize=4)
def _rules(brand_file: Path) -> Mapping[str, object]:
    content = yaml.safe_load(brand_file.read_text(encoding="utf-8")) if brand_file.is_file() else {}
    found: Mapping[str, object] = content.get("regles", {})
    return found


def rule(brand_file: Path, key: str) -> Decimal:
    """Return a rule as a number: euros, days, hours, whatever its key says.

    Raises:
        ConfigError: It is absent or no number; no limit is ever implied.
    """
    value = _rules(brand_file).get(key)
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise ConfigError(f"{brand_file.name}: regles: {key}: a number is expected") from None


def rule_cents(brand_file: Path, key: str) -> int:
    """Return a rule that is an amount in euros, as integer cents."""
    return int(rule(brand_file, key).scaleb(2))
