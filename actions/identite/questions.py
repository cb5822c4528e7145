"""The two questions of the identity form that show what is on file, masked."""

from __future__ import annotations

from actions.core.base import CourantAction, Events
from actions.core.turn import ActionTurn, Choice
from actions.identite.code import RESEND

# What the button of a phone holds, and how much of it is the beginning (« m•••@b »).
LONGEST_MASK, HEAD = 20, 6


class AskChannel(CourantAction):
    """Where may the code go? Each masked contact is a button."""

    action = "action_ask_identite_canal"

    async def act(self, turn: ActionTurn) -> Events:
        """Offer the contacts on file."""
        contacts = turn.slot("identite_contacts") or []
        choices = [Choice(_title(turn, row), "reponse_libre", {"choix": row["id"]}) for row in contacts]
        turn.say("ask_identite_canal", choices=choices)
        return []


class AskCode(CourantAction):
    """The code has been sent: what did the customer receive?"""

    action = "action_ask_identite_code"

    async def act(self, turn: ActionTurn) -> Events:
        """Say where the code went; offer another one."""
        resend = Choice(turn.wording("bouton_renvoyer_code"), "reponse_libre", {"choix": RESEND})
        turn.say("ask_identite_code", choices=[resend], destination=turn.slot("identite_destination"))
        return []


def _title(turn: ActionTurn, contact: dict[str, str]) -> str:
    return turn.wording(f"bouton_contact_{contact['kind']}", masque=shortened(contact["masked"]))


def shortened(masked: str) -> str:
    """Return a masked contact that fits on a button: a long address keeps both its ends, by which it is known."""
    return masked if len(masked) <= LONGEST_MASK else f"{masked[:HEAD]}…{masked[HEAD + 1 - LONGEST_MASK :]}"
