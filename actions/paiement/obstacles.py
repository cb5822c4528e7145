"""Why there may be nothing to pay by link now: each case is told, with what the customer can do instead."""

from __future__ import annotations

from decimal import Decimal

from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from actions.paiement.owed import Owed
from actions.paiement.wordings import bill_values, link_values, other_amount, say_link, topics
from courant.clients import Forbidden, NotFound
from courant.french.amounts import format_amount
from courant.french.dates import format_date

AFTER = ("verification_paiement", "historique_paiements", "renseignements_sur_solde")


def is_over(turn: ActionTurn, state: FormState, now: Owed) -> bool:
    """Whether the request ends here: a payment is on its way, nothing is due, or a link waits to be used."""
    if now.running is not None:
        turn.say("paiement_deja_en_cours", choices=topics(turn, AFTER[:1]), **link_values(now.running))
    elif not now.payable:
        _say_nothing_due(turn, now)
    elif now.open_link is not None and _asks_nothing_else(turn, state):
        say_link(turn, "paiement_lien_ouvert", now.open_link, [other_amount(turn)])
    else:
        return False
    return True


async def say_plan(turn: ActionTurn, now: Owed) -> None:
    """Before an amount is read back, say that a plan spreads it already, and what paying now does."""
    if now.running is not None or not now.payable:
        return
    for plan in await turn.services.clients.plans.plans(turn.token):
        if plan.is_living:
            name = "paiement_plan_en_attente" if plan.status == "en_attente" else "paiement_plan_actif"
            turn.say(name, reference=plan.reference, reste=format_amount(plan.remaining))


async def is_named_bill_out(turn: ActionTurn, state: FormState, now: Owed) -> bool:
    """Choose the bill that the request names; whether it cannot be paid by link."""
    number = turn.entity("numero_facture")
    if state["paiement_objet"] is not None:
        return False
    if number is None:
        _guess(turn, state, now)
        return False
    bill = now.bill(str(number))
    if bill is None:
        await _say_not_open(turn, str(number))
        return False
    if bill.debit_on is not None:
        day = format_date(bill.debit_on, weekday=True)
        turn.say("paiement_facture_prelevee", jour=day, **bill_values(turn, bill))
        return True
    state.fill("paiement_objet", bill.number)
    return False


def _guess(turn: ActionTurn, state: FormState, now: Owed) -> None:
    """The one open bill of the energy that was named, or the bill just spoken of."""
    energy, spoken_of = turn.entity("energie"), turn.slot("facture_courante")
    meant = [bill for bill in now.payable if (bill.energy == energy if energy else bill.number == spoken_of)]
    if energy and not meant and turn.slot("requested_slot") is None:
        turn.say("paiement_energie_rien", energie=turn.wording(f"paiement_energie_{energy}"))
    if len(meant) == 1 and state["paiement_montant"] is None:
        state.fill("paiement_objet", meant[0].number)


async def _say_not_open(turn: ActionTurn, number: str) -> None:
    """Paid already, or not one of this customer's: the two are told apart only for their own bills."""
    try:
        bill = await turn.services.clients.billing.bill(turn.token, number)
    except NotFound:
        turn.say("paiement_facture_inconnue", numero=number)
    except Forbidden as error:
        if error.code != "other_customer":
            raise
        turn.say("paiement_facture_inconnue", numero=number)
    else:
        turn.say("paiement_facture_reglee", numero=bill.number, emise=format_date(bill.issued_on))


def _asks_nothing_else(turn: ActionTurn, state: FormState) -> bool:
    """A request that names neither amount nor bill means the link that is there."""
    said = ("paiement_objet", "paiement_montant", "paiement_libre")
    named = any(turn.entity(name) is not None for name in ("numero_facture", "energie", "choix"))
    return turn.slot("requested_slot") is None and not named and all(state[name] is None for name in said)


def _say_nothing_due(turn: ActionTurn, now: Owed) -> None:
    if not now.debited:
        turn.say("paiement_rien", choices=topics(turn, AFTER))
        return
    total = sum((bill.left for bill in now.debited), Decimal(0))
    days = sorted(bill.debit_on for bill in now.debited if bill.debit_on is not None)
    turn.say(
        "paiement_prelevement_prevu" if len(set(days)) == 1 else "paiement_prelevements_prevus",
        choices=topics(turn, ("echeance_paiement", "renseignements_sur_solde")),
        montant=format_amount(total),
        jour=format_date(days[0], weekday=True),
    )
