"""Voltage that drops, flickers or is too high: a few questions, what is known there, a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.core.base import CourantAction, Events
from actions.core.form import CourantSubmit, Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from actions.pannes import lookup
from actions.pannes.network import network_at, recipient, who_acts
from actions.pannes.place import Spot, spot_of
from actions.pannes.place_form import NONE, AskComplement, AskPoint, PlaceForm, yes_no
from actions.pannes.report_done import tell_report
from courant.packs import Field

FORM, PREFIX = "qualite_form", "qualite"
SYMPTOM, EXTENT, SINCE, DAMAGE = "qualite_symptome", "qualite_etendue", "qualite_depuis", "qualite_degats"
PHONE, CONFIRMATION = "qualite_telephone", "qualite_confirmation"


class QualityForm(PlaceForm):
    """What, since when, where, with or without damage."""

    form = FORM
    prefix = PREFIX

    def needed(self, turn: ActionTurn, state: FormState) -> Sequence[str]:
        """All of it; a customer's phone is on file."""
        place = self.place_fields(turn, state)
        return [SYMPTOM, EXTENT, *place, SINCE, DAMAGE, *self.phone_fields(turn), CONFIRMATION]

    async def take(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """A no at the read-back writes nothing."""
        if field.name == CONFIRMATION and value is False:
            turn.say("panne_refuse")
            state.leave()
            return None
        state.fill(field.name, value)
        return None


class AskQualityPoint(AskPoint):
    """Which home?"""

    action = "action_ask_qualite_point"
    message = "panne_quel_logement"


class AskQualityComplement(AskComplement):
    """What the address lacks."""

    action = "action_ask_qualite_complement"
    prefix = PREFIX
    wanted = "lieu_quelle_rue"


class AskQualityConfirmation(CourantAction):
    """Reads everything back before anything is written."""

    action = "action_ask_qualite_confirmation"

    async def act(self, turn: ActionTurn) -> Events:
        """What will be told to the distributor."""
        spot = _spot(turn)
        turn.say(
            "qualite_recapitulatif",
            choices=yes_no(turn),
            lieu=spot.words(turn),
            destinataire=recipient(turn, network_at("electricite", spot)),
            symptome=turn.wording(f"symptome_{turn.slot(SYMPTOM)}"),
            etendue=turn.wording(f"etendue_{turn.slot(EXTENT)}"),
            depuis=turn.slot(SINCE),
            degats=turn.wording("degats_oui" if turn.slot(DAMAGE) else "degats_non"),
        )
        return []


class QualityDone(CourantSubmit):
    """Reports it once; damage has its own way, which is said."""

    action = "action_qualite_fin"
    form = FORM

    def required(self, turn: ActionTurn) -> Sequence[str]:
        """The phone is optional."""
        return [SYMPTOM, EXTENT, "qualite_lieu", SINCE, DAMAGE, CONFIRMATION]

    async def commit(self, turn: ActionTurn) -> Events:
        """One report a place; works that are known there are told with it."""
        spot = _spot(turn)
        network = network_at("electricite", spot)
        phone = turn.slot(PHONE)
        report = await turn.services.clients.outages.report(
            kind="qualite",
            place=spot.network(),
            recipient=recipient(turn, network),
            conversation=turn.conversation,
            key=turn.key(self.action),
            extent=turn.slot(EXTENT),
            detail=_detail(turn),
            contact=None if phone in (None, NONE) else str(phone),
            token=turn.token or None,
        )
        if turn.slot(DAMAGE):
            turn.say("qualite_dommages", destinataire=recipient(turn, network))
        tell_report(turn, report, who_acts(turn, network, spot))
        return lookup.offered(report=report)


def _spot(turn: ActionTurn) -> Spot:
    return spot_of(turn.slot("qualite_lieu"))


def _detail(turn: ActionTurn) -> str:
    damage = turn.wording("degats_oui" if turn.slot(DAMAGE) else "degats_non")
    symptom = turn.wording(f"symptome_{turn.slot(SYMPTOM)}")
    return turn.wording("qualite_resume", symptome=symptom, depuis=turn.slot(SINCE), degats=damage)
