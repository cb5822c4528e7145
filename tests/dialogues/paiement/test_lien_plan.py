"""A plan that runs, and somebody who wants to pay: nobody pays the same debt twice."""

from __future__ import annotations

import pytest

from tests.dialogues.amounts import amounts_in
from tests.dialogues.conftest import World
from tests.dialogues.paiement.paying import (
    LINKS,
    SPREAD,
    Payer,
    assert_no_figure,
    rows,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_no_link_for_what_a_plan_spreads(world: World) -> None:
    payer = Payer(world.customer(), world, *SPREAD)
    answer = await payer.to_the_due_link()
    assert answer.responses[-1] == "utter_paiement_lien_plan" and rows(world, LINKS) == []
    assert_no_figure(answer)
    assert {"Mon plan de paiement", "Une seule facture"} <= set(answer.buttons)
    channel = await payer.press("Mon plan de paiement", answer)
    by_phone = next(title for title in channel.buttons if title.startswith("SMS"))
    shown = await payer.customer.give_code(await payer.press(by_phone, channel))
    assert shown.responses[-1] == "utter_versements_en_cours"


async def test_whoever_pays_one_bill_is_told_of_the_plan_before_the_read_back(world: World) -> None:
    payer = Payer(world.customer(), world, *SPREAD)
    asked = await payer.to_the_due_link()
    answer = await payer.customer.give_code(await payer.press("Une seule facture", asked))
    assert answer.responses[-2] == "utter_paiement_plan_actif", answer.responses
    [plan] = await world.services.clients.plans.plans(payer.token)
    assert plan.reference in answer and plan.remaining in amounts_in(answer.text)
    again = await payer.say("50 euros")  # said once
    assert "utter_paiement_plan_actif" not in again.responses


async def test_without_a_plan_nothing_is_said_of_one(payer: Payer) -> None:
    readback = await payer.to_the_read_back()
    assert not [name for name in readback.responses if "plan" in (name or "")]
