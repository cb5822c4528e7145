"""Which of the customer's meters? The one that the request names, the only one that fits, else a choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.core.form_state import FormState
from actions.core.turn import ActionTurn, Choice
from actions.releve.names import POINT, SAID
from courant.clients import BackendUnavailable, DeliveryPoint
from courant.packs import Access


def chosen(turn: ActionTurn, state: FormState, points: Sequence[DeliveryPoint], *, guess: bool) -> DeliveryPoint | None:
    """The meter that was chosen, the only one, or with `guess` the one that the request means."""
    if state[POINT] is None:
        only = points[0] if len(points) == 1 else None
        found = only or (_meant(turn, state, points) if guess else None)
        if found is not None:
            state.fill(POINT, found.id)
    return next((one for one in points if one.id == state[POINT]), None)


def _meant(turn: ActionTurn, state: FormState, points: Sequence[DeliveryPoint]) -> DeliveryPoint | None:
    """The meter that the request means, None when it leaves a choice."""
    named = turn.entity("pdl") or turn.entity("pce")
    if named is not None:
        found = next((one for one in points if one.id == str(named)), None)
        if found is None:
            turn.say("releve_point_inconnu", fin=str(named)[-4:])
        return found
    fitting = [one for one in points if _fits(one, turn.entity("energie"), state[SAID] or {})]
    return fitting[0] if len(fitting) == 1 else None


def _fits(point: DeliveryPoint, energy: str | None, said: Mapping[str, int]) -> bool:
    if energy is not None and point.energy != energy:
        return False
    if {"hp", "hc"} & said.keys():
        return "hp" in point.registers
    return "gaz" not in said or len(said) > 1 or point.energy == "gaz"


async def options(turn: ActionTurn, points: Sequence[DeliveryPoint]) -> list[list[str]]:
    """The meters as (id, text of the button, line of the list, words by which customers choose it)."""
    streets = await _streets(turn) if len(points) > 1 else {}
    return [
        [one.id, _title(turn, one, points), _line(turn, rank, one, streets.get(one.id)), _words(turn, one, streets)]
        for rank, one in enumerate(points, 1)
    ]


def choices(turn: ActionTurn, offered: Sequence[Sequence[str]]) -> list[Choice]:
    """The meters as buttons."""
    return [Choice(title, "reponse_libre", {"choix": identifier}) for identifier, title, *_ in offered]


def labels(offered: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """The words by which customers choose one: energy, street, last digits."""
    return [(identifier, words) for identifier, _, _, words in offered]


def others(turn: ActionTurn, offered: Sequence[Sequence[str]] | None, done: str) -> list[Choice]:
    """A button for each other meter, to give its reading next."""
    rows = [row for row in offered or () if row[0] != done]
    return [Choice(title, "signalement_consommation", {"pdl": identifier}) for identifier, title, *_ in rows]


def _title(turn: ActionTurn, point: DeliveryPoint, points: Sequence[DeliveryPoint]) -> str:
    energy = turn.wording(f"releve_energie_{point.energy}")
    alone = sum(one.energy == point.energy for one in points) == 1
    return energy if alone else turn.wording("bouton_releve_compteur", energie=energy, fin=point.id[-4:])


def _words(turn: ActionTurn, point: DeliveryPoint, streets: Mapping[str, str]) -> str:
    place = {"rue": streets.get(point.id, ""), "commune": point.commune, "fin": point.id[-4:]}
    return turn.wording(f"mots_releve_{point.energy}", **place)


def _line(turn: ActionTurn, rank: int, point: DeliveryPoint, street: str | None) -> str:
    energy = turn.wording(f"releve_energie_{point.energy}")
    where = turn.wording("releve_lieu", rue=street, commune=point.commune) if street else point.commune
    name = turn.wording(f"releve_numero_{point.energy}")
    end = point.id[-4:]
    return turn.wording("releve_ligne_compteur", rang=rank, energie=energy, lieu=where, numero=name, fin=end)


async def _streets(turn: ActionTurn) -> dict[str, str]:
    """Street of each meter, told after a code only; the list can do without."""
    if turn.identity.level < Access.VERIFIED:
        return {}
    try:
        profile = await turn.services.clients.customers.profile(turn.token)
    except BackendUnavailable:
        return {}
    return {row.delivery_point: row.address for row in profile.contracts}
