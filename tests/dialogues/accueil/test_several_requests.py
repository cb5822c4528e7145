"""Two requests in one message: the first is served, the others follow by themselves, each through the gate."""

from __future__ import annotations

import pytest

from tests.dialogues.bot import Customer
from tests.dialogues.conftest import World
from tests.dialogues.understood import pin

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOURS_AND_BALANCE = "quels sont vos horaires, et combien je vous dois ?"
BALANCE_AND_HOURS = "combien je vous dois, et quels sont vos horaires ?"
CASE_AND_HOURS = "je conteste ma facture, et quels sont vos horaires ?"
THREE = "vos horaires, combien je vous dois, et je veux une copie de ma facture"
GAS_AND_BALANCE = "ça sent le gaz dans la cuisine. Et combien je vous dois ?"
PERSON_AND_BALANCE = "je veux parler à quelqu'un, et combien je vous dois ?"
SEVERAL = {
    HOURS_AND_BALANCE: [("horaires_magasin", "quels sont vos horaires"), ("renseignements_sur_solde", "et combien")],
    BALANCE_AND_HOURS: [("renseignements_sur_solde", "combien je vous dois"), ("horaires_magasin", "vos horaires")],
    CASE_AND_HOURS: [("contestation_facture", "je conteste ma facture"), ("horaires_magasin", "vos horaires")],
    THREE: [
        ("horaires_magasin", "vos horaires"),
        ("renseignements_sur_solde", "combien je vous dois"),
        ("demander_copie_facture", "je veux une copie de ma facture"),
    ],
    GAS_AND_BALANCE: [("signaler_fuite_gaz", "ça sent le gaz"), ("renseignements_sur_solde", "Et combien")],
    PERSON_AND_BALANCE: [("mettre_en_relation_avec_agent", "parler"), ("renseignements_sur_solde", "et combien")],
}
UNDERSTOOD = {
    "laissez tomber": "annuler",
    "je suis en sécurité": "en_securite",
    "non merci": "refuser",
    "à quelle adresse ?": "adresse_magasin",
}
BALANCE, HOURS = "utter_renseignements_sur_solde", "utter_horaires_magasin"
FIRST_QUESTION = "utter_ask_identite_reference"


@pytest.fixture(autouse=True)
def understood(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pin(world, monkeypatch, UNDERSTOOD, SEVERAL)


async def slot(world: World, customer: Customer, name: str) -> object:
    tracker = await world.agent.tracker_store.retrieve(customer.conversation)
    assert tracker is not None
    return tracker.get_slot(name)


async def test_a_plain_answer_then_the_next_request_in_the_same_turn(customer: Customer, world: World) -> None:
    answer = await customer.say(HOURS_AND_BALANCE)
    assert answer.responses[1:] == [HOURS, "utter_demande_suivante", BALANCE, FIRST_QUESTION]
    assert "« Mon solde »" in answer
    told = await customer.verify()
    assert any(name.startswith("utter_") and "solde" in name for name in told.responses)
    assert await slot(world, customer, "suite") is None


async def test_identity_for_the_first_one_announces_the_second(customer: Customer, world: World) -> None:
    answer = await customer.say(BALANCE_AND_HOURS)
    assert answer.responses[1:] == [BALANCE, "utter_demandes_notees", FIRST_QUESTION]
    waiting = await slot(world, customer, "suite")
    assert [one["intent"] for one in waiting] == ["horaires_magasin"]  # type: ignore[attr-defined]
    told = await customer.verify()
    assert told.responses[-2:] == ["utter_demande_suivante", HOURS]


async def test_a_proposition_is_answered_before_the_next_request(customer: Customer, world: World) -> None:
    answer = await customer.say(CASE_AND_HOURS)
    assert answer.responses[-2:] == ["utter_demandes_notees", "utter_dossier_proposition"]
    declined = await customer.say("non merci")
    assert declined.responses == ["utter_proposition_refusee", "utter_demande_suivante", HOURS]


async def test_a_form_is_finished_before_the_next_request(customer: Customer, world: World) -> None:
    await customer.say(CASE_AND_HOURS)
    await customer.say("oui")
    await customer.say("camille.durand@example.org")
    opened = await customer.say("oui")
    assert opened.responses == ["utter_dossier_ouvert_public", "utter_demande_suivante", HOURS]
    assert await slot(world, customer, "suite") is None


async def test_stop_gives_up_one_request_and_not_the_other(customer: Customer, world: World) -> None:
    await customer.say(CASE_AND_HOURS)
    await customer.say("oui")
    stopped = await customer.say("laissez tomber")
    assert stopped.responses == ["utter_abandon", "utter_demande_suivante", HOURS]


async def test_three_requests_follow_one_another(customer: Customer, world: World) -> None:
    answer = await customer.say(THREE)
    assert answer.responses[1:4] == [HOURS, "utter_demande_suivante", BALANCE]
    assert answer.responses[-1] == FIRST_QUESTION
    told = await customer.verify()
    assert "utter_demande_suivante" in told.responses
    assert "utter_demander_copie_facture" in told.responses
    assert await slot(world, customer, "suite") is None
    assert "utter_adresse_magasin" in (await customer.say("à quelle adresse ?")).responses


async def test_danger_comes_first_and_the_request_can_be_taken_up(customer: Customer) -> None:
    answer = await customer.say(GAS_AND_BALANCE)
    assert answer.responses[0] == "utter_danger_gaz"
    assert BALANCE not in answer.responses
    safe = await customer.say("je suis en sécurité")
    back = await customer.press("Reprendre ma demande", safe)
    assert back.responses == [FIRST_QUESTION]


async def test_a_person_takes_everything_over(customer: Customer, world: World) -> None:
    answer = await customer.say(PERSON_AND_BALANCE)
    assert answer.responses[-1].startswith("utter_conseiller_")
    assert not await slot(world, customer, "suite")


async def test_in_a_form_further_requests_wait_for_its_end(customer: Customer, world: World) -> None:
    await customer.say(CASE_AND_HOURS.split(",")[0])
    await customer.say("oui")
    answer = await customer.say(HOURS_AND_BALANCE)
    assert answer.responses == [HOURS, "utter_demandes_notees", "utter_ask_dossier_contact"]
    await customer.say("06 39 98 12 34")
    done = await customer.say("oui")
    assert done.responses == ["utter_dossier_ouvert_public", "utter_demande_suivante", BALANCE, FIRST_QUESTION]
