"""Paying: which bill, how much, read back; the link is made by the submit action."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from actions.core.form import CourantForm, Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from actions.paiement.amounts import refusal, suggested
from actions.paiement.obstacles import is_named_bill_out, is_over, say_plan
from actions.paiement.owed import EVERYTHING, Owed, owed
from actions.paiement.wordings import ONE_BILL, OTHER_AMOUNT, PAY, bill_label
from courant.french.amounts import format_amount
from courant.french.parsers import Answer, Parsed
from courant.packs import Field

FORM = "paiement_form"
TARGET, AMOUNT, CONFIRMATION = "paiement_objet", "paiement_montant", "paiement_confirmation"
# The amount is the customer's own: it is asked, or was said, instead of taken from what is due.
FREE = "paiement_libre"
BILLS = "paiement_factures"
MOST_BILLS = 5


class PaymentForm(CourantForm):
    """Asks only what several open bills leave unclear; the amount is what is due unless the customer says another."""

    form = FORM
    beside = (FREE,)

    async def prepare(self, turn: ActionTurn, state: FormState) -> None:
        """Leave when there is nothing to pay by link now; else fill in what is known."""
        now = await owed(turn)
        if _is_new(turn, state):
            state[FREE] = None  # left behind by a request that was given up
        if turn.slot("requested_slot") is None:
            await say_plan(turn, now)
        if is_over(turn, state, now) or await is_named_bill_out(turn, state, now):
            state[FREE] = None
            state.leave()
            return
        state[BILLS] = _options(turn, now)
        if _wants_to_change_the_amount(turn, state):
            state[FREE] = True
        _choose_target(turn, state, now)
        _drop_amount_that_is_too_large(turn, state, now)
        if state[TARGET] is not None and state[AMOUNT] is None and not state[FREE]:
            state.fill(AMOUNT, str(suggested(now.due(state[TARGET]), turn.services.brand.rules)))

    def choices(self, turn: ActionTurn, state: FormState, field: Field) -> Sequence[tuple[str, str]]:
        """The open bills, and all of them together."""
        return [(value, label) for value, label in state[BILLS] or ()]

    def _in_words(self, turn: ActionTurn, state: FormState, requested: str) -> Answer | None:
        """« Je veux payer 50 euros par carte » is no mere answer, but the amount in it is meant."""
        answer = super()._in_words(turn, state, requested)
        amount = turn.message_entity("montant")
        if answer is not None or turn.intent != PAY or amount is None:
            return answer
        corrects = requested != AMOUNT and state[AMOUNT] is not None
        return Answer({AMOUNT: Parsed(amount, "montant")}, corrects=corrects)

    async def accept(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """Amounts are judged against what is due; a no at the read-back makes no link."""
        if value == ONE_BILL:
            _ask_which(state)
            return None
        if value == OTHER_AMOUNT:
            state[FREE] = True
            state.reopen(AMOUNT)
            return None
        if field.name == TARGET and not state[FREE]:
            state.reopen(AMOUNT)  # it was what was due of something else
        if field.name == AMOUNT:
            return await self._accept_amount(turn, state, value)
        if field.name == CONFIRMATION and value is False:
            turn.say("paiement_renonce")
            state[FREE] = None
            state.leave()
            return None
        state.fill(field.name, value)
        return None

    async def _accept_amount(self, turn: ActionTurn, state: FormState, value: Any) -> Refused | None:
        amount = Decimal(str(value))
        due = (await owed(turn)).due(state[TARGET] or EVERYTHING)
        refused = refusal(amount, due, turn.services.brand.rules) if due else None
        if refused is None:
            state[FREE] = True
            state.fill(AMOUNT, str(amount))
        elif turn.slot("requested_slot") is None:
            # Said with the request: nobody asked, so nothing is asked again; the read-back offers what is due.
            turn.say(refused.message, **refused.values)
            return None
        return refused


def _ask_which(state: FormState) -> None:
    """Which bill is asked, or there is only one; an amount that was for all of them is forgotten."""
    if state[TARGET] == EVERYTHING:
        state.reopen(TARGET)
        state.reopen(AMOUNT)
        state[FREE] = None


def _is_new(turn: ActionTurn, state: FormState) -> bool:
    """Whether this is another request than the one that a kept answer belongs to."""
    answered = any(state[name] is not None for name in (TARGET, AMOUNT))
    return turn.slot("requested_slot") is None and not answered and turn.entity("choix") != OTHER_AMOUNT


def _wants_to_change_the_amount(turn: ActionTurn, state: FormState) -> bool:
    """A correction without a value takes the last answer back: what is due must not slip in again."""
    same = turn.slot(TARGET) is not None and turn.slot(TARGET) == state[TARGET]
    return same and turn.slot(AMOUNT) is not None and state[AMOUNT] is None


def _choose_target(turn: ActionTurn, state: FormState, now: Owed) -> None:
    """One bill needs no choice, and an amount said with the request goes to the oldest bills first."""
    if state[TARGET] is not None:
        return
    if len(now.payable) == 1:
        state.fill(TARGET, now.payable[0].number)
    elif state[AMOUNT] is not None and turn.slot(TARGET) is None:
        state.fill(TARGET, EVERYTHING)


def _drop_amount_that_is_too_large(turn: ActionTurn, state: FormState, now: Owed) -> None:
    """An amount said for something else, or before somebody paid, is told to be too much and asked again."""
    if state[TARGET] is None or state[AMOUNT] is None or Decimal(str(state[AMOUNT])) <= now.due(state[TARGET]):
        return
    amount, due = Decimal(str(state[AMOUNT])), now.due(state[TARGET])
    turn.say("paiement_montant_trop_grand", montant=format_amount(amount), du=format_amount(due))
    state.reopen(AMOUNT)


def _options(turn: ActionTurn, now: Owed) -> list[list[str]]:
    bills = [[bill.number, bill_label(turn, bill)] for bill in now.payable[:MOST_BILLS]]
    total = turn.wording("bouton_paiement_tout", montant=format_amount(now.due(EVERYTHING)))
    return [[EVERYTHING, total], *bills]
