"""Payments: links to the hosted payment page, what the provider says of them, and their way to the account.

Billing is the system of record of what is owed: a payment that the provider accepted is handed over to it once,
and billing says which bills it settles. This context is the record of the payment itself.
"""
