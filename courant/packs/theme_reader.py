"""Reads one theme file (`data/packs/<skill>.yml`) into raw values; every format mistake keeps its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from courant.data_errors import DataError
from courant.marked_yaml import Section, read_section
from courant.packs.model import ACCESS_NAMES, URGENCIES, Access, Capability, Field, Form, Place, Slot
from courant.packs.raw import RawAction, RawCapability, RawEvent, RawForm, RawResponse, Theme
from courant.packs.response_reader import read_message, read_response

FORMAT_VERSION = 1
PACK_NAMES = ("energie", "general", "fournisseur")
CORE_THEMES = ("conversation", "securite")
TICKET_ACTION = "action_proposer_dossier"
SLOT_TYPES = ("text", "bool", "float", "list", "any", "categorical")
THEME_KEYS = {
    "version",
    "theme",
    "titre",
    "capacites",
    "formulaires",
    "actions",
    "creneaux",
    "evenements",
    "messages",
    "libelles",
}
CAPABILITY_KEYS = {
    "id",
    "titre",
    "libelle",
    "court",
    "description",
    "categorie",
    "packs",
    "acces",
    "urgence",
    "entites",
    "reponse",
    "boutons",
    "liens",
    "image",
    "ensuite",
    "dossier",
    "repli",
    "alias",
}


def read_theme(path: Path, shown_as: str, errors: list[DataError]) -> Theme | None:
    """Read one theme file; None when it is not readable at all."""
    source = read_section(path, shown_as, errors)
    return _theme(source, shown_as, path.stem) if source else None


def _theme(source: Section, file: str, stem: str) -> Theme:
    source.check_keys(THEME_KEYS)
    if source.number("version", required=True) != FORMAT_VERSION:
        source.report("version", "version de format inconnue", f"écrivez « version: {FORMAT_VERSION} »")
    theme = source.text("theme", required=True)
    if theme and theme != stem:
        source.report("theme", f"« {theme} » ne porte pas le nom du fichier", f"écrivez « theme: {stem} »")
    wordings, messages, events = (source.section(key) for key in ("libelles", "messages", "evenements"))
    return Theme(
        id=stem,
        file=file,
        source=source,
        capabilities=tuple(_capability(one, stem, file) for one in source.sections("capacites")),
        forms=tuple(_form(name, one, stem, file) for name, one in _named(source, "formulaires")),
        actions=tuple(_actions(source)),
        slots=tuple((_slot(name, one), one) for name, one in _named(source, "creneaux")),
        messages=tuple(read_message(name, messages) for name in messages) if messages else (),
        wordings={key: wordings.exact_text(key) for key in wordings} if wordings else {},
        wordings_source=wordings,
        events=tuple(RawEvent(kind, events.text(kind, required=True), events) for kind in events) if events else (),
    )


def _named(source: Section, key: str) -> Iterator[tuple[str, Section]]:
    parent = source.section(key)
    for name in parent or ():
        child = parent.section(name) if parent else None
        if child is not None:
            yield name, child


def _capability(source: Section, theme: str, file: str) -> RawCapability:
    source.check_keys(CAPABILITY_KEYS)
    core = theme in CORE_THEMES
    identifier = source.text("id", required=True)
    offers_ticket = source.flag("dossier")
    capability = Capability(
        id=identifier,
        title=source.text("titre", required=True),
        label=source.text("libelle", required=not core),
        description=source.text("description", required=True),
        category=source.text("categorie", required=not core),
        packs=_packs(source, core),
        skill=theme,
        access=Access.parse(source.choice("acces", ACCESS_NAMES, "public", required=not core)),
        urgency=source.choice("urgence", URGENCIES, "normale"),
        entities=source.texts("entites"),
        answer=None,
        next_action=_next_action(source, offers_ticket),
        offers_ticket=offers_ticket,
        fallback=source.text("repli", required=not core),
        aliases=source.texts("alias"),
        examples=(),
        place=Place(file, source.line),
    )
    # A public action may say everything itself (a greeting by the time of day).
    needs_answer = not core and not (capability.next_action and capability.access is Access.PUBLIC)
    answer = _answer(source, identifier, required=needs_answer)
    return RawCapability(capability, answer, source, source.text("court") or None)


def _packs(source: Section, core: bool) -> frozenset[str]:
    names = source.texts("packs")
    for name in names:
        if name not in PACK_NAMES:
            source.report("packs", f"pack « {name} » inconnu", "choisissez parmi : " + ", ".join(PACK_NAMES))
    if not names and not core:
        source.report("packs", "aucun pack", "écrivez par exemple « packs: [energie, general] »")
    return frozenset(names or PACK_NAMES)


def _next_action(source: Section, offers_ticket: bool) -> str | None:
    action = source.text("ensuite") or None
    if offers_ticket and action:
        source.report("dossier", "« dossier » et « ensuite » s'excluent", "gardez l'un des deux")
    return TICKET_ACTION if offers_ticket else action


def _answer(source: Section, identifier: str, required: bool) -> RawResponse | None:
    if "reponse" not in source:
        if required:
            source.report("reponse", "clé absente", "ajoutez « reponse: » avec la réponse générale, courte")
        return None
    return read_response(f"utter_{identifier}", source, "reponse", public_answer=True)


def _form(name: str, source: Section, theme: str, file: str) -> RawForm:
    source.check_keys({"acces", "champs", "fin"})
    if not name.endswith("_form"):
        source.report("", f"« {name} » ne finit pas par _form", f"écrivez « {name}_form »")
    field_sources = tuple(source.sections("champs"))
    fields = tuple(_field(one) for one in field_sources)
    if not fields:
        source.report("champs", "aucun champ", "ajoutez « - {nom: …, genre: …} »")
    access = Access.parse(source.choice("acces", ACCESS_NAMES, "public", required=True))
    submit = source.text("fin", required=True)
    form = Form(name, access, fields, submit, theme, Place(file, source.line))
    return RawForm(form, source, field_sources)


def _field(source: Section) -> Field:
    source.check_keys({"nom", "genre", "choix", "influence", "mots"})
    return Field(
        name=source.text("nom", required=True),
        kind=source.text("genre", required=True),
        choices=source.texts("choix"),
        influences=source.flag("influence"),
        words=source.texts("mots"),
    )


def _actions(source: Section) -> Iterator[RawAction]:
    for entry in source.entries("actions"):
        if isinstance(entry, str):
            yield RawAction(entry, None, source)
            continue
        entry.check_keys({"nom", "acces"})
        level = entry.choice("acces", ACCESS_NAMES, "public", required=True)
        yield RawAction(entry.text("nom", required=True), Access.parse(level), entry)


def _slot(name: str, source: Section) -> Slot:
    source.check_keys({"type", "entite", "influence", "valeurs"})
    return Slot(
        name=name,
        type=source.choice("type", SLOT_TYPES, "text", required=True),
        entity=source.text("entite") or None,
        influences=source.flag("influence"),
        values=source.texts("valeurs"),
    )
