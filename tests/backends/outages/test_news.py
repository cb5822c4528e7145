"""Who is told what when something moves: those who asked, once each, signed."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from dataclasses import replace

from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from backends.kernel.config import Config
from backends.kernel.database import Database
from tests.backends.outages.conftest import Desk, at, running
from tests.backends.tickets.serving import serving


def told(desk: Desk) -> list[tuple[str, object, object, object]]:
    rows = [(one["conversation"], one["data"]) for one in desk.news()]
    return [(who, data.get("ticket"), data.get("status"), data.get("outage_status")) for who, data in rows]


async def test_progress_of_an_outage_moves_its_reports_and_tells_who_asked(desk: Desk) -> None:
    outage = (await desk.outage()).json()["number"]
    first = (await desk.report(updates=True)).json()["number"]
    quiet = (await desk.report(conversation="c2")).json()["number"]
    await desk.post("/followers", {"conversation": "c3", "wanted": True, "outage": outage})
    await desk.say(outage, status="equipe_sur_place", estimated_restoration=at(12), note="Un câble est remplacé.")
    assert told(desk) == [
        ("conversation-1", first, "technicien_sur_place", "equipe_sur_place"),
        ("c3", None, None, "equipe_sur_place"),
    ]
    data = desk.news()[0]["data"]
    assert desk.news()[0]["kind"] == "panne.suivi"
    assert (data["source"], data["source_at"], data["estimated_restoration"]) == ("Enedis", at(9, 55), at(12))
    assert data["note"] == "Un câble est remplacé."
    quiet_one = (await desk.get("/conversations/c2")).json()["tickets"][0]
    assert (quiet_one["number"], quiet_one["status"]) == (quiet, "technicien_sur_place")


async def test_restored_then_closed_is_told_once(desk: Desk) -> None:
    outage = (await desk.outage()).json()["number"]
    number = (await desk.report(updates=True)).json()["number"]
    await desk.say(outage, status="retablie")
    await desk.say(outage, status="close")
    assert told(desk) == [("conversation-1", number, "retabli", "retablie")]
    assert (await desk.get("/conversations/conversation-1")).json()["tickets"][0]["status"] == "clos"


async def test_a_count_alone_is_no_news_an_estimate_is(desk: Desk) -> None:
    outage = (await desk.outage()).json()["number"]
    await desk.report(updates=True)
    await desk.say(outage, customers=12)
    assert desk.news() == []
    await desk.say(outage, estimated_restoration=at(13))
    assert [one["data"]["estimated_restoration"] for one in desk.news()] == [at(13)]


async def test_a_new_outage_finds_the_reports_that_it_explains(desk: Desk) -> None:
    mine = (await desk.report(updates=True)).json()["number"]
    await desk.report(conversation="c2", street="rue Paul-Bert", updates=True)
    outage = (await desk.outage(status="equipe_sur_place")).json()["number"]
    assert told(desk) == [("conversation-1", mine, "technicien_sur_place", "equipe_sur_place")]
    assert (await desk.get("/conversations/conversation-1")).json()["tickets"][0]["outage"]["number"] == outage
    assert (await desk.get("/conversations/c2")).json()["tickets"][0]["outage"] is None


async def test_a_report_restored_by_itself_is_not_opened_again_by_a_mere_estimate(desk: Desk) -> None:
    outage = (await desk.outage()).json()["number"]
    number = (await desk.report()).json()["number"]
    await desk.move(number, "retabli")
    await desk.say(outage, estimated_restoration=at(13))
    assert (await desk.get("/conversations/conversation-1")).json()["tickets"][0]["status"] == "retabli"


async def test_a_report_that_moves_is_told_to_its_conversation_only(desk: Desk) -> None:
    number = (await desk.report(updates=True)).json()["number"]
    await desk.report(conversation="c2", street="rue Paul-Bert", updates=True)
    await desk.move(number, "technicien_sur_place", "L'équipe vient d'arriver.")
    assert told(desk) == [("conversation-1", number, "technicien_sur_place", None)]
    assert desk.news()[0]["data"]["note"] == "L'équipe vient d'arriver."


async def test_an_operator_merges_a_report_and_who_asked_is_told(desk: Desk) -> None:
    number = (await desk.report(street=None, updates=True)).json()["number"]
    outage = (await desk.outage()).json()["number"]
    merged = (await desk.post(f"/tickets/{number}/outage", {"outage": outage})).json()
    assert merged["outage"]["number"] == outage
    assert told(desk) == [("conversation-1", number, "transmis", "confirmee")]
    await desk.say(outage, status="close")
    refused = await desk.post(f"/tickets/{number}/outage", {"outage": outage})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_mergeable")


async def test_news_are_asked_for_and_stopped(desk: Desk) -> None:
    outage, number = (await desk.outage()).json()["number"], (await desk.report()).json()["number"]
    for subject in ({"ticket": number}, {"outage": outage}):
        wanted = {"conversation": "conversation-1", "wanted": True, **subject}
        answer = await desk.post("/followers", wanted)
        assert answer.status_code == 200
    assert (answer.json()["tickets"][0]["updates"], len(answer.json()["outages"])) == (True, 1)
    await desk.say(outage, note="Encore une heure.")
    assert len(desk.news()) == 1  # one message, although asked for twice
    for subject in ({"ticket": number}, {"outage": outage}):
        await desk.post("/followers", {"conversation": "conversation-1", "wanted": False, **subject})
    await desk.say(outage, note="Presque fini.")
    assert len(desk.news()) == 1


async def test_nobody_follows_a_report_of_another_conversation(desk: Desk) -> None:
    number = (await desk.report()).json()["number"]
    answer = await desk.post("/followers", {"conversation": "c2", "wanted": True, "ticket": number})
    assert answer.status_code == 404
    for body in ({"conversation": "c2", "wanted": True}, {"conversation": "", "wanted": True, "ticket": number}):
        assert (await desk.post("/followers", body)).status_code == 422


async def test_an_event_is_posted_signed_until_it_is_taken(config: Config, database: Database) -> None:
    received: list[tuple[bytes, str]] = []

    async def hear(request: Request) -> HTTPResponse:
        received.append((request.body, request.headers["X-Courant-Signature"]))
        return json({}, 503 if len(received) == 1 else 202)

    assistant = Sanic("assistant-of-the-tests", configure_logging=False)
    assistant.add_route(hear, "/webhooks/evenements", methods=["POST"])
    async with serving(assistant) as url:
        heard = replace(config, events_url=f"{url}/webhooks/evenements", events_secret="shared")
        async with running(heard, database) as desk:
            outage = (await desk.outage()).json()["number"]
            await desk.post("/followers", {"conversation": "c3", "wanted": True, "outage": outage})
            await desk.say(outage, status="retablie")
            for _ in range(250):
                if desk.rows("SELECT id FROM outgoing WHERE outcome = 'livre'"):
                    break
                await asyncio.sleep(0.02)
            await asyncio.sleep(0.2)
    body, signature = received[1]
    assert len(received) == 2 and received[0][0] == body
    assert signature == "sha256=" + hmac.new(b"shared", body, hashlib.sha256).hexdigest()
