"""The `courant` command. Its messages are French: designers and operators read them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from courant.cli import chat, check, outages, packs, plans, run, train
from courant.data_errors import DataErrors
from courant.settings import SettingsError

COMMANDS = (packs, train, run, chat, check, outages, plans)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (0 done, 1 something to mend, 2 impossible)."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except DataErrors as error:
        print(error, file=sys.stderr)
        print(f"{len(error.errors)} erreur(s) dans les fichiers de données.", file=sys.stderr)
        return 1
    except SettingsError as error:
        print(f"Réglage : {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="courant", description="Assistant du service clients, sur Rasa.")
    commands = parser.add_subparsers(dest="name", required=True, metavar="commande")
    for module in COMMANDS:
        module.register(commands)
    return parser
