"""Settings of the processes, read from the environment; in demo mode `.env.demo` fills what is absent."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DEMO_FILE = ".env.demo"
DEMO_MARK = "demo-"
SECRETS = ("RASA_TOKEN", "COURANT_SECRET_KEY")
SHORTEST_SECRET = 32
GRAPH_API = "https://graph.facebook.com"
WHATSAPP_REQUIRED = (
    "WHATSAPP_PHONE_NUMBER_ID",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
)
DEFAULT_PORTS: Mapping[str, int] = {
    "rasa": 5005,
    "actions": 5055,
    "gateway": 8000,
    "customers": 8001,
    "billing": 8002,
    "metering": 8003,
    "tickets": 8004,
    "payments": 8005,
    "outages": 8006,
    "whatsapp_simulator": 8007,
    "console": 8080,
}


class SettingsError(ValueError):
    """A setting is absent, malformed or unsafe; the message names the environment variable."""


class Mode(str, Enum):
    """How the project runs: with demo data and demo secrets, or for real."""

    DEMO = "demo"
    PRODUCTION = "production"


@dataclass(frozen=True)
class WhatsappSettings:
    """A number of the WhatsApp Business Cloud API, and what proves who is who; `Settings.whatsapp()` builds it.

    Attributes:
        api_url: address of the Graph API, or of a stand-in.
        phone_number_id: Meta's id of the number.
        access_token: proves to Meta that we may send.
        app_secret: proves to us that a webhook comes from Meta.
        verify_token: proves to Meta that the webhook's address is ours.
    """

    api_url: str
    phone_number_id: str
    access_token: str = field(repr=False)
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """Everything a process needs to know about where it runs; `settings()` builds it."""

    mode: Mode
    root: Path
    var: Path
    database_url: str
    tracker_database_url: str
    backends_database_url: str
    redis_url: str | None
    rabbitmq_url: str | None
    interface: str
    ports: Mapping[str, int]
    public_backends_url: str
    rasa_token: str
    secret_key: str
    environment: Mapping[str, str]

    @property
    def is_demo(self) -> bool:
        """True in demo mode, where `/demo/*` and the text door exist."""
        return self.mode is Mode.DEMO

    @property
    def events_secret(self) -> str:
        """Secret shared with the systems that send events; the reference back ends derive the same one."""
        key = self.secret_key.encode()
        return self.value("EVENTS_SECRET") or hmac.new(key, b"courant.backends.events", hashlib.sha256).hexdigest()

    @property
    def rasa_url(self) -> str:
        """Base address of the Rasa server."""
        return self.environment.get("RASA_URL", f"http://127.0.0.1:{self.ports['rasa']}")

    @property
    def actions_url(self) -> str:
        """Base address of the action server."""
        return self.environment.get("ACTIONS_URL", f"http://127.0.0.1:{self.ports['actions']}")

    def service_url(self, name: str) -> str:
        """Return the base address of a back end (`billing`, `customers`…), without a trailing slash."""
        default = f"http://127.0.0.1:{self.ports['gateway']}/{name}"
        return self.environment.get(f"{name.upper()}_URL", default).rstrip("/")

    def whatsapp(self) -> WhatsappSettings:
        """Return the WhatsApp number to speak for.

        Raises:
            SettingsError: naming each variable that is absent.
        """
        absent = [name for name in WHATSAPP_REQUIRED if not self.value(name)]
        if absent:
            raise SettingsError(
                f"{', '.join(absent)}: absent, and credentials.yml lists channels.whatsapp.WhatsappInput; "
                "set each in the environment, or take the channel out of credentials.yml"
            )
        number, token, secret, verify = (self.environment[name] for name in WHATSAPP_REQUIRED)
        url = self.environment.get("WHATSAPP_API_URL") or GRAPH_API
        return WhatsappSettings(url.rstrip("/"), number, token, secret, verify)

    def value(self, name: str) -> str | None:
        """Return any other variable (`.env.demo` and `NAME_FILE` applied); None when absent or empty."""
        return self.environment.get(name) or None


def load_settings(environ: Mapping[str, str], root: Path = PROJECT_ROOT) -> Settings:
    """Build settings from an environment.

    Args:
        environ: variables; a secret may come as `NAME_FILE`, the path of a file that holds it.
        root: the project's root, where `.env.demo` and `var/` are.

    Raises:
        SettingsError: on an unknown mode, a bad port, an absent secret, or a demo secret in production.
    """
    mode = _mode(environ)
    values = _with_files(environ)
    if mode is Mode.DEMO:
        values = {**_read_env_file(root / DEMO_FILE), **values}
    else:
        _refuse_unsafe(values)
    _require(values)
    var = Path(values.get("COURANT_VAR") or root / "var")
    ports = _ports(values)
    database = values.get("DATABASE_URL")
    return Settings(
        mode=mode,
        root=root,
        var=var,
        database_url=database or _sqlite(var, "courant"),
        tracker_database_url=values.get("TRACKER_DATABASE_URL") or database or _sqlite(var, "tracker"),
        backends_database_url=values.get("BACKENDS_DATABASE_URL") or database or _sqlite(var, "backends"),
        redis_url=values.get("REDIS_URL") or None,
        rabbitmq_url=values.get("RABBITMQ_URL") or None,
        interface=values.get("COURANT_INTERFACE", "127.0.0.1"),
        ports=ports,
        public_backends_url=_public_url(values, ports),
        rasa_token=values["RASA_TOKEN"],
        secret_key=values["COURANT_SECRET_KEY"],
        environment=values,
    )


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process, read once. Tests call `settings.cache_clear()` after a change."""
    return load_settings(os.environ, Path(os.environ.get("COURANT_ROOT") or PROJECT_ROOT))


