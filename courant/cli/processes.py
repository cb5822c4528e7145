"""The processes that make up Courant on one machine: command, port and address of each."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from courant.settings import Settings

BACK_ENDS = ("customers", "billing", "metering", "tickets", "payments", "outages")
SIMULATOR = "whatsapp_simulator"


@dataclass(frozen=True)
class Process:
    """One process: its name (also its log and its port variable), its command line, where people reach it."""

    name: str
    command: tuple[str, ...]
    port: int
    address: str

    @property
    def variable(self) -> str:
        """The environment variable that changes its port."""
        return f"{self.name.upper()}_PORT"


def processes(settings: Settings, model: Path, endpoints: Path) -> tuple[Process, ...]:
    """Return every process, in the order in which they start.

    Args:
        settings: ports, interface and the token of the Rasa API.
        model: the model archive that Rasa serves.
        endpoints: Rasa's endpoints file.
    """
    ports, python = settings.ports, (sys.executable, "-m")
    back_ends = [
        Process(name, (*python, "backends", name), ports[name], f"http://localhost:{ports[name]}")
        for name in ("gateway", *BACK_ENDS, *((SIMULATOR,) if settings.is_demo else ()))
    ]
    actions = (*python, "rasa_sdk", "--actions", "actions", "--port", str(ports["actions"]))
    rasa = (
        *(*python, "custom_components.light_start", "run", "--enable-api", "--auth-token", settings.rasa_token),
        *("--interface", settings.interface, "--port", str(ports["rasa"])),
        *("--model", str(model), "--endpoints", str(endpoints)),
    )
    return (
        *back_ends,
        Process("actions", actions, ports["actions"], f"http://localhost:{ports['actions']}/health"),
        Process("rasa", rasa, ports["rasa"], f"http://localhost:{ports['rasa']}"),
    )


def endpoints_file(settings: Settings) -> Path:
    """Return Rasa's endpoints file, a copy under `var` when the action server is not where it says."""
    original = settings.root / "endpoints.yml"
    content: Mapping[str, Mapping[str, str]] = yaml.safe_load(original.read_text(encoding="utf-8")) or {}
    url = f"{settings.actions_url}/webhook"
    if content.get("action_endpoint", {}).get("url") == url:
        return original
    changed = {**content, "action_endpoint": {**content.get("action_endpoint", {}), "url": url}}
    copy = settings.var / "run" / "endpoints.yml"
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(yaml.safe_dump(changed, sort_keys=False), encoding="utf-8")
    return copy
