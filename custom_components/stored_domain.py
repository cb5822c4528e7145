"""Start-up patch of one Rasa method: the domain of a model is read once, with a YAML reader in C.

`DomainProvider.load` of Rasa 3.6.21 reads the same text three times with a reader written in Python and checks it
again: 2 s of each start. The training wrote and checked it. The same values come out, by the rules of YAML 1.2 that
Rasa's reader follows. A test compares both and fails when Rasa's version changes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Dict, Text

import yaml
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain
from ruamel.yaml.resolver import implicit_resolvers

FILE = "domain.yml"  # as `DomainProvider` writes it
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Reader(_Base):
    """Tells numbers, dates and yes from text as YAML 1.2 does (« oui », « on » and 12:30 are texts)."""

    yaml_implicit_resolvers: ClassVar[Dict[Text, Any]] = {}


for versions, tag, expression, first in implicit_resolvers:
    if (1, 2) in versions:
        _Reader.add_implicit_resolver(tag, expression, first)


def read_domain(folder: Path) -> Domain:
    """Return the domain that a training stored; what only Rasa's reader understands is left to it."""
    text = (folder / FILE).read_text(encoding="utf-8")
    if "${" in text or text.isascii():  # variables of the environment; escaped characters
        return Domain.from_path(folder)
    return Domain.from_dict(Domain.merge_domain_dicts(yaml.load(text, _Reader), {}))


def load(
    cls: type,
    /,
    config: Dict[Text, Any],
    model_storage: ModelStorage,
    resource: Resource,
    execution_context: ExecutionContext,
    **kwargs: Any,
) -> DomainProvider:
    """Return the provider of a trained model."""
    with model_storage.read_from(resource) as folder:
        domain = read_domain(Path(folder))
    provider: DomainProvider = cls(model_storage, resource, domain)
    return provider


def apply() -> None:
    """Put the patch in force (once is enough, twice is harmless)."""
    setattr(DomainProvider, "load", classmethod(load))  # noqa: B010  mypy refuses the plain form
