"""A request that began the running form and comes again with a choice or an amount answers that form."""

from __future__ import annotations

from typing import Any

import pytest

from custom_components.supervisor.decide import decide
from custom_components.supervisor.table import Route, Table, Thresholds
from custom_components.supervisor.turn import Decision, Turn

TABLE = Table(
    routes={
        "effectuer_paiement": Route("utter_effectuer_paiement", "action_effectuer_paiement", level=1),
        "solde": Route("utter_solde", "action_solde", level=2),
    },
    forms={"paiement_form": 2, "panne_form": 0},
    submits={},
    form_fields={"paiement_form": {"paiement_confirmation": "oui_non"}, "panne_form": {"panne_jour": "date"}},
    thresholds=Thresholds(),
)


def said(intent: str, form: str, **entity: Any) -> Decision:
    rows = tuple({"entity": name, "value": value} for name, value in entity.items())
    known = {"loop": form, "loop_before": form, "entities": rows, "level": 2}
    return decide(Turn(intent=intent, text="je veux payer", requested="paiement_confirmation", **known), TABLE)


@pytest.mark.parametrize("entity", [{"choix": "une_facture"}, {"montant": "50"}])
def test_the_form_owns_a_choice_and_an_amount(entity: dict[str, str]) -> None:
    assert said("effectuer_paiement", "paiement_form", **entity).action is None


def test_without_either_and_in_other_forms_it_is_a_request() -> None:
    assert said("effectuer_paiement", "paiement_form").action == "utter_effectuer_paiement"
    assert said("effectuer_paiement", "panne_form", montant="50").action == "utter_effectuer_paiement"
    assert said("solde", "paiement_form", montant="50").action == "utter_solde"
