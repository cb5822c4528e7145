"""What the clients show of secrets, and the keys they send."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from courant.clients import Grant, Ticket
from courant.clients.bundle import service_key

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)


def test_tokens_and_secrets_are_not_in_representations() -> None:
    grant = Grant(1, "10000001", "Camille", "the-token", NOW, ())
    ticket = Ticket("D2026-000001", "k", "normale", "ouvert", "s", "r", NOW, NOW, secret="the-secret")
    assert "the-token" not in repr(grant)
    assert "the-secret" not in repr(ticket)


def test_the_service_key_may_be_given_or_derived(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BACKENDS_SERVICE_KEY", raising=False)
    derived = service_key("secret")
    assert derived == service_key("secret") != service_key("another")
    (tmp_path / "key").write_text("from-a-file\n")
    monkeypatch.setenv("BACKENDS_SERVICE_KEY_FILE", str(tmp_path / "key"))
    assert service_key("secret") == "from-a-file"
    monkeypatch.setenv("BACKENDS_SERVICE_KEY", "given")
    assert service_key("secret") == "given"
