"""Past payments, newest first: date, amount, means, bill; by period, page by page, with the receipts there are."""

from __future__ import annotations

from collections.abc import Sequence

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn, Choice, Document
from actions.paiement.periods import Period, period_of
from actions.paiement.received import Received, payments_of
from actions.paiement.wordings import topics
from courant.clients import BackendUnavailable
from courant.french.amounts import format_amount
from courant.french.dates import format_period, format_short_date
from courant.french.typography import join_list

INTENT = "historique_paiements"
PAGE = 6
MOST = 100
RECEIPTS = 3
PAID = ("accepte", "impute")


class PaymentHistory(CourantAction):
    """Lists the payments on the account."""

    action = "action_historique_paiements"

    async def act(self, turn: ActionTurn) -> Events:
        """A page of the list; receipts exist for payments made by link."""
        period, offset = period_of(turn.entity("date")), _offset(turn)
        lines = await turn.services.clients.billing.payments(turn.token, limit=MOST)
        known = [one for one in payments_of(lines) if _is_in(period, one)]
        shown = known[offset : offset + PAGE]
        if not shown:
            _say_none(turn, period)
            return []
        turn.say(
            "historique_suite" if offset else "historique_liste",
            choices=_more(turn, known, offset),
            documents=await _receipts(turn, shown),
            lignes="\n".join(_line(turn, one) for one in shown),
            periode=_period(turn, period),
        )
        return []


def _offset(turn: ActionTurn) -> int:
    said = str(turn.entity("choix") or "0")
    return int(said) if said.isdecimal() else 0


def _is_in(period: Period | None, payment: Received) -> bool:
    return period is None or period[0] <= payment.day < period[1]


def _say_none(turn: ActionTurn, period: Period | None) -> None:
    choices = topics(turn, ("paiement_manquant_ou_errone",))
    turn.say("historique_vide" if period else "historique_aucun", choices=choices, periode=_period(turn, period))


def _period(turn: ActionTurn, period: Period | None) -> str:
    if period is None:
        return ""
    start, end = period
    last = end.fromordinal(end.toordinal() - 1)
    if start == last:
        return turn.wording("historique_jour", jour=format_short_date(start))
    return turn.wording("historique_periode", periode=format_period(start, last))


def _line(turn: ActionTurn, payment: Received) -> str:
    about = turn.wording("historique_objet", numeros=join_list(payment.bills)) if payment.bills else ""
    return turn.wording(
        f"historique_ligne_{payment.status}",
        date=format_short_date(payment.day),
        montant=format_amount(payment.amount),
        moyen=turn.wording(f"moyen_{payment.means}"),
        objet=about,
    )


def _more(turn: ActionTurn, known: Sequence[Received], offset: int) -> list[Choice]:
    following = topics(turn, ("verification_paiement", "recherche_paiement"))
    if offset + PAGE >= len(known):
        return following
    said = {"date": turn.entity("date")} if turn.entity("date") else {}
    older = Choice(turn.wording("bouton_plus_anciens"), INTENT, {**said, "choix": str(offset + PAGE)})
    return [older, *following]


async def _receipts(turn: ActionTurn, shown: Sequence[Received]) -> list[Document]:
    """Receipts of the payments by link among those shown; the list is worth telling without them."""
    payments = turn.services.clients.payments
    references = {one.reference for one in shown}
    try:
        links = [one for one in await payments.links(turn.token) if one.status in PAID and one.reference in references]
        urls = [await payments.receipt_link(turn.token, link.reference) for link in links[:RECEIPTS]]
    except BackendUnavailable:
        return []
    titles = [turn.wording("lien_recu", montant=format_amount(link.amount)) for link in links[:RECEIPTS]]
    return [Document(title, url) for title, url in zip(titles, urls, strict=True)]
