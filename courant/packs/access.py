"""The one access table: level of each intent, action and form, as the packs declare them."""

from __future__ import annotations

from collections.abc import Iterable

from courant.packs.model import Access, AccessTable, Capability, Form
from courant.packs.raw import RawAction
from courant.packs.theme_reader import TICKET_ACTION


def access_table(
    capabilities: Iterable[Capability], forms: Iterable[Form], declared: Iterable[RawAction]
) -> AccessTable:
    """Build the table.

    An action shared by several capabilities takes the highest of their levels, unless the pack declares it
    with its own (`actions: [{nom: …, acces: …}]`). A form gives its level to its validator and submit action.
    """
    capabilities = list(capabilities)
    actions: dict[str, Access] = {}
    for one in capabilities:
        if one.next_action and one.next_action != TICKET_ACTION:
            actions[one.next_action] = max(one.access, actions.get(one.next_action, Access.PUBLIC))
    for form in forms:
        actions.update({name: form.access for name in (form.name, form.validator, form.submit)})
    actions.update({action.name: action.access for action in declared if action.access is not None})
    return AccessTable(intents={one.id: one.access for one in capabilities}, actions=actions)
