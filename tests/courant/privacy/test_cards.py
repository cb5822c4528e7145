from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courant.privacy import CARD_MASK, find_cards, is_card_number, luhn, mask_cards

# Published test numbers of the networks.
NUMBERS = [
    "4111111111111111",
    "4970101234567893",
    "4222222222222",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "30569309025904",
    "6011111111111117",
    "3530111333300000",
    "6304000000000000",
    "6200000000000000003",
]


@pytest.mark.parametrize("number", [n for n in NUMBERS if luhn(n)])
def test_known_numbers_are_cards(number: str) -> None:
    assert is_card_number(number)
    assert mask_cards(f"ma carte {number} merci") == f"ma carte {CARD_MASK} merci"


@pytest.mark.parametrize(
    "written",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111\u00a01111\u202f1111\u20091111",
        "4111\n1111\n1111\n1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "41 11 11 11 11 11 11 11",
        "4111/1111/1111/1111",
        "4111, 1111, 1111, 1111",
        "4111 puis 1111 ensuite 1111 et enfin 1111",
        "4111 tiret 1111 tiret 1111 tiret 1111",
        "3782 822463 10005",
        "４１１１１１１１１１１１１１１１",
        "cb:4111111111111111",
        "N°4111111111111111.",
    ],
)
def test_however_they_are_spread(written: str) -> None:
    masked = mask_cards(f"voici {written} pour payer")
    assert CARD_MASK in masked
    assert "1111" not in masked and "822463" not in masked and "１１" not in masked


@pytest.mark.parametrize(
    "text",
    [
        "FR76 3000 6000 0112 3456 7890 189",
        "mon PDL 30569309025904",
        "06 12 34 56 78",
        "4111 1111 1111 1112",
        "09123456789012",
        "client 10000001 facture F2026-004512 de 184,20 €",
        "0000 0000 0000 0000",
        "le 12/03/2026 à 14h30, index 12345",
    ],
)
def test_other_numbers_are_kept(text: str) -> None:
    assert mask_cards(text) == text


def test_expiry_and_security_code_go_with_the_number() -> None:
    masked = mask_cards("4111 1111 1111 1111 exp 12/27 cvv 123")
    assert masked == f"{CARD_MASK} exp {CARD_MASK} {CARD_MASK}"
    assert mask_cards("échéance 12/27, code 123") == "échéance 12/27, code 123"


def test_a_delivery_point_that_was_asked_for_is_kept() -> None:
    assert mask_cards("30569309025904") == CARD_MASK
    assert mask_cards("30569309025904", expecting_point=True) == "30569309025904"
    assert mask_cards("4111111111111111", expecting_point=True) == CARD_MASK


def test_two_cards_in_a_message() -> None:
    assert mask_cards("4111111111111111 ou 5555555555554444") == f"{CARD_MASK} ou {CARD_MASK}"


@given(
    st.sampled_from(["4111111111111111", "5555555555554444", "378282246310005"]),
    st.lists(st.sampled_from(["", " ", "-", ".", "  ", "\u00a0", " - ", "/"]), min_size=19, max_size=19),
    st.text(alphabet="abc ,;!?é", max_size=20),
)
def test_no_separator_saves_a_number(number: str, separators: list[str], around: str) -> None:
    written = "".join(digit + between for digit, between in zip(number, separators, strict=False)).rstrip()
    masked = mask_cards(f"{around} {written} {around}")
    assert sum(char.isdigit() for char in masked) == 0


@given(st.text(max_size=100))
def test_any_text_can_be_read(text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in find_cards(text))


def test_luhn() -> None:
    assert luhn("79927398713")
    assert not luhn("79927398710")
