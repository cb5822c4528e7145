"""How a payment ended, told by the payment system itself while the customer may be doing something else."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from actions.core.base import Events
from actions.core.event import CourantEvent
from actions.core.turn import ActionTurn
from actions.paiement.wordings import topics
from courant.conversations import SystemEvent
from courant.french.amounts import format_amount
from courant.packs import Access

NEXT = {
    "accepte": ("renseignements_sur_solde", "historique_paiements"),
    "refuse": ("effectuer_paiement", "moyens_paiement_acceptes", "paiement_impossible"),
    "abandonne": ("effectuer_paiement", "moyens_paiement_acceptes"),
    "expire": ("effectuer_paiement", "moyens_paiement_acceptes"),
}
# Other than the bank's plain no.
KNOWN_REFUSALS = ("fonds_insuffisants", "authentification")


class TellResult(CourantEvent):
    """Says accepted, refused, abandoned or expired."""

    action = "action_paiement_resultat"

    async def tell(self, turn: ActionTurn, event: SystemEvent) -> Events:
        """Amounts are told while the customer is still verified; afterwards only the reference is."""
        status = str(event.data.get("status"))
        if status not in NEXT:
            return []
        discreet = "" if self.level(turn, event) >= Access.VERIFIED else "_discret"
        turn.say(
            f"paiement_resultat_{status}{discreet}", choices=topics(turn, NEXT[status]), **_values(turn, event.data)
        )
        return []


def _values(turn: ActionTurn, data: Mapping[str, Any]) -> dict[str, Any]:
    refusal = data.get("refusal")
    name = refusal if refusal in KNOWN_REFUSALS else "banque"
    bill = data.get("bill_number")
    return {
        "reference": data.get("reference"),
        "montant": format_amount(Decimal(int(data.get("amount_cents") or 0)).scaleb(-2)),
        "objet": turn.wording("paiement_pour_facture", numero=bill) if bill else "",
        "raison": turn.wording(f"paiement_refus_{name}"),
    }
