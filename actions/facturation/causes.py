"""The causes of a change between two bills, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.core.turn import ActionTurn
from courant.clients import Cause
from courant.french.amounts import format_change, format_quantity, format_unit_price


def cause_lines(turn: ActionTurn, causes: Iterable[Cause]) -> list[str]:
    """One line a cause, the heaviest first; causes of zero are left out (the sum stays the same)."""
    weighty: Sequence[Cause] = sorted((row for row in causes if row.amount), key=lambda row: -abs(row.amount))
    return [_line(turn, cause) for cause in weighty]


def _line(turn: ActionTurn, cause: Cause) -> str:
    amount = format_change(cause.amount)
    facts = cause.facts
    if cause.kind == "price" and facts.price_before is not None and facts.price_after is not None:
        name = "cause_price_hausse" if cause.amount > 0 else "cause_price_baisse"
        before, after = format_unit_price(facts.price_before), format_unit_price(facts.price_after)
        if before == after:  # the subscription or a tax changed, not the price of the energy
            return turn.wording("cause_price_autre", montant=amount)
        return turn.wording(name, montant=amount, avant=before, apres=after)
    if cause.kind == "volume" and facts.kwh_per_day_before is not None and facts.kwh_per_day_after is not None:
        before = format_quantity(facts.kwh_per_day_before, "kWh", 1)
        after = format_quantity(facts.kwh_per_day_after, "kWh", 1)
        return turn.wording("cause_volume", montant=amount, avant=before, apres=after)
    if cause.kind == "length":
        return turn.wording("cause_length", montant=amount, avant=facts.days_before, apres=facts.days_after)
    if facts.labels:
        return turn.wording("cause_adjustment_nommee", montant=amount, noms=", ".join(facts.labels))
    return turn.wording("cause_adjustment", montant=amount)
