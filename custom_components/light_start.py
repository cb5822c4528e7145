"""`python -m custom_components.light_start run …`: the same as `python -m rasa run …`, without TensorFlow.

Rasa 3.6.21 imports TensorFlow although nothing of this pipeline uses it: 2 s of each start and 340 MB. Here
`tensorflow` and `keras` are placeholders, unless the model that is started has a component that needs them. The other
patches of the start are put in force too. A test fails when Rasa's version changes.
"""

from __future__ import annotations

import sys
import tarfile
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

LEFT_OUT = ("tensorflow", "keras")
# Modules of Rasa whose components cannot do without it, as they stand in the metadata of a model.
NEED_IT = ("diet_classifier", "ted_policy", "unexpected_intent_policy", "response_selector", "lm_featurizer")
REASON = "TensorFlow was left out at the start of this server: start it with `python -m rasa run`"


class _PlaceholderType(type):
    """Anything can be derived from, annotated with or decorated by a placeholder, as modules do when imported."""

    def __getattr__(cls, name: str) -> _PlaceholderType:
        if name.startswith("__"):
            raise AttributeError(name)
        return _placeholder(name)


class _Placeholder(metaclass=_PlaceholderType):
    """Stands for a class or a function of TensorFlow; using what it makes says why that cannot work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take whatever the real one takes."""
        self.__dict__["__doc__"] = REASON

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise RuntimeError(REASON)


class _PlaceholderModule(ModuleType):
    """Has every name."""

    def __getattr__(self, name: str) -> _PlaceholderType:
        if name.startswith("__"):
            raise AttributeError(name)
        return _placeholder(name)


class _Placeholders(MetaPathFinder, Loader):
    """Finds the modules that are left out, whatever is installed."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        """Return a specification for the modules that are left out, None for all others."""
        return ModuleSpec(fullname, self, is_package=True) if fullname.partition(".")[0] in LEFT_OUT else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return an empty module that has every name."""
        return _PlaceholderModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing, and say where the names come from."""
        module.__doc__ = REASON


def _placeholder(name: str) -> _PlaceholderType:
    return _PlaceholderType(name, (_Placeholder,), {})


def leave_out() -> None:
    """Put the placeholders in force; too late once TensorFlow is imported."""
    if not any(isinstance(finder, _Placeholders) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Placeholders())


def needs_tensorflow(model: Path) -> bool:
    """Tell whether a model has a component that uses TensorFlow; yes when it cannot be read: Rasa will say why."""
    try:
        with tarfile.open(model) as archive:
            content = archive.extractfile("metadata.json")
            metadata = content.read() if content else b""
    except (OSError, KeyError, tarfile.TarError):
        return True
    return not metadata or any(f".{name}.".encode() in metadata for name in NEED_IT)


def main() -> None:
    """Start Rasa with the arguments of the command line."""
    if "--model" in sys.argv[:-1] and not needs_tensorflow(Path(sys.argv[sys.argv.index("--model") + 1])):
        leave_out()
    from custom_components import settled_memory, stored_domain

    settled_memory.apply()
    stored_domain.apply()
    from rasa.__main__ import main as start

    start()


if __name__ == "__main__":
    main()
