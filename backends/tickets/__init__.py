"""Tickets: what people have to do for customers, and paging when it cannot wait."""
