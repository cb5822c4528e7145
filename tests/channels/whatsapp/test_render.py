"""Entries as WhatsApp messages: within its limits, in as few messages as possible, nothing lost."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from backends.whatsapp.checks import check
from channels.whatsapp.formatting import split, to_whatsapp
from channels.whatsapp.labels import Labels
from channels.whatsapp.look import project_look
from channels.whatsapp.media_out import filename
from channels.whatsapp.outgoing import MEDIA_ID, Json, Outgoing
from channels.whatsapp.render import Renderer
from courant.conversations import Author, Entry, IssuedButton, Link

AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
SHORT = {"Le courant est revenu": "Courant revenu", "Tout payer\xa0: {montant}": "Tout\xa0: {montant}"}
BILL = Link("Facture n° 12 d'août 2026 (PDF)", "https://services.example.fr/billing/f?sig=x", "PDF")
PAGE = Link("Mon espace client", "https://www.example.fr/espace")


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    words = project_look().words
    return Renderer(Labels(SHORT, words.rangee), words)


def entry(text: str = "Que souhaitez-vous ?", *titles: str, **more: object) -> Entry:
    buttons = tuple(IssuedButton(f"id-{place}", title) for place, title in enumerate(titles, 1))
    return Entry(7, more.pop("author", Author.ASSISTANT), text, AT, buttons=buttons, **more)  # type: ignore[arg-type]


def alone(messages: tuple[Outgoing, ...]) -> Json:
    assert len(messages) == 1, messages
    return messages[0].body


def of_length(length: int, start: str = "é💡") -> str:
    return (start + "abcdefghijklmnopqrstuvwxyz" * 4)[:length]


def labels(count: int, length: int = 12) -> list[str]:
    return [f"{place:02}" + of_length(length - 2) for place in range(1, count + 1)]


class TestChoices:
    def test_without_any_it_is_a_text(self, renderer):
        assert alone(renderer.render(entry("Bonjour."))) == {
            "type": "text",
            "text": {"body": "Bonjour.", "preview_url": False},
        }

    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_up_to_three_short_ones_are_buttons(self, renderer, count):
        shown = alone(renderer.render(entry("Alors ?", *labels(count, 20))))["interactive"]
        assert shown["type"] == "button"
        replies = [one["reply"] for one in shown["action"]["buttons"]]
        assert [one["id"] for one in replies] == [f"id-{place}" for place in range(1, count + 1)]
        assert [one["title"] for one in replies] == labels(count, 20)

    @pytest.mark.parametrize("count", [4, 10])
    def test_up_to_ten_are_a_list(self, renderer, count):
        shown = alone(renderer.render(entry("Alors ?", *labels(count))))["interactive"]
        assert shown["type"] == "list" and len(shown["action"]["button"]) <= 20
        (section,) = shown["action"]["sections"]
        assert [row["title"] for row in section["rows"]] == labels(count)
        assert [row["id"] for row in section["rows"]][-1] == f"id-{count}"

    def test_more_are_numbers(self, renderer):
        told = entry("Alors ?", *labels(11))
        body = alone(renderer.render(told))["text"]["body"]
        assert body.startswith("Alors ?\n\n1. ") and f"\n11. {labels(11)[10]}" in body
        assert body.endswith("Répondez par le numéro de votre choix.")
        assert renderer.is_numbered(told) and not renderer.is_numbered(entry("Alors ?", *labels(10)))

    @pytest.mark.parametrize("length", [20, 21, 22, 23, 24, 25])
    @pytest.mark.parametrize("count", [3, 4, 10, 11])
    def test_every_number_with_every_length_is_taken_and_loses_no_word(self, renderer, count, length):
        told = entry("Alors ?", *labels(count, length))
        body = alone(renderer.render(told))
        shown = body.get("interactive", {})
        expected = None if count > 10 else "button" if count <= 3 and length <= 20 else "list"
        assert shown.get("type") == expected and renderer.is_numbered(told) == (expected is None)
        assert all(one in json.dumps(body, ensure_ascii=False) for one in labels(count, length))
        ids = json.dumps(shown)
        assert expected is None or all(f'"id-{place}"' in ids for place in range(1, count + 1))

    @pytest.mark.parametrize(
        ("length", "kind"), [(20, "button"), (21, "list"), (24, "list"), (25, "list"), (72, "list"), (73, None)]
    )
    def test_the_length_of_a_label(self, renderer, length, kind):
        label = of_length(length)
        body = alone(renderer.render(entry("Alors ?", "Oui", label)))
        if kind is None:
            assert body["type"] == "text" and label in body["text"]["body"]
            return
        assert body["interactive"]["type"] == kind
        if kind == "list":
            row = body["interactive"]["action"]["sections"][0]["rows"][1]
            assert len(row["title"]) <= 24 and label in (row["title"], row.get("description"))
            assert row["title"] == (label if length <= 24 else "Choix 2")

    def test_a_hand_written_short_form_makes_buttons(self, renderer):
        shown = alone(renderer.render(entry("Alors ?", "Le courant est revenu", "Tout payer\xa0: 1\u202f234,56\xa0€")))
        assert [one["reply"]["title"] for one in shown["interactive"]["action"]["buttons"]] == [
            "Courant revenu",
            "Tout\xa0: 1\u202f234,56\xa0€",
        ]

    def test_equal_titles_are_told_apart(self, renderer):
        shown = alone(renderer.render(entry("Alors ?", "Facture", "Facture")))["interactive"]
        assert shown["type"] == "list"
        rows = shown["action"]["sections"][0]["rows"]
        assert [row["title"] for row in rows] == ["Choix 1", "Choix 2"]

    def test_a_long_text_goes_before_its_choices(self, renderer):
        text = "\n\n".join(f"Paragraphe {n}. " + "mot " * 60 for n in range(8))
        *before, last = renderer.render(entry(text, "Oui", "Non"))
        assert before and all(len(one.body["text"]["body"]) <= 1600 for one in before)
        assert len(last.body["interactive"]["body"]["text"]) <= 1024

    def test_choices_without_words_still_have_some(self, renderer):
        assert alone(renderer.render(entry("", "Oui")))["interactive"]["body"]["text"] == "Que choisissez-vous\xa0?"

    def test_the_simple_form_holds_everything(self, renderer):
        (message,) = renderer.render(entry("Alors ?", *labels(4)))
        assert message.plain is not None
        assert all(label in message.plain["text"]["body"] for label in labels(4))


class TestLinksAndFiles:
    def test_one_page_is_a_button(self, renderer):
        shown = alone(renderer.render(entry("Voyez.", links=(PAGE,))))["interactive"]
        assert shown["type"] == "cta_url" and shown["body"]["text"] == "Voyez."
        assert shown["action"]["parameters"] == {"display_text": PAGE.title, "url": PAGE.url}

    def test_a_long_title_is_told_above_the_button(self, renderer):
        link = Link("Toutes les adresses de nos boutiques", PAGE.url)
        shown = alone(renderer.render(entry("Voyez.", links=(link,))))["interactive"]
        assert link.title in shown["body"]["text"]
        assert shown["action"]["parameters"]["display_text"] == "Ouvrir la page"

    def test_several_pages_or_choices_beside_are_lines(self, renderer):
        line = f"{PAGE.title}\xa0: {PAGE.url}"
        assert alone(renderer.render(entry("Voyez.", links=(PAGE, PAGE))))["text"]["body"].count(line) == 2
        assert line in alone(renderer.render(entry("Voyez.", "Oui", links=(PAGE,))))["interactive"]["body"]["text"]

    def test_a_document_carries_its_words(self, renderer):
        (message,) = renderer.render(entry("Voici votre facture.", links=(BILL,)))
        assert message.body["document"] == {
            "id": MEDIA_ID,
            "filename": "Facture n° 12 d'août 2026.pdf",
            "caption": "Voici votre facture.",
        }
        assert message.media is not None and message.media.url == BILL.url
        assert message.plain is not None and BILL.url in message.plain["text"]["body"]
        assert message.payload(False, "media-1")["document"]["id"] == "media-1"
        assert message.payload(True) == message.plain

    def test_a_document_stands_above_buttons(self, renderer):
        (message,) = renderer.render(entry("Voici.", "Merci", links=(BILL,)))
        assert message.body["interactive"]["header"]["document"]["filename"].endswith(".pdf")
        assert message.plain is not None and BILL.url in message.plain["interactive"]["body"]["text"]

    def test_a_document_goes_before_a_list(self, renderer):
        first, last = renderer.render(entry("Voici.", *labels(4), links=(BILL,)))
        assert first.body["type"] == "document" and last.body["interactive"]["type"] == "list"

    def test_a_picture_is_told_to_those_who_cannot_have_it(self, renderer):
        told = entry("Votre consommation.", image="https://s.example.fr/c.png", image_alt="Graphique de l'année.")
        (message,) = renderer.render(told)
        assert message.body["image"] == {"id": MEDIA_ID, "caption": "Votre consommation."}
        assert message.plain is not None and "Graphique de l'année." in message.plain["text"]["body"]

    def test_two_documents_follow_their_words(self, renderer):
        kinds = [one.body["type"] for one in renderer.render(entry("Voici.", links=(BILL, BILL)))]
        assert kinds == ["text", "document", "document"]

    def test_a_place_is_asked_for(self, renderer):
        shown = alone(renderer.render(entry("Où est-ce ?", asks="lieu")))["interactive"]
        assert shown == {
            "type": "location_request_message",
            "body": {"text": "Où est-ce ?"},
            "action": {"name": "send_location"},
        }

    def test_a_place_is_asked_for_beside_choices(self, renderer):
        first, last = renderer.render(entry("Où est-ce ?", "Une autre adresse", asks="lieu"))
        assert first.body["interactive"]["type"] == "button"
        assert last.body["interactive"]["type"] == "location_request_message"

    def test_other_addresses_are_no_links(self, renderer):
        assert "tel:" not in str(renderer.render(entry("Appelez.", links=(Link("Appeler", "tel:0969"),))))

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ("Facture n° 12 (PDF)", "Facture n° 12.pdf"),
            ("Mon échéancier (PDF)", "Mon échéancier.pdf"),
            ("../../etc/passwd", "etc passwd.pdf"),
            ("Contrat.pdf", "Contrat.pdf"),
            ("", "Document.pdf"),
        ],
    )
    def test_names_of_files(self, title, name):
        assert filename(title, "Document", ".pdf") == name


class TestWords:
    def test_markdown_becomes_whatsapp(self):
        text = "# Titre\n**gras**, __italique__, ~~non~~\n[la page](https://a.fr/x_y_z) à 12 ** 3"
        assert to_whatsapp(text) == "*Titre*\n*gras*, _italique_, ~non~\nla page\xa0: https://a.fr/x_y_z à 12 ** 3"

    def test_masked_values_and_placeholders_stay(self):
        text = "c•••@exemple.fr, 06 ** ** ** 12, mon_nom_long"
        assert to_whatsapp(text) == text

    def test_texts_are_cut_between_words(self):
        text = " ".join(f"mot{n}" for n in range(2000))
        pieces = split(text, 1600)
        assert all(len(one) <= 1600 for one in pieces)
        assert " ".join(pieces) == text

    def test_paragraphs_stay_whole(self):
        first, second = "a" * 900 + ".", "b" * 900 + "."
        assert split(f"{first}\n\n{second}") == [first, second]

    def test_a_person_is_named(self, renderer):
        told = entry("Je regarde.", author=Author.AGENT, name="Sophie")
        assert alone(renderer.render(told))["text"]["body"] == "*Sophie*, service client\xa0:\nJe regarde."

    def test_nothing_to_say_sends_nothing(self, renderer):
        assert renderer.render(entry("")) == ()


def test_every_message_of_the_packs_fits():
    """Whatever the packs say by themselves stays within the limits, and never shows a payload."""
    from channels.texts import project_packs

    catalogue, _ = project_packs()
    renderer = project_look().renderer
    for response in catalogue.responses():
        for variant in response.variants:
            links = tuple(Link(link.title, link.url) for link in variant.links)
            told = entry(variant.text, *(button.title for button in variant.buttons), links=links)
            for message in renderer.render(told):
                for body in (message.payload(False, "1"), message.plain or message.body):
                    assert_within_limits(body)
                    check({"messaging_product": "whatsapp", "to": "+33639980001", **body})


@pytest.mark.parametrize(
    "told",
    [
        {"links": (BILL,)},
        {"links": (BILL,), "titles": ("Oui", "Non")},
        {"links": (BILL, BILL), "titles": ("Oui",)},
        {"image": "https://s.example.fr/c.png"},
        {"image": "https://s.example.fr/c.png", "titles": ("Oui",)},
        {"asks": "lieu"},
        {"links": (PAGE,)},
        {"titles": tuple(f"Facture de {month} 2026, 184,20 €" for month in ("mars", "avril", "mai", "juin"))},
    ],
    ids=str,
)
def test_each_kind_of_message_is_taken_by_metas_schema(renderer, told):
    titles = told.pop("titles", ())
    for message in renderer.render(entry("Voici.", *titles, **told)):
        for plain in (False, True):
            check({"messaging_product": "whatsapp", "to": "+33639980001", **message.payload(plain, "1")})


def assert_within_limits(body: Json) -> None:
    assert '"/' not in str(body) and "'/" not in str(body)
    if body["type"] == "text":
        assert 0 < len(body["text"]["body"]) <= 4096
        return
    shown = body["interactive"]
    assert 0 < len(shown["body"]["text"]) <= 1024
    action = shown["action"]
    titles = [one["reply"]["title"] for one in action.get("buttons", ())]
    assert len(titles) <= 3 and all(0 < len(title) <= 20 for title in titles) and len(set(titles)) == len(titles)
    rows = [row for section in action.get("sections", ()) for row in section["rows"]]
    assert len(rows) <= 10
    assert all(0 < len(row["title"]) <= 24 and len(row.get("description", "")) <= 72 for row in rows)
    assert len(action.get("parameters", {}).get("display_text", "")) <= 20
