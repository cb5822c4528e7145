"""What is measured: a trained Rasa model, loaded once, whose answers are remembered."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.corpora import Corpora
from courant.encoders import SmallE5Encoder, load_encoder

MODELS = "*.tar.gz"
WARM_UP = ("bonjour", "je suis Camille Durand, de Lyon")  # the second one loads the model of names and places


class Subject:
    """The newest model of the project, or the one that was named."""

    def __init__(self, root: Path, model: Path | None = None) -> None:
        self.root = root
        self.model = model or newest_model(root)
        self.corpora = Corpora(root / "tests" / "nlu")
        self._loop = asyncio.new_event_loop()
        self._known: dict[str, dict[str, Any]] = {}

    @cached_property
    def agent(self) -> Any:
        """Rasa's agent with the model; warm, so that the first figure is not that of a start."""
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.ERROR)
        logging.getLogger("rasa").setLevel(logging.ERROR)
        agent = Agent.load(str(self.model))
        for message in WARM_UP:
            self._loop.run_until_complete(agent.parse_message(message))
        return agent

    @property
    def has_entities(self) -> bool:
        """Whether the model extracts entities."""
        with tarfile.open(self.model) as archive:
            stream = archive.extractfile(archive.getmember("metadata.json"))
            return stream is not None and b"entities." in stream.read()

    @property
    def second_encoder_calls(self) -> int:
        """How many single messages the second encoder was asked about since it was loaded."""
        encoder = load_encoder("e5")
        return encoder.asked if isinstance(encoder, SmallE5Encoder) else 0

    def parse_anew(self, text: str) -> dict[str, Any]:
        """Understand a message, as `/model/parse` does."""
        parsed: dict[str, Any] = self._loop.run_until_complete(self.agent.parse_message(text))
        return parsed

    def parse(self, text: str) -> dict[str, Any]:
        """Understand a message once; the same message later is answered from memory."""
        if text not in self._known:
            self._known[text] = self.parse_anew(text)
        return self._known[text]

    def ranking(self, text: str) -> list[tuple[str, float]]:
        """Intents of a message and their confidences, best first."""
        return [(row["name"], float(row["confidence"])) for row in self.parse(text)["intent_ranking"]]


def newest_model(root: Path) -> Path:
    """Return the newest trained model.

    Raises:
        FileNotFoundError: there is none.
    """
    models = sorted((root / "models").glob(MODELS), key=lambda path: path.stat().st_mtime)
    if not models:
        raise FileNotFoundError("no model in models/: train one first (make train)")
    return models[-1]


@contextmanager
def one_core() -> Iterator[None]:
    """Keep the process on one core; on systems without affinity nothing changes."""
    change: Callable[[int, set[int]], None] | None = getattr(os, "sched_setaffinity", None)
    if change is None:
        yield
        return
    before = os.sched_getaffinity(0)
    change(0, {max(before)})
    gc.collect()
    try:
        yield
    finally:
        change(0, before)
