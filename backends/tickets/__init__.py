"""Tickets: what people will have to do for a customer, and who is woken for it."""
