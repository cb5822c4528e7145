"""`python -m benchmarks [names…]`: measures the newest model and writes var/bench/report.html and report.json."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
for pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(pool, "1")  # before numpy is imported
warnings.simplefilter("ignore")

from benchmarks import (  # noqa: E402
    accuracy,
    confusions,
    danger,
    decisions,
    entities,
    latency,
    out_of_scope,
    packs,
    report,
    several,
    startup,
    training,
    turns,
    whatsapp,
)
from benchmarks.subject import Subject  # noqa: E402

WHOLE, PARTIAL = "report", "partial"  # a run of some benchmarks does not replace the whole report
ROOT = Path(__file__).resolve().parents[1]
BENCHMARKS: Mapping[str, Callable[[Subject], report.Section]] = {
    "accuracy": accuracy.run,
    "decisions": decisions.run,
    "several": several.run,
    "out_of_scope": out_of_scope.run,
    "danger": danger.run,
    "entities": entities.run,
    "confusions": confusions.run,
    "packs": packs.run,
    "latency": latency.run,
    "turns": turns.run,
    "whatsapp": whatsapp.run,
    "startup": startup.run,
    "training": training.run,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks; 1 when there is no model."""
    options = _options(arguments)
    try:
        subject = Subject(ROOT, options.model)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    facts = {
        "date": f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC",
        "model": subject.model.name,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
    }
    sections = []
    for name in options.names or BENCHMARKS:
        sections.append(BENCHMARKS[name](subject))
        print(report.as_text(sections[-1:]), flush=True)
    page = report.write(options.out, PARTIAL if options.names else WHOLE, facts, sections)
    print(f"\n{page}")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="benchmarks to run; all by default")
    parser.add_argument("--model", type=Path, help="a trained model; the newest of models/ by default")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench", help="folder of the report")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
