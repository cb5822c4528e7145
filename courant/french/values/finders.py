"""Every value of a text at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import NamedTuple

from courant.french.values import (
    charges,
    clock,
    documents,
    durations,
    emails,
    energy,
    identifiers,
    meters,
    money,
    phones,
    postcodes,
)
from courant.french.values.calendar import find_dates
from courant.french.values.found import Found, resolve
from courant.french.values.places import find_streets
from courant.french.values.reading import Reading, read

_DIGIT, _ANY = re.compile(r"\d"), re.compile("")


class Finder(NamedTuple):
    """A function that finds values.

    Attributes:
        kinds: the kinds it may return; several come from one pass over the text.
        find: the function.
        trigger: what a text must hold for it to be worth asking.
    """

    kinds: frozenset[str]
    find: Callable[[Reading], list[Found]]
    trigger: re.Pattern[str] = _DIGIT


FINDERS = (
    Finder(frozenset({"montant"}), money.find_amounts, re.compile(r"\d|aine|millier|douze")),
    Finder(frozenset({"numero_facture", "numero_dossier", "numero_commande"}), documents.find_documents),
    Finder(frozenset({"numero_client"}), identifiers.find_customers),
    Finder(frozenset({"pdl", "pce"}), identifiers.find_delivery_points),
    Finder(frozenset({"iban"}), identifiers.find_ibans),
    Finder(frozenset({"telephone"}), phones.find_phones),
    Finder(frozenset({"email"}), emails.find_emails, _ANY),
    Finder(frozenset({"code_postal"}), postcodes.find_postcodes),
    Finder(frozenset({"index_compteur"}), meters.find_indexes),
    Finder(frozenset({"heure"}), clock.find_hours, re.compile(r"\d|midi|minuit")),
    Finder(frozenset({"duree"}), durations.find_durations, re.compile(r"\d|heure|aine|trimestre|semestre|week")),
    Finder(frozenset({"energie"}), energy.find_energies, re.compile("ga|el|lec")),
    Finder(frozenset({"points"}), energy.find_points),
    Finder(frozenset({"type_frais"}), charges.find_charges, _ANY),
)
# « frais de gaz » is about a charge and an energy at once: these do not compete with other kinds.
_ASIDE = ("energie", "type_frais")


def find_all(text: str, today: date, kinds: Collection[str] | None = None) -> list[Found]:
    """Return the values of a text, in its order, at most one for each of its characters.

    An energy or a charge may also stand inside another value; what stands in the name of a street (« 3 rue du
    Gaz », « rue du 8 mai ») is none.

    Args:
        text: what the customer wrote.
        today: the day that relative dates refer to.
        kinds: only these kinds; all of them when `None`.
    """
    reading = read(text)
    found: list[Found] = []
    for one in FINDERS:
        if (kinds is None or not one.kinds.isdisjoint(kinds)) and one.trigger.search(reading.text):
            found += one.find(reading)
    if kinds is None or "date" in kinds:
        found += find_dates(reading, today)
    streets = find_streets(reading)
    found = [one for one in found if not any(one.overlaps(street) for street in streets)]
    if kinds is not None:
        found = [one for one in found if one.kind in kinds]
    main = resolve(one for one in found if one.kind not in _ASIDE)
    aside = [one for kind in _ASIDE for one in resolve(f for f in found if f.kind == kind)]
    return sorted([*main, *aside], key=lambda one: (one.start, one.end))
