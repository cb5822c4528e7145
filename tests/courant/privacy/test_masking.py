from __future__ import annotations

import pytest

from courant.privacy import CARD_MASK, CODE_MASK, mask_cards, mask_for_log


def test_only_what_nobody_may_keep_is_hidden_before_storage() -> None:
    text = "client 10000001, FR76 3000 6000 0112 3456 7890 189, 0612345678, 123456"
    assert mask_cards(text) == text
    assert mask_cards("carte 4111 1111 1111 1111") == f"carte {CARD_MASK}"


@pytest.mark.parametrize(
    ("text", "hidden", "shown"),
    [
        ("FR76 3000 6000 0112 3456 7890 189", "3000 6000", "FR****0189"),
        ("PDL 09123456789012", "0912345678", "****9012"),
        ("09 123 456 789 012", "123 456", "****9012"),
        ("pce GI123456", "GI12", "****3456"),
        ("appelez le 06 12 34 56 78", "12 34 56", "****78"),
        ("+33612345678", "6123456", "****78"),
        ("camille.durand@exemple.fr", "camille", "c***@exemple.fr"),
        ("carte 4111111111111111", "4111", CARD_MASK),
        ("code : 123 456", "456", CODE_MASK),
        ("mon code est 123456", "123456", CODE_MASK),
        ("mot de passe : Toto#12", "Toto", CODE_MASK),
        ("Authorization: Bearer abcdef123456", "abcdef", "****"),
        ("token eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl", "eyJ", "****"),
    ],
)
def test_logs_keep_just_enough_to_recognise_a_case(text: str, hidden: str, shown: str) -> None:
    masked = mask_for_log(text)
    assert hidden not in masked
    assert shown in masked


@pytest.mark.parametrize(
    "text",
    [
        "code postal 69003",
        "facture F2026-004512 de 184,20 €",
        "mot de passe oublié",
        "index 12345",
        "le 12/03/2026",
        "client 10000001",
    ],
)
def test_logs_keep_what_identifies_nobody(text: str) -> None:
    assert mask_for_log(text) == text


def test_masking_twice_changes_nothing_more() -> None:
    text = "FR76 3000 6000 0112 3456 7890 189, 06 12 34 56 78, camille@exemple.fr, 4111 1111 1111 1111"
    assert mask_for_log(mask_for_log(text)) == mask_for_log(text)
