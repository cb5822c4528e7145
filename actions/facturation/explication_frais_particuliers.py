"""A named line of the bill, with this customer's amount."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rasa_sdk.events import SlotSet

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn
from actions.facturation.bills import ask_which, select_bill
from actions.facturation.wordings import bill_values, last_payment
from courant.clients import Bill, Line
from courant.french.amounts import format_amount, format_quantity, format_unit_price

INTENT = "explication_frais_particuliers"
INCLUDED = "acheminement"
# Codes of bill lines (or their beginnings) by the charge that customers name; the others have the same name.
LINE_CODES = {
    "consommation": ("kwh_",),
    "frais_mise_en_service": ("mise_en_service",),
    "remise": ("geste_commercial",),
    "taxes": ("cta", "accise"),
}


class ExplainCharge(CourantAction):
    """Finds the charge that the customer names on the bill that they mean."""

    action = "action_explication_frais_particuliers"

    async def act(self, turn: ActionTurn) -> Events:
        """The amount of the charge, or all lines when none was named."""
        selection = await select_bill(turn)
        if selection.bill is None:
            ask_which(turn, selection, INTENT)
            return []
        bill = await turn.services.clients.billing.bill(turn.token, selection.bill.id)
        self._tell(turn, bill, turn.entity("type_frais"))
        turn.say("dernier_paiement", paiement=await last_payment(turn))
        return [SlotSet("facture_courante", bill.number), SlotSet("type_frais", None)]

    def _tell(self, turn: ActionTurn, bill: Bill, charge: str | None) -> None:
        values = bill_values(turn, bill)
        if charge is None:
            rows = [
                turn.wording("part_ligne", ligne=row.label, montant=format_amount(row.amount_ttc)) for row in bill.lines
            ]
            turn.say("frais_lequel", parts="\n".join(rows), **values)
        elif charge == "tva":
            vat = sum((row.amount_ttc - row.amount_ht for row in bill.lines), Decimal(0))
            turn.say("frais_tva", montant=format_amount(vat), **values)
        elif charge == INCLUDED:
            turn.say("frais_compris")
        else:
            codes = LINE_CODES.get(charge, (charge,))
            _tell_lines(turn, [row for row in bill.lines if row.code.startswith(codes)], values)


def _tell_lines(turn: ActionTurn, lines: Sequence[Line], values: dict[str, Any]) -> None:
    if not lines:
        turn.say("frais_absent", **values)
        return
    total = sum((row.amount_ttc for row in lines), Decimal(0))
    turn.say("frais_montant", ligne=lines[0].label, montant=format_amount(total), detail=_detail(turn, lines), **values)


def _detail(turn: ActionTurn, lines: Sequence[Line]) -> str:
    """Quantity and price, when one line says it all."""
    if len(lines) != 1 or lines[0].unit != "kWh":
        return ""
    quantity = format_quantity(lines[0].quantity, lines[0].unit)
    return turn.wording("detail_quantite", quantite=quantity, prix=format_unit_price(lines[0].unit_price))
