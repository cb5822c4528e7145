"""Rules of `brand.yml` that another place also holds: both must say the same, or customers are told what is not so."""

from __future__ import annotations

from datetime import timedelta

import yaml

from backends.customers import codes
from backends.kernel.config import load_config
from courant.brand import load_brand
from courant.settings import PROJECT_ROOT, load_settings

RULES = load_brand(PROJECT_ROOT / "brand.yml").rules


def test_the_session_of_the_brand_is_the_one_of_the_domain() -> None:
    domain = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert domain["session_config"]["session_expiration_time"] == RULES.session_minutes


def test_codes_last_and_fail_as_the_brand_says() -> None:
    assert (timedelta(minutes=RULES.code_minutes), RULES.code_attempts) == (codes.LIFE, codes.TRIES)


def test_identity_and_links_last_as_the_brand_says() -> None:
    config = load_config({})
    assert (config.token_minutes, config.link_minutes) == (RULES.identity_minutes, RULES.link_minutes)


def test_both_sides_sign_events_with_the_same_secret() -> None:
    key = "a-key-that-is-long-enough-to-be-one"
    for environment in ({"COURANT_SECRET_KEY": key, "EVENTS_SECRET": ""}, {}, {"EVENTS_SECRET": "e" * 40}):
        assert load_settings(environment).events_secret == load_config(environment).events_secret
