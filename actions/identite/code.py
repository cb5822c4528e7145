"""The one-time code: sent, sealed by the door before anything stores it, verified."""

from __future__ import annotations

from datetime import datetime

from actions.core.form import Refused
from actions.core.form_state import RUNS, FormState, runs_of
from actions.core.turn import ActionTurn
from actions.identite.newcomer import forget_the_one_before
from courant.clients import CodeExpired, Grant, WrongCode
from courant.packs import Access

SECRET_KIND = "code"
RESEND = "renvoyer"


async def send(turn: ActionTurn, state: FormState, contact: str) -> None:
    """Send a code to a contact on file and make the door expect (and seal) it.

    Raises:
        TooManyAttempts: too many codes were asked for.
    """
    sent = await turn.services.clients.customers.send_code(turn.token, contact, turn.key("send_code"))
    state["identite_destination"] = sent.masked
    expect(turn, sent.expires_at)


def expect(turn: ActionTurn, until: datetime | None) -> None:
    """Tell the door until when six digits in this conversation are a code; None ends it."""
    turn.services.store.expect_secret(turn.conversation, SECRET_KIND if until else None, until)


async def verify(turn: ActionTurn, state: FormState, typed: str) -> Refused | None:
    """Check the code; right, the customer is verified. A new code replaces one that is used up."""
    if typed == RESEND:
        await send(turn, state, str(state["identite_canal"]))
        return Refused("identite_code_renvoye")
    secret = turn.services.store.sealed_secret(turn.conversation, turn.message_id)
    if secret is None:
        return Refused("aide_identite_code")
    try:
        grant = await turn.services.clients.customers.verify_code(turn.token, secret)
    except WrongCode as error:
        return await _wrong(turn, state, error.remaining)
    except CodeExpired:
        await send(turn, state, str(state["identite_canal"]))
        return Refused("identite_code_expire")
    keep_grant(turn, state, grant)
    expect(turn, None)
    state.fill("identite_code", "verifie")  # never the code itself
    return None


def keep_grant(turn: ActionTurn, state: FormState, grant: Grant) -> None:
    """Record what the identity service granted, and the first name to thank the customer by."""
    store = turn.services.store
    opened_by = runs_of({RUNS: state[RUNS]}).get(state.form.name)
    if store.known_customer(turn.conversation) not in (None, grant.customer_number):
        forget_the_one_before(turn, state, opened_by)
    customer, level = grant.customer_number, Access(grant.level)
    store.grant(turn.conversation, level, customer, grant.token, grant.expires_at, opened_by)
    state["identite_prenom"] = grant.first_name


async def _wrong(turn: ActionTurn, state: FormState, remaining: int) -> Refused:
    if remaining > 0:
        return Refused("identite_code_faux", {"restants": remaining})
    await send(turn, state, str(state["identite_canal"]))
    return Refused("identite_code_renvoye")
