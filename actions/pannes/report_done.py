"""The questions that show what is known, and the end of a report of a cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from actions.core.base import CourantAction, Events
from actions.core.form import CourantSubmit
from actions.core.turn import ActionTurn
from actions.pannes import lookup, report_form
from actions.pannes.network import network_at, recipient, who_acts
from actions.pannes.place import Spot, spot_of
from actions.pannes.place_form import NONE, AskComplement, AskPoint, yes_no
from actions.pannes.report_form import BREAKER, CONFIRMATION, DANGER, ENERGY, EXTENT, FORM, FOUND, PHONE, PHOTO, SAID
from courant.clients import Report


class AskReportPoint(AskPoint):
    """Which home?"""

    action = "action_ask_panne_point"
    message = "panne_quel_logement"


class AskReportComplement(AskComplement):
    """What the address lacks."""

    action = "action_ask_panne_complement"
    prefix = report_form.PREFIX
    wanted = "lieu_quelle_rue"


class AskReportConfirmation(CourantAction):
    """Reads everything back before anything is written."""

    action = "action_ask_panne_confirmation"

    async def act(self, turn: ActionTurn) -> Events:
        """What, where, to whom; a known outage is only joined."""
        spot, energy = _spot(turn), str(turn.slot(ENERGY))
        network = network_at(energy, spot)
        values: dict[str, Any] = {"lieu": spot.words(turn), "destinataire": recipient(turn, network)}
        if _outage(turn):
            turn.say("panne_rattachement", choices=yes_no(turn), **values)
            return []
        lines = "\n".join(_details(turn))
        energy_name = turn.wording(f"energie_coupee_{energy}")
        turn.say("panne_recapitulatif", choices=yes_no(turn), energie=energy_name, details=lines, **values)
        return []


class ReportDone(CourantSubmit):
    """Reports the cut once, and names who acts."""

    action = "action_panne_fin"
    form = FORM

    def required(self, turn: ActionTurn) -> Sequence[str]:
        """The rest depends on what is known of the place."""
        return [DANGER, ENERGY, "panne_lieu", CONFIRMATION]

    async def commit(self, turn: ActionTurn) -> Events:
        """One report a place, merged with the outage that was told."""
        spot, energy = _spot(turn), str(turn.slot(ENERGY))
        network = network_at(energy, spot)
        photos = turn.slot(PHOTO) or []
        report = await turn.services.clients.outages.report(
            kind="panne",
            place=spot.network(),
            recipient=recipient(turn, network),
            conversation=turn.conversation,
            key=turn.key(self.action),
            energy="gaz" if energy == "gaz" else "electricite",
            extent=cast(Any, turn.slot(EXTENT) or "inconnu"),
            detail=str(turn.slot(SAID) or ""),
            contact=_phone(turn),
            photo=photos[0] if photos else None,
            outage=_outage(turn),
            token=turn.token or None,
        )
        tell_report(turn, report, who_acts(turn, network, spot))
        return [*lookup.offered(report=report)]


def tell_report(turn: ActionTurn, report: Report, who: str) -> None:
    """Give the number of a report, what was done with it, who acts, and the way to have news."""
    choices = [] if report.updates else lookup.news_choices(turn, report)
    status = turn.wording(f"signalement_{report.status}", destinataire=report.recipient)
    if report.already_open:
        turn.say("signalement_deja", choices=choices, numero=report.number, etat=status, qui=who)
        return
    name = "signalement_rattache" if report.outage else "signalement_fait"
    if report.secret and turn.identity.level == 0:
        turn.say(
            f"{name}_public", choices=choices, numero=report.number, code_secret=report.secret, etat=status, qui=who
        )
    else:
        turn.say(name, choices=choices, numero=report.number, etat=status, qui=who)


def _spot(turn: ActionTurn) -> Spot:
    return spot_of(turn.slot("panne_lieu"))


def _outage(turn: ActionTurn) -> str | None:
    found = turn.slot(FOUND) or {}
    return str(found["outage"]) if found.get("outage") else None


def _phone(turn: ActionTurn) -> str | None:
    phone = turn.slot(PHONE)
    return None if phone in (None, NONE) else str(phone)


def _details(turn: ActionTurn) -> list[str]:
    rows = [turn.wording("recap_etendue", etendue=turn.wording(f"etendue_{turn.slot(EXTENT)}"))]
    if turn.slot(BREAKER) is not None:
        rows.append(turn.wording("recap_disjoncteur", etat=turn.wording(f"disjoncteur_{turn.slot(BREAKER)}")))
    if turn.slot(PHOTO):
        rows.append(turn.wording("recap_photo"))
    if turn.slot(SAID):
        rows.append(turn.wording("recap_message", texte=turn.slot(SAID)))
    phone = _phone(turn)
    known = turn.identity.level > 0
    rows.append(
        turn.wording("recap_contact_connu")
        if known
        else turn.wording("recap_contact", joindre=_dialled(phone) if phone else turn.wording("sans_telephone"))
    )
    return rows


def _dialled(phone: str) -> str:
    """A French number as it is dialled, by pairs; others stay as they are."""
    if not phone.startswith("+33") or len(phone) != 12:
        return phone
    digits = f"0{phone[3:]}"
    return " ".join(digits[place : place + 2] for place in range(0, 10, 2))
