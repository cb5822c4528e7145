"""The text door: drives the whole assistant by text, in demo mode and in tests."""

from channels.texte.channel import TexteInput

__all__ = ["TexteInput"]
