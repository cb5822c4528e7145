"""`courant pannes`: what an operator does by hand with outages until a feed does it."""

from __future__ import annotations

import argparse
import asyncio
import sys
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import get_args

from courant.cli.parsing import Commands
from courant.clients import BackendError, BackendUnavailable, Clients, Outage
from courant.clients.outages import MassScope, OutageStatus
from courant.clock import paris_now
from courant.french.dates import format_datetime
from courant.settings import settings

Work = Callable[[Clients, argparse.Namespace], Awaitable[None]]
EVERYWHERE = "toutes"


def register(commands: Commands) -> None:
    """Declare `pannes` and what can be done with them."""
    parser = commands.add_parser("pannes", help="liste les pannes, annonce un progrès, bascule la panne de masse")
    actions = parser.add_subparsers(dest="action", required=True, metavar="action")
    listing = actions.add_parser("liste", help="les pannes connues")
    listing.set_defaults(command=_command(_list))
    news = actions.add_parser("suivi", help="ce que la source dit de nouveau ; les personnes abonnées sont prévenues")
    news.add_argument("numero", help="par exemple I2026-000001")
    news.add_argument("statut", choices=get_args(OutageStatus))
    news.add_argument("--retour", type=_hour, metavar="HH:MM", help="heure de retour estimée par la source")
    news.add_argument("--note", default="", help="ce que la source ajoute, en mots pour les clients")
    news.set_defaults(command=_command(_tell))
    mass = actions.add_parser("masse", help="réponses courtes dans une zone, ou partout")
    mass.add_argument("portee", choices=get_args(MassScope))
    mass.add_argument("valeur", nargs="?", default="", help="département, code postal ou code INSEE")
    mass.add_argument("--arreter", action="store_true", help="revient aux réponses complètes")
    mass.set_defaults(command=_command(_switch))


def _command(work: Work) -> Callable[[argparse.Namespace], int]:
    return lambda options: asyncio.run(_run(work, options))


async def _run(work: Work, options: argparse.Namespace) -> int:
    async with Clients(settings()) as clients:
        try:
            await work(clients, options)
        except BackendUnavailable as error:
            print(f"Le service des pannes ne répond pas ({error.code}). Est-il démarré (make run) ?", file=sys.stderr)
            return 1
        except BackendError as error:
            print(f"Refusé : {error.code}. {error.detail}", file=sys.stderr)
            return 1
    return 0


async def _list(clients: Clients, options: argparse.Namespace) -> None:
    for outage in await clients.outages.known():
        print(_line(outage))


async def _tell(clients: Clients, options: argparse.Namespace) -> None:
    told = await clients.outages.tell(
        options.numero, paris_now(), uuid.uuid4().hex, options.statut, options.retour, options.note
    )
    print(_line(told))


async def _switch(clients: Clients, options: argparse.Namespace) -> None:
    zone = await clients.outages.switch_mass(options.portee, options.valeur, not options.arreter, uuid.uuid4().hex)
    where = zone.value or "partout"
    print(f"Panne de masse ({zone.scope}, {where}) : {'en cours' if zone.active else 'terminée'}.")


def _line(outage: Outage) -> str:
    towns = ", ".join(dict.fromkeys(area.commune or area.postcode or "?" for area in outage.areas))
    said = format_datetime(outage.source_at)
    return f"{outage.number}  {outage.status:<16} {outage.energy:<11} {towns} ({outage.source}, {said})"


def _hour(text: str) -> datetime:
    """The next time that it will be so late."""
    now = paris_now()
    wanted = datetime.strptime(text, "%H:%M")
    found = now.replace(hour=wanted.hour, minute=wanted.minute, second=0, microsecond=0)
    return found if found > now else found + timedelta(days=1)
