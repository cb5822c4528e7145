"""What the forms of this skill share: a place, completed when it is not enough, a phone, a read-back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from actions.core.base import CourantAction, Events
from actions.core.form import CourantForm, Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn, Choice
from actions.pannes.place import KNOWN, Spot, contracts_of, merged, of_contract, point_label, spot_of
from actions.pannes.streets import street_alone
from courant.french.parsers import Answer, Parsed
from courant.french.towns import at_town
from courant.packs import Field

NONE = "-"  # an optional answer that the customer declined
OTHER_PLACE = "autre"
POINTS = "points_connus"
LONGEST_DETAIL = 500


class PlaceForm(CourantForm, ABC):
    """A form that asks where. Its fields are named `<prefix>_lieu`, `<prefix>_complement` and so on."""

    prefix: ClassVar[str]
    # Optional fields, which a plain « non » declines.
    optional: ClassVar[tuple[str, ...]] = ("telephone", "numero", "photo")
    needs_street: ClassVar[bool] = True
    # Whether the place is the customer's own, and so known in what they ask next.
    remembers: ClassVar[bool] = True

    def name_of(self, part: str) -> str:
        """Name of a field of this form."""
        return f"{self.prefix}_{part}"

    def spot(self, state: FormState) -> Spot:
        """The place as it is known now."""
        return spot_of(state[self.name_of("lieu")])

    def energy(self, turn: ActionTurn, state: FormState) -> str:
        """Which network the form is about."""
        return "electricite"

    def place_fields(self, turn: ActionTurn, state: FormState) -> list[str]:
        """The questions about the place that are still needed, and those already answered."""
        place, point = self.name_of("lieu"), self.name_of("point")
        if state[POINTS] and state[place] is None:
            return [point]
        if state[place] is None:
            return [place]
        spot = self.spot(state)
        incomplete = spot.lacks_town or (self.needs_street and spot.lacks_street)
        return [place, self.name_of("complement")] if incomplete else [place]

    def phone_fields(self, turn: ActionTurn) -> list[str]:
        """A stranger's phone; a customer's is on file."""
        return [] if turn.identity.level > 0 else [self.name_of("telephone")]

    def choices(self, turn: ActionTurn, state: FormState, field: Field) -> Sequence[tuple[str, str]]:
        """Values under the words by which customers choose them, which the pack holds."""
        if field.name == self.name_of("point"):
            return [(str(row["point"]), str(row["libelle"])) for row in state[POINTS] or ()]
        return [(value, turn.wording(f"mots_{field.name}_{value}")) for value in field.choices]

    async def prepare(self, turn: ActionTurn, state: FormState) -> None:
        """Fill in the place that is known: the customer's only point, or the place said before."""
        place = self.name_of("lieu")
        opening = self._requested(turn) is None  # later on, a place that is empty has been taken back
        if not opening or state[place] is not None or state[POINTS] is not None:
            return
        known = await self._known_places(turn, state)
        if len(known) == 1:
            state[place] = known[0]
        elif known:
            energy = self.energy(turn, state)
            state[POINTS] = [{**row, "libelle": point_label(turn, energy, spot_of(row))} for row in known]

    async def _open(self, turn: ActionTurn, state: FormState) -> None:
        """The points on file are those of this customer now, not of an earlier run."""
        state[POINTS] = None
        await super()._open(turn, state)

    async def _known_places(self, turn: ActionTurn, state: FormState) -> list[dict[str, Any]]:
        said = turn.slot(KNOWN)
        if said and self._is_same_person(turn):
            return [dict(said)]
        return [of_contract(contract) for contract in await contracts_of(turn, self.energy(turn, state))]

    @staticmethod
    def _is_same_person(turn: ActionTurn) -> bool:
        """Once an identity has ended, anybody may be at the device; another customer who is known has no place yet."""
        return turn.identity.level > 0 or turn.services.store.known_customer(turn.conversation) is None

    async def accept(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """Places are completed, optional answers may be declined, the rest is each form's."""
        part = field.name.removeprefix(f"{self.prefix}_")
        if part in ("lieu", "complement") and isinstance(value, dict):
            return self._accept_place(turn, state, field, value)
        if part == "point":
            return self._accept_point(turn, state, str(value))
        return await self.take(turn, state, field, value)

    @abstractmethod
    async def take(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """Check and keep an answer that is no place."""

    def _accept_place(self, turn: ActionTurn, state: FormState, field: Field, value: dict[str, Any]) -> Refused | None:
        place = self.name_of("lieu")
        whole = merged(state[place], value)
        completing = field.name == self.name_of("complement")
        if not completing or state[place] != whole:
            state.fill(place, whole)
            if self.remembers:
                state[KNOWN] = whole
        missing = self._still_missing(spot_of(whole)) if completing else None
        if missing is None:
            state.failures.pop(field.name, None)
        return missing

    def _still_missing(self, spot: Spot) -> Refused | None:
        if spot.lacks_town:
            return Refused("lieu_commune_manque", clears=(self.name_of("complement"),))
        if self.needs_street and spot.lacks_street:
            return Refused("lieu_rue_manque", clears=(self.name_of("complement"),))
        return None

    def _accept_point(self, turn: ActionTurn, state: FormState, value: str) -> Refused | None:
        state.failures.pop(self.name_of("point"), None)
        chosen = next((row for row in state[POINTS] or () if row["point"] == value), None)
        if value == OTHER_PLACE or chosen is None:
            state[POINTS] = []
            return None
        state.fill(self.name_of("lieu"), {name: part for name, part in chosen.items() if name != "libelle"})
        return None

    def _answer(self, turn: ActionTurn, state: FormState, requested: str) -> Answer | None:
        """A street alone is a place here; « non merci » declines what is optional."""
        row = self.field(requested)
        if requested in map(self.name_of, self.optional) and turn.intent == "refuser":
            return Answer({requested: Parsed([] if row.kind == "photo" else NONE, row.kind)})
        answer = super()._answer(turn, state, requested)
        if answer is None and row.kind == "lieu" and not turn.is_button:
            street = street_alone(turn.text)
            return None if street is None else Answer({requested: Parsed(street, row.kind)})
        return answer


class AskComplement(CourantAction, ABC):
    """Asks what the place lacks: the town first, then the street."""

    prefix: ClassVar[str]

    @property
    @abstractmethod
    def wanted(self) -> str:
        """The message that asks for the street; abstract, so that Rasa registers the real ones only."""

    async def act(self, turn: ActionTurn) -> Events:
        """One question at a time."""
        spot = spot_of(turn.slot(f"{self.prefix}_lieu"))
        turn.say("lieu_quelle_commune" if spot.lacks_town else self.wanted, a_commune=at_town(spot.town))
        return []


class AskPoint(CourantAction, ABC):
    """Offers the delivery points on file, and another place."""

    @property
    @abstractmethod
    def message(self) -> str:
        """The question, a message of the packs."""

    async def act(self, turn: ActionTurn) -> Events:
        """One button a point."""
        rows = turn.slot(POINTS) or []
        choices = [Choice(_short(str(row["libelle"])), "reponse_libre", {"choix": row["point"]}) for row in rows]
        other = Choice(turn.wording("bouton_autre_adresse"), "reponse_libre", {"choix": OTHER_PLACE})
        turn.say(self.message, choices=[*choices, other])
        return []


def _short(label: str) -> str:
    """Channels cut buttons at 24 characters."""
    return label if len(label) <= 24 else f"{label[:23]}…"


def yes_no(turn: ActionTurn) -> list[Choice]:
    """Return the two buttons of a read-back."""
    return [Choice(turn.wording("bouton_oui"), "affirmer"), Choice(turn.wording("bouton_non"), "refuser")]


def said_first(turn: ActionTurn) -> str:
    """Return the words of the request that opened a form, already masked; empty for a button."""
    text = str(turn.request.get("text") or "")
    return "" if text.startswith("/") else text[:LONGEST_DETAIL]
