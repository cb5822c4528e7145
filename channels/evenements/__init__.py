"""System events: what systems of record tell of their own accord, signed, into the conversation that it concerns."""

from channels.evenements.channel import EvenementsInput

__all__ = ["EvenementsInput"]
