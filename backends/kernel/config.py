"""Configuration of the back ends, read from the environment (the names :mod:`courant.settings` uses)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent.parent
CONTEXTS = ("customers", "billing", "metering", "tickets", "payments", "outages")
DEFAULT_PORTS = {
    "gateway": 8000,
    "customers": 8001,
    "billing": 8002,
    "metering": 8003,
    "tickets": 8004,
    "payments": 8005,
    "outages": 8006,
    "whatsapp_simulator": 8007,
}
SHORTEST_SECRET = 32
_FROM_FILE = (
    "COURANT_SECRET_KEY",
    "BACKENDS_SECRET_KEY",
    "BACKENDS_SERVICE_KEY",
    "BACKENDS_DATABASE_URL",
    "EVENTS_SECRET",
)


class ConfigError(ValueError):
    """A setting is absent or unsafe; the message names the environment variable."""


@dataclass(frozen=True)
class Config:
    """Where the back ends run and with which secrets.

    ``database_url`` None means one SQLite file a context under ``var``. ``supplier_file`` says who the
    supplier is (``brand.yml`` form). ``messages_url`` receives outgoing SMS and mails in real use. System events
    are posted to ``events_url``, signed with ``events_secret``.
    """

    demo: bool
    var: Path
    database_url: str | None
    interface: str
    ports: Mapping[str, int]
    upstreams: Mapping[str, str]
    public_url: str
    secret: str
    service_key: str
    supplier_file: Path
    website: Path
    messages_url: str | None = None
    token_minutes: int = 30
    link_minutes: int = 30
    events_url: str = "http://127.0.0.1:5005/webhooks/evenements"
    events_secret: str = field(default="", repr=False)

    def derive(self, purpose: str) -> str:
        """Return a key for one purpose only, derived from the secret."""
        return derive(self.secret, purpose)


def derive(secret: str, purpose: str) -> str:
    """Return HMAC-SHA256 of a purpose, in hexadecimal: a key that tells nothing about the others."""
    return hmac.new(secret.encode(), f"courant.backends.{purpose}".encode(), hashlib.sha256).hexdigest()


def load_config(environ: Mapping[str, str], root: Path = PROJECT_ROOT) -> Config:
    """Build the configuration; in demo mode ``.env.demo`` fills what is absent.

    Raises:
        ConfigError: Unknown mode, absent secret, or demo secret in real use.
    """
    demo = _is_demo(environ)
    values = environment(environ, root)
    secret = _secret(values, demo)
    ports = {name: int(values.get(f"{name.upper()}_PORT", port)) for name, port in DEFAULT_PORTS.items()}
    if not demo and not values.get("MESSAGES_URL"):
        raise ConfigError("MESSAGES_URL: needed in production, one-time codes and alerts leave through it")
    return Config(
        demo=demo,
        var=Path(values.get("COURANT_VAR") or root / "var"),
        database_url=_database_url(values),
        interface=values.get("COURANT_INTERFACE", "127.0.0.1"),
        ports=ports,
        upstreams={name: _upstream(name, values, ports) for name in CONTEXTS},
        public_url=values.get("PUBLIC_BACKENDS_URL", f"http://localhost:{ports['gateway']}").rstrip("/"),
        secret=secret,
        # The assistant's clients know COURANT_SECRET_KEY only.
        service_key=values.get("BACKENDS_SERVICE_KEY") or derive(values.get("COURANT_SECRET_KEY") or secret, "service"),
        supplier_file=Path(values.get("BACKENDS_SUPPLIER_FILE") or root / "brand.yml"),
        website=Path(values.get("BACKENDS_WEBSITE") or root / "backends" / "website"),
        messages_url=values.get("MESSAGES_URL"),
        token_minutes=int(values.get("BACKENDS_TOKEN_MINUTES", "30")),
        link_minutes=int(values.get("BACKENDS_LINK_MINUTES", "30")),
        events_url=values.get("EVENTS_URL") or _assistant(values) + "/webhooks/evenements",
        events_secret=values.get("EVENTS_SECRET") or derive(values.get("COURANT_SECRET_KEY") or secret, "events"),
    )


def environment(environ: Mapping[str, str], root: Path = PROJECT_ROOT) -> dict[str, str]:
    """Return the variables that count: those given, and in demo mode those of ``.env.demo`` for what is absent.

    Raises:
        ConfigError: Unknown mode.
    """
    return {**(_env_file(root / ".env.demo") if _is_demo(environ) else {}), **_with_files(environ)}


def _is_demo(environ: Mapping[str, str]) -> bool:
    mode = environ.get("COURANT_MODE") or "demo"
    if mode not in ("demo", "production"):
        raise ConfigError(f"COURANT_MODE={mode!r}: expected 'demo' or 'production'")
    return mode == "demo"


def _database_url(values: Mapping[str, str]) -> str | None:
    url = values.get("BACKENDS_DATABASE_URL") or values.get("DATABASE_URL") or None
    # The short name is what hosting companies hand out; SQLAlchemy only knows the long one.
    return re.sub("^postgres://", "postgresql://", url) if url else None


def _assistant(values: Mapping[str, str]) -> str:
    return (values.get("RASA_URL") or f"http://127.0.0.1:{values.get('RASA_PORT') or 5005}").rstrip("/")


def _upstream(name: str, values: Mapping[str, str], ports: Mapping[str, int]) -> str:
    return values.get(f"{name.upper()}_UPSTREAM", f"http://127.0.0.1:{ports[name]}").rstrip("/")


def _secret(values: Mapping[str, str], demo: bool) -> str:
    secret = values.get("BACKENDS_SECRET_KEY") or values.get("COURANT_SECRET_KEY", "")
    if not secret:
        raise ConfigError("BACKENDS_SECRET_KEY: set it in the environment, or as BACKENDS_SECRET_KEY_FILE")
    if not demo and ("demo-" in secret or len(secret) < SHORTEST_SECRET):
        raise ConfigError(f"BACKENDS_SECRET_KEY: a real secret of {SHORTEST_SECRET} characters is needed")
    return secret


def _with_files(environ: Mapping[str, str]) -> dict[str, str]:
    values = {name: value for name, value in environ.items() if value}
    for name in _FROM_FILE:
        if path := environ.get(f"{name}_FILE"):
            values[name] = Path(path).read_text(encoding="utf-8").strip()
    return values


def _env_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}
