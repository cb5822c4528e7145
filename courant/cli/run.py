"""`courant run`: trains when needed, seeds the demo, starts every process and prints the addresses."""

from __future__ import annotations

import argparse
import asyncio
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from courant.cli import models, train
from courant.cli.launcher import Launcher
from courant.cli.locks import Locked, only_once
from courant.cli.parsing import Commands
from courant.cli.processes import Process, endpoints_file, processes
from courant.settings import Settings, settings

NO_MODEL_YET = Path("models/courant.tar.gz")
LABELS = {
    "gateway": "Site de démonstration",
    "rasa": "Assistant (Rasa)",
    "actions": "Actions",
    "customers": "Clients",
    "billing": "Facturation",
    "metering": "Relève",
    "tickets": "Dossiers",
    "payments": "Paiements",
    "outages": "Pannes",
    "whatsapp_simulator": "Simulateur WhatsApp",
}


class PortsTaken(RuntimeError):
    """Ports that Courant needs are taken; the message names them (French)."""


def register(commands: Commands) -> None:
    """Declare `run`."""
    parser = commands.add_parser("run", help="entraîne si besoin, puis démarre tout")
    parser.set_defaults(command=run_everything)


def run_everything(options: argparse.Namespace) -> int:
    """Start everything; Ctrl-C stops it."""
    current = settings()
    try:
        with only_once(current.var / "run" / "courant.lock"):
            refuse_taken_ports(processes(current, NO_MODEL_YET, Path("endpoints.yml")), current.interface)
            return _start(current)
    except Locked as other:
        print(f"Courant tourne déjà (pid {other.pid or 'inconnu'}).", file=sys.stderr)
    except PortsTaken as reason:
        print(reason, file=sys.stderr)
    return 2


def _start(current: Settings) -> int:
    if train.run_train(argparse.Namespace(projet=current.root, force=False)):
        return 1
    model = models.latest(current.root)
    assert model is not None
    _say("entraîné")
    if not _prepare_data(current):
        return 1
    _say("données de démonstration prêtes" if current.is_demo else "bases à jour")
    everything = processes(current, model, endpoints_file(current))
    # The action server takes its interface from SANIC_HOST, and would listen everywhere without it.
    environment = {**_demo_site(current), **train.environment(), "SANIC_HOST": current.interface}
    launcher = Launcher(everything, current.var / "logs", environment, _print, current.root)
    _say("démarrage… (Ctrl-C arrête tout)")
    code = asyncio.run(launcher.run(lambda pids: _announce(everything, pids)))
    _say("arrêté")
    return code


def _prepare_data(current: Settings) -> bool:
    """Bring the databases to their schema; in demo mode fill them too."""
    command = [sys.executable, "-m", "backends", "seed" if current.is_demo else "migrate"]
    done = subprocess.run(command, cwd=current.root, env=train.environment(), capture_output=True, text=True)
    if done.returncode:
        print((done.stdout + done.stderr).strip())
        print("Les bases de données n'ont pas pu être préparées.")
    return done.returncode == 0


def refuse_taken_ports(wanted: Sequence[Process], interface: str) -> None:
    """Check every port before anything starts.

    Raises:
        PortsTaken: naming each port that is taken and the variable that changes it.
    """
    taken = [process for process in wanted if not _is_free(process.port, interface)]
    if taken:
        lines = [f"Le port {one.port} ({one.name}) est déjà pris : {one.variable} le change." for one in taken]
        raise PortsTaken("\n".join(lines))


def _is_free(port: int, interface: str) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((interface, port))
        except OSError:
            return False
    return True


def _announce(everything: Sequence[Process], pids: Mapping[str, int]) -> None:
    _say("démarré" if len(pids) == len(everything) else "démarré en partie")
    for process in everything:
        pid = pids.get(process.name)
        state = f"pid {pid}" if pid else "arrêté"
        _print(f"   {LABELS.get(process.name, process.name):<22} {process.address:<32} {state}")


def _say(text: str) -> None:
    _print(f"== {text}")


def _print(text: str) -> None:
    print(text, flush=True)


def _demo_site(current: Settings) -> dict[str, str]:
    """Let the demo website and the simulator be found also when they are not on their usual ports."""
    if not current.is_demo:
        return {}
    port, simulator = current.ports["gateway"], current.ports["whatsapp_simulator"]
    return {
        "WEBCHAT_ORIGINS": f"http://localhost:{port},http://127.0.0.1:{port}",
        "WHATSAPP_API_URL": f"http://127.0.0.1:{simulator}",
    }
