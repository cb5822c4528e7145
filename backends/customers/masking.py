"""Contacts as they may be shown to somebody who is not verified yet."""

from __future__ import annotations

from backends.customers.model import HIDDEN, Contact

_PHONE = "telephone"
_EMAIL = "email"


def contacts(phone: str | None, email: str | None) -> tuple[Contact, ...]:
    """Return the masked contacts of a customer; only mobile phones take SMS."""
    found = []
    if phone:
        found.append(Contact(_PHONE, "telephone", mask_phone(phone)))
    if email:
        found.append(Contact(_EMAIL, "email", mask_email(email)))
    return tuple(found)


def address_of(contact_id: str, phone: str | None, email: str | None) -> str | None:
    """Return the address behind a contact, None when the customer has no such contact."""
    return {_PHONE: phone, _EMAIL: email}.get(contact_id)


def mask_phone(phone: str) -> str:
    """Return ``06 •• •• •• 12`` for a French number in E.164."""
    return f"0{phone[3]} •• •• •• {phone[-2:]}"


def mask_email(email: str) -> str:
    """Return ``c•••@example.org``."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}{HIDDEN}@{domain}"
