"""Every value of a text at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from courant.french.values import clock, contacts, energy, identifiers, meters, money
from courant.french.values.calendar import find_dates
from courant.french.values.found import Found, resolve
from courant.french.values.places import find_streets
from courant.french.values.reading import Reading, read

Finder = Callable[[Reading], list[Found]]

# Finders by the kinds they may return; several kinds come from one pass over the text.
FINDERS: Mapping[tuple[str, ...], Finder] = {
    ("montant",): money.find_amounts,
    ("numero_facture", "numero_dossier", "numero_commande"): identifiers.find_documents,
    ("numero_client",): identifiers.find_customers,
    ("pdl", "pce"): identifiers.find_delivery_points,
    ("iban",): identifiers.find_ibans,
    ("telephone",): contacts.find_phones,
    ("email",): contacts.find_emails,
    ("code_postal",): contacts.find_postcodes,
    ("index_compteur",): meters.find_indexes,
    ("heure",): clock.find_hours,
    ("duree",): clock.find_durations,
    ("energie",): energy.find_energies,
    ("points",): energy.find_points,
    ("type_frais",): energy.find_charges,
}
_WITHOUT_DIGITS = {"email", "energie", "type_frais", "heure"}
# « frais de gaz » is about a charge and an energy at once: these do not compete with other kinds.
_ASIDE = {"energie", "type_frais"}


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
    has_digits = any(char.isdigit() for char in reading.text)
    found: list[Found] = []
    for produced, finder in FINDERS.items():
        wanted = kinds is None or not set(kinds).isdisjoint(produced)
        if wanted and (has_digits or not _WITHOUT_DIGITS.isdisjoint(produced)):
            found += finder(reading)
    if kinds is None or "date" in kinds:
        found += find_dates(reading, today)
    streets = find_streets(reading)
    found = [one for one in found if not any(one.overlaps(street) for street in streets)]
    if kinds is not None:
        found = [one for one in found if one.kind in kinds]
    main = resolve(one for one in found if one.kind not in _ASIDE)
    aside = [one for kind in _ASIDE for one in resolve(f for f in found if f.kind == kind)]
    return sorted([*main, *aside], key=lambda one: (one.start, one.end))
