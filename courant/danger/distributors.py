"""Which distributor acts in a place, and its emergency number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from courant.french.communes import commune_key, communes_named
from courant.french.lexicon import reference

_FILE = "distributeurs.yml"
_CORSICA = re.compile(r"^20\d{3}$")


@dataclass(frozen=True)
class Distributor:
    """Who acts on a network in a place.

    Attributes:
        name: the distributor.
        number: what to dial or to read, the national number when the local one is not known for sure.
        on_bill: the local number was not verified: the one printed on the bill comes first.
    """

    name: str
    number: str
    on_bill: bool = False


@dataclass(frozen=True)
class EmergencyNumbers:
    """The numbers to give in a place.

    Attributes:
        gas: number of the gas distributor.
        electricity: number of the electricity distributor.
        gas_distributor: who answers it.
        electricity_distributor: who answers it.
    """

    gas: str
    electricity: str
    gas_distributor: Distributor
    electricity_distributor: Distributor


def department_of(place: str) -> str | None:
    """Return the department of a postcode or of a commune (`69`, `2A`, `974`).

    `None` when it is unknown, or when communes of several departments bear that name.
    """
    digits = _digits(place)
    if _is_postcode(place):
        if _CORSICA.match(digits):
            return "2A" if digits < "20200" else "2B"
        return digits[:3] if digits.startswith(("97", "98")) else digits[:2]
    if re.fullmatch(r"\d{2,3}|2[abAB]", digits):
        return digits.upper()
    departments = {commune.department for commune in communes_named(place)}
    return departments.pop() if len(departments) == 1 else None


def _find(energy: str, place: str, department: str | None) -> dict[str, Any] | None:
    """Return the row of the file that fits best: the longest postcode, a commune, then the department."""
    rows = reference(_FILE)[energy]
    fitting = [
        (len(prefix), index)
        for index, row in enumerate(rows)
        for prefix in row.get("codes_postaux", ())
        if _is_postcode(place) and _digits(place).startswith(prefix)
    ]
    if fitting:
        return dict(rows[max(fitting)[1]])
    named = (row for row in rows if commune_key(place) in map(commune_key, row.get("communes", ())))
    by_department = (row for row in rows if department in row.get("departements", ()))
    return next((dict(row) for found in (named, by_department) for row in found), None)


def _digits(place: str) -> str:
    return re.sub(r"\s", "", place)


def _is_postcode(place: str) -> bool:
    return re.fullmatch(r"\d{5}", _digits(place)) is not None


def _national(energy: str, department: str | None) -> Distributor:
    """Return the national distributor; overseas, where there is none, the fire brigade."""
    default = reference(_FILE)["defaut"]
    number = str(default[energy]["telephone"])
    if department is not None and not re.fullmatch(r"\d\d", department):
        return Distributor(str(default[energy]["nom"]), str(default["secours"]["pompiers"]))
    if "XX" in number:
        unknown = str(default[energy]["sans_departement"])
        number = number.replace("XX", department) if department else unknown
    return Distributor(str(default[energy]["nom"]), number)


def _distributor(energy: str, place: str, department: str | None) -> Distributor:
    national = _national(energy, department)
    row = _find(energy, place, department)
    if row is None:
        return national
    verified = row.get("telephone") is not None and row["confiance"] == "lue"
    return Distributor(str(row["nom"]), str(row["telephone"]) if verified else national.number, on_bill=not verified)


def emergency_numbers(places: Iterable[str] = ()) -> EmergencyNumbers:
    """Return the emergency numbers of a place; the national ones when it is unknown.

    Args:
        places: postcodes and names of communes said by the customer; a postcode is preferred to a name.
    """
    said = sorted((one for one in places if department_of(one)), key=lambda one: not _is_postcode(one))
    place = said[0] if said else ""
    department = department_of(place) if place else None
    gas, electricity = _distributor("gaz", place, department), _distributor("electricite", place, department)
    return EmergencyNumbers(gas.number, electricity.number, gas, electricity)
