"""Relève: a reading given by the customer, judged against the meter's own history, read back, filed once."""
