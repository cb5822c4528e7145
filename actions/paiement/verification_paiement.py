"""Has my payment arrived? The newest news first: what is on its way, refused, or on the account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn
from actions.paiement.periods import period_of
from actions.paiement.received import Received, payments_of
from actions.paiement.wordings import link_values, say_link, settled, topics
from courant.clients import PaymentLink
from courant.french.amounts import format_amount
from courant.french.dates import format_date
from courant.french.typography import join_list

NEXT = ("historique_paiements", "paiement_manquant_ou_errone")
RETRY = ("effectuer_paiement", "moyens_paiement_acceptes")
MOST = 50


@dataclass(frozen=True)
class Asked:
    """The payment that the request describes; None where it says nothing."""

    amount: Decimal | None
    period: object

    @property
    def is_precise(self) -> bool:
        """Whether one payment in particular is meant."""
        return self.amount is not None or self.period is not None


class VerifyPayment(CourantAction):
    """Says where the payment stands that the customer means, else the latest one."""

    action = "action_verification_paiement"

    async def act(self, turn: ActionTurn) -> Events:
        """Links that are not on the account are told first, then what billing has."""
        clients = turn.services.clients
        links = await clients.payments.links(turn.token)
        known = payments_of(await clients.billing.payments(turn.token, limit=MOST))
        asked = Asked(_amount(turn), period_of(turn.entity("date")))
        link = next((one for one in links if one.status != "remplace" and _is_meant(asked, one.amount)), None)
        if link is not None and _is_news(link, known, asked):
            _say_link_state(turn, link)
            return []
        _say_received(turn, [one for one in known if _matches(asked, one)], known, links)
        return []


def _amount(turn: ActionTurn) -> Decimal | None:
    said = turn.entity("montant")
    return None if said is None else Decimal(str(said))


def _is_meant(asked: Asked, amount: Decimal) -> bool:
    return asked.amount is None or asked.amount == amount


def _is_news(link: PaymentLink, known: Sequence[Received], asked: Asked) -> bool:
    """A link is told when nothing newer is on the account, or when it is itself there."""
    if asked.period is not None:
        return False
    newest = next((one for one in known if one.status == "recu" and one.reference != link.reference), None)
    return newest is None or link.updated_at.date() >= newest.day


def _matches(asked: Asked, payment: Received) -> bool:
    period = period_of(asked.period)
    return _is_meant(asked, payment.amount) and (period is None or period[0] <= payment.day < period[1])


def _say_link_state(turn: ActionTurn, link: PaymentLink) -> None:
    if link.status == "ouvert":
        say_link(turn, "paiement_verif_ouvert", link)
        return
    reason = turn.wording(f"paiement_refus_{_refusal(link)}") if link.status == "refuse" else ""
    choices = topics(turn, RETRY if link.status in ("refuse", "abandonne", "expire") else NEXT)
    values = {**link_values(link), "parts": settled(turn, link), "raison": reason}
    turn.say(f"paiement_verif_{link.status}", choices=choices, **values)


def _refusal(link: PaymentLink) -> str:
    return link.refusal if link.refusal in ("fonds_insuffisants", "authentification") else "banque"


def _say_received(
    turn: ActionTurn, found: Sequence[Received], known: Sequence[Received], links: Sequence[PaymentLink]
) -> None:
    for payment in [one for one in found if one.status == "en_cours"][:1]:
        turn.say("paiement_verif_prevu", **_values(turn, payment))
    newest = next((one for one in found if one.status in ("recu", "rejete")), None)
    if newest is not None:
        turn.say(f"paiement_verif_{newest.status}", choices=topics(turn, NEXT), **_values(turn, newest))
    elif not found:
        _say_not_found(turn, known)


def _say_not_found(turn: ActionTurn, known: Sequence[Received]) -> None:
    last = next((one for one in known if one.status == "recu"), None)
    choices = topics(turn, ("paiement_manquant_ou_errone", "historique_paiements"))
    if last is None:
        turn.say("paiement_verif_aucun", choices=topics(turn, RETRY))
    else:
        turn.say("paiement_verif_introuvable", choices=choices, **_values(turn, last))


def _values(turn: ActionTurn, payment: Received) -> dict[str, Any]:
    numbers = join_list(payment.bills)
    count = "une" if len(payment.bills) == 1 else "plusieurs"
    about = turn.wording(f"paiement_pour_{count}", numeros=numbers) if payment.bills else ""
    return {
        "montant": format_amount(payment.amount),
        "date": format_date(payment.day),
        "moyen": turn.wording(f"moyen_{payment.means}"),
        "objet": about,
    }
