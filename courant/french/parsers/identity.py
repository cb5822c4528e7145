"""Answers that say who a customer is: a customer or contract number, then a second fact."""

from __future__ import annotations

from courant.french.parsers.context import ParseContext, Parsed
from courant.french.parsers.numbers import digits_only, parse_customer, parse_postcode

CONTRACT_DIGITS = 10
METER_DIGITS = 4


def parse_reference(text: str, context: ParseContext) -> Parsed | None:
    """Read a customer number (8 digits) or a contract number (10 digits): `value` is the digits."""
    customer = parse_customer(text, context)
    if customer is not None:
        return Parsed(customer.value, "reference_client")
    digits = digits_only(text, CONTRACT_DIGITS, "numero_client")
    return Parsed(digits, "reference_client") if digits else None


def parse_second_fact(text: str, context: ParseContext) -> Parsed | None:
    """Read a postcode, or the last four digits of a meter's serial number: `value` is the digits."""
    postcode = parse_postcode(text, context)
    if postcode is not None:
        return Parsed(postcode.value, "second_fait")
    digits = digits_only(text, METER_DIGITS, "numero_client")
    return Parsed(digits, "second_fait") if digits else None
