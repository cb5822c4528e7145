"""What is hidden before storage and before logs."""

from courant.privacy.cards import find_cards, is_card_number, luhn
from courant.privacy.masking import CARD_MASK, CODE_MARK, CODE_MASK, mask_cards, mask_for_log

__all__ = [
    "CARD_MASK",
    "CODE_MARK",
    "CODE_MASK",
    "find_cards",
    "is_card_number",
    "luhn",
    "mask_cards",
    "mask_for_log",
]
