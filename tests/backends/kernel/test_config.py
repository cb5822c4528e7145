"""Configuration by environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from backends.kernel.config import ConfigError, load_config
from courant.clients.bundle import service_key
from courant.settings import load_settings

REAL = "x" * 40


def production(**more: str) -> dict[str, str]:
    return {"COURANT_MODE": "production", "COURANT_SECRET_KEY": REAL, "MESSAGES_URL": "http://m", **more}


def test_demo_mode_needs_nothing_in_the_environment() -> None:
    config = load_config({})
    assert config.demo and config.database_url is None
    assert config.ports["gateway"] == 8000
    assert config.public_url == "http://localhost:8000"
    assert config.upstreams["tickets"] == "http://127.0.0.1:8004"
    assert config.interface == "127.0.0.1"


def test_the_assistant_and_the_services_know_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BACKENDS_SERVICE_KEY", raising=False)
    assert load_config({}).service_key == service_key(load_settings({}).secret_key)
    monkeypatch.setenv("BACKENDS_SERVICE_KEY", "one-of-its-own")
    assert load_config({"BACKENDS_SERVICE_KEY": "one-of-its-own"}).service_key == service_key("anything")


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"COURANT_MODE": "staging"}, "COURANT_MODE"),
        ({"COURANT_MODE": "production"}, "BACKENDS_SECRET_KEY"),
        (production(COURANT_SECRET_KEY="demo-" + REAL), "BACKENDS_SECRET_KEY"),
        (production(COURANT_SECRET_KEY="short"), "BACKENDS_SECRET_KEY"),
        ({**production(), "MESSAGES_URL": ""}, "MESSAGES_URL"),
    ],
)
def test_real_use_refuses_what_is_unsafe(environ: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        load_config(environ)


def test_the_short_name_of_a_postgresql_address_is_understood() -> None:
    config = load_config({"DATABASE_URL": "postgres://u:p@db/courant"})
    assert config.database_url == "postgresql://u:p@db/courant"


def test_real_use_never_reads_the_demo_file() -> None:
    config = load_config(production())
    assert not config.demo and config.secret == REAL


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(REAL + "\n")
    environ = {**production(), "COURANT_SECRET_KEY": "", "BACKENDS_SECRET_KEY_FILE": str(tmp_path / "key")}
    assert load_config(environ).secret == REAL


def test_keys_for_different_purposes_differ() -> None:
    config = load_config({})
    assert len({config.derive(purpose) for purpose in ("tokens", "links", "codes", "service")}) == 4
