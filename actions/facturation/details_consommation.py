"""Consumption month by month, beside last year's, with a picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn
from actions.facturation.contracts import contract_choices, contracts
from courant.clients import Contract, MonthlyUse
from courant.french.amounts import format_percent, format_quantity
from courant.french.dates import format_date, format_month

INTENT = "details_consommation"
MONTHS = 13  # the running month is incomplete and left out: twelve remain


class Consumption(CourantAction):
    """Shows the last twelve months of a delivery point."""

    action = "action_details_consommation"

    async def act(self, turn: ActionTurn) -> Events:
        """Choose the point, sum up, draw."""
        rows = await contracts(turn)
        contract = _meant(turn, rows)
        if contract is None:
            turn.say("consommation_choix", choices=contract_choices(turn, rows, INTENT))
            return []
        metering = turn.services.clients.metering
        uses = [row for row in await metering.consumption(turn.token, contract.delivery_point, MONTHS) if row.complete]
        if not uses:
            turn.say("consommation_absente")
            return []
        turn.say(
            "consommation_resume",
            url=await metering.chart_link(turn.token, contract.delivery_point),
            **summary_values(turn, uses),
        )
        _say_off_peak(turn, uses)
        return []


def _meant(turn: ActionTurn, rows: Sequence[Contract]) -> Contract | None:
    point = turn.entity("pdl") or turn.entity("pce")
    if point is not None:
        return next((row for row in rows if row.delivery_point == point), None)
    return rows[0] if len(rows) == 1 else None


def summary_values(turn: ActionTurn, uses: Sequence[MonthlyUse]) -> dict[str, Any]:
    """Total, strongest month and comparison over complete months."""
    strongest = max(uses, key=lambda row: row.kwh)
    last_day = (uses[-1].month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return {
        "debut": format_date(uses[0].month),
        "fin": format_date(last_day),
        "total": format_quantity(sum(row.kwh for row in uses), "kWh"),
        "mois": format_month(strongest.month),
        "maximum": format_quantity(strongest.kwh, "kWh"),
        "comparaison": _comparison(turn, uses),
    }


def _comparison(turn: ActionTurn, uses: Sequence[MonthlyUse]) -> str:
    """Only months that exist in both years are compared."""
    pairs = [(row.kwh, row.last_year_kwh) for row in uses if row.last_year_kwh]
    before = sum(last or 0 for _, last in pairs)
    if len(pairs) < len(uses) or before == 0:
        return turn.wording("comparaison_absente")
    share = (Decimal(sum(now for now, _ in pairs)) / before - 1) * 100
    if abs(share) < 1:
        return turn.wording("comparaison_egale")
    name = "comparaison_plus" if share > 0 else "comparaison_moins"
    return turn.wording(name, part=format_percent(abs(share), 0))


def _say_off_peak(turn: ActionTurn, uses: Sequence[MonthlyUse]) -> None:
    peak, off_peak = sum(row.hp or 0 for row in uses), sum(row.hc or 0 for row in uses)
    if off_peak and peak:
        turn.say("consommation_heures", part_hc=format_percent(Decimal(off_peak) * 100 / (peak + off_peak), 0))
