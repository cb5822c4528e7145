"""`courant chat` against a text door."""

from __future__ import annotations

import json

import httpx
import pytest

from courant.cli.chat import Chat

ANSWER = {
    "messages": [
        {"text": "Que souhaitez-vous ?", "buttons": [{"id": "b1", "title": "Payer"}, {"id": "b2", "title": "Solde"}]},
        {"text": "", "buttons": [{"id": "b3", "title": "Autre"}], "links": [{"title": "Site", "url": "https://x"}]},
        {"text": "Voici.", "buttons": [], "links": [], "image": "https://x/graphe.png"},
    ]
}


@pytest.fixture
def chat():
    received: list[dict[str, str]] = []

    def door(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        received.append(body)
        if body.get("text") == "panne":
            return httpx.Response(503)
        return httpx.Response(200, json=ANSWER)

    client = httpx.Client(transport=httpx.MockTransport(door))
    return Chat("http://door/webhooks/texte", "c-1", client), received


def test_answers_show_buttons_numbered_across_messages(chat):
    talk, received = chat
    assert talk.send("bonjour") == [
        "Que souhaitez-vous ?",
        "   [1] Payer",
        "   [2] Solde",
        "   [3] Autre",
        "   Site : https://x",
        "Voici.",
        "   Image : https://x/graphe.png",
    ]
    assert received == [{"conversation": "c-1", "text": "bonjour"}]


def test_a_number_presses_the_button_of_the_last_answer(chat):
    talk, received = chat
    talk.send("bonjour")
    talk.send("3")
    assert received[-1] == {"conversation": "c-1", "button": "b3"}


@pytest.mark.parametrize("typed", ["4", "0", "69003", "10000001"])
def test_other_numbers_are_messages(chat, typed):
    talk, received = chat
    talk.send("bonjour")
    talk.send(typed)
    assert received[-1] == {"conversation": "c-1", "text": typed}


def test_an_error_of_the_assistant_is_not_hidden(chat):
    with pytest.raises(httpx.HTTPStatusError):
        chat[0].send("panne")
