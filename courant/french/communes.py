"""French communes of some size: their department and their postcodes."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from courant.french.folding import fold
from courant.french.lexicon import REFERENCE

FILE, USAGE_FILE = "communes.tsv", "communes_usage.tsv"


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
    plain = re.sub(r"[^a-z0-9]+", " ", re.sub(r"\bs/\s?", "sur ", fold(name))).strip()
    plain = re.sub(r"\bste\b", "sainte", re.sub(r"\bst\b", "saint", plain))
    return plain


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, tuple[Commune, ...]], Mapping[str, tuple[Commune, ...]]]:
    by_name: dict[str, tuple[Commune, ...]] = {}
    by_postcode: dict[str, tuple[Commune, ...]] = {}
    for row in _rows(FILE):
        one = Commune(row["nom"], row["departement"], tuple(row["codes_postaux"].split()))
        by_name[commune_key(one.name)] = (*by_name.get(commune_key(one.name), ()), one)
        for postcode in one.postcodes:
            by_postcode[postcode] = (*by_postcode.get(postcode, ()), one)
    for row in _rows(USAGE_FILE):
        by_name.setdefault(row["usage"], by_name[commune_key(row["nom"])])
    return by_name, by_postcode


def _rows(file: str) -> list[dict[str, str]]:
    with (REFERENCE / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t"))


def communes_named(name: str) -> tuple[Commune, ...]:
    """Return the communes of that name, the most populated first, whatever its accents, hyphens or `St`.

    Names in use that are shorter than the official one count too (`La Baule`).
    """
    return _tables()[0].get(commune_key(name), ())


def communes_at(postcode: str) -> tuple[Commune, ...]:
    """Return the communes of a postcode, the most populated first; small communes are not listed."""
    return _tables()[1].get(postcode, ())


@lru_cache(maxsize=1)
def _ranks() -> Mapping[str, int]:
    return {key: rank for rank, key in enumerate(_tables()[0], 1)}


def population_rank(name: str) -> int | None:
    """Return the place of a commune by its population, 1 for Paris; `None` when it is not listed."""
    return _ranks().get(commune_key(name))


def large_names(count: int = 400) -> tuple[str, ...]:
    """Return the names, as `commune_key` writes them, of the most populated communes."""
    return tuple(islice(_tables()[0], count))


@lru_cache(maxsize=1)
def name_sizes() -> Mapping[str, int]:
    """Return, for each first word of a name, how many words the longest such name has."""
    sizes: dict[str, int] = {}
    for key in _tables()[0]:
        parts = key.split()
        sizes[parts[0]] = max(sizes.get(parts[0], 0), len(parts))
    # « St » and « Ste » begin the same names as « Saint » and « Sainte ».
    return sizes | {"st": sizes.get("saint", 0), "ste": sizes.get("sainte", 0)}
