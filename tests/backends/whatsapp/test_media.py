"""Files of the business: upload, send, and what may go wrong."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sanic import Request
from sanic.response import HTTPResponse

from backends.kernel.application import bare_app
from tests.backends.servers import _listen, served
from tests.backends.whatsapp.conftest import CAMILLE, NUMBER, Played, until
from tests.backends.whatsapp.test_events import BUTTONS, photo

PDF = b"%PDF-1.7 facture"


async def upload(played: Played, content: bytes, kind: str, name: str = "facture.pdf") -> httpx.Response:
    form = {"messaging_product": "whatsapp", "type": kind}
    return await played.graph.post(f"/v23.0/{NUMBER}/media", data=form, files={"file": (name, content, kind)})


async def test_a_document_arrives_with_its_name(played: Played) -> None:
    await played.write()
    media = (await upload(played, PDF, "application/pdf")).json()["id"]
    about = {"id": media, "filename": "Facture de juin é.pdf", "caption": "Votre facture"}
    id_ = await played.sent(type="document", document=about)
    await until(lambda: played.webhook.steps(id_) == ["sent", "delivered"])
    assert (await played.shown())[-1]["content"] == about
    file = await played.desk.get(f"/simulator/files/{media}?name=Facture de juin é.pdf")
    assert file.content == PDF and file.headers["Content-Type"] == "application/pdf"
    assert "Facture%20de%20juin%20%C3%A9.pdf" in file.headers["Content-Disposition"]


async def test_media_come_after_a_text_that_was_sent_later(played: Played) -> None:
    await played.write()
    media = (await upload(played, photo(), "image/jpeg")).json()["id"]
    picture = await played.sent(type="image", image={"id": media})
    text = await played.sent()
    await until(lambda: len(played.webhook.steps(picture)) == 2)
    assert [one["id"] for one in await played.shown()][1:] == [text, picture]


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"x", "application/x-sh", 100),
        (b"", "application/pdf", 100),
        (b"x" * 5_000_001, "image/jpeg", 100),
        (b"<html>", "image/png", 131053),
    ],
)
async def test_an_upload_is_refused(played: Played, content: bytes, kind: str, code: int) -> None:
    answer = await upload(played, content, kind)
    assert answer.status_code == 400 and answer.json()["error"]["code"] == code


async def test_a_message_carries_a_file_of_its_kind(played: Played) -> None:
    media = (await upload(played, PDF, "application/pdf")).json()["id"]
    for kind, id_, code in (("image", media, 131053), ("document", "404", 131009)):
        answer = await played.send(type=kind, **{kind: {"id": id_}})
        assert answer.json()["error"]["code"] == code


async def test_a_file_above_buttons_must_be_there_too(played: Played) -> None:
    above = {"header": {"type": "document", "document": {"id": "404"}}}
    answer = await played.send(type="interactive", interactive={**BUTTONS["interactive"], **above})
    assert answer.json()["error"]["code"] == 131009


async def test_a_download_address_lives_five_minutes(played: Played) -> None:
    media = (await upload(played, PDF, "application/pdf")).json()["id"]
    url = (await played.graph.get(f"/v23.0/{media}")).json()["url"]
    assert (await played.graph.get(url)).content == PDF
    played.clock.advance(minutes=6)
    assert (await played.graph.get(url)).status_code == 404
    fresh = (await played.graph.get(f"/v23.0/{media}")).json()["url"]
    assert (await played.graph.get(fresh)).content == PDF


async def test_faults_of_media(played: Played) -> None:
    media = (await upload(played, PDF, "application/pdf")).json()["id"]
    url = (await played.graph.get(f"/v23.0/{media}")).json()["url"]
    await played.fault("media_gone")
    await played.fault("media_altered")
    answers = [await played.graph.get(url) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 200, 200]
    assert answers[1].content != PDF and answers[2].content == PDF


@pytest.mark.parametrize(("path", "steps"), [("/bill.pdf", ["sent", "delivered"]), ("/moved", ["failed"])])
async def test_a_link_is_fetched_without_following_it_elsewhere(played: Played, path: str, steps: list[str]) -> None:
    app, listener = bare_app("site"), _listen()

    async def bill(_request: Request) -> HTTPResponse:
        return HTTPResponse(PDF, content_type="application/pdf")

    async def moved(_request: Request) -> HTTPResponse:
        return HTTPResponse(status=302, headers={"Location": "/bill.pdf"})

    app.add_route(bill, "/bill.pdf", name="bill")
    app.add_route(moved, "/moved", name="moved")
    await played.write()
    async with served(app, listener):
        link = f"http://127.0.0.1:{listener.getsockname()[1]}{path}"
        id_ = await played.sent(CAMILLE, type="document", document={"link": link, "filename": "f.pdf"})
        await until(lambda: played.webhook.steps(id_) == steps)


async def test_unknown_files(played: Played) -> None:
    assert (await played.graph.get("/v23.0/404")).json()["error"]["code"] == 100
    assert (await played.desk.get("/simulator/files/404")).status_code == 404
    wrong: Any = {"phone_number_id": "999"}
    media = (await upload(played, PDF, "application/pdf")).json()["id"]
    assert (await played.graph.get(f"/v23.0/{media}", params=wrong)).status_code == 400
