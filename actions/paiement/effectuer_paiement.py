"""« Je veux payer »: a link for all that is due, without a figure; amounts and bills are spoken of once verified."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.core.base import IDENTITY_FORM, CourantAction, Events
from actions.core.leaving import active_form
from actions.core.turn import ActionTurn
from actions.paiement.form import FORM
from actions.paiement.periods import period_of
from actions.paiement.wordings import earlier_link, one_bill, other_amount, topics
from courant.clients import DueLink, Rejected
from courant.clock import PARIS
from courant.french.dates import format_datetime
from courant.packs import Access, Link

SPREAD, PLANS = "paiements_echelonnes", "versements_paiement"
NAMED = ("montant", "numero_facture", "energie", "choix")
MOST_WAITING = 2


class PayByLink(CourantAction):
    """Gives the link to whoever is identified; leads to the form where figures are needed, or may be told."""

    action = "action_effectuer_paiement"

    async def act(self, turn: ActionTurn) -> Events:
        """A request that names a bill or an amount needs the code; so does nothing else."""
        form = active_form(turn)
        if form == FORM:
            return []  # it asks its question again
        if turn.identity.level >= Access.VERIFIED:
            return [*_set_aside(turn, form), FollowupAction(FORM)]
        if _names_a_part(turn):
            return _ask_for_the_code(turn, form)
        await self._give(turn)
        return []

    async def _give(self, turn: ActionTurn) -> None:
        try:
            link = await turn.services.clients.payments.create_due_link(turn.token, turn.key(self.action))
        except Rejected as error:
            _say_why_not(turn, error)
        else:
            _say_link(turn, link)


def _names_a_part(turn: ActionTurn) -> bool:
    """Whether the request is about an amount or a bill; a day to come is when to pay, not which bill."""
    if any(turn.entity(name) is not None for name in NAMED):
        return True
    period = period_of(turn.entity("date"))
    return period is not None and period[0] < turn.at.date()


def _ask_for_the_code(turn: ActionTurn, form: str | None) -> Events:
    """Identity goes on to the code, then this request comes back by itself, verified."""
    waiting = SlotSet("demande", {**turn.request, "level": int(Access.VERIFIED)})
    if form == IDENTITY_FORM:
        return [waiting]
    turn.say("paiement_code")
    return [*_set_aside(turn, form), ActiveLoop(None), waiting, FollowupAction(IDENTITY_FORM)]


def _set_aside(turn: ActionTurn, form: str | None) -> Events:
    """A form that was interrupted goes on afterwards."""
    if form is None:
        return [SlotSet("requested_slot", None)]
    pile = [name for name in turn.slot("pile") or [] if name != form]
    return [SlotSet("pile", [*pile, form][-MOST_WAITING:]), SlotSet("requested_slot", None)]


def _say_link(turn: ActionTurn, link: DueLink) -> None:
    turn.say(
        "paiement_lien_tout_repris" if link.reused else "paiement_lien_tout",
        choices=[one_bill(turn), other_amount(turn)],
        links=[Link(turn.wording("lien_payer_tout"), link.url)],
        fin=format_datetime(link.expires_at.astimezone(PARIS)),
        ancien=earlier_link(turn, link),
    )


def _say_why_not(turn: ActionTurn, error: Rejected) -> None:
    if error.code == "nothing_due":
        turn.say("paiement_lien_rien", choices=topics(turn, ("echeance_paiement", "verification_paiement")))
    elif error.code == "payment_running":
        turn.say("paiement_lien_en_cours", choices=topics(turn, ("verification_paiement",)))
    elif error.code == "plan_running":
        turn.say("paiement_lien_plan", choices=[*topics(turn, (PLANS,)), one_bill(turn)])
    elif error.code == "amount_out_of_range":
        turn.say("paiement_lien_plafond", choices=[one_bill(turn), other_amount(turn), *topics(turn, (SPREAD,))])
    else:
        raise error
