"""The PDF of a bill: the figures of the API, in readable French."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader

from courant.clients import Bill, Clients
from courant.french import format_amount, format_date, format_percent, format_period
from tests.backends.conftest import verified
from tests.backends.servers import Backends


def plain(text: str) -> str:
    """Text without the kinds of spaces, which readers of PDF do not keep."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))


async def printed(clients: Clients, token: str, bill: Bill) -> tuple[str, PdfReader]:
    link = await clients.billing.document_link(token, bill.id)
    async with httpx.AsyncClient(timeout=30) as http:
        answer = await http.get(link)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert f'{bill.number}.pdf"' in answer.headers["Content-Disposition"]
    reader = PdfReader(BytesIO(answer.content))
    return plain("\n".join(page.extract_text() for page in reader.pages)), reader


@pytest.mark.parametrize(
    ("number", "postcode"),
    [("10000001", "69003"), ("10000002", "31000"), ("10000005", "59000"), ("10000016", "33000")],
)
async def test_the_document_says_what_the_api_says(
    clients: Clients, backends: Backends, number: str, postcode: str
) -> None:
    token = (await verified(clients, backends, number, postcode)).token
    bill = await clients.billing.bill(token, (await clients.billing.bills(token))[0].id)
    text, _ = await printed(clients, token, bill)
    last = bill.period_end - timedelta(days=1)
    for expected in (
        bill.number,
        number,
        format_amount(bill.total),
        format_amount(bill.total_ht),
        format_amount(bill.total - bill.total_ht),
        format_date(bill.issued_on),
        format_period(bill.period_start, last),
        format_percent(20),
    ):
        assert plain(expected) in text, expected
    for line in bill.lines:
        assert plain(line.label) in text
        assert plain(format_amount(line.amount_ht)) in text
        assert plain(format_amount(line.amount_ttc)) in text


async def test_the_document_tells_how_to_pay_whom_to_ask_and_the_emergency_number(
    clients: Clients, backends: Backends
) -> None:
    token = (await verified(clients, backends, "10000001", "69003")).token
    bills = await clients.billing.bills(token)
    light = next(bill for bill in bills if bill.energy == "electricite")
    heat = next(bill for bill in bills if bill.energy == "gaz")
    text, reader = await printed(clients, token, light)
    contract = (await clients.customers.profile(token)).contracts[0]
    digits = re.sub(r"\D", "", text)
    assert contract.delivery_point in digits
    for expected in (
        "Solvéa Énergie",
        "Madame Camille Durand",
        "69003 LYON",
        "À régler avant le",
        "mandat compte",
        "chèque énergie",
        "Médiateur national de l’énergie",
        "Fonds de solidarité",
        "TVA",
        "€",
        "Page 1 sur 2",
    ):
        assert expected in text, expected
    assert reader.metadata is not None and light.number in str(reader.metadata.title)
    gas, _ = await printed(clients, token, heat)
    assert "0 800 47 33 33" in gas and "PCE" in gas and "Coefficient" in gas


async def test_no_text_falls_off_the_page(clients: Clients, backends: Backends) -> None:
    token = (await verified(clients, backends, "10000005", "59000")).token
    for bill in (await clients.billing.bills(token))[:3]:
        _, reader = await printed(clients, token, bill)
        for page in reader.pages:
            places: list[tuple[float, float]] = []
            page.extract_text(
                visitor_text=lambda text, cm, tm, font, size, places=places: (
                    places.append((tm[4], tm[5])) if text.strip() else None
                )
            )
            assert places
            assert all(0 < x < 595 and 10 < y < 842 for x, y in places)


async def test_a_credit_note_is_not_a_bill_to_pay(clients: Clients, backends: Backends) -> None:
    token = (await verified(clients, backends, "10000013", "33000")).token
    credit = (await clients.billing.bills(token))[0]
    text, _ = await printed(clients, token, credit)
    assert "Montant en votre faveur" in text and "30,00 €" in text
    assert "À régler" not in text
