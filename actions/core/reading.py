"""What a message gives to a form without words of its own: a button, a photo, a place, a sealed code, a request."""

from __future__ import annotations

from typing import Any

from actions.core.turn import ActionTurn
from courant.conversations import Location
from courant.privacy import CODE_MARK

IMAGE = "image/"
# Entities that answer a field of a kind; by default the entity of that name.
_ENTITIES: dict[str, tuple[str, ...]] = {
    "index": ("index_compteur",),
    "contact": ("email", "telephone"),
    "reference_client": ("numero_client",),
    "document": ("numero_facture", "numero_dossier", "numero_commande"),
    "periode": ("date",),
}


def given_without_words(turn: ActionTurn, kind: str) -> Any:
    """Return what answers a question of this kind beside the text, None when nothing does."""
    chosen = turn.message_entity("choix")
    if chosen is not None:  # a button that the server issued
        return chosen
    if kind == "code_6" and CODE_MARK in turn.text:
        return CODE_MARK
    if kind == "photo":
        return photos(turn) or None
    if kind == "lieu" and turn.location is not None:
        return shared_place(turn.location)
    return None


def opening_value(turn: ActionTurn, kind: str) -> Any:
    """Return what the request that opened a form already says for a field of this kind."""
    if kind == "photo":
        return [row["id"] for row in turn.request.get("attachments") or [] if row["kind"].startswith(IMAGE)] or None
    if kind == "lieu":
        return _opening_place(turn)
    values = (turn.entity(name) for name in _ENTITIES.get(kind, (kind,)))
    value = next((one for one in values if one is not None), None)
    return None if kind == "date" and not isinstance(value, str) else value


def photos(turn: ActionTurn) -> list[str]:
    """Return the ids of the pictures that came with the message; `store.file(conversation, id)` reads one."""
    return [one.id for one in turn.attachments if one.kind.startswith(IMAGE)]


def shared_place(location: Location) -> dict[str, Any]:
    """Return a shared position as the value of a `lieu` field."""
    place: dict[str, Any] = {"latitude": location.latitude, "longitude": location.longitude}
    return {**place, "texte": location.label} if location.label else place


def _opening_place(turn: ActionTurn) -> dict[str, Any] | None:
    shared = turn.request.get("location")
    if shared:
        return shared_place(Location(**shared))
    parts = turn.entity("adresse")
    place = _address(parts) if isinstance(parts, dict) else {}
    for name in ("code_postal", "commune"):
        said = turn.entity(name)
        if said is not None:
            place.setdefault(name, said)
    return place or None


def _address(parts: dict[str, str]) -> dict[str, Any]:
    street = " ".join(filter(None, (parts.get("numero"), parts.get("voie"))))
    place = {"adresse": street} if street else {}
    return {**place, **{name: parts[name] for name in ("code_postal", "commune") if parts.get(name)}}
