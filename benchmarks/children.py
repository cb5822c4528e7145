"""Environment of the processes that benchmarks start: quiet, and with compiled modules kept as in any installation."""

from __future__ import annotations

import os
from pathlib import Path


def environment(root: Path) -> dict[str, str]:
    """Variables for a child process; compiled modules go to `var/bench`, whatever this machine says of them."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        "PYTHONPATH": str(root),
        "PYTHONPYCACHEPREFIX": str(root / "var" / "bench" / "pycache"),
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
