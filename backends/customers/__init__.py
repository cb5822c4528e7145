"""Customers: who they are, their contracts, and the identity service."""
