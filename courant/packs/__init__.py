"""Capability packs: what the assistant can do and say, as designers write it in `data/packs`."""

from courant.data_errors import DataError as PackError
from courant.data_errors import DataErrors as PackErrors
from courant.packs.catalogue import load_catalogue
from courant.packs.model import (
    Access,
    AccessTable,
    Button,
    Capability,
    Catalogue,
    Field,
    Form,
    Link,
    Response,
    Slot,
    Variant,
)

__all__ = [
    "Access",
    "AccessTable",
    "Button",
    "Capability",
    "Catalogue",
    "Field",
    "Form",
    "Link",
    "PackError",
    "PackErrors",
    "Response",
    "Slot",
    "Variant",
    "load_catalogue",
]
