"""Bills on line or on paper: a consent, then one write a contract."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from actions.core.base import Events
from actions.core.form import CourantForm, CourantSubmit, Refused
from actions.core.form_state import FormState
from actions.core.turn import ActionTurn
from courant.packs import Field


class PaperlessForm(CourantForm, ABC):
    """Asks for consent, unless every contract already is as wished."""

    already: ClassVar[str]

    @property
    @abstractmethod
    def wished(self) -> bool:
        """Whether bills are to come on line; abstract, so that Rasa registers the two forms only."""

    async def prepare(self, turn: ActionTurn, state: FormState) -> None:
        """Nothing to ask when nothing would change."""
        profile = await turn.services.clients.customers.profile(turn.token)
        if all(row.paperless is self.wished for row in profile.contracts):
            turn.say(self.already)
            state.leave()

    async def accept(self, turn: ActionTurn, state: FormState, field: Field, value: Any) -> Refused | None:
        """A no changes nothing."""
        if value is False:
            turn.say("factures_inchange")
            state.leave()
        else:
            state.fill(field.name, value)
        return None


class OnlineBillsForm(PaperlessForm):
    """From paper to on line."""

    form = "factures_en_ligne_form"
    wished = True
    already = "factures_deja_en_ligne"


class PaperBillsForm(PaperlessForm):
    """Back to paper."""

    form = "factures_papier_form"
    wished = False
    already = "factures_deja_papier"


class PaperlessDone(CourantSubmit, ABC):
    """Writes the wish on each contract that differs."""

    done: ClassVar[str]

    @property
    @abstractmethod
    def wished(self) -> bool:
        """Whether bills are to come on line."""

    async def commit(self, turn: ActionTurn) -> Events:
        """One keyed write a contract, then the confirmation."""
        customers = turn.services.clients.customers
        profile = await customers.profile(turn.token)
        changing = [row for row in profile.contracts if row.paperless is not self.wished]
        for ordinal, contract in enumerate(changing):
            await customers.set_paperless(turn.token, contract.id, self.wished, turn.key(self.action, ordinal))
        turn.say(self.done)
        return []


class OnlineBillsDone(PaperlessDone):
    """Paperless for all contracts."""

    action = "action_factures_en_ligne_fin"
    form = "factures_en_ligne_form"
    wished = True
    done = "factures_en_ligne_fait"


class PaperBillsDone(PaperlessDone):
    """Paper for all contracts."""

    action = "action_factures_papier_fin"
    form = "factures_papier_form"
    wished = False
    done = "factures_papier_fait"
