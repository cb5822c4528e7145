"""A few more days to pay a bill: which one, until when, read-back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from actions.core.form import CourantForm, Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from actions.echelonnement.wordings import DEFER, PAY, PERSON, PLANS, SPREAD, day, topics
from courant.clients.plans import DeferralOption
from courant.french.amounts import format_amount
from courant.french.values.spans_of_time import add_months
from courant.packs import Field

FORM = "report_form"
BILL, DATE, CONFIRMATION = "report_facture", "report_date", "report_confirmation"
# The bills that can be postponed: (number, text of the button).
BILLS = "report_factures"
NEXT = {
    "debit_announced": ("modifier_echeance",),
    "bill_overdue": (SPREAD, PAY),
    "other_bill_overdue": (SPREAD, PAY),
    "already_deferred": (SPREAD, PAY),
    "plan_running": (PLANS,),
    "plan_pending": (PLANS,),
    "payment_running": ("verification_paiement",),
}


class DeferralForm(CourantForm):
    """Asks the bill only when several can be postponed."""

    form = FORM

    async def prepare(self, turn: ActionTurn, state: FormState) -> None:
        """Leave with the reason when nothing can be postponed; else fill in what the request says."""
        options = await turn.services.clients.plans.deferral_options(turn.token)
        if _is_filed(state, options):
            return
        allowed = [one for one in options if one.allowed]
        named = _named(turn, state, options)
        if not allowed or (named is not None and not named.allowed):
            say_refusal(turn, named or (options[0] if options else None))
            state.leave()
            return
        state[BILLS] = [[one.bill_number, label] for one, label in zip(allowed, _labels(turn, allowed), strict=True)]
        if state[BILL] is None and (named is not None or len(allowed) == 1):
            state.fill(BILL, (named or allowed[0]).bill_number)
        if turn.slot("requested_slot") is None and state[DATE] is None:
            state[DATE] = _asked_date(turn)
        self._check_date(turn, state, options)

    def choices(self, turn: ActionTurn, state: FormState, field: Field) -> Sequence[tuple[str, str]]:
        """The bills that can be postponed."""
        return [(value, label) for value, label in state[BILLS] or ()]

    async def accept(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """The date is judged with its bill, in `prepare`; a no at the read-back postpones nothing."""
        if value == DATE:
            state.reopen(DATE)
            return None
        if field.name == CONFIRMATION and value is False:
            turn.say("report_renonce", choices=topics(turn, (DEFER, SPREAD, PERSON)))
            state.leave()
            return None
        state.fill(field.name, value)
        return None

    def _check_date(self, turn: ActionTurn, state: FormState, options: Sequence[DeferralOption]) -> None:
        """Turn « 10 jours de plus » into a day, and refuse a day outside the limits."""
        option = next((one for one in options if one.bill_number == state[BILL]), None)
        if option is None or state[DATE] is None or option.latest_on is None:
            return
        wanted = resolved(str(state[DATE]), option.due_on)
        if option.due_on < wanted <= option.latest_on:
            state[DATE] = wanted.isoformat()
            return
        name = "report_trop_tot" if wanted <= option.due_on else "report_trop_loin"
        refused = Refused(name, {"jour": day(wanted), **option_values(option)}, clears=(DATE,))
        if turn.slot("requested_slot") is None:
            turn.say(refused.message, **refused.values)
            state[DATE] = None
        else:
            self._refused(turn, state, DATE, refused)


def resolved(said: str, due_on: date) -> date:
    """The day that an answer means: itself, or so much after the due date."""
    if not said.startswith("P"):
        return date.fromisoformat(said)
    number, unit = int(said[1:-1]), said[-1]
    if unit in "DW":
        return due_on + timedelta(days=number * (7 if unit == "W" else 1))
    return add_months(due_on, number * (12 if unit == "Y" else 1))


def option_values(option: DeferralOption) -> dict[str, Any]:
    """The values that messages about a bill to postpone use."""
    return {
        "facture": option.bill_number,
        "montant": format_amount(option.left),
        "echeance": day(option.due_on),
        "limite": day(option.latest_on) if option.latest_on else "",
        "prelevement": day(option.debit_on) if option.debit_on else "",
    }


def say_refusal(turn: ActionTurn, option: DeferralOption | None) -> None:
    """Say why nothing is postponed, and what else can be done; a person always."""
    if option is None:
        turn.say("report_refus_nothing_due", choices=topics(turn, ("echeance_paiement", PERSON)))
        return
    following = (*NEXT.get(str(option.refusal), ()), PERSON)
    turn.say(f"report_refus_{option.refusal}", choices=topics(turn, following), **option_values(option))


def _is_filed(state: FormState, options: Sequence[DeferralOption]) -> bool:
    """Whether the confirmed postponement is made already: a turn that died after its write runs again."""
    if not state[CONFIRMATION]:
        return False
    mine = next((one for one in options if one.bill_number == state[BILL]), None)
    return mine is not None and mine.refusal == "already_deferred" and mine.due_on.isoformat() == state[DATE]


def _named(turn: ActionTurn, state: FormState, options: Sequence[DeferralOption]) -> DeferralOption | None:
    """The bill that was chosen, or that the request names."""
    number = state[BILL] or (turn.entity("numero_facture") if turn.slot("requested_slot") is None else None)
    return next((one for one in options if one.bill_number == number), None)


def _labels(turn: ActionTurn, options: Sequence[DeferralOption]) -> list[str]:
    """Amount and due date; the numbers when these tell two bills apart no more."""
    values = [{"montant": format_amount(one.left), "jour": f"{one.due_on:%d/%m}"} for one in options]
    plain = [turn.wording("bouton_report_facture", **each) for each in values]
    if len(set(plain)) == len(plain):
        return plain
    return [
        turn.wording("bouton_report_numero", facture=one.bill_number, montant=format_amount(one.left))
        for one in options
    ]


def _asked_date(turn: ActionTurn) -> str | None:
    """The day or the delay of the request; a day that has passed is that of something else."""
    said, longer = turn.entity("date"), turn.entity("duree")
    if isinstance(said, str) and date.fromisoformat(said[:10]) > turn.at.date():
        return said[:10]
    return str(longer) if isinstance(longer, str) and not longer.startswith("PT") else None
