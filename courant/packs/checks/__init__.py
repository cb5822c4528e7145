"""Everything that `courant packs check` looks at, over all packs at once, whichever are in use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from courant.data_errors import DataError
from courant.marked_yaml import UNREADABLE, Section, read_section
from courant.packs.catalogue import build, read_themes
from courant.packs.checks.actions import check_actions
from courant.packs.checks.flows import check_flows
from courant.packs.checks.forms import check_forms
from courant.packs.checks.names import check_names
from courant.packs.checks.promises import check_promises
from courant.packs.checks.scope import Scope
from courant.packs.checks.short_labels import check_short_labels
from courant.packs.checks.utterances import check_utterances
from courant.packs.checks.wording import check_wording
from courant.packs.inventory import read_inventory
from courant.packs.theme_reader import PACK_NAMES

if TYPE_CHECKING:
    from courant.brand import Brand

CHECKS = (
    check_names,
    check_flows,
    check_forms,
    check_actions,
    check_wording,
    check_short_labels,
    check_utterances,
    check_promises,
)


def check_packs(root: Path, brand: Brand) -> tuple[DataError, ...]:
    """Return every mistake of the packs, in file and line order; none means that they can be trained.

    Args:
        root: the folder of the packs (`data/packs` of the project).
        brand: the utility, whose wordings the packs may use.
    """
    errors: list[DataError] = []
    themes = read_themes(root, errors)
    domain = _domain(root, errors)
    if any(error.key == UNREADABLE for error in errors):
        # What an unreadable file declares would be reported as missing everywhere else.
        return tuple(sorted(set(errors)))
    scope = Scope(
        root=root,
        themes=themes,
        catalogue=build(root, themes, PACK_NAMES, brand.texts, errors),
        promises=read_inventory(root, errors),
        brand_texts=brand.texts,
        project_slots=frozenset((domain and domain.section("slots")) or ()),
        project_actions=frozenset(domain.texts("actions") if domain else ()),
    )
    for check in CHECKS:
        errors.extend(check(scope))
    return tuple(sorted(set(errors)))


def _domain(root: Path, errors: list[DataError]) -> Section | None:
    """The project's own `domain.yml`: slots and actions that no skill owns."""
    path = root.resolve().parents[1] / "domain.yml"
    return read_section(path, path.name, errors) if path.is_file() else None
