"""Settings from the environment: demo by default, strict in production."""

from __future__ import annotations

import pytest

from courant.settings import PROJECT_ROOT, Mode, SettingsError, load_settings

REAL = {
    "COURANT_MODE": "production",
    "RASA_TOKEN": "r" * 32,
    "COURANT_SECRET_KEY": "s" * 32,
}


def test_with_no_environment_the_demo_file_fills_in():
    settings = load_settings({}, PROJECT_ROOT)
    assert settings.mode is Mode.DEMO
    assert settings.is_demo
    assert settings.rasa_token.startswith("demo-")
    assert settings.value("WHATSAPP_APP_SECRET")


def test_the_environment_wins_over_the_demo_file():
    assert load_settings({"RASA_TOKEN": "mine"}, PROJECT_ROOT).rasa_token == "mine"


def test_embedded_stores_by_default(tmp_path):
    settings = load_settings({"COURANT_VAR": str(tmp_path)}, PROJECT_ROOT)
    assert settings.database_url == f"sqlite:///{tmp_path}/courant.db"
    assert settings.tracker_database_url == f"sqlite:///{tmp_path}/tracker.db"
    assert settings.backends_database_url == f"sqlite:///{tmp_path}/backends.db"
    assert settings.redis_url is None


def test_one_database_url_serves_all_stores_unless_separated():
    shared = "postgresql://db/courant"
    settings = load_settings({"DATABASE_URL": shared, "TRACKER_DATABASE_URL": "postgresql://db/t"}, PROJECT_ROOT)
    assert settings.database_url == shared
    assert settings.tracker_database_url == "postgresql://db/t"
    assert settings.backends_database_url == shared


def test_ports_and_addresses_follow_the_environment():
    settings = load_settings({"GATEWAY_PORT": "9000", "BILLING_URL": "https://sap.example/fi/"}, PROJECT_ROOT)
    assert settings.ports["gateway"] == 9000
    assert settings.service_url("customers") == "http://127.0.0.1:9000/customers"
    assert settings.service_url("billing") == "https://sap.example/fi"
    assert settings.public_backends_url == "http://localhost:9000"
    assert settings.rasa_url == "http://127.0.0.1:5005"


@pytest.mark.parametrize("port", ["0", "70000", "http", "-1"])
def test_a_bad_port_names_its_variable(port):
    with pytest.raises(SettingsError, match="GATEWAY_PORT"):
        load_settings({"GATEWAY_PORT": port}, PROJECT_ROOT)


def test_an_unknown_mode_is_refused():
    with pytest.raises(SettingsError, match="COURANT_MODE='prod'"):
        load_settings({"COURANT_MODE": "prod"}, PROJECT_ROOT)


def test_production_with_real_secrets():
    settings = load_settings(REAL, PROJECT_ROOT)
    assert not settings.is_demo
    assert settings.value("WHATSAPP_APP_SECRET") is None


@pytest.mark.parametrize("name", ["RASA_TOKEN", "COURANT_SECRET_KEY"])
def test_production_never_reads_the_demo_file(name):
    environ = {key: value for key, value in REAL.items() if key != name}
    with pytest.raises(SettingsError, match=name):
        load_settings(environ, PROJECT_ROOT)


@pytest.mark.parametrize("name", ["RASA_TOKEN", "WHATSAPP_APP_SECRET", "BACKENDS_SECRET_KEY", "EMAIL_IMAP_URL"])
def test_production_refuses_demo_secrets(name):
    demo = "imaps://demo-user:x@mail.example" if name.endswith("URL") else "demo-" + "x" * 40
    with pytest.raises(SettingsError, match=f"{name}.*demo"):
        load_settings({**REAL, name: demo}, PROJECT_ROOT)


def test_every_secret_of_the_demo_file_would_be_refused():
    lines = (PROJECT_ROOT / ".env.demo").read_text("utf-8").splitlines()
    pairs = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    secrets = {name: value for name, value in pairs.items() if name.endswith(("_TOKEN", "_KEY", "_SECRET"))}
    assert {"RASA_TOKEN", "COURANT_SECRET_KEY", "WHATSAPP_APP_SECRET"} <= set(secrets)
    for name, value in secrets.items():
        with pytest.raises(SettingsError, match=name):
            load_settings({**REAL, name: value}, PROJECT_ROOT)


def test_production_refuses_short_secrets():
    with pytest.raises(SettingsError, match="COURANT_SECRET_KEY: too short"):
        load_settings({**REAL, "COURANT_SECRET_KEY": "short"}, PROJECT_ROOT)


def test_secrets_may_come_from_files(tmp_path):
    secret = tmp_path / "token"
    secret.write_text("t" * 40 + "\n", "utf-8")
    environ = {**REAL, "RASA_TOKEN": "", "RASA_TOKEN_FILE": str(secret)}
    assert load_settings(environ, PROJECT_ROOT).rasa_token == "t" * 40


def test_an_unreadable_secret_file_names_its_variable(tmp_path):
    with pytest.raises(SettingsError, match="RASA_TOKEN_FILE"):
        load_settings({**REAL, "RASA_TOKEN_FILE": str(tmp_path / "absent")}, PROJECT_ROOT)
