"""What a form needs to hold a conversation: questions, helps, a name for its task, a submit action."""

from __future__ import annotations

from collections.abc import Iterator

from courant.data_errors import DataError
from courant.french.parsers import PARSERS
from courant.marked_yaml import Section
from courant.packs.checks.scope import Scope
from courant.packs.model import Field
from courant.packs.raw import RawForm

ACTION_NAME = "le nom d'une action commence par « action_ »"
# What a field says after one answer that was not understood, and after two: `CourantForm` builds both names.
HELPS = {"aide": "après une réponse non comprise", "autre": "après une deuxième réponse non comprise"}


def check_forms(scope: Scope) -> Iterator[DataError]:
    """Yield what the forms would lack in the middle of a conversation."""
    for theme in scope.themes:
        for form in theme.forms:
            yield from _form(scope, form)


def _form(scope: Scope, raw: RawForm) -> Iterator[DataError]:
    form = raw.form
    if form.submit and not form.submit.startswith("action_"):
        yield raw.source.error("fin", f"« {form.submit} » n'est pas une action", ACTION_NAME)
    if f"tache_{form.name}" not in scope.catalogue.wordings:
        remedy = f"ajoutez « tache_{form.name} » sous « libelles: », par exemple « votre demande »"
        yield raw.source.error("", f"« {form.name} » n'a pas de nom à dire au client", remedy)
    asked: set[str] = set()
    for field, source in zip(form.fields, raw.field_sources, strict=True):
        yield from _field(scope, form.name, field, source)
        if field.name in asked:
            yield source.error("nom", f"« {field.name} » est demandé deux fois", "retirez l'un des deux")
        asked.add(field.name)


def _field(scope: Scope, form: str, field: Field, source: Section) -> Iterator[DataError]:
    if field.kind and field.kind not in PARSERS:
        remedy = "choisissez parmi : " + ", ".join(sorted(PARSERS))
        yield source.error("genre", f"genre « {field.kind} » inconnu pour « {field.name} »", remedy)
    if not field.name:
        return
    if not _has_question(scope, form, field.name):
        remedy = f"ajoutez le message « ask_{form}_{field.name} » ou « ask_{field.name} »"
        yield source.error("nom", f"« {field.name} » n'a pas de question", remedy)
    for prefix, moment in HELPS.items():
        if f"{prefix}_{field.name}" not in scope.catalogue.messages:
            remedy = f"ajoutez le message « {prefix}_{field.name} », dit {moment}"
            yield source.error("nom", f"« {field.name} » n'a pas de message « {prefix}_… »", remedy)


def _has_question(scope: Scope, form: str, field: str) -> bool:
    """A message of that name, or an action of that name: Rasa looks for both."""
    actions = {*scope.catalogue.actions, *scope.project_actions}
    endings = (f"ask_{form}_{field}", f"ask_{field}")
    return any(ending in scope.catalogue.messages or f"action_{ending}" in actions for ending in endings)
