"""`courant train`: trains when something changed, then proves that the model holds the packs and loads."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from courant.cli import models
from courant.cli.locks import one_after_the_other
from courant.cli.parsing import Commands
from courant.packs import load_catalogue
from courant.packs.handwritten import opening_intents
from courant.settings import PROJECT_ROOT, SettingsError, settings

LOG = Path("logs/entrainement.log")
# Rasa's libraries warn about one another at every start: nobody here can act on it.
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore::DeprecationWarning",
    "PYTHONUNBUFFERED": "1",
    "SANIC_OAS": "false",  # sanic-ext would publish API pages on the Rasa server
}


def register(commands: Commands) -> None:
    """Declare `train`."""
    parser = commands.add_parser("train", help="entraîne le modèle si quelque chose a changé")
    parser.add_argument("--projet", type=Path, default=PROJECT_ROOT, help="racine du projet")
    parser.add_argument("--force", action="store_true", help="entraîne même si rien n'a changé")
    parser.set_defaults(command=run_train)


def run_train(options: argparse.Namespace) -> int:
    """Train, check, keep the last three models."""
    root: Path = options.projet.resolve()
    with one_after_the_other(root / "models" / ".lock", _say_waiting):
        return train_if_needed(root, force=options.force)


def train_if_needed(root: Path, *, force: bool = False) -> int:
    """Train unless the newest model was trained from the project as it stands; returns the exit code."""
    wanted, newest = models.digests(root), models.latest(root)
    known = models.trained_from(newest) if newest else None
    if newest and known == wanted and not force:
        print(f"Modèle à jour : {newest.name}.")
        return 0
    load_catalogue(root / "data" / "packs")
    model = _train(root, force=force or known is None or known.config != wanted.config)
    if model is None or not _is_right(root, model):
        return 1
    models.remember(model, wanted)
    models.prune(root)
    print(f"Modèle entraîné : {model.name}.")
    return 0


def _say_waiting(pid: str) -> None:
    print(f"Un autre entraînement est en cours (pid {pid or 'inconnu'}), un instant…", flush=True)


def _train(root: Path, *, force: bool) -> Path | None:
    """Run `rasa train`; on failure say what it said. A changed pipeline is trained in full (Rasa's cache)."""
    name = f"courant-{datetime.now():%Y%m%d-%H%M%S}"
    log = _log_file(root)
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", name, *(["--force"] if force else [])]
    print(f"Entraînement en cours (journal : {log})…", flush=True)
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(command, cwd=root, env=environment(), stdout=output, stderr=subprocess.STDOUT)
    model = root / "models" / f"{name}{models.ARCHIVE}"
    if done.returncode == 0 and model.is_file():
        return model
    print("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-25:]))
    print("L'entraînement a échoué.")
    return None


def _is_right(root: Path, model: Path) -> bool:
    """Compare the model with the packs and load it; a wrong model is deleted, nobody must run it."""
    files = [file for folder in ("rules", "stories") for file in (root / "data" / folder).rglob("*.yml")]
    catalogue = load_catalogue(root / "data" / "packs")
    wrong = models.differences(models.facts(model), catalogue, opening_intents(files))
    for difference in wrong:
        print(f"  {difference}")
    if wrong:
        print(f"Le modèle ne correspond pas aux packs : {len(wrong)} différence(s).")
    elif _loads(root, model):
        return True
    models.forget(model)
    return False


def _loads(root: Path, model: Path) -> bool:
    code = "import sys; from rasa.core.agent import Agent; Agent.load(sys.argv[1])"
    command = [sys.executable, "-c", code, str(model)]
    done = subprocess.run(command, cwd=root, env=environment(), capture_output=True, text=True)
    if done.returncode:
        print("\n".join(done.stderr.splitlines()[-10:]))
        print("Le modèle ne se charge pas. Essayez : courant train --force")
    return done.returncode == 0


def environment() -> dict[str, str]:
    """Return the environment of the processes that Courant starts: Rasa kept quiet, project importable."""
    path = os.pathsep.join(part for part in (str(PROJECT_ROOT), os.environ.get("PYTHONPATH", "")) if part)
    return {**os.environ, **QUIET, "PYTHONPATH": path}


def _log_file(root: Path) -> Path:
    try:
        folder = settings().var if root == settings().root else root / "var"
    except SettingsError:
        folder = root / "var"
    path = folder / LOG
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
