"""What actions share in one process: clients, conversation store, packs, brand, clock."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from courant.brand import Brand, load_brand
from courant.clients import Clients
from courant.clock import paris_now
from courant.conversations import ConversationStore, open_store
from courant.packs import Catalogue, load_catalogue
from courant.settings import PROJECT_ROOT, settings

turn_id: ContextVar[str | None] = ContextVar("turn_id", default=None)


@dataclass(frozen=True)
class Services:
    """The parts that every action may use; tests build their own."""

    clients: Clients
    store: ConversationStore
    catalogue: Catalogue
    brand: Brand
    now: Callable[[], datetime] = paris_now


_current: Services | None = None


def services() -> Services:
    """The services of this process, built from the settings at first use."""
    global _current
    if _current is None:
        brand = load_brand(PROJECT_ROOT / "brand.yml")
        _current = Services(
            clients=Clients(settings(), turn_id=turn_id.get),
            store=open_store(settings()),
            catalogue=load_catalogue(PROJECT_ROOT / "data" / "packs", brand=brand),
            brand=brand,
        )
    return _current


def use_services(replacement: Services | None) -> None:
    """Replace the services of this process; None goes back to the settings' own."""
    global _current
    _current = replacement
