"""A case for what only a person can do: proposed after a general answer, opened on a yes."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet

from actions.accueil.summary import conversation_summary
from actions.core.base import CourantAction, Events
from actions.core.form import CourantForm, CourantSubmit, Refused
from actions.core.form_state import FormState
from actions.core.leaving import leave_form
from actions.core.turn import ActionTurn, Choice
from courant.packs import Field

FORM = "dossier_form"
CONTACT = "dossier_contact"
CONFIRMATION = "dossier_confirmation"
SUBJECT = "dossier_sujet"


class ProposeCase(CourantAction):
    """Asks whether a case should be opened."""

    action = "action_proposer_dossier"

    async def act(self, turn: ActionTurn) -> Events:
        """Ask; a yes opens the form for the subject of the request."""
        choices = [Choice(turn.wording("bouton_oui"), "affirmer"), Choice(turn.wording("bouton_non"), "refuser")]
        turn.say("dossier_proposition", choices=choices)
        subject = turn.request.get("intent")
        return [SlotSet("proposition", {"form": FORM}), SlotSet(SUBJECT, subject)]


class CaseForm(CourantForm):
    """A contact (known for an identified customer) and a confirmation."""

    form = FORM
    beside = (SUBJECT,)

    async def prepare(self, turn: ActionTurn, state: FormState) -> None:
        """An identified customer is reached by the contact on file."""
        if turn.identity.level > 0 and state[CONTACT] is None:
            state[CONTACT] = turn.wording("contact_enregistre")

    async def accept(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """A no at the read-back opens nothing."""
        if field.name == CONFIRMATION and value is False:
            turn.say("dossier_refuse")
            state.leave()
            return None
        state.fill(field.name, value)
        return None


class AskCaseConfirmation(CourantAction):
    """Reads everything back before anything is written."""

    action = "action_ask_dossier_confirmation"

    async def act(self, turn: ActionTurn) -> Events:
        """Subject and contact, then yes or no."""
        choices = [Choice(turn.wording("bouton_oui"), "affirmer"), Choice(turn.wording("bouton_non"), "refuser")]
        turn.say("dossier_recapitulatif", choices=choices, sujet=_subject(turn), contact=turn.slot(CONTACT))
        return []


class CaseDone(CourantSubmit):
    """Opens the case."""

    action = "action_dossier_fin"
    form = FORM

    async def commit(self, turn: ActionTurn) -> Events:
        """One case a message; its number and, for a public case, its secret are given."""
        known = turn.identity.level > 0
        ticket = await turn.services.clients.tickets.create(
            kind=str(turn.slot(SUBJECT) or "demande"),
            priority=_priority(turn),
            subject=_subject(turn),
            summary=conversation_summary(turn),
            contact=None if known else str(turn.slot(CONTACT)),
            customer_token=turn.token or None,
            conversation=turn.conversation,
            key=turn.key(self.action),
        )
        if known or not ticket.secret:
            turn.say("dossier_ouvert", numero=ticket.number)
        else:
            turn.say("dossier_ouvert_public", numero=ticket.number, code_secret=ticket.secret)
        return [*leave_form(turn, None), SlotSet(SUBJECT, None)]


def _subject(turn: ActionTurn) -> str:
    capability = turn.services.catalogue.capabilities.get(str(turn.slot(SUBJECT)))
    return capability.title if capability else turn.wording("dossier_sans_sujet")


def _priority(turn: ActionTurn) -> Any:
    capability = turn.services.catalogue.capabilities.get(str(turn.slot(SUBJECT)))
    return "haute" if capability and capability.urgency != "normale" else "normale"
