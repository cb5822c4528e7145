"""Reporting a cut: danger first, where, what is known there; then only what the distributor needs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from actions.core.form import Refused
from actions.core.form_state import FormState, runs_of
from actions.core.turn import ActionTurn
from actions.pannes import lookup
from actions.pannes.danger_check import NO_DANGER, raise_danger
from actions.pannes.facts import is_running, sheet, touching
from actions.pannes.place import Spot, energy_of
from actions.pannes.place_form import PlaceForm, said_first
from courant.clients import BackendUnavailable, Situation
from courant.packs import Field

log = logging.getLogger(__name__)

FORM, PREFIX = "panne_form", "panne"
DANGER, ENERGY, EXTENT = "panne_danger", "panne_energie", "panne_etendue"
BREAKER, INSIST, PHOTO = "panne_disjoncteur", "panne_insister", "panne_photo"
PHONE, CONFIRMATION = "panne_telephone", "panne_confirmation"
INTENT, SAID, SAFE_INTENT = "signaler_panne", "panne_message", "en_securite"
# What was found at the place: {place, at, outage}; another place is looked up, and the same one after a while.
FOUND = "panne_trouvee"
FRESH = timedelta(minutes=15)
STREET, BACK_ON, TRIPS = "rue", "revenu", "saute"


class ReportForm(PlaceForm):
    """Asks less where more is known: a known outage leaves the place and the read-back."""

    form = FORM
    prefix = PREFIX
    beside = (SAID,)

    def energy(self, turn: ActionTurn, state: FormState) -> str:
        """The energy said, electricity by default; the read-back shows it."""
        return str(state[ENERGY] or energy_of(turn))

    def needed(self, turn: ActionTurn, state: FormState) -> Sequence[str]:
        """Danger, place, then the questions that tell a fault of the home from one of the network."""
        if state[DANGER] is None:
            return [DANGER]
        where = self._where(turn, state)
        found = state[FOUND] or {}
        if found.get("outage"):
            return [*where, CONFIRMATION]
        return [*where, EXTENT, *self._breaker(state), PHOTO, *self.phone_fields(turn), CONFIRMATION]

    def _where(self, turn: ActionTurn, state: FormState) -> list[str]:
        """The energy is electricity unless gas is said: it is asked only when a correction takes it back."""
        asked = [DANGER, *self.place_fields(turn, state)]
        return [*asked, ENERGY] if state[ENERGY] is None else [ENERGY, *asked]

    def _breaker(self, state: FormState) -> list[str]:
        if state[ENERGY] == "gaz" or state[EXTENT] == STREET:
            return []
        return [BREAKER, INSIST] if state[BREAKER] == TRIPS else [BREAKER]

    async def _open(self, turn: ActionTurn, state: FormState) -> None:
        """What was said first is what happened: a question asked meanwhile does not replace it."""
        if turn.request.get("intent") == INTENT:
            state[SAID] = said_first(turn)
        if FORM not in runs_of(turn.tracker.slots):
            state[ENERGY] = energy_of(turn)
        await super()._open(turn, state)

    async def prepare(self, turn: ActionTurn, state: FormState) -> None:
        """Mass mode answers before any question; a place is looked up once."""
        if turn.slot("requested_slot") == DANGER and turn.intent == SAFE_INTENT and state[DANGER] is None:
            # « Non, aucun danger » sounds like the end of one: it has been answered as such, and answers here too.
            state.fill(DANGER, NO_DANGER)
        await super().prepare(turn, state)
        spot = self.spot(state)
        if state[DANGER] is None or (spot.lacks_street and not spot.lacks_town):
            await self._check_mass(turn, state, spot)
        elif not spot.lacks_town and state[ENERGY] is not None:
            await self._look_up(turn, state, spot)

    async def _check_mass(self, turn: ActionTurn, state: FormState, spot: Spot) -> None:
        """Mass mode needs no street. An outage system that is down must not stop the question about danger."""
        try:
            situation = await lookup.look(turn, self.energy(turn, state), spot)
        except BackendUnavailable as error:
            log.warning("actions.pannes.mass_unknown", extra={"code": error.code})
            return
        if situation.mass:
            self._leave_to_mass(turn, state, situation, spot)

    def _leave_to_mass(self, turn: ActionTurn, state: FormState, situation: Situation, spot: Spot) -> None:
        for event in lookup.say_mass(turn, situation, self.energy(turn, state), spot):
            state[event["name"]] = event["value"]
        state.leave()

    async def _look_up(self, turn: ActionTurn, state: FormState, spot: Spot) -> None:
        place = [state[ENERGY], state[self.name_of("lieu")]]
        found = state[FOUND] or {}
        if found.get("place") == place and turn.at - datetime.fromisoformat(found["at"]) < FRESH:
            return
        try:
            situation = await lookup.look(turn, self.energy(turn, state), spot)
        except BackendUnavailable as error:
            log.warning("actions.pannes.situation_unknown", extra={"code": error.code})
            self._say_unreachable(turn, state, spot)
            return
        if situation.mass:
            self._leave_to_mass(turn, state, situation, spot)
            return
        outage = self._tell(turn, state, situation, spot)
        state[FOUND] = {"place": place, "at": turn.at.isoformat(), "outage": outage}

    def _say_unreachable(self, turn: ActionTurn, state: FormState, spot: Spot) -> None:
        """Nothing could be written at the end: say so now, with what still works."""
        lookup.say_unreachable(turn, "pannes_injoignables", self.energy(turn, state), spot, INTENT)
        state.leave()

    def _tell(self, turn: ActionTurn, state: FormState, situation: Situation, spot: Spot) -> str | None:
        """Say what the source says of the place; returns the outage that explains the cut."""
        here = [outage for outage in touching(situation.outages, "oui") if is_running(outage)]
        if here:
            turn.say("panne_connue", fiche=sheet(turn, here[0]))
            return here[0].number
        near = touching(situation.outages, "oui", "possible")
        if near:
            turn.say("panne_voisine", fiche=sheet(turn, near[0]))
        else:
            lookup.say_none(turn, situation, spot)
        return None

    async def take(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """A danger, power that is back and a refusal end the report; nothing is written then."""
        if field.name == DANGER and value != NO_DANGER:
            raise_danger(turn, state, str(value))
        elif field.name == BREAKER and value == BACK_ON:
            self._leave_with(turn, state, "panne_revenue")
        elif field.name == INSIST and value is False:
            self._leave_with(turn, state, "panne_interieure")
        elif field.name == CONFIRMATION and value is False:
            self._leave_with(turn, state, "panne_refuse")
        else:
            state.fill(field.name, value)
        return None

    def _leave_with(self, turn: ActionTurn, state: FormState, message: str) -> None:
        turn.say(message)
        state.leave()
