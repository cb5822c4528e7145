"""Explaining the difference between two bills."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from backends.billing.explaining import explain
from backends.billing.model import Explanation
from backends.billing.store import bills_of
from backends.demo.seeding import seed
from backends.demo.world import World
from backends.kernel.clock import fixed_clock
from backends.kernel.database import Database, open_database
from backends.kernel.processes import migrate
from tests.backends.servers import config_for

TODAY = date(2026, 11, 22)
CROWD = 200


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, World]]:
    config = config_for(Path(tmp_path_factory.mktemp("demo")))
    migrate(config)
    world = seed(config, fixed_clock(TODAY), CROWD)
    assert world is not None
    database = open_database("billing", config)
    yield database, world
    database.close()


def explained(database: Database, customer: str) -> list[Explanation]:
    def work(connection: Connection) -> list[Explanation]:
        bills = bills_of(connection, customer, TODAY)
        return [explain(connection, customer, bill.id, TODAY) for bill in bills]

    return database.read_now(work)


@pytest.fixture(scope="module")
def every(demo: tuple[Database, World]) -> dict[str, list[Explanation]]:
    """The explanations of every bill of every customer."""
    database, world = demo
    return {customer.number: explained(database, customer.number) for customer in world.customers}


def last(database: Database, customer: str) -> Explanation:
    return explained(database, customer)[0]


def test_causes_add_up_to_the_cent_for_every_bill_of_200_customers(every: dict[str, list[Explanation]]) -> None:
    seen, kinds = 0, set()
    for explanations in every.values():
        for each in explanations:
            assert sum(cause.amount_cents for cause in each.causes) == each.difference_cents, each.bill.number
            assert all(cause.amount_cents for cause in each.causes)
            amounts = [abs(cause.amount_cents) for cause in each.causes]
            assert amounts == sorted(amounts, reverse=True)
            kinds |= {cause.kind for cause in each.causes}
            seen += 1
    assert seen > 1_500 and len(every) > CROWD
    assert kinds == {"price", "volume", "length", "adjustment"}


def test_each_cause_plays_a_part_only_where_it_is_real(every: dict[str, list[Explanation]]) -> None:
    for explanations in every.values():
        for each in explanations:
            found = {cause.kind: cause for cause in each.causes}
            if each.previous is None:
                assert not found
                continue
            assert ("length" in found) <= (each.bill.days != each.previous.days)
            if "adjustment" in found:
                assert found["adjustment"].facts.labels
            if "volume" in found and abs(found["volume"].amount_cents) > 200:
                facts = found["volume"].facts
                assert facts.kwh_per_day_before is not None and facts.kwh_per_day_after is not None
                more = facts.kwh_per_day_after >= facts.kwh_per_day_before
                assert more == (found["volume"].amount_cents > 0), each.bill.number


def test_without_a_change_of_price_no_cent_is_put_on_prices(every: dict[str, list[Explanation]]) -> None:
    quiet = 0
    for explanations in every.values():
        for each in explanations:
            start = each.previous.period_start if each.previous else each.bill.period_start
            if each.bill.energy == "electricite" and start >= date(2026, 8, 1) and each.previous:
                quiet += 1
                assert "price" not in {cause.kind for cause in each.causes}, each.bill.number
    assert quiet > 10


def test_camille_pays_more_for_volume_length_and_price(demo: tuple[Database, World]) -> None:
    each = last(demo[0], "10000001")
    found = {cause.kind: cause for cause in each.causes}
    assert each.bill.energy == "electricite" and each.difference_cents > 0
    assert set(found) == {"price", "volume", "length"}
    assert all(cause.amount_cents > 0 for cause in found.values())
    assert found["price"].facts.changed_on == (date(2026, 8, 1),)
    assert (found["price"].facts.price_before, found["price"].facts.price_after) == (
        Decimal("0.1940"),
        Decimal("0.2001"),
    )
    length = found["length"].facts
    assert (length.days_before, length.days_after) == (61, 75)
    assert each.anomaly is None


@pytest.mark.parametrize(
    ("customer", "anomaly"),
    [
        ("10000001", None),
        ("10000002", None),
        ("10000014", None),
        ("10000015", "consommation_inhabituelle"),
        ("10000016", "ecart_estimation"),
        ("10000017", "index_decroissant"),
        ("10000018", "double_facture"),
        ("10000021", None),
    ],
)
def test_what_looks_wrong_is_named(demo: tuple[Database, World], customer: str, anomaly: str | None) -> None:
    facts = [each for each in explained(demo[0], customer) if each.bill.kind == "facture"]
    assert facts[0].anomaly == anomaly


def test_on_ordinary_bills_only_estimates_look_wrong_and_seldom(
    demo: tuple[Database, World], every: dict[str, list[Explanation]]
) -> None:
    crowd = [each for c in demo[1].customers if c.story == "client généré" for each in every[c.number]]
    wrong = [each for each in crowd if each.anomaly]
    assert {each.anomaly for each in wrong} <= {"ecart_estimation"}
    assert len(wrong) < len(crowd) / 50


def test_a_first_bill_and_a_credit_note_have_nothing_to_compare_with(demo: tuple[Database, World]) -> None:
    first = last(demo[0], "10000012")
    credit = last(demo[0], "10000013")
    assert (first.previous, first.causes, first.difference_cents) == (None, (), 0)
    assert (credit.bill.kind, credit.previous, credit.causes) == ("avoir", None, ())


def test_a_regularisation_is_an_adjustment(demo: tuple[Database, World]) -> None:
    each = last(demo[0], "10000016")
    found = {cause.kind: cause for cause in each.causes}
    assert found["adjustment"].amount_cents > 5_000
    assert found["adjustment"].facts.labels == ("Régularisation de l’estimation précédente",)
