"""Core library of Courant: packs, French, conversations, clients. No Rasa, no layer above."""

__version__ = "0.1.0"
