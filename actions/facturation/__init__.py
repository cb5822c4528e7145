"""Facturation: bills explained, copied, balanced; charges and consumption."""
