"""What any outage system must do behind the contract of docs/systemes.md."""

from __future__ import annotations

import uuid

import pytest

from courant.clients import NetworkPlace, NotFound
from tests.backends.contract.conftest import Subject

# A street that no system knows anything of.
PLACE = NetworkPlace(street="1 rue du Contrat", postcode="21000", commune="Dijon", department="21")


def key() -> str:
    return uuid.uuid4().hex


async def test_a_place_is_told_with_who_watches_it(subject: Subject) -> None:
    found = await subject.clients.outages.situation("electricite", PLACE)
    assert found.checked_at.tzinfo is not None
    assert (found.source is None) == (found.source_at is None)
    assert not [outage for outage in found.outages if outage.cover == "oui"]
    nobody = await subject.clients.outages.situation("electricite", PLACE, distributor="nobody at all")
    assert nobody.source is None


async def test_a_report_is_made_once_and_seen_by_whom_it_concerns(subject: Subject) -> None:
    outages, again = subject.clients.outages, key()
    grant = await subject.identified(subject.customer)
    conversation = key()
    facts = ("panne", PLACE, "Enedis", conversation, again)
    report = await outages.report(*facts, token=grant.token)  # type: ignore[arg-type]
    replayed = await outages.report(*facts, token=grant.token)  # type: ignore[arg-type]
    assert report.number == replayed.number and report.secret == replayed.secret
    assert [step.status for step in report.steps][-1] == report.status == "transmis"
    assert report.number in [one.number for one in await outages.list(grant.token)]
    assert (await outages.get(report.number, secret=report.secret)).number == report.number
    assert (await outages.get(report.number, token=grant.token)).secret is None
    other = await subject.identified(subject.other_customer)
    for number, secret, token in (
        (report.number, "AAAAA-AAAAA-AAAAA", None),
        (report.number, None, other.token),
        ("S1999-000001", report.secret, None),
    ):
        with pytest.raises(NotFound):
            await outages.get(number, secret=secret, token=token)


async def test_the_same_place_told_again_is_the_same_report(subject: Subject) -> None:
    outages, conversation = subject.clients.outages, key()
    first = await outages.report("panne", PLACE, "Enedis", conversation, key())
    second = await outages.report("panne", PLACE, "Enedis", conversation, key())
    assert (second.number, second.already_open, second.secret) == (first.number, True, None)


async def test_news_are_asked_for_and_stopped(subject: Subject) -> None:
    outages, conversation = subject.clients.outages, key()
    report = await outages.report("panne", PLACE, "Enedis", conversation, key())
    for wanted in (True, False):
        followed = await outages.follow(conversation, key(), wanted, ticket=report.number)
        assert [one.updates for one in followed.tickets] == [wanted]
    assert (await outages.followed(conversation)).tickets[0].number == report.number
    with pytest.raises(NotFound):
        await outages.follow(key(), key(), True, ticket=report.number)


async def test_a_report_moves_and_keeps_its_steps(subject: Subject) -> None:
    outages = subject.clients.outages
    report = await outages.report("panne", PLACE, "Enedis", key(), key())
    moved = await outages.move(report.number, "technicien_sur_place", "Sur place.", key())
    assert (moved.status, moved.steps[-1].note) == ("technicien_sur_place", "Sur place.")


async def test_short_answers_are_switched_by_zone(subject: Subject) -> None:
    outages = subject.clients.outages
    for active in (True, False):
        assert (await outages.switch_mass("code_postal", "21000", active, key())).active is active
        assert (await outages.situation("electricite", PLACE)).mass is active
