"""Asks a model of Rasa's default pipeline about the held-out sentences, and keeps its answers.

python -m benchmarks.baseline.ask MODEL --seconds SECONDS --epochs EPOCHS
"""

from __future__ import annotations

import argparse
import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.corpora import Corpora

ROOT = Path(__file__).resolve().parents[2]
KEPT = 3


def main() -> None:
    """Write `diet.json` beside this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--seconds", type=float, required=True, help="how long training took")
    parser.add_argument("--epochs", type=int, required=True)
    options = parser.parse_args()
    corpora = Corpora(ROOT / "tests" / "nlu")
    texts = [one.text for one in (*corpora.intents, *corpora.out_of_scope)]
    content = {
        "date": date.today().isoformat(),
        "epochs": options.epochs,
        "training_seconds": options.seconds,
        "answers": asyncio.run(_answers(options.model, texts)),
    }
    file = Path(__file__).parent / "diet.json"
    file.write_text(json.dumps(content, ensure_ascii=False, indent=0), encoding="utf-8")


async def _answers(model: str, texts: list[str]) -> list[dict[str, Any]]:
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    return [{"text": text, "ranking": _first((await agent.parse_message(text))["intent_ranking"])} for text in texts]


def _first(ranking: list[dict[str, Any]]) -> list[tuple[str, float]]:
    return [(row["name"], round(float(row["confidence"]), 4)) for row in ranking[:KEPT]]


if __name__ == "__main__":
    main()
