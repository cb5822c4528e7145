"""French communes of some size: their department and their postcodes."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from courant.french.folding import fold
from courant.french.lexicon import REFERENCE

FILE = "communes.tsv"


@dataclass(frozen=True)
class Commune:
    """A commune of a thousand inhabitants or more.

    Attributes:
        name: as it is officially written.
        department: `69`, `2A`, `974`.
        postcodes: all of them, in order.
    """

    name: str
    department: str
    postcodes: tuple[str, ...]


def commune_key(name: str) -> str:
    """Return what two spellings of a commune have in common: `St-Étienne`, `saint etienne`."""
    plain = re.sub(r"[^a-z0-9]+", " ", fold(name)).strip()
    plain = re.sub(r"\bste\b", "sainte", re.sub(r"\bst\b", "saint", plain))
    return plain


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, tuple[Commune, ...]], Mapping[str, tuple[Commune, ...]]]:
    by_name: dict[str, tuple[Commune, ...]] = {}
    by_postcode: dict[str, tuple[Commune, ...]] = {}
    with (REFERENCE / FILE).open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t")
        for row in rows:
            one = Commune(row["nom"], row["departement"], tuple(row["codes_postaux"].split()))
            by_name[commune_key(one.name)] = (*by_name.get(commune_key(one.name), ()), one)
            for postcode in one.postcodes:
                by_postcode[postcode] = (*by_postcode.get(postcode, ()), one)
    return by_name, by_postcode


def communes_named(name: str) -> tuple[Commune, ...]:
    """Return the communes of that name, the most populated first, whatever its accents, hyphens or `St`."""
    return _tables()[0].get(commune_key(name), ())


def communes_at(postcode: str) -> tuple[Commune, ...]:
    """Return the communes of a postcode, the most populated first; small communes are not listed."""
    return _tables()[1].get(postcode, ())


@lru_cache(maxsize=1)
def name_sizes() -> Mapping[str, int]:
    """Return, for each first word of a name, how many words the longest such name has."""
    sizes: dict[str, int] = {}
    for key in _tables()[0]:
        parts = key.split()
        sizes[parts[0]] = max(sizes.get(parts[0], 0), len(parts))
    # « St » and « Ste » begin the same names as « Saint » and « Sainte ».
    return sizes | {"st": sizes.get("saint", 0), "ste": sizes.get("sainte", 0)}
