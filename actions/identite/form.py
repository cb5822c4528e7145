"""The identity form: two facts, then a one-time code when the request needs it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from actions.core.form import CourantForm, Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from actions.identite import code
from courant.clients import Contact, NotRecognised, TooManyAttempts
from courant.french.dates import format_duration
from courant.packs import Access, Field

REFERENCE, FACT, CHANNEL, CODE = (
    "identite_reference",
    "identite_second_fait",
    "identite_canal",
    "identite_code",
)


class IdentityForm(CourantForm):
    """Asks only what is missing: a customer already identified goes straight to the code."""

    form = "identite_form"
    keeps_task = False

    def needed(self, turn: ActionTurn, state: FormState) -> Sequence[str]:
        """Two facts for level 1; the code on top for level 2."""
        level = turn.identity.level
        target = target_level(turn)
        if level >= target:
            return []
        facts = [] if level >= Access.IDENTIFIED or state["identite_contacts"] else [REFERENCE, FACT]
        return [*facts, CHANNEL, CODE] if target >= Access.VERIFIED or state["identite_contacts"] else facts

    def choices(self, turn: ActionTurn, state: FormState, field: Field) -> Sequence[tuple[str, str]]:
        """The masked contacts on file, under the words by which customers choose one."""
        rows = state["identite_contacts"] or []
        return [(row["id"], turn.wording(f"mots_contact_{row['kind']}", masque=row["masked"])) for row in rows]

    async def prepare(self, turn: ActionTurn, state: FormState) -> None:
        """Once identified, look up where a code can go; a single contact needs no choice."""
        if target_level(turn) < Access.VERIFIED or turn.identity.level != Access.IDENTIFIED:
            return
        if not state["identite_contacts"]:
            remember_contacts(state, await turn.services.clients.customers.contacts(turn.token))
        contacts = state["identite_contacts"]
        if len(contacts) == 1 and state[CHANNEL] is None:
            await self._choose_channel(turn, state, contacts[0]["id"])

    async def accept(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """Each answer has its own check."""
        if field.name == FACT:
            return await self._identify(turn, state, str(value))
        if field.name == CHANNEL:
            # The request that opened the form may hold a choice of its own, which is no contact.
            is_known = any(row["id"] == value for row in state["identite_contacts"] or ())
            return await self._choose_channel(turn, state, str(value)) if is_known else None
        if field.name == CODE:
            return await code.verify(turn, state, str(value))
        state.fill(field.name, value)
        return None

    async def _identify(self, turn: ActionTurn, state: FormState, fact: str) -> Refused | None:
        customers = turn.services.clients.customers
        try:
            grant = await customers.identify(str(state[REFERENCE]), fact, turn.conversation, turn.origin)
        except NotRecognised:
            return Refused("identite_inconnue", clears=(REFERENCE, FACT))
        except TooManyAttempts as error:
            return too_many(turn, state, error)
        code.keep_grant(turn, state, grant)
        state.fill(FACT, "reconnu")  # the fact itself has served: it is not kept
        if grant.code_required or target_level(turn) >= Access.VERIFIED:
            remember_contacts(state, grant.contacts)
        return None

    async def _choose_channel(self, turn: ActionTurn, state: FormState, contact: str) -> Refused | None:
        try:
            await code.send(turn, state, contact)
        except TooManyAttempts as error:
            return too_many(turn, state, error)
        state.fill(CHANNEL, contact)
        return None


def target_level(turn: ActionTurn) -> Access:
    """Level that the waiting request needs; verified when nothing waits."""
    waiting = turn.slot("demande") or {}
    intent = str(waiting.get("intent") or "")
    catalogue = turn.services.catalogue
    pile = turn.slot("pile") or []
    if intent in catalogue.capabilities:
        # A form may need more than its intent: without its own level identity would be asked again for ever.
        action = catalogue.capabilities[intent].next_action or ""
        asked = Access(int(waiting.get("level") or 0))  # by an action that this customer has already reached
        return max(catalogue.access.level_of_intent(intent), catalogue.access.level_of_action(action), asked)
    if pile:
        return catalogue.access.level_of_action(pile[-1])
    # A task of an earlier session says the level of its answers.
    return Access(int((turn.slot("proposition") or {}).get("niveau") or Access.VERIFIED))


def remember_contacts(state: FormState, contacts: Sequence[Contact]) -> None:
    """Keep the masked contacts for the choice; nothing in clear enters the tracker."""
    state["identite_contacts"] = [{"id": row.id, "kind": row.kind, "masked": row.masked} for row in contacts]


def too_many(turn: ActionTurn, state: FormState, error: TooManyAttempts) -> Refused:
    """End the form for now: attempts have to wait, everything else still works."""
    state.leave()
    return Refused("identite_trop_d_essais", {"delai": format_duration(timedelta(seconds=max(error.retry_after, 60)))})
