"""Where is my outage: the customer's reports, the outages they follow, or what is known of their place."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import SlotSet

from actions.core.base import Events
from actions.core.form import CourantForm, CourantSubmit, Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from actions.pannes import lookup, subjects
from actions.pannes.facts import sheet
from actions.pannes.moments import moment
from actions.pannes.network import network_at, who_acts
from actions.pannes.place import KNOWN, Spot, contracts_of, energy_of, of_contract, spot_of
from actions.pannes.recherche_pannes import tell_place
from courant.clients import BackendUnavailable, NotFound, Outage, Report
from courant.french.parsers.reports import report_number, report_secret
from courant.packs import Field

log = logging.getLogger(__name__)

FORM, STATUS = "statut_panne_form", "statut_panne"
REFERENCE, CODE = "statut_reference", "statut_code"
# Whether something of the customer's own was found, so that nothing has to be asked.
FOUND = "statut_trouve"


class StatusForm(CourantForm):
    """Asks a number or a place, only when nothing of the customer's own is known."""

    form = FORM
    keeps_task = False

    def needed(self, turn: ActionTurn, state: FormState) -> Sequence[str]:
        """A number that is not of this conversation needs its secret code."""
        if state[FOUND] == "ici":
            return []
        return [REFERENCE, CODE] if state[FOUND] == "code" else [REFERENCE]

    async def _open(self, turn: ActionTurn, state: FormState) -> None:
        if state[REFERENCE] is None:  # else it resumes, and what was found holds
            state[FOUND] = None
        await super()._open(turn, state)

    async def prepare(self, turn: ActionTurn, state: FormState) -> None:
        """Look for what is the customer's own; a number in the request comes first."""
        if state[FOUND] is not None or state[REFERENCE] is not None:
            return
        try:
            await self._find(turn, state)
        except BackendUnavailable as error:
            log.warning("actions.pannes.status_unknown", extra={"code": error.code})
            lookup.say_unreachable(turn, "statut_injoignable", energy_of(turn), spot_of(turn.slot(KNOWN)), STATUS)
            state.leave()

    async def _find(self, turn: ActionTurn, state: FormState) -> None:
        number = report_number(_said(turn))
        if number is not None:
            await self._take_number(turn, state, number, report_secret(_said(turn)))
        elif _wish(turn) or turn.slot(KNOWN) or _opening_place(turn) or await subjects.has_subject(turn):
            state[FOUND] = "ici"
        elif contracts := await contracts_of(turn, energy_of(turn)):
            state[KNOWN], state[FOUND] = of_contract(contracts[0]), "ici"

    async def accept(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """A number, or a place; then the code of a number that is somebody else's until it is given."""
        if field.name == CODE:
            state.fill(CODE, value)
            return None
        if isinstance(value, str):
            secret = state.parsed.extra.get("code") if state.parsed else None
            await self._take_number(turn, state, value, secret)
            return None
        if spot_of(value).lacks_town:
            return Refused("statut_reference_illisible")
        state.fill(REFERENCE, value)
        state[KNOWN] = {name: part for name, part in value.items() if name != "texte"}
        state[FOUND] = "ici"
        return None

    async def _take_number(self, turn: ActionTurn, state: FormState, number: str, secret: str | None) -> None:
        state.fill(REFERENCE, number)
        mine = await subjects.own(turn)
        state[FOUND] = "ici" if number in {report.number for report in mine.tickets} else "code"
        if secret is not None:
            state.fill(CODE, secret)


class StatusTold(CourantSubmit):
    """Tells the progress, or switches news on and off."""

    action = "action_statut_panne_fin"
    form = FORM

    def required(self, turn: ActionTurn) -> Sequence[str]:
        """`StatusForm` has found what to tell, or has asked it."""
        return [FOUND]

    async def commit(self, turn: ActionTurn) -> Events:
        """The report that was named, else what is the customer's own, else their place."""
        try:
            told = await _tell(turn)
        except BackendUnavailable as error:
            log.warning("actions.pannes.status_unknown", extra={"code": error.code})
            lookup.say_unreachable(turn, "statut_injoignable", energy_of(turn), spot_of(turn.slot(KNOWN)), STATUS)
            told = []
        return [*told, SlotSet(FOUND, None)]


async def _tell(turn: ActionTurn) -> Events:
    wish = _wish(turn)
    if wish:
        return await _switch_news(turn, wish)
    named = turn.slot(REFERENCE)
    return await (_tell_number(turn, named) if isinstance(named, str) else _tell_own(turn))


async def _tell_number(turn: ActionTurn, number: str) -> Events:
    mine = {report.number: report for report in (await subjects.own(turn)).tickets}
    if number in mine:
        return _tell_reports(turn, [mine[number]])
    try:
        found = await turn.services.clients.outages.get(number, secret=str(turn.slot(CODE) or "-"))
    except NotFound:
        turn.say("statut_inconnu", numero=number)
        return []
    return _tell_reports(turn, [found], theirs=False)


async def _tell_own(turn: ActionTurn) -> Events:
    mine = await subjects.own(turn)
    said = _opening_place(turn)
    if mine.tickets and said is None:
        return _tell_reports(turn, subjects.current(mine.tickets, turn.services.brand.rules.outages_told))
    if mine.outages and said is None:
        return _tell_outages(turn, mine.outages)
    spot = said or spot_of(turn.slot(KNOWN))
    if spot.lacks_town:
        turn.say("statut_rien")
        return []
    return await tell_place(turn, energy_of(turn), spot)


def _tell_reports(turn: ActionTurn, reports: Sequence[Report], theirs: bool = True) -> Events:
    for report in reports:
        turn.say("statut_signalement", **_report_values(turn, report))
    latest = reports[0]
    spot = Spot(postcode=latest.postcode, commune=latest.commune)
    who = who_acts(turn, network_at(latest.energy, spot), spot)
    followable = theirs and not latest.updates and latest.status not in subjects.OVER
    choices = lookup.news_choices(turn, latest) if followable else []
    turn.say("statut_suite", choices=choices, qui=who)
    return lookup.offered(report=latest) if followable else []


def _report_values(turn: ActionTurn, report: Report) -> dict[str, Any]:
    """A step is stamped by when it was recorded; what is known of the outage comes with its own source."""
    last = report.steps[-1] if report.steps else None
    at = last.at if last else report.updated_at
    status = turn.wording(f"etape_{report.status}", destinataire=report.recipient)
    lines = [turn.wording("signalement_etape", etat=status, moment=moment(turn, at))]
    if last is not None and last.note:
        lines.append(turn.wording("signalement_note", note=last.note))
    if report.outage is not None:
        lines += [turn.wording("signalement_panne"), sheet(turn, report.outage)]
    return {"numero": report.number, "depuis": moment(turn, report.created_at), "lignes": "\n".join(lines)}


def _tell_outages(turn: ActionTurn, outages: Sequence[Outage]) -> Events:
    for outage in outages[: turn.services.brand.rules.outages_told]:
        turn.say("panne_fiche", fiche=sheet(turn, outage))
    turn.say("statut_suivies")
    return []


async def _switch_news(turn: ActionTurn, wish: str) -> Events:
    """Turn news on or off for what was offered last, else for everything that is the customer's own here."""
    clients, wanted = turn.services.clients, wish == lookup.FOLLOW
    named = turn.slot(lookup.FOLLOWED) or {}
    targets = [dict(named)] if named and wanted else await _everything(turn)
    for ordinal, target in enumerate(targets):
        key = turn.key("action_statut_panne_fin", ordinal)
        await clients.outages.follow(turn.conversation, key, wanted, target.get("ticket"), target.get("outage"))
    if not targets:
        turn.say("suivi_sans_objet")
    else:
        turn.say("suivi_active" if wanted else "suivi_arrete")
    return [SlotSet(lookup.FOLLOWED, None)] if wanted else []


async def _everything(turn: ActionTurn) -> list[dict[str, str]]:
    here = await turn.services.clients.outages.followed(turn.conversation)
    reports = [{"ticket": report.number} for report in here.tickets if report.status not in subjects.OVER]
    return [*reports, *({"outage": outage.number} for outage in here.outages)]


def _wish(turn: ActionTurn) -> str | None:
    """What the button, or the « oui » to it, asks for."""
    wish = turn.entity("choix")
    return str(wish) if wish in (lookup.FOLLOW, lookup.STOP) else None


def _said(turn: ActionTurn) -> str:
    return str(turn.request.get("text") or "")


def _opening_place(turn: ActionTurn) -> Spot | None:
    """The place named in the request itself."""
    parts = {name: turn.entity(name) for name in ("code_postal", "commune")}
    spot = Spot(postcode=parts["code_postal"], commune=parts["commune"])
    return None if spot.lacks_town else spot
