"""The main job: a customer on the website understands their bill."""

from __future__ import annotations

import pytest

from tests.dialogues.bot import Customer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_from_the_first_message_to_the_pdf(customer: Customer) -> None:
    first = await customer.say("bjr g rien compri a ma derniere facture elle a doublé")
    assert "utter_explication_facture" in first.responses and first.responses[-1] == "utter_ask_identite_reference"
    asked = await customer.say("10000001")
    assert asked.responses == ["utter_ask_identite_second_fait"]
    await customer.say("69003")
