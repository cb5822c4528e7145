"""The rules of the matrix find what they are there for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from courant.clock import PARIS
from courant.conversations import Author, Entry, IssuedButton, Link
from tests.dialogues.canaux.dialogues import Say
from tests.dialogues.canaux.marks import marked
from tests.dialogues.canaux.replay import Turn
from tests.dialogues.canaux.rules import differences, faults

BILL = Link("Facture F2026-000001 (PDF)", "http://127.0.0.1:8000/billing/documents/x", "PDF")
ENTRY = Entry(
    number=1,
    author=Author.ASSISTANT,
    text="Il reste 169,27\u00a0€ à régler.",
    at=datetime(2026, 11, 23, 10, tzinfo=PARIS),
    response="utter_facture_a_regler",
)


def text(body: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}}


def buttons(*titles: str, body: str = "Choisissez.") -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": f"id-{title}", "title": title}} for title in titles]
    inside = {"type": "button", "body": {"text": body}, "action": {"buttons": replies}}
    return {"type": "interactive", "interactive": inside}


def rows(*listed: dict[str, str]) -> dict[str, Any]:
    action = {"button": "Voir les choix", "sections": [{"rows": list(listed)}]}
    return {"type": "interactive", "interactive": {"type": "list", "body": {"text": "Choisissez."}, "action": action}}


def document(name: str) -> dict[str, Any]:
    return {"type": "document", "document": {"id": "1", "filename": name}}


def page(title: str) -> dict[str, Any]:
    action = {"name": "cta_url", "parameters": {"display_text": title, "url": "https://exemple.fr"}}
    return {"type": "interactive", "interactive": {"type": "cta_url", "body": {"text": "Voici."}, "action": action}}


def turn(*screen: dict[str, Any], entry: Entry = ENTRY) -> Turn:
    return Turn(Say("bonjour"), (entry,), screen)


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (text("x" * 4097), "text of 4097"),
        (text("Voir https://exemple.fr/billing/documents/abc"), "the address of a document"),
        (text("Voici votre facture {energie}."), "nothing was filled in: {energie}"),
        (text("Bonjour !"), "typographic space"),
        (text("Il reste 12,00 €."), "typographic space"),
        (text("Répondez « oui »."), "typographic space"),
        (buttons("Oui", "Non", "Peut-être", "Autre"), "too many: 4 buttons"),
        (buttons("Un bouton bien trop long"), "button of 24"),
        (buttons("Choix 1"), "button without a label of its own"),
        (buttons("Oui", body="x" * 1025), "body of 1025"),
        (rows({"id": "1", "title": "Choix 2", "description": "2026"}), "row without a label of its own"),
        (rows({"id": "1", "title": "x" * 25}), "row of 25"),
        (rows({"id": "1", "title": "x", "description": "y" * 73}), "description of 73"),
        (rows(*({"id": str(n), "title": str(n)} for n in range(11))), "11 rows"),
        (document("fc123cd771c6.1795426300.pdf"), "a file name that says nothing"),
        (document("facture"), "a file name that says nothing"),
        (page("Ouvrir la page des aides"), "button of 24"),
    ],
)
def test_what_whatsapp_must_not_show(message: dict[str, Any], fault: str) -> None:
    assert any(fault in found for found in faults("whatsapp", turn(message))), faults("whatsapp", turn(message))


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"text": "Voir https://exemple.fr"}, "an address stands in the words"),
        ({"text": "Voici.", "links": [{"title": "Facture", "url": "javascript:alert(1)"}]}, "no good link"),
        ({"text": "Bonjour !"}, "typographic space"),
        ({"text": "Votre facture {numero}."}, "nothing was filled in"),
    ],
)
def test_what_the_web_must_not_show(entry: dict[str, Any], fault: str) -> None:
    assert any(fault in found for found in faults("webchat", turn(entry)))


@pytest.mark.parametrize(
    "message",
    [
        text("Il reste 1\u202f234,50\u00a0€\u00a0: payez avant le 2 décembre 2026\u00a0! «\u00a0Oui\u00a0»\u00a0?"),
        text("De 9 h 05 à 10:30, voir https://exemple.fr/aides?x=1;y"),
        buttons("3 fois\u00a0: 61,40\u00a0€", "Non"),
        rows({"id": "1", "title": "09/2026\u00a0: 534,60\u00a0€"}),
        document("Facture F2026-000007.pdf"),
        document("Reçu de 184,20\u00a0€.pdf"),
        page("Payer 100,00\u00a0€"),
    ],
)
def test_good_answers_pass(message: dict[str, Any]) -> None:
    assert faults("whatsapp", turn(message)) == []


def test_a_choice_that_did_not_arrive() -> None:
    entry = replace(ENTRY, buttons=(IssuedButton("id-Oui", "Oui"), IssuedButton("id-Non", "Non")))
    assert faults("whatsapp", turn(buttons("Oui"), entry=entry)) == ["lost choice: Non"]
    assert faults("whatsapp", turn(buttons("Oui"), text("1. Oui\n2. Non"), entry=entry)) == []


def test_a_document_that_did_not_arrive() -> None:
    entry = replace(ENTRY, links=(BILL,))
    assert "lost documents" in faults("whatsapp", turn(text("Voici."), entry=entry))[0]
    assert faults("whatsapp", turn(document("Facture F2026-000001.pdf"), entry=entry)) == []


@pytest.mark.parametrize(
    ("other", "screen", "difference"),
    [
        (replace(ENTRY, response="utter_incident"), ENTRY.text, "responses"),
        (replace(ENTRY, text="Il ne reste rien."), ENTRY.text, "words"),
        (replace(ENTRY, buttons=(IssuedButton("1", "Payer"),)), ENTRY.text, "choices"),
        (ENTRY, "Il reste 168,27\u00a0€ à régler.", "fact on one channel only: 168,27 €"),
        (ENTRY, "Il reste une somme à régler.", "fact on one channel only: 169,27 €"),
        (ENTRY, f"{ENTRY.text} Avant le 2 décembre 2026.", "fact on one channel only: 2 décembre 2026"),
    ],
)
def test_channels_that_do_not_say_the_same(other: Entry, screen: str, difference: str) -> None:
    web = turn({"text": ENTRY.text})
    found = differences(web, turn(text(screen), entry=other))
    assert any(difference in one for one in found), found
    assert differences(web, turn(text(ENTRY.text))) == []


def test_marks_stand_for_what_changes() -> None:
    kept = "avant le 2 décembre 2026\u00a0: 12,00\u00a0€"
    assert marked(f"{BILL.url}.1795.EKm-u {kept}") == f"‹adresse de la facture› {kept}"
    assert marked(f"Code secret\u00a0: 7KQ2M-X4T9B-PP31C, {kept}") == f"Code secret\u00a0: ‹code secret›, {kept}"
