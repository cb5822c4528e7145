"""Trained models: what they were trained from, what they hold, and the last three of them."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from courant.packs import Catalogue
from courant.packs.export import is_export

KEPT = 3
ARCHIVE = ".tar.gz"
# Everything that changes what a model learns; actions and channels do not.
SOURCES = (
    "brand.yml",
    "config.yml",
    "domain.yml",
    "data/packs",
    "data/nlu",
    "data/rules",
    "data/stories",
    "data/reference",
    "custom_components",
    "courant/danger",
    "courant/encoders",
    "courant/french",
    "courant/packs",
)
SUFFIXES = {".yml", ".yaml", ".txt", ".tsv", ".csv", ".json", ".py"}


@dataclass(frozen=True)
class Digests:
    """What a model was trained from: everything, and the configuration alone (it decides on a full training)."""

    sources: str
    config: str


@dataclass(frozen=True)
class ModelFacts:
    """What a model holds: its intents, and the first action of the rule of each intent."""

    intents: frozenset[str]
    rules: Mapping[str, str]


def digests(root: Path) -> Digests:
    """Return the digests of the project as it stands."""
    return Digests(_digest(root, _source_files(root)), _digest(root, [root / "config.yml"]))


def latest(root: Path) -> Path | None:
    """Return the newest model, the one that `rasa run` would take."""
    models = _newest_first(root)
    return models[0] if models else None


def trained_from(model: Path) -> Digests | None:
    """Return what a model was trained from, None when nothing says so."""
    try:
        return Digests(**json.loads(_note(model).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def remember(model: Path, trained: Digests) -> None:
    """Write beside a model what it was trained from."""
    _note(model).write_text(json.dumps(trained.__dict__, indent=1), encoding="utf-8")


def forget(model: Path) -> None:
    """Delete a model and its note."""
    model.unlink(missing_ok=True)
    _note(model).unlink(missing_ok=True)


def prune(root: Path) -> tuple[Path, ...]:
    """Delete all models but the last three; return those deleted."""
    old = tuple(_newest_first(root)[KEPT:])
    for model in old:
        forget(model)
    return old


def facts(model: Path) -> ModelFacts:
    """Read what a model archive holds, without loading it."""
    with tarfile.open(model) as archive:
        members = {member.name.lstrip("./"): member for member in archive.getmembers()}
        domain = _json(archive, members["metadata.json"])["domain"]
        rule_file = next((name for name in members if name.endswith("/rule_policy.json")), None)
        lookup = _json(archive, members[rule_file])["lookup"]["rules"] if rule_file else {}
    intents = frozenset(one if isinstance(one, str) else next(iter(one)) for one in domain["intents"])
    return ModelFacts(intents, dict(_opening_rules(lookup)))


def differences(model: ModelFacts, catalogue: Catalogue, replaced: Iterable[str]) -> tuple[str, ...]:
    """Return the intents and rules that the packs hold and the model does not (French, for operators).

    Args:
        model: what the model holds.
        catalogue: the packs in use.
        replaced: intents that designers answer by rules or stories of their own.
    """
    replaced = set(replaced)
    absent = [f"intention absente : {intent}" for intent in catalogue.capabilities if intent not in model.intents]
    wrong = []
    for one in catalogue.capabilities.values():
        expected = one.answer.name if one.answer else one.next_action
        found = model.rules.get(one.id)
        if expected and one.id not in replaced and found != expected:
            wrong.append(f"règle de {one.id} : {found or 'absente'} au lieu de {expected}")
    return (*absent, *wrong)


def _source_files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        path = root / source
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in files if file.is_file() and _is_source(file))


def _is_source(file: Path) -> bool:
    if file.suffix not in SUFFIXES or "__pycache__" in file.parts:
        return False
    with file.open(encoding="utf-8", errors="replace") as lines:
        return not is_export(lines.readline())


def _digest(root: Path, files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        if file.is_file():
            total.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def _newest_first(root: Path) -> list[Path]:
    found = (root / "models").glob(f"*{ARCHIVE}")
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def _note(model: Path) -> Path:
    return model.with_name(model.name.removesuffix(ARCHIVE) + ".json")


def _json(archive: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, dict[str, dict[str, str]]]:
    stream = archive.extractfile(member)
    content: dict[str, dict[str, dict[str, str]]] = json.load(stream) if stream else {}
    return content


def _opening_rules(lookup: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """A rule that opens a turn is keyed by one state: the intent, heard after listening, whatever the slots."""
    for key, action in lookup.items():
        states = json.loads(key)
        if len(states) == 1 and set(states[0]) == {"user", "prev_action"}:
            intent = states[0]["user"].get("intent")
            if intent and states[0]["prev_action"].get("action_name") == "action_listen":
                yield intent, action
