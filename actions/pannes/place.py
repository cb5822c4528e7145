"""Where: the place of a report or of a question, as it is kept in slots, read back and sent to the outage system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.core.turn import ActionTurn
from courant.clients import BackendError, Contract, NetworkPlace
from courant.danger.distributors import department_of
from courant.french.communes import communes_at

# Value of a `lieu` field: what its parser gives, and `point` for a delivery point on file.
Value = Mapping[str, Any]
KNOWN = "lieu_connu"
_HIDDEN = "•"


@dataclass(frozen=True)
class Spot:
    """A place: what is not known is None. `point` is a delivery point of the customer."""

    street: str | None = None
    postcode: str | None = None
    commune: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    point: str | None = None

    @property
    def department(self) -> str | None:
        """Department, None when nothing tells it or several have a commune of that name."""
        place = self.postcode or self.commune
        return department_of(place) if place else None

    @property
    def lacks_town(self) -> bool:
        """Nobody can be named without knowing the commune."""
        return self.department is None

    @property
    def lacks_street(self) -> bool:
        """A team would not find the home."""
        return not (self.street or self.point or self.latitude is not None)

    def network(self) -> NetworkPlace:
        """The place as the outage system wants it."""
        return NetworkPlace(
            street=self.street,
            postcode=self.postcode,
            commune=self.commune,
            department=self.department,
            delivery_point=self.point,
            latitude=self.latitude,
            longitude=self.longitude,
        )

    def words(self, turn: ActionTurn) -> str:
        """The place as it is read back."""
        town = " ".join(filter(None, (self.postcode, self.commune)))
        if self.street is None and self.latitude is not None:
            return turn.wording("lieu_partage_ici", ville=town) if town else turn.wording("lieu_partage")
        if self.street is None and self.point is not None:
            return turn.wording("lieu_contrat", ville=town)
        return ", ".join(filter(None, (self.street, town)))

    @property
    def town(self) -> str:
        """The commune, or its postcode when only that is known."""
        return self.commune or self.postcode or ""


def spot_of(value: Value | None) -> Spot:
    """Read the value of a slot."""
    kept = value or {}
    return Spot(
        street=kept.get("adresse"),
        postcode=kept.get("code_postal"),
        commune=kept.get("commune"),
        latitude=kept.get("latitude"),
        longitude=kept.get("longitude"),
        point=kept.get("point"),
    )


def merged(old: Value | None, new: Value) -> dict[str, Any]:
    """Return a place completed or corrected by what was said next: « à Villeurbanne », « non, au 14 »."""
    said = _completed({name: part for name, part in new.items() if name != "texte"})
    if not old or "latitude" in said or ("adresse" in said and ("commune" in said or "code_postal" in said)):
        return said
    kept = dict(old)
    if "adresse" in said:  # another street of the same town: the point on file and the position no longer hold
        for name in ("point", "latitude", "longitude"):
            kept.pop(name, None)
    elif said:  # another town: its postcode is another one too
        kept.pop("code_postal", None)
        kept.pop("point", None)
    return {**kept, **said}


def _completed(said: dict[str, Any]) -> dict[str, Any]:
    """Add the commune of a postcode that has one only."""
    there = communes_at(said["code_postal"]) if "code_postal" in said and "commune" not in said else ()
    return {**said, "commune": there[0].name} if len(there) == 1 else said


def of_contract(contract: Contract) -> dict[str, Any]:
    """Return the place of a contract; before the code its street is hidden, and stays unknown."""
    place = {"code_postal": contract.postcode, "commune": contract.commune, "point": contract.delivery_point}
    return place if _HIDDEN in contract.address else {**place, "adresse": contract.address}


def point_label(turn: ActionTurn, energy: str, spot: Spot) -> str:
    """Return what tells a delivery point from the others: its street, or the end of its number while that is hidden."""
    if spot.street is not None:
        return spot.street
    return turn.wording(f"point_{energy}", fin=str(spot.point)[-4:], ville=spot.town)


async def contracts_of(turn: ActionTurn, energy: str) -> list[Contract]:
    """Return the customer's contracts of an energy; none for a stranger, or when the customer file does not answer.

    An outage can be reported without being anybody: a file that is down must not stop it.
    """
    if turn.identity.level == 0:
        return []
    try:
        profile = await turn.services.clients.customers.profile(turn.token)
    except BackendError:
        return []
    return [contract for contract in profile.contracts if contract.energy == energy]


def energy_of(turn: ActionTurn) -> str:
    """Return the energy that the customer names, electricity unless it is gas."""
    return "gaz" if turn.entity("energie") == "gaz" else "electricite"
