"""The end of the identity form: the customer is thanked; the supervisor resumes the request that waited."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import SlotSet

from actions.core.base import Events
from actions.core.form import CourantSubmit
from actions.core.turn import ActionTurn
from courant.packs import Access


class IdentityDone(CourantSubmit):
    """Says that the customer is recognised; forgets everything that was typed for it."""

    action = "action_identite_fin"
    form = "identite_form"

    def required(self, turn: ActionTurn) -> Sequence[str]:
        """Which answers were needed depends on the level: the store says whether they sufficed."""
        return []

    async def commit(self, turn: ActionTurn) -> Events:
        """Thank by first name whoever the store says is verified; a name is told to nobody else."""
        name = turn.slot("identite_prenom")
        if turn.identity.level >= Access.VERIFIED:
            turn.say("identite_reussie" if name else "identite_reussie_sans_prenom", prenom=name)
        elif turn.identity.level == Access.IDENTIFIED:
            turn.say("identite_reconnue")
        forgotten = ("identite_contacts", "identite_destination", "identite_prenom")
        return [SlotSet(name, None) for name in forgotten]
