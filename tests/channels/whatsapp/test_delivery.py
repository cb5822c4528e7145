"""Delivery: in order, once, at the right pace, within the window, whatever Meta answers and whenever we stop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from channels.whatsapp.delivery import MOST_CALLS, SWEEP_SECONDS
from channels.whatsapp.look import project_look
from channels.whatsapp.reactions import LOST_SECONDS
from channels.whatsapp.undelivered import Undelivered
from courant.clients import BackendUnavailable
from courant.conversations import Author, Button, Link, OutMessage
from tests.channels.whatsapp.graph_double import LOST, PDF, PNG, words_of
from tests.channels.whatsapp.line import Line, a_moment, open_line, until

CHOICES = (Button("Oui", "/affirmer"), Button("Non", "/refuser"))


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with open_line(tmp_path) as line:
        yield line


class TestOrderAndOnce:
    async def test_answers_leave_in_their_order(self, line):
        customer = line.customer()
        for number in range(8):
            line.say(customer, f"réponse {number}")
        await until(lambda: len(line.graph.sent) == 8)
        assert line.graph.texts() == [f"réponse {number}" for number in range(8)]
        assert {payload["to"] for payload in line.graph.sent} == {"+33639980001"}
        assert {payload["recipient_type"] for payload in line.graph.sent} == {"individual"}

    async def test_without_a_phone_it_goes_to_the_business_scoped_id(self, line):
        customer = line.customer(phone=None, user_id="FR.abc")
        line.say(customer, "Bonjour.")
        await until(lambda: line.graph.sent)
        assert line.graph.sent[0]["recipient"] == "FR.abc" and "to" not in line.graph.sent[0]

    async def test_the_customers_own_messages_stay_here(self, line):
        customer = line.customer()
        await a_moment()
        assert line.graph.tried == [] and line.store.delivery_cursor(customer) == 1

    async def test_other_channels_are_left_alone(self, line):
        web = line.store.conversation_for("webchat", "session")
        line.say(web, "Bonjour.")
        await a_moment()
        assert line.graph.tried == []

    async def test_buttons_leave_with_the_ids_that_were_issued(self, line):
        customer = line.customer()
        line.say(customer, "Alors ?", buttons=CHOICES)
        await until(lambda: line.graph.sent)
        replies = line.graph.sent[0]["interactive"]["action"]["buttons"]
        assert line.store.button_payload(customer, replies[0]["reply"]["id"]) == "/affirmer"

    async def test_nothing_is_sent_twice_after_a_restart(self, line):
        customer = line.customer()
        line.say(customer, "un")
        await until(lambda: line.graph.sent)
        await until(lambda: line.states(customer) == ["accepted"])
        await line.restart()
        line.say(customer, "deux")
        await until(lambda: len(line.graph.sent) == 2)
        await a_moment()
        assert line.graph.texts() == ["un", "deux"]

    async def test_what_a_stopped_process_left_leaves_at_the_start(self, line):
        customer = line.customer()
        await line.delivery.stop()
        line.say(customer, "en attente")
        await line.restart()
        await until(lambda: line.graph.texts() == ["en attente"])

    async def test_what_another_process_posts_is_noticed(self, line):
        customer = line.customer()
        line.store.post(customer, None, Author.AGENT, OutMessage("Je regarde."), name="Sophie")
        await until(lambda: line.graph.sent, seconds=SWEEP_SECONDS + 2)
        assert line.graph.texts() == ["*Sophie*, service client\xa0:\nJe regarde."]

    async def test_a_closed_conversation_gets_nothing(self, line):
        customer = line.customer()
        await line.delivery.stop()
        line.say(customer, "trop tard")
        line.store.close(customer)
        await line.restart()
        await a_moment()
        assert line.graph.tried == []

    async def test_many_customers_at_once(self, line):
        customers = [line.customer(f"336399{place:05}") for place in range(60)]
        for customer in customers:
            line.say(customer, customer)
            line.say(customer, f"{customer} encore")
        line.time.forward(1)

        def move() -> bool:
            line.time.forward(0.05)
            return len(line.graph.sent) >= 120

        await until(move, 20)
        assert sorted(line.graph.texts()) == sorted([*customers, *(f"{one} encore" for one in customers)])
        for customer in customers:
            mine = [text for text in line.graph.texts() if text.startswith(customer)]
            assert mine == [customer, f"{customer} encore"]


class TestLostAnswers:
    async def test_a_status_saves_from_sending_twice(self, line):
        line.graph.rule = lambda payload: LOST if words_of(payload) == "un" else None
        customer = line.customer()
        line.say(customer, "un")
        line.say(customer, "deux")
        await until(lambda: line.time.waits)
        line.status("delivered", "wamid.1", tag=line.graph.sent[0]["biz_opaque_callback_data"])
        await until(lambda: len(line.graph.sent) == 2)
        assert line.graph.texts() == ["un", "deux"]
        assert line.parcels(customer)[0].message_id == "wamid.1"

    async def test_it_is_sent_once_more_after_ten_silent_seconds(self, line):
        answers = [LOST, None, None]
        line.graph.rule = lambda payload: answers.pop(0)
        customer = line.customer()
        line.say(customer, "un")
        line.say(customer, "deux")
        await until(lambda: 10.0 in line.time.waits)
        line.time.forward(9)
        await a_moment()
        assert len(line.graph.tried) == 1
        line.time.forward(2)
        await until(lambda: len(line.graph.sent) == 3)
        assert line.graph.texts() == ["un", "un", "deux"]
        tags = [payload["biz_opaque_callback_data"] for payload in line.graph.sent]
        assert len(set(tags)) == 3

    async def test_a_stop_lets_a_call_end(self, line):
        line.graph.seconds = 0.3
        customer = line.customer()
        line.say(customer, "un")
        await until(lambda: line.states(customer) == ["sending"])
        await line.delivery.stop()
        assert line.states(customer) == ["accepted"]

    async def test_a_call_cut_by_a_stop_is_looked_after(self, line):
        line.graph.rule = lambda payload: LOST
        customer = line.customer()
        line.say(customer, "un")
        await until(lambda: line.graph.tried)
        line.graph.rule = lambda payload: None
        await line.restart()
        await a_moment()
        assert len(line.graph.tried) == 1
        line.time.forward(30)
        await until(lambda: len(line.graph.tried) == 2)

    async def test_a_start_long_after_waits_for_the_statuses_that_come_late(self, line):
        line.graph.rule = lambda payload: LOST
        customer = line.customer()
        line.say(customer, "un")
        await until(lambda: line.graph.tried)
        line.graph.rule = lambda payload: None
        await line.delivery.stop()
        line.time.forward(300)
        await line.restart()
        await a_moment()
        assert len(line.graph.tried) == 1
        line.status("delivered", "wamid.1", tag=line.graph.sent[0]["biz_opaque_callback_data"])
        line.time.forward(60)
        await a_moment()
        assert len(line.graph.tried) == 1 and line.states(customer) == ["delivered"]

    async def test_but_sends_again_what_meta_says_nothing_of(self, line):
        line.graph.rule = lambda payload: LOST
        line.say(line.customer(), "un")
        await until(lambda: line.graph.tried)
        line.graph.rule = lambda payload: None
        await line.delivery.stop()
        line.time.forward(300)
        await line.restart()
        line.time.forward(LOST_SECONDS + 1)
        await until(lambda: len(line.graph.tried) == 2)

    async def test_four_tries_are_enough(self, line):
        line.graph.rule = lambda payload: 131000
        customer = line.customer()
        line.say(customer, "un")

        for tries, least, most in ((1, 2, 2.5), (2, 8, 10), (3, 32, 40)):
            await until(lambda tries=tries: len(line.graph.tried) == tries and line.states(customer) == ["waiting"])
            wait = (line.parcels(customer)[0].not_before - line.time.at).total_seconds()
            assert least <= wait <= most
            line.time.forward(wait)
        await until(lambda: line.states(customer) == ["failed"])
        assert len(line.graph.tried) == 4 and line.delivery.failures == 1


class TestPace:
    @pytest.mark.parametrize("code", [131056, 130429, 429])
    async def test_too_fast_waits_one_four_sixteen_seconds_and_others_go_on(self, line, code):
        slow, other = line.customer(), line.customer("33639980002")
        refusals = [code] * 3
        line.graph.rule = lambda payload: refusals.pop(0) if payload["to"] == "+33639980001" and refusals else None
        line.say(slow, "lent")
        for seconds in (1.0, 4.0, 16.0):
            await until(lambda seconds=seconds: seconds in line.time.waits)
            line.say(other, f"après {seconds}")
            await until(lambda seconds=seconds: f"après {seconds}" in line.graph.texts())
            assert "lent" not in line.graph.texts()
            line.time.forward(seconds)
        await until(lambda: "lent" in line.graph.texts())
        assert line.parcels(slow)[0].attempts == 1

    async def test_one_person_gets_45_at_once_then_one_in_six_seconds(self, line):
        customer = line.customer()
        for number in range(46):
            line.say(customer, str(number))
        await until(lambda: len(line.graph.sent) == 45)
        await a_moment()
        assert len(line.graph.sent) == 45 and line.time.waits[-1] == 6.0
        line.time.forward(6.01)
        await until(lambda: len(line.graph.sent) == 46)

    async def test_a_danger_overtakes(self, line):
        line.graph.rule = lambda payload: 131000 if words_of(payload) == "un" else None
        customer = line.customer()
        line.say(customer, "un")
        line.say(customer, "deux")
        await until(lambda: line.time.waits)
        line.say(customer, "Sortez tout de suite.", response="utter_danger_gaz")
        await until(lambda: line.graph.texts() == ["Sortez tout de suite."])

    async def test_a_danger_does_not_wait_for_a_slow_call(self, line):
        line.graph.slow = "un"
        line.graph.seconds = 3.0
        customer = line.customer()
        line.say(customer, "un")
        line.say(customer, "deux")
        await until(lambda: line.graph.tried)
        line.say(customer, "Sortez tout de suite.", response="utter_danger_gaz")
        await until(lambda: line.graph.texts() == ["Sortez tout de suite."], 2)
        await until(lambda: len(line.graph.sent) == 3)
        assert line.graph.texts() == ["Sortez tout de suite.", "un", "deux"]

    async def test_a_danger_does_not_wait_for_the_slow_calls_of_a_crowd(self, line):
        line.graph.slow, line.graph.seconds = "lent", 4.0
        crowd = [line.customer(f"336399{place:05}") for place in range(MOST_CALLS)]
        for other in crowd:
            line.say(other, "lent")
        await until(lambda: len(line.graph.tried) == MOST_CALLS)  # as many calls as there may be
        customer = line.customer("33639999999")
        line.say(customer, "un")
        await a_moment()  # it stands in the queue of calls
        assert line.states(customer) == ["waiting"]
        line.say(customer, "Sortez tout de suite.", response="utter_danger_gaz")
        await until(lambda: line.graph.texts() == ["Sortez tout de suite."], 2)
        await until(lambda: len(line.graph.sent) == MOST_CALLS + 2, 10)
        assert line.graph.texts().count("un") == line.graph.texts().count("Sortez tout de suite.") == 1


class TestClasses:
    async def test_a_wrong_token_stops_everything_and_loses_nothing(self, line):
        line.graph.rule = lambda payload: 190
        customers = [line.customer(f"3363998000{place}") for place in range(3)]
        for customer in customers:
            line.say(customer, customer)
        await until(lambda: line.delivery.stopped and len(line.time.waits) >= 3)
        tried = len(line.graph.tried)
        line.time.forward(61)
        await until(lambda: len(line.graph.tried) > tried)
        await a_moment()
        assert len(line.graph.tried) == tried + 1  # one message tries, the others wait
        line.graph.rule = lambda payload: None
        line.time.forward(61)
        await until(lambda: len(line.graph.sent) == 3)
        assert not line.delivery.stopped and sorted(line.graph.texts()) == sorted(customers)

    async def test_who_cannot_receive_is_not_tried_again(self, line):
        line.graph.rule = lambda payload: 131026
        customer = line.customer()
        line.say(customer, "un")
        await until(lambda: line.states(customer) == ["failed"])
        line.time.forward(3600)
        await a_moment()
        assert len(line.graph.tried) == 1 and line.delivery.failures == 1

    async def test_a_refused_form_is_said_in_a_bare_text(self, line):
        line.graph.rule = lambda payload: 131009 if payload["type"] == "interactive" else None
        customer = line.customer()
        line.say(customer, "Alors ?", buttons=CHOICES)
        await until(lambda: line.graph.sent)
        assert line.graph.texts() == ["Alors ?\n\n1. Oui\n2. Non\n\nRépondez par le numéro de votre choix."]
        assert line.delivery.is_numbered(line.store.messages_after(customer, 1)[0])

    async def test_a_refused_text_is_our_bug(self, line):
        line.graph.rule = lambda payload: 100
        customer = line.customer()
        line.say(customer, "un")
        line.say(customer, "deux")
        await until(lambda: line.states(customer) == ["failed", "failed"])
        assert len(line.graph.tried) == 2


class TestFiles:
    def bill(self, line: Line) -> tuple[Link, ...]:
        return (Link("Facture n° 12 (PDF)", f"{line.graph.url}/files/bill", "PDF"),)

    async def test_a_bill_arrives_as_a_document(self, line):
        line.graph.files["bill"] = (200, PDF)
        customer = line.customer()
        line.say(customer, "Voici.", links=self.bill(line))
        await until(lambda: line.graph.sent)
        assert line.graph.uploads == [("Facture n° 12.pdf", "application/pdf", PDF)]
        assert line.graph.sent[0]["document"] == {
            "id": "media-1",
            "filename": "Facture n° 12.pdf",
            "caption": "Voici.",
        }

    async def test_a_chart_arrives_as_a_picture(self, line):
        line.graph.files["chart"] = (200, PNG)
        customer = line.customer()
        line.say(customer, "Voici.", image=f"{line.graph.url}/files/chart", image_alt="Graphique")
        await until(lambda: line.graph.sent)
        assert line.graph.sent[0]["image"] == {"id": "media-1", "caption": "Voici."}

    async def test_the_next_message_waits_until_the_file_has_arrived(self, line):
        line.graph.files["bill"] = (200, PDF)
        customer = line.customer()
        line.say(customer, "Voici.", links=self.bill(line))
        line.say(customer, "Autre chose ?")
        await until(lambda: line.graph.sent)
        await a_moment()
        assert len(line.graph.sent) == 1
        line.status("delivered", "wamid.1")
        await until(lambda: len(line.graph.sent) == 2)

    async def test_but_not_longer_than_five_seconds(self, line):
        line.graph.files["bill"] = (200, PDF)
        customer = line.customer()
        line.say(customer, "Voici.", links=self.bill(line))
        line.say(customer, "Autre chose ?")
        await until(lambda: 5.0 in line.time.waits)
        line.time.forward(5.1)
        await until(lambda: len(line.graph.sent) == 2)

    @pytest.mark.parametrize("file", [(410, b""), (200, b"<html>")])
    async def test_a_file_that_cannot_be_had_becomes_a_link(self, line, file):
        line.graph.files["bill"] = file
        customer = line.customer()
        line.say(customer, "Voici.", links=self.bill(line))
        await until(lambda: line.graph.sent)
        assert line.graph.uploads == []
        assert f"{line.graph.url}/files/bill" in line.graph.texts()[0]

    async def test_an_upload_is_refused_once_then_taken(self, line):
        line.graph.files["bill"] = (200, PDF)
        refusals = [131053]
        line.graph.upload_rule = lambda name: refusals.pop(0) if refusals else None
        customer = line.customer()
        line.say(customer, "Voici.", links=self.bill(line))
        await until(lambda: line.graph.sent)
        assert line.graph.sent[0]["type"] == "document"

    async def test_an_upload_refused_twice_becomes_a_link(self, line):
        line.graph.files["bill"] = (200, PDF)
        line.graph.upload_rule = lambda name: 131053
        customer = line.customer()
        line.say(customer, "Voici.", links=self.bill(line))
        await until(lambda: line.graph.sent)
        assert line.graph.sent[0]["type"] == "text"

    async def test_a_file_refused_by_status_becomes_a_link(self, line):
        line.graph.files["bill"] = (200, PDF)
        customer = line.customer()
        line.say(customer, "Voici.", links=self.bill(line))
        await until(lambda: len(line.graph.sent) == 1)
        line.status("failed", "wamid.1", 131052)
        await until(lambda: len(line.graph.sent) == 2)
        line.status("failed", "wamid.2", 131053)
        await until(lambda: len(line.graph.sent) == 3)
        assert [payload["type"] for payload in line.graph.sent] == ["document", "document", "text"]


class TestWindow:
    async def test_after_24_hours_no_free_text_leaves(self, line):
        customer = line.customer()
        line.time.forward(24 * 3600)
        line.say(customer, "Votre panne est réparée.")
        await until(lambda: line.graph.sent)
        await a_moment()
        assert [payload["type"] for payload in line.graph.tried] == ["template"]
        assert line.graph.sent[0]["template"] == {
            "name": "message_en_attente",
            "language": {"code": "fr"},
            "components": [
                {
                    "type": "button",
                    "sub_type": "quick_reply",
                    "index": "0",
                    "parameters": [{"type": "payload", "payload": "courant:lire"}],
                }
            ],
        }

    async def test_one_template_however_much_waits(self, line):
        customer = line.customer()
        line.time.forward(30 * 3600)
        line.say(customer, "un")
        line.say(customer, "deux")
        await until(lambda: line.graph.sent)
        line.time.forward(3600)
        line.say(customer, "trois")
        await line.restart()
        await a_moment()
        assert len(line.graph.tried) == 1

    async def test_what_was_held_leaves_when_the_customer_writes(self, line):
        customer = line.customer()
        line.time.forward(30 * 3600)
        line.say(customer, "un")
        line.say(customer, "deux")
        await until(lambda: line.graph.sent)
        line.writes(customer, "oui")
        line.say(customer, "trois")
        await until(lambda: len(line.graph.sent) == 4)
        assert line.graph.texts()[1:] == ["un", "deux", "trois"]

    async def test_who_writes_again_in_the_second_of_the_refused_message_opens_the_window(self, line):
        line.graph.rule = lambda payload: 131047
        customer = line.customer()
        line.say(customer, "un")
        await until(lambda: "held" in line.states(customer))
        line.graph.rule = lambda payload: None
        line.writes(customer, "vous êtes là ?")  # the clock stands still
        await until(lambda: "un" in line.graph.texts())

    async def test_131047_by_answer(self, line):
        line.graph.rule = lambda payload: None if payload["type"] == "template" else 131047
        customer = line.customer()
        line.say(customer, "un")
        line.say(customer, "deux")
        await until(lambda: line.graph.sent)
        await a_moment()
        assert [payload["type"] for payload in line.graph.tried] == ["text", "template"]

    async def test_131047_by_status(self, line):
        customer = line.customer()
        line.say(customer, "un")
        await until(lambda: line.states(customer) == ["accepted"])
        line.time.forward(1)
        line.status("failed", "wamid.1", 131047)
        await until(lambda: len(line.graph.sent) == 2)
        assert line.graph.sent[1]["type"] == "template"
        # Meta's clock counts in seconds: the answer seems to be older than the refusal.
        line.writes(customer, at=line.time.at - timedelta(seconds=0.5))
        await until(lambda: len(line.graph.sent) == 3)
        assert line.graph.texts()[2] == "un"

    async def test_a_refused_template_is_not_tried_again(self, line):
        line.graph.rule = lambda payload: 132015
        customer = line.customer()
        line.time.forward(30 * 3600)
        line.say(customer, "un")
        await until(lambda: line.states(customer) == ["failed", "held"])
        line.time.forward(3600)
        await a_moment()
        assert len(line.graph.tried) == 1


class TestStatuses:
    async def test_only_upward(self, line):
        customer = line.customer()
        line.say(customer, "un")
        await until(lambda: line.states(customer) == ["accepted"])
        for status, state in [
            ("delivered", "delivered"),
            ("sent", "delivered"),
            ("failed", "delivered"),
            ("read", "read"),
            ("delivered", "read"),
            ("played", "read"),
            ("mystery", "read"),
        ]:
            line.status(status, "wamid.1", 131000 if status == "failed" else None)
            assert line.states(customer) == [state]

    async def test_before_the_call_has_returned(self, line):
        customer = line.customer()
        line.status("read", "wamid.1")
        line.say(customer, "un")
        await until(lambda: line.states(customer) == ["read"])

    async def test_unknown_ones_are_forgotten_after_a_minute(self, line):
        customer = line.customer()
        line.status("read", "wamid.1")
        line.time.forward(61)
        line.writes(customer)
        line.say(customer, "un")
        await until(lambda: line.graph.sent)
        await a_moment()
        assert line.states(customer) == ["accepted"]

    @pytest.mark.parametrize("code", [131000, 131056])
    async def test_a_failure_told_twice_counts_once(self, line, code):
        customer = line.customer()
        line.say(customer, "un")
        await until(lambda: line.states(customer) == ["accepted"])
        tag = line.graph.sent[0]["biz_opaque_callback_data"]
        line.status("failed", "wamid.1", code, tag)
        line.status("failed", "wamid.1", code, tag)
        assert line.parcels(customer)[0].attempts == 1
        line.time.forward(3)
        await until(lambda: len(line.graph.sent) == 2)
        line.status("failed", "wamid.1", code, tag)
        await a_moment()
        assert line.states(customer) == ["accepted"]


class TestTellingAPerson:
    async def test_one_ticket_a_day_for_what_does_not_arrive(self, line):
        line.graph.rule = lambda payload: 131026
        desk = Desk()
        undelivered = Undelivered(line.store, desk, project_look().words)  # type: ignore[arg-type]
        customer = line.customer()
        line.say(customer, "un")
        line.say(customer, "deux")
        await until(lambda: line.states(customer) == ["failed", "failed"])
        desk.broken = True
        await undelivered.file_due()
        desk.broken = False
        line.time.forward(61)
        await undelivered.file_due()
        line.say(customer, "trois")
        await until(lambda: line.states(customer) == ["failed"] * 3)
        await undelivered.file_due()
        (ticket,) = desk.filed
        assert ticket["conversation"] == customer and "131026" in ticket["summary"]
        line.time.forward(25 * 3600)
        line.writes(customer)
        line.say(customer, "quatre")
        await until(lambda: line.states(customer) == ["failed"] * 4)
        await undelivered.file_due()
        assert len(desk.filed) == 2


class Desk:
    """A ticket system that may be down."""

    def __init__(self) -> None:
        self.filed: list[dict[str, str]] = []
        self.broken = False

    async def create(self, **ticket: str) -> None:
        if self.broken:
            raise BackendUnavailable("tickets", "down")
        self.filed.append(ticket)
