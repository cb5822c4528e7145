"""One customer, two channels: verified on both, the same person; what was begun on one goes on on the other."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from channels.incoming import Incoming
from courant.clock import paris_now
from courant.conversations import Author, OutMessage
from courant.conversations.models import identities, tasks
from tests.dialogues.bot import Answer, Customer, plain
from tests.dialogues.conftest import World
from tests.dialogues.echelonnement.spreading import SPREAD, forget_plans
from tests.dialogues.formes.standing import keyed_writes
from tests.dialogues.interventions import end_session
from tests.dialogues.paiement.paying import PAY, forget_payments
from tests.dialogues.releve.meters import GIVE, KARIM, forget

pytestmark = pytest.mark.asyncio(loop_scope="session")

BENALI, DURAND = ("10000002", "31000"), ("10000001", "69003")
BALANCE = "combien je vous dois"
INVOICE_DATE = "c'est quand ma prochaine facture"  # asks for no code
OFFER, GONE, OVER = "utter_ailleurs_proposition", "utter_ailleurs_partie", "utter_ailleurs_plus_ouverte"
READ_BACK = "utter_recap_paiement_retard"
PAID, PLANNED = "action_paiement_fin", "action_echelonnement_fin"


@pytest.fixture(autouse=True)
def clean_desk(shared_world: World) -> Iterator[None]:
    """Nothing was paid, spread or read."""
    for clean in (forget_payments, forget_plans, forget):
        clean(shared_world)
    for channel in ("webchat", "whatsapp"):
        shared_world.door.limit(channel, 1000)
    yield


@pytest.fixture
def web(world: World) -> Customer:
    return Customer(world.door, world.backends.outbox, channel="webchat")


@pytest.fixture
def phone(world: World) -> Customer:
    return Customer(world.door, world.backends.outbox, channel="whatsapp")


async def begin(customer: Customer, request: str, who: tuple[str, str] = BENALI) -> Answer:
    """Ask, and prove who one is; paying asks for no code, and for its form one is verified before."""
    await customer.say(BALANCE if request == PAY else request)
    answer = await customer.verify(*who)
    return await customer.say(PAY) if request == PAY else answer


def writes(world: World, action: str, *customers: Customer) -> int:
    return sum(keyed_writes(world, one, action) for one in customers)


async def test_a_payment_begun_on_the_site_is_ended_on_whatsapp(world: World, web: Customer, phone: Customer) -> None:
    assert (await begin(web, PAY)).responses[-1] == READ_BACK
    asked = await phone.say(BALANCE)
    assert OFFER not in asked.responses
    assert OFFER not in (await phone.identify(*BENALI)).responses, "a level too low hears nothing of it"
    assert OFFER not in (await phone.say("par sms")).responses
    offered = await phone.say(await phone.code())
    assert offered.responses[0] == "utter_identite_reussie" and "utter_solde_du" in offered.responses
    assert offered.responses[-1] == OFFER
    said = plain(offered.entries[-1].text)
    assert said == "Vous aviez commencé une démarche sur le site : votre paiement. Voulez-vous la reprendre ici ?"
    resumed = await phone.press("Oui, reprendre", offered)
    assert resumed.responses == ["utter_reprise", READ_BACK] and "184,20 €" in resumed
    assert (await phone.say("oui")).responses == ["utter_paiement_lien"]
    late = await web.say("oui")
    assert late.responses == [GONE] and "sur WhatsApp" in late
    assert (writes(world, PAID, phone), writes(world, PAID, web)) == (1, 0)
    assert world.store.asked(web.conversation) is None
    assert OFFER not in (await web.say(BALANCE)).responses


async def test_a_plan_goes_to_whatsapp_and_back_and_nothing_is_asked_twice(
    world: World, web: Customer, phone: Customer
) -> None:
    await begin(web, SPREAD)
    assert (await web.say("3")).responses[-1] == "utter_ask_plan_jour"
    assert (await begin(phone, BALANCE)).responses[-1] == OFFER
    assert (await phone.say("oui")).responses == ["utter_reprise", "utter_ask_plan_jour"]
    consent = await phone.say("le 5")
    back = await web.say("le 7")
    assert back.responses == [GONE, OFFER] and "sur WhatsApp" in back
    resumed = await web.say("oui")
    assert resumed.responses[0] == "utter_reprise" and resumed.responses[-1] == consent.responses[-1]
    tracker = await world.agent.tracker_store.retrieve(web.conversation)
    assert tracker is not None and (tracker.get_slot("plan_nombre"), tracker.get_slot("plan_jour")) == (3, 5)
    assert (await phone.say("oui")).responses == [GONE, OFFER]
    await web.say("oui")
    await web.say("oui")
    assert (writes(world, PLANNED, web), writes(world, PLANNED, phone)) == (1, 0)


async def test_a_reading_moves_with_its_photo(world: World, web: Customer, phone: Customer) -> None:
    who = (KARIM, "33000")
    await web.say(GIVE)
    await web.identify(*who)
    await web.say("12")
    assert (await web.say("oui")).responses[-1] == "utter_ask_releve_photo"
    read_back = await web.send_photo(b"a meter")
    assert world.store.open_task(web.conversation).requested == "releve_confirmation"  # type: ignore[union-attr]
    assert (await begin(phone, BALANCE, who)).responses[-1] == OFFER
    resumed = await phone.say("oui")
    assert resumed.responses == ["utter_reprise", read_back.responses[-1]]
    tracker = await world.agent.tracker_store.retrieve(phone.conversation)
    photos = tracker.get_slot("releve_photo") if tracker else None
    kept = world.store.file(phone.conversation, photos[0])
    assert kept is not None and kept.content == b"a meter"
    await phone.say("oui")
    assert writes(world, "action_releve_fin", web, phone) == writes(world, "action_releve_fin", phone) == 1


async def test_a_no_leaves_it_where_it_is(world: World, web: Customer, phone: Customer) -> None:
    await begin(web, PAY)
    offered = await begin(phone, BALANCE)
    assert (await phone.press("Non merci", offered)).responses == ["utter_ailleurs_refusee"]
    assert OFFER not in (await phone.say(BALANCE)).responses
    end_session(world, phone)
    assert OFFER not in (await begin(phone, BALANCE)).responses
    assert (await web.say("oui")).responses == ["utter_paiement_lien"]


async def test_a_no_is_taken_back_by_asking(web: Customer, phone: Customer) -> None:
    await begin(web, PAY)
    await begin(phone, BALANCE)
    await phone.say("non merci")
    assert (await phone.say("on reprend")).responses == [OFFER]
    assert (await phone.say("oui")).responses == ["utter_reprise", READ_BACK]


async def test_an_offer_that_is_passed_over_is_found_again_by_asking(web: Customer, phone: Customer) -> None:
    await begin(web, PAY)
    await begin(phone, BALANCE)
    assert (await phone.say("bonjour")).responses[-1] == "utter_salutation", "it is offered once a session"
    assert (await phone.say("on reprend")).responses == [OFFER]
    assert (await phone.say("oui")).responses[-1] == READ_BACK


async def test_number_and_postcode_are_not_enough_for_a_form_that_needs_no_more(
    world: World, web: Customer, phone: Customer
) -> None:
    """A reading asks for level 1, and its task knows what is hidden there."""
    who = (KARIM, "33000")
    await begin(web, BALANCE, who)
    await web.say(GIVE)
    task = world.store.open_task(web.conversation)
    assert task is not None and (task.form, task.level) == ("releve_form", 2)
    await phone.say(INVOICE_DATE)
    identified = await phone.identify(*who)
    assert world.store.identity(phone.conversation, world.backends.clock()).level == 1
    assert not _offers(identified) and not _offers(await phone.say("on reprend"))
    offered = await phone.say(BALANCE)
    assert not _offers(offered)
    assert (await phone.give_code(offered)).responses[-1] == OFFER


async def test_a_task_stays_verified_when_its_customer_comes_back_identified(world: World, web: Customer) -> None:
    who = (KARIM, "33000")
    await begin(web, BALANCE, who)
    await web.say(GIVE)
    world.store.revoke(web.conversation)
    assert "utter_identite_expiree" in (await web.say("12")).responses
    await web.identify(*who)
    assert world.store.identity(web.conversation, world.backends.clock()).level == 1
    task = world.store.open_task(web.conversation)
    assert task is not None and (task.form, task.level) == ("releve_form", 2)


async def test_between_two_conversations_on_the_site_the_site_is_no_place(
    world: World, web: Customer, phone: Customer
) -> None:
    tablet = Customer(world.door, world.backends.outbox, channel="webchat")
    await begin(web, PAY)
    await web.say("bonjour")
    offered = await begin(tablet, BALANCE)
    said = plain(offered.entries[-1].text)
    assert "dans une autre conversation : votre paiement" in said and "sur le site" not in said
    await tablet.say("oui")
    late = await web.say("oui")
    assert late.responses == [GONE, OFFER] and "sur le site" not in late
    await tablet.say("je veux parler à un conseiller")
    assert "sur le site" not in _summary(world, tablet)


async def test_stop_where_it_was_begun_says_that_it_goes_on_elsewhere(
    world: World, web: Customer, phone: Customer
) -> None:
    await begin(web, PAY)
    await begin(phone, BALANCE)
    await phone.say("oui")
    stopped = await web.say("annule tout")
    assert stopped.responses == [GONE] and "sur WhatsApp" in stopped
    tracker = await world.agent.tracker_store.retrieve(web.conversation)
    assert tracker is not None and tracker.active_loop_name is None
    assert (await phone.say("oui")).responses == ["utter_paiement_lien"]


async def test_a_request_made_during_identity_is_answered_before_the_offer_comes_again(
    world: World, web: Customer, phone: Customer
) -> None:
    await begin(web, PAY)
    await begin(phone, BALANCE)
    world.store.revoke(phone.conversation)
    await phone.say("oui")
    asked = await phone.say("au fait, combien je vous dois ?")
    assert asked.responses[-1] == "utter_ask_identite_reference"
    known = await phone.verify(*BENALI)
    assert "utter_solde_du" in known.responses and known.responses[-1] == OFFER
    assert (await phone.say("oui")).responses[-1] == READ_BACK


async def test_another_customer_hears_nothing_of_it(world: World, web: Customer, phone: Customer) -> None:
    await begin(web, PAY)
    assert OFFER not in (await begin(phone, BALANCE, DURAND)).responses
    assert world.store.open_task(web.conversation) is not None


async def test_a_second_customer_at_the_same_device_gets_nothing_of_the_first(
    world: World, web: Customer, phone: Customer
) -> None:
    await begin(web, PAY)
    with world.store.database.write() as connection:
        connection.execute(sa.update(identities).values(expires_at=paris_now() - timedelta(seconds=1)))
    assert "utter_identite_expiree" in (await web.say("oui")).responses
    known = await web.verify(*DURAND)
    assert READ_BACK not in known.responses and "utter_reprise" not in known.responses
    assert world.store.open_task(web.conversation) is None
    tracker = await world.agent.tracker_store.retrieve(web.conversation)
    assert tracker is not None and tracker.get_slot("paiement_montant") is None
    assert OFFER not in (await begin(phone, BALANCE, BENALI)).responses
    assert writes(world, PAID, web, phone) == 0


async def test_the_day_is_told_when_it_is_another_one(world: World, web: Customer, phone: Customer) -> None:
    await begin(web, PAY)
    _age(world, timedelta(days=1))
    offered = await begin(phone, BALANCE)
    assert offered.responses[-1] == "utter_ailleurs_proposition_jour"
    assert " le " in offered.entries[-1].text.split("sur le site")[1].split(":")[0]


async def test_neither_an_old_task_nor_one_of_an_erased_conversation(
    world: World, web: Customer, phone: Customer
) -> None:
    await begin(web, PAY)
    _age(world, timedelta(days=world.services.brand.rules.task_days))
    assert not _offers(await begin(phone, BALANCE))
    other = Customer(world.door, world.backends.outbox, channel="webchat")
    await begin(other, PAY)
    world.store.close(other.conversation)
    assert not _offers(await phone.say(BALANCE))


async def test_it_waits_until_the_form_that_runs_is_over(world: World, web: Customer, phone: Customer) -> None:
    await begin(web, PAY)
    assert OFFER not in (await begin(phone, SPREAD)).responses
    for answer in ("3", "le 5", "oui"):
        assert OFFER not in (await phone.say(answer)).responses
    assert (await phone.say("oui")).responses[-1] == OFFER


async def test_what_was_done_anew_here_is_not_offered(web: Customer, phone: Customer) -> None:
    await begin(web, PAY)
    assert (await begin(phone, PAY)).responses[-1] == READ_BACK
    assert (await phone.say("oui")).responses == ["utter_paiement_lien"]
    assert not _offers(await phone.say(BALANCE))


async def test_verified_on_both_it_is_offered_at_hello(web: Customer, phone: Customer) -> None:
    await begin(phone, BALANCE)
    await begin(web, PAY)
    assert (await phone.say("bonjour")).responses[-1] == OFFER


async def test_a_yes_after_identity_has_ended_asks_for_it_once(world: World, web: Customer, phone: Customer) -> None:
    await begin(web, PAY)
    await begin(phone, BALANCE)
    world.store.revoke(phone.conversation)
    assert (await phone.say("oui")).responses == ["utter_ask_identite_reference"]
    resumed = await phone.verify(*BENALI)
    assert resumed.responses[-2:] == ["utter_reprise", READ_BACK]
    assert (await phone.say("oui")).responses == ["utter_paiement_lien"]


async def test_a_yes_that_runs_again_after_a_crash_goes_on(world: World, web: Customer, phone: Customer) -> None:
    await begin(web, PAY)
    await begin(phone, BALANCE)
    task = world.store.open_task(web.conversation)
    known = world.store.identity(phone.conversation, world.backends.clock())
    assert task is not None and world.store.claim_task(phone.conversation, known, task) is not None
    assert (await phone.say("oui")).responses == ["utter_reprise", READ_BACK]
    assert (await phone.say("oui")).responses == ["utter_paiement_lien"]


async def test_one_confirms_while_the_other_takes_it_up(world: World, web: Customer, phone: Customer) -> None:
    await begin(web, PAY)
    assert (await begin(phone, BALANCE)).responses[-1] == OFFER
    confirmed, taken = await asyncio.gather(web.say("oui"), phone.say("oui"))
    if GONE in confirmed.responses:
        assert READ_BACK in taken.responses
        assert (await phone.say("oui")).responses == ["utter_paiement_lien"]
    else:
        assert confirmed.responses == ["utter_paiement_lien"] and taken.responses == [OVER]
    assert writes(world, PAID, web, phone) == 1


async def test_both_confirm_at_the_same_time(world: World, web: Customer, phone: Customer) -> None:
    await begin(web, PAY)
    await begin(phone, BALANCE)
    await phone.say("oui")
    here, there = await asyncio.gather(web.say("oui"), phone.say("oui"))
    assert here.responses[0] == GONE and there.responses == ["utter_paiement_lien"]
    assert (writes(world, PAID, web), writes(world, PAID, phone)) == (0, 1)


async def test_it_is_taken_while_the_end_is_on_its_way(world: World, web: Customer, phone: Customer) -> None:
    await begin(web, PAY)
    await begin(phone, BALANCE)
    async with _about_to_write(world, web) as late:
        assert (await phone.say("oui")).responses[-1] == READ_BACK
    assert late[0].responses[0] == GONE
    assert writes(world, PAID, web) == 0
    assert (await phone.say("oui")).responses == ["utter_paiement_lien"]


async def test_an_end_that_failed_stays_on_its_channel(world: World, web: Customer, phone: Customer) -> None:
    """What was lost may have been written: only here does another try bear the same keys."""
    await begin(web, PAY)
    async with _about_to_write(world, web) as failed:
        world.backends.break_("payments", "down")
    assert failed[0].responses == ["utter_service_indisponible"]
    world.mend_services()
    assert not _offers(await begin(phone, BALANCE))
    await web.say("oui")
    assert (await web.say("oui")).responses == ["utter_paiement_lien"]


async def test_the_person_who_takes_over_reads_what_was_said_on_the_other_channel(
    world: World, web: Customer, phone: Customer
) -> None:
    await begin(web, BALANCE)
    await web.say("ma carte c'est 4970 1012 3456 7893, " + PAY)
    await web.say("laisse tomber")
    await phone.say("je veux parler à un conseiller")
    assert "sur le site" not in _summary(world, phone), "nobody has proved who they are"
    await begin(phone, BALANCE)
    await phone.say("je veux parler à un conseiller")
    summary = plain(_summary(world, phone))
    assert "Client, sur le site, " in summary and PAY in summary and "4970" not in summary
    assert "Assistant, sur le site, " in summary and "C'est arrêté" in summary
    assert f"Client : {BALANCE}" in summary
    stranger = Customer(world.door, world.backends.outbox, channel="whatsapp")
    await begin(stranger, BALANCE, DURAND)
    await stranger.say("je veux parler à un conseiller")
    assert PAY not in plain(_summary(world, stranger))


async def test_a_representatives_words_are_not_told_as_the_assistants(
    world: World, web: Customer, phone: Customer
) -> None:
    answered = (await begin(web, BALANCE)).entries[-1].inbox_id
    world.store.post(web.conversation, answered, Author.AGENT, OutMessage("Je regarde votre contrat."), name="Alice")
    await begin(phone, BALANCE)
    await phone.say("je veux parler à un conseiller")
    rows = [row for row in plain(_summary(world, phone)).splitlines() if "Je regarde votre contrat." in row]
    assert len(rows) == 1 and rows[0].startswith("Conseiller, sur le site, ")


async def test_identity_closes_no_task_but_its_own(world: World, customer: Customer) -> None:
    await begin(customer, PAY)
    end_session(world, customer)
    assert (await customer.say("bonjour")).responses[0] == "utter_proposition_reprise"
    await begin(customer, BALANCE)
    task = world.store.open_task(customer.conversation)
    assert task is not None and task.form == "paiement_form"


def _offers(answer: Answer) -> bool:
    return any(name.startswith(OFFER) for name in answer.responses)


@contextlib.asynccontextmanager
async def _about_to_write(world: World, customer: Customer) -> AsyncIterator[list[Answer]]:
    """Between the form that has read the yes and its end that writes; gives the answer to the yes."""
    before, answers = world.endpoint.calls[PAID], []
    world.endpoint.faults.delays[PAID] = 1.0
    accepted = await customer.door.accept(Incoming(customer.channel, customer.address, uuid.uuid4().hex, text="oui"))
    for _ in range(500):
        if world.endpoint.calls[PAID] > before:
            break
        await asyncio.sleep(0.02)
    else:
        raise AssertionError("the form never came to its end")
    world.endpoint.faults.clear()
    yield answers
    await accepted.answered()
    answers.append(Answer(tuple(world.store.answers_to(accepted.inbox_id or ""))))


def _age(world: World, by: timedelta) -> None:
    with world.store.database.write() as connection:
        connection.execute(sa.update(tasks).values(saved_at=paris_now() - by))


def _summary(world: World, customer: Customer) -> str:
    with contextlib.closing(sqlite3.connect(world.backends.config.var / "tickets.sqlite3")) as database:
        query = "select summary from ticket where conversation = ? order by id desc"
        return str(database.execute(query, (customer.conversation,)).fetchone()[0])
