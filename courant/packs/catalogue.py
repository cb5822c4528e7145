"""Builds the catalogue of the enabled packs from the theme files, the formulations and the brand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from courant.data_errors import DataError, DataErrors
from courant.packs.access import access_table
from courant.packs.formulations import read_formulations, shown_name
from courant.packs.model import Capability, Catalogue, Form
from courant.packs.placeholders import fill, worded
from courant.packs.raw import RawCapability, RawForm, Theme
from courant.packs.resolve import Resolver
from courant.packs.selection import actions_in_use, capabilities_in_use, forms_in_use, is_in_use
from courant.packs.short_labels import short_labels
from courant.packs.theme_reader import read_theme

if TYPE_CHECKING:
    from courant.brand import Brand


def read_themes(root: Path, errors: list[DataError]) -> tuple[Theme, ...]:
    """Read every theme file of the packs' folder, in alphabetical order."""
    themes = (read_theme(path, shown_name(path), errors) for path in sorted(root.glob("*.yml")))
    return tuple(theme for theme in themes if theme)


def load_catalogue(root: Path, enabled: Collection[str] | None = None, brand: Brand | None = None) -> Catalogue:
    """Load the packs in use.

    A reference to something that is not there (a skill whose file was removed, a pack switched off) is left
    out, so that the project always loads; `check_packs` reports it.

    Args:
        root: the folder of the packs (`data/packs` of the project).
        enabled: packs in use; by default those of the brand.
        brand: the utility; by default `brand.yml` of the project, two folders above.

    Raises:
        PackErrors: with every format mistake found.
        BrandError: when `brand.yml` has to be read and is wrong.
    """
    used_brand = brand or _brand(root)
    errors: list[DataError] = []
    themes = read_themes(root, errors)
    catalogue = build(root, themes, used_brand.packs if enabled is None else enabled, used_brand.texts, errors)
    if errors:
        raise DataErrors(errors)
    return catalogue


def build(
    root: Path,
    themes: Iterable[Theme],
    enabled: Collection[str],
    texts: Mapping[str, str],
    errors: list[DataError],
) -> Catalogue:
    """Assemble a catalogue from themes already read; mistakes are appended to `errors`."""
    used = [theme for theme in themes if is_in_use(theme, enabled)]
    kept = _unique([one for theme in used for one in capabilities_in_use(theme, enabled)], errors)
    resolver = Resolver(texts, _labels(kept, texts), _aliases(kept, errors))
    forms = {form.form.name: form.form for form in _unique_forms(forms_in_use(used, kept), errors)}
    actions = actions_in_use(used, kept)
    events = _events(used, errors)
    capabilities = {raw.capability.id: _capability(root, raw, resolver, forms, errors) for raw in kept}
    catalogue = Catalogue(
        capabilities=capabilities,
        forms=forms,
        messages={raw.name.removeprefix("utter_"): resolver.response(raw) for t in used for raw in t.messages},
        wordings={key: worded(text, texts) for theme in used for key, text in theme.wordings.items()},
        slots={slot.name: slot for theme in used for slot, _ in theme.slots},
        actions=_action_names(
            capabilities.values(), forms.values(), (*(action.name for action in actions), *events.values())
        ),
        access=access_table(capabilities.values(), forms.values(), actions),
        digest="",
        events=events,
        short_labels=short_labels(used, texts),
    )
    return replace(catalogue, digest=_digest(catalogue))


def _brand(root: Path) -> Brand:
    from courant.brand import load_brand

    return load_brand(root.resolve().parents[1] / "brand.yml")


def _unique(raws: Iterable[RawCapability], errors: list[DataError]) -> list[RawCapability]:
    first: dict[str, RawCapability] = {}
    for raw in raws:
        identifier = raw.capability.id
        earlier = first.setdefault(identifier, raw)
        if earlier is not raw:
            raw.source.report("id", f"« {identifier} » {_already(earlier.capability)}", "changez l'un des deux")
    return [raw for raw in first.values() if raw.capability.id]


def _already(earlier: Capability) -> str:
    return f"existe déjà ({earlier.place.file}:{earlier.place.line})"


def _unique_forms(raws: Iterable[RawForm], errors: list[DataError]) -> list[RawForm]:
    first: dict[str, RawForm] = {}
    for raw in raws:
        earlier = first.setdefault(raw.form.name, raw)
        if earlier is not raw:
            place = earlier.form.place
            raw.source.report("", f"formulaire déjà déclaré ({place.file}:{place.line})", "gardez l'un des deux")
    return list(first.values())


def _events(themes: Iterable[Theme], errors: list[DataError]) -> dict[str, str]:
    """One action a kind of event: a second one would tell the customer twice."""
    actions: dict[str, str] = {}
    for event in (event for theme in themes for event in theme.events):
        if event.kind in actions:
            event.source.report(event.kind, f"« {event.kind} » a déjà une action", "gardez l'une des deux")
        actions.setdefault(event.kind, event.action)
    return actions


def _labels(kept: Iterable[RawCapability], texts: Mapping[str, str]) -> dict[str, str]:
    return {raw.capability.id: worded(raw.capability.label or raw.capability.title, texts) for raw in kept}


def _aliases(kept: Iterable[RawCapability], errors: list[DataError]) -> dict[str, str]:
    kept = list(kept)
    ids = {raw.capability.id for raw in kept}
    aliases: dict[str, str] = {}
    for raw in kept:
        for alias in raw.capability.aliases:
            if alias in ids or alias in aliases:
                raw.source.report("alias", f"« {alias} » est déjà pris", "retirez cet alias")
            aliases[alias] = raw.capability.id
    return aliases


def _capability(
    root: Path, raw: RawCapability, resolver: Resolver, forms: Mapping[str, Form], errors: list[DataError]
) -> Capability:
    capability = raw.capability
    action = capability.next_action
    dangling = action is not None and action.endswith("_form") and action not in forms
    utterances = read_formulations(root, capability.id, errors)
    return replace(
        capability,
        title=worded(capability.title, resolver.texts),
        label=resolver.labels[capability.id],
        description=worded(capability.description, resolver.texts),
        answer=resolver.response(raw.answer) if raw.answer and raw.answer.variants else None,
        next_action=None if dangling else action,
        fallback=worded(capability.fallback, resolver.texts),
        examples=tuple(fill(one.text, resolver.texts) for one in utterances),
    )


def _action_names(
    capabilities: Iterable[Capability], forms: Iterable[Form], declared: Iterable[str]
) -> tuple[str, ...]:
    forms = list(forms)
    routes = {one.next_action for one in capabilities if one.next_action} - {form.name for form in forms}
    ends = {name for form in forms for name in (form.validator, form.submit)}
    return tuple(sorted(routes | ends | set(declared)))


def _digest(catalogue: Catalogue) -> str:
    content = json.dumps(dict(_without_places(asdict(catalogue))), sort_keys=True, default=_plain)
    return hashlib.sha256(content.encode()).hexdigest()


def _without_places(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Neither where a block stands nor short labels say what it does: changing them retrains nothing."""
    for key, value in content.items():
        if key not in ("place", "short_labels"):
            yield key, dict(_without_places(value)) if isinstance(value, dict) else value


def _plain(value: object) -> Any:
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)
