"""Sessions expire and resume: no identity survives, the open task is offered again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from rasa.shared.core.domain import SessionConfig

from tests.dialogues.bot import Customer
from tests.dialogues.conftest import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHORT_MINUTES = 0.02


@pytest.fixture
def short_sessions(world: World) -> Iterator[None]:
    """Sessions that end after a second of silence."""
    processor = world.agent.processor
    assert processor is not None
    before = processor.domain.session_config
    processor.domain.session_config = SessionConfig(SHORT_MINUTES, False)
    yield
    processor.domain.session_config = before


async def silence() -> None:
    await asyncio.sleep(SHORT_MINUTES * 60 + 0.3)


@pytest.mark.usefixtures("short_sessions")
async def test_the_open_task_is_offered_and_resumes_where_it_was(customer: Customer) -> None:
    await customer.say("je conteste ma facture")
    await customer.say("oui")
    read_back = await customer.say("camille.durand@example.org")
    assert read_back.responses == ["utter_dossier_recapitulatif"]
    await silence()
    back = await customer.say("bonjour")
    assert back.responses[0] == "utter_proposition_reprise"
    resumed = await customer.say("oui")
    assert resumed.responses == ["utter_dossier_recapitulatif"]
    assert resumed.text == read_back.text  # the subject and the contact


@pytest.mark.usefixtures("short_sessions")
async def test_a_no_leaves_the_task(customer: Customer) -> None:
    await customer.say("je conteste ma facture")
    await customer.say("oui")
    await silence()
    await customer.say("bonjour")
    assert "utter_proposition_refusee" in (await customer.say("non merci")).responses


@pytest.mark.usefixtures("short_sessions")
async def test_no_identity_form_is_resumed(customer: Customer, world: World) -> None:
    await customer.say("combien je dois")
    await customer.say("10000001")
    await silence()
    back = await customer.say("bonjour")
    assert "utter_proposition_reprise" not in back.responses
    tracker = await world.agent.tracker_store.retrieve(customer.conversation)
    assert tracker is not None and tracker.get_slot("identite_reference") is None


@pytest.mark.usefixtures("short_sessions")
async def test_a_danger_is_not_forgotten(customer: Customer) -> None:
    await customer.say("ça sent le gaz chez moi")
    await silence()
    answer = await customer.say("bonjour")
    assert "0 800 47 33 33" in answer
