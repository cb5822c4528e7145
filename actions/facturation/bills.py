"""Which bill does the customer mean? By number, by period, by energy, else the latest; asked when unclear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from actions.core.turn import ActionTurn, Choice
from courant.clients import Bill
from courant.french.amounts import format_amount
from courant.french.dates import format_date, format_month, format_period

CHOICES = 6


@dataclass(frozen=True)
class Wanted:
    """What the request says about the bill; None where it says nothing."""

    number: str | None
    period: tuple[date, date] | None
    energy: str | None

    @property
    def is_open(self) -> bool:
        """The request names no bill in particular."""
        return self.number is None and self.period is None


@dataclass(frozen=True)
class Selection:
    """The bill that is meant, or the bills to choose from; `missed` when what was asked does not exist."""

    bill: Bill | None
    candidates: Sequence[Bill] = ()
    missed: bool = False


def wanted(turn: ActionTurn) -> Wanted:
    """Read the request; a bill just spoken of is meant when no other is named."""
    period = _period(turn.entity("date"))
    energy = turn.entity("energie")
    number = turn.entity("numero_facture")
    if number is None and period is None and energy is None:
        number = turn.slot("facture_courante")
    return Wanted(number=number, period=period, energy=energy)


async def select_bill(turn: ActionTurn) -> Selection:
    """Find the bill that the request is about among the customer's own."""
    return choose(await turn.services.clients.billing.bills(turn.token), wanted(turn))


def choose(bills: Sequence[Bill], want: Wanted) -> Selection:
    """Apply the request to the bills (newest first)."""
    pool = [bill for bill in bills if want.energy in (None, bill.energy)]
    if want.number is not None:
        found = [bill for bill in bills if bill.number == want.number]
        return Selection(found[0]) if found else Selection(None, bills[:CHOICES], missed=True)
    if want.period is not None:
        found = [bill for bill in pool if _is_of(bill, want.period)]
        if not found:
            return Selection(None, pool[:CHOICES], missed=True)
        return Selection(found[0]) if len(found) == 1 else Selection(None, found[:CHOICES])
    return _latest(pool)


def _latest(pool: Sequence[Bill]) -> Selection:
    """The latest bill when it is one; bills of the same day are a choice for the customer."""
    if not pool:
        return Selection(None)
    newest = [bill for bill in pool if bill.issued_on == pool[0].issued_on]
    return Selection(newest[0]) if len(newest) == 1 else Selection(None, newest[:CHOICES])


def _is_of(bill: Bill, period: tuple[date, date]) -> bool:
    """« La facture de mars » is the one issued in March, or the one whose period ends in it."""
    start, end = period
    last_day = bill.period_end - timedelta(days=1)
    return start <= bill.issued_on < end or (start <= last_day < end and end - start < timedelta(days=400))


def _period(value: Any) -> tuple[date, date] | None:
    """A `date` entity: an ISO day, or `[start, end)` with its grain."""
    if isinstance(value, dict):
        value = [value.get("start"), value.get("end")]
    if isinstance(value, (list, tuple)) and len(value) >= 2 and value[0] and value[1]:
        return date.fromisoformat(str(value[0])[:10]), date.fromisoformat(str(value[1])[:10])
    if isinstance(value, str) and value:
        day = date.fromisoformat(value[:10])
        return day, day + timedelta(days=1)
    return None


def bill_choices(turn: ActionTurn, bills: Sequence[Bill], intent: str) -> list[Choice]:
    """Each bill as a button that asks the same thing of it."""
    labels = _labels(turn, bills)
    return [Choice(label, intent, {"numero_facture": bill.number}) for label, bill in zip(labels, bills, strict=True)]


def _labels(turn: ActionTurn, bills: Sequence[Bill]) -> list[str]:
    """The month and what tells the bills apart: their energy, their amount, or both."""
    if len({bill.energy for bill in bills}) == 1:
        return [turn.wording("bouton_facture", **_said(turn, bill)) for bill in bills]
    labels = [turn.wording("bouton_facture_energie", **_said(turn, bill)) for bill in bills]
    if len(set(labels)) == len(labels):
        return labels
    months = {f"{bill.issued_on:%m/%Y}" for bill in bills}
    name = "bouton_facture_montant" if len(months) == 1 else "bouton_facture_detail"
    return [turn.wording(name, **_said(turn, bill)) for bill in bills]


def _said(turn: ActionTurn, bill: Bill) -> dict[str, str]:
    energy = turn.wording(f"bouton_conso_{bill.energy}")
    return {"energie": energy, "mois": f"{bill.issued_on:%m/%Y}", "montant": format_amount(bill.total)}


def ask_which(turn: ActionTurn, selection: Selection, intent: str) -> None:
    """Say why there is no single bill, and offer those there are."""
    choices = bill_choices(turn, selection.candidates, intent)
    if not selection.candidates:
        turn.say("facture_aucune")
    elif selection.missed:
        turn.say("facture_introuvable", choices=choices, recherche=_searched(turn))
    else:
        turn.say("facture_choix", choices=choices)


def _searched(turn: ActionTurn) -> str:
    want = wanted(turn)
    if want.number is not None:
        return turn.wording("recherche_numero", numero=want.number)
    if want.period is None:
        return ""
    start, end = want.period
    whole_month = start.day == 1 and timedelta(days=27) < end - start < timedelta(days=32)
    last_day = end - timedelta(days=1)
    if whole_month:
        written = format_month(start)
    else:
        written = format_date(start) if start == last_day else format_period(start, last_day)
    return turn.wording("recherche_periode", periode=written)