def sqlalchemy_url(url: str) -> str:
    """Return a database address as SQLAlchemy knows it: hosting companies hand out the short `postgres://`."""
    return "postgresql://" + url.removeprefix("postgres://") if url.startswith("postgres://") else url


def _mode(environ: Mapping[str, str]) -> Mode:
    name = environ.get("COURANT_MODE") or Mode.DEMO.value
    try:
        return Mode(name)
    except ValueError:
        raise SettingsError(f"COURANT_MODE={name!r}: expected 'demo' or 'production'") from None


def _with_files(environ: Mapping[str, str]) -> dict[str, str]:
    values = {name: value for name, value in environ.items() if value}
    for name, path in environ.items():
        if name.endswith("_FILE") and path and name.removesuffix("_FILE") in _FROM_FILE:
            try:
                values[name.removesuffix("_FILE")] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise SettingsError(f"{name}: {error}") from error
    return values


_FROM_FILE = {
    *SECRETS,
    "DATABASE_URL",
    "TRACKER_DATABASE_URL",
    "BACKENDS_DATABASE_URL",
    "REDIS_URL",
    "RABBITMQ_URL",
    "EVENTS_SECRET",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
    "EMAIL_IMAP_URL",
    "EMAIL_SMTP_URL",
}


def _read_env_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#") and "=" in line)
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}


def _refuse_unsafe(values: Mapping[str, str]) -> None:
    demo = sorted(name for name, value in values.items() if DEMO_MARK in value and _is_secret(name))
    if demo:
        raise SettingsError(f"{', '.join(demo)}: demo secrets are refused when COURANT_MODE=production")
    short = [name for name in (*SECRETS, "EVENTS_SECRET") if 0 < len(values.get(name, "")) < SHORTEST_SECRET]
    if short:
        raise SettingsError(f"{', '.join(short)}: too short, {SHORTEST_SECRET} characters at least")


def _is_secret(name: str) -> bool:
    return name in _FROM_FILE or name.endswith(("_TOKEN", "_SECRET", "_KEY", "_PASSWORD"))


def _require(values: Mapping[str, str]) -> None:
    absent = [name for name in SECRETS if not values.get(name)]
    if absent:
        raise SettingsError(f"{', '.join(absent)}: set it in the environment, or as {absent[0]}_FILE")


def _sqlite(var: Path, name: str) -> str:
    return f"sqlite:///{var / name}.db"


def _public_url(values: Mapping[str, str], ports: Mapping[str, int]) -> str:
    return values.get("PUBLIC_BACKENDS_URL", f"http://localhost:{ports['gateway']}").rstrip("/")


def _ports(values: Mapping[str, str]) -> dict[str, int]:
    return {name: _port(f"{name.upper()}_PORT", values, default) for name, default in DEFAULT_PORTS.items()}


def _port(variable: str, values: Mapping[str, str], default: int) -> int:
    text = values.get(variable, str(default))
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingsError(f"{variable}={text!r}: expected a port number between 1 and 65535")
    return int(text)
