"""What follows what: actions, buttons and conditions that point to something that exists."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator

from courant.data_errors import DataError
from courant.packs.checks.scope import Scope
from courant.packs.model import Access
from courant.packs.raw import RawCapability
from courant.packs.theme_reader import TICKET_ACTION


def check_flows(scope: Scope) -> Iterator[DataError]:
    """Yield references that lead nowhere, and actions whose access level is not clear."""
    yield from _next_actions(scope)
    yield from _shared_actions(scope)
    yield from _buttons(scope)
    yield from _conditions(scope)


def _next_actions(scope: Scope) -> Iterator[DataError]:
    for one in scope.capabilities:
        action = one.capability.next_action
        if not action or action.startswith("action_") or action in scope.catalogue.forms:
            continue
        if action.endswith("_form"):
            remedy = f"déclarez « {action} » sous « formulaires: »"
            yield one.source.error("ensuite", f"le formulaire « {action} » n'est déclaré nulle part", remedy)
        else:
            problem = f"« {action} » n'est ni une action ni un formulaire"
            yield one.source.error("ensuite", problem, "écrivez « action_… » ou « …_form »")


def _shared_actions(scope: Scope) -> Iterator[DataError]:
    """An action reached with two levels must say its own, or the guard would have to guess."""
    declared = {action.name for theme in scope.themes for action in theme.actions if action.access is not None}
    callers: dict[str, list[RawCapability]] = defaultdict(list)
    for one in scope.capabilities:
        action = one.capability.next_action or ""
        if action.startswith("action_") and action != TICKET_ACTION and action not in declared:
            callers[action].append(one)
    for action, ones in callers.items():
        levels = {one.capability.access for one in ones}
        if len(levels) > 1:
            listed = ", ".join(f"{one.capability.id} ({Access(one.capability.access)})" for one in ones)
            remedy = f"écrivez « actions: [{{nom: {action}, acces: …}}] » avec l'accès qu'elle demande"
            yield ones[0].source.error("ensuite", f"« {action} » sert avec des accès différents : {listed}", remedy)


def _buttons(scope: Scope) -> Iterator[DataError]:
    ids = {one.capability.id: one.capability for one in scope.capabilities}
    aliases = {alias: one.capability.id for one in scope.capabilities for alias in one.capability.aliases}
    for button in scope.buttons():
        key = "boutons" if button.title is None else "envoie"
        target = ids.get(aliases.get(button.target, button.target))
        if target is None:
            if button.target and button.target not in scope.promises:
                close = difflib.get_close_matches(button.target, [*ids, *scope.promises], n=1)
                hint = f"écrivez « {close[0]} »" if close else "nommez une capacité qui existe"
                yield button.source.error(key, f"« {button.target} » n'est pas une capacité", hint)
            continue
        for entity in set(button.values) - set(target.entities):
            remedy = f"ajoutez-la aux « entites » de {target.id}, ou retirez-la"
            yield button.source.error("valeurs", f"« {target.id} » n'emploie pas l'entité « {entity} »", remedy)


def _conditions(scope: Scope) -> Iterator[DataError]:
    for response in scope.responses:
        for variant in response.variants:
            for slot in set(variant.condition) - scope.slots:
                remedy = "déclarez-le sous « creneaux: » ou corrigez son nom"
                yield variant.source.error("si", f"le créneau « {slot} » n'existe pas", remedy)
        if response.variants and all(variant.condition for variant in response.variants):
            name = response.name.removeprefix("utter_")
            remedy = "ajoutez une variante sans « si »"
            yield response.source.error("", f"« {name} » n'a rien à dire quand aucune condition n'est remplie", remedy)
