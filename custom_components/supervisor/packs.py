"""The project's packs as the supervisor and the answer context read them."""

from __future__ import annotations

from courant.brand import load_brand
from courant.packs import Catalogue, load_catalogue
from courant.settings import PROJECT_ROOT
from custom_components.supervisor.table import Table, Thresholds


def project_catalogue() -> Catalogue:
    """The packs in use in this project."""
    return load_catalogue(PROJECT_ROOT / "data" / "packs", brand=load_brand(PROJECT_ROOT / "brand.yml"))


def load_table() -> Table:
    """Routes, levels and fields from the packs, thresholds from the brand's rules."""
    rules = load_brand(PROJECT_ROOT / "brand.yml").rules
    thresholds = Thresholds(
        understood=float(rules.low_confidence),
        margin=float(rules.close_margin),
        sure=float(rules.sure_confidence),
        interruption=float(rules.interruption_confidence),
        interruption_free_text=float(rules.interruption_free_text_confidence),
        stop=float(rules.stop_confidence),
    )
    return Table.from_catalogue(project_catalogue(), thresholds)
