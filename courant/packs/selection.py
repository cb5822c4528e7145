"""Which parts of the theme files are in use when only some packs are enabled."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from courant.packs.raw import RawAction, RawCapability, RawForm, Theme
from courant.packs.theme_reader import CORE_THEMES


def capabilities_in_use(theme: Theme, enabled: Collection[str]) -> tuple[RawCapability, ...]:
    """Return the capabilities of a theme that an enabled pack holds; core themes keep all of theirs."""
    if theme.id in CORE_THEMES:
        return theme.capabilities
    return tuple(one for one in theme.capabilities if one.capability.packs & set(enabled))


def is_in_use(theme: Theme, enabled: Collection[str]) -> bool:
    """Tell whether anything of a theme remains: a capability, or a theme that has none (shared messages)."""
    return not theme.capabilities or bool(capabilities_in_use(theme, enabled))


def forms_in_use(themes: Iterable[Theme], kept: Iterable[RawCapability]) -> list[RawForm]:
    """Return the forms that a kept capability enters, and those that only actions start."""
    themes = list(themes)
    dropped = _routes(themes) - {one.capability.next_action for one in kept}
    return [form for theme in themes for form in theme.forms if form.form.name not in dropped]


def actions_in_use(themes: Iterable[Theme], kept: Iterable[RawCapability]) -> list[RawAction]:
    """Return the declared actions, less those that only a dropped capability enters."""
    themes = list(themes)
    dropped = _routes(themes) - {one.capability.next_action for one in kept}
    return [action for theme in themes for action in theme.actions if action.name not in dropped]


def _routes(themes: Iterable[Theme]) -> set[str | None]:
    return {one.capability.next_action for theme in themes for one in theme.capabilities}
