"""Paying in instalments: how much, in how many times, on which day, consent, read-back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from actions.core.form import CourantForm, Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from actions.echelonnement.refusals import is_about_the_amount, refused, say_refusal
from actions.echelonnement.wordings import PAY, PERSON, SPREAD, month_day, topics
from courant.clients.plans import Eligibility
from courant.french.amounts import format_amount
from courant.french.parsers.instalments import find_counts, find_month_day
from courant.french.typography import join_list
from courant.french.values import read
from courant.packs import Field

FORM = "echelonnement_form"
AMOUNT, COUNT, DAY, CONSENT, CONFIRMATION = (
    "plan_montant",
    "plan_nombre",
    "plan_jour",
    "plan_accord",
    "plan_confirmation",
)
# The customer has to say the amount: what is due cannot be taken.
FREE = "plan_libre"
# What the conditions are for this amount; the questions tell them.
CONDITIONS = "plan_conditions"
# Buttons of the read-back that ask an answer again.
REOPENING = (AMOUNT, COUNT, DAY)


class InstalmentForm(CourantForm):
    """Asks only what is not known: the amount is what is due unless the customer says another."""

    form = FORM
    beside = (FREE,)

    def is_given(self, state: FormState, name: str) -> bool:
        """What is due is nobody's answer."""
        return name != AMOUNT or bool(state[FREE])

    async def prepare(self, turn: ActionTurn, state: FormState) -> None:
        """Leave with the reason when no plan is possible; else fill in what the request says."""
        if _is_new(turn, state):
            state[FREE] = None  # left behind by a request that was given up
        said = None if state[AMOUNT] is None else Decimal(str(state[AMOUNT]))
        found = await turn.services.clients.plans.eligibility(turn.token, said)
        goes_on = found.eligible or self._goes_on(turn, state, found) or await _is_filed(turn, state, found)
        if not goes_on:
            say_refusal(turn, found)
            state[FREE] = None
            state.leave()
            return
        state[CONDITIONS] = _kept(found)
        if state[AMOUNT] is None and not state[FREE]:
            state.fill(AMOUNT, str(found.amount))
        if turn.slot("requested_slot") is None:
            self._read_request(turn, state, found)
        _drop_count_that_is_out(turn, state, found)

    def _goes_on(self, turn: ActionTurn, state: FormState, found: Eligibility) -> bool:
        """Whether a refusal ends with another amount being asked: some of what is due can be spread."""
        if not is_about_the_amount(found) or found.due < found.lowest:
            return False
        if not state[FREE]:  # asked of everything that is due, or of an amount that has become too much
            say_refusal(turn, found)
            state[FREE] = True
            state.reopen(AMOUNT)
        return True

    def _read_request(self, turn: ActionTurn, state: FormState, found: Eligibility) -> None:
        """« En 3 fois le 5 »: the count and the day of the request that opened the form."""
        text = str(turn.request.get("text") or "")
        counts, day = find_counts(read(text)), find_month_day(text)
        if state[COUNT] is None and len(counts) == 1:
            refusal = _refused_count(int(counts[0].value), found.counts)
            if refusal is None:
                state.fill(COUNT, int(counts[0].value))
            else:
                turn.say(refusal.message, **refusal.values)
        if state[DAY] is None and day is not None and found.first_day <= day <= found.last_day:
            state.fill(DAY, day)

    async def accept(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """Amounts are judged by the payment system, the rest by the conditions that it gave."""
        if value in REOPENING:
            state[FREE] = value == AMOUNT or state[FREE]
            state.reopen(value)
            return None
        if field.name == AMOUNT:
            return await self._accept_amount(turn, state, Decimal(str(value)))
        if field.name == COUNT:
            return _accept_count(state, value)
        if field.name == DAY:
            return _accept_day(turn, state, value)
        if value is False:
            _give_up(turn, state, field.name)
        else:
            state.fill(field.name, value)
        return None

    async def _accept_amount(self, turn: ActionTurn, state: FormState, amount: Decimal) -> Refused | None:
        found = await turn.services.clients.plans.eligibility(turn.token, amount)
        if found.eligible:
            state[FREE] = True
            state.fill(AMOUNT, str(amount))
            return None
        if not is_about_the_amount(found):
            return None  # `prepare` says so and leaves
        if turn.slot("requested_slot") is not None:
            state[FREE] = True
            return refused(found)
        # Said with the request: nobody asked, so nothing is asked again; what is due is proposed when it can be.
        refusal = refused(found)
        turn.say(refusal.message, **refusal.values)
        state[FREE] = not (await turn.services.clients.plans.eligibility(turn.token)).eligible or None
        return None


async def _is_filed(turn: ActionTurn, state: FormState, found: Eligibility) -> bool:
    """Whether the plan in the way is the one that these answers describe: its answer was lost on the way here.

    The read-back comes again, and its confirmation has the key of the first attempt: nothing is written twice.
    """
    in_the_way = all(reason.code in ("plan_running", "plan_pending") for reason in found.reasons)
    if not in_the_way or any(state[name] is None for name in (AMOUNT, COUNT, DAY, CONSENT)):
        return False
    plans = await turn.services.clients.plans.plans(turn.token)
    answers = (Decimal(str(state[AMOUNT])), int(state[COUNT]), int(state[DAY]))
    return any(plan.is_living and (plan.total, plan.count, plan.day) == answers for plan in plans)


def _is_new(turn: ActionTurn, state: FormState) -> bool:
    return turn.slot("requested_slot") is None and all(state[name] is None for name in (AMOUNT, COUNT, DAY))


def _kept(found: Eligibility) -> dict[str, Any]:
    """What questions and answers need of the conditions; nothing about the person."""
    return {
        "du": str(found.due),
        "minimum": str(found.lowest),
        "maximum": str(found.highest),
        "nombres": list(found.counts),
        "premier_jour": found.first_day,
        "dernier_jour": found.last_day,
        "moyen": found.means,
        "accord": found.needs_approval,
    }


def _drop_count_that_is_out(turn: ActionTurn, state: FormState, found: Eligibility) -> None:
    """Another amount may not allow as many instalments."""
    count = state[COUNT]
    if state[AMOUNT] is not None and count is not None and count not in found.counts:
        turn.say("plan_nombre_plus_possible", nombre=count, montant=format_amount(found.amount))
        state.reopen(COUNT)


def _accept_count(state: FormState, value: Any) -> Refused | None:
    counts = (state[CONDITIONS] or {}).get("nombres") or ()
    place = state.parsed.extra.get("place") if state.parsed else None
    if place is not None:
        index = place - 1 if place > 0 else len(counts) + place
        value = counts[index] if 0 <= index < len(counts) else 0
    count = int(value)
    refusal = _refused_count(count, counts)
    if refusal is None:
        state.fill(COUNT, count)
    return refusal


def _refused_count(count: int, counts: Any) -> Refused | None:
    if count in counts:
        return None
    most = max(counts, default=0)
    name = "plan_nombre_trop_grand" if count > most else "plan_nombre_non_propose"
    return Refused(name, {"nombre": count, "maximum": most, "nombres": join_list([str(each) for each in counts])})


def _accept_day(turn: ActionTurn, state: FormState, value: Any) -> Refused | None:
    """A number, or the day of a whole date (« le 5 décembre »)."""
    day = int(str(value)[-2:]) if "-" in str(value) else int(value)
    known = state[CONDITIONS] or {}
    first, last = known.get("premier_jour", 1), known.get("dernier_jour", 28)
    if not first <= day <= last:
        said = {"jour": day, "premier": first, "dernier": last}
        return Refused("plan_jour_hors_limites", {name: month_day(turn, each) for name, each in said.items()})
    state.fill(DAY, day)
    return None


def _give_up(turn: ActionTurn, state: FormState, name: str) -> None:
    """A no to the consent or at the read-back: nothing is written."""
    turn.say("plan_sans_accord" if name == CONSENT else "plan_renonce", choices=topics(turn, (SPREAD, PAY, PERSON)))
    state[FREE] = None
    state.leave()
