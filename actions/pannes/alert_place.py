"""After the safety answer of a leak or of a fallen line: where it is, so that the distributor is told."""

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
from actions.pannes.place_form import AskComplement, PlaceForm, said_first, yes_no
from actions.pannes.report_done import tell_report
from courant.clients import ReportKind
from courant.packs import Field

FORM, PREFIX = "alerte_form", "alerte"
SAFE, CONFIRMATION = "alerte_abri", "alerte_confirmation"
# What it is about, kept from the request: a question asked meanwhile becomes the request.
KIND, SAID = "alerte_genre", "alerte_message"
# What accepts « Reprendre », which is offered to who has just said that they are safe.
RESUMING = ("reprendre", "affirmer")
KINDS = {"signaler_fuite_gaz": "gaz", "signalement_ligne_electrique_en_panne": "ligne"}


class AlertForm(PlaceForm):
    """Begins by waiting until everybody is safe; only then asks where."""

    form = FORM
    prefix = PREFIX
    beside = (KIND, SAID)

    def energy(self, turn: ActionTurn, state: FormState) -> str:
        """Gas for a leak, electricity for a line."""
        return "gaz" if state[KIND] == "gaz" else "electricite"

    async def _open(self, turn: ActionTurn, state: FormState) -> None:
        kind = KINDS.get(str(turn.request.get("intent")))
        if kind is not None:
            state[KIND], state[SAID] = kind, said_first(turn)
            if turn.intent in RESUMING:
                state.fill(SAFE, True)
        await super()._open(turn, state)

    def needed(self, turn: ActionTurn, state: FormState) -> Sequence[str]:
        """Safety, the place, the read-back."""
        return [SAFE, *self.place_fields(turn, state), CONFIRMATION]

    async def take(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """Who is not safe yet is asked nothing; a no at the read-back writes nothing."""
        if value is False:
            turn.say("alerte_pas_a_l_abri" if field.name == SAFE else "panne_refuse")
            state.leave()
            return None
        state.fill(field.name, value)
        return None


class AskAlertComplement(AskComplement):
    """What the address lacks."""

    action = "action_ask_alerte_complement"
    prefix = PREFIX
    wanted = "reverbere_quelle_rue"


class AskAlertConfirmation(CourantAction):
    """Reads the place back before anything is written."""

    action = "action_ask_alerte_confirmation"

    async def act(self, turn: ActionTurn) -> Events:
        """Place and distributor."""
        spot = _spot(turn)
        network = network_at(_energy(turn), spot)
        turn.say(
            "alerte_recapitulatif",
            choices=yes_no(turn),
            quoi=turn.wording(f"alerte_quoi_{_kind(turn)}"),
            lieu=spot.words(turn),
            destinataire=recipient(turn, network),
        )
        return []


class AlertDone(CourantSubmit):
    """Tells the distributor where it is. A person has been called before, by the safety answer."""

    action = "action_alerte_fin"
    form = FORM

    def required(self, turn: ActionTurn) -> Sequence[str]:
        """Safety, place, read-back."""
        return [SAFE, "alerte_lieu", CONFIRMATION]

    async def commit(self, turn: ActionTurn) -> Events:
        """One report a place."""
        spot = _spot(turn)
        network = network_at(_energy(turn), spot)
        report = await turn.services.clients.outages.report(
            kind=_kind(turn),
            place=spot.network(),
            recipient=recipient(turn, network),
            conversation=turn.conversation,
            key=turn.key(self.action),
            energy="gaz" if _kind(turn) == "gaz" else "electricite",
            extent="rue",
            detail=str(turn.slot(SAID) or ""),
            token=turn.token or None,
        )
        tell_report(turn, report, who_acts(turn, network, spot))
        return lookup.offered(report=report)


def _kind(turn: ActionTurn) -> ReportKind:
    return "gaz" if turn.slot(KIND) == "gaz" else "ligne"


def _energy(turn: ActionTurn) -> str:
    return "gaz" if _kind(turn) == "gaz" else "electricite"


def _spot(turn: ActionTurn) -> Spot:
    return spot_of(turn.slot("alerte_lieu"))
