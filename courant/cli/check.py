"""`courant check`: packs, Rasa's data validation without a warning of its own, style and types."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from courant.cli import packs, train
from courant.cli.parsing import Commands
from courant.settings import PROJECT_ROOT

# Responses that actions and forms send are in no story: Rasa's validator cannot know it. The second warning
# is said of every domain that has slots.
EXPECTED = re.compile(r"The utterance '\S+' is not used in any story or rule\.|Slot auto-fill has been removed")
WARNING = re.compile(r"\b(UserWarning|FutureWarning|WARNING|ERROR)\b")
CODE = ("courant", "custom_components", "actions", "channels", "backends", "console")


def register(commands: Commands) -> None:
    """Declare `check`."""
    parser = commands.add_parser("check", help="vérifie packs, données Rasa, style et types")
    parser.add_argument("--projet", type=Path, default=PROJECT_ROOT, help="racine du projet")
    parser.set_defaults(command=run_check)


def run_check(options: argparse.Namespace) -> int:
    """Run every check, even after one failed; 0 when all passed."""
    root: Path = options.projet.resolve()
    checks: dict[str, Callable[[], bool]] = {
        "packs": lambda: packs.run_check(options) == 0,
        "données Rasa": lambda: _data(root),
        "style": lambda: _tool(root, "ruff", "check", "."),
        "types": lambda: _tool(root, "mypy", *(name for name in CODE if (root / name).is_dir())),
    }
    failed = []
    for name, check in checks.items():
        print(f"== {name}", flush=True)
        if not check():
            failed.append(name)
    print(f"À reprendre : {', '.join(failed)}." if failed else "Tout est en ordre.")
    return 1 if failed else 0


def own_warnings(output: str) -> list[str]:
    """Return the warnings of `rasa data validate` that a designer must look at."""
    lines = (line for line in output.splitlines() if WARNING.search(line))
    return [line for line in lines if not EXPECTED.search(line)]


def _data(root: Path) -> bool:
    command = [sys.executable, "-m", "rasa", "data", "validate"]
    environment = train.environment()
    done = subprocess.run(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    warnings = own_warnings(done.stdout)
    if done.returncode and not warnings:
        warnings = done.stdout.splitlines()[-15:]
    print(*warnings or ["Aucun avertissement."], sep="\n")
    return done.returncode == 0 and not warnings


def _tool(root: Path, name: str, *arguments: str) -> bool:
    return subprocess.run([sys.executable, "-m", name, *arguments], cwd=root).returncode == 0
