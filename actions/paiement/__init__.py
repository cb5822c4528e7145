"""Paiement: paying by link, what became of a payment, what comes next."""
