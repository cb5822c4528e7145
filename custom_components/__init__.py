"""Rasa graph components of Courant, one a file; `config.yml` names them."""
