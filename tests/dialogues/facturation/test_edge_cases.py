"""Customers on whom something is unusual: no bill, one bill, a credit note, an anomaly, several contracts."""

from __future__ import annotations

import pytest

from tests.dialogues.amounts import amounts_in, causes_in
from tests.dialogues.bot import Answer, Customer, plain

pytestmark = pytest.mark.asyncio(loop_scope="session")

POSTCODE = "33000"


async def explained(customer: Customer, number: str) -> Answer:
    await customer.say("je ne comprends pas ma dernière facture")
    return await customer.verify(number, POSTCODE)


async def test_no_bill_yet(customer: Customer) -> None:
    answer = await explained(customer, "10000011")
    assert "utter_facture_aucune" in answer.responses
    assert "€" not in answer.text


async def test_a_first_bill_is_explained_by_its_parts(customer: Customer) -> None:
    answer = await explained(customer, "10000012")
    assert "utter_facture_premiere" in answer.responses
    parts = next(plain(entry.text) for entry in answer.entries if entry.response == "utter_facture_premiere")
    resume = next(plain(entry.text) for entry in answer.entries if entry.response == "utter_facture_resume")
    assert sum(causes_in(parts)) == amounts_in(resume)[0]


async def test_a_credit_note_is_not_called_a_bill(customer: Customer) -> None:
    answer = await explained(customer, "10000013")
    assert {"utter_facture_avoir", "utter_facture_resume"} & set(answer.responses)
    if "utter_facture_avoir" in answer.responses:
        assert "utter_facture_sans_reste" in answer.responses


async def test_an_estimated_bill_says_so(customer: Customer) -> None:
    assert "utter_facture_estimee" in (await explained(customer, "10000014")).responses


@pytest.mark.parametrize("number", ["10000015", "10000016", "10000017", "10000018"])
async def test_an_anomaly_opens_a_priority_case_once(customer: Customer, number: str) -> None:
    answer = await explained(customer, number)
    assert "utter_facture_anomalie" in answer.responses
    again = await customer.say("expliquez-moi encore ma facture")
    first, second = (
        next(plain(entry.text) for entry in one.entries if entry.response == "utter_facture_anomalie")
        for one in (answer, again)
    )
    assert first == second  # the same case number: explaining twice opens one case


async def test_three_contracts_are_all_told(customer: Customer) -> None:
    await customer.say("c'est quand ma prochaine facture")
    answer = await customer.identify("10000019", POSTCODE)
    assert answer.responses.count("utter_cycle_contrat") == 3
