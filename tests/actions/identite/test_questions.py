"""Contacts on buttons."""

from __future__ import annotations

import pytest

from actions.identite.questions import LONGEST_MASK, shortened


@pytest.mark.parametrize(
    ("masked", "shown"),
    [
        ("06 •• •• •• 01", "06 •• •• •• 01"),
        ("c•••@example.org", "c•••@example.org"),
        ("m•••@boulangerie-lefevre.fr", "m•••@b…ie-lefevre.fr"),
    ],
)
def test_a_contact_fits_on_the_button_of_a_phone(masked: str, shown: str) -> None:
    assert shortened(masked) == shown and len(shown) <= LONGEST_MASK
