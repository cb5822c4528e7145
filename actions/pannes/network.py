"""Who acts on the network of a place: its distributor, by name and number."""

from __future__ import annotations

from dataclasses import dataclass

from actions.core.turn import ActionTurn
from actions.pannes.place import Spot
from courant.danger.distributors import Distributor, emergency_numbers
from courant.french.towns import at_town

# Where there is no gas network the reference file names no distributor but the rescue services.
_RESCUE = "secours"


@dataclass(frozen=True)
class Network:
    """The network of a place: `distributor` is None when the place does not tell it."""

    energy: str
    distributor: Distributor | None

    @property
    def name(self) -> str | None:
        """Name of the distributor, which is also the source that watches its network."""
        return self.distributor.name if self.distributor else None


def network_at(energy: str, spot: Spot) -> Network:
    """Return the network of a place."""
    if spot.lacks_town:
        return Network(energy, None)
    places = [place for place in (spot.postcode, spot.commune) if place]
    numbers = emergency_numbers(places)
    found = numbers.gas_distributor if energy == "gaz" else numbers.electricity_distributor
    return Network(energy, None if found.name == _RESCUE else found)


def recipient(turn: ActionTurn, network: Network) -> str:
    """Return who a report is assigned to."""
    return network.name or turn.wording("distributeur_a_trouver")


def who_acts(turn: ActionTurn, network: Network, spot: Spot) -> str:
    """Return the sentence that names who restores, and the number to call; never a number that was not read."""
    found = network.distributor
    if found is None:
        return turn.wording("distributeur_inconnu")
    name = "distributeur_facture" if found.on_bill else "distributeur_numero"
    energy = turn.wording(f"energie_retablie_{network.energy}")
    return turn.wording(name, distributeur=found.name, appel=found.number, a_commune=at_town(spot.town), energie=energy)
