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


def test_a_whatsapp_number_is_complete_or_named_as_absent():
    demo = load_settings({}, PROJECT_ROOT).whatsapp()
    assert demo.phone_number_id and demo.app_secret and demo.verify_token
    assert demo.app_secret not in repr(demo) and demo.access_token not in repr(demo)
    partly = {**REAL, "WHATSAPP_PHONE_NUMBER_ID": "1", "WHATSAPP_ACCESS_TOKEN": "t", "WHATSAPP_VERIFY_TOKEN": "v"}
    with pytest.raises(SettingsError, match=r"^WHATSAPP_APP_SECRET: absent.*credentials\.yml"):
        load_settings(partly, PROJECT_ROOT).whatsapp()
    whole = load_settings({**partly, "WHATSAPP_APP_SECRET": "s"}, PROJECT_ROOT).whatsapp()
    assert (whole.api_url, whole.app_secret) == ("https://graph.facebook.com", "s")


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


def test_events_are_signed_with_a_secret_of_their_own_or_one_that_the_back_ends_derive_too(tmp_path):
    assert load_settings({"EVENTS_SECRET": "e" * 32}, PROJECT_ROOT).events_secret == "e" * 32
    derived = load_settings({**REAL}, PROJECT_ROOT).events_secret
    assert len(derived) == 64 and derived != REAL["COURANT_SECRET_KEY"]
    secret = tmp_path / "secret"
    secret.write_text("f" * 40 + "\n", encoding="utf-8")
    assert load_settings({"EVENTS_SECRET_FILE": str(secret)}, PROJECT_ROOT).events_secret == "f" * 40


@pytest.mark.parametrize("secret", ["demo-secret-des-evenements-a-remplacer-en-production", "short"])
def test_real_use_refuses_a_demo_or_short_secret_of_events(secret):
    with pytest.raises(SettingsError, match="EVENTS_SECRET"):
        load_settings({**REAL, "EVENTS_SECRET": secret}, PROJECT_ROOT)
