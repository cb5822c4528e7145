from __future__ import annotations

import pytest

from custom_components.intents.wording import wording


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ma FACTURE est élevée", "ma facture est elevee"),
        ("J’ai payé", "j'ai paye"),
        ("je dois 1 234,56 € ou 45,60€", "je dois € ou €"),
        ("187 euros au lieu de 110", "€ au lieu de 0"),
        ("écrire à camille.durand@example.fr", "ecrire a @"),
        ("mon PDL est 12345678901234", "mon pdl est #"),
        ("appelez le 06 39 98 12 34", "appelez le #"),
        ("facture F2026-004512", "facture #"),
        ("le 12/03/2026 à 8h30", "le # a 0"),
        ("passer de 6 à 9 kVA", "passer de 0 a 0 kva"),
        ("urgeeeeent", "urgent"),
        ("pk c cher", "pourquoi c'est cher"),
        ("", ""),
    ],
)
def test_words_are_folded_and_values_become_signs(text: str, words: str) -> None:
    assert wording(text).words == words


def test_two_amounts_read_alike() -> None:
    assert wording("j'ai payé 45 €").words == wording("J'AI PAYÉ 1 200,50 €").words


def test_the_sentence_keeps_accents_and_punctuation() -> None:
    assert wording("Où est ma facture ?").sentence == "où est ma facture ?"


def test_a_long_message_is_read_at_both_ends() -> None:
    read = wording("résilier mon contrat " + "bla " * 5000 + "cordialement").words
    assert read.startswith("resilier") and read.endswith("cordialement") and len(read) < 2500
