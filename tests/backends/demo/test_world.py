"""The demo: the same people whenever it is made, and their stories on any day."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.engine import Row

from backends.billing import tables as billing
from backends.billing.demo_bills import issued_bills
from backends.billing.engine import total_ttc
from backends.billing.prices import PriceBook
from backends.billing.seed import seed as fill_billing
from backends.demo.seeding import seed
from backends.demo.world import make_world
from backends.kernel.clock import fixed_clock
from backends.kernel.config import ConfigError
from backends.kernel.processes import migrate
from backends.kernel.reference import reference
from backends.payments.plans.dates import is_payment_day
from tests.backends.servers import config_for

DAYS = [
    date(2026, 11, 22),
    date(2026, 12, 31),
    date(2027, 1, 15),
    date(2027, 3, 1),
    date(2027, 8, 31),
    date(2028, 2, 29),
    date(2029, 6, 30),
]
FIRST = DAYS[0]


def test_the_same_day_gives_the_same_demo() -> None:
    random.seed()
    assert make_world(FIRST, 30) == make_world(FIRST, 30)


def test_asking_for_more_customers_does_not_change_the_others() -> None:
    few, many = make_world(FIRST, 5), make_world(FIRST, 40)
    assert many.customers[: len(few.customers)] == few.customers


def test_about_two_hundred_customers_with_every_kind_of_contract() -> None:
    world = make_world(FIRST)
    contracts = list(world.contracts())
    assert len(world.customers) > 200
    assert {(c.supply.energy, c.supply.option) for c in contracts} == {
        ("electricite", "base"),
        ("electricite", "hphc"),
        ("gaz", "cuisson"),
        ("gaz", "chauffage"),
    }
    assert {c.payment_mode for c in contracts} >= {"prelevement", "carte", "cheque", "virement"}
    for name in ("id", "number", "delivery_point", "meter_serial"):
        assert len({getattr(c, name) for c in contracts}) == len(contracts), name


def test_nobody_real_can_be_reached() -> None:
    for customer in make_world(FIRST).customers:
        assert re.fullmatch(r"\+3363998\d{4}", customer.phone)
        assert customer.email is None or re.fullmatch(r"[a-z0-9.-]+@example\.org", customer.email)
        for contract in customer.contracts:
            assert re.fullmatch(r"\d{14}", contract.delivery_point)
            assert re.fullmatch(r"\d{10}", contract.number)
    phones = [customer.phone for customer in make_world(FIRST).customers]
    assert len(set(phones)) == len(phones)


def test_the_six_named_customers() -> None:
    six = make_world(FIRST, 0).customers[:6]
    assert [c.number for c in six] == [f"1000000{n}" for n in range(1, 7)]
    assert [c.contracts[0].postcode for c in six] == ["69003", "31000", "35000", "44000", "59000", "13001"]
    durand, _, petit, martin, bakery, robert = six
    assert {c.supply.energy for c in durand.contracts} == {"electricite", "gaz"}
    assert petit.vulnerable and petit.born is not None and FIRST.year - petit.born.year == 82
    assert not petit.contracts[0].paperless
    assert martin.contracts[0].paperless and martin.contracts[0].payment_mode == "prelevement"
    assert bakery.professional and len({c.delivery_point for c in bakery.contracts}) == 3
    assert robert.portal == "verrouille"


@pytest.mark.parametrize("today", DAYS)
def test_the_stories_hold_on_any_day(today: date) -> None:
    world = make_world(today, 0)
    camille, mohamed = world.customers[0].contracts[0], world.customers[1].contracts[0]
    assert total_ttc(issued_bills(mohamed, world)[-1].draft.lines) == 18_420
    before, last = issued_bills(camille, world)[-2:]
    assert total_ttc(last.draft.lines) > total_ttc(before.draft.lines)
    assert last.issued_on < today < last.due_on
    for contract in world.contracts():
        for one, other in pairwise(issued_bills(contract, world)):
            assert one.issued_on <= other.issued_on <= today


@pytest.mark.parametrize("today", [*DAYS, *(FIRST + timedelta(days=n) for n in range(1, 7))])
def test_debits_fall_on_days_on_which_banks_work(today: date) -> None:
    """TARGET is closed at weekends, at Easter, on 1 May, at Christmas and New Year."""
    debited = [payment for payment in _payments(today) if payment.means == "prelevement"]
    assert {payment.status for payment in debited} == {"recu", "en_cours"}
    assert sorted({payment.received_on for payment in debited if not is_payment_day(payment.received_on)}) == []
    assert [payment for payment in debited if payment.received_on != payment.due_on] == []


def _payments(today: date) -> Sequence[Row[Any]]:
    """The payments of the demo, each with the due date of its bill."""
    engine = create_engine("sqlite://", future=True)
    with closing(engine.connect()) as connection:
        billing.METADATA.create_all(connection)
        fill_billing(connection, make_world(today, 10))
        columns = (*billing.PAYMENT.c, billing.BILL.c.due_on)
        joined = billing.PAYMENT.join(billing.BILL, billing.PAYMENT.c.bill_id == billing.BILL.c.id)
        return connection.execute(select(*columns).select_from(joined)).all()


@pytest.mark.parametrize("today", DAYS)
def test_camille_s_price_has_risen_on_any_day(today: date) -> None:
    camille = make_world(today, 0).customers[0].contracts[0]
    book = PriceBook(reference(), camille.supply, camille.revisions)
    start, end = camille.bounds[-3], camille.bounds[-1]
    assert book.price_changes(start, end)
    assert book.kwh_ttc("base", end - timedelta(days=1)) > book.kwh_ttc("base", start)


def test_a_recent_demo_is_left_alone_and_an_old_one_made_anew(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    migrate(config)
    assert seed(config, fixed_clock(FIRST), size=0) is not None
    assert seed(config, fixed_clock(FIRST + timedelta(days=3)), size=0) is None
    assert seed(config, fixed_clock(FIRST), size=0, force=True) is not None
    assert seed(config, fixed_clock(FIRST + timedelta(days=8)), size=0) is not None


def test_real_use_refuses_the_demo(tmp_path: Path) -> None:
    config = replace(config_for(tmp_path), demo=False)
    with pytest.raises(ConfigError, match="COURANT_MODE"):
        seed(config, fixed_clock(FIRST))
