"""Billing: prices by date, bills, explanations, payments, balance, PDF bills."""
