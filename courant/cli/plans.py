"""`courant plans`: what a representative decides by hand about plans until the console does it."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
import uuid
from collections.abc import Awaitable, Callable

from courant.cli.parsing import Commands
from courant.clients import BackendError, BackendUnavailable, Clients
from courant.french.amounts import format_amount
from courant.settings import settings

Work = Callable[[Clients, argparse.Namespace], Awaitable[None]]


def register(commands: Commands) -> None:
    """Declare `plans` and what can be done with them."""
    parser = commands.add_parser("plans", help="liste les plans de paiement qui attendent un accord, et en décide")
    actions = parser.add_subparsers(dest="action", required=True, metavar="action")
    listing = actions.add_parser("liste", help="les demandes qui attendent une personne")
    listing.set_defaults(command=_command(_list))
    accept = actions.add_parser("accepter", help="donne l'accord ; la conversation du client est prévenue")
    accept.add_argument("numero", help="par exemple E2026-000003")
    accept.set_defaults(command=_command(_accept))
    refuse = actions.add_parser("refuser", help="refuse, avec la raison qui est dite au client")
    refuse.add_argument("numero", help="par exemple E2026-000003")
    refuse.add_argument("raison", help="une phrase pour le client, terminée par un point")
    refuse.set_defaults(command=_command(_refuse))


def _command(work: Work) -> Callable[[argparse.Namespace], int]:
    return lambda options: asyncio.run(_run(work, options))


async def _run(work: Work, options: argparse.Namespace) -> int:
    async with Clients(settings()) as clients:
        try:
            await work(clients, options)
        except BackendUnavailable as error:
            print(f"Le service de paiement ne répond pas ({error.code}). Est-il démarré (make run) ?", file=sys.stderr)
            return 1
        except BackendError as error:
            print(f"Refusé : {error.code}. {error.detail}", file=sys.stderr)
            return 1
    return 0


async def _list(clients: Clients, options: argparse.Namespace) -> None:
    for plan in await clients.plans.waiting():
        amount = format_amount(plan.total)
        print(f"{plan.reference}  client {plan.customer}  {amount} en {plan.count} fois  ({plan.approval})")


async def _accept(clients: Clients, options: argparse.Namespace) -> None:
    await _decide(clients, options.numero, None)


async def _refuse(clients: Clients, options: argparse.Namespace) -> None:
    await _decide(clients, options.numero, options.raison)


async def _decide(clients: Clients, reference: str, refusal: str | None) -> None:
    plan = await clients.plans.decide(reference, getpass.getuser(), uuid.uuid4().hex, refusal)
    print(f"Plan {plan.reference} : {plan.status}")
